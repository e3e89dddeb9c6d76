"""From net awards to money: who bears them, which pools they come from and when, in which parts, and what is owed back.

`pay_out` takes a run's awards and its snapshot; everything it says can be got again from them. Order of an amount:
… → net award → `funded_by` → `pool` → `instalments`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from yanzhen.engine.payout import frames
from yanzhen.engine.payout.awards import Award, Reading, clauses_of, read_awards
from yanzhen.engine.payout.claims import Standing, standing
from yanzhen.engine.payout.clawback import debts
from yanzhen.engine.payout.funding import Part, fund
from yanzhen.engine.payout.instalments import instalments
from yanzhen.engine.payout.pots import Pots, fill_pots
from yanzhen.engine.payout.records import Claims, Payments, read_claims, read_payments
from yanzhen.engine.subject import Facts
from yanzhen.facts.snapshot import Snapshot
from yanzhen.pack.model import Pack
from yanzhen.periods import Period


@dataclass
class Payout:
    """What becomes of a run's awards. Frames have the schemas of `payout.frames`.

    `open_awards` counts met awards of the pools whose amount is not settled: they ask for nothing yet. `warnings` name
    payments that stand in 兑付 twice.
    """

    funding: pl.DataFrame
    allocation: pl.DataFrame
    pools: pl.DataFrame
    instalments: pl.DataFrame
    debts: pl.DataFrame
    warnings: list[str]
    open_awards: int
    pots: Pots

    def more(self, fen: int) -> pl.DataFrame:
        """What `fen` more in every pool would change: computed again, not estimated."""
        return frames.table(self.pots.more(fen), frames.MORE)


def pay_out(
    pack: Pack, snapshot: Snapshot, awards: pl.DataFrame, year: Period, on: date, *, enough: bool = False
) -> Payout:  # fmt: skip
    """What becomes of the awards (schema `engine.awards.AWARDS`) of one year, as of day `on`.

    `enough` splits awards into instalments as if every pool sufficed: what a single award comes to.
    """
    reading = Reading(pack, Facts(snapshot), on)
    payments, claims = read_payments(snapshot, pack), read_claims(snapshot, pack)
    clauses, listed = clauses_of(pack), read_awards(awards, pack)
    pool_titles = {clause: pool.title for pool in pack.pools for clause in pool.clauses}
    exact = [award for award in listed if award.net is not None]
    parts: dict[Award, list[Part]] = {}
    standings: dict[Award, Standing] = {}
    for award in exact:
        clause = clauses[award.key.clause]
        parts[award] = fund(award, clause, pool_titles.get(clause.id, ""), reading)
        auto, due = clause.claim.mode == "auto", reading.of(clause.claim.due, award)
        standings[award] = standing(award.key, claims, due, on, auto=auto)
    pots = fill_pots(pack, year, exact, parts, standings, payments, reading)
    allocation = frames.table(pots.allocation(), frames.ALLOCATION)
    return Payout(
        funding=frames.table(
            [award.words | part._asdict() for award in exact for part in parts[award]], frames.FUNDING
        ),
        allocation=allocation,
        pools=frames.table(pots.summary(), frames.POOLS),
        instalments=frames.table(
            _instalments(listed, clauses, allocation.head(0) if enough else allocation, payments, claims, reading),
            frames.INSTALMENTS,
        ),
        debts=frames.table(list(debts(pack, payments, reading)), frames.DEBTS),
        warnings=payments.doubled(),
        open_awards=sum(award.net is None and award.key.clause in pool_titles for award in listed),
        pots=pots,
    )


def _instalments(listed, clauses, allocation: pl.DataFrame, payments: Payments, claims: Claims, reading: Reading):
    """Rows of INSTALMENTS; what a pool makes wait is not split yet."""
    names = ("clause", "subject", "period")
    held_back = {tuple(row[name] for name in names): row["waiting_fen"] for row in allocation.iter_rows(named=True)}
    found = []
    for award in listed:
        waiting = held_back.get((award.key.clause, award.subject, award.key.period), 0)
        paid, unclear = payments.paid(award.key)
        clause = clauses[award.key.clause]
        found += instalments(award, clause, waiting, paid, unclear, claims, reading)
    return found
