"""What `advise` shows and writes: a page for the city, for one subject, for one award along one fact."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from yanzhen.command.progress import Step as Progress
from yanzhen.command.summary import WIDTH
from yanzhen.command.tables import guarded
from yanzhen.command.words import OWED, SYNTHETIC, UNSTATED, ten_thousands
from yanzhen.engine.advice import city, words
from yanzhen.engine.advice.asking import along_of, near_of, subject_named
from yanzhen.engine.advice.ground import Effect, Ground, effects
from yanzhen.engine.advice.missing import Waiting, asked_for, waiting_of
from yanzhen.engine.finding import OUTCOME_WORDS
from yanzhen.engine.run import names_of
from yanzhen.units import MONEY, show

if TYPE_CHECKING:
    from yanzhen.engine.advice.steps import Advised, Step
    from yanzhen.engine.run import Run

MOST_FACTS = 12
MOST_WAITING = 8


@dataclass(frozen=True)
class Page:
    """One answer: how to show it, the whole of it as plain maps, and its main table as rows."""

    show: Callable[[], None]
    data: dict[str, object]
    rows: list[dict[str, object]]


def city_page(run: Run, top: int, by: str, progress: Progress) -> Page:
    """The best near misses of the city, each proved, and the missing facts by money and by holder."""
    best = city.best_steps(run, top, by, progress=progress)
    missing = city.missing_facts(run)
    ground, names = city.ground_of(run), names_of(run)
    moved = [effects(ground, {step.cell: step.after}) for step in best.steps]
    rows = [
        {
            **words.step_map(step, run.on),
            "name": names.get(ground.key(*_top(ground, step)), ""),
            **_elsewhere(step, more),
        }
        for step, more in zip(best.steps, moved, strict=True)
    ]

    def out() -> None:
        console = _console(run)
        told = "award per effort 单位用力所得" if by == city.BY_EFFORT else "award 所得"
        console.print(
            f"差一步 near {best.near:,} · 已逐条重算 proved {best.proved:,} / {best.tried:,}"
            f" · 排序 by {told}（用力：事实的相对变化，少于 {show(city.least_effort(run.pack), (('%', 1),))} 的按此计）",
            soft_wrap=True,
        )
        if run.on > run.period.end:
            console.print(
                f"{run.period} 已结束：这一年的事实不能再变，下列步子供下一期参考 the year is over: for the next one"
            )
        console.print(_best_table(best.steps, rows, moved))
        console.print(_facts_table(missing.facts))
        console.print(_holders_table(missing.holders))

    data = {
        "near": best.near, "proved": best.proved, "tried": best.tried, "by": by, "steps": rows,
        "missing": missing.facts.to_dicts(), "holders": missing.holders.to_dicts(), **_head_map(run),
    }  # fmt: skip
    return Page(out, data, rows)


def subject_page(run: Run, key: str, clause: str) -> Page:
    """One subject's near misses with their steps, and its open findings with the facts they wait for."""
    ground = city.ground_of(run)
    top = subject_named(ground, key)
    near, waiting = near_of(ground, top, clause), waiting_of(ground, top)
    if clause:
        waiting = [one for one in waiting if one.finding.clause.id == clause]
    moved = {step: effects(ground, {step.cell: step.after}) for one in near for step in one.steps}
    rows = [{**words.step_map(step, run.on), **_elsewhere(step, more)} for step, more in moved.items()]

    def out() -> None:
        console = _console(run)
        console.print(Text(f"{names_of(run).get(key, '')}　{key}", style="bold"))
        console.print(f"差一步 near {len(near)} · 待定 open {len(waiting)}")
        for one in near:
            _show_near(console, one, moved, run)
        _show_waiting(console, waiting)

    data = {
        "subject": key, "steps": rows, **_head_map(run),
        "refused": [
            {"clause": one.finding.clause.id, "fact": part.what, "why": part.why} for one in near for part in one.refused
        ],
        "waiting": [_waiting_map(one) for one in waiting],
        "facts": [
            {"fact": one.name, "held_by": one.held_by, "by": one.by, "findings": len(one.findings), "alone": one.alone,
             "exact": words.plain(one.exact), "ceiling": words.plain(one.ceiling)} for one in asked_for(waiting)
        ],
    }  # fmt: skip
    return Page(out, data, rows)


