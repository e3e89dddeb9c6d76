"""What `pools` tells a person: the pools reconciled, who is paid in which order, who waits, what more money would change."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from yanzhen.command.payout_sheets import STATES, named, yuan
from yanzhen.command.summary import WIDTH
from yanzhen.command.words import SYNTHETIC

if TYPE_CHECKING:
    from yanzhen.engine import Result
    from yanzhen.engine.payout import Payout
    from yanzhen.pack.model import Pack

MOST_SHOWN = 8


def print_payout(pack: Pack, result: Result, more: int, out: list[Path]) -> None:
    """Print the summary of a payout on the output stream."""
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    head = f"{pack.title} {pack.own} {pack.version} · 所属期 {result.period} · 基准日 {result.on.isoformat()}"
    console.print(Text(head + (f" · {SYNTHETIC}" if result.synthetic else ""), style="bold"), soft_wrap=True)
    payout = result.payout
    console.print(_pools(pack, payout.pools))
    for pool in pack.pools:
        rows = named(pack, result, payout.allocation.filter(pl.col("pool") == pool.id))
        if rows.height:
            console.print(_order(f"{pool.title}：给付次序 who is paid", rows.filter(pl.col("given_fen") > 0)))
            waiting = rows.filter(pl.col("waiting_fen") > 0).sort("waits_as", nulls_last=True, maintain_order=True)
            if waiting.height:
                console.print(_order(f"{pool.title}：候补 waiting list", waiting))
    _more(console, pack, result, more)
    console.print(_payers(payout.funding))
    console.print(_states("分期 instalments", payout.instalments, "fen"))
    if payout.debts.height:
        console.print(_states("承诺与追回 promises", payout.debts, "fen"))
    if payout.open_awards:
        console.print(f"另有 {payout.open_awards:,} 笔金额未定，不向资金池要钱 amounts not settled")
    for warning in payout.warnings:
        console.print(Text(f"重复兑付 paid twice by file: {warning}", style="bold red"), soft_wrap=True)
    console.print(Text(reconciliation(payout), style="bold"), soft_wrap=True)
    for path in out:
        console.print(Text(f"已写 written: {path}（回执 receipt {path.name}.receipt.json）"))


def reconciliation(payout: Payout) -> str:
    """One line that says the sums meet, or by how many fen they do not."""
    rows, pools = payout.allocation, payout.pools.filter(pl.col("unit") == "分")
    there = _sum(pools, "new", "carried")
    spent = _sum(pools, "paid", "given", "left")
    over = sum(max(0, paid - asked) for paid, asked in rows.select("paid_fen", "asked_fen").iter_rows())
    asked = _sum(rows, "asked_fen") + over
    parts = _sum(rows, "paid_fen", "given_fen", "waiting_fen", "lapsed_fen")
    told = (
        f"对账 reconciled: 池内资金 {yuan(there)} ＝ 已付＋本次给＋剩余 {yuan(spent)}（差 {there - spent} 分）；"
        f"应得 {yuan(asked)} ＝ 已付＋本次给＋等＋失效 {yuan(parts)}（差 {asked - parts} 分）"
    )
    return told + (f"；其中多付 {yuan(over)}" if over else "")


def _sum(rows: pl.DataFrame, *names: str) -> int:
    return sum(int(rows[name].sum() or 0) for name in names)


def _pools(pack: Pack, pools: pl.DataFrame) -> Table:
    table = _table("资金池 pools")
    table.add_column("资金池 pool", overflow="fold", ratio=3)
    table.add_column("次序 order", overflow="fold", ratio=2)
    for name in ("本期", "结转", "已付", "本次给", "剩余", "等的", "笔数"):
        table.add_column(name, justify="right", no_wrap=True)
    titles = {pool.id: pool.title for pool in pack.pools}
    for row in pools.iter_rows(named=True):
        shown = yuan if row["unit"] == "分" else lambda number: f"{number:,} 次"
        table.add_row(
            Text.assemble((titles[row["pool"]], "bold"), f" {row['span']}", *([f"\n{row['reason']}"] if row["reason"] else [])),
            row["order"],
            *(shown(row[name]).removesuffix(" 元") for name in ("new", "carried", "paid", "given", "left", "waiting")),
            f"{row['awards']:,}",
        )  # fmt: skip
    if not pools.height:
        table.caption, table.caption_justify = "这个地方包没有资金池 the pack has no pools", "left"
    return table


def _order(title: str, rows: pl.DataFrame) -> Table:
    table = _table(f"{title}（{rows.height:,}）")
    for name in ("次序", "候补"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("主体 subject", overflow="fold", ratio=3)
    table.add_column("条款 clause", overflow="fold", ratio=2)
    for name in ("应得(元)", "本次给(元)", "等(元)"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("说明", overflow="fold", ratio=3)
    for row in rows.head(MOST_SHOWN).iter_rows(named=True):
        table.add_row(
            _count(row["position"]), _count(row["waits_as"]),
            Text.assemble((row["name"], "bold"), " ", (row["subject"], "dim")), Text(row["title"]),
            *(yuan(row[name]).removesuffix(" 元") for name in ("asked_fen", "given_fen", "waiting_fen")), Text(row["reason"]),
        )  # fmt: skip
    if rows.height > MOST_SHOWN:
        table.caption, table.caption_justify = f"另有 {rows.height - MOST_SHOWN:,} 笔，见文件", "left"
    return table


def _more(console: Console, pack: Pack, result: Result, fen: int) -> None:
    """For each pool, who would get how much of a little more."""
    rows = named(pack, result, result.payout.more(fen))
    for pool in pack.pools:
        mine = rows.filter(pl.col("pool") == pool.id)
        what = "多一个名额 one more" if pool.times is not None else f"多 {yuan(fen)} more"
        if not mine.height:
            console.print(Text(f"{pool.title} 再{what}：没有人多得 nobody gets more"), soft_wrap=True)
            continue
        told = "；".join(
            f"{row['name'] or row['subject']} 多得 {yuan(row['more_fen'])}，还等 {yuan(row['still_waiting_fen'])}"
            for row in mine.head(MOST_SHOWN).iter_rows(named=True)
        )
        rest = f"；另有 {mine.height - MOST_SHOWN:,} 笔" if mine.height > MOST_SHOWN else ""
        console.print(Text(f"{pool.title} 再{what}：{told}{rest}"), soft_wrap=True)


def _payers(funding: pl.DataFrame) -> Table:
    table = _table("谁出钱 who pays")
    table.add_column("谁 payer", overflow="fold")
    for name in ("笔数 awards", "金额(元) yuan"):
        table.add_column(name, justify="right", no_wrap=True)
    grouped = (
        funding.group_by("payer")
        .agg(pl.len().alias("rows"), pl.col("fen").sum())
        .sort(["fen", "payer"], descending=[True, False])
    )
    for row in grouped.iter_rows(named=True):
        table.add_row(Text(row["payer"] or "待定"), f"{row['rows']:,}", yuan(row["fen"]).removesuffix(" 元"))
    return table


def _states(title: str, rows: pl.DataFrame, money: str) -> Table:
    table = _table(title)
    for name in ("状态 state", "笔数", "金额(元)"):
        table.add_column(name, justify="left" if name.startswith("状态") else "right", no_wrap=True)
    for state, word in STATES.items():
        part = rows.filter(pl.col("state") == state)
        if part.height:
            table.add_row(f"{word} {state}", f"{part.height:,}", yuan(_sum(part, money)).removesuffix(" 元"))
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)


def _count(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"
