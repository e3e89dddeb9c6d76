"""`yanzhen pools`: who is paid in which order from which pool, who waits, what more money would change; every fen accounted for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yanzhen.command.arguments import FactsFolder, Known, On, PackFolder, Year, day, existing, judged
from yanzhen.command.progress import Step, shown
from yanzhen.command.whole import whole
from yanzhen.errors import CommandError, did_you_mean

if TYPE_CHECKING:
    from yanzhen.engine import Result
    from yanzhen.pack.model import Pack

EXAMPLES = (
    "例 Example:  yanzhen pools packs/cn --facts demo/facts --year 2024 --on 2025-06-30 --out 资金池.xlsx\n\n"
    "再多 50 万元会给谁 who would get 50 more:  … --more '50 万元'"
)
TABLES = ("allocation", "funding", "instalments", "debts", "pools")
LITTLE = 1_000_000
"""Fen of one 万元: how much more money is asked about when nobody says."""

FORMATS = (".xlsx", ".parquet", ".csv")


def pools(
    pack: PackFolder,
    facts: FactsFolder,
    year: Year,
    out: Annotated[
        list[Path],
        typer.Option(
            "--out", metavar="FILE", help="结果文件 .xlsx（全部）.parquet .csv（一张表）; may be given more than once"
        ),
    ],
    on: On = "",
    known: Known = "",
    more: Annotated[
        str,
        typer.Option("--more", metavar="MONEY", help="再多这些钱会给谁（默认一万元）what this much more would change"),
    ] = "",
    table: Annotated[
        str,
        typer.Option(
            "--table", metavar="|".join(TABLES), help=".parquet、.csv 写哪张表 which table a .parquet or .csv holds"
        ),
    ] = "allocation",
) -> None:
    """资金池：按次序给付、候补名次、多一万元给谁、逐分对账；分担、分期、追回。 Pay awards out of pools; a receipt stands beside.

    .xlsx 里是全部的表；.parquet 和 .csv 里是 --table 的一张，金额以分计。Amounts in files for programs are integer fen.
    """
    from yanzhen.command.payout_summary import print_payout
    from yanzhen.engine import match as match_all
    from yanzhen.facts.folder import Folder
    from yanzhen.pack.loading import read_pack

    fen = money(more) if more else LITTLE
    if table not in TABLES:
        hint = did_you_mean(table, TABLES) or f"写作 {'、'.join(TABLES)} 之一"
        raise CommandError(f"没有这张表：{table}", code="YZ-C01", hint=hint)
    for target in out:
        if target.suffix not in FORMATS or target.is_dir():
            hint = did_you_mean(target.suffix, FORMATS) or f"写作 资金池{FORMATS[0]}、.parquet 或 .csv"
            raise CommandError(f"不会写这种文件：{target.name}", code="YZ-C01", hint=hint)
    period, at = judged(year, on)
    seen = day(known, "--known")
    with shown() as step:
        loaded = read_pack(existing(pack, "地方包"))
        batches = Folder(existing(facts, "数据"), loaded.vocabulary)
        result = match_all(loaded, batches, period, at, seen, progress=step)
        arguments = {
            "year": str(period), "on": at.isoformat(), "known": seen.isoformat() if seen else None, "more": more,
            "table": table,
        }  # fmt: skip
        _write(out, loaded, result, arguments, batches.digests, step)
    print_payout(loaded, result, fen, out)


def money(text: str) -> int:
    """Whole fen of a sum as written in packs; anything else, less than a fen or not above zero is refused."""
    from yanzhen.pack.quantities import read_quantity
    from yanzhen.units import MONEY

    size = read_quantity(text)
    if size is None or size[1] != MONEY or size[0] <= 0 or (size[0] * 100).denominator != 1:
        raise CommandError(f"--more 不是金额：「{text}」", code="YZ-C02", hint="写作 '1 万元'")
    return int(size[0] * 100)


def _write(
    out: list[Path], pack: Pack, result: Result, arguments: dict, delivered: Mapping[str, str], step: Step
) -> None:
    """All outputs and their receipts: complete, or as they were before. `delivered` maps file names to digests."""
    from yanzhen.command.payout_sheets import SHEETS
    from yanzhen.command.receipt import PackOf, beside, files_of, findings_digest, receipt_text
    from yanzhen.command.tables import guarded_csv
    from yanzhen.command.workbook import write_workbook

    chosen = getattr(result.payout, arguments["table"])
    digests = {name: hashlib.sha256(getattr(result.payout, name).write_csv().encode()).hexdigest() for name in TABLES}
    findings = {"rows": result.table.height, "digest": findings_digest(result.table), "tables": digests}
    with whole(*[path for target in out for path in (target, beside(target))]) as drafts:
        for target, draft, slip in zip(out, drafts[::2], drafts[1::2], strict=True):
            if target.suffix == ".parquet":
                label = {"yanzhen.kind": arguments["table"], "yanzhen.synthetic": "yes" if result.synthetic else "no"}
                chosen.write_parquet(draft, metadata=label)
            elif target.suffix == ".csv":
                guarded_csv(chosen, draft)
            else:
                write_workbook(pack, result, arguments, draft, step, sheets=SHEETS)
            text = receipt_text(
                packs=[PackOf(pack.own, pack.version, pack.digest)],
                facts=files_of(result.digests, delivered),
                synthetic=result.synthetic,
                arguments=arguments,
                findings=findings,
                output=draft,
                name=target.name,
            )
            slip.write_text(text, encoding="utf-8")
