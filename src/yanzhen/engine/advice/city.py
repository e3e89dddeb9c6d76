"""Advice for a whole city: the near misses worth most, each proved; and which missing fact would settle most, and whose it is.

Near misses come from the columns reading and are proved one by one by the exact reading, those of clauses that pay first.
The missing facts are counted by the columns reading alone: masks of rows, no row is looked at twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
import polars as pl

from yanzhen.engine.advice.ground import OWED, Ground
from yanzhen.engine.advice.missing import JUDGE, NOBODY, deliverer
from yanzhen.engine.advice.steps import LEAST_EFFORT, Advised, Step, advise
from yanzhen.engine.amounts import amounts_of
from yanzhen.engine.columns.vectors import Mask
from yanzhen.engine.findings import Found
from yanzhen.engine.run import Progress, Run, bind, decide, load, quiet
from yanzhen.engine.subject import Facts
from yanzhen.engine.writing import merged, missing_name
from yanzhen.facts.snapshot import Batches
from yanzhen.pack.model import Pack
from yanzhen.periods import Period

LEAST = Fraction(1, 100)
FEN = 100
BY_EFFORT, BY_AWARD = "effort", "award"


def loaded_run(
    pack: Pack, batches: Batches, period: Period, on: date, known: date | None = None, progress: Progress = quiet
) -> Run:
    """A run that is bound and loaded: enough for advice about single subjects."""
    run = Run(pack, batches, period, on, known, False, None, progress)
    bind(run)
    load(run)
    return run


def decided(run: Run, progress: Progress = quiet) -> Run:
    """The same run, decided, with its bitmaps kept: what city-wide advice reads."""
    run.progress = progress
    decide(run)
    return run


def ground_of(run: Run) -> Ground:
    """The ground of single advice over the same facts."""
    return Ground(run.pack, run.plan, Facts(run.snapshot), run.on)


def least_effort(pack: Pack) -> Fraction:
    """Efforts below this count as this: the pack's parameter 改动下限, else 1 %."""
    return pack.parameters.get(LEAST_EFFORT, LEAST)


@dataclass(frozen=True)
class Best:
    """Near misses of a city: the best step of each of the first `top`, how many were found and how many were proved."""

    steps: tuple[Step, ...]
    near: int
    proved: int
    tried: int
    unproved: tuple[Advised, ...]


def best_steps(
    run: Run, top: int = 10, by: str = BY_EFFORT, *, everything: bool = False, progress: Progress = quiet
) -> Best:
    """The near misses of the city worth most: by exact award for each whole of effort, or by exact award alone.

    Awards and interest come first, then what clauses of other natures give, then what the text only bounds, then titles. With
    `everything` all near misses are proved; else clauses that pay no computed money are looked at only while places are free.
    """
    ground, least = ground_of(run), least_effort(run.pack)
    found: list[Step] = []
    unproved: list[Advised] = []
    near = sum(int(one.near_rows().sum()) for one in run.found)
    tried = 0
    for rank in range(3):
        if rank and len(found) >= top and not everything:
            break
        for one in run.found:
            if _rank(one) != rank:
                continue
            for row in np.flatnonzero(one.near_rows()):
                advised = advise(ground, one.decided.element, one.decided.period, int(row))
                tried += 1
                progress("advise", tried, near)
                if advised.steps:
                    found.append(min(advised.steps, key=lambda step: _key(step, by, least)))
                else:
                    unproved.append(advised)
    found.sort(key=lambda step: _key(step, by, least))
    return Best(tuple(found[:top]), near, len(found), tried, tuple(unproved))


def _rank(found: Found) -> int:
    """0: owed money, 1: other computed money, 2: none."""
    clause = found.clause
    if clause.amount is None or clause.amount.high is None:
        return 2
    return 0 if clause.nature in OWED else 1


def _key(step: Step, by: str, least: Fraction) -> tuple[object, ...]:
    owed = step.clause.nature in OWED
    worth = step.weighed(least) if by == BY_EFFORT else step.exact
    none = not step.exact and not step.ceiling
    return (
        none, not owed, -worth, -step.exact, -step.ceiling, step.effort, step.clause.id, step.subject, str(step.period),
        step.cell,
    )  # fmt: skip


FACTS_SCHEMA = {
    "fact": pl.String, "held_by": pl.String, "by": pl.String, "findings": pl.Int64, "subjects": pl.Int64,
    "settled": pl.Int64, "exact_fen": pl.Int64, "ceiling_fen": pl.Int64, "other_fen": pl.Int64,
    "all_exact_fen": pl.Int64, "all_ceiling_fen": pl.Int64,
}  # fmt: skip
HOLDERS_SCHEMA = {
    "held_by": pl.String, "facts": pl.Int64, "findings": pl.Int64, "subjects": pl.Int64, "settled": pl.Int64,
    "exact_fen": pl.Int64, "ceiling_fen": pl.Int64, "other_fen": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True)
class Missing:
    """Two tables. Money is what the clauses would give if met, in fen: award and interest exact, their upper limits apart.

    `facts`: one row a missing fact: how many findings it keeps open; `settled` of them wait for nothing else, and exact_fen,
    ceiling_fen and other_fen (exact money of other natures) are theirs; all_… is the money of all it keeps open.
    `holders`: one row a department, as if it delivered everything it holds.
    """

    facts: pl.DataFrame
    holders: pl.DataFrame


