"""What `match --by subject` tells: one line a subject, with what it meets, what it is one step short of, what it waits for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import polars as pl
from rich import box
from rich.table import Table
from rich.text import Text

MOST_SUBJECTS = 40
MOST_NAMED = 3
"""Titles or facts named in a cell; of the others only the number is told."""


def by_subject(findings: pl.DataFrame, names: dict[str, str], titles: dict[str, str], year: str) -> Table:
    """One line a subject: most met first, then most near, then fewest waiting. Rows of a subject count as its own.

    Args:
        findings: all findings of a run, those not met too.
        names: the printed name of each subject.
        titles: the title of each clause.
    """
    owner = pl.col("subject").str.split("|").list.first()
    parts = {key: part for (key,), part in findings.with_columns(owner.alias("owner")).group_by("owner")}
    counted = {key: _counted(part) for key, part in parts.items()}
    order = sorted(counted, key=lambda key: (-counted[key][0], -counted[key][1], counted[key][3], str(key)))
    table = Table(title=f"按户 by subject · {year}", title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("主体 subject", overflow="fold", ratio=2)
    for name in ("符合", "差一步", "不符", "待定"):
        table.add_column(name, justify="right", no_wrap=True)
    shown = {key: _told(parts[key], titles) for key in order[:MOST_SUBJECTS]}
    decided = any(shown.values())
    if decided:
        table.add_column("已判的 decided", overflow="fold", ratio=3)
    table.add_column("还缺 missing", overflow="fold", ratio=4)
    for key, told in shown.items():
        table.add_row(
            Text.assemble((names.get(str(key), ""), "bold"), "\n", (str(key), "dim")),
            *(f"{count:,}" if count else "–" for count in counted[key]),
            *([Text(told)] if decided else []),
            Text(_named(_facts(parts[key]))),
        )
    if len(order) > MOST_SUBJECTS:
        table.caption, table.caption_justify = f"另有 {len(order) - MOST_SUBJECTS:,} 户未列出", "left"
    return table


def _counted(part: pl.DataFrame) -> tuple[int, int, int, int]:
    near = part["near"].fill_null("") != ""
    met, not_met, waiting = (int((part["outcome"] == outcome).sum()) for outcome in ("met", "not_met", "unknown"))
    return met, int(near.sum()), not_met, waiting


def _told(part: pl.DataFrame, titles: dict[str, str]) -> str:
    """What is met, then what is near, then the first that is not met with its reason; the counts tell how many more."""
    near = part.filter(pl.col("near").fill_null("") != "")
    met = part.filter(pl.col("outcome") == "met")["clause"].unique(maintain_order=True)
    lines = [f"✓{titles.get(clause, clause)}" for clause in met[:MOST_NAMED]]
    lines += [
        f"差一步 {titles.get(clause, clause)}：{gap}" for clause, gap in near[["clause", "near"]].rows()[:MOST_NAMED]
    ]
    if not lines:
        failed = part.filter(pl.col("outcome") == "not_met")[["clause", "reason"]].rows()[:1]
        lines = [f"✗{titles.get(clause, clause)}：{reason.removeprefix('不符：')}" for clause, reason in failed]
    return "\n".join(lines)


def _facts(part: pl.DataFrame) -> list[str]:
    """Facts its findings wait for, the most often asked for first."""
    listed = part.filter(pl.col("missing").fill_null("") != "")["missing"]
    register = part["register"][0]
    counts = Counter(fact.removeprefix(f"{register}.") for text in listed for fact in text.split("、"))
    return sorted(counts, key=lambda fact: (-counts[fact], fact))


def _named(words: Iterable[str]) -> str:
    listed = list(dict.fromkeys(words))
    more = f" 等 {len(listed)} 项" if len(listed) > MOST_NAMED else ""
    return "、".join(listed[:MOST_NAMED]) + more
