"""`yanzhen compare`: what a change of clauses would cost, whom it helps and whom it misses, before anybody decides it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yanzhen.command.arguments import FactsFolder, Known, On, PackFolder, Year, day, existing, judged
from yanzhen.command.progress import shown
from yanzhen.command.whole import whole
from yanzhen.errors import CommandError, did_you_mean

if TYPE_CHECKING:
    from yanzhen.command.receipt import PackOf
    from yanzhen.engine.compare import Comparison

EXAMPLES = (
    "例 Example:  yanzhen compare packs/cn --set 差一步幅度=20% --facts demo/facts --year 2024 --on 2025-06-30 --out 试算.xlsx\n\n"
    "两个包 two packs:  yanzhen compare packs/cn draft/cn --facts demo/facts --year 2024 --out 试算.parquet\n\n"
    "退出码 exit code: 0 好 · 2 用法或输入不对 · 5 超出地方包声明的合理区间，没有写 held by the declared band"
)

FORMATS = (".xlsx", ".parquet", ".json")
HELD = 5
"""Exit code when the declared band holds the result."""


def compare(
    pack: PackFolder,
    facts: FactsFolder,
    year: Year,
    other: Annotated[
        Path | None, typer.Argument(metavar="[PACK_B]", help="改后的地方包 the pack after; or use --set")
    ] = None,
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="TERM=VALUE", help="改一个有名称的数，表写 TERM[界限]=值 set a named term; may be repeated"
        ),
    ] = None,
    out: Annotated[
        list[Path] | None,
        typer.Option("--out", metavar="FILE", help="结果文件 .xlsx .parquet .json; may be given more than once"),
    ] = None,
    on: On = "",
    known: Known = "",
    anyway: Annotated[
        str, typer.Option("--anyway", metavar="REASON", help="超出合理区间仍要写，原因记入回执 write despite the band")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON print JSON instead of the summary")] = False,
) -> None:
    """改一个数或换一版政策，逐条、逐户、逐组算出改前改后。 Two books of clauses, or one with a figure changed, over the same facts.

    费用给低、预计、高三个数；条文只写“最高”的上限单列。原文件不动，已发布的不变。
    """
    from yanzhen.command.compare_summary import print_comparison
    from yanzhen.command.receipt import PackOf
    from yanzhen.engine.compare import compare as compare_all
    from yanzhen.facts.folder import Folder
    from yanzhen.pack.changing import read_changed
    from yanzhen.pack.loading import read_pack

    settings, targets = [_setting(text) for text in sets or ()], list(out or ())
    if other is None and not settings:
        raise CommandError("没有说改什么", code="YZ-C22", hint="给第二个地方包，或 --set 名称=值")
    if not targets and not as_json:
        raise CommandError("没有写 --out", code="YZ-C22", hint="写 --out 试算.xlsx，或 --json")
    for target in targets:
        _writable(target)
    period, at = judged(year, on)
    seen = day(known, "--known")
    began = time.perf_counter()
    with shown() as step:
        before = read_pack(existing(pack, "地方包"))
        second = pack if other is None else existing(other, "地方包")
        after, done = read_changed(second, settings) if settings else (read_pack(second), ())
        folder = existing(facts, "数据")
        comparison = compare_all(
            before, after, lambda vocabulary: Folder(folder, vocabulary), period, at, seen, progress=step
        )
        delivered = Folder(folder, after.vocabulary).digests
    if comparison.breaks and not anyway.strip():
        _hold(comparison)
    packs = [
        PackOf(before.own, before.version, before.digest),
        PackOf(after.own, after.version, after.digest, tuple((setting.named, setting.after) for setting in done)),
    ]
    heading = (
        f"{before.title} {before.version} → {after.title} {after.version} · 所属期 {period} · 基准日 {at.isoformat()}"
    )
    arguments = {"year": str(period), "on": at.isoformat(), "known": seen.isoformat() if seen else None}
    _write(targets, comparison, heading, packs, arguments, delivered, anyway.strip())
    if as_json:
        typer.echo(json.dumps(as_data(comparison, packs), ensure_ascii=False, indent=1))
        return
    print_comparison(comparison, heading, tuple(str(setting) for setting in done))
    for path in targets:
        typer.echo(f"已写 written: {path}（回执 receipt {path.name}.receipt.json）")
    typer.echo(
        f"用时 seconds: {time.perf_counter() - began:.2f}，两边相同、只判一次的 decided once for both: {comparison.shared}"
    )


def _setting(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise CommandError(
            f"--set 读不出：「{text}」", code="YZ-C22", hint="写作 --set 贴息比例=60%，表写 --set 名称[界限]=值"
        )
    return name.strip(), value.strip()


def _writable(target: Path) -> None:
    if target.suffix not in FORMATS:
        hint = did_you_mean(target.suffix, FORMATS) or f"写作 试算{FORMATS[0]}、.parquet 或 .json"
        raise CommandError(f"不会写这种文件：{target.name}", code="YZ-C01", hint=hint)
    if target.is_dir():
        raise CommandError(f"--out 是一个文件夹：{target}", code="YZ-C01", hint=f"写作 {target / '试算.xlsx'}")


def _hold(comparison: Comparison) -> None:
    """Say what broke the band, and end; nothing is written."""
    from yanzhen.command.line import refuse

    told = "；".join(str(broken) for broken in comparison.breaks)
    error = CommandError(
        f"试算结果超出地方包声明的合理区间，没有写出：{told}",
        code="YZ-C23",
        hint="先查改动和数据；确实如此的，加 --anyway 原因，原因记入回执",
    )
    refuse(str(error), HELD)


def _write(
    targets: list[Path],
    comparison: Comparison,
    heading: str,
    packs: list[PackOf],
    arguments: dict[str, Any],
    delivered: dict[str, str],
    anyway: str,
) -> None:
    """All outputs and their receipts: complete, or as they were before."""
    from yanzhen.command.compare_sheets import write_comparison
    from yanzhen.command.receipt import beside, files_of, findings_digest, receipt_text

    if not targets:
        return
    findings = {
        "rows": comparison.findings.height,
        "digest": findings_digest(comparison.findings, comparison.findings.columns),
    }
    held = {"breaks": [str(broken) for broken in comparison.breaks], "reason": anyway} if comparison.breaks else None
    label = {"yanzhen.kind": "comparison", "yanzhen.synthetic": "yes" if comparison.synthetic else "no"}
    with whole(*[path for target in targets for path in (target, beside(target))]) as drafts:
        for target, draft, slip in zip(targets, drafts[::2], drafts[1::2], strict=True):
            if target.suffix == ".parquet":
                comparison.findings.write_parquet(draft, metadata=label)
            elif target.suffix == ".json":
                draft.write_text(json.dumps(as_data(comparison, packs), ensure_ascii=False, indent=1) + "\n", "utf-8")
            else:
                write_comparison(comparison, heading, draft)
            text = receipt_text(
                kind="compare",
                packs=packs,
                facts=files_of(comparison.digests, delivered),
                synthetic=comparison.synthetic,
                arguments=arguments,
                findings=findings,
                output=draft,
                name=target.name,
                held=held,
            )
            slip.write_text(text, encoding="utf-8")


def as_data(comparison: Comparison, packs: list[PackOf]) -> dict[str, Any]:
    """The comparison as plain data; money is whole fen, every list in its fixed order."""
    return {
        "format": 1,
        "kind": "comparison",
        "synthetic": comparison.synthetic,
        "packs": [
            {
                "id": pack.id,
                "version": pack.version,
                "digest": pack.digest,
                "set": [list(pair) for pair in pack.settings],
            }
            for pack in packs
        ],
        "period": str(comparison.period),
        "on": comparison.on.isoformat(),
        "known": comparison.known.isoformat() if comparison.known else None,
        "breaks": [str(broken) for broken in comparison.breaks],
        "totals": comparison.totals.to_dicts(),
        "clauses": comparison.clauses.to_dicts(),
        "groups": comparison.groups.to_dicts(),
        "subjects": comparison.subjects.to_dicts(),
    }
