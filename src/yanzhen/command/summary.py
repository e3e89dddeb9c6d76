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

from yanzhen.command.bundle import bundle_lines
from yanzhen.command.by_subject import by_subject
from yanzhen.command.words import NATURES, OWED, SYNTHETIC, UNSTATED, ten_thousands
from yanzhen.periods import Period

if TYPE_CHECKING:
    from yanzhen.engine import Result
    from yanzhen.pack.model import Clause, Pack

WIDTH = 132
"""Columns of a summary that goes to a file or a pipe."""

MOST_MISSING = 8
MOST_OUTSIDE = 8


def print_summary(
    pack: Pack, result: Result, period: Period, on: date, out: list[Path], seconds: dict[str, float]
) -> None:
    """Print the summary of a run on the output stream."""
    console = _head(pack, result, period, on)
    totals = result.totals
    waiting = dict(result.table.filter(pl.col("outcome") == "unknown")["pending"].value_counts().iter_rows())
    console.print(
        f"符合 met {_sum(totals, 'met'):,} · 不符 not met {_sum(totals, 'not_met'):,}"
        f"（其中差一步 near {_sum(totals, 'near'):,} · 可申报 to apply {_sum(totals, 'application'):,}）"
        f" · 待补数据 facts missing {waiting.get('facts', 0):,} · 待评审 to be judged {waiting.get('judgement', 0):,}",
        soft_wrap=True,
    )
    console.print(_by_clause(totals.filter(pl.col("in_scope") > 0)))
    for line in _out_of_scope(pack, set(totals.filter(pl.col("in_scope") == 0)["clause"])):
        console.print(Text(line))
    console.print()
    console.print(_by_nature(totals, result.table))
    for line in bundle_lines(pack, result):
        console.print(Text(line), soft_wrap=True)
    if result.missing.height:
        console.print(_most_missing(result.missing))
    console.print("用时 seconds: " + " · ".join(f"{name} {spent:.2f}" for name, spent in seconds.items()))
    if result.seconds:
        console.print(
            "其中判定 of which: " + " · ".join(f"{name} {spent:.2f}" for name, spent in result.seconds.items())
        )
    _written(console, result, out)
    if (key := most_helped(result.table)) is not None:
        console.print(Text(f"看一户 one subject: yanzhen explain … --subject {key}  {result.names.get(key, '')}"))


def print_subjects(pack: Pack, result: Result, period: Period, on: date, out: list[Path]) -> None:
    """Print one line a subject on the output stream: for few subjects, where each one matters."""
    console = _head(pack, result, period, on)
    titles = {clause.id: clause.title for clause in pack.clauses}
    console.print(by_subject(result.table, result.names, titles, str(period)))
    _written(console, result, out)


def _head(pack: Pack, result: Result, period: Period, on: date) -> Console:
    """The console, with what was decided for when already on it."""
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    head = f"{pack.title} {pack.own} {pack.version} · 所属期 {period} · 基准日 {on.isoformat()}"
    if result.synthetic:
        head += f" · {SYNTHETIC}"
    console.print(Text(head, style="bold"), soft_wrap=True)
    console.print(
        f"主体 subjects {result.subjects:,} · 条款 clauses {result.totals.height:,} · "
        f"判定 findings {_sum(result.totals, 'met', 'not_met', 'unknown'):,}"
    )
    return console


def _written(console: Console, result: Result, out: list[Path]) -> None:
    for path in out:
        console.print(
            Text(f"已写 written: {path}（{result.table.height:,} 行 rows；回执 receipt {path.name}.receipt.json）")
        )


def most_helped(table: pl.DataFrame) -> str | None:
    """The subject with most met findings among those one step short or waiting; the smallest key among equals."""
    waits = (pl.col("outcome") == "unknown") | (pl.col("near") != "")
    by_subject = table.group_by("subject").agg(
        (pl.col("outcome") == "met").sum().alias("met"), waits.any().alias("open")
    )
    found = by_subject.filter(pl.col("met") > 0).sort(["open", "met", "subject"], descending=[True, True, False])
    return found["subject"][0] if found.height else None


def _by_clause(totals: pl.DataFrame) -> Table:
    table = _table("按条款 by clause（金额：万元）")
    table.add_column("条款 clause", overflow="fold", ratio=3)
    for name in (
        "范围内",
        "符合",
        "差一步",
        "可申报",
        "待定",
        "确定金额",
        "实得",
        "另有上限",
        "未定",
        "缺数据",
    ):
        table.add_column(name, justify="right", no_wrap=True)
    for row in totals.iter_rows(named=True):
        counts = (row[name] for name in ("in_scope", "met", "near", "application", "unknown"))
        table.add_row(
            Text.assemble((row["title"], "bold"), "\n", (row["clause"], "dim")),
            *(_count(count) for count in counts),
            ten_thousands(row["exact_fen"]) if row["exact_fen"] else "–",
            ten_thousands(row["net_fen"]) if row["exact_fen"] else "–",
            ten_thousands(row["ceiling_fen"]) if row["ceiling_fen"] else "–",
            _count(row["unset"]),
            _count(row["absent"]),
        )
    table.caption = "实得：就高、择一、补差、合计上限之后；未定：标准没有公布；缺数据：符合，但算金额的数据缺"
    table.caption_justify = "left"
    return table


def _out_of_scope(pack: Pack, clauses: set[str]) -> list[str]:
    """A line for each clause that concerns nobody on this date in this year, with when and where it holds."""
    lines = []
    for clause in pack.clauses:
        if clause.id in clauses:
            force = clause.in_force
            start = f"{force.start.isoformat()} 起" if force.start else f"施行{UNSTATED}"
            until = f"{force.until.isoformat()} 止" if force.until else f"终止{UNSTATED}"
            where = f"，地域 {name}" if (name := area_name(pack, clause)) else ""
            by = "事件日" if force.by == "event" else force.by
            rows = f"，判的是「{clause.register}」的行" if pack.vocabulary.registers[clause.register].owner else ""
            lines.append(f"无人在范围内 nobody in scope: {clause.title}（{start}，{until}，按{by}{where}{rows}）")
    if len(lines) > MOST_OUTSIDE:
        lines[MOST_OUTSIDE:] = [f"另有 {len(lines) - MOST_OUTSIDE} 条无人在范围内 more with nobody in scope"]
    return lines


def area_name(pack: Pack, clause: Clause) -> str:
    """The place a clause is limited to, by name; empty when it is not."""
    register = pack.vocabulary.registers[clause.register]
    while register.area is None and register.owner is not None:
        register = pack.vocabulary.registers[register.owner]
    if clause.area is None or register.area is None:
        return ""
    return pack.vocabulary.codes[register.columns[register.area].code or ""].codes[clause.area].name


def _by_nature(totals: pl.DataFrame, findings: pl.DataFrame) -> Table:
    table = _table("按性质 by nature (万元)")
    table.add_column("性质 nature", no_wrap=True)
    for name in ("条款 clauses", "符合 met", "主体 subjects", "确定 exact", "实得 net", "上限 at most", "未定 unset"):
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
        ten_thousands(_sum(part, "net_fen")),
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
            Text(row["fact"]), Text(row["held_by"] or UNSTATED), _count(row["findings"]), _count(row["subjects"])
        )
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)


def _sum(part: pl.DataFrame, *names: str) -> int:
    return sum(int(part[name].sum() or 0) for name in names)


def _count(number: int) -> str:
    return f"{number:,}" if number else "–"
