"""One fact of one subject changed: only the clauses that read it are decided again, and of those only the conditions that do.

Conditions that do not read the fact stand as the bitmaps hold them; the others, and amounts, are read exactly.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from yanzhen.engine.advice.cells import Cell, Changed
from yanzhen.engine.decide import Bits
from yanzhen.engine.exactly import Exactly
from yanzhen.engine.finding import DOES_NOT_APPLY, MET, NOT_MET, UNKNOWN, Finding
from yanzhen.engine.findings import Found
from yanzhen.engine.judging import Judged
from yanzhen.engine.plan import amount_nodes
from yanzhen.engine.scope import scope_tests
from yanzhen.engine.subject import Facts
from yanzhen.errors import EngineError
from yanzhen.language import tree
from yanzhen.language.values import Missing, unknown
from yanzhen.language.walking import parts
from yanzhen.pack.model import Pack
from yanzhen.periods import Period


@dataclass(frozen=True)
class Redecided:
    """One clause decided again. `finding` is there when the row is met or may be near; what is unknown carries no reasons."""

    clause: str
    period: Period
    outcome: str
    finding: Finding | None


@dataclass(frozen=True)
class _Reads:
    """Which parts of a decided clause read a fact: its scope, and which of its conditions."""

    found: Found
    scope: bool
    conditions: frozenset[int]


class Redecider:
    """What was judged, by the facts it reads."""

    def __init__(self, pack: Pack, judged: Judged, facts: Facts) -> None:
        self.pack, self.judged, self.facts = pack, judged, facts
        self._scopes = {id(found): self._tests(found) for found in judged.found}
        self._readers: dict[tuple[str, str], list[_Reads]] = defaultdict(list)
        known: dict[tree.Node, frozenset[tuple[str, str]]] = {}

        def columns(node: tree.Node) -> frozenset[tuple[str, str]]:
            if node not in known:
                facts = (part for part in parts(node) if isinstance(part, tree.Fact))
                known[node] = frozenset((fact.register, fact.column) for fact in facts)
            return known[node]

        for found in judged.found:
            scope = frozenset().union(*map(columns, self._scopes[id(found)]))
            tests = [columns(condition.node) for condition in found.clause.conditions]
            amounts = frozenset().union(*map(columns, amount_nodes(found.clause)))
            for name in scope.union(amounts, *tests):
                held = frozenset(at for at, read in enumerate(tests) if name in read)
                self._readers[name].append(_Reads(found, name in scope, held))

    def _tests(self, found: Found) -> tuple[tree.Node, ...]:
        return tuple(node for _, node in scope_tests(found.decided.element, self.pack.vocabulary))

    def elsewhere(self, register: str, column: str) -> tuple[str, ...]:
        """Ids of clauses that judge rows of another register and read the column: they are not decided again here."""
        readers = self._readers.get((register, column), ())
        return tuple(dict.fromkeys(one.found.clause.id for one in readers if one.found.clause.register != register))

    def change(self, cell: Cell, value: object) -> list[Redecided]:
        """Every clause of the cell's register that reads it, as it comes out with the value in its place, in order of decision.

        Raises EngineError YZ-E20 for a register whose rows belong to another: they may share what a cap leaves.
        """
        if self.pack.vocabulary.registers[cell.register].owner is not None:
            raise EngineError(
                f"台账「{cell.register}」的行属于别的主体，不能单独重判", code="YZ-E20", hint="改用 match 判定整个主体"
            )
        exact = Exactly(self.pack, Changed(self.facts, {cell: value}), self.judged.plan.on)
        subject = exact.facts.subject(cell.register, cell.row)
        read: dict[tuple[tree.Node, Period], object] = {}
        found = []

        def truth(node: tree.Node, period: Period) -> object:
            if (node, period) not in read:
                read[node, period] = exact.value(node, subject, period)
            return read[node, period]

        for one in self._readers.get((cell.register, cell.column), ()):
            decided = one.found.decided
            if one.found.clause.register != cell.register:
                continue
            period = decided.period
            scope: list[object] = [_bit(decided.whole, cell.row)]
            if one.scope:
                scope = [truth(node, period) for node in self._scopes[id(one.found)]]
            values = [
                truth(condition.node, period) if at in one.conditions else _bit(decided.bits[at], cell.row)
                for at, condition in enumerate(one.found.clause.conditions)
            ]
            found.append(self._told(one.found, scope, values, exact, cell.row))
        return found

    def _told(self, found: Found, scope: list[object], values: list[object], exact: Exactly, row: int) -> Redecided:
        clause, period = found.clause, found.decided.period
        if any(value is False for value in scope):
            return Redecided(clause.id, period, DOES_NOT_APPLY, None)
        failed = sum(value is False for value in values)
        if failed > 1:
            return Redecided(clause.id, period, NOT_MET, None)
        if failed == 0 and any(map(unknown, (*scope, *values))):
            return Redecided(clause.id, period, UNKNOWN, None)
        return Redecided(clause.id, period, NOT_MET if failed else MET, exact.find(found.decided.element, period, row))


OPEN = Missing(frozenset())
"""Stands for a condition the bitmaps hold as unknown; why is not kept there."""


def _bit(bits: Bits, row: int) -> object:
    """True or False as the bitmaps hold a row, or what stands for unknown."""
    word, place = row >> 6, np.uint64(row & 63)
    if bits.sure[word] >> place & np.uint64(1):
        return True
    return OPEN if bits.maybe[word] >> place & np.uint64(1) else False
