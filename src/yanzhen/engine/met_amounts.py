"""Amounts of the rows that are met, and of no others: few rows of many."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from yanzhen.engine.amounts import Amounts, amounts_of
from yanzhen.engine.columns.narrowing import Narrow, narrowable
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.vectors import Mask, Reasons
from yanzhen.engine.decide import Decided
from yanzhen.engine.payments import cap_question
from yanzhen.engine.plan import amount_nodes
from yanzhen.pack.model import Clause
from yanzhen.registers import Vocabulary


@dataclass(frozen=True)
class MetAmounts:
    """As `Amounts`, with one place for each of `rows`, the met ones in order; `of` is what it was taken from."""

    rows: np.ndarray
    total: int
    of: Amounts
    taken: bool
    """Whether `of` has a place for every row of the register, or for the met ones only."""

    @property
    def step(self) -> Fraction:
        """What the counts are multiples of."""
        return self.of.step

    @property
    def low(self) -> np.ndarray:
        """The least each may be given."""
        return self._at(self.of.low)

    @property
    def high(self) -> np.ndarray:
        """The most each may be given."""
        return self._at(self.of.high)

    @property
    def known(self) -> Mask:
        """Where the two are the same settled number."""
        return self._at(self.of.known)

    @property
    def bounded(self) -> Mask:
        """Where the upper end is known."""
        return self._at(self.of.bounded)

    def _at(self, values: np.ndarray) -> np.ndarray:
        return values[self.rows] if self.taken else values

    def whole(self, mask: Mask) -> Mask:
        """A mask over the met rows as one over all rows of the register."""
        found = np.zeros(self.total, dtype=bool)
        found[self.rows[np.broadcast_to(mask, self.rows.shape)]] = True
        return found

    def reasons(self) -> Reasons:
        """For each reason the rows, of all of the register, whose amount it keeps open."""
        why = self.of.why()
        return why if self.taken else {reason: self.whole(mask) for reason, mask in why.items()}

    def place(self, row: int) -> int:
        """The place of a met row."""
        return int(np.searchsorted(self.rows, row))


def met_amounts_of(decided: Decided, reader: Reader) -> MetAmounts | None:
    """The amounts of the met rows; None when no row is met, or the clause gives no computed money."""
    met = decided.met
    rows, clause = np.flatnonzero(met), decided.element.clause
    if not len(rows) or clause.amount is None or clause.amount.high is None:
        return None
    if not _row_by_row(clause, decided, reader.snapshot.vocabulary):
        found = amounts_of(decided, reader)
        return None if found is None else MetAmounts(rows, decided.rows, found, True)
    found = amounts_of(decided.narrowed(len(rows)), Narrow(reader, clause.register, rows))
    return None if found is None else MetAmounts(rows, decided.rows, found, False)


def _row_by_row(clause: Clause, decided: Decided, vocabulary: Vocabulary) -> bool:
    """Whether the amount of a row depends on no other row and on no payment."""
    if clause.ceiling is not None or vocabulary.registers[clause.register].owner is not None:
        return False
    asked = (cap_question(clause, limit, decided.period, vocabulary) for limit in (*clause.times, *clause.caps))
    return all(question is None for question in asked) and narrowable(*amount_nodes(clause))
