"""`yanzhen draft`: a policy document becomes the folder of a policy with draft clauses to go on from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from yanzhen.command.whole import whole
from yanzhen.errors import CommandError

EXAMPLES = "例 Example:  yanzhen draft 若干政策.docx --out packs/template/policies/xx-2024"


def draft(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="政策文件 .txt .docx .pdf（带文字）.html; told by content")
    ],
    out: Annotated[
        Path,
        typer.Option("--out", metavar="DIR", help="写到的政策文件夹，其名即政策编号 folder of the policy; must be new"),
    ],
) -> None:
    """把政策文件拆成条，拟出条款草稿：对象、门槛、金额、上限、叠加词各带原文。Split a policy into articles and draft its clauses.

    条件先照原文写成 judged，由人改成式子；没有写进规则的词句列在 doubts。Conditions stay in the words of the text until a person
    writes them; what found no place is listed.
    """
    from yanzhen.reading import read_file
    from yanzhen.reading.splitting import ROLES, phrases_of, split_document
    from yanzhen.reading.splitting import draft as draft_of

    if not file.is_file():
        raise CommandError(f"没有文件：{file}", code="YZ-C06", hint="查看路径")
    if out.exists():
        raise CommandError(f"文件夹已经有了：{out}", code="YZ-C65", hint="换一个；草稿不覆盖已写的条款")
    source = read_file(file.read_bytes(), file.name)
    document = split_document(source.text)
    files = draft_of(document, out.name)
    with whole(*(out / name for name in files)) as drafts:
        for draft_file, text in zip(drafts, files.values(), strict=True):
            draft_file.write_text(text, encoding="utf-8")
    roles = Counter(
        ROLES[phrase.role]
        for section in document.sections
        for phrase in phrases_of(document.text, section.start, section.end)
    )
    drafted = files.get("clauses/草稿.yaml", "").count("clause: ")
    typer.echo(f"{document.title or file.name}：{len(document.sections)} 条，拟出 {drafted} 条条款")
    typer.echo("、".join(f"{role} {count}" for role, count in roles.most_common()))
    typer.echo(f"写入 {out}：{'、'.join(files)}；逐条改好后 yanzhen check 所在的包")
