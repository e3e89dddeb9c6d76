"""`yanzhen replay`: the findings of a receipt decided again, byte for byte, or exactly what is not as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from yanzhen.command.arguments import FactsFolder, existing
from yanzhen.command.progress import shown
from yanzhen.errors import CommandError

EXAMPLES = (
    "例 Example:  yanzhen replay findings.parquet.receipt.json --facts demo/facts --pack packs/cn\n\n"
    "退出码 exit code: 0 逐字节重现 reproduced · 1 有不同 differs · 4 有数据依法删除 erased"
)

DIFFERS, ERASED = 1, 4
"""Exit codes beside 0, reproduced."""

WORDS = {
    "pack": "规则 pack",
    "missing": "缺数据 missing",
    "changed": "数据变了 changed",
    "added": "多数据 added",
    "withdrawn": "已撤回 withdrawn",
    "erased": "已删除 erased",
    "facts": "数据 facts",
    "engine": "程序 engine",
    "findings": "结果 findings",
}

PLACES = ("packs/{}", "packs/elsewhere/{}", "{}")
"""Where a pack of that id is looked for when it is not said, from the folder the command is run in."""


def replay(
    receipt: Annotated[
        Path, typer.Argument(metavar="RECEIPT", help="回执 ….receipt.json, or the output it stands beside")
    ],
    facts: FactsFolder,
    pack: Annotated[
        list[Path] | None,
        typer.Option("--pack", metavar="DIR", help="地方包；对比的回执依次给两个 pack; default: packs/ID"),
    ] = None,
) -> None:
    """按回执重做一遍：结果逐字节相同，或说出哪里不同、哪些数据已依法删除。 Reproduce a receipt's findings, or say what differs.

    看四样：规则、数据、程序、结果。数据文件放到哪里、叫什么名字、什么次序，都不影响。
    """
    from yanzhen.command.receipt import beside, read_receipt
    from yanzhen.engine.replay import REPRODUCED
    from yanzhen.engine.replay import replay as replay_all

    slip = receipt if receipt.name.endswith(".receipt.json") else beside(receipt)
    if not slip.is_file():
        raise CommandError(f"没有回执：{slip}", code="YZ-C21", hint="回执写在结果文件旁边，名称以 .receipt.json 结尾")
    recorded = read_receipt(slip)
    folders = [existing(one, "地方包") for one in pack] if pack else [looked_for(one.id) for one in recorded.packs]
    with shown() as step:
        found = replay_all(recorded, folders, existing(facts, "数据"), slip.with_name(recorded.output_name), step)
    for difference in found.differences:
        typer.echo(f"{WORDS[difference.kind]}：{difference.sentence}")
    if found.outcome == REPRODUCED:
        typer.echo(
            f"逐字节重现 reproduced: {recorded.findings_rows:,} 行 rows · 结果 findings sha256 {recorded.findings_digest}"
        )
        return
    erased = found.outcome == "erased"
    typer.echo("不能重做：用到的数据已依法删除 erased" if erased else "不同 differs")
    raise SystemExit(ERASED if erased else DIFFERS)


def looked_for(name: str) -> Path:
    """The folder of the pack of that id, in one of the usual `PLACES`."""
    for place in PLACES:
        if (folder := Path(place.format(name))).joinpath("pack.yaml").is_file():
            return folder
    raise CommandError(f"这里没有地方包「{name}」", code="YZ-C21", hint=f"写明 --pack …/{name}")
