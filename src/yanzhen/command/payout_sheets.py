"""The sheets of a workbook of payouts: pools reconciled, the order of giving, payers, instalments, promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yanzhen.command.sheets import Field, Sheet

if TYPE_CHECKING:
    from yanzhen.engine import Result
    from yanzhen.pack.model import Pack

STATES = {
    "paid": "已付", "met": "到期可付", "not_met": "条件未成", "unknown": "待定", "lapsed": "失效",
    "owed": "应退", "kept": "已守", "open": "承诺期内",
}  # fmt: skip
"""How the states of instalments and promises are printed."""
SUMS = ("new", "carried", "paid", "given", "left", "asked", "waiting")

_WHO = (
    Field("主体", "name", "wrapped", 26),
    Field("主体编号", "subject", width=24),
    Field("条款", "title", "wrapped", 30),
)


def named(pack: Pack, result: Result, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with printed names of subjects and clauses, days as text."""
    titles = {clause.id: clause.title for clause in pack.clauses}
    names = {
        key: result.names.get(key) or result.names.get(key.partition("|")[0], "") for key in frame["subject"].unique()
    }
    found = frame.with_columns(
        pl.col("subject").replace_strict(names, default="", return_dtype=pl.String).alias("name"),
        pl.col("clause").replace_strict(titles, default="", return_dtype=pl.String).alias("title"),
        pl.col(pl.Date).dt.to_string("%Y-%m-%d"),
    )
    if "state" in frame.columns:
        found = found.with_columns(pl.col("state").replace(STATES))
    return found


def _pools(pack: Pack, result: Result) -> pl.DataFrame:
    """Sums as text, in 元 or, of a counted pool, in times."""
    titles = {pool.id: pool.title for pool in pack.pools}
    rows = []
    for row in result.payout.pools.iter_rows(named=True):
        money = row["unit"] == "分"
        sums = {name: yuan(row[name]) if money else f"{row[name]:,} 次" for name in SUMS}
        rows.append({**row, **sums, "title": titles[row["pool"]]})
    texts = dict.fromkeys(("title", "span", "order", *SUMS, "reason"), pl.String)
    return pl.DataFrame(rows, schema=texts | {"awards": pl.Int64, "waiting_awards": pl.Int64})


def yuan(fen: int) -> str:
    """Fen as 元, to the fen."""
    sign, rest = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{rest // 100:,}.{rest % 100:02d} 元"


def _allocation(pack: Pack, result: Result) -> pl.DataFrame:
    titles = {pool.id: pool.title for pool in pack.pools}
    found = named(pack, result, result.payout.allocation)
    return found.with_columns(pl.col("pool").replace_strict(titles, default="", return_dtype=pl.String))


SHEETS = (
    Sheet(
        "对账",
        (
            Field("资金池", "title", "wrapped", 28),
            Field("期", "span", width=10),
            Field("次序", "order", "wrapped", 24),
            Field("本期", "new"),
            Field("结转", "carried"),
            Field("已付", "paid"),
            Field("本次给", "given"),
            Field("剩余", "left"),
            Field("要的", "asked"),
            Field("等的", "waiting"),
            Field("笔数", "awards", "count", 8),
            Field("等的笔数", "waiting_awards", "count", 9),
            Field("说明", "reason", "wrapped", 40),
        ),
        _pools,
        "本期＋结转＝已付＋本次给＋剩余",
    ),
    Sheet(
        "次序与候补",
        (
            Field("资金池", "pool", "wrapped", 26),
            Field("期", "span", width=8),
            Field("次序", "position", "count", 7),
            Field("候补", "waits_as", "count", 7),
            *_WHO,
            Field("应得(元)", "asked_fen", "money", 16),
            Field("已付(元)", "paid_fen", "money", 16),
            Field("本次给(元)", "given_fen", "money", 16),
            Field("等(元)", "waiting_fen", "money", 16),
            Field("失效(元)", "lapsed_fen", "money", 16),
            Field("说明", "reason", "wrapped", 40),
        ),
        _allocation,
        "应得＝已付＋本次给＋等＋失效",
    ),
    Sheet(
        "分担",
        (
            *_WHO,
            Field("期间", "period", width=9),
            Field("谁出", "payer", "wrapped", 24),
            Field("金额(元)", "fen", "money", 16),
            Field("说明", "reason", "wrapped", 40),
        ),
        lambda pack, result: named(pack, result, result.payout.funding),
    ),
    Sheet(
        "分期",
        (
            *_WHO,
            Field("期间", "period", width=9),
            Field("第几期", "number", "count", 7),
            Field("共几期", "of", "count", 7),
            Field("占比", "share", width=8),
            Field("金额(元)", "fen", "money", 16),
            Field("最高(元)", "ceiling_fen", "money", 16),
            Field("已付(元)", "paid_fen", "money", 16),
            Field("状态", "state", width=10),
            Field("截止", "due", width=12),
            Field("说明", "reason", "wrapped", 40),
        ),
        lambda pack, result: named(pack, result, result.payout.instalments),
    ),
    Sheet(
        "承诺与追回",
        (
            *_WHO,
            Field("期间", "period", width=9),
            Field("情形", "promise", "wrapped", 30),
            Field("状态", "state", width=10),
            Field("已付(元)", "paid_fen", "money", 16),
            Field("退几成", "share", width=8),
            Field("应退(元)", "fen", "money", 16),
            Field("承诺到", "due", width=12),
            Field("依据", "citation", "wrapped", 40),
            Field("说明", "reason", "wrapped", 40),
        ),
        lambda pack, result: named(pack, result, result.payout.debts),
    ),
)
"""The sheets, in order."""
