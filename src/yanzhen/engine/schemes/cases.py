"""The examples of a scheme: what a case expects of one firm among all it names, and of the sizes of classes."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

from yanzhen.engine.columns.single import value_at
from yanzhen.engine.schemes.evaluation import RATED, STATUS, Evaluation
from yanzhen.engine.schemes.results import score
from yanzhen.engine.writing import missing_name
from yanzhen.facts.memory import Memory
from yanzhen.language.values import Between
from yanzhen.pack.evaluation import Scheme, class_sizes
from yanzhen.pack.model import Case, Pack
from yanzhen.pack.quantities import read_quantity
from yanzhen.periods import Period
from yanzhen.units import show

POINTS = (("分", 1),)


def differences_of(
    pack: Pack, scheme: Scheme, case: Case, memory: Memory, key: str, period: Period, on: date
) -> list[str]:
    """Where the evaluation of the case's firms is not what the case expects, one sentence each."""
    if isinstance(case.subjects, str):
        size = int(re.match(r"\d+", case.subjects)[0])
        actual = dict(zip(scheme.labels, class_sizes(scheme.cuts, size, scheme.count.mode), strict=True))
        return _differs("sizes", actual, _sizes(case.expect.get("sizes", {})))
    evaluation, _ = score(pack, scheme.id, memory, period, on)
    row = evaluation.keys.index(key)
    found: list[str] = []
    for name, expected in case.expect.items():
        if name == "sizes":
            found += _differs(name, _counted(evaluation), _sizes(expected))
        elif name == "points":
            found += _points(evaluation, row, expected)
        else:
            found += _differs(name, _ACTUAL[name](evaluation, row), _WANTED.get(name, str)(expected))
    return found


def _differs(name: str, actual: object, wanted: object) -> list[str]:
    return [] if actual == wanted else [f"{name}：应为 {_shown(wanted)}，得到 {_shown(actual)}"]


def _points(evaluation: Evaluation, row: int, expected: object) -> list[str]:
    group = int(evaluation.group[row])
    if group < 0:
        return ["points：没有归入任何一组"]
    scored, found = evaluation.scored[group], []
    known = {
        item.item.name: value_at(vector, row) for item, vector in zip(scored.tree.items, scored.points, strict=True)
    }
    for item, text in expected.items() if isinstance(expected, dict) else ():
        found += _differs(f"points {item}", known.get(item, "没有这项指标"), _quantity(text))
    return found


def _counted(evaluation: Evaluation) -> dict[str, int]:
    """How many firms have each class; classes nobody has are counted too."""
    found = dict.fromkeys(evaluation.scheme.labels, 0)
    for row in range(evaluation.n):
        label = evaluation.label(row)
        if label:
            found[label] = found.get(label, 0) + 1
    return found


def _sizes(expected: object) -> dict[str, int]:
    return {name: int(str(text).split()[0]) for name, text in expected.items()} if isinstance(expected, dict) else {}


def _quantity(text: object) -> object:
    read = read_quantity(str(text))
    return str(text) if read is None else read[0]


def _rank(evaluation: Evaluation, row: int) -> object:
    if STATUS[evaluation.status[row]] != RATED:
        return None
    low, high = Fraction(int(evaluation.low[row])), Fraction(int(evaluation.high[row]))
    return low if low == high else (low, high)


def _group(evaluation: Evaluation, row: int) -> str:
    group = int(evaluation.group[row])
    return evaluation.scheme.groups[group].name if group >= 0 else ""


def _missing(evaluation: Evaluation, row: int) -> list[str]:
    return sorted({reason.column or missing_name(reason) for reason in evaluation.missing(row)})


def _outcome(evaluation: Evaluation, row: int) -> str:
    status = STATUS[evaluation.status[row]]
    return "unknown" if status == RATED and evaluation.total(row) is None else status


_ACTUAL = {
    "outcome": _outcome,
    "score": lambda evaluation, row: evaluation.total(row),
    "rank": _rank,
    "class": lambda evaluation, row: evaluation.label(row),
    "group": _group,
    "missing": _missing,
}


def _ranks(text: object) -> object:
    if isinstance(text, list):
        return tuple(_quantity(item) for item in text)
    return _quantity(text)


_WANTED = {
    "score": _quantity,
    "rank": _ranks,
    "missing": lambda names: sorted(names if isinstance(names, list) else [names]),
}


def _shown(value: object) -> str:
    if isinstance(value, Fraction):
        return show(value, ())
    if isinstance(value, Between):
        return f"{_shown(value.low)} 至 {_shown(value.high)}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(_shown(item) for item in value)}]"
    if isinstance(value, dict):
        return "，".join(f"{name} {_shown(item)}" for name, item in value.items())
    return "无" if value is None else str(value)