def missing_facts(run: Run) -> Missing:
    """Which missing fact, and which department's facts, keep most findings and most money open in the whole city."""
    facts: dict[tuple[str, str, str], _Sum] = {}
    holders: dict[str, _Sum] = {}
    named: dict[str, set[str]] = {}
    for found in run.found:
        reasons = merged(found.unknown_reasons, found.amount_reasons)
        if not reasons:
            continue
        rows = found.decided.rows
        masks = {reason: np.broadcast_to(mask, (rows,)) for reason, mask in reasons.items()}
        masks = {reason: mask for reason, mask in masks.items() if mask.any()}
        count = np.zeros(rows, dtype=np.int32)
        for mask in masks.values():
            count += mask
        money = _stakes(found, run)
        tops = _tops(found, run)
        theirs: dict[str, np.ndarray] = {}
        for reason, mask in masks.items():
            held_by, by = deliverer(reason, found.clause, run.pack.vocabulary)
            key = (missing_name(reason), held_by, by)
            facts.setdefault(key, _Sum()).add(mask, mask & (count == 1), money, tops)
            if by not in (NOBODY, JUDGE):
                theirs[held_by] = theirs.get(held_by, np.zeros(rows, dtype=np.int32)) + mask
                named.setdefault(held_by, set()).add(missing_name(reason))
        for held_by, held in theirs.items():
            holders.setdefault(held_by, _Sum()).add(held > 0, (held > 0) & (held == count), money, tops)
    return Missing(_facts_table(facts), _holders_table(holders, named))


class _Sum:
    """Findings, subjects and money of one fact or one holder, added up clause by clause."""

    def __init__(self) -> None:
        self.findings = self.settled = 0
        self.alone = [0, 0, 0]
        self.all = [0, 0, 0]
        self.subjects: set[tuple[str, int]] = set()

    def add(self, every: Mask, alone: Mask, money: Stakes, tops: tuple[str, np.ndarray]) -> None:
        """One clause's rows: all the fact keeps open, and those that wait for it alone."""
        self.findings += int(every.sum())
        self.settled += int(alone.sum())
        for at, fen in enumerate(money):
            self.alone[at] += sum(fen[alone].tolist())
            self.all[at] += sum(fen[every].tolist())
        register, rows = tops
        self.subjects.update((register, row) for row in np.unique(rows[every]).tolist())


Stakes = tuple[np.ndarray, np.ndarray, np.ndarray]
"""For each row, in fen: exact award or interest, its upper limit where it is not exact, exact money of other natures."""


def _stakes(found: Found, run: Run) -> Stakes:
    """The money of each row if it is met; 0 where the text gives none or nothing bounds it."""
    nothing = np.zeros(found.decided.rows, dtype=np.int64)
    amounts = amounts_of(found.decided, run.conditions.reader) if found.clause.amount is not None else None
    if amounts is None:
        return nothing, nothing, nothing
    fen = int(amounts.step * FEN) * (-1 if found.clause.charges else 1)
    sized = np.where(amounts.bounded, amounts.high, 0) * fen
    known = amounts.known & (found.declared == "exact")
    if found.clause.nature not in OWED:
        return nothing, nothing, np.where(known, sized, 0)
    return np.where(known, sized, 0), np.where(known, 0, sized), nothing


def _tops(found: Found, run: Run) -> tuple[str, np.ndarray]:
    """For each row the subject it belongs to in the end."""
    register, rows = found.clause.register, np.arange(found.decided.rows)
    while True:
        frame = run.snapshot.frame(register)
        owner = frame.register.owner
        if owner is None or owner not in frame.owners or not len(rows):
            return register, rows
        rows = np.where(rows >= 0, frame.owners[owner][np.maximum(rows, 0)], -1)
        register = owner


def _facts_table(sums: dict[tuple[str, str, str], _Sum]) -> pl.DataFrame:
    rows = [(*key, one.findings, len(one.subjects), one.settled, *one.alone, *one.all[:2]) for key, one in sums.items()]
    table = _table(rows, FACTS_SCHEMA, ["exact_fen", "ceiling_fen", "settled", "findings"], ["fact", "held_by"])
    return table.sort(pl.col("by") == NOBODY, maintain_order=True)


def _holders_table(sums: dict[str, _Sum], named: dict[str, set[str]]) -> pl.DataFrame:
    rows = [
        (key, len(named[key]), one.findings, len(one.subjects), one.settled, *one.alone) for key, one in sums.items()
    ]
    return _table(rows, HOLDERS_SCHEMA, ["exact_fen", "ceiling_fen", "settled", "findings"], ["held_by"])


def _table(rows: Iterable[tuple], schema: dict, most: list[str], then: list[str]) -> pl.DataFrame:
    """The rows as a table, most first, then by name."""
    table = pl.DataFrame(list(rows), schema=schema, orient="row")
    return table.sort([*most, *then], descending=[True] * len(most) + [False] * len(then))
