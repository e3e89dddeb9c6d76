"""Deliveries → a snapshot: for each subject, period and column the latest known value, as aligned arrays.

Everything is arithmetic on whole columns: a row becomes a row number, a cell becomes the slot `period × n + row`, and
only slots that were filled twice are looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

import numpy as np
import polars as pl

from yanzhen.errors import FactsError
from yanzhen.facts.coding import Coded, encode, positions_in, shown, word_positions
from yanzhen.facts.shape import JOINT, conform, own_keys
from yanzhen.facts.snapshot import KNOWN, PERIOD, SUBJECT, Batch, Batches, Frame, Snapshot, Stored
from yanzhen.periods import PER_YEAR, Period, PeriodError
from yanzhen.registers import Column, Register, Vocabulary

Named = Callable[[int], str]
"""Which delivery a row came from, for messages."""


def build_snapshot(
    batches: Batches,
    vocabulary: Vocabulary,
    *,
    known: date | None = None,
    registers: Iterable[str] | None = None,
    columns: Collection[tuple[str, str]] | None = None,
) -> Snapshot:
    """The facts of all periods as known on one date (None: everything).

    For one (subject, period, column) the latest 获知 ≤ `known` wins; an empty cell never overrides; a batch accepted
    after `known` does not count at all. Rows are sorted by key, child rows by owner row and then key, rows without an
    owner first.

    Args:
        registers: which to build, with the registers that own them; None for all.
        columns: pairs (register, column) to load; None for all. Key and owner columns are always loaded, and what was
            delivered is always recorded.

    Raises:
        FactsError: YZ-F05 a period that is none, is of another kind than its column, or is not among those the batch
            covers; YZ-F06 an unmapped code; YZ-F07 two values of one day that differ; and as for `conform`.
    """
    snapshot = Snapshot(vocabulary, {}, known)
    digests: set[str] = set()
    for name in _owners_first(vocabulary, vocabulary.registers if registers is None else registers):
        register = vocabulary.registers[name]
        used = [batch for batch in batches.batches(name) if known is None or batch.known <= known]
        digests.update(batch.digest for batch in used if batch.digest)
        snapshot.synthetic = snapshot.synthetic or any(batch.synthetic for batch in used)
        needed = None if columns is None else {column for owner, column in columns if owner == name}
        snapshot.frames[name] = _frame(register, used, snapshot, needed)
    for frame in snapshot.frames.values():
        _link(frame, snapshot.frames)
    snapshot.digests = tuple(sorted(digests))
    return snapshot


def _owners_first(vocabulary: Vocabulary, wanted: Iterable[str]) -> list[str]:
    order: list[str] = []

    def add(name: str, above: tuple[str, ...]) -> None:
        if name in order or name in above:
            return
        for owner in vocabulary.registers[name].belongs_to:
            add(owner, (*above, name))
        order.append(name)

    for name in wanted:
        add(name, ())
    return order


def _frame(register: Register, used: list[Batch], snapshot: Snapshot, needed: set[str] | None) -> Frame:
    frame = Frame(register, [])
    covered = [_covered(batch, register) for batch in used]
    for batch, periods in zip(used, covered, strict=True):
        _deliver(frame, batch, periods, snapshot.vocabulary)
    tables = [conform(batch, register) for batch in used]
    if snapshot.known is not None:
        tables = [table.filter(pl.col(KNOWN) <= snapshot.known) for table in tables]
    rows = pl.concat(tables, how="diagonal") if tables else pl.DataFrame()
    if not rows.height:
        return frame
    source = np.repeat(np.arange(len(used)), [table.height for table in tables])

    def named(row: int) -> str:
        return used[source[row]].named

    codes = snapshot.vocabulary.codes
    always = {*own_keys(register), *register.belongs_to.values()}
    always |= {name for name, column in register.columns.items() if column.ref}
    kept = [name for name in rows.columns if name in register.columns and (needed is None or name in needed | always)]
    coded = {name: encode(rows[name], register.columns[name], codes, named) for name in kept}

    number = _number_rows(frame, rows, coded, snapshot)
    period_of, periods = _periods(rows[PERIOD], named)
    _check_covered(period_of, periods, source, covered, named)
    known = rows[KNOWN].to_physical().to_numpy()
    spread = _Spread(frame, number, period_of, periods, known, named, snapshot)
    for column in coded.values():
        spread.add(column)
    return frame


def _covered(batch: Batch, register: Register) -> frozenset[Period | None]:
    """The periods a batch answers for; one that answers for a year answers for the months its columns have."""
    kinds = {column.period for column in register.columns.values() if column.period}
    found: set[Period | None] = set()
    for text in batch.covers:
        period = _period(text, batch.named) if text else None
        found.add(period)
        if period is not None:
            finer = [kind for kind in kinds if PER_YEAR[kind] > PER_YEAR[period.kind]]
            found.update(part for kind in finer for part in period.parts(kind))
    return frozenset(found)


def _deliver(frame: Frame, batch: Batch, covered: frozenset[Period | None], vocabulary: Vocabulary) -> None:
    register = frame.register
    for name in batch.rows.columns:
        column = register.columns.get(name)
        if column is not None and column.period is None:
            frame.delivered_cells.add((name, None))
        elif column is not None:
            matching = (period for period in covered if period is not None and period.kind == column.period)
            frame.delivered_cells.update((name, period) for period in matching)
    if register.parts is None:
        frame.delivered_rows = True
        return
    listed = vocabulary.codes.get(register.columns[register.parts].code or "")
    for part in batch.parts:
        at = listed.id_of(part) if listed else None
        frame.delivered_parts.update(
            {part} if at is None or not listed else {listed.codes[at].code, listed.codes[at].name}
        )
    frame.delivered_rows = listed is not None and all(entry.code in frame.delivered_parts for entry in listed.codes)


def _number_rows(frame: Frame, rows: pl.DataFrame, coded: dict[str, Coded], snapshot: Snapshot) -> np.ndarray:
    """The row number of each delivered row; fills the frame's keys and its rows' owners."""
    register = frame.register
    parts = [rows[SUBJECT], *(_key_text(coded[name], rows[name], snapshot) for name in own_keys(register))]
    joined = pl.select(pl.concat_str(parts, separator=JOINT)).to_series() if len(parts) > 1 else parts[0]
    number, keys = word_positions(joined)
    owner = register.owner
    if owner is None or owner not in snapshot.frames:
        frame.keys = keys
        return number
    subjects = [key.split(JOINT, 1)[0] for key in keys] if len(parts) > 1 else keys
    owners = positions_in(subjects, snapshot.frames[owner].keys)
    order = np.argsort(owners, kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    frame.keys = [keys[at] for at in order]
    frame.owners[owner] = owners[order]
    return place[number]


def _key_text(coded: Coded, series: pl.Series, snapshot: Snapshot) -> pl.Series:
    if coded.column.kind != "code":
        return series.cast(pl.String)
    entries = snapshot.vocabulary.codes[coded.column.code or ""].codes
    return pl.Series([entry.code for entry in entries]).gather(coded.values)


def _period(text: str, where: str) -> Period:
    try:
        return Period.parse(text)
    except PeriodError as error:
        raise FactsError(f"{where} 的期间「{text}」读不出", code="YZ-F05", hint=error.hint) from error


def _periods(series: pl.Series, named: Named) -> tuple[np.ndarray, list[Period | None]]:
    at, words = word_positions(series)
    found = []
    for position, word in enumerate(words):
        where = "" if not word else named(int(np.argmax(at == position)))
        found.append(_period(word, where) if word else None)
    return at, found


def _check_covered(
    period_of: np.ndarray, periods: list[Period | None], source: np.ndarray, covered: list[frozenset], named: Named
) -> None:
    """Every dated row's period is one its batch answers for."""
    pairs = np.unique(source * len(periods) + period_of)
    for batch, at in zip(pairs // len(periods), pairs % len(periods), strict=True):
        period = periods[at]
        if period is not None and period not in covered[batch]:
            row = int(np.flatnonzero((source == batch) & (period_of == at))[0])
            listed = "、".join(sorted(str(one) for one in covered[batch] if one)) or "（无）"
            what = f"{named(row)} 有 {period} 的行，但这一批只报送 {listed}"
            raise FactsError(what, code="YZ-F05", hint="更正期间，或在 covers 里写明这一期")


class _Spread:
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


def _link(frame: Frame, frames: dict[str, Frame]) -> None:
    """Row numbers for every further owner and every undated ref, where that register has a frame."""
    register = frame.register
    first = register.owner
    links = {owner: (owner, via) for owner, via in register.belongs_to.items() if owner != first}
    links |= {name: (column.ref, name) for name, column in register.columns.items() if column.ref and not column.period}
    for name, (target, via) in links.items():
        if target not in frames:
            continue
        stored = frame.stored(via, None)
        found = np.full(frame.n, -1, np.int32)
        if stored is not None and via in frame.words and frames[target].n:
            found = np.where(stored.present, _rows_named(frame, via, frames[target], stored), -1).astype(np.int32)
        frame.owners[name] = found


def _rows_named(frame: Frame, via: str, target: Frame, stored: Stored) -> np.ndarray:
    """Rows of `target` by key; a child register's row may be named without its owner, if it has the same one."""
    words = frame.words[via]
    found = positions_in(words, target.keys)[stored.values]
    if own_keys(target.register) and (found < 0).any():
        subjects = [key.split(JOINT, 1)[0] for key in frame.keys]
        full = [f"{subject}{JOINT}{words[at]}" for subject, at in zip(subjects, stored.values, strict=True)]
        found = np.where(found < 0, positions_in(full, target.keys), found)
    return found
