"""`yanzhen advise`: the smallest step that qualifies, proved; the award along one fact; the missing facts by money."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yanzhen.command.arguments import FactsFolder, Known, On, PackFolder, Year, day, existing, judged
from yanzhen.command.progress import shown
from yanzhen.command.whole import whole
from yanzhen.errors import CommandError, did_you_mean

if TYPE_CHECKING:
    from yanzhen.command.advice import Page

EXAMPLES = (
    "例 Example:  yanzhen advise packs/cn --facts demo/facts --year 2024 --on 2025-06-30\n\n"
    "一户 one subject:  … --subject 91350100M000100Y43\n\n"
    "金额随一项事实怎么变 the award along one fact:  … --subject 91350100M000100Y43 --clause cn/wg-2025/稳岗返还 "
    "--column 失业保险缴费月数"
)

RANKS = ("effort", "award")
FORMATS = (".json", ".csv")


def advise(
    pack: PackFolder,
    facts: FactsFolder,
    year: Year,
    subject: Annotated[str, typer.Option("--subject", metavar="KEY", help="一户 one subject; default: the city")] = "",
    clause: Annotated[str, typer.Option("--clause", metavar="ID", help="只看一条 one clause")] = "",
    column: Annotated[
        str, typer.Option("--column", metavar="NAME", help="金额随这项事实怎么变 the award along this fact")
    ] = "",
    top: Annotated[int, typer.Option("--top", min=1, metavar="N", help="列出几个 how many to list")] = 10,
    by: Annotated[
        str,
        typer.Option("--by", metavar="effort|award", help="先按单位用力所得，或按所得 award per effort, or award"),
    ] = "effort",
    everything: Annotated[
        bool, typer.Option("--all", help="不给钱的差一步也逐个重算 prove near misses that pay nothing too")
    ] = False,
    on: On = "",
    known: Known = "",
    out: Annotated[
        list[Path] | None, typer.Option("--out", metavar="FILE", help="写成 .json 或 .csv; may be given more than once")
    ] = None,
) -> None:
    """差一步怎么补上、每一步都已重算；还缺哪些事实、牵着多少钱。 The smallest step that qualifies, proved; missing facts by money.

    不写 --subject 看全市；写 --subject 看一户；再写 --clause 与 --column 看金额随一项事实怎么变。
    """
    from yanzhen.command import advice
    from yanzhen.engine.advice import city
    from yanzhen.facts.folder import Folder
    from yanzhen.pack.loading import read_pack

    targets = out or []
    _followed(subject, clause, column, by, targets)
    period, at = judged(year, on)
    seen = day(known, "--known")
    with shown() as step:
        loaded = read_pack(existing(pack, "地方包"))
        batches = Folder(existing(facts, "数据"), loaded.vocabulary)
        run = city.loaded_run(loaded, batches, period, at, seen, step)
        if subject and column:
            page = advice.along_page(run, subject, clause, column)
        elif subject:
            page = advice.subject_page(run, subject, clause)
        else:
            page = advice.city_page(city.decided(run, step), top, by, everything, step)
    page.show()
    _write(page, targets)


def _followed(subject: str, clause: str, column: str, by: str, out: list[Path]) -> None:
    """Nothing, or CommandError YZ-C01 for options that do not go together or a format we do not write."""
    if by not in RANKS:
        hint = did_you_mean(by, RANKS) or f"写作 {' 或 '.join(RANKS)}"
        raise CommandError(f"--by 不认识：{by}", code="YZ-C01", hint=hint)
    if column and not (subject and clause):
        raise CommandError("--column 要同 --subject 和 --clause 一起用", code="YZ-C01", hint="补上主体和条款")
    if clause and not subject:
        raise CommandError("--clause 要同 --subject 一起用", code="YZ-C01", hint="补上主体，或去掉 --clause 看全市")
    for target in out:
        if target.suffix not in FORMATS or target.is_dir():
            hint = did_you_mean(target.suffix, FORMATS) or "写作 advice.json 或 advice.csv"
            raise CommandError(f"不会写这种文件：{target.name}", code="YZ-C01", hint=hint)


def _write(page: Page, out: list[Path]) -> None:
    """All files, complete, or as they were before."""
    from yanzhen.command.advice import write_rows

    with whole(*out) as drafts:
        for target, draft in zip(out, drafts, strict=True):
            if target.suffix == ".json":
                draft.write_text(json.dumps(page.data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            else:
                write_rows(page.rows, draft)
    for target in out:
        typer.echo(f"已写 written: {target}")
