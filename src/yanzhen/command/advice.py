"""What `advise` shows and writes: a page for the city, for one subject, for one award along one fact."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.console import Console
from rich.text import Text

from yanzhen.command.advice_tables import best_table, elsewhere, facts_table, framed, holders_table, others, wan
from yanzhen.command.progress import Step as Progress
from yanzhen.command.summary import WIDTH
from yanzhen.command.tables import guarded
from yanzhen.command.words import SYNTHETIC, UNSTATED
from yanzhen.engine.advice import city, words
from yanzhen.engine.advice.asking import Ahead, ahead_of, along_of, near_of, subject_named
from yanzhen.engine.advice.ground import Effect, Ground, effects
from yanzhen.engine.advice.missing import Waiting, asked_for, waiting_of
from yanzhen.engine.finding import OUTCOME_WORDS
from yanzhen.engine.run import names_of
from yanzhen.units import MONEY, show

if TYPE_CHECKING:
    from yanzhen.engine.advice.steps import Advised, Step
    from yanzhen.engine.run import Run

MOST_WAITING = 8


@dataclass(frozen=True)
class Page:
    """One answer: how to show it, the whole of it as plain maps, and its main table as rows."""

    show: Callable[[], None]
    data: dict[str, object]
    rows: list[dict[str, object]]


def city_page(run: Run, top: int, by: str, everything: bool, progress: Progress) -> Page:
    """The best near misses of the city, each proved, and the missing facts by money and by holder."""
    best = city.best_steps(run, top, by, everything=everything, progress=progress)
    missing = city.missing_facts(run)
    ground, names = city.ground_of(run), names_of(run)
    moved = [effects(ground, {step.cell: step.after}) for step in best.steps]
    rows = [
        {
            **words.step_map(step, run.on),
            "name": names.get(ground.key(*_top(ground, step)), ""),
            **elsewhere(step, more),
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
        console.print(best_table(best.steps, rows, moved))
        console.print(facts_table(missing.facts))
        console.print(holders_table(missing.holders))

    data = {
        "near": best.near, "proved": best.proved, "tried": best.tried, "by": by, "steps": rows,
        "missing": missing.facts.to_dicts(), "holders": missing.holders.to_dicts(), **_head_map(run),
    }  # fmt: skip
    return Page(out, data, rows)


def subject_page(run: Run, key: str, clause: str) -> Page:
    """One subject's near misses with their steps, and its open findings with the facts they wait for."""
    ground = city.ground_of(run)
    top = subject_named(ground, key)
    near, waiting, ahead = near_of(ground, top, clause), waiting_of(ground, top), ahead_of(ground, top)
    if clause:
        waiting = [one for one in waiting if one.finding.clause.id == clause]
        ahead = [one for one in ahead if one.finding.clause.id == clause]
    moved = {step: effects(ground, {step.cell: step.after}) for one in near for step in one.steps}
    rows = [{**words.step_map(step, run.on), **elsewhere(step, more)} for step, more in moved.items()]

    def out() -> None:
        console = _console(run)
        console.print(Text(f"{names_of(run).get(key, '')}　{key}", style="bold"))
        console.print(f"差一步 near {len(near)} · 待定 open {len(waiting)}")
        for one in near:
            _show_near(console, one, moved, run)
        for part in ahead:
            console.print(Text(f"\n{_ahead_words(part)}"))
        _show_waiting(console, waiting)

    data = {
        "subject": key, "steps": rows, **_head_map(run),
        "refused": [
            {"clause": one.finding.clause.id, "fact": part.what, "why": part.why} for one in near for part in one.refused
        ],
        "ahead": [
            {"clause": one.finding.clause.id, "subject": one.finding.subject, **_jump_map(one)} for one in ahead
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
            console.print(Text(f"\n{title} · {row} · 随「{along.column.title or column}」（现 {now}）", style="bold"))
            table = framed("")
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


def _show_near(console: Console, one: Advised, moved: dict[Step, tuple[Effect, ...]], run: Run) -> None:
    clause = one.finding.clause
    console.print(Text(f"\n【差一步】{clause.title}　{clause.id}　{one.finding.subject}", style="bold"))
    console.print(Text(f"  依据：{clause.cite}"))
    for number, step in enumerate(one.steps, start=1):
        first, *more = words.step_lines(step, run.on)
        console.print(Text(f"  {number}. {first}"))
        for line in more:
            console.print(Text(f"     {line}"))
        for text in others(step, moved[step]):
            console.print(Text(f"     连带：{text}"))
    for part in one.refused:
        console.print(Text(f"  不建议：{part.what}　{part.why}", style="dim"))


def _ahead_words(one: Ahead) -> str:
    """【再进一档】 or 【小心】, the fact from where to where, the amount from what to what."""
    along, jump = one.along, one.jump
    dimension = along.column.unit.dimension if along.column.unit is not None else ()
    assert along.value is not None
    return (
        f"【{'小心：多一点反而少拿' if jump.cliff else '再进一档'}】{one.finding.clause.title}　"
        f"{along.column.title or along.column.name} 到 {show(jump.at, dimension)}（现 {show(along.value, dimension)}）"
        f"：{show(jump.before, MONEY)} → {show(jump.after, MONEY)}"
    )


def _jump_map(one: Ahead) -> dict[str, object]:
    cell, jump = one.along.cell, one.jump
    return {
        "fact": f"{cell.register}.{cell.column}", "value": words.plain(one.along.value), "at": words.plain(jump.at),
        "before": words.plain(jump.before), "after": words.plain(jump.after), "cliff": jump.cliff,
    }  # fmt: skip


def _show_waiting(console: Console, waiting: list[Waiting]) -> None:
    if not waiting:
        return
    table = framed("还缺的事实，按牵着的钱 missing facts by money at stake")
    for name in ("事实 fact", "谁有 held by", "要谁做 by whom"):
        table.add_column(name, overflow="fold")
    for name in ("判定 findings", "补上即定 alone", "确定 exact 万元", "最高 at most 万元"):
        table.add_column(name, justify="right")
    for one in asked_for(waiting):
        table.add_row(
            Text(one.name), one.held_by or UNSTATED, words.BY_WORDS[one.by], str(len(one.findings)), str(one.alone or "–"),
            wan(one.exact), wan(one.ceiling),
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