def along_page(run: Run, key: str, clause: str, column: str) -> Page:
    """What one clause gives the subject as a function of one fact."""
    ground = city.ground_of(run)
    found = along_of(ground, subject_named(ground, key), clause, column)
    maps: list[dict[str, Any]] = [{"row": row, **words.along_map(along)} for row, along in found]

    def out() -> None:
        console = _console(run)
        title = ground.elements[clause].clause.title
        for row, along in found:
            dimension = along.column.unit.dimension if along.column.unit is not None else ()
            now = "未知" if along.value is None else show(along.value, dimension)
            table = _table(f"{title} · {row} · 随「{along.column.title or column}」（现 {now}）")
            for name in ("事实 fact", "判定 outcome", "金额 amount"):
                table.add_column(name, overflow="fold")
            for part in along.segments:
                where, outcome, amount = words.segment_words(part, dimension)
                here = along.value is not None and part.holds(along.value)
                table.add_row(f"{where}{' ◄ 现' if here else ''}", outcome, amount)
            console.print(table)
            for jump in along.jumps:
                word = "陡降：多一点反而少拿 cliff" if jump.cliff else "台阶 step"
                console.print(
                    f"  {word}：到 {show(jump.at, dimension)}，{show(jump.before, MONEY)} → {show(jump.after, MONEY)}"
                )
            tail = "；更高处段数太多，未列" if along.cut else ""
            console.print(f"  每段两端都按原数重算过，共 {along.checked} 处 ends decided again；金额按条款取整{tail}")

    rows = [{"row": one["row"], **_flat(part)} for one in maps for part in one["segments"]]
    return Page(out, {"subject": key, "clause": clause, "along": maps, **_head_map(run)}, rows)


def write_rows(rows: list[dict[str, object]], path: Path) -> None:
    """The rows as UTF-8 CSV; lists are joined by ；, and nothing runs in a spreadsheet."""
    flat = [{name: _cell(value) for name, value in row.items()} for row in rows]
    table = pl.DataFrame(flat, schema=dict.fromkeys(flat[0], pl.String) if flat else None)
    table.with_columns(guarded(pl.col(name)).alias(name) for name in table.columns).write_csv(path)


def _cell(value: object) -> str:
    if isinstance(value, list | tuple):
        return "；".join(map(str, value))
    return (
        ""
        if value is None
        else {True: "是", False: "否"}.get(value, str(value))
        if isinstance(value, bool)
        else str(value)
    )


def _flat(part: dict) -> dict[str, object]:
    return {name: _poly(value) if isinstance(value, dict) else value for name, value in part.items()}


def _poly(formula: dict) -> str:
    top, bottom = formula["top"], formula["bottom"]
    return "；".join(top) + ("" if bottom == ["1"] else " ÷ " + "；".join(bottom))


def _top(ground: Ground, step: Step) -> tuple[str, int]:
    from yanzhen.engine.advice.cells import top_of

    return top_of(ground.facts.snapshot, step.cell.register, step.cell.row)


def _elsewhere(step: Step, found: tuple[Effect, ...]) -> dict[str, object]:
    """What the step moves in the subject's other clauses: money, and each outcome that changes."""
    owed = [one for one in _beside(step, found) if one.clause.nature in OWED]
    return {
        "elsewhere_exact": words.plain(sum((one.exact for one in owed), Fraction(0))),
        "elsewhere_ceiling": words.plain(sum((one.ceiling for one in owed), Fraction(0))),
        "elsewhere": _others(step, found),
    }


def _others(step: Step, found: tuple[Effect, ...]) -> list[str]:
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


def _show_near(console: Console, one: Advised, moved: dict[Step, tuple[Effect, ...]], run: Run) -> None:
    clause = one.finding.clause
    console.print(Text(f"\n【差一步】{clause.title}　{clause.id}　{one.finding.subject}", style="bold"))
    console.print(Text(f"  依据：{clause.cite}"))
    for number, step in enumerate(one.steps, start=1):
        first, *others = words.step_lines(step, run.on)
        console.print(Text(f"  {number}. {first}"))
        for line in others:
            console.print(Text(f"     {line}"))
        for text in _others(step, moved[step]):
            console.print(Text(f"     连带：{text}"))
    for part in one.refused:
        console.print(Text(f"  不建议：{part.what}　{part.why}", style="dim"))


