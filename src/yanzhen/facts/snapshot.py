"""Facts as true for their periods, as known on one date: aligned arrays with validity, one frame per register.

Row `i` of a frame is the same subject in every array. A lag is another array (another period), never a join. Child rows
are sorted by owner, so the rows of one owner are one slice. What was delivered is kept apart from what is filled in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

import numpy as np
import polars as pl

from yanzhen.periods import Period
from yanzhen.registers import Register, Vocabulary

SUBJECT, PERIOD, KNOWN = "主体", "期间", "获知"


@dataclass(frozen=True)
class Batch:
    """One delivery: rows of one register with columns 主体, 期间, 获知 and any of its declared columns.

    Numbers are int64 in the column's step, days are dates, codes and texts are text, yes/no are booleans. `covers`
    lists the periods the delivery answers for ("" for undated columns), whether or not rows came; `parts` likewise for
    a register told apart by part. `known` is the day the delivery was accepted. `digest` is the file's SHA-256, `file`
    its name in the folder (both empty in memory); `source` says who delivered, `note` is for readers. `withdrawn` is the
    day from which it counts no more.
    """

    register: str
    rows: pl.DataFrame
    covers: frozenset[str]
    parts: frozenset[str]
    known: date
    source: str = ""
    synthetic: bool = False
    digest: str = ""
    file: str = ""
    note: str = ""
    withdrawn: date | None = None
    conformed: pl.DataFrame | None = field(default=None, compare=False, repr=False)
    """The very rows that are known to have the shape of their register, if any."""

    def counts(self, known: date | None) -> bool:
        """Whether the delivery counts for what was known on that day (None: by now)."""
        if known is None:
            return self.withdrawn is None
        return self.known <= known and (self.withdrawn is None or known < self.withdrawn)

    @property
    def named(self) -> str:
        """What to call this delivery in a message."""
        return self.file or self.source or f"{self.register}（{self.known} 获知的一批）"


class Batches(Protocol):
    """Where deliveries are kept: a folder, the site's catalogue, or a case."""

    def batches(self, register: str) -> Iterable[Batch]:
        """All deliveries of a register, oldest first."""
        ...


@dataclass(frozen=True)
class Stored:
    """One column for one period, aligned with the frame's rows.

    `values`: number → int64 in steps; date → int32 days since 1970-01-01; code → int32 ids; yesno → bool; text and ref
    → int32 positions in the frame's `words` for that column. Where `present` is False the value means nothing.
    """

    values: np.ndarray
    present: np.ndarray


@dataclass
class Frame:
    """All rows of one register.

    `keys[i]` is the subject's key (a child row's own key columns joined by `|`, after its owner's). `owners[name][i]`
    is the row number in register `name` that row i belongs to, −1 when there is none. `columns[(column, period)]` holds
    what was delivered; period is None for undated columns.
    """

    register: Register
    keys: list[str]
    columns: dict[tuple[str, Period | None], Stored] = field(default_factory=dict)
    owners: dict[str, np.ndarray] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    delivered_cells: set[tuple[str, Period | None]] = field(default_factory=set)
    delivered_rows: bool = False
    delivered_parts: set[str] = field(default_factory=set)

    @property
    def n(self) -> int:
        """How many rows."""
        return len(self.keys)

    @cached_property
    def texts(self) -> pl.Series:
        """The keys as one column; asked for only when the frame is complete."""
        return pl.Series(self.keys, dtype=pl.String)

    def stored(self, column: str, period: Period | None) -> Stored | None:
        """What was delivered of a column for a period; None when no row has it."""
        return self.columns.get((column, period))

    def delivered(self, column: str, period: Period | None) -> bool:
        """Whether some accepted delivery answers for this column and period."""
        return (column, period) in self.delivered_cells

    def has_part(self, part: str) -> bool:
        """Whether the rows (of this part, if named) were delivered."""
        return part in self.delivered_parts if part else self.delivered_rows

    def link(self, register: str, via: str) -> str:
        """Under which name `owners` holds the rows of a register reached through a column: the ref column's, or its own."""
        column = self.register.columns.get(via)
        return via if column is not None and column.ref else register

    def offsets(self, owner: str, owner_rows: int) -> np.ndarray:
        """Where each owner's slice of rows begins: `owner_rows + 1` positions; rows without an owner come first."""
        return np.searchsorted(self.owners.get(owner, np.empty(0, np.int32)), np.arange(owner_rows + 1))


@dataclass
class Snapshot:
    """All frames, as known on one date. `digests` are those of the deliveries used, sorted."""

    vocabulary: Vocabulary
    frames: dict[str, Frame]
    known: date | None
    digests: tuple[str, ...] = ()
    synthetic: bool = False

    def frame(self, register: str) -> Frame:
        """The register's frame; an empty, undelivered one when nothing came."""
        return self.frames.setdefault(register, Frame(self.vocabulary.registers[register], []))
