"""What one clause gives one subject as a function of one fact: exact stretches, their formulas, jumps and cliffs.

The clause is read along the fact from the least lawful value upwards; every stretch is a formula before rounding, and both of
its ends are decided again on plain numbers, rounded as the clause says.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

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

    `starts` and `ends` are what it gives at most at the two ends, rounded; 0 where it is not met, None where nothing bounds
    it. `open` marks amounts that missing facts keep apart.
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
        """Where the amount moves by more than the formula on either side of it does, from below."""
        found = []
        for below, above in zip(self.segments, self.segments[1:], strict=False):
            before, after = below.ends, above.starts
            if before is None or after is None or before == after:
                continue
            on = None if below.high is None else below.high.at(above.first)
            if on is None or above.high is None or on != above.high.at(above.first):
                found.append(Jump(above.first, before, after))
        return tuple(found)

    @property
    def cliffs(self) -> tuple[Jump, ...]:
        """The jumps down."""
        return tuple(jump for jump in self.jumps if jump.cliff)


Told = tuple[bool | None, Formula | None, Formula | None, bool]
"""Outcome, least and most, whether missing facts keep them apart."""


def amount_along(ground: Ground, element: Element, period: Period, row: int, cell: Cell) -> AmountAlong:
    """The award of one row of a clause as a function of one number fact.

    Raises EngineError YZ-E21 when the fact is no number, or when a stretch is not what deciding its ends says.
    """
    column = ground.pack.vocabulary.column(cell.register, cell.column)
    if column.kind != "number":
        raise EngineError(f"「{cell.column}」不是数，金额不能画成它的函数", code="YZ-E21", hint="换一个以数计的字段")
    grain, on_record = grain_of(column), ground.facts.subject(cell.register, cell.row).value(cell.column, period)
    value = on_record if isinstance(on_record, Fraction) else None
    least = -FAR if value is not None and value < 0 else 0

    def told(path: Path) -> Told:
        there = ground.changed({cell: path.fact(grain)})
        outcome, _ = there.find_outcome(element, period, row)
        amount = element.clause.amount
        if outcome is not True or amount is None or amount.high is None:
            return outcome, None, None, False
        low, high, reasons = there.amount(element, there.facts.subject(element.clause.register, row), period)
        return outcome, _formula(low, grain), None if high is None else _formula(high, grain), bool(reasons)

    found: list[list] = []
    cut = False
    try:
        for first, last, says in stretches(told, least, FAR, (least, FAR), MOST):
            if found and (joined := _joined(found[-1], first, last, says, grain)) is not None:
                found[-1][1:] = [last, joined]
            else:
                found.append([first, last, says])
    except Tangled:
        cut = True
    segments = tuple(_segment(ground, element, period, row, cell, grain, cut, *part) for part in found)
    return AmountAlong(cell, column, grain, value, segments, cut, 2 * len(segments))


def _joined(below: list, first: int, last: int, says: Told, grain: Fraction) -> Told | None:
    """What is said of a stretch together with the one below it, where both are one line; None where they are two.

    A single value between two decisions is no line of its own when the formula beside it gives the same there.
    """
    if below[2] == says:
        return says
    if below[0] == below[1] and _gives(says, below[2], first - 1, grain):
        return says
    return below[2] if first == last and _gives(below[2], says, first, grain) else None


def _gives(line: Told, point: Told, at: int, grain: Fraction) -> bool:
    """Whether the line, drawn on to a value, says there what was found."""
    if line[0] is not True or (line[0], line[3]) != (point[0], point[3]):
        return False
    pairs = zip(line[1:3], point[1:3], strict=True)
    return all(
        (one is None) == (other is None) and (one is None or one.at(at * grain) == other.at(at * grain))
        for one, other in pairs
    )


def _formula(number: object, grain: Fraction) -> Formula:
    """The same in the fact instead of in grains of it."""
    top, bottom = formula(number)
    return Formula(*(tuple(part / grain**power for power, part in enumerate(poly)) for poly in (top, bottom)))


def _segment(
    ground: Ground, element: Element, period: Period, row: int, cell: Cell, grain: Fraction, cut: bool,
    first: int, last: int, says: Told,
) -> Segment:  # fmt: skip
    outcome, low, high, kept_open = says
    ends, finding = [], None
    for at in (first * grain, last * grain):
        finding = ground.changed({cell: at}).find(element, period, row)
        _agreed(element, finding, outcome, (low, high), at)
        ends.append(Fraction(0) if finding.outcome != MET else finding.high)
    assert finding is not None
    above = last == FAR and not cut
    return Segment(
        first * grain, None if above else last * grain, finding.outcome, low, high, kept_open, ends[0], ends[1]
    )


def _agreed(
    element: Element, finding: Finding, outcome: bool | None, lines: tuple[Formula | None, Formula | None], at: Fraction
) -> None:
    """Nothing, or EngineError YZ-E21 when deciding a plain number says something else than its stretch."""
    said: list[object] = [NOT_MET if finding.outcome == DOES_NOT_APPLY else finding.outcome]
    expected: list[object] = [OUTCOMES[outcome]]
    if outcome is True:
        for line, end in zip(lines, (finding.low, finding.high), strict=True):
            if line is not None:
                said.append(end)
                expected.append(round_to(line.at(at), element.clause.round.to, element.clause.round.mode))
    if said != expected:
        raise EngineError(f"条款「{element.clause.id}」在 {at} 处逐段求得的与重算的不一致", code="YZ-E21")
