"""`yanzhen template`: an empty workbook for one register, with headings, drop-downs and how to fill it in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from yanzhen.command.arguments import PackFolder, RegisterName, existing, register_named, span
from yanzhen.command.whole import whole
from yanzhen.errors import CommandError

EXAMPLES = (
    "例 Example:  yanzhen template packs/cn 企业 --period 2024 --out 企业台账.xlsx\n\n"
    "只要一个部门的列 one holder's columns:  … --held-by 税务 --out 税务.xlsx"
)


def template(
    pack: PackFolder,
    register: RegisterName,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="写到 where to write, .xlsx")],
    period: Annotated[
        str,
        typer.Option("--period", metavar="P", help="哪一期 2024、2024-Q3…; default: each row says it in 期间"),
    ] = "",
    held_by: Annotated[
        list[str] | None,
        typer.Option("--held-by", metavar="NAME", help="只要谁提供的列 columns of this holder; may be repeated"),
    ] = None,
) -> None:
    """生成报送用的空表：列名带单位、下拉表、示例行、填表说明。Make a workbook to fill in: units, drop-downs, a sample row.

    填好后用 yanzhen intake 读入；台账和期间记在表里。Register and period are kept inside; read it in with intake.
    """
    from yanzhen.facts.template import fields_of, write_template
    from yanzhen.pack.loading import read_pack

    if out.suffix != ".xlsx":
        raise CommandError(f"不会写这种文件：{out.name}", code="YZ-C01", hint="写作 企业台账.xlsx")
    when = span(period)
    vocabulary = read_pack(existing(pack, "地方包")).vocabulary
    declared = register_named(register, vocabulary)
    fields = fields_of(declared, vocabulary, when, held_by or ())
    with whole(out) as (draft,):
        write_template(draft, declared, vocabulary, when, fields)
    sys.stdout.write(f"已写 written: {out}（{len(fields)} 列 columns）\n")
    known = "" if when else " --known 获知日期"  # undated facts must say since when they are known
    verb = f"yanzhen intake {pack} {register} {out} --out FACTS --rejects 退回.xlsx{known}"
    sys.stdout.write(f"填好后 when filled in: {verb}\n")
