"""Advice for one subject by key, clause and column: finds the rows and the fact meant, and says what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from yanzhen.engine.advice.amount_along import AmountAlong, Jump, amount_along
from yanzhen.engine.advice.cells import Cell, rows_under, top_of, why_fixed
from yanzhen.engine.advice.ground import Ground, everything_read
from yanzhen.engine.advice.ray import Tangled
from yanzhen.engine.advice.steps import Advised, advise
from yanzhen.engine.finding import MET, NOT_MET, Finding
from yanzhen.engine.near import reach_of
from yanzhen.engine.plan import Element
from yanzhen.errors import EngineError, did_you_mean
from yanzhen.periods import Period


def subject_named(ground: Ground, key: str) -> tuple[str, int]:
    """Register and row of the subject (or of a row of it) with that key; EngineError YZ-E05 when no delivery names it."""
    snapshot = ground.facts.snapshot
    registers = dict.fromkeys(element.clause.register for element in ground.plan.elements)
    for name in [*registers]:
        owner = snapshot.frame(name).register.owner
        while owner is not None:
            registers[owner] = None
            owner = snapshot.frame(owner).register.owner
    for name in registers:
        keys = snapshot.frame(name).keys
        if key in keys:
            return name, keys.index(key)
    known = [one for name in registers for one in snapshot.frame(name).keys[:20_000]]
    raise EngineError(f"没有主体「{key}」", code="YZ-E05", hint=did_you_mean(key, known))


def element_named(ground: Ground, clause: str) -> Element:
    """The element of a clause; EngineError YZ-E01 when the pack has none."""
    if clause not in ground.elements:
        raise EngineError(f"没有条款「{clause}」", code="YZ-E01", hint=did_you_mean(clause, ground.elements))
    return ground.elements[clause]


def near_of(ground: Ground, top: tuple[str, int], clause: str = "") -> list[Advised]:
    """Every near miss of the subject and of the rows below it (of one clause only, if named), in order of decision."""
    elements = [element_named(ground, clause)] if clause else list(ground.plan.elements)
    found = []
    for element in elements:
        for row in rows_under(ground.facts, top, element.clause.register):
            for period in element.periods:
                finding = ground.exactly.find(element, period, row)
                if finding.outcome == NOT_MET and finding.near:
                    found.append(advise(ground, element, period, row))
    return found


@dataclass(frozen=True)
class Ahead:
    """A met award moves at `jump` if the fact goes up a little more: to the next band, or over a cliff."""

    finding: Finding
    along: AmountAlong
    jump: Jump


def ahead_of(ground: Ground, top: tuple[str, int]) -> list[Ahead]:
    """For every met award of the subject and each fact it can change, the next jump above within one step's reach."""
    reach, found = reach_of(ground.pack), []
    for element in ground.plan.elements:
        amount = element.clause.amount
        if amount is None or amount.high is None:
            continue
        for row in rows_under(ground.facts, top, element.clause.register):
            for period in element.periods:
                finding = ground.exactly.find(element, period, row)
                if finding.outcome == MET:
                    found += _jumps(ground, element, period, row, finding, reach)
    return found


def _jumps(
    ground: Ground, element: Element, period: Period, row: int, finding: Finding, reach: Fraction
) -> Iterator[Ahead]:
    mine, vocabulary = top_of(ground.facts.snapshot, element.clause.register, row), ground.pack.vocabulary
    for cell, value in everything_read(ground, element, period, row).items():
        fixed = why_fixed(cell, mine, period, ground.facts, vocabulary)
        if fixed or ground.sways(element, cell) or not isinstance(value, Fraction):
            continue
        try:
            along = amount_along(ground, element, period, row, cell)
        except Tangled:
            continue
        above = [jump for jump in along.jumps if value < jump.at and jump.at - value <= reach * abs(jump.at)]
        if above:
            yield Ahead(finding, along, above[0])


def along_of(ground: Ground, top: tuple[str, int], clause: str, column: str) -> list[tuple[str, AmountAlong]]:
    """(row key, what the clause gives it along the column) for each row the clause judges of the subject.

    Raises EngineError YZ-E21 when the clause reads no such column of it, or judges no row of it.
    """
    element = element_named(ground, clause)
    period = element.periods[0]
    rows = rows_under(ground.facts, top, element.clause.register)
    if not rows:
        raise EngineError(f"条款「{clause}」判的是「{element.clause.register}」的行，这一主体没有", code="YZ-E21")
    return [
        (ground.key(element.clause.register, row), amount_along(ground, element, period, row, cell))
        for row in rows
        for cell in _cells(ground, element, period, row, column)
    ]


def _cells(ground: Ground, element: Element, period: Period, row: int, column: str) -> list[Cell]:
    """The facts of that column that the clause reads of the row: its own, its owner's, or of each row below it."""
    vocabulary, register = ground.pack.vocabulary, element.clause.register
    names = sorted(name.split(".", 1)[0] for name in element.reads if name.split(".", 1)[1] == column)
    found: list[Cell] = []
    for name in names:
        when = vocabulary.column(name, column).when(period)
        if name == register:
            found.append(Cell(name, row, column, when))
            continue
        above, at = register, row
        while (above, at) != (top := top_of(ground.facts.snapshot, register, row)) and above != name:
            frame = ground.facts.snapshot.frame(above)
            above, at = frame.register.owner or top[0], int(frame.owners[frame.register.owner or ""][at])
        if above == name:
            found.append(Cell(name, at, column, when))
        else:
            found += [Cell(name, below, column, when) for below in rows_under(ground.facts, (register, row), name)]
    if not found:
        read = sorted({name.split(".", 1)[1] for name in element.reads})
        hint = did_you_mean(column, read) or f"它读的有 {'、'.join(read)}"
        raise EngineError(f"条款「{element.clause.id}」不读「{column}」", code="YZ-E21", hint=hint)
    return found
