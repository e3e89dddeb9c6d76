"""The facts as they stand: for each subject and period the latest value of each column; and what a new delivery would change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from yanzhen.facts.shape import own_keys
from yanzhen.facts.snapshot import KNOWN, PERIOD, SUBJECT, Batch
from yanzhen.registers import Register

FROM = "批次"
"""Which delivery a row was last touched by: the digest."""
MOST_CHANGES = 200


@dataclass(frozen=True)
class Change:
    """A value that a delivery would replace or fill in, as it is stored."""

    subject: str
    period: str
    column: str
    before: object
    after: object


@dataclass(frozen=True)
class Difference:
    """How many rows a delivery adds, changes and leaves; the first changes; the deliveries of the same day it contradicts."""

    fresh: int = 0
    changed: int = 0
    same: int = 0
    changes: tuple[Change, ...] = ()
    clashes: tuple[str, ...] = field(default=())


def keys_of(register: Register) -> list[str]:
    """What tells rows of a register apart."""
    return [SUBJECT, *own_keys(register), PERIOD]


def current(batches: Iterable[Batch], register: Register) -> pl.DataFrame:
    """One row for each subject, key and period: the last value known of each column, 获知 and 批次 of the last delivery.

    Columns without a period stand in every row of their subject. An empty cell never replaces a value.
    """
    told = _stacked(batches, register)
    columns = [name for name in told.columns if name in register.columns and name not in own_keys(register)]
    last = [pl.col(name).drop_nulls().last() for name in columns]
    rows = told.group_by(keys_of(register), maintain_order=True).agg(*last, pl.col(KNOWN, FROM).last())
    undated = [name for name in columns if register.columns[name].period is None]
    if undated and rows.height:
        keys = keys_of(register)[:-1]
        whole = told.group_by(keys, maintain_order=True).agg(pl.col(name).drop_nulls().last() for name in undated)
        rows = rows.drop(undated).join(whole, on=keys, how="left", nulls_equal=True, maintain_order="left")
    order = [*keys_of(register), *columns, KNOWN, FROM]
    return rows.select(order).sort(keys_of(register))


def difference(batch: Batch, before: Sequence[Batch], register: Register) -> Difference:
    """What accepting the delivery would do to the facts as they stand."""
    keys = keys_of(register)
    columns = [name for name in batch.rows.columns if name in register.columns and name not in keys]
    standing = current(before, register)
    old = {name: f"{name}\0" for name in columns}
    there = standing.select(
        *keys,
        *(
            pl.col(name).alias(old[name]) if name in standing.columns else pl.lit(None).alias(old[name])
            for name in columns
        ),
    ).with_columns(pl.lit(True).alias("\0"))
    both = batch.rows.join(there, on=keys, how="left", nulls_equal=True, maintain_order="left")
    moved = [pl.col(name).is_not_null() & pl.col(name).ne_missing(pl.col(old[name])) for name in columns]
    marked = both.with_columns(pl.col("\0").fill_null(False), pl.any_horizontal(*moved, pl.lit(False)).alias("\0\0"))
    known = marked.filter(pl.col("\0"))
    changed = known.filter(pl.col("\0\0"))
    changes: list[Change] = []
    for row in changed.head(MOST_CHANGES).iter_rows(named=True):
        subject = "|".join(str(row[name]) for name in keys[:-1] if row[name] is not None)
        changes += [
            Change(subject, row[PERIOD] or "", name, row[old[name]], row[name])
            for name in columns
            if row[name] is not None and row[name] != row[old[name]]
        ]
    return Difference(
        batch.rows.height - known.height,
        changed.height,
        known.height - changed.height,
        tuple(changes[:MOST_CHANGES]),
        clashes(batch, before, register),
    )


def clashes(batch: Batch, before: Iterable[Batch], register: Register) -> tuple[str, ...]:
    """Digests of deliveries that say something else as of the same day: both cannot stand, since no one can tell which is later."""
    return tuple(one.digest for one in before if one.digest != batch.digest and _contradicts(batch, one, register))


def _contradicts(batch: Batch, other: Batch, register: Register) -> bool:
    keys = keys_of(register)
    for dated in (True, False):
        columns = [
            name
            for name in batch.rows.columns
            if name in other.rows.columns
            and name in register.columns
            and name not in keys
            and (register.columns[name].period is not None) is dated
        ]
        if not columns:
            continue
        on = [*(keys if dated else keys[:-1]), KNOWN]
        mine = batch.rows.select(*on, *columns)
        theirs = other.rows.select(*on, *(pl.col(name).alias(f"{name}\0") for name in columns))
        both = mine.join(theirs, on=on, how="inner", nulls_equal=True)
        if both.filter(pl.any_horizontal(pl.col(name) != pl.col(f"{name}\0") for name in columns)).height:
            return True
    return False


def _stacked(batches: Iterable[Batch], register: Register) -> pl.DataFrame:
    """Every row of every delivery, the oldest first."""
    listed = sorted(batches, key=lambda batch: (batch.known, batch.file))
    parts = [batch.rows.with_columns(pl.lit(batch.digest).alias(FROM)) for batch in listed]
    empty = pl.DataFrame(schema={**dict.fromkeys(keys_of(register), pl.String), KNOWN: pl.Date, FROM: pl.String})
    return pl.concat(parts, how="diagonal").sort(KNOWN, maintain_order=True) if parts else empty
