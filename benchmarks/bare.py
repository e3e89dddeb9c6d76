"""The bare kernel: the same bitmap logic on plain arrays, without units, periods, registers, exact intervals or reasons.

What the engine takes beyond this is what those cost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from benchmarks import workload as work
from benchmarks.answers import MET, NOT_NEAR, UNKNOWN, Answer


def packed(mask: np.ndarray) -> np.ndarray:
    """The mask as 64-bit words."""
    bits = np.packbits(mask, bitorder="little")
    words = np.zeros(-(-len(mask) // 64) * 8, dtype=np.uint8)
    words[: len(bits)] = bits
    return words.view(np.uint64)


def unpacked(words: np.ndarray, rows: int) -> np.ndarray:
    """One truth a row."""
    return np.unpackbits(words.view(np.uint8), bitorder="little", count=rows).astype(bool)


@dataclass(frozen=True)
class Part:
    """What is kept of a clause."""

    sure: np.ndarray
    maybe: np.ndarray
    near: np.ndarray
    parts: tuple[np.ndarray, ...]
    rows: np.ndarray
    amount: np.ndarray


class Bare:
    """Columns as values and validity."""

    def __init__(self, table: pl.DataFrame, clauses: list[work.Clause]) -> None:
        self.clauses, self.rows = clauses, table.height
        self.values = {
            name: table[name].fill_null(0).to_numpy() for name in table.columns[1:] if table[name].dtype != pl.Boolean
        }
        self.values |= {
            name: table[name].fill_null(False).to_numpy()
            for name in table.columns[1:]
            if table[name].dtype == pl.Boolean
        }
        self.valid = {name: table[name].is_not_null().to_numpy() for name in table.columns[1:]}

    def decide(self) -> list[Part]:
        """Every condition once, then bit arithmetic."""
        known: dict[work.Test, tuple[np.ndarray, np.ndarray]] = {}
        found = []
        for clause in self.clauses:
            sure = maybe = ~np.zeros(-(-self.rows // 64), dtype=np.uint64)
            once = twice = waiting = np.zeros_like(sure)
            parts = []
            for test in clause.tests:
                if test not in known:
                    yes, ok = self._test(test)
                    known[test] = packed(yes & ok), packed(yes | ~ok)
                one, could = known[test]
                no = ~could
                twice, once, waiting = twice | (once & no), once | no, waiting | (could & ~one)
                sure, maybe = sure & one, maybe & could
                parts.append(could)
            rows = np.flatnonzero(unpacked(sure, self.rows))
            near = once & ~twice & ~waiting
            found.append(Part(sure, maybe, near, tuple(parts), rows, self._amount(clause.amount, rows)))
        return found

    def _test(self, test: work.Test) -> tuple[np.ndarray, np.ndarray]:
        """Where it would hold, and where that is known."""
        value, valid = self.values, self.valid
        match test.kind, test.args:
            case "least", (column, units):
                return value[column] >= units, valid[column]
            case "below", (column, units):
                return value[column] < units, valid[column]
            case "growth", (column, percent):
                before = work.lag(column)
                return value[column] * 100 >= value[before] * (100 + percent), valid[column] & valid[before]
            case "share", (column, of, percent):
                return value[column] * 100 >= value[of] * percent, valid[column] & valid[of]
            case "yes", (column,):
                return value[column], valid[column]
            case "no", (column,):
                return ~value[column], valid[column]
            case "code", (column, some):
                return np.isin(value[column], some), valid[column]
            case "before", (column, years):
                return value[column] < work.last_day(years), valid[column]
            case "holds", (which,):
                return value[work.held(which)], valid[work.held(which)]
            case "either", (one, other):
                (left, left_known), (right, right_known) = self._test(one), self._test(other)
                yes = (left & left_known) | (right & right_known)
                return yes, yes | (left_known & right_known)
        raise ValueError(test.kind)

    def _amount(self, given: work.Amount, rows: np.ndarray) -> np.ndarray:
        match given.kind, given.args:
            case "share", (column, percent, most):
                found = np.minimum(self.values[column][rows] * percent // 100, most)
                return np.where(self.valid[column][rows], found, -1)
            case "steps", (column, steps):
                starts, units = np.array([start for start, _ in steps]), np.array([units for _, units in steps])
                return units[np.searchsorted(starts, self.values[column][rows], side="right") - 1]
        return np.full(len(rows), given.args[0])

    def answer(self, result: list[Part], at: int) -> Answer:
        """The answer for clause number `at`."""
        part = result[at]
        status = np.where(unpacked(part.sure, self.rows), MET, np.where(unpacked(part.maybe, self.rows), UNKNOWN, 0))
        near = np.full(self.rows, NOT_NEAR)
        for place, could in enumerate(part.parts):
            near[unpacked(part.near & ~could, self.rows)] = place
        amount = np.full(self.rows, -1)
        amount[part.rows] = part.amount
        return Answer(status, near, amount)