def _show_waiting(console: Console, waiting: list[Waiting]) -> None:
    if not waiting:
        return
    table = _table("还缺的事实，按牵着的钱 missing facts by money at stake")
    for name in ("事实 fact", "谁有 held by", "要谁做 by whom"):
        table.add_column(name, overflow="fold")
    for name in ("判定 findings", "补上即定 alone", "确定 exact 万元", "最高 at most 万元"):
        table.add_column(name, justify="right")
    for one in asked_for(waiting):
        table.add_row(
            Text(one.name), one.held_by or UNSTATED, words.BY_WORDS[one.by], str(len(one.findings)), str(one.alone or "–"),
            _wan(one.exact), _wan(one.ceiling),
        )  # fmt: skip
    console.print(table)
    for open_one in waiting[:MOST_WAITING]:
        money = (
            show(open_one.exact, MONEY)
            if open_one.exact
            else f"最高 {show(open_one.ceiling, MONEY)}"
            if open_one.ceiling
            else "金额未定或不给钱"
        )
        console.print(
            Text(f"【{OUTCOME_WORDS[open_one.finding.outcome]}】{open_one.finding.clause.title}　{money}", style="bold")
        )
        for fact in open_one.facts:
            console.print(Text(f"  缺 {fact.name}　{words.BY_WORDS[fact.by]}　{words.SETTLES_WORDS[fact.settles]}"))
    if len(waiting) > MOST_WAITING:
        console.print(f"另有 {len(waiting) - MOST_WAITING} 条待定 more open findings")


def _waiting_map(one: Waiting) -> dict[str, object]:
    return {
        "clause": one.finding.clause.id, "subject": one.finding.subject, "period": str(one.finding.period),
        "outcome": one.finding.outcome, "exact": words.plain(one.exact), "ceiling": words.plain(one.ceiling),
        "facts": [
            {"fact": fact.name, "kind": fact.reason.kind, "held_by": fact.held_by, "by": fact.by, "settles": fact.settles}
            for fact in one.facts
        ],
    }  # fmt: skip


def _best_table(steps: tuple[Step, ...], rows: list[dict[str, object]], moved: list[tuple[Effect, ...]]) -> Table:
    table = _table(f"最值得先帮的 {len(steps)} 个差一步 best near misses, each proved")
    table.add_column("主体 subject", overflow="fold", ratio=2)
    table.add_column("条款 clause", overflow="fold", ratio=3)
    table.add_column("做什么 step", overflow="fold", ratio=4)
    table.add_column("已重算 decided again", overflow="fold", ratio=4)
    table.add_column("得 万元", justify="right", no_wrap=True)
    table.add_column("连带", overflow="fold", ratio=2)
    for step, row, found in zip(steps, rows, moved, strict=True):
        dimension, others = step.dimension, _others(step, found)
        table.add_row(
            Text.assemble((str(row["name"]), "bold"), "\n", (step.subject, "dim")),
            Text(step.clause.title),
            Text(f"{words.fact_name(step)} {words.does(step)}\n现 {words.fact_words(step.before, dimension)}"),
            Text(
                f"{words.fact_words(step.after, dimension)} → {words.award_words(step.finding)}\n"
                f"{words.fact_words(step.less, dimension)} → {words.award_words(step.short)}"
            ),
            _wan(step.exact) if step.exact else f"≤{_wan(step.ceiling)}" if step.ceiling else "–",
            Text("\n".join(others) or "–"),
        )
    return table


def _facts_table(facts: pl.DataFrame) -> Table:
    table = _table(f"最缺的事实，按补上即定的钱 missing facts by the money they settle alone (of {facts.height:,})")
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


def _holders_table(holders: pl.DataFrame) -> Table:
    table = _table("哪个部门补齐自己的，定得最多 what one department's facts would settle")
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


def _console(run: Run) -> Console:
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    head = f"{run.pack.title} {run.pack.own} {run.pack.version} · 所属期 {run.period} · 基准日 {run.on.isoformat()}"
    console.print(Text(head + (f" · {SYNTHETIC}" if run.snapshot.synthetic else ""), style="bold"), soft_wrap=True)
    return console


def _head_map(run: Run) -> dict[str, object]:
    return {
        "pack": run.pack.own, "version": run.pack.version, "year": str(run.period), "on": run.on.isoformat(),
        "synthetic": run.snapshot.synthetic,
    }  # fmt: skip


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)


def _wan(money: Fraction) -> str:
    return ten_thousands(int(money * 100)) if money else "–"
