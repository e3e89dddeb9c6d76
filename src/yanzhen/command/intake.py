"""`yanzhen intake`: a department's file becomes one delivery of facts, or a workbook that says what to mend."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yanzhen.command.arguments import PackFolder, RegisterName, day, existing, register_named, span
from yanzhen.command.whole import whole
from yanzhen.errors import CommandError

if TYPE_CHECKING:
    from yanzhen.facts.outcome import Intake, Seen
    from yanzhen.registers import Register

EXAMPLES = (
    "例 Example:  yanzhen intake packs/cn 企业 报表.xlsx --period 2024 --out facts --rejects 退回.xlsx\n\n"
    "与上年比 asks about jumps:  … --facts facts  ·  好的行先收 good rows first:  … --keep-good"
)

REFUSALS = 3
"""The exit code when cells were refused."""

MOST_SHOWN = 20


def intake(
    pack: PackFolder,
    register: RegisterName,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="报来的文件 .xlsx .ods .csv .parquet; told by content")],
    out: Annotated[
        Path,
        typer.Option("--out", metavar="GOOD", help="写到 .parquet 文件，或数据文件夹 a file, or a folder of facts"),
    ],
    rejects: Annotated[
        Path,
        typer.Option("--rejects", metavar="BAD", help="退回的行写到 refused rows go to, .xlsx; only if there are any"),
    ],
    period: Annotated[
        str,
        typer.Option("--period", metavar="P", help="哪一期 2024、2024-Q3…; default: what the workbook or its rows say"),
    ] = "",
    known: Annotated[
        str, typer.Option("--known", metavar="DATE", help="哪天获知 day accepted; default: last day of the period")
    ] = "",
    keep_good: Annotated[
        bool, typer.Option("--keep-good", help="有退回时，好的行也收 take good rows even if others are refused")
    ] = False,
    facts: Annotated[
        Path | None,
        typer.Option("--facts", metavar="DIR", help="已有数据，用来与上年比 earlier facts, to ask about jumps"),
    ] = None,
    sheet: Annotated[str, typer.Option("--sheet", metavar="NAME", help="哪张工作表 which sheet, if several fit")] = "",
    part: Annotated[
        list[str] | None,
        typer.Option(
            "--part", metavar="CODE", help="这一份答复哪几部分（如哪个名单）parts it answers for; may be repeated"
        ),
    ] = None,
    source: Annotated[str, typer.Option("--source", metavar="NAME", help="谁报来的 who delivered")] = "",
) -> None:
    """读入报来的表：要么整批收下，要么逐格说明哪里不对。Take in a file whole, or say cell by cell what is wrong.

    退出码 0 收下 taken · 3 有退回 some cells refused · 2 文件读不了 unreadable。有一格不对就整批不收，除非写 --keep-good；
    退回的表改好后可直接再读入。同一份文件读两次，第二次什么也不变。The rejects, corrected, go in again; the same file twice
    changes nothing.
    """
    from yanzhen.facts.folder import Folder
    from yanzhen.facts.intake import intake as take_in
    from yanzhen.pack.loading import read_pack

    when, seen_on = span(period), day(known, "--known")
    _check_paths(file, out, rejects)
    vocabulary = read_pack(existing(pack, "地方包")).vocabulary
    declared = register_named(register, vocabulary)
    came = take_in(
        file,
        declared,
        vocabulary,
        period=when,
        known=seen_on,
        source=source,
        keep_good=keep_good,
        parts=part or (),
        sheet=sheet,
        before=Folder(existing(facts, "数据"), vocabulary) if facts is not None else None,
    )
    if came.error is not None:
        raise came.error
    _show(came)
    if came.problems:
        _write_rejects(rejects, came, declared)
    if came.batch is not None and (came.taken or not came.problems):
        _write_good(out, came, declared)
    raise typer.Exit(REFUSALS if came.problems else 0)


def _check_paths(file: Path, out: Path, rejects: Path) -> None:
    """Refuse, before any work is done, what would write over the file itself or in a format we do not write."""
    if not file.is_file():
        raise CommandError(f"没有文件：{file}", code="YZ-C06", hint="查看路径")
    if rejects.suffix != ".xlsx" or rejects.is_dir():
        raise CommandError(f"不会写这种文件：{rejects.name}", code="YZ-C01", hint="写作 退回.xlsx")
    if out.suffix and out.suffix != ".parquet" and not out.is_dir():
        raise CommandError(f"不会写这种文件：{out.name}", code="YZ-C01", hint="写作 good.parquet，或一个数据文件夹")
    for option, target in (("--out", out), ("--rejects", rejects)):
        if target.exists() and target.samefile(file):
            raise CommandError(f"{option} 就是读入的文件：{target}", code="YZ-C08", hint="换一个文件名")


def _write_good(out: Path, came: Intake, register: Register) -> None:
    from yanzhen.facts.files import deliver_batch

    assert came.batch is not None
    path, fresh = deliver_batch(out, came.batch, register)
    if fresh:
        sys.stdout.write(f"已收 taken: {came.taken:,} 行 rows，{came.batch.known} 获知 known → {path}\n")
    else:
        sys.stdout.write(f"早已收过，什么也没有变 already taken, nothing changed: {path}\n")


def _write_rejects(rejects: Path, came: Intake, register: Register) -> None:
    from yanzhen.facts.rejects import write_rejects

    with whole(rejects) as (draft,):
        rows = write_rejects(draft, came, register, all_rows=came.batch is None)
    left = "全部没有收 nothing was taken" if came.batch is None else f"其余 {came.taken:,} 行收下 the others were taken"
    sys.stdout.write(f"退回 refused: {len(came.problems):,} 处 problems，{left}\n")
    sys.stdout.write(f"改好后可再读入 mend and take in again: {rejects}（{rows:,} 行 rows，见「原因」列）\n")


def _show(came: Intake) -> None:
    """How the file was understood, what is asked, what is wrong: each at most `MOST_SHOWN` lines."""
    table = came.table
    where = f"工作表「{table.sheet}」" if table is not None and table.sheet else ""
    when = f"，期间 {came.period}" if came.period else ""
    sys.stdout.write(f"{table.file if table is not None else ''} {where}：{came.rows:,} 行 rows{when}\n")
    for one in came.seen:
        if one.filled:
            sys.stdout.write(f"  {_column(one)}\n")
    empty = [one.heading for one in came.seen if not one.filled]
    if empty:
        more = f"等 {len(empty)} 列" if len(empty) > MOST_SHOWN else ""
        sys.stdout.write(f"  整列是空的 empty columns：{'、'.join(empty[:MOST_SHOWN])}{more}\n")
    _list("读法 understood", came.understood)
    _list("请核对 please confirm", came.doubts)
    _list("不收 refused", came.problems)


def _column(one: Seen) -> str:
    unit = f"，单位 {one.unit}" if one.unit else ""
    name = "" if one.heading == one.name else f" → {one.name}"
    extent = (
        f"，{one.least} 至 {one.most}" if one.most and one.least != one.most else f"，{one.most}" if one.most else ""
    )
    return f"{one.letter:<2} {one.heading}{name}{unit}：{one.filled:,} 有 filled，{one.blank:,} 空 blank{extent}"


def _list(title: str, lines: Sequence[object]) -> None:
    if not lines:
        return
    sys.stdout.write(f"{title}（{len(lines):,}）：\n")
    for line in lines[:MOST_SHOWN]:
        sys.stdout.write(f"  {line}\n")
    if len(lines) > MOST_SHOWN:
        sys.stdout.write(f"  ……另有 and {len(lines) - MOST_SHOWN:,} more\n")
