"""What several verbs take alike: the pack, the facts, the year judged and the two dates."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from yanzhen.errors import CommandError, did_you_mean
from yanzhen.periods import Period
from yanzhen.registers import Register, Vocabulary

YEARS = range(1949, 2200)

PackFolder = Annotated[Path, typer.Argument(metavar="PACK", help="地方包的文件夹 folder of a pack (holds pack.yaml)")]
RegisterName = Annotated[str, typer.Argument(metavar="REGISTER", help="台账，如 企业 register of the pack")]
FactsFolder = Annotated[Path, typer.Option("--facts", metavar="DIR", help="数据文件夹 folder of facts")]
Year = Annotated[int, typer.Option("--year", metavar="Y", help="所属期：事实所在的年份 the year the facts are about")]
On = Annotated[str, typer.Option("--on", metavar="DATE", help="基准日 date of decision; default: 31 December of Y")]
Known = Annotated[
    str, typer.Option("--known", metavar="DATE", help="只用此日及以前获知的数据 facts known by then; default: all")
]


def day(text: str, option: str) -> date | None:
    """The date an option gives, None when it was left out; anything but an ISO date is refused."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{option} 不是日期：「{text}」", code="YZ-C02", hint="写作 2025-06-30") from None


def judged(year: int, on: str) -> tuple[Period, date]:
    """The period judged and 基准日; the clock is never asked."""
    if year not in YEARS:
        raise CommandError(f"--year 不是年份：{year}", code="YZ-C03", hint="写作 2024")
    return Period.year_of(year), day(on, "--on") or date(year, 12, 31)


def span(text: str) -> Period | None:
    """The period an option gives, None when it was left out."""
    return Period.parse(text) if text else None


def register_named(name: str, vocabulary: Vocabulary) -> Register:
    """The register of that name, which the pack must have."""
    if name not in vocabulary.registers:
        hint = did_you_mean(name, vocabulary.registers) or f"有 {'、'.join(vocabulary.registers)}"
        raise CommandError(f"没有台账「{name}」", code="YZ-C09", hint=hint)
    return vocabulary.registers[name]


def existing(folder: Path, what: str) -> Path:
    """The folder, which must be there."""
    if not folder.is_dir():
        raise CommandError(f"没有{what}文件夹：{folder}", code="YZ-C04", hint="查看路径；文件夹名区分大小写")
    return folder
