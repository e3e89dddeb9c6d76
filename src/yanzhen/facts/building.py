"""Deliveries → a snapshot: for each subject, period and column the latest known value, as aligned arrays.

Everything is arithmetic on whole columns: a row becomes a row number, a cell becomes the slot `period × n + row`, and
only slots that were filled twice are looked at again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import numpy as np
import polars as pl

from yanzhen.facts.coding import Coded, encode, positions_in, word_positions
from yanzhen.facts.coverage import check_inside, deliver
from yanzhen.facts.shape import JOINT, conform, own_keys
from yanzhen.facts.snapshot import KNOWN, PERIOD, SUBJECT, Batch, Batches, Frame, Snapshot, Stored
from yanzhen.facts.spread import Spread
from yanzhen.periods import Period
from yanzhen.registers import Register, Vocabulary


def build_snapshot(
    batches: Batches,
    vocabulary: Vocabulary,
    *,
    known: date | None = None,
    registers: Iterable[str] | None = None,
    columns: Collection[tuple[str, str]] | None = None,
) -> Snapshot:
    """The facts of all periods as known on one date (None: everything).

    For one (subject, period, column) the latest 获知 ≤ `known` wins; an empty cell never overrides; a batch accepted after
    `known`, or withdrawn by then, does not count at all. Rows are sorted by key, child rows by owner row and then key, rows
    without an owner first.

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
        used = [batch for batch in batches.batches(name) if batch.counts(known)]
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
    for batch in used:
        deliver(frame, batch, snapshot.vocabulary)
    tables = [conform(batch, register) for batch in used]
    if snapshot.known is not None:
        tables = [table.filter(pl.col(KNOWN) <= snapshot.known) for table in tables]
    for batch, table in zip(used, tables, strict=True):
        check_inside(batch, table, register, snapshot.vocabulary)
    rows = pl.concat(tables, how="diagonal") if tables else pl.DataFrame()
    if not rows.height:
        frame.owners = {owner: np.empty(0, np.int32) for owner in register.belongs_to}
        return frame
    source = np.repeat(np.arange(len(used)), [table.height for table in tables])

    def named(row: int) -> str:
        return used[source[row]].named

    codes = snapshot.vocabulary.codes
    always = {*own_keys(register), *register.belongs_to.values()}
    always |= {name for name, column in register.columns.items() if column.ref or name == register.parts}
    kept = [name for name in rows.columns if name in register.columns and (needed is None or name in needed | always)]
    coded = {name: encode(rows[name], register.columns[name], codes, named) for name in kept}

    number = _number_rows(frame, rows, coded, snapshot)
    at, texts = word_positions(rows[PERIOD])
    periods = [Period.parse(text) if text else None for text in texts]
    known = rows[KNOWN].to_physical().to_numpy()
    spread = Spread(frame, number, at, periods, known, named, snapshot)
    for column in coded.values():
        spread.add(column)
    return frame


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
    """One part of the rows' own keys as text, codes by code; empty where it is not filled."""
    if coded.column.kind != "code":
        return series.cast(pl.String).fill_null("")
    texts = np.array([entry.code for entry in snapshot.vocabulary.codes[coded.column.code or ""].codes], object)
    return pl.Series(np.where(coded.valid, texts[coded.values], ""), dtype=pl.String)


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
