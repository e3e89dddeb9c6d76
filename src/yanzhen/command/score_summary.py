"""What `score` tells a person at the end: sizes of the classes by rank and after veto and protection, who waits, and why."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from yanzhen.command.words import SYNTHETIC

if TYPE_CHECKING:
    from yanzhen.engine.columns.reading import Reader
    from yanzhen.engine.schemes.evaluation import Evaluation
    from yanzhen.pack.model import Pack

WIDTH = 132
FIRST = 10
MOST_MOVED = 30
GAPS = 0.05
"""Share of a group that may wait before H04 says so."""


def print_scores(
    pack: Pack, evaluation: Evaluation, reader: Reader, table: pl.DataFrame, on: date, out: list[Path]
) -> None:
    """Print the summary of an evaluation on the output stream."""
    scheme = evaluation.scheme
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    head = f"{scheme.title} · {pack.title} · 所属期 {evaluation.period} · 基准日 {on.isoformat()}"
    console.print(Text(head + (f" · {SYNTHETIC}" if reader.snapshot.synthetic else ""), style="bold"), soft_wrap=True)
    for text in scheme.assumed:
        console.print(Text(f"假定 assumed：{text}"), soft_wrap=True)
    counted = Counter(table["status"])
    console.print(
        f"参评 rated {counted['rated']:,} · 不参评 unrated {counted['unrated']:,} · 待定 waiting {counted['unknown']:,}"
    )
    if scheme.cuts:
        console.print(_sizes(evaluation, table))
    for line in warnings(evaluation, table):
        console.print(Text(line), soft_wrap=True)
    console.print(_first(table))
    for path in out:
        console.print(f"已写 written: {path}")


def _sizes(evaluation: Evaluation, table: pl.DataFrame) -> Table:
    """For each group and part: firms, sizes by rank alone, sizes after veto and protection, open ones."""
    scheme = evaluation.scheme
    found = Table(box=box.SIMPLE, pad_edge=False)
    for name in (
        "组 group",
        *scheme.apart_names,
        "户数 n",
        *(f"{label} 按名次→最后" for label in scheme.labels),
        "等次未定 open",
    ):
        found.add_column(name, justify="left" if name.startswith("组") else "right")
    rated = table.filter(pl.col("rank").is_not_null())
    for (group, apart), rows in rated.group_by(["group", "apart"], maintain_order=True):
        cells = [str(group), *([str(apart)] if scheme.apart else []), f"{rows.height:,}"]
        for label in scheme.labels:
            before, after = ((rows[name] == label).sum() for name in ("class_by_rank", "class"))
            cells.append(f"{before}→{after}" if before != after else f"{after}")
        found.add_row(*cells, str((rows["class"] == "").sum()))
    return found


def warnings(evaluation: Evaluation, table: pl.DataFrame) -> list[str]:
    """What a reader must know before quoting a letter: gaps, ties across a cut, firms in two groups."""
    found = []
    waiting = table.filter(pl.col("status") == "unknown")
    inside = table.filter(pl.col("status") != "unrated")
    if inside.height and waiting.height > GAPS * inside.height:
        share = 100 * waiting.height / inside.height
        found.append(
            f"H04 {waiting.height:,} 户（{share:.1f}%）缺数，名次只知范围的户可能因此未定等次；见结果的 missing 一栏"
        )
    rated = table.filter((pl.col("rank") == pl.col("rank_worst")) & (pl.col("class_by_rank") != ""))
    tied = rated.group_by(["group", "apart", "rank"]).len().filter(pl.col("len") > 1)
    if tied.height:
        found.append(f"并列 {tied.height} 处，共 {tied['len'].sum()} 户；并列的同一名次、同一等次，跨线的从优")
    doubled = int(evaluation.doubled[evaluation.group >= 0].sum())
    if doubled:
        found.append(f"{doubled:,} 户符合不止一组的条件，归入写在前面的一组")
    return found


def _first(table: pl.DataFrame) -> Table:
    """The first firms of the file, as people read them."""
    found = Table(box=box.SIMPLE, pad_edge=False)
    for name in ("名次", "名称", "组", "总分", "等次", "说明"):
        found.add_column(name, justify="right" if name in ("名次", "总分") else "left", overflow="fold")
    for row in table.head(FIRST).iter_rows(named=True):
        rank = (
            ""
            if row["rank"] is None
            else f"{row['rank']}" + ("" if row["rank"] == row["rank_worst"] else f"–{row['rank_worst']}")
        )
        total = "" if row["score"] is None else f"{row['score'].normalize():f}"
        found.add_row(rank, Text(row["name"]), row["group"], total, row["class"], Text(row["reason"]))
    return found


def print_moved(changes: pl.DataFrame, against: Path | None) -> None:
    """Print who moved since an earlier evaluation: classes changed first, and why."""
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    crossed = changes.filter(pl.col("class_before").ne_missing(pl.col("class_after"))).height
    console.print(Text(f"与 {against} 相比 moved：{changes.height:,} 户有变，其中 {crossed:,} 户换了等次"))
    found = Table(box=box.SIMPLE, pad_edge=False)
    for name in ("名称", "等次", "名次", "总分", "为什么 why"):
        found.add_column(name, overflow="fold")
    for row in changes.head(MOST_MOVED).iter_rows(named=True):
        pairs = [(row[f"{name}_before"], row[f"{name}_after"]) for name in ("class", "rank", "score")]
        cells = [f"{_cell(one)}→{_cell(two)}" if one != two else _cell(one) for one, two in pairs]
        found.add_row(Text(row["name"]), *cells, Text(row["why"]))
    console.print(found)


def _cell(value: object) -> str:
    if value is None or value == "":
        return "—"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
