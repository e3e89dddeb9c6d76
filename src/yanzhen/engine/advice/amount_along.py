"""What one clause gives one subject as a function of one fact: exact stretches, their formulas, jumps and cliffs.

The clause is read along the fact from the least lawful value upwards; every stretch is a formula before rounding, and both of
its ends are decided again on plain numbers, rounded as the clause says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from yanzhen.engine.advice.cells import Cell, grain_of
from yanzhen.engine.advice.ground import Ground
from yanzhen.engine.advice.ray import Path, Tangled, formula, stretches
from yanzhen.engine.advice.search import FAR
from yanzhen.engine.advice.signs import Poly
from yanzhen.engine.finding import DOES_NOT_APPLY, MET, NOT_MET, UNKNOWN, Finding
from yanzhen.engine.plan import Element
from yanzhen.errors import EngineError
from yanzhen.language.subjects.history import round_to
from yanzhen.periods import Period
from yanzhen.registers import Column

MOST = 300
"""Stretches read at most; what lies beyond is said not to be shown."""
OUTCOMES = {True: MET, False: NOT_MET, None: UNKNOWN}
WITHOUT = {NOT_MET: Fraction(0), DOES_NOT_APPLY: Fraction(0)}
"""What outcomes that give nothing give; where the outcome is unknown the amount is too."""


@dataclass(frozen=True)
class Formula:
    """An amount in 元 before rounding, as a quotient of two polynomials in the fact (canonical units, constant first)."""

    top: Poly
    bottom: Poly = (Fraction(1),)

    def at(self, fact: Fraction) -> Fraction:
        """The amount at a value of the fact."""
        top, bottom = (sum((part * fact**power for power, part in enumerate(poly)), Fraction(0)) for poly in self)
        return top / bottom

    def __iter__(self):
        return iter((self.top, self.bottom))

    @property
    def straight(self) -> tuple[Fraction, Fraction] | None:
        """(amount at zero, 元 for each unit of the fact) of a straight line; None of a curve."""
        if len(self.bottom) > 1 or len(self.top) > 2:
            return None
        start, slope = (*self.top, Fraction(0))[:2]
        return start / self.bottom[0], slope / self.bottom[0]


@dataclass(frozen=True)
class Segment:
    """From `first` to `last` (both included; None: and above) the clause says `outcome` and gives between `low` and `high`.

    `starts` and `ends` are what it gives at most at the two ends, rounded; 0 where it is not met, None where nothing
    bounds it or the outcome is unknown. `open` marks amounts that missing facts keep apart.
    """

    first: Fraction
    last: Fraction | None
    outcome: str
    low: Formula | None
    high: Formula | None
    open: bool
    starts: Fraction | None
    ends: Fraction | None

    def holds(self, fact: Fraction) -> bool:
        """Whether the value lies on this stretch."""
        return self.first <= fact and (self.last is None or fact <= self.last)

    @property
    def flat(self) -> bool:
        """Whether it gives the same all along: under a cap, in a band."""
        return self.high is not None and self.high.straight is not None and not self.high.straight[1]


@dataclass(frozen=True)
class Jump:
    """At `at` the amount is `after`; one grain below it is `before`. A cliff gives less than before."""

    at: Fraction
    before: Fraction
    after: Fraction

    @property
    def cliff(self) -> bool:
        """Whether one grain more of the fact gives less."""
        return self.after < self.before


@dataclass(frozen=True)
class AmountAlong:
    """The whole function. `value` is the fact on record, None when not known; `cut` says that stretches above are not shown."""

    cell: Cell
    column: Column
    grain: Fraction
    value: Fraction | None
    segments: tuple[Segment, ...]
    cut: bool
    checked: int
    """How many values were decided again on plain numbers."""

    @property
    def jumps(self) -> tuple[Jump, ...]:
        """Where the amount breaks off and goes on elsewhere, from below. A bend, where two lines meet, is none."""
        return tuple(
            Jump(above.first, below.ends, above.starts)
            for below, above in pairwise(self.segments)
            if below.ends is not None and above.starts is not None and below.ends != above.starts
            if not _meet(below, above)
        )

    @property
    def cliffs(self) -> tuple[Jump, ...]:
        """The jumps down."""
        return tuple(jump for jump in self.jumps if jump.cliff)


def _meet(below: Segment, above: Segment) -> bool:
    """Whether the two lines cross between the last value of one and the first value of the other."""
    nothing = Formula((Fraction(0),))
    one, other = below.high or nothing, above.high or nothing
    gaps = [one.at(at) - other.at(at) for at in (below.last, above.first) if at is not None]
    return min(gaps) <= 0 <= max(gaps)


def amount_along(ground: Ground, element: Element, period: Period, row: int, cell: Cell) -> AmountAlong:
    """The award of one row of a clause as a function of one number fact.

    Raises EngineError YZ-E21 when the fact is no number, or when a stretch is not what deciding its ends says.
    """
    column = ground.pack.vocabulary.column(cell.register, cell.column)
    if column.kind != "number":
        raise EngineError(f"「{cell.column}」不是数，金额不能画成它的函数", code="YZ-E21", hint="换一个以数计的字段")
    on_record = ground.facts.subject(cell.register, cell.row).value(cell.column, period)
    value = on_record if isinstance(on_record, Fraction) else None
    least = -FAR if value is not None and value < 0 else 0
    line = _Line(ground, element, period, row, cell, grain_of(column))
    found: list[_Stretch] = []
    cut = False
    try:
        for first, last, says in stretches(line.told, least, FAR, (least, FAR), MOST):
            joined = line.joined(found[-1], first, last, says) if found else None
            if joined is None:
                found.append((first, last, says))
            else:
                found[-1] = joined
    except Tangled:
        cut = True
    segments = tuple(line.segment(*stretch) for stretch in found)
    if segments and not cut:
        segments = (*segments[:-1], replace(segments[-1], last=None))
    return AmountAlong(cell, column, line.grain, value, segments, cut, 2 * len(segments))


Told = tuple[bool | None, Formula | None, Formula | None, bool]
"""Outcome, least and most, whether missing facts keep them apart."""
_Stretch = tuple[int, int, Told]


@dataclass(frozen=True)
class _Line:
    """One row of a clause read along one fact, in grains."""

    ground: Ground
    element: Element
    period: Period
    row: int
    cell: Cell
    grain: Fraction

    def told(self, path: Path) -> Told:
        """What the clause says on the stretch around one value."""
        there, clause = self.ground.changed({self.cell: path.fact(self.grain)}), self.element.clause
        outcome, _ = there.find_outcome(self.element, self.period, self.row)
        if outcome is not True or clause.amount is None or clause.amount.high is None:
            return outcome, None, None, False
        subject = there.facts.subject(clause.register, self.row)
        low, high, reasons = there.amount(self.element, subject, self.period)
        return outcome, self._formula(low), None if high is None else self._formula(high), bool(reasons)

    def _formula(self, number: object) -> Formula:
        """The same in the fact instead of in grains of it."""
        polys = formula(number)
        return Formula(*(tuple(part / self.grain**power for power, part in enumerate(poly)) for poly in polys))

    def joined(self, below: _Stretch, first: int, last: int, says: Told) -> _Stretch | None:
        """A stretch together with the one below it, where both are one line; None where they are two.

        A single value between two decisions is no line of its own when the formula beside it gives the same there.
        """
        start, end, said = below
        if said == says or (start == end and self._gives(says, said, start)):
            return start, last, says
        return (start, last, said) if first == last and self._gives(said, says, first) else None

    def _gives(self, line: Told, point: Told, at: int) -> bool:
        """Whether the line, drawn on to a value, says there what was found."""
        if line[0] is not True or (line[0], line[3]) != (point[0], point[3]):
            return False
        pairs = zip(line[1:3], point[1:3], strict=True)
        return all(
            one is other is None or (one is not None and other is not None and one.at(fact) == other.at(fact))
            for fact in (at * self.grain,)
            for one, other in pairs
        )

    def segment(self, first: int, last: int, says: Told) -> Segment:
        """The stretch with what deciding plain numbers gives at its two ends."""
        findings = [self._decided(at * self.grain, says) for at in (first, last)]
        ends = [finding.high if finding.outcome == MET else WITHOUT.get(finding.outcome) for finding in findings]
        _, low, high, kept_open = says
        return Segment(
            first * self.grain, last * self.grain, findings[0].outcome, low, high, kept_open, ends[0], ends[1]
        )

    def _decided(self, at: Fraction, says: Told) -> Finding:
        """The finding at one value; EngineError YZ-E21 when it says something else than its stretch."""
        finding = self.ground.changed({self.cell: at}).find(self.element, self.period, self.row)
        outcome, low, high, _ = says
        said: list[object] = [NOT_MET if finding.outcome == DOES_NOT_APPLY else finding.outcome]
        expected: list[object] = [OUTCOMES[outcome]]
        for line, end in ((low, finding.low), (high, finding.high)):
            if line is not None:
                said.append(end)
                expected.append(round_to(line.at(at), self.element.clause.round.to, self.element.clause.round.mode))
        if said != expected:
            raise EngineError(f"条款「{self.element.clause.id}」在 {at} 处逐段求得的与重算的不一致", code="YZ-E21")
        return finding
