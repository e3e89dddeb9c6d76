"""`yanzhen withdraw` and `yanzhen erase`: a delivery counts no more, or is gone by lawful order; either way a record stays."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from yanzhen.command.arguments import day
from yanzhen.errors import CommandError

EXAMPLES = (
    "例 Example:  yanzhen withdraw facts/企业/0123456789abcdef.parquet --reason 报错年份 --on 2025-03-01\n\n"
    "例 Example:  yanzhen erase facts/企业/0123456789abcdef.parquet --reason 当事人申请 --order 某数函〔2025〕3号 --on 2025-03-01"
)

Delivery = Annotated[Path, typer.Argument(metavar="FILE", help="数据文件夹里的一批 a delivery: REGISTER/….parquet")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="原因 why, kept in the record")]
Day = Annotated[str, typer.Option("--on", metavar="DATE", help="自哪一天起 from which day")]


def withdraw(delivery: Delivery, reason: Reason, on: Day) -> None:
    """撤回一批报错的数据：文件留着，自那一天起不再算数。 Withdraw a delivery: it stays, and counts no more from that day.

    用 --known 问那一天以前的情形，它仍然算数：当时怎么判的，照样能重做。
    """
    from yanzhen.facts.records import withdraw as record

    typer.echo(f"已撤回 withdrawn: {record(delivery, reason, _day(on))}")


def erase(
    delivery: Delivery,
    reason: Reason,
    order: Annotated[str, typer.Option("--order", metavar="NUMBER", help="凭哪一份决定 order it is done by")],
    on: Day,
) -> None:
    """依法删除一批数据：文件没了，原处立一块碑，记下指纹、原因、依据。 Erase a delivery; a tombstone with its digest stays.

    以后按回执重做，用到它的会说“已删除”，不说“不同”。备份里的那一份要另行删除。
    """
    from yanzhen.facts.records import erase as record

    typer.echo(f"已删除，立碑 erased: {record(delivery, reason, order, _day(on))}")


def _day(text: str) -> date:
    found = day(text, "--on")
    if found is None:
        raise CommandError("没有写 --on", code="YZ-C02", hint="写作 2025-03-01")
    return found
