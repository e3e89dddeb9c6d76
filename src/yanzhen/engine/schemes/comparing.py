"""The same scheme before and after a correction: both tables are kept, and who moved is told with why.

A correction is a new delivery; the whole group is evaluated again. A firm moved for its own reason when its own score or
standing changed, else because of others: a benchmark taken over the group, or firms that passed it.
"""

from __future__ import annotations

import polars as pl

from yanzhen.errors import EngineError

KEY = ["subject", "scheme", "period"]
MOVED = {
    "subject": pl.String(), "name": pl.String(), "group": pl.String(), "apart": pl.String(),
    "class_before": pl.String(), "class_after": pl.String(), "rank_before": pl.Int64(), "rank_after": pl.Int64(),
    "score_before": pl.Decimal(38, 8), "score_after": pl.Decimal(38, 8), "why": pl.String(),
}  # fmt: skip


def moved(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """One row for each firm whose standing, class, rank or score differs; those whose class changed first, then by rank.

    Both are tables of `results.table_of` for one scheme and period; EngineError YZ-E08 when they are of different ones.
    """
    _same(before, after)
    items = [
        name.removeprefix("points:") for name in after.columns if name.startswith("points:") and name in before.columns
    ]
    both = before.join(after, on=KEY, how="full", suffix="_after", coalesce=True)
    changed = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in ("status", "class", "rank", "rank_worst", "score")
    )
    rows = [(_row(row, items)) for row in both.filter(changed).iter_rows(named=True)]
    found = pl.DataFrame(rows, schema=MOVED, orient="row")
    crossed = pl.col("class_before").ne_missing(pl.col("class_after"))
    return found.sort([~crossed, pl.col("rank_after"), pl.col("subject")], nulls_last=True)


def _same(before: pl.DataFrame, after: pl.DataFrame) -> None:
    for name in ("scheme", "period"):
        kinds = set(before[name].unique()) | set(after[name].unique()) if name in before.columns else {"?", "!"}
        if len(kinds) > 1:
            told = "、".join(sorted(kinds))
            raise EngineError(
                f"两次评价不是同一方案、同一年度：{told}", code="YZ-E08", hint="--against 写同一方案以前的结果"
            )


def _row(row: dict[str, object], items: list[str]) -> tuple[object, ...]:
    name = row["name_after"] if row["name_after"] is not None else row["name"]
    group = row["group_after"] if row["group_after"] is not None else row["group"]
    apart = row["apart_after"] if row["apart_after"] is not None else row["apart"]
    return (
        row["subject"], name, group, apart, row["class"], row["class_after"], row["rank"], row["rank_after"],
        row["score"], row["score_after"], _why(row, items),
    )  # fmt: skip


def _why(row: dict[str, object], items: list[str]) -> str:
    """The reason in words: a changed standing, changed values of its own, a changed benchmark, or others passing."""
    if row["status"] is None or row["status_after"] is None:
        return "新进入评价" if row["status"] is None else "退出评价"
    if row["status"] != row["status_after"] or row["group"] != row["group_after"]:
        return (
            f"状态由 {row['status']} 变为 {row['status_after']}" if row["status"] != row["status_after"] else "换了组"
        )
    own = [name for name in items if row.get(f"value:{name}") != row.get(f"value:{name}_after")]
    if own:
        return f"本户 {'、'.join(own)} 改变"
    base = [name for name in items if row.get(f"points:{name}") != row.get(f"points:{name}_after")]
    if base:
        return f"同组的基准改变：{'、'.join(base)}"
    if row["score"] != row["score_after"]:
        return "本户加分、扣分改变"
    if row["reason"] != row["reason_after"]:
        return f"否决、保护改变：{row['reason_after'] or '不再适用'}"
    return "别的企业名次改变"
