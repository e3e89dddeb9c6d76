"""The findings of one side with their prices, as a frame: one row for each (clause, register, subject, period) told."""

from __future__ import annotations

import numpy as np
import polars as pl

from yanzhen.engine.compare.owners import areas_of, owners_of
from yanzhen.engine.compare.prices import prices_of
from yanzhen.engine.finding import EXACT, MET, NOT_MET, UNKNOWN
from yanzhen.engine.findings import Found
from yanzhen.engine.run import Run

KEY = ("clause", "register", "subject", "period")
ABOUT = ("nature", "owner_register", "owner")
MONEY = ("gross", "net", "low", "expected", "high", "ceiling_low", "ceiling_expected", "ceiling_high")
"""Columns of whole fen. `gross` is exact and before relations between awards, `net` what is left after them."""

MARKS = ("met", "near", "open_facts", "open_judged", "unset", "unsettled", "unbounded")
"""Columns that count findings: 1 or 0 each. `unset`: no rate published; `unsettled`: met, but a fact of the amount is missing."""

OWED = ("award", "interest")
"""Natures that make up what a subject is owed (PACK-FORMAT, Nature); every other nature stands on a line of its own."""

OWED_LINE = "owed"

SCHEMA: dict[str, pl.DataType] = {
    **dict.fromkeys((*KEY, *ABOUT, "outcome"), pl.String()),
    **dict.fromkeys((*MARKS, *MONEY), pl.Int64()),
}


def priced(run: Run) -> pl.DataFrame:
    """`SCHEMA`: the met, unknown and near findings of a decided run, by clause order, then row."""
    parts = [_of_one(found, run) for found in run.found]
    return _net(pl.concat([pl.DataFrame(schema=SCHEMA), *parts]), run.awards)


def _net(findings: pl.DataFrame, awards: pl.DataFrame) -> pl.DataFrame:
    """The findings with what relations leave of exact awards: `net`, and their part of the band.

    A net that waits for a fact counts as `unsettled`: at its least in `low`, at its most in `expected` and `high`.
    """
    exact = awards.filter(basis=EXACT).select(*KEY, "net_fen", "net_low_fen", "net_high_fen")
    joined = findings.join(exact, on=list(KEY), how="left", maintain_order="left")
    cut, settled = pl.col("net_low_fen").is_not_null(), pl.col("net_fen").is_not_null()
    return joined.with_columns(
        net=pl.when(settled).then("net_fen").otherwise(0),
        low=pl.when(cut).then("net_low_fen").otherwise("low"),
        expected=pl.when(cut).then("net_high_fen").otherwise("expected"),
        high=pl.when(cut).then("net_high_fen").otherwise("high"),
        unsettled=pl.when(cut & ~settled).then(1).otherwise("unsettled"),
    ).select(findings.columns)


def _of_one(found: Found, run: Run) -> pl.DataFrame:
    decided, clause, reader = found.decided, found.clause, run.conditions.reader
    near = found.near_rows()
    rows = np.flatnonzero(decided.met | decided.unknown | near)
    if not len(rows):
        return pl.DataFrame(schema=SCHEMA)
    owners = owners_of(clause.register, reader)
    keys = reader.snapshot.frame(clause.register).keys
    met, unknown = decided.met[rows], decided.unknown[rows]
    judged = found.pending_judgement(found.unknown_reasons)[rows]
    prices = prices_of(found, areas_of(clause.register, owners, reader, run.period))
    money = {name: np.zeros(len(rows), dtype=np.int64) for name in MONEY}
    settled, unbounded = np.ones(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    if prices is not None:
        settled, unbounded = prices.settled[rows], prices.unbounded[rows]
        prefix = "ceiling_" if prices.ceiling else ""
        for name in ("low", "expected", "high"):
            money[prefix + name] = getattr(prices, name)[rows]
        if not prices.ceiling:
            money["gross"] = np.where(settled, money["low"], 0)
    line = OWED_LINE if clause.nature in OWED else clause.nature
    return pl.DataFrame(
        {
            "clause": [clause.id] * len(rows),
            "register": [clause.register] * len(rows),
            "subject": [keys[row] for row in rows],
            "period": [str(decided.period)] * len(rows),
            "nature": [line] * len(rows),
            "owner_register": [owners.register] * len(rows),
            "owner": [owners.keys[row] for row in rows],
            "outcome": np.where(met, MET, np.where(unknown, UNKNOWN, NOT_MET)).astype(object),
            "met": met,
            "near": near[rows],
            "open_facts": unknown & ~judged,
            "open_judged": unknown & judged,
            "unset": met & (found.declared == "unset"),
            "unsettled": met & ~settled,
            "unbounded": unbounded,
            **money,
        },
        schema_overrides=SCHEMA,
    ).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
