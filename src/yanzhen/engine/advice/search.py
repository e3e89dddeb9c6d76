"""Where along one fact a clause that is not met comes to hold: the lawful value nearest to the one on record."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from yanzhen.engine.advice.cells import Cell, Recorded, grain_of, top_of, why_fixed
from yanzhen.engine.advice.ground import Ground
from yanzhen.engine.advice.ray import Path, stretches
from yanzhen.engine.exactly import Exactly
from yanzhen.engine.plan import Element
from yanzhen.language.values import unknown
from yanzhen.pack.model import Condition
from yanzhen.periods import Period
from yanzhen.registers import Column

FAR = 1 << 60
"""Grains beyond which no value is looked for."""
MOST_STRETCHES = 120
"""Stretches looked through in one direction; a staircase of more is refused and said so."""


@dataclass(frozen=True)
class MovedFact:
    """A fact that may be moved: its value on record, and its grain, the least lawful change (None for yes/no)."""

    cell: Cell
    column: Column
    value: Fraction | bool
    grain: Fraction | None

    @classmethod
    def of(cls, cell: Cell, column: Column, value: object) -> MovedFact:
        """The fact as the subject's record has it."""
        assert isinstance(value, Fraction | bool)
        return cls(cell, column, value, None if isinstance(value, bool) else grain_of(column))

    def short_of(self, after: Fraction | bool) -> Fraction | bool:
        """One grain short of a step, never beyond the value on record, which need not be a whole number of grains."""
        if self.grain is None:
            return self.value
        return max(after - self.grain, self.value) if after > self.value else min(after + self.grain, self.value)


@dataclass(frozen=True)
class Short:
    """A finding that is not met: its clause, period and row, and the conditions that failed."""

    ground: Ground
    element: Element
    period: Period
    row: int
    failed: tuple[Condition, ...]

    def read(self) -> dict[Cell, object]:
        """The facts that decided the failed conditions. A fact not read cannot, alone, change what they say."""
        recorded = Recorded(self.ground.facts)
        reading = Exactly(self.ground.pack, recorded, self.ground.on)
        for condition in self.failed:
            reading.value(condition.node, recorded.subject(self.element.clause.register, self.row), self.period)
        return recorded.read

    def why_not(self, cell: Cell, value: object) -> str:
        """Why the fact cannot be moved, or not from a value that is known; empty when it can."""
        ground = self.ground
        mine = top_of(ground.facts.snapshot, self.element.clause.register, self.row)
        fixed = why_fixed(cell, mine, self.period, ground.facts, ground.pack.vocabulary)
        if not fixed and ground.sways(self.element, cell):
            fixed = "也牵动全体的名次、均值或等次，要整体重算才知道"
        return fixed or ("不知现值" if unknown(value) else "没有现值" if value is None else "")

    def nearest(self, fact: MovedFact, way: int) -> Fraction | bool | None:
        """The lawful value nearest to the one on record, upwards (way 1) or downwards (−1), at which the clause holds.

        Only what failed and what reads the fact is read on the way: the rest holds and does not move. None when there is no
        such value; Tangled when it is not followed so far.
        """
        if fact.grain is None:
            return not fact.value
        low = 0 if fact.value >= 0 else -FAR
        start = floor(fact.value / fact.grain) + 1 if way > 0 else ceil(fact.value / fact.grain) - 1
        stop = FAR if way > 0 else low
        if (stop - start) * way < 0:
            return None
        beside = self.ground.reading(self.element.clause, fact.cell)
        tests = [*self.failed, *(part for part in beside if part not in self.failed and not part.judged)]

        def holds(path: Path) -> bool:
            there = self.ground.changed({fact.cell: path.fact(fact.grain)})
            subject = there.facts.subject(self.element.clause.register, self.row)
            return all(there.value(condition.node, subject, self.period) is True for condition in tests)

        for near, _, held in stretches(holds, start, stop, (low, FAR), MOST_STRETCHES):
            if held:
                return near * fact.grain
        return None
