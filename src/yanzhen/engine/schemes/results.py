"""What an evaluation gives: results other elements may read, and one table of all firms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import polars as pl

from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.single import number_at, value_at
from yanzhen.engine.columns.vectors import Numbers
from yanzhen.engine.plan import Barrier, barriers_of, strata_of
from yanzhen.engine.schemes.evaluation import OPEN, RATED, STATUS, STATUS_WORDS, UNRATED, Evaluation
from yanzhen.engine.schemes.scoring import evaluate
from yanzhen.engine.writing import reason_texts
from yanzhen.errors import EngineError, did_you_mean
from yanzhen.facts.building import build_snapshot
from yanzhen.facts.snapshot import Batches
from yanzhen.pack.evaluation import Scheme
from yanzhen.pack.model import Pack
from yanzhen.periods import Period
from yanzhen.units import show

FIXED: dict[str, pl.DataType] = {
    "subject": pl.String(), "name": pl.String(), "scheme": pl.String(), "period": pl.String(), "group": pl.String(),
    "apart": pl.String(), "status": pl.String(), "score": pl.Decimal(38, 8), "rank": pl.Int64(), "rank_worst": pl.Int64(),
    "size": pl.Int64(), "class": pl.String(), "class_by_rank": pl.String(), "reason": pl.String(), "missing": pl.String(),
}  # fmt: skip
"""The first columns of a score file, in order; after them, for each item, its value, benchmark and points as exact text."""


def settle(barrier: Barrier, reader: Reader) -> list[Evaluation]:
    """The scheme evaluated for its periods; 等次, 总分 and 名次 of this run are read from it from now on."""
    found = []
    for period in barrier.periods:
        one = evaluate(barrier.scheme, period, reader)
        for column, vector in one.vectors().items():
            reader.evaluated[(barrier.scheme.name, column, str(period))] = vector
        found.append(one)
    return found


def scheme_named(pack: Pack, name: str) -> Scheme:
    """The pack's scheme of that name or id; EngineError YZ-E07 when it has none."""
    for scheme in pack.schemes:
        if name in (scheme.name, scheme.id):
            return scheme
    known = [scheme.name for scheme in pack.schemes]
    hint = did_you_mean(name, known) or (f"有 {'、'.join(known)}" if known else "方案写在 schemes/*.yaml")
    raise EngineError(f"没有评价方案「{name}」", code="YZ-E07", hint=hint)


def score(
    pack: Pack, name: str, batches: Batches, period: Period, on: date, known: date | None = None
) -> tuple[Evaluation, Reader]:
    """One scheme evaluated for the facts of a period, as of day `on`, as known on `known`; and the reader it was read by.

    Schemes whose results it reads are evaluated first. Raises EngineError YZ-E07 for an unknown scheme, YZ-E02 for a cycle.
    """
    scheme = scheme_named(pack, name)
    whole = (period,) if scheme.period == "year" else period.parts(scheme.period)
    own = Barrier(scheme, whole)
    before = [barrier for barrier in barriers_of(pack, period, [own]) if barrier.scheme is not scheme]
    order = strata_of([*before, own])
    reader = Reader(build_snapshot(batches, pack.vocabulary, known=known), on)
    found: list[Evaluation] = []
    for stratum in order:
        for barrier in stratum:
            assert isinstance(barrier, Barrier)
            found = settle(barrier, reader)
    return found[-1], reader


def names_of(evaluation: Evaluation, reader: Reader) -> list[str]:
    """Printed names of the firms, their keys where there is none."""
    frame = reader.snapshot.frame(evaluation.scheme.register)
    label = frame.register.label
    stored = frame.stored(label, None) if label and label in frame.register.columns else None
    if stored is None or label is None:
        return list(frame.keys)
    words = frame.words[label]
    return [words[stored.values[row]] if stored.present[row] else frame.keys[row] for row in range(frame.n)]


def order_of(evaluation: Evaluation) -> np.ndarray:
    """Rows worth writing, as read: group by group, part by part, by rank; then those that wait, then those not rated."""
    status = evaluation.status
    rows = np.flatnonzero(status != 0)
    last = {RATED: 0, OPEN: 1, UNRATED: 2}
    turn = np.array([last.get(name, 3) for name in STATUS])[status[rows]]
    keys = np.array(evaluation.keys, dtype=object)[rows]
    place = np.argsort(np.argsort(keys, kind="stable"), kind="stable")
    group = np.where(evaluation.group[rows] < 0, len(evaluation.scored), evaluation.group[rows])
    return rows[np.lexsort((place, evaluation.high[rows], evaluation.low[rows], evaluation.part[rows], group, turn))]


def table_of(evaluation: Evaluation, reader: Reader) -> pl.DataFrame:
    """Every firm in scope, by rank. Scores are exact decimals; an open one is null, with what is missing beside it."""
    rows = order_of(evaluation)
    names, apart = names_of(evaluation, reader), apart_labels(evaluation, reader)
    missing = reason_texts(evaluation.reasons, rows) if len(rows) else []
    data: dict[str, object] = {name: [] for name in FIXED}
    for row, lacking in zip(rows, missing, strict=True):
        for column, value in zip(FIXED, _row(evaluation, int(row), names, apart, lacking), strict=True):
            data[column].append(value)
    frame = pl.DataFrame(data, schema=FIXED)
    return frame.with_columns(_items(evaluation, rows))


