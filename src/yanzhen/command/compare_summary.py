"""What `compare` tells a person at the end: money before and after, by clause, by group, who gains and who loses."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from yanzhen.command.compare_sheets import LINES, named
from yanzhen.command.summary import WIDTH
from yanzhen.command.words import SYNTHETIC, ten_thousands

if TYPE_CHECKING:
    from yanzhen.engine.compare import Comparison

MOST_GROUPS = 4
MOST_SUBJECTS = 5


def print_comparison(comparison: Comparison, heading: str, settings: tuple[str, ...]) -> None:
    """Print the summary of a comparison on the output stream."""
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    head = heading + (f" · {SYNTHETIC}" if comparison.synthetic else "")
    console.print(Text(head, style="bold"), soft_wrap=True)
    for setting in settings:
        console.print(Text(f"改 set {setting}"), soft_wrap=True)
    totals = comparison.totals
    counts = " · ".join(
        f"{word} {int(totals[name].sum() or 0):,}"
        for name, word in (("gained", "新符合 gained"), ("lost", "不再符合 lost"), ("changed", "金额变 changed"))
    )
    console.print(f"判定 findings: {counts}")
    console.print(_totals(totals))
    moved = comparison.clauses.filter(_moved())
    if not moved.height:
        console.print("没有任何变化 nothing changes")
    else:
        console.print(_rows("按条款 by clause", moved, "title", "clause"))
    for (grouping,), rows in sorted(comparison.groups.group_by("grouping"), key=lambda item: item[0]):
        changed = rows.filter(_paid_otherwise())
        if changed.height:
            console.print(_rows(f"按{grouping} by group", changed, "label", "", MOST_GROUPS))
    _subjects(console, comparison)
    for broken in comparison.breaks:
        console.print(Text(f"超出合理区间 outside the declared band: {broken}", style="bold"))


def _paid_otherwise() -> pl.Expr:
    """Where money differs, or who gets it."""
    names = ("net", "expected", "high", "low", "ceiling_low", "ceiling_high")
    sums = [pl.col(f"{name}_difference") != 0 for name in names]
    return pl.any_horizontal(*sums, *(pl.col(name) > 0 for name in ("gained", "lost", "changed")))


def _moved() -> pl.Expr:
    """Where anything told differs."""
    marks = [pl.col(f"{name}_difference") != 0 for name in ("near", "open_facts", "open_judged")]
    return pl.any_horizontal(_paid_otherwise(), *marks)


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)


def _totals(totals: pl.DataFrame) -> Table:
    table = _table("合计，万元 totals")
    table.add_column("性质 line")
    for name in ("改前 before", "改后 after", "差 difference", "低 low", "预计 expected", "高 high", "上限 ceilings"):
        table.add_column(name, justify="right", no_wrap=True)
    order = {name: at for at, name in enumerate(LINES)}
    for row in sorted(totals.iter_rows(named=True), key=lambda row: order.get(row["nature"], len(order))):
        money = [row[f"net_{at}"] for at in ("before", "after", "difference")]
        band = [row[f"{name}_after"] for name in ("low", "expected", "high", "ceiling_high")]
        if any((*money, *band)):
            high = ("≥" if row["unbounded_after"] else "") + ten_thousands(band[2])
            shown = [ten_thousands(value) for value in (*money, *band[:2])]
            table.add_row(LINES.get(row["nature"], row["nature"]), *shown, high, ten_thousands(band[3]))
    table.caption = "低：待定的都不符合；高：待定的都符合并按封顶；≥：有的算不出上界；上限：条文只写“最高”的，另计；低至上限四列是改后"
    table.caption_justify = "left"
    return table


def _rows(title: str, rows: pl.DataFrame, label: str, below: str, most: int = 40) -> Table:
    table = _table(title)
    table.add_column("", overflow="fold", ratio=3)
    for name in ("改前", "改后", "差(万元)", "预计差", "新符合", "不再", "变", "增加户", "减少户", "差一步±"):
        table.add_column(name, justify="right", no_wrap=True)
    rows = rows.sort([pl.col("net_difference").abs(), pl.col("expected_difference").abs(), pl.col(label), pl.col("nature")],
                     descending=[True, True, False, False])  # fmt: skip
    for row in rows.head(most).iter_rows(named=True):
        head = Text.assemble((row[label], "bold"), f" {LINES.get(row['nature'], row['nature'])}")
        if below:
            head = Text.assemble((row[label], "bold"), "\n", (row[below], "dim"))
        money = [ten_thousands(row[f"net_{at}"]) for at in ("before", "after", "difference")]
        counts = [f"{row[name]:,}" if row[name] else "–" for name in ("gained", "lost", "changed", "winners", "losers")]
        counts.append(f"{row['near_difference']:+,}" if row["near_difference"] else "–")
        table.add_row(head, *money, ten_thousands(row["expected_difference"]), *counts)
    if rows.height > most:
        table.caption = f"另有 {rows.height - most:,} 行，见结果文件 more in the file"
        table.caption_justify = "left"
    return table


def _subjects(console: Console, comparison: Comparison) -> None:
    """The subjects that gain most and lose most, of what is owed."""
    owed = named(comparison.subjects.filter(pl.col("nature") == "owed"), comparison)
    for title, sign in (("增加最多 gain most", 1), ("减少最多 lose most", -1)):
        rows = owed.filter(pl.col("net_difference") * sign > 0).head(MOST_SUBJECTS)
        if rows.height:
            console.print(f"{title}:")
        for row in rows.iter_rows(named=True):
            money = f"{ten_thousands(row['net_before'])} → {ten_thousands(row['net_after'])} 万元"
            console.print(Text(f"  {row['owner']}  {row['name']}  {money}"), soft_wrap=True)
