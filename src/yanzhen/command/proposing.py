"""What `yanzhen read --propose` writes: pages read become a sheet of proposed lines beside a pack's plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from yanzhen.command.whole import whole

if TYPE_CHECKING:
    from yanzhen.reading import Page
    from yanzhen.reading.proposals import Origin, Proposal

STATES = {"new": "新", "same": "已有", "changed": "有改动", "conflicting": "与另一来源不一"}
KINDS = {"target": "目标", "indicator": "指标", "list": "名单", "project": "项目", "duty": "任务"}


def propose_to(pack: Path, pages: Sequence[tuple[str, Page]], out: Path | None, origin: Origin | None = None) -> None:
    """The sheet is written to `out` (or shown), and what it holds is told in a few lines. `pages` are (file name, page)."""
    from yanzhen.pack.cases import plain
    from yanzhen.pack.loading import read_pack
    from yanzhen.pack.problems import Problems
    from yanzhen.pack.text import read_documents
    from yanzhen.reading.proposals import PLAN_FILES, compare, propose, sheet_text
    from yanzhen.reading.proposals.sheet import digest

    known = read_pack(pack)
    files = [pack / "plan" / name for name in PLAN_FILES.values()]
    documents = [entry for file in files if file.is_file() for entry in read_documents(file, str(file), Problems())]
    standing = [held for held in map(plain, documents) if isinstance(held, dict)]
    lines: list[Proposal] = []
    for _, page in pages:
        lines += propose(page, known.vocabulary, known.area, origin)
    found = compare(lines, standing)
    text = sheet_text(known.own, [(name, digest(page.text)) for name, page in pages], found)
    if out is None:
        typer.echo(text, nl=False)
        return
    with whole(out) as (draft,):
        draft.write_text(text, encoding="utf-8")
    for state, word in STATES.items():
        counted = Counter(line.kind for line in found if line.state == state)
        if counted:
            told = "、".join(f"{KINDS[kind]} {count}" for kind, count in counted.items())
            typer.echo(f"{word} {state}：{told}")
    for line in found:
        if line.state == "conflicting":
            typer.echo(f"  ⇄ {KINDS[line.kind]}「{line.name}」与「{line.against}」说法不一，两者并列，请核对")
    typer.echo(f"写入 {out}：{len(found)} 行；逐行答复后运行 yanzhen accept {out} {pack}")
