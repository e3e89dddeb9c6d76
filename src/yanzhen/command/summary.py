"""What `match` tells a person at the end: clauses, subjects, money exact and money at most, one step short, what is missing."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from yanzhen.command.words import NATURES, OWED, SYNTHETIC, ten_thousands
from yanzhen.periods import Period

if TYPE_CHECKING:
    from yanzhen.engine import Result
    from yanzhen.pack.model import Pack

WIDTH = 132
"""Columns of a summary that goes to a file or a pipe."""

MOST_MISSING = 8


def print_summary(
    pack: Pack, result: Result, period: Period, on: date, out: list[Path], seconds: dict[str, float]
) -> None:
    """Print the summary of a run on the output stream."""
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    totals = result.totals
    head = f"{pack.title} {pack.own} {pack.version} · 所属期 {period} · 基准日 {on.isoformat()}"
    if result.synthetic:
        head += f" · {SYNTHETIC}"
    console.print(Text(head, style="bold"))
    console.print(
        f"主体 subjects {result.subjects:,} · 条款 clauses {totals.height:,} · "
        f"判定 findings {_sum(totals, 'met', 'not_met', 'unknown'):,}"
    )
    waiting = dict(result.table.filter(pl.col("outcome") == "unknown")["pending"].value_counts().iter_rows())
    console.print(
        f"符合 met {_sum(totals, 'met'):,} · 不符 not met {_sum(totals, 'not_met'):,}"
        f"（其中差一步 near {_sum(totals, 'near'):,} · 可申报 to apply {_sum(totals, 'application'):,}）"
        f" · 待补数据 facts missing {waiting.get('facts', 0):,} · 待评审 to be judged {waiting.get('judgement', 0):,}"
    )
    console.print(_by_clause(totals))
    console.print(_by_nature(totals, result.table))
    if result.missing.height:
        console.print(_most_missing(result.missing))
    console.print("用时 seconds: " + " · ".join(f"{name} {spent:.2f}" for name, spent in seconds.items()))
    if result.seconds:
        console.print(
            "其中判定 of which: " + " · ".join(f"{name} {spent:.2f}" for name, spent in result.seconds.items())
        )
    for path in out:
        console.print(
            Text(f"已写 written: {path}（{result.table.height:,} 行 rows；回执 receipt {path.name}.receipt.json）")
        )
    if (key := most_helped(result.table)) is not None:
        console.print(Text(f"看一户 one subject: yanzhen explain … --subject {key}  {result.names.get(key, '')}"))


def most_helped(table: pl.DataFrame) -> str | None:
    """The subject with most met findings that also has one not met or unknown; the smallest key among equals."""
    by_subject = table.group_by("subject").agg(
        (pl.col("outcome") == "met").sum().alias("met"), (pl.col("outcome") != "met").any().alias("open")
    )
    found = by_subject.filter(pl.col("met") > 0).sort(["open", "met", "subject"], descending=[True, True, False])
    return found["subject"][0] if found.height else None


def _by_clause(totals: pl.DataFrame) -> Table:
    table = _table("按条款 by clause")
    table.add_column("条款 clause", overflow="fold", ratio=3)
    for name in ("范围内", "符合", "差一步", "可申报", "待定", "确定金额(万元)", "另有上限(万元)", "未定"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in totals.iter_rows(named=True):
        counts = (row[name] for name in ("in_scope", "met", "near", "application", "unknown"))
        table.add_row(
            Text.assemble((row["title"], "bold"), "\n", (row["clause"], "dim")),
            *(_count(count) for count in counts),
            ten_thousands(row["exact_fen"]) if row["exact_fen"] else "–",
            ten_thousands(row["ceiling_fen"]) if row["ceiling_fen"] else "–",
            _count(row["unset"]),
        )
    return table


def _by_nature(totals: pl.DataFrame, findings: pl.DataFrame) -> Table:
    table = _table("按性质 by nature")
    table.add_column("性质 nature")
    for name in (
        "条款 clauses",
        "符合 met",
        "主体 subjects",
        "确定金额 exact (万元)",
        "另有上限 at most (万元)",
        "未定 unset",
    ):
        table.add_column(name, justify="right", no_wrap=True)
    met = findings.filter(pl.col("outcome") == "met")
    for nature, label in NATURES.items():
        part = totals.filter(pl.col("nature") == nature)
        if part.height:
            helped = met.filter(pl.col("nature") == nature)["subject"].n_unique()
            table.add_row(label, *_money_row(part, helped))
    owed = totals.filter(pl.col("nature").is_in(OWED))
    helped = met.filter(pl.col("nature").is_in(OWED))["subject"].n_unique()
    words = "＋".join(NATURES[nature] for nature in OWED)
    table.add_row(f"应享合计（{words}）", *_money_row(owed, helped), style="bold")
    return table


def _money_row(part: pl.DataFrame, helped: int) -> tuple[str, ...]:
    return (
        _count(part.height),
        _count(_sum(part, "met")),
        _count(helped),
        ten_thousands(_sum(part, "exact_fen")),
        ten_thousands(_sum(part, "ceiling_fen")),
        _count(_sum(part, "unset")),
    )


def _most_missing(missing: pl.DataFrame) -> Table:
    table = _table(f"最缺的数据 most-missing facts (of {missing.height:,})")
    table.add_column("数据 fact", overflow="fold")
    table.add_column("谁有 held by")
    table.add_column("待补判定 findings", justify="right")
    table.add_column("涉及主体 subjects", justify="right")
    for row in missing.sort(["findings", "fact"], descending=[True, False]).head(MOST_MISSING).iter_rows(named=True):
        table.add_row(
            Text(row["fact"]), Text(row["held_by"] or "未载明"), _count(row["findings"]), _count(row["subjects"])
        )
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)


def _sum(part: pl.DataFrame, *names: str) -> int:
    return sum(int(part[name].sum() or 0) for name in names)


def _count(number: int) -> str:
    return f"{number:,}" if number else "–"
