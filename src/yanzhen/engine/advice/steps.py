"""The smallest lawful change of one fact that brings a subject over the line, proved by deciding the changed facts.

The clause is read along each fact the subject can change, outward from the value on record, until a value is reached at
which the whole clause holds: scope and every other condition included. What is found is then decided again on plain
numbers, at that value and one grain short of it; only what this proves is offered. Facts that cannot be advised are named
with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from yanzhen.engine.advice.cells import Cell, Recorded, grain_of, top_of, why_fixed
from yanzhen.engine.advice.ground import Ground, paid
from yanzhen.engine.advice.ray import Path, Tangled, stretches
from yanzhen.engine.exactly import Exactly
from yanzhen.engine.finding import AT_MOST, EXACT, JUDGEMENT, MET, UNKNOWN, Finding
from yanzhen.engine.levers import bare, is_table, table_levers
from yanzhen.engine.plan import Element
from yanzhen.language import tree
from yanzhen.language.render import canonical, sentence
from yanzhen.language.values import NOT_JUDGED, unknown
from yanzhen.pack.model import Clause, Condition
from yanzhen.periods import Period
from yanzhen.registers import Column
from yanzhen.units import MONEY, NUMBER, Dimension

FAR = 1 << 60
"""Grains beyond which no value is looked for."""
MOST_STRETCHES = 120
"""Stretches looked through in one direction; a staircase of more is refused and said so."""
LEAST_EFFORT = "改动下限"
"""The pack parameter below which a change counts as no smaller; 1 % where the pack has none."""


@dataclass(frozen=True)
class Step:
    """Change `cell` from `before` to `after` and the clause is met (or waits only for people to judge: `waits`).

    `less` is one grain short of `after` (yes/no: the value on record); `finding` is what the clause says at `after`, `short`
    what it says at `less`. `opens` are the conditions, or branches of one, that come to hold. `effort` is the relative change
    of the fact, 1 for a yes/no fact and for a start from nothing.
    """

    clause: Clause
    period: Period
    row: int
    subject: str
    holder: str
    cell: Cell
    column: Column
    before: Fraction | bool
    after: Fraction | bool
    less: Fraction | bool
    grain: Fraction | None
    opens: tuple[str, ...]
    finding: Finding
    short: Finding
    effort: Fraction

    @property
    def dimension(self) -> Dimension:
        """Of the fact."""
        return self.column.unit.dimension if self.column.unit is not None else NUMBER

    @property
    def change(self) -> Fraction | None:
        """after − before; None for yes/no facts."""
        return None if isinstance(self.after, bool) else self.after - self.before

    @property
    def waits(self) -> bool:
        """Whether somebody must still judge after the step."""
        return self.finding.outcome == UNKNOWN

    @property
    def until(self) -> date | None:
        """The last day of the period the fact is about; None when it is undated."""
        return None if self.cell.period is None else self.cell.period.end

    @property
    def exact(self) -> Fraction:
        """元 the clause gives after the step, if exact."""
        return paid(self.finding, EXACT)

    @property
    def ceiling(self) -> Fraction:
        """元 the clause gives at most after the step, if the text only bounds it."""
        return paid(self.finding, AT_MOST)

    def weighed(self, least: Fraction) -> Fraction:
        """元 for each whole of effort; efforts below `least` count as `least`."""
        return self.exact / max(self.effort, least)


@dataclass(frozen=True)
class Refused:
    """A fact (or a row that would have to be added) that is not advised, and why."""

    what: str
    why: str


@dataclass(frozen=True)
class Advised:
    """Everything about one finding that is short of something: steps, best first, and what was left out."""

    finding: Finding
    steps: tuple[Step, ...]
    refused: tuple[Refused, ...]


def advise(ground: Ground, element: Element, period: Period, row: int) -> Advised:
    """The steps that flip a finding which is not met, smallest effort first, and the facts that are not advised."""
    exactly, clause = ground.exactly, element.clause
    finding = exactly.find(element, period, row)
    failed = [condition for condition, value in finding.conditions if value is False]
    mine = top_of(ground.facts.snapshot, clause.register, row)
    steps: list[Step] = []
    refused: list[Refused] = [Refused(*told) for condition in failed for told in _rows_wanting(condition)]
    if any(unknown(value) and not condition.judged for condition, value in finding.conditions):
        return Advised(finding, (), (Refused("", "还有别的条件缺事实，先补事实"),))
    for cell, value in _read(ground, element, failed, period, row).items():
        column = ground.pack.vocabulary.column(cell.register, cell.column)
        name = named(ground, cell)
        why = why_fixed(cell, mine, period, ground.facts, ground.pack.vocabulary)
        if why or value is None or unknown(value):
            refused.append(Refused(name, why or ("不知现值" if unknown(value) else "没有现值")))
            continue
        try:
            found = list(_along(ground, element, period, row, cell, column, value, failed))
        except Tangled as error:
            refused.append(Refused(name, f"随它变化的关系不逐段求解（{error}）"))
            continue
        steps += found
        if not found:
            refused.append(Refused(name, "单改这一项过不了线，或会使别的条件不成立"))
    return Advised(finding, tuple(sorted(steps, key=order)), tuple(dict.fromkeys(refused)))


def order(step: Step) -> tuple[object, ...]:
    """Smallest effort first; a sum of money that must go down comes after all that go up; then by name."""
    down = step.dimension == MONEY and isinstance(step.change, Fraction) and step.change < 0
    return down, step.effort, -step.exact, step.cell.register, step.cell.column, step.cell.row, str(step.cell.period)


def named(ground: Ground, cell: Cell) -> str:
    """A cell in words: column, period, and the row when others of its register could be meant."""
    column = ground.pack.vocabulary.column(cell.register, cell.column)
    when = f"（{cell.period}）" if cell.period is not None else ""
    frame = ground.facts.snapshot.frame(cell.register)
    which = f"{cell.register} {frame.keys[cell.row].split('|', 1)[-1]} 的" if frame.register.owner else ""
    return f"{which}{column.title or cell.column}{when}"


def _read(ground: Ground, element: Element, failed: list[Condition], period: Period, row: int) -> dict[Cell, object]:
    """The facts that decided the failed conditions. A fact not read cannot, alone, change what they say."""
    recorded = Recorded(ground.facts)
    reading = Exactly(ground.pack, recorded, ground.on)
    for condition in failed:
        reading.value(condition.node, recorded.subject(element.clause.register, row), period)
    return recorded.read


def _rows_wanting(condition: Condition) -> Iterator[tuple[str, str]]:
    """What one more row would do: its facts would be invented, so it is told and not offered."""
    for part in tree.walk(condition.node):
        if isinstance(part, tree.Quantified) and part.kind == "some":
            yield sentence(part), "要有这样的一行；新的一行有哪些事实不能代企业设定"
        elif isinstance(part, tree.Call) and any(isinstance(below, tree.Rows) for below in tree.walk(part)):
            if part.function.name in ("计数", "不重复计数"):
                yield sentence(part), "要多一行才够；新的一行有哪些事实不能代企业设定"
            elif part.function.name in ("合计", "最大"):
                yield sentence(part), "也可以新添一行；新的一行有哪些事实不能代企业设定"


def _along(
    ground: Ground, element: Element, period: Period, row: int, cell: Cell, column: Column, value: object,
    failed: list[Condition],
) -> Iterator[Step]:  # fmt: skip
    """Proved steps along one fact: up and down for a number, over to the other value for a yes/no fact."""
    if isinstance(value, bool):
        tries: list[tuple[Fraction | bool, Fraction | bool, Fraction | None]] = [(not value, value, None)]
    else:
        assert isinstance(value, Fraction)
        grain = grain_of(column)
        tries = [
            (after, _short_of(after, value, grain * way), grain)
            for way in (1, -1)
            if (after := _nearest(ground, element, period, row, cell, value, grain, way, failed)) is not None
        ]
    for after, less, grain in tries:
        step = _proved(ground, element, period, row, cell, column, value, after, less, grain, failed)
        if step is not None:
            yield step


def _short_of(after: Fraction, value: Fraction, grain: Fraction) -> Fraction:
    """One grain short of the step, but not beyond the value on record, which need not be a whole number of grains."""
    return max(after - grain, value) if grain > 0 else min(after - grain, value)


def _nearest(
    ground: Ground, element: Element, period: Period, row: int, cell: Cell, value: Fraction, grain: Fraction, way: int,
    failed: list[Condition],
) -> Fraction | None:  # fmt: skip
    """The lawful value nearest to the one on record, upwards or downwards, at which the clause is reached.

    Only what failed and what reads the fact is read on the way: the rest holds and does not move. Proof reads everything.
    """

    clause = element.clause
    tests = [*failed, *(part for part in ground.reading(clause, cell) if part not in failed and not part.judged)]

    def told(path: Path) -> bool:
        there = ground.changed({cell: path.fact(grain)})
        subject = there.facts.subject(clause.register, row)
        return all(there.value(condition.node, subject, period) is True for condition in tests)

    low = 0 if value >= 0 else -FAR
    start = floor(value / grain) + 1 if way > 0 else ceil(value / grain) - 1
    stop = FAR if way > 0 else low
    if (stop - start) * way < 0:
        return None
    for near, _, reached in stretches(told, start, stop, (low, FAR), MOST_STRETCHES):
        if reached:
            return near * grain
    return None


def _proved(
    ground: Ground, element: Element, period: Period, row: int, cell: Cell, column: Column, value: Fraction | bool,
    after: Fraction | bool, less: Fraction | bool, grain: Fraction | None, failed: list[Condition],
) -> Step | None:  # fmt: skip
    """The step, if deciding the changed facts says so on both sides of the line; None when it does not."""
    there = ground.changed({cell: after})
    finding, short = there.find(element, period, row), ground.changed({cell: less}).find(element, period, row)
    if not reached(finding) or reached(short):
        return None
    clause, register = element.clause, element.clause.register
    opens = tuple(
        text
        for condition in failed
        for text in _opened(condition, ground.exactly, there, ground.facts.subject(register, row), period)
    )
    effort = Fraction(1) if isinstance(after, bool) or not value else abs(after - value) / abs(value)
    holder = ground.key(cell.register, cell.row)
    return Step(
        clause, period, row, finding.subject, holder, cell, column, value, after, less, grain, opens, finding, short,
        effort,
    )  # fmt: skip


def reached(finding: Finding) -> bool:
    """Met, or held up by nothing but a judgement."""
    return finding.outcome == MET or (finding.outcome == UNKNOWN and finding.pending == JUDGEMENT and _judged(finding))


def _judged(finding: Finding) -> bool:
    return all(reason.kind == NOT_JUDGED for reason in finding.missing)


def _opened(condition: Condition, before: Exactly, after: Exactly, subject: object, period: Period) -> Iterator[str]:
    """The parts of a condition that did not hold and now do: of a group of alternatives, the branch taken."""
    here, there = subject, after.facts.subject(subject.register, subject.row)

    def turns(node: tree.Node) -> bool:
        return before.value(node, here, period) is not True and after.value(node, there, period) is True

    def down(node: tree.Node, whole: str) -> Iterator[str]:
        node = bare(node)
        if is_table(node):
            levers = table_levers(node, before.pack.vocabulary)
            whole = next((canonical(lever.node) for lever in levers if turns(lever.node)), whole)
        if not isinstance(node, tree.And | tree.Or | tree.AtLeast):
            yield whole or canonical(node)
            return
        for item in node.items:
            if turns(item):
                yield from down(item, "")

    yield from down(condition.node, condition.text if _single(condition.node) else "")


def _single(node: tree.Node) -> bool:
    return not isinstance(bare(node), tree.And | tree.Or | tree.AtLeast)
