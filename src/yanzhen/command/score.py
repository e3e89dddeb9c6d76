"""`yanzhen score`: one evaluation scheme over all firms: scores, ranks and classes as one file, a report beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yanzhen.command.arguments import FactsFolder, Known, On, PackFolder, Year, day, existing, judged
from yanzhen.command.whole import whole
from yanzhen.errors import CommandError, did_you_mean

if TYPE_CHECKING:
    import polars as pl

    from yanzhen.engine.columns.reading import Reader
    from yanzhen.engine.schemes.evaluation import Evaluation
    from yanzhen.pack.model import Pack

EXAMPLES = (
    "例 Example:  yanzhen score packs/某地 方案名称 --facts demo/facts --year 2024 --out 评价.xlsx --report 评价.html"
)

FORMATS = (".parquet", ".csv", ".xlsx")


def score(
    pack: PackFolder,
    scheme: Annotated[str, typer.Argument(metavar="SCHEME", help="评价方案的名称 name of the scheme")],
    facts: FactsFolder,
    year: Year,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="结果文件 .parquet .csv .xlsx")],
    on: On = "",
    known: Known = "",
    against: Annotated[
        Path | None,
        typer.Option(
            "--against", metavar="EARLIER", help="以前的结果 .parquet：列出谁变了 who moved since an earlier file"
        ),
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.html", help="一页报告，离线打开 one page, opened offline")
    ] = None,
) -> None:
    """按评价方案计分、排名、分等次。 Score, rank and class every firm by a scheme; a receipt stands beside the file."""
    from yanzhen.command.score_summary import print_moved, print_scores
    from yanzhen.engine.schemes.results import score as evaluate
    from yanzhen.engine.schemes.results import table_of
    from yanzhen.facts.folder import Folder
    from yanzhen.pack.loading import read_pack

    _writable(out, FORMATS)
    if report is not None:
        _writable(report, (".html",))
    earlier = _earlier(against)
    period, at = judged(year, on)
    seen = day(known, "--known")
    loaded = read_pack(existing(pack, "地方包"))
    folder = Folder(existing(facts, "数据"), loaded.vocabulary)
    evaluation, reader = evaluate(loaded, scheme, folder, period, at, seen)
    table = table_of(evaluation, reader)
    arguments = {
        "scheme": evaluation.scheme.id,
        "year": str(period),
        "on": at.isoformat(),
        "known": seen and seen.isoformat(),
    }
    if earlier is not None:
        from yanzhen.engine.schemes.comparing import moved

        changes = moved(earlier, table)
    _write(loaded, evaluation, reader, table, arguments, folder.digests, out, report)
    print_scores(loaded, evaluation, reader, table, at, [path for path in (out, report) if path is not None])
    if earlier is not None:
        print_moved(changes, against)


def _earlier(against: Path | None) -> pl.DataFrame | None:
    """An earlier score file, read before any work is done; CommandError YZ-C04 when it is not there or is none."""
    import polars as pl

    if against is None:
        return None
    if against.suffix != ".parquet" or not against.is_file():
        raise CommandError(
            f"没有以前的结果：{against}", code="YZ-C04", hint="--against 写 yanzhen score --out 得到的 .parquet"
        )
    return pl.read_parquet(against)


def _writable(target: Path, formats: tuple[str, ...]) -> None:
    if target.suffix not in formats:
        hint = did_you_mean(target.suffix, formats) or f"写作 评价{formats[0]}"
        raise CommandError(f"不会写这种文件：{target.name}", code="YZ-C01", hint=hint)
    if target.is_dir():
        raise CommandError(f"这是一个文件夹：{target}", code="YZ-C01", hint=f"写作 {target / ('评价' + formats[0])}")


def _write(
    pack: Pack,
    evaluation: Evaluation,
    reader: Reader,
    table: pl.DataFrame,
    arguments: dict,
    delivered: Mapping[str, str],
    out: Path,
    report: Path | None,
) -> None:
    """The file, its receipt and the report: complete, or as they were before. `delivered` maps file names to digests."""
    from yanzhen.command.receipt import PackOf, beside, files_of, findings_digest, receipt_text
    from yanzhen.command.score_files import write_scores
    from yanzhen.command.score_report import report_of
    from yanzhen.engine.receipt import KEYS

    snapshot = reader.snapshot
    targets = [out, beside(out)] + ([report] if report is not None else [])
    with whole(*targets) as drafts:
        write_scores(
            table, drafts[0], out.suffix, pack, evaluation, date.fromisoformat(arguments["on"]), snapshot.synthetic
        )
        slip = receipt_text(
            packs=[PackOf(pack.own, pack.version, pack.digest)],
            facts=files_of(snapshot.digests, delivered),
            synthetic=snapshot.synthetic,
            arguments=arguments,
            findings={"rows": table.height, "digest": findings_digest(table, table.columns, KEYS["score"])},
            output=drafts[0],
            name=out.name,
            kind="score",
        )
        drafts[1].write_text(slip, encoding="utf-8")
        if report is not None:
            drafts[2].write_text(report_of(pack, evaluation, reader, table, arguments), encoding="utf-8")
