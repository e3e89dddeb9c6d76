"""The one table between deciding and paying: every met finding whose clause moves money, before and after relations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from yanzhen.engine.as_columns import money_of, payees
from yanzhen.engine.columns.vectors import Days, broadcast
from yanzhen.engine.findings import Found
from yanzhen.facts.snapshot import Frame, Snapshot
from yanzhen.pack.model import Pack

AWARDS: dict[str, pl.DataType] = {
    "clause": pl.String(),
    "register": pl.String(),
    "subject": pl.String(),
    "period": pl.String(),
    "payee": pl.String(),
    "owner": pl.String(),
    "event": pl.Date(),
    "nature": pl.String(),
    "basis": pl.String(),
    "gross_fen": pl.Int64(),
    "ceiling_fen": pl.Int64(),
    "net_fen": pl.Int64(),
    "relation": pl.String(),
    "beaten_by": pl.String(),
    "net_low_fen": pl.Int64(),
    "net_high_fen": pl.Int64(),
    "open": pl.String(),
}
"""The columns of the awards, in order.

`gross_fen` is the amount of the clause or line after its own caps and ceiling, `net_fen` what relations, and caps and ceilings over
several awards, leave of it: null unless `basis` is exact and the facts settle it. `net_low_fen` and `net_high_fen` bound it then;
`open` says what keeps it open, or what else of the same matter is not settled. `relation` is what cut it, `beaten_by` the ids of the
clauses paid in its place, joined by 、.
"""


@dataclass(frozen=True)
class Met:
    """The met rows of one decided clause, with where its awards begin in the table."""

    found: Found
    rows: np.ndarray
    begin: int

    @property
    def end(self) -> int:
        """Where its awards end."""
        return self.begin + len(self.rows)


def awards_of(found: Sequence[Found], pack: Pack, snapshot: Snapshot) -> tuple[pl.DataFrame, list[Met]]:
    """The awards before relations (net as gross), by clause of the pack, period, event, then key; and which rows they are.

    A row keeps the place of its finding: rows `met.begin` to `met.end` are `met.rows` of its register.
    """
    place = {clause.id: at for at, clause in enumerate(pack.clauses)}
    paying = sorted(
        (one for one in found if one.clause.amount is not None and one.decided.met.any()),
        key=lambda one: (place[one.clause.id], one.decided.period),
    )
    parts, met, begin = [], [], 0
    tops: dict[str, pl.Series] = {}
    for one in paying:
        rows = np.flatnonzero(one.decided.met)
        days = event_days(one, rows)
        rows = rows[np.argsort(days, kind="stable")]
        if one.clause.register not in tops:
            tops[one.clause.register] = pl.Series(top_owners(one.clause.register, snapshot), dtype=pl.String)
        parts.append(_part(one, rows, event_days(one, rows), tops[one.clause.register]))
        met.append(Met(one, rows, begin))
        begin += len(rows)
    return (pl.concat(parts) if parts else pl.DataFrame(schema=AWARDS)), met


NO_DAY = -(10**6)
"""Stands for no event; before every day."""


def event_days(found: Found, rows: np.ndarray) -> np.ndarray:
    """For each row the day of its event since 1970-01-01, `NO_DAY` without one."""
    if found.clause.event is None:
        return np.full(len(rows), NO_DAY)
    days = broadcast(
        found.conditions.reader.read(found.clause.event, found.clause.register, found.decided.period),
        found.decided.rows,
    )
    assert isinstance(days, Days)
    return np.where(days.ok, days.days, NO_DAY)[rows]


def top_owners(register: str, snapshot: Snapshot) -> list[str]:
    """For each row of a register the key of the subject it belongs to, itself when it belongs to none, empty when not known."""
    frame, at = _climbed(register, snapshot)
    return [frame.keys[row] if row >= 0 else "" for row in at]


def rows_of(register: str, owner: str, snapshot: Snapshot) -> list[int]:
    """The rows of a register that belong to one top-level subject, in order."""
    frame, at = _climbed(register, snapshot)
    return np.flatnonzero(at == frame.keys.index(owner)).tolist() if owner in frame.keys else []


def _climbed(register: str, snapshot: Snapshot) -> tuple[Frame, np.ndarray]:
    """The topmost register above one, and for each row its row there (−1: not known)."""
    frame = snapshot.frame(register)
    at = np.arange(frame.n)
    while frame.register.owner is not None:
        above = frame.owners.get(frame.register.owner)
        at = np.full(len(at), -1) if above is None or not len(above) else np.where(at >= 0, above[at], -1)
        frame = snapshot.frame(frame.register.owner)
    return frame, at


def _part(found: Found, rows: np.ndarray, days: np.ndarray, tops: pl.Series) -> pl.DataFrame:
    clause = found.clause
    held = np.ones(len(rows), dtype=bool)
    basis, gross, ceiling = money_of(found, rows, held)
    same = {
        "clause": clause.id, "register": clause.register, "period": str(found.decided.period), "nature": clause.nature,
        "relation": "", "beaten_by": "", "open": "",
    }  # fmt: skip
    columns = {
        "subject": found.conditions.reader.snapshot.frame(clause.register).texts.gather(rows),
        "payee": payees(found, rows, held),
        "owner": tops.gather(rows),
        "event": pl.Series(days).replace(NO_DAY, None).cast(pl.Int32).cast(pl.Date),
        "basis": basis,
        "gross_fen": gross,
        "ceiling_fen": ceiling,
        "net_fen": gross,
        "net_low_fen": gross,
        "net_high_fen": gross,
    }
    return pl.DataFrame(columns).select(
        pl.lit(same[name]).alias(name) if name in same else pl.col(name) for name in AWARDS
    )
