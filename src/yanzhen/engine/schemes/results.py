"""What an evaluation gives: results other elements may read, and one table of all firms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import numpy as np
import polars as pl

from yanzhen.engine.columns.arithmetic import rounded
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.single import number_at, value_at
from yanzhen.engine.plan import Barrier, Element, barriers_of, strata_of
from yanzhen.engine.schemes.evaluation import OPEN, RATED, STATUS, STATUS_WORDS, UNRATED, Evaluation
from yanzhen.engine.schemes.scoring import evaluate
from yanzhen.engine.writing import reason_texts
from yanzhen.errors import EngineError, did_you_mean
from yanzhen.facts.building import build_snapshot
from yanzhen.facts.snapshot import Batches
from yanzhen.pack.evaluation import Scheme
from yanzhen.pack.model import Pack
from yanzhen.periods import Period
from yanzhen.registers import Vocabulary
from yanzhen.units import show

FIXED: dict[str, pl.DataType] = {
    "subject": pl.String(), "name": pl.String(), "scheme": pl.String(), "period": pl.String(), "group": pl.String(),
    "apart": pl.String(), "status": pl.String(), "score": pl.Decimal(38, 8), "rank": pl.Int64(), "rank_worst": pl.Int64(),
    "size": pl.Int64(), "class": pl.String(), "class_by_rank": pl.String(), "reason": pl.String(), "missing": pl.String(),
}  # fmt: skip
"""The first columns of a score file, in order; after them, for each item, its value, benchmark and points."""

PLACES = 8
SHOWN_STEP = Fraction(1, 1_000_000)


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
    columns = needed(order, pack.vocabulary)
    registers = {register for register, _ in columns}
    reader = Reader(build_snapshot(batches, pack.vocabulary, known=known, registers=registers, columns=columns), on)
    found: list[Evaluation] = []
    for stratum in order:
        for barrier in stratum:
            assert isinstance(barrier, Barrier)
            found = settle(barrier, reader)
    return found[-1], reader


def needed(order: Iterable[Iterable[Element | Barrier]], vocabulary: Vocabulary) -> set[tuple[str, str]]:
    """(register, column) of everything the schemes read, with what says that a row exists, where, and how it is called."""
    barriers = [one for stratum in order for one in stratum if isinstance(one, Barrier)]
    reads = {tuple(name.split(".", 1)) for one in barriers for name in one.reads if "." in name}
    open_ones = [name for name, _ in reads] + [one.scheme.register for one in barriers]
    registers: set[str] = set()
    while open_ones:
        name = open_ones.pop()
        if name not in registers:
            registers.add(name)
            open_ones += list(vocabulary.registers[name].belongs_to)
    for name in registers:
        declared = vocabulary.registers[name]
        own = (declared.label, declared.area, declared.exists_from, declared.exists_until, *declared.key)
        reads |= {(name, column) for column in own if column in declared.columns}
        reads.add((name, ""))
    return reads


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
    """Rows worth writing, as read: group by group, part by part, by rank, those without a score last; then firms of no group."""
    status = evaluation.status
    rows = np.flatnonzero(status != 0)
    last = {RATED: 0, OPEN: 2, UNRATED: 3}
    turn = np.array([last.get(name, 4) for name in STATUS])[status[rows]]
    turn = turn + ((turn == 0) & ~evaluation.score.ok[rows])
    keys = np.array(evaluation.keys, dtype=object)[rows]
    place = np.argsort(np.argsort(keys, kind="stable"), kind="stable")
    group = np.where(evaluation.group[rows] < 0, len(evaluation.scored), evaluation.group[rows])
    return rows[np.lexsort((place, evaluation.high[rows], evaluation.low[rows], evaluation.part[rows], turn, group))]


def table_of(evaluation: Evaluation, reader: Reader) -> pl.DataFrame:
    """Every firm in scope, by rank. Scores and points are exact decimals; an open one is null, with what is missing beside it.

    Values and benchmarks, which may be quotients that never end, are given to six decimals in canonical units.
    """
    rows, scheme = order_of(evaluation), evaluation.scheme
    status, group = evaluation.status[rows], evaluation.group[rows]
    rated = status == STATUS.index(RATED)
    scored = rated & evaluation.score.ok[rows]
    status = np.where(rated & ~scored, STATUS.index(OPEN), status)
    names, apart = names_of(evaluation, reader), apart_labels(evaluation, reader)
    keys = np.array(evaluation.keys, dtype=object)
    labels = np.array([*scheme.labels, ""], dtype=object)
    by_rank = np.where(rated & evaluation.cut.settled[rows], evaluation.cut.best[rows], -1) if scheme.cuts else -1
    data = {
        "subject": keys[rows], "name": np.array(names, dtype=object)[rows],
        "scheme": np.full(len(rows), scheme.name, dtype=object), "period": np.full(len(rows), str(evaluation.period), dtype=object),
        "group": np.array([*(one.name for one in scheme.groups), ""], dtype=object)[group],
        "apart": np.where(group >= 0, np.array(apart, dtype=object)[rows], ""),
        "status": np.array(STATUS, dtype=object)[status],
        "score": decimals(evaluation.score.num[rows], evaluation.score.quantum, scored),
        "rank": whole(evaluation.low[rows], rated), "rank_worst": whole(evaluation.high[rows], rated),
        "size": whole(evaluation.most[rows], rated), "class": [evaluation.label(int(row)) for row in rows],
        "class_by_rank": labels[by_rank] if scheme.cuts else [""] * len(rows),
        "reason": ["；".join(remarks(evaluation, int(row))) for row in rows],
        "missing": reason_texts(evaluation.reasons, rows) if len(rows) else [],
    }  # fmt: skip
    return pl.DataFrame(data, schema=FIXED).with_columns(_items(evaluation, rows))


def whole(values: np.ndarray, known: np.ndarray) -> pl.Series:
    """Whole numbers, null where not known."""
    return pl.Series(values, dtype=pl.Int64).set(pl.Series(~known), None)


def decimals(counts: np.ndarray, step: Fraction, known: np.ndarray) -> pl.Series:
    """counts × step as exact decimals of at most eight places, null where not known."""
    scale = 10**PLACES * step
    assert scale.denominator == 1, "a scheme's step has at most eight decimals"
    scaled = pl.Series(counts.astype(np.int64) * int(scale)).cast(pl.Decimal(38, PLACES))
    return (scaled / 10**PLACES).cast(pl.Decimal(38, PLACES)).set(pl.Series(~known), None)


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
            counts, known = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=bool)
            step, there = evaluation.scheme.score.to if kind == "points" else SHOWN_STEP, False
            for at, one in enumerate(evaluation.scored):
                vectors = {"value": one.values, "against": one.against, "points": one.points}[kind]
                for item, vector in zip(one.tree.items, vectors, strict=True):
                    if item.item.name == name and vector is not None:
                        here, there = groups == at, True
                        shown = vector if kind == "points" else rounded(vector, SHOWN_STEP, "half_up")
                        counts = np.where(here, shown.num[rows], counts).astype(np.int64)
                        known |= here & shown.ok[rows]
            if there:
                yield decimals(counts, step, known).alias(f"{kind}:{name}")
