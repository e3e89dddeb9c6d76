"""`yanzhen match`: every clause over every subject, as one file of findings with a receipt, and a summary to read."""

from __future__ import annotations

import time
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
    "例 Example:  yanzhen match packs/cn --facts demo/facts --year 2024 --on 2025-06-30 --out findings.parquet\n\n"
    "一次写两种 two files at once:  … --out findings.parquet --out 应享清单.xlsx"
)

FORMATS = (".parquet", ".csv", ".xlsx")
SUMMARIES = ("clause", "subject")


def match(
    pack: PackFolder,
    facts: FactsFolder,
    year: Year,
    out: Annotated[
        list[Path],
        typer.Option("--out", metavar="FILE", help="结果文件 .parquet .csv .xlsx; may be given more than once"),
    ],
    on: On = "",
    known: Known = "",
    all_findings: Annotated[bool, typer.Option("--all", help="不符的也写出 write not_met findings too")] = False,
    by: Annotated[
        str,
        typer.Option(
            "--by", metavar="clause|subject", help="摘要按条款，或逐户（含 --all）summary by clause or subject"
        ),
    ] = "clause",
) -> None:
    """逐条逐户判定：符合、差一步、可申报、待补数据、待评审。 Decide every clause for every subject; a receipt stands beside.

    .parquet 和 .csv 给程序（金额以分计），.xlsx 给人。Amounts in files for programs are integer fen.
    """
    from yanzhen.command.summary import print_subjects, print_summary
    from yanzhen.engine import match as match_all
    from yanzhen.facts.folder import Folder
    from yanzhen.pack.loading import read_pack

    if by not in SUMMARIES:
        hint = did_you_mean(by, SUMMARIES) or f"写作 {' 或 '.join(SUMMARIES)}"
        raise CommandError(f"--by 不认识：{by}", code="YZ-C01", hint=hint)
    all_findings = all_findings or by == "subject"
    for target in out:
        _writable(target)
    period, at = judged(year, on)
    seen = day(known, "--known")
    began = time.perf_counter()
    with shown() as step:
        loaded = read_pack(existing(pack, "地方包"))
        batches = Folder(existing(facts, "数据"), loaded.vocabulary)
        read = time.perf_counter()
        result = match_all(loaded, batches, period, at, seen, all_findings=all_findings, progress=step)
        decided = time.perf_counter()
        arguments = {
            "year": str(period),
            "on": at.isoformat(),
            "known": seen.isoformat() if seen else None,
            "all": all_findings,
        }
        _write(out, loaded, result, arguments, batches.digests, step)
    seconds = {"读地方包": read - began, "判定": decided - read, "写文件": time.perf_counter() - decided}
    if by == "subject":
        print_subjects(loaded, result, period, at, out)
    else:
        print_summary(loaded, result, period, at, out, seconds)


def _writable(target: Path) -> None:
    """Refuse a target whose name says no format we write, or that is a folder, before any work is done."""
    if target.suffix not in FORMATS:
        hint = did_you_mean(target.suffix, FORMATS) or f"写作 findings{FORMATS[0]}、.csv 或 .xlsx"
        raise CommandError(f"不会写这种文件：{target.name}", code="YZ-C01", hint=hint)
    if target.is_dir():
        raise CommandError(f"--out 是一个文件夹：{target}", code="YZ-C01", hint=f"写作 {target / 'findings.parquet'}")


def _write(
    out: list[Path], pack: Pack, result: Result, arguments: dict, delivered: Mapping[str, str], step: Step
) -> None:
    """All outputs and their receipts: complete, or as they were before. `delivered` maps file names to digests."""
    from yanzhen.command.receipt import PackOf, beside, files_of, findings_digest, receipt_text
    from yanzhen.command.tables import write_csv, write_parquet
    from yanzhen.command.workbook import write_workbook

    findings = {"rows": result.table.height, "digest": findings_digest(result.table)}
    with whole(*[path for target in out for path in (target, beside(target))]) as drafts:
        for target, draft, slip in zip(out, drafts[::2], drafts[1::2], strict=True):
            if target.suffix == ".parquet":
                write_parquet(result.table, draft, synthetic=result.synthetic)
            elif target.suffix == ".csv":
                write_csv(result.table, draft)
            else:
                write_workbook(pack, result, arguments, draft, step)
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
