"""What a run gives: the findings worth writing as one table, and the totals of all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from yanzhen.engine.awards import AWARDS
from yanzhen.engine.stacking import BUNDLES
from yanzhen.facts.snapshot import Snapshot
from yanzhen.pack.model import Pack
from yanzhen.periods import Period

if TYPE_CHECKING:
    from yanzhen.engine.payout import Payout

COLUMNS: dict[str, pl.DataType] = {
    "subject": pl.String(),
    "clause": pl.String(),
    "outcome": pl.String(),
    "amount_fen": pl.Int64(),
    "near": pl.String(),
    "reason": pl.String(),
    "missing": pl.String(),
    "policy": pl.String(),
    "citation": pl.String(),
    "register": pl.String(),
    "period": pl.String(),
    "payee": pl.String(),
    "amount_basis": pl.String(),
    "ceiling_fen": pl.Int64(),
    "nature": pl.String(),
    "pending": pl.String(),
    "net_fen": pl.Int64(),
    "relation": pl.String(),
    "beaten_by": pl.String(),
}
"""The columns of a findings file, in order. Money is whole fen; text that says nothing is empty, never null.

`net_fen` is what relations leave of an exact amount, null where a fact of that is missing; only nets may be summed.
"""

TOTALS = {
    "clause": pl.String(), "title": pl.String(), "nature": pl.String(), "register": pl.String(),
    "in_scope": pl.Int64(), "met": pl.Int64(), "not_met": pl.Int64(), "unknown": pl.Int64(), "near": pl.Int64(),
    "application": pl.Int64(), "exact_fen": pl.Int64(), "ceiling_fen": pl.Int64(), "unset": pl.Int64(),
    "absent": pl.Int64(), "net_fen": pl.Int64(), "net_open": pl.Int64(),
}  # fmt: skip


@dataclass
class Result:
    """A finished run.

    `table` has `COLUMNS`, by clause order of the pack, then subject. `totals` has one row a clause and counts every
    finding, written or not. `missing` counts, for each fact, the findings and subjects it keeps open, most first.
    `awards` has `AWARDS`: every met finding that moves money, before and after relations; `bundles` has `BUNDLES`.
    `names` gives printed names of subjects. `digests` are those of the deliveries used.
    """

    pack: Pack
    period: Period
    on: date
    known: date | None
    table: pl.DataFrame
    totals: pl.DataFrame
    missing: pl.DataFrame
    names: dict[str, str]
    subjects: int
    seconds: dict[str, float] = field(default_factory=dict)
    synthetic: bool = False
    digests: tuple[str, ...] = ()
    awards: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=AWARDS))
    bundles: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=BUNDLES))
    snapshot: Snapshot | None = None

    @cached_property
    def payout(self) -> Payout:
        """What becomes of the awards: payers, pools, instalments, promises; worked out when first asked for."""
        from yanzhen.engine.payout import pay_out

        assert self.snapshot is not None
        return pay_out(self.pack, self.snapshot, self.awards, self.period, self.on)
