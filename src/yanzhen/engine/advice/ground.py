"""What advice stands on: a pack, facts, a plan and a day, and the exact reading of the facts as they are or with some changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from yanzhen.engine.advice.cells import Cell, Changed, Recorded, rows_under, top_of
from yanzhen.engine.exactly import Exactly
from yanzhen.engine.finding import AT_MOST, EXACT, MET, Finding
from yanzhen.engine.plan import Element, Plan, amount_nodes, names_read
from yanzhen.engine.subject import Facts
from yanzhen.language import tree
from yanzhen.language.exact import Interpreter
from yanzhen.pack.model import Clause, Condition, Pack
from yanzhen.periods import Period

OWED = frozenset({"award", "interest"})
"""Natures that add up to what a subject is owed; the others are told on lines of their own."""


@dataclass
class Ground:
    """A plan over facts. `plan` should hold every clause of the pack: gains elsewhere are looked for in it."""

    pack: Pack
    plan: Plan
    facts: Facts
    on: date

    @cached_property
    def exactly(self) -> Exactly:
        """The exact reading of the facts as they are."""
        return Exactly(self.pack, self.facts, self.on)

    def changed(self, changes: Mapping[Cell, object]) -> Exactly:
        """The exact reading with these facts in place of those on record."""
        return Exactly(self.pack, Changed(self.facts, changes), self.on)

    @cached_property
    def elements(self) -> dict[str, Element]:
        """Elements by clause id."""
        return {element.clause.id: element for element in self.plan.elements}

    @cached_property
    def _readers(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for element in self.plan.elements:
            for name in element.reads:
                found.setdefault(name, []).append(element)
        return found

    def readers(self, cell: Cell) -> list[Element]:
        """The elements that read the cell's column, in order of decision."""
        return self._readers.get(f"{cell.register}.{cell.column}", [])

    def sways(self, element: Element, cell: Cell) -> bool:
        """Whether the cell's column enters what the clause reads of everybody: a rank, a mean, a class of this run.

        Such a fact moves the population too, so what the clause would say cannot be told from one subject.
        """
        if element.clause.id not in self._common:
            nodes = nodes_of(element)
            shared = [part for node in nodes for part in tree.walk(node) if isinstance(part, tree.Population)]
            names = names_read(shared) | self._evaluated(element.reads)
            self._common[element.clause.id] = names
        return f"{cell.register}.{cell.column}" in self._common[element.clause.id]

    @cached_property
    def _common(self) -> dict[str, frozenset[str]]:
        return {}

    def _evaluated(self, reads: frozenset[str]) -> frozenset[str]:
        """Columns of the schemes that these names ask for, and of those that they read in turn."""
        known = {barrier.writes: barrier for barrier in self.plan.barriers}
        found: set[str] = set()
        open_ones = set(reads & known.keys())
        while open_ones:
            barrier = known.pop(open_ones.pop())
            found |= barrier.reads
            open_ones |= barrier.reads & known.keys()
        return frozenset(found)

    def reading(self, clause: Clause, cell: Cell) -> tuple[Condition, ...]:
        """The conditions of the clause that read the cell's column, in order."""
        if clause.id not in self._columns:
            self._columns[clause.id] = [_columns_of(condition.node) for condition in clause.conditions]
        wanted = (cell.register, cell.column)
        read = zip(clause.conditions, self._columns[clause.id], strict=True)
        return tuple(condition for condition, columns in read if wanted in columns)

    @cached_property
    def _columns(self) -> dict[str, list[frozenset[tuple[str, str]]]]:
        return {}

    def key(self, register: str, row: int) -> str:
        """The key of a row."""
        return self.facts.snapshot.frame(register).keys[row]


def _columns_of(node: tree.Node) -> frozenset[tuple[str, str]]:
    return frozenset((part.register, part.column) for part in tree.walk(node) if isinstance(part, tree.Fact))


def nodes_of(element: Element) -> list[tree.Node]:
    """Every tree the clause is decided by: of its conditions, area, event, amount."""
    clause = element.clause
    nodes = [condition.node for condition in clause.conditions]
    return nodes + [node for node in (element.area, clause.event, *amount_nodes(clause)) if node is not None]


def everything_read(ground: Ground, element: Element, period: Period, row: int) -> dict[Cell, object]:
    """Every fact the clause reads of the row, on either side of each `and`, `or`: of its conditions, area, event, amount."""
    recorded, clause = Recorded(ground.facts), element.clause
    subject = recorded.subject(clause.register, row)
    nodes = nodes_of(element)
    reading = Exactly(ground.pack, recorded, ground.on)
    for node in nodes:
        Interpreter(full=False, trace=True).evaluate(node, reading.env(subject, period))
    return recorded.read


@dataclass(frozen=True)
class Effect:
    """What one clause says of one row before and after a change."""

    clause: Clause
    subject: str
    before: Finding
    after: Finding

    @property
    def exact(self) -> Fraction:
        """元 more (less, if below zero), where amounts are exact."""
        return paid(self.after, EXACT) - paid(self.before, EXACT)

    @property
    def ceiling(self) -> Fraction:
        """元 by which the upper limit of amounts the text only bounds goes up."""
        return paid(self.after, AT_MOST) - paid(self.before, AT_MOST)


def paid(finding: Finding, basis: str) -> Fraction:
    """What a finding gives, if its amount has this basis; what it takes counts below zero."""
    if finding.outcome != MET or finding.basis != basis or finding.high is None:
        return Fraction(0)
    return -finding.high if finding.clause.charges else finding.high


def effects(ground: Ground, changes: Mapping[Cell, object]) -> tuple[Effect, ...]:
    """Every finding about the subject whose outcome or amount the change moves, in order of decision."""
    after = ground.changed(changes)
    found: list[Effect] = []
    seen: set[tuple[str, int]] = set()
    for cell in sorted(changes):
        top = top_of(ground.facts.snapshot, cell.register, cell.row)
        for element in ground.readers(cell):
            for row in rows_under(ground.facts, top, element.clause.register):
                if (element.clause.id, row) in seen:
                    continue
                seen.add((element.clause.id, row))
                for period in element.periods:
                    one, other = ground.exactly.find(element, period, row), after.find(element, period, row)
                    told = ("outcome", "basis", "low", "high")
                    if any(getattr(one, name) != getattr(other, name) for name in told):
                        found.append(Effect(element.clause, one.subject, one, other))
    return tuple(found)
