"""Values set exactly where rules turn: on a threshold, one step below, one step above; on a growth; on a ratio.

The only part of the sample that is exact on purpose: everything is integers of the column's step.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import floor

import numpy as np

from yanzhen.facts.sample.table import Drawn, Table
from yanzhen.periods import PER_YEAR

_OFFSETS = (0, -1, 1)


class Edges:
    """Sets cells of one drawn column; no row is used twice, so that no setting destroys another."""

    def __init__(self, table: Table, drawn: Drawn, share: float, rng: np.random.Generator, fits: np.ndarray) -> None:
        self.drawn, self.share, self.rng = drawn, share, rng
        self.exists = table.exists(drawn.kind)
        self.fits = fits & self.exists
        self.order = rng.permutation(table.n)
        self.free = np.ones(table.n, bool)
        self.parts = PER_YEAR[drawn.kind] if drawn.kind else 1
        asked = len(table.asked) * self.parts if drawn.kind else 1
        periods = drawn.values.shape[0]
        self.recent = range(periods - 1, periods - 1 - asked, -1)
        drawn.fixed = np.zeros(drawn.values.shape, bool)

    def thresholds(self, bounds: Sequence[Fraction]) -> int:
        """How many cells now lie exactly on a bound or one step beside it; a bound between steps has one each side."""
        marks = [(floor(bound / self.drawn.step), offset) for bound, offset in product(bounds, _OFFSETS)]
        marks = [(mark, offset) for mark, offset in marks if mark < 0 or mark + offset >= 0]
        done = 0
        for period in self.recent if marks else ():
            rows = self._take(period, len(marks), self.exists[period])
            targets = np.array([mark + offset for mark, offset in marks], np.int64)
            self._set(period, rows, targets[np.arange(len(rows)) % len(marks)])
            done += len(rows)
        return done

    def growth(self, rates: Sequence[Fraction], bounds: Sequence[Fraction]) -> int:
        """How many rows now have a value exactly 1 + rate times the year before's, or one step beside that.

        Every second one starts from a threshold, so that a rule reading both is met on both edges.
        """
        marks = list(product(rates, _OFFSETS))
        if not marks or self.drawn.kind is None:
            return 0
        done = 0
        for period in self.recent:
            before = period - self.parts
            if before < 0:
                break
            rows = self._take(period, 2 * len(marks), self.exists[period] & self.exists[before])
            for at, row in enumerate(rows):
                rate, offset = marks[at % len(marks)]
                done += self._grow(row, before, period, 1 + rate, offset, bounds, at // len(marks))
        return done

    def ratios(self, rates: Sequence[Fraction], followed: Drawn) -> int:
        """How many cells now are exactly a rate of the followed column, or the nearest steps on both sides."""
        marks = list(product(rates, _OFFSETS))
        done = 0
        for period in self.recent if marks else ():
            rows = self._take(period, len(marks), self.exists[period] & followed.present[period])
            for at, row in enumerate(rows):
                rate, offset = marks[at % len(marks)]
                exact = int(followed.values[period, row]) * followed.step * rate / self.drawn.step
                self._set(period, row, max(0, floor(exact) + offset))
            done += len(rows)
        return done

    def _grow(
        self, row: int, before: int, period: int, factor: Fraction, offset: int, bounds: Sequence[Fraction], turn: int
    ) -> int:
        start = int(self.drawn.values[before, row])
        if bounds and turn % 2 == 0:
            start = floor(bounds[turn // 2 % len(bounds)] / self.drawn.step)
        start -= start % factor.denominator
        if start <= 0:
            start = factor.denominator * 1000
        self._set(before, row, start)
        self._set(period, row, int(start * factor) + offset)
        return 1

    def _take(self, period: int, least: int, possible: np.ndarray) -> np.ndarray:
        """Unused rows: the hinted share, at least one for each mark, never above a quarter; fitting rows first."""
        free = self.order[(possible & self.free)[self.order]]
        fitting = self.fits[period, free]
        free = np.concatenate([free[fitting], free[~fitting]])
        count = max(round(self.share * int(possible.sum())), least if self.share else 0)
        rows = free[: min(count, max(1, len(free) // 4))] if len(free) else free
        self.free[rows] = False
        return rows

    def _set(self, period: int, rows: np.ndarray | int, values: np.ndarray | int) -> None:
        self.drawn.values[period, rows] = values
        self.drawn.present[period, rows] = True
        self.drawn.fixed[period, rows] = True
