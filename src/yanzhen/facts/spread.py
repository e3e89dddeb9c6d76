"""Cells → slots: each value lands at `period × n + row`, and where two land on one slot the latest known stays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from yanzhen.errors import FactsError
from yanzhen.facts.coding import Coded, shown
from yanzhen.facts.snapshot import Frame, Snapshot, Stored
from yanzhen.periods import Period
from yanzhen.registers import Column

Named = Callable[[int], str]
"""Which delivery a row came from, for messages."""


class Spread:
    """Puts the cells of one register's columns where they belong: one array for each (column, period)."""

    def __init__(
        self,
        frame: Frame,
        number: np.ndarray,
        period_of: np.ndarray,
        periods: list[Period | None],
        known: np.ndarray,
        named: Named,
        snapshot: Snapshot,
    ) -> None:
        self.frame, self.number, self.known, self.named, self.snapshot = frame, number, known, named, snapshot
        self.period_of, self.periods = period_of, periods

    def add(self, coded: Coded) -> None:
        """Store the column for every period it has a value in.

        Raises:
            FactsError: YZ-F05 a value in a row of another kind of period, YZ-F07 two values of one day that differ.
        """
        column, n = coded.column, self.frame.n
        rows = np.flatnonzero(coded.valid)
        slots, kept = self._slots(column, rows)
        rows = self._latest(coded, rows, slots, kept)
        slots, _ = self._slots(column, rows)
        values = np.zeros(n * len(kept), coded.values.dtype)
        present = np.zeros(n * len(kept), bool)
        values[slots] = coded.values[rows]
        present[slots] = True
        if coded.words is not None:
            self.frame.words[column.name] = coded.words
        for at, period in enumerate(kept):
            span = slice(at * n, (at + 1) * n)
            if present[span].any():
                self.frame.columns[(column.name, period)] = Stored(values[span], present[span])

    def _slots(self, column: Column, rows: np.ndarray) -> tuple[np.ndarray, list[Period | None]]:
        if column.period is None:
            return self.number[rows], [None]
        place = np.full(len(self.periods), -1)
        kept = [at for at, period in enumerate(self.periods) if period is not None and period.kind == column.period]
        place[kept] = np.arange(len(kept))
        at = place[self.period_of[rows]]
        if (at < 0).any():
            row = int(rows[np.argmax(at < 0)])
            self._wrong_period(column, row)
        return at * self.frame.n + self.number[rows], [self.periods[one] for one in kept]

    def _wrong_period(self, column: Column, row: int) -> None:
        period = self.periods[self.period_of[row]]
        key = self.frame.keys[self.number[row]]
        found = f"期间是 {period}" if period else "期间是空的"
        what = f"{self.named(row)} 主体 {key} 列「{column.name}」的{found}，此列按 {column.period} 报送"
        example = {"year": "2024", "half": "2024-H1", "quarter": "2024-Q3", "month": "2024-07"}[column.period or "year"]
        raise FactsError(what, code="YZ-F05", hint=f"期间写作 {example} 的样子")

    def _latest(self, coded: Coded, rows: np.ndarray, slots: np.ndarray, kept: list) -> np.ndarray:
        """The rows that win their slots: all of them, where no slot was filled twice."""
        filled = np.zeros(self.frame.n * len(kept), bool)
        filled[slots] = True
        if int(filled.sum()) == len(slots):
            return rows
        order = np.lexsort((self.known[rows], slots))
        rows, slots = rows[order], slots[order]
        last = np.append(np.flatnonzero(slots[1:] != slots[:-1]), len(slots) - 1)
        winner = rows[last][np.searchsorted(slots[last], slots)]
        clash = (self.known[rows] == self.known[winner]) & (coded.values[rows] != coded.values[winner])
        if clash.any():
            at = int(np.argmax(clash))
            self._contradiction(coded, int(rows[at]), int(winner[at]))
        return rows[last]

    def _contradiction(self, coded: Coded, one: int, other: int) -> None:
        codes = self.snapshot.vocabulary.codes
        first, second = (f"{shown(coded.values[row], coded, codes)}（{self.named(row)}）" for row in (one, other))
        period = self.periods[self.period_of[one]] if coded.column.period else None
        what = (
            f"台账「{self.frame.register.name}」主体 {self.frame.keys[self.number[one]]} 列「{coded.column.name}」"
            f"{f' {period} ' if period else ''}同日获知两个不同的值：{first}、{second}"
        )
        day = np.datetime64(int(self.known[one]), "D")
        raise FactsError(what, code="YZ-F07", hint=f"核实后以晚于 {day} 的获知日期再报一批更正")
