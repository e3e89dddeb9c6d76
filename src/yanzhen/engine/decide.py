"""Every clause decided for every row: two bitmaps per distinct condition, joined by bit arithmetic.

`sure` holds where a condition is true, `maybe` where it is true or unknown. A row is met where every condition is sure, not
met where some condition is surely false (`no = ~maybe`), unknown elsewhere. Near misses fall out of counting `no` in two
bit slices: exactly once, with no computed condition open.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from yanzhen.engine.columns import logic
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.vectors import Mask, Truths, broadcast
from yanzhen.engine.near import movable_at_all
from yanzhen.engine.plan import Element
from yanzhen.engine.scope import Scoped, scope_of, scope_tests
from yanzhen.language import tree
from yanzhen.pack.model import Condition
from yanzhen.periods import Period
from yanzhen.registers import Vocabulary


@dataclass(frozen=True)
class Bits:
    """One condition over all rows of a register: packed `sure` and `maybe`."""

    sure: np.ndarray
    maybe: np.ndarray


@dataclass
class Decided:
    """One clause for one period, kept as packed bitmaps; its masks are over all rows of its register.

    `met`, `not_met` and `unknown` are disjoint and lie within what is possibly in scope. `once` marks rows with exactly one
    condition surely failed and no computed one open: near, if that condition can be moved (`near.py`).
    """

    element: Element
    period: Period
    rows: int
    scope: Scoped
    sure: np.ndarray = field(repr=False)
    maybe: np.ndarray = field(repr=False)
    possible: np.ndarray = field(repr=False)
    near: np.ndarray = field(repr=False)
    bits: tuple[Bits, ...] = field(repr=False)
    """Of the clause's conditions, in their order."""
    whole: Bits = field(repr=False)
    """Of its scope."""

    @property
    def met(self) -> Mask:
        """Surely in scope, and every condition holds."""
        return logic.unpacked(self.sure, self.rows)

    @property
    def not_met(self) -> Mask:
        """Some condition surely fails."""
        return logic.unpacked(self.possible & ~self.maybe, self.rows)

    @property
    def unknown(self) -> Mask:
        """Neither."""
        return logic.unpacked(self.maybe & ~self.sure, self.rows)

    @property
    def once(self) -> Mask:
        """Rows that failed one condition only."""
        return logic.unpacked(self.near, self.rows)

    @property
    def any_met(self) -> bool:
        """Whether any row is met."""
        return bool(self.sure.any())

    def count(self, words: np.ndarray) -> int:
        """How many rows a bitmap holds."""
        return int(np.bitwise_count(words).sum())

    def deciding(self, met: Mask, unknown: Mask) -> Decided:
        """The same with other rows met and unknown."""
        sure, open_rows = logic.packed(met, self.rows), logic.packed(unknown, self.rows)
        return replace(self, sure=sure, maybe=sure | open_rows)

    def narrowed(self, rows: int) -> Decided:
        """The same over so many rows, all of them met."""
        every = logic.packed(np.array(True), rows)
        return replace(self, rows=rows, sure=every, maybe=every, possible=every, near=np.zeros_like(every), bits=())


class Conditions:
    """The bitmaps of every distinct condition and scope met so far.

    With `lasting`, what was read to make them is kept too, for reasons asked later; without, memory stays that of the bitmaps.
    """

    def __init__(self, reader: Reader, *, lasting: bool = True) -> None:
        self.reader = reader
        self.lasting = lasting
        self._bits: dict[tuple[tree.Node, str, Period], Bits] = {}
        self._scopes: dict[tuple[tuple[tree.Node, ...], str, Period], tuple[Scoped, Bits]] = {}
        self._movable: dict[tree.Node, bool] = {}

    def bits(self, condition: Condition, register: str, period: Period) -> Bits:
        """The condition's bitmaps, evaluated once however many clauses share it."""
        key = (condition.node, register, period)
        found = self._bits.get(key)
        if found is None:
            found = self._bits[key] = self._packed(self.reader.truths(condition.node, register, period), register)
            if not self.lasting:
                self.reader.forget()
        return found

    def scope(self, element: Element, period: Period, vocabulary: Vocabulary) -> tuple[Scoped, Bits]:
        """The clause's scope, made once for all clauses that share it."""
        register = element.clause.register
        key = (tuple(node for _, node in scope_tests(element, vocabulary)), register, period)
        found = self._scopes.get(key)
        if found is None:
            scope = scope_of(element, period, self.reader, vocabulary)
            found = self._scopes[key] = scope, self._packed(scope.truth, register)
        return found

    def _packed(self, truth: Truths, register: str) -> Bits:
        rows = self.reader.rows(register)
        return Bits(logic.packed(truth.sure, rows), logic.packed(truth.maybe, rows))

    def truth(self, condition: Condition, register: str, period: Period) -> Truths:
        """The condition unpacked, with its reasons."""
        found = broadcast(self.reader.truths(condition.node, register, period), self.reader.rows(register))
        assert isinstance(found, Truths)
        return found

    def movable(self, condition: Condition, vocabulary: Vocabulary) -> bool:
        """Whether the subject could move the condition at all."""
        found = self._movable.get(condition.node)
        if found is None:
            found = self._movable[condition.node] = movable_at_all(condition.node, vocabulary)
        return found

    @property
    def distinct(self) -> int:
        """How many conditions were evaluated."""
        return len(self._bits)


def decide(element: Element, period: Period, conditions: Conditions, vocabulary: Vocabulary) -> Decided:
    """The clause decided for every row of its register."""
    clause = element.clause
    scope, whole = conditions.scope(element, period, vocabulary)
    sure, maybe, possible = whole.sure, whole.maybe, whole.maybe
    once = twice = np.zeros_like(sure)
    open_facts, parts = possible & ~sure, []
    for condition in clause.conditions:
        bits = conditions.bits(condition, clause.register, period)
        no = possible & ~bits.maybe
        twice, once = twice | (once & no), once | no
        parts.append(bits)
        if not condition.judged:
            open_facts = open_facts | (bits.maybe & ~bits.sure)
        sure, maybe = sure & bits.sure, maybe & bits.maybe
    near = once & ~twice & ~open_facts
    rows = conditions.reader.rows(clause.register)
    return Decided(element, period, rows, scope, sure, maybe, possible, near, tuple(parts), whole)


def failed_rows(decided: Decided, position: int) -> np.ndarray:
    """Numbers of the rows that would be met but for condition `position`."""
    return np.flatnonzero(logic.unpacked(decided.near & ~decided.bits[position].maybe, decided.rows))
