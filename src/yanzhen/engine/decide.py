"""Every clause decided for every row: two bitmaps per distinct condition, joined by bit arithmetic.

`sure` holds where a condition is true, `maybe` where it is true or unknown. A row is met where every condition is sure, not
met where some condition is surely false (`no = ~maybe`), unknown elsewhere. Near misses fall out of counting `no` in two
bit slices: exactly once, with no computed condition open.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from yanzhen.engine.columns import logic
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.vectors import Mask, Truths, broadcast
from yanzhen.engine.plan import Element
from yanzhen.engine.scope import Scoped, scope_of
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
    """One clause for one period: masks over all rows of its register.

    `met`, `not_met` and `unknown` are disjoint and lie within what is possibly in scope. `once` marks rows with exactly one
    condition surely failed and no computed one open: near, if that condition can be moved (`near.py`). `failed[i]` marks
    those of them that failed condition i.
    """

    element: Element
    period: Period
    rows: int
    scope: Scoped
    met: Mask
    not_met: Mask
    unknown: Mask
    once: Mask
    failed: list[np.ndarray] = field(repr=False)
    open_facts: Mask = field(repr=False, default_factory=lambda: np.zeros(0, dtype=bool))
    open_judged: Mask = field(repr=False, default_factory=lambda: np.zeros(0, dtype=bool))


class Conditions:
    """The bitmaps of every distinct condition met so far."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._bits: dict[tuple[tree.Node, str, Period], Bits] = {}

    def bits(self, condition: Condition, register: str, period: Period) -> Bits:
        """The condition's bitmaps, evaluated once however many clauses share it."""
        key = (condition.node, register, period)
        found = self._bits.get(key)
        if found is None:
            truth = self.truth(condition, register, period)
            rows = self.reader.rows(register)
            found = self._bits[key] = Bits(logic.packed(truth.sure, rows), logic.packed(truth.maybe, rows))
        return found

    def truth(self, condition: Condition, register: str, period: Period) -> Truths:
        """The condition unpacked, with its reasons."""
        found = broadcast(self.reader.truths(condition.node, register, period), self.reader.rows(register))
        assert isinstance(found, Truths)
        return found

    @property
    def distinct(self) -> int:
        """How many conditions were evaluated."""
        return len(self._bits)


def decide(element: Element, period: Period, conditions: Conditions, vocabulary: Vocabulary) -> Decided:
    """The clause decided for every row of its register."""
    reader, clause = conditions.reader, element.clause
    rows = reader.rows(clause.register)
    scope = scope_of(element, period, reader, vocabulary)
    sure, maybe = logic.packed(scope.inside, rows), logic.packed(scope.possible, rows)
    possible = maybe
    none = np.zeros_like(sure)
    once, twice, open_facts, open_judged, failed = none, none, possible & ~sure, none, []
    for condition in clause.conditions:
        bits = conditions.bits(condition, clause.register, period)
        no, waiting = ~bits.maybe & possible, bits.maybe & ~bits.sure
        twice, once = twice | (once & no), once | no
        failed.append(no)
        if condition.judged:
            open_judged = open_judged | waiting
        else:
            open_facts = open_facts | waiting
        sure, maybe = sure & bits.sure, maybe & bits.maybe
    not_met = possible & ~maybe
    near = once & ~twice & ~open_facts & not_met

    def mask(words: np.ndarray) -> Mask:
        return logic.unpacked(words, rows)

    return Decided(
        element, period, rows, scope, mask(sure), mask(not_met), mask(maybe & ~sure), mask(near),
        [near & no for no in failed], mask(open_facts & maybe), mask(open_judged & maybe),
    )  # fmt: skip


def failed_rows(decided: Decided, position: int) -> np.ndarray:
    """Numbers of the rows that would be met but for condition `position`."""
    return np.flatnonzero(logic.unpacked(decided.failed[position], decided.rows))
