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

from yanzhen.engine.advice.cells import Cell
from yanzhen.engine.advice.ground import Ground, paid
from yanzhen.engine.advice.ray import Tangled
from yanzhen.engine.advice.search import MovedFact, Short
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
    finding = ground.exactly.find(element, period, row)
    failed = tuple(condition for condition, value in finding.conditions if value is False)
    refused = [Refused(*told) for condition in failed for told in _rows_wanting(condition)]
    if any(unknown(value) and not condition.judged for condition, value in finding.conditions):
        return Advised(finding, (), (Refused("", "还有别的条件缺事实，先补事实"),))
    short = Short(ground, element, period, row, failed)
    steps: list[Step] = []
    for cell, value in short.read().items():
        why = short.why_not(cell, value)
        found: list[Step] = []
        if not why:
            fact = MovedFact.of(cell, ground.pack.vocabulary.column(cell.register, cell.column), value)
            found, why = _along(short, fact)
        steps += found
        if why:
            refused.append(Refused(named(ground, cell), why))
    return Advised(finding, tuple(sorted(steps, key=order)), tuple(dict.fromkeys(refused)))


def _along(short: Short, fact: MovedFact) -> tuple[list[Step], str]:
    """Proved steps along one fact: up and down for a number, over to the other value for a yes/no fact; or why none."""
    found, tangled = [], ""
    for way in (1, -1) if fact.grain is not None else (1,):
        try:
            after = short.nearest(fact, way)
        except Tangled as error:
            tangled = f"随它变化的关系不逐段求解（{error}）"
            continue
        step = None if after is None else _proved(short, fact, after, fact.short_of(after))
        if step is not None:
            found.append(step)
    return found, tangled or ("" if found else "单改这一项过不了线，或会使别的条件不成立")


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


def _proved(short: Short, fact: MovedFact, after: Fraction | bool, less: Fraction | bool) -> Step | None:
    """The step, if deciding the changed facts says so on both sides of the line; None when it does not."""
    ground = short.ground
    there, nearly = ground.changed({fact.cell: after}), ground.changed({fact.cell: less})
    finding, beside = (reading.find(short.element, short.period, short.row) for reading in (there, nearly))
    if not reached(finding) or reached(beside):
        return None
    opens = tuple(text for condition in short.failed for text in _opened(condition, short, there))
    before = fact.value
    effort = Fraction(1) if isinstance(after, bool) or not before else abs(after - before) / abs(before)
    return Step(
        short.element.clause, short.period, short.row, finding.subject, ground.key(fact.cell.register, fact.cell.row),
        fact.cell, fact.column, before, after, less, fact.grain, opens, finding, beside, effort,
    )  # fmt: skip


def reached(finding: Finding) -> bool:
    """Met, or held up by nothing but a judgement."""
    return finding.outcome == MET or (finding.outcome == UNKNOWN and finding.pending == JUDGEMENT and _judged(finding))


def _judged(finding: Finding) -> bool:
    return all(reason.kind == NOT_JUDGED for reason in finding.missing)


def _opened(condition: Condition, short: Short, after: Exactly) -> Iterator[str]:
    """The parts of a condition that did not hold and now do: of a group of alternatives, the branch taken."""
    before, period, register = short.ground.exactly, short.period, short.element.clause.register
    here, there = (reading.facts.subject(register, short.row) for reading in (before, after))

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
