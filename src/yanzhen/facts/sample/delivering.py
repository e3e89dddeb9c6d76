"""Drawn tables → deliveries: who delivers what, for which periods, known when, and what nobody delivered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import polars as pl
import pyarrow as pa

from yanzhen.facts.sample.dates import first_date, years_of
from yanzhen.facts.sample.population import City, missing_cells, silent
from yanzhen.facts.sample.streams import Streams
from yanzhen.facts.sample.table import EPOCH, Drawn, Table
from yanzhen.facts.snapshot import KNOWN, PERIOD, SUBJECT, Batch
from yanzhen.periods import PER_YEAR
from yanzhen.registers import Column

KnownOf = Callable[[int], date]
"""The day on which the facts of a year were delivered."""

SOURCE = "合成数据"


class Deliveries:
    """The deliveries of one table: one a year for dated columns, one a year of record for undated ones."""

    def __init__(
        self, city: City, table: Table, subjects: list[str], streams: Streams, known_of: KnownOf, note: str
    ) -> None:
        self.city, self.table, self.known_of, self.note = city, table, known_of, note
        self.register, self.hints = table.register, city.hints[table.register.name]
        self.subjects = np.array(subjects, dtype=object)
        self.shown = {
            name: drawn.present & ~silent(column, drawn) & ~self._withheld(column, drawn, streams)
            for name, column in self.register.columns.items()
            for drawn in (table.columns[name],)
        }

    def batches(self) -> Iterator[Batch]:
        """Every delivery, oldest first for each kind; a register without rows is delivered empty."""
        if (None, None) in self.hints.undelivered:
            return
        yield from self._undated()
        for year in self.city.years:
            yield from self._dated(year)

    def _withheld(self, column: Column, drawn: Drawn, streams: Streams) -> np.ndarray:
        missing = missing_cells(self.city, self.table, column, streams)
        return missing if drawn.fixed is None else missing & ~drawn.fixed

    def _undated(self) -> Iterator[Batch]:
        ending = self.register.exists_until
        names = [
            name
            for name, column in self.register.columns.items()
            if column.period is None and not self.hints.held_back(name, None)
        ]
        recorded = self._record_years()
        stated = [name for name in names if name != ending]
        allowed = self._delivered_parts()
        first = self.city.asked[0] - 1
        for year in (first, *self.city.asked):
            rows = np.flatnonzero((recorded == year) & allowed)
            if len(rows) or year == first:
                yield self._batch(self._frame(stated, rows, 0, ""), {""}, year)
            if ending in names and year != first:
                yield from self._endings(ending, year)

    def _endings(self, ending: str, year: int) -> Iterator[Batch]:
        days = self.table.columns[ending]
        rows = np.flatnonzero(days.present[0] & (years_of(days.values[0]) == year))
        yield self._batch(self._frame([ending], rows, 0, ""), {""}, year)

    def _dated(self, year: int) -> Iterator[Batch]:
        at = self.city.years.index(year)
        frames, declared = [], False
        keys = [name for name in self.register.key[1:] if name in self.register.columns]
        kinds = {column.period for column in self.register.columns.values() if column.period}
        for kind in sorted(kinds, key=lambda kind: PER_YEAR[kind]):
            names = [name for name, column in self.register.columns.items() if self._told(column, kind, year)]
            if not names:
                continue
            declared = True
            periods, exists = self.table.periods(kind), self.table.exists(kind)
            for part in range(at * PER_YEAR[kind], (at + 1) * PER_YEAR[kind]):
                rows = np.flatnonzero(exists[part] & self._delivered_parts())
                frames.append(self._frame([*keys, *names], rows, part, str(periods[part])))
        if declared:
            yield self._batch(pl.concat(frames, how="diagonal"), {str(year)}, year)

    def _told(self, column: Column, kind: str, year: int) -> bool:
        """Whether somebody delivers this column for this year: asked for, or part of its declared history."""
        history = column.complete_from is not None and year >= column.complete_from
        asked = year in self.city.asked or history
        return column.period == kind and asked and not self.hints.held_back(column.name, year)

    def _frame(self, names: list[str], rows: np.ndarray, part: int, period: str) -> pl.DataFrame:
        subjects = pl.Series(SUBJECT, self.subjects[rows].tolist(), pl.String)
        found = pl.DataFrame([subjects]).with_columns(pl.lit(period).alias(PERIOD))
        return found.with_columns([self._series(name, rows, part) for name in names])

    def _series(self, name: str, rows: np.ndarray, part: int) -> pl.Series:
        column, drawn = self.register.columns[name], self.table.columns[name]
        at = part if column.period else 0
        values, absent = drawn.values[at, rows], ~self.shown[name][at, rows]
        if column.kind == "number":
            return pl.Series(name, pl.from_arrow(pa.array(values, pa.int64(), mask=absent)))
        if column.kind == "yesno":
            return pl.Series(name, pl.from_arrow(pa.array(values.astype(bool), pa.bool_(), mask=absent)))
        if column.kind == "date":
            days = np.datetime64(EPOCH) + values.astype("timedelta64[D]")
            return pl.Series(name, pl.from_arrow(pa.array(days, pa.date32(), mask=absent)))
        words = pl.Series(name, list(drawn.words) or [""], pl.String)
        places = pl.Series(pl.from_arrow(pa.array(values.astype(np.int64), pa.int64(), mask=absent)))
        found = words.gather(places)
        return found.set(found == "", None) if "" in drawn.words else found

    def _batch(self, rows: pl.DataFrame, covers: set[str], year: int) -> Batch:
        known = self.known_of(year)
        return Batch(
            register=self.register.name,
            rows=rows.with_columns(pl.lit(known).alias(KNOWN)),
            covers=frozenset(covers),
            parts=self._parts(),
            known=known,
            source=SOURCE,
            synthetic=True,
            note=self.note,
        )

    def _parts(self) -> frozenset[str]:
        """The codes of the lists delivered: all but those that a hint withholds and what lies below them."""
        if self.register.parts is None:
            return frozenset()
        listed = self.city.vocabulary.codes[self.register.columns[self.register.parts].code or ""]
        below = {at for part in self.hints.withheld for at in listed.below(listed.id_of(part))}
        return frozenset(entry.code for at, entry in enumerate(listed.codes) if at not in below)

    def _delivered_parts(self) -> np.ndarray:
        """Rows whose part somebody delivered; all of them in a register without parts."""
        if self.register.parts is None or not self.hints.withheld:
            return np.ones(self.table.n, bool)
        drawn, told = self.table.columns[self.register.parts], self._parts()
        return np.array([word in told for word in drawn.words] or [False])[drawn.values[0]]

    def _record_years(self) -> np.ndarray:
        """The year in which each row became known: its first date's, within the sample's years or the one before."""
        columns = self.register.columns.values()
        name = self.register.exists_from or first_date(columns, self.register.exists_until)
        first, last = self.city.asked[0] - 1, self.city.asked[-1]
        if name is None or name not in self.table.columns:
            return np.full(self.table.n, first)
        drawn = self.table.columns[name]
        return np.where(drawn.present[0], np.clip(years_of(drawn.values[0]), first, last), first)
