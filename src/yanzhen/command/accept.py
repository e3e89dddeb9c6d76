"""`yanzhen accept`: lines of a sheet of proposals become lines of a pack's plan."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yanzhen.command.arguments import PackFolder, existing
from yanzhen.command.whole import whole
from yanzhen.errors import CommandError

if TYPE_CHECKING:
    from yanzhen.reading.proposals import Proposal, Sheet

EXAMPLES = (
    "例 Example:  yanzhen read 版面.txt --propose packs/template --out 拟稿.yaml\n\n"
    "    逐行改 accept 为 是 或 否，然后 after answering each line:  yanzhen accept 拟稿.yaml packs/template\n\n"
    "    直接点行 by number:  yanzhen accept 拟稿.yaml packs/template --line 3,5-9"
)


def accept(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="拟稿 the sheet written by read --propose")],
    pack: PackFolder,
    lines: Annotated[
        str, typer.Option("--line", metavar="N", help="接受哪几行，如 3,5-9 which lines; default: those answered 是")
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help="没有答 否 的都接受 all but those answered 否")] = False,
) -> None:
    """逐行接受拟稿，写进地方包的 plan/。 Take proposed lines into the pack's plan; what was not accepted stays out.

    接受后整包再检查一遍，有错则一行也不写。The pack is checked with the lines in it; if an error comes in, nothing is written.
    """
    from yanzhen.pack.checks import check
    from yanzhen.pack.loading import read_pack
    from yanzhen.reading.proposals import PLAN_FILES, accepted, read_sheet

    existing(pack, "地方包")
    if not sheet.is_file():
        raise CommandError(f"没有这个文件：{sheet}", code="YZ-C04", hint="查看路径")
    held = read_sheet(sheet)
    own = read_pack(pack).own
    if held.pack != own:
        raise CommandError(
            f"拟稿是给「{held.pack}」的，不是「{own}」", code="YZ-C60", hint="换成那个包，或重新 read --propose"
        )
    chosen = _chosen(held, lines, everything)
    folder = pack / "plan"
    before = {name: (folder / name).read_bytes() for name in PLAN_FILES.values() if (folder / name).is_file()}
    texts = accepted(chosen, {name: text.decode() for name, text in before.items()})
    _write(folder, {name: text.encode() for name, text in texts.items()})
    wrong = [problem for problem in check(pack).problems if problem.level == "E"]
    if wrong:
        _write(folder, {name: before.get(name) for name in texts})
        told = "\n".join(f"  {problem}" for problem in wrong[:5])
        raise CommandError(
            f"接受后包里有 {len(wrong)} 处错误，一行也没有写入\n{told}", code="YZ-C61", hint="改拟稿，或少接受几行"
        )
    _tell(chosen, texts, folder)


def _chosen(sheet: Sheet, lines: str, everything: bool) -> list[Proposal]:
    """The lines to take: by number, all but those refused, or those answered 是."""
    if lines:
        numbers = set(_numbers(lines, len(sheet.lines)))
        return [line for at, (line, _) in enumerate(sheet.lines, start=1) if at in numbers]
    wanted = ("是", "未定") if everything else ("是",)
    chosen = [line for line, answer in sheet.lines if answer in wanted]
    if not chosen:
        hint = "在拟稿里把 accept 写成 是，或用 --line、--all"
        raise CommandError("没有一行写了 accept: 是", code="YZ-C62", hint=hint)
    return chosen


def _numbers(text: str, most: int) -> Iterable[int]:
    for part in text.replace("，", ",").split(","):
        first, _, last = part.strip().partition("-")
        ends = (first, last or first)
        if not all(end.isdigit() and 1 <= int(end) <= most for end in ends):
            raise CommandError(f"--line 读不懂：「{part}」", code="YZ-C63", hint=f"写 1 到 {most} 的行号，如 3,5-9")
        yield from range(int(ends[0]), int(ends[1]) + 1)


def _write(folder: Path, files: dict[str, bytes | None]) -> None:
    """The files with these bytes, each whole; those without bytes are taken away."""
    kept = {folder / name: content for name, content in files.items() if content is not None}
    with whole(*kept) as drafts:
        for draft, content in zip(drafts, kept.values(), strict=True):
            draft.write_bytes(content)
    for gone in files.keys() - {path.name for path in kept}:
        (folder / gone).unlink(missing_ok=True)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _tell(chosen: list[Proposal], texts: dict[str, str], folder: Path) -> None:
    same = sum(line.state == "same" for line in chosen)
    conflicts = [line for line in chosen if line.state == "conflicting"]
    told = f"接受 {len(chosen)} 行，其中 {same} 行原已如此 taken in, of which already there"
    typer.echo(f"{told}；写入 {'、'.join(str(folder / name) for name in texts) or '无'}")
    for line in conflicts:
        typer.echo(f"  并列 beside another source: {line.name} ⇄ {line.against}")
