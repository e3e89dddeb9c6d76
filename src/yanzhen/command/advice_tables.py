"""The tables `advise` shows, and what a step moves beside its own clause, in words."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl
from rich import box
from rich.table import Table
from rich.text import Text

from yanzhen.command.words import OWED, UNSTATED, ten_thousands
from yanzhen.engine.advice import words
from yanzhen.engine.finding import OUTCOME_WORDS
from yanzhen.units import MONEY, show

if TYPE_CHECKING:
    from yanzhen.engine.advice.ground import Effect
    from yanzhen.engine.advice.steps import Step

MOST_FACTS = 12


def elsewhere(step: Step, found: tuple[Effect, ...]) -> dict[str, object]:
    """What the step moves in the subject's other clauses: money, and each outcome that changes."""
    owed = [one for one in _beside(step, found) if one.clause.nature in OWED]
    exact = sum((one.exact for one in owed), Fraction(0))
    return {
        "net_exact": words.plain(exact + (step.exact if step.clause.nature in OWED else 0)),
        "elsewhere_exact": words.plain(exact),
        "elsewhere_ceiling": words.plain(sum((one.ceiling for one in owed), Fraction(0))),
        "elsewhere": others(step, found),
    }


def others(step: Step, found: tuple[Effect, ...]) -> list[str]:
    """Each other finding the step moves, as a sentence."""
    return [_effect_words(one) for one in _beside(step, found)]


def _beside(step: Step, found: tuple[Effect, ...]) -> list[Effect]:
    """The effects on findings other than the one the step is for."""
    return [one for one in found if (one.clause.id, one.subject) != (step.clause.id, step.subject)]


def _effect_words(one: Effect) -> str:
    before, after = OUTCOME_WORDS[one.before.outcome], OUTCOME_WORDS[one.after.outcome]
    moved = f"{before} → {after}" if before != after else after
    money = one.exact or one.ceiling
    sign = "+" if money > 0 else "−"
    return f"{one.clause.title}：{moved}" + (f"，{sign}{show(abs(money), MONEY)}" if money else "")


def best_table(steps: tuple[Step, ...], rows: list[dict[str, object]], moved: list[tuple[Effect, ...]]) -> Table:
    """Near misses of a city: whose, which clause, what to do, both sides decided again, money, what else moves."""
    table = framed(f"最值得先帮的 {len(steps)} 个差一步 best near misses, each proved")
    table.add_column("主体 subject", overflow="fold", ratio=2)
    table.add_column("条款 clause", overflow="fold", ratio=3)
    table.add_column("做什么 step", overflow="fold", ratio=4)
    table.add_column("已重算 decided again", overflow="fold", ratio=4)
    table.add_column("得 万元", justify="right", no_wrap=True)
    table.add_column("连带", overflow="fold", ratio=2)
    for step, row, found in zip(steps, rows, moved, strict=True):
        dimension, beside = step.dimension, others(step, found)
        table.add_row(
            Text.assemble((str(row["name"]), "bold"), "\n", (step.subject, "dim")),
            Text(step.clause.title),
            Text(f"{words.fact_name(step)} {words.does(step)}\n现 {words.fact_words(step.before, dimension)}"),
            Text(
                f"{words.fact_words(step.after, dimension)} → {words.award_words(step.finding)}\n"
                f"{words.fact_words(step.less, dimension)} → {words.award_words(step.short)}"
            ),
            wan(step.exact) if step.exact else f"≤{wan(step.ceiling)}" if step.ceiling else "–",
            Text("\n".join(beside) or "–"),
        )
    return table


def facts_table(facts: pl.DataFrame) -> Table:
    """Missing facts of a city, those that settle most money alone first."""
    table = framed(f"最缺的事实，按补上即定的钱 missing facts by the money they settle alone (of {facts.height:,})")
    table.add_column("事实 fact", overflow="fold", ratio=4)
    table.add_column("谁有 held by", overflow="fold", ratio=1)
    table.add_column("要谁做", no_wrap=True)
    for name in ("待定", "主体", "只缺它", "确定 万元", "最高 万元", "其他性质 万元"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in facts.head(MOST_FACTS).iter_rows(named=True):
        table.add_row(
            Text(row["fact"]), row["held_by"] or UNSTATED, words.BY_WORDS[row["by"]],
            *(f"{row[name]:,}" for name in ("findings", "subjects", "settled")),
            *(ten_thousands(row[name]) if row[name] else "–" for name in ("exact_fen", "ceiling_fen", "other_fen")),
        )  # fmt: skip
    table.caption = "确定、最高：奖补和贴息若符合应得的钱，上限另列；其他性质：税收减免等"
    table.caption_justify = "left"
    return table


def holders_table(holders: pl.DataFrame) -> Table:
    """What each department would settle by delivering all it holds."""
    table = framed("哪个部门补齐自己的，定得最多 what one department's facts would settle")
    table.add_column("部门 held by")
    for name in ("缺几项", "涉及判定", "主体", "补齐即定", "确定 万元", "最高 万元", "其他性质 万元"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in holders.iter_rows(named=True):
        if row["findings"]:
            table.add_row(
                row["held_by"] or UNSTATED,
                *(f"{row[name]:,}" for name in ("facts", "findings", "subjects", "settled")),
                *(ten_thousands(row[name]) if row[name] else "–" for name in ("exact_fen", "ceiling_fen", "other_fen")),
            )
    return table


def framed(title: str) -> Table:
    """An empty table in the look of the summaries."""
    return Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)


def wan(money: Fraction) -> str:
    """元 as 万元, for people; a dash for nothing."""
    return ten_thousands(int(money * 100)) if money else "–"
