"""The awards of a city with their nets, and one row for each set of awards that bear on one another."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from yanzhen.engine.awards import Met
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.stacking.citywide import City
from yanzhen.engine.stacking.settling import Settled, settle
from yanzhen.engine.stacking.standing import stand
from yanzhen.engine.stacking.standings import Net, Standings
from yanzhen.pack.model import Pack
from yanzhen.periods import Period

BUNDLES: dict[str, pl.DataType] = {
    "owner": pl.String(),
    "awards": pl.Int64(),
    "gross_fen": pl.Int64(),
    "net_fen": pl.Int64(),
    "paid": pl.String(),
    "runner_up": pl.String(),
    "runner_up_fen": pl.Int64(),
    "gives_up_fen": pl.Int64(),
    "relations": pl.String(),
    "proof": pl.String(),
    "open": pl.Boolean(),
}
"""One row for each set of exact awards that bear on one another and pay anything, by first award.

`paid` and `runner_up` are the ids of the clauses paid in the best bundle and in the best lawful one that pays some award the best
does not (empty when there is none), joined by 、; `gives_up_fen` what that one would lose. `proof` is "enumerated N" or
"bound = value". `open`: a fact is missing, the figures are those if nothing more was received before.
"""


def stack(
    table: pl.DataFrame, met: Sequence[Met], reader: Reader, pack: Pack, year: Period
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The awards of `awards_of` with their nets, and the bundles."""
    standings = stand(City(table, met, reader, pack, year), pack, year)
    nets, settled = settle(standings)
    return with_nets(table, nets), bundles_of(table, standings, settled)


def with_nets(table: pl.DataFrame, nets: dict[int, Net]) -> pl.DataFrame:
    """The awards with the nets that relations leave; the others keep net as gross."""
    if not nets:
        return table
    changed = pl.DataFrame(
        [
            (at, net.low if net.settled else None, net.relation, "、".join(net.beaten_by), net.low, net.high, net.open)
            for at, net in sorted(nets.items())
        ],
        schema={"at": pl.Int64, **{name: table.schema[name] for name in NETS}},
        orient="row",
    )
    joined = table.with_row_index("at").with_columns(pl.col("at").cast(pl.Int64))
    joined = joined.join(changed, on="at", how="left", suffix="_new", maintain_order="left")
    hit = pl.col("open_new").is_not_null()
    columns = [pl.when(hit).then(pl.col(f"{name}_new")).otherwise(pl.col(name)).alias(name) for name in NETS]
    return joined.with_columns(columns).select(table.columns)


NETS = ("net_fen", "relation", "beaten_by", "net_low_fen", "net_high_fen", "open")


def bundles_of(table: pl.DataFrame, standings: Standings, settled: Sequence[Settled]) -> pl.DataFrame:
    """One row for each solved set of awards."""
    owners = table["owner"].to_list()
    rows = []
    for one in settled:
        if not any(one.problem.amounts):
            continue
        names = [standings.awards[at].clause for at in one.awards]
        best, second = one.solution.best, one.solution.runner_up
        groups = [group.name for group in one.problem.groups] + [limit.name for limit in one.problem.limits]
        rows.append(
            (
                owners[one.awards[0]],
                len(one.awards),
                sum(one.problem.amounts),
                best.total,
                _named(names, best.chosen),
                "" if second is None else _named(names, second.chosen),
                None if second is None else second.total,
                None if second is None else best.total - second.total,
                "、".join(dict.fromkeys(groups)),
                one.solution.proof,
                one.open,
            )
        )
    return pl.DataFrame(rows, schema=BUNDLES, orient="row")


def _named(names: list[str], chosen: frozenset[int]) -> str:
    return "、".join(dict.fromkeys(names[at] for at in sorted(chosen)))