def _row(evaluation: Evaluation, row: int, names: list[str], apart: list[str], lacking: str) -> tuple[object, ...]:
    scheme, group = evaluation.scheme, int(evaluation.group[row])
    status = STATUS[evaluation.status[row]]
    rated = status == RATED
    total = evaluation.total(row)
    if rated and total is None:
        status = OPEN
    cut = scheme.labels[int(evaluation.cut.best[row])] if rated and scheme.cuts and evaluation.cut.settled[row] else ""
    return (
        evaluation.keys[row], names[row], scheme.name, str(evaluation.period),
        scheme.groups[group].name if group >= 0 else "", apart[row] if group >= 0 else "", status, _decimal(total),
        int(evaluation.low[row]) if rated else None, int(evaluation.high[row]) if rated else None,
        int(evaluation.most[row]) if rated else None, evaluation.label(row), cut, "；".join(remarks(evaluation, row)), lacking,
    )  # fmt: skip


def _decimal(total) -> object:
    from decimal import Decimal

    return None if total is None else Decimal(total.numerator) / Decimal(total.denominator)


def remarks(evaluation: Evaluation, row: int) -> list[str]:
    """What happened to a firm beside its score: veto, protection, tie, rule for what is missing, why it is not rated."""
    scheme, found = evaluation.scheme, []
    status = STATUS[evaluation.status[row]]
    if status == UNRATED:
        at = int(evaluation.left_out[row])
        return [f"不参评：{scheme.unrated[at].text}" if at >= 0 else "不参评：缺评价所需的数"]
    if status != RATED:
        return [STATUS_WORDS[status]] if status == OPEN else []
    if evaluation.veto[row] >= 0:
        found.append(f"否决：{scheme.veto[int(evaluation.veto[row])].text}")
    if evaluation.protect[row] >= 0 and evaluation.cut.best[row] != evaluation.ends.best[row]:
        found.append(f"保护：{scheme.protect[int(evaluation.protect[row])].text}")
    scored = evaluation.scored[int(evaluation.group[row])]
    found += [
        f"{item.item.name}按{item.item.missing}"
        for item, filled in zip(scored.tree.items, scored.filled, strict=True)
        if filled[row]
    ]
    for word, points, parts in (("加分", scheme.bonus, scored.bonus), ("扣分", scheme.penalty, scored.penalty)):
        for one, part in zip(points, parts, strict=True):
            if part.ok[row] and part.num[row]:
                found.append(f"{word} {show(number_at(part, row), (('分', 1),))}：{one.text}")
    if evaluation.doubled[row]:
        found.append("也符合另一组的条件，归入写在前面的一组")
    return found


def apart_labels(evaluation: Evaluation, reader: Reader) -> list[str]:
    """For each firm what keeps its part apart, in words."""
    scheme, vocabulary = evaluation.scheme, reader.snapshot.vocabulary
    columns = []
    for node, vector in zip(scheme.apart, evaluation.apart, strict=True):

        def word(row: int, node=node, vector=vector) -> str:
            value = value_at(vector, row)
            if isinstance(value, bool):
                return "是" if value else "否"
            if isinstance(value, int) and node.type.kind == "code":
                return vocabulary.codes[node.type.code].codes[value].name
            return value if isinstance(value, str) else "未知" if value is not None else "无"

        columns.append([word(row) for row in range(evaluation.n)])
    return ["·".join(parts) for parts in zip(*columns, strict=True)] if columns else [""] * evaluation.n


def _items(evaluation: Evaluation, rows: np.ndarray) -> Iterable[pl.Series]:
    """For each item of any group: value, benchmark (frozen with the run) and points."""
    groups = evaluation.group[rows]
    names = list(dict.fromkeys(item.item.name for one in evaluation.scored for item in one.tree.items))
    for name in names:
        for kind in ("value", "against", "points"):
            column: list[str | None] = [None] * len(rows)
            for at, one in enumerate(evaluation.scored):
                for number, item in enumerate(one.tree.items):
                    vector = {"value": one.values, "against": one.against, "points": one.points}[kind][number]
                    if item.item.name != name or vector is None:
                        continue
                    for place in np.flatnonzero(groups == at):
                        column[place] = cell(vector, int(rows[place]))
            if kind != "against" or any(column):
                yield pl.Series(f"{kind}:{name}", column, dtype=pl.String)


def cell(vector: Numbers, row: int) -> str | None:
    """A number in canonical units: exact decimals, or a fraction where it never ends; None where it is not known."""
    if not vector.ok[row]:
        return None
    value = number_at(vector, row)
    below = value.denominator
    for prime in (2, 5):
        while below % prime == 0:
            below //= prime
    if below != 1:
        return f"{value.numerator}/{value.denominator}"
    if value.denominator == 1:
        return str(value.numerator)
    from decimal import Decimal

    return format((Decimal(value.numerator) / Decimal(value.denominator)).normalize(), "f")
