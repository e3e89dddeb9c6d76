"""What a run does, in order: elements sorted into strata by what they read and write, each ready to be decided.

A row element (a clause) is decided row by row. A scheme sees a whole population: it is a barrier, and its result is read by
elements of later strata. A cycle is an error that prints its path.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from yanzhen.errors import EngineError, did_you_mean
from yanzhen.language import tree
from yanzhen.language.types import BOOLEAN
from yanzhen.language.walking import parts
from yanzhen.pack.evaluation import Scheme
from yanzhen.pack.model import Clause, Pack
from yanzhen.pack.reads import nodes_of, schemes_read
from yanzhen.periods import Period
from yanzhen.registers import Register, Vocabulary


@dataclass(frozen=True)
class Element:
    """One thing to decide: a clause, for each of its periods within the run's year."""

    clause: Clause
    periods: tuple[Period, ...]
    area: tree.Node | None
    """Whether the row stands in the clause's area; None when the clause holds everywhere."""

    @cached_property
    def reads(self) -> frozenset[str]:
        """Names of columns (`register.column`) and results (`clause id`) it needs."""
        nodes = [condition.node for condition in self.clause.conditions]
        nodes += [node for node in (self.area, self.clause.event, *amount_nodes(self.clause)) if node is not None]
        return names_read(nodes)

    @property
    def writes(self) -> str:
        """The name of its result."""
        return self.clause.id


@dataclass(frozen=True)
class Barrier:
    """A scheme to evaluate before what reads its result; it sees every row of its register once."""

    scheme: Scheme
    periods: tuple[Period, ...]

    @property
    def reads(self) -> frozenset[str]:
        """Names of columns and results it needs."""
        return names_read(nodes_of(self.scheme))

    @property
    def writes(self) -> str:
        """The name of its result."""
        return result_name(self.scheme.name)


def result_name(scheme: str) -> str:
    """How a plan names the result of a scheme."""
    return f"评价「{scheme}」"


def names_read(nodes: Iterable[tree.Node]) -> frozenset[str]:
    """Names of columns (`register.column`) and of results that the trees ask for."""
    nodes = tuple(nodes)
    found = {f"{part.register}.{part.column}" for part in parts(*nodes) if isinstance(part, tree.Fact)}
    for node in nodes:
        found |= {result_name(name) for name in schemes_read(node)}
    return frozenset(found)


@dataclass(frozen=True)
class Plan:
    """Strata of elements; an element reads only facts and results of earlier strata."""

    strata: tuple[tuple[Element | Barrier, ...], ...]
    period: Period
    on: date

    @property
    def elements(self) -> tuple[Element, ...]:
        """All clauses, in order of decision."""
        return tuple(one for stratum in self.strata for one in stratum if isinstance(one, Element))

    @property
    def barriers(self) -> tuple[Barrier, ...]:
        """All schemes, in order of evaluation."""
        return tuple(one for stratum in self.strata for one in stratum if isinstance(one, Barrier))

    @property
    def columns(self) -> frozenset[str]:
        """Every column some element reads."""
        return frozenset().union(*(element.reads for element in self.elements))


def amount_nodes(clause: Clause) -> tuple[tree.Node, ...]:
    """Every expression an amount is made of."""
    found: list[tree.Node | None] = []
    if clause.amount is not None:
        found += [clause.amount.low, clause.amount.high]
    found += [cap.most for cap in clause.every_cap]
    found += [limit.when for limit in clause.limits]
    if clause.top is not None:
        found.append(clause.top.most)
    return tuple(node for node in found if node is not None)


def plan_run(pack: Pack, period: Period, on: date, clauses: Iterable[str] | None = None) -> Plan:
    """The plan that decides the pack's clauses (or the named ones) for one year.

    Raises EngineError YZ-E01 for a clause the pack does not have, YZ-E02 for a cycle.
    """
    chosen = list(pack.clauses)
    if clauses is not None:
        known = {clause.id: clause for clause in pack.clauses}
        for name in clauses:
            if name not in known:
                raise EngineError(f"没有条款「{name}」", code="YZ-E01", hint=did_you_mean(name, known))
        chosen = [known[name] for name in clauses]
    elements = [Element(clause, _periods(clause, period), area_condition(clause, pack.vocabulary)) for clause in chosen]
    return Plan(strata_of([*barriers_of(pack, period, elements), *elements]), period, on)


def barriers_of(pack: Pack, period: Period, elements: Sequence[Element | Barrier]) -> list[Barrier]:
    """The pack's schemes that the elements read, and those that these read in turn, in the pack's order."""
    known = {result_name(scheme.name): Barrier(scheme, _periods(scheme, period)) for scheme in pack.schemes}
    wanted = {name for element in elements for name in element.reads if name in known}
    fresh = set(wanted)
    while fresh:
        fresh = {name for one in fresh for name in known[one].reads if name in known} - wanted
        wanted |= fresh
    return [barrier for name, barrier in known.items() if name in wanted]


def strata_of(elements: Sequence[Element | Barrier]) -> tuple[tuple[Element | Barrier, ...], ...]:
    """The elements in layers, each reading only results of earlier layers; keeps the given order inside a layer."""
    by_result = {element.writes: element for element in elements}
    sorter = TopologicalSorter({element.writes: sorted(element.reads & by_result.keys()) for element in elements})
    try:
        sorter.prepare()
    except CycleError as error:
        path = " → ".join(error.args[1])
        raise EngineError(f"互为前提，无从判定：{path}", code="YZ-E02", hint="去掉其中一处引用") from None
    strata = []
    while sorter.is_active():
        ready = set(sorter.get_ready())
        strata.append(tuple(element for element in elements if element.writes in ready))
        sorter.done(*ready)
    return tuple(strata)


def _periods(clause: Clause | Scheme, year: Period) -> tuple[Period, ...]:
    return (year,) if clause.period in ("year", "none") else year.parts(clause.period)


def area_condition(clause: Clause | Scheme, vocabulary: Vocabulary) -> tree.Node | None:
    """Whether a row stands in the clause's area: the area column of its register, or of the owner it belongs to."""
    if clause.area is None:
        return None
    path: list[Register] = [vocabulary.registers[clause.register]]
    while path[-1].area is None and path[-1].owner is not None:
        path.append(vocabulary.registers[path[-1].owner])
    column = path[-1].area
    if column is None:
        return None
    codes = vocabulary.codes[path[-1].columns[column].code or ""]
    fact: tree.Node = tree.Fact(path[-1].name, column)
    for child in reversed(path[:-1]):
        fact = tree.OwnerOf(child.owner, child.belongs_to[child.owner], fact)
    return tree.CodeIn(fact, codes.below(clause.area), codes.codes[clause.area].name, type=BOOLEAN)
