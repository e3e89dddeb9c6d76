"""Before beside after: the joined findings, and their sums by anything they are grouped by.

Every sum is of whole fen that stand in the joined findings, so the sums over any grouping add up to the totals.
"""

from __future__ import annotations

import polars as pl

from yanzhen.engine.compare.findings import ABOUT, KEY, MARKS, MONEY, SCHEMA

SIDES = ("before", "after")
CHANGES = ("gained", "lost", "changed")
"""Findings met only after · met only before · met in both with another amount, or an amount known in one only."""

SUBJECTS = ("winners", "losers")
"""Top-level subjects whose money of the line rises or falls."""

MEASURES = (*MARKS, *MONEY)


def side(measure: str, which: str) -> str:
    """The column of a measure on one side."""
    return f"{measure}_{which}"


def difference(measure: str) -> str:
    """The column of after − before."""
    return f"{measure}_difference"


def joined(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """One row for each finding told on either side, sorted by key: its outcome and measures before and after, and `CHANGES`.

    A side on which it is not told counts nothing and has the outcome "".
    """
    both = before.join(after, on=list(KEY), how="full", coalesce=True, suffix="_after").rename(
        {name: side(name, "before") for name in ("outcome", *MEASURES)}
    )
    both = both.with_columns(pl.coalesce(name, f"{name}_after").alias(name) for name in ABOUT)
    both = both.with_columns(
        [pl.col(side("outcome", which)).fill_null("") for which in SIDES]
        + [pl.col(side(name, which)).fill_null(0) for name in MEASURES for which in SIDES]
    )
    met = [pl.col(side("met", which)) == 1 for which in SIDES]
    sums = (*MONEY[:3], *MONEY[5:], "unset", "unsettled")
    other = pl.any_horizontal(pl.col(side(name, "before")) != pl.col(side(name, "after")) for name in sums)
    both = both.with_columns(
        (met[1] & ~met[0]).cast(pl.Int64).alias("gained"),
        (met[0] & ~met[1]).cast(pl.Int64).alias("lost"),
        (met[0] & met[1] & other).cast(pl.Int64).alias("changed"),
    )
    order = [*KEY, *ABOUT, *(side("outcome", which) for which in SIDES), *CHANGES]
    return both.select(*order, *(side(name, which) for name in MEASURES for which in SIDES)).sort(KEY)


def tallied(findings: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The joined findings summed: for each group its measures before, after and their difference, `CHANGES`, `SUBJECTS`.

    Sorted by the group's columns.
    """
    sums = [pl.col(side(name, which)).sum() for name in MEASURES for which in SIDES]
    rows = findings.group_by(by).agg(*(pl.col(name).sum() for name in CHANGES), *sums)
    owners = findings.group_by([*dict.fromkeys([*by, "owner_register", "owner"])]).agg(
        (pl.col(side("net", "after")).sum() - pl.col(side("net", "before")).sum()).alias("rise")
    )
    told = owners.group_by(by).agg(
        (pl.col("rise") > 0).sum().cast(pl.Int64).alias("winners"),
        (pl.col("rise") < 0).sum().cast(pl.Int64).alias("losers"),
    )
    rows = rows.join(told, on=by, how="left", nulls_equal=True)
    rows = rows.with_columns(
        (pl.col(side(name, "after")) - pl.col(side(name, "before"))).alias(difference(name)) for name in MEASURES
    )
    columns = [column for name in MEASURES for column in (side(name, "before"), side(name, "after"), difference(name))]
    return rows.select(*by, *CHANGES, *SUBJECTS, *columns).sort(by)


def by_subject(findings: pl.DataFrame) -> pl.DataFrame:
    """For each subject and line with anything changed: its money before and after; the greatest change first."""
    rows = tallied(findings, ["owner_register", "owner", "nature"])
    moved = pl.any_horizontal(
        *(pl.col(name) > 0 for name in CHANGES), *(pl.col(difference(name)) != 0 for name in (*MONEY, *MARKS))
    )
    rise = pl.col(difference("net"))
    return rows.filter(moved).sort([rise.abs(), pl.col("owner"), pl.col("nature")], descending=[True, False, False])


def by_group(findings: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """For each grouping, group and line: the sums. Every grouping covers every finding."""
    there = findings.join(groups, on=["owner_register", "owner"], how="left")
    orphans = there.filter(pl.col("grouping").is_null())
    there = there.filter(pl.col("grouping").is_not_null())
    if orphans.height:
        every = groups.select("grouping").unique().sort("grouping")
        lost = orphans.drop("grouping").join(every, how="cross").with_columns(group=pl.lit(""), label=pl.lit(OWNERLESS))
        there = pl.concat([there, lost.select(there.columns)])
    return tallied(there, ["grouping", "group", "label", "nature"])


OWNERLESS = "没有所属主体"
"""The group of rows whose owner no delivery named."""

assert set(SCHEMA) == {*KEY, *ABOUT, "outcome", *MEASURES}
