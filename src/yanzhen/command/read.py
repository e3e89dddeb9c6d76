"""`yanzhen read`: documents become articles, targets, lists, tasks and events, each with its quote and offsets."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yanzhen.command.arguments import YEARS, existing
from yanzhen.command.proposing import propose_to
from yanzhen.command.whole import whole
from yanzhen.errors import CommandError, ReadingError

if TYPE_CHECKING:
    from yanzhen.reading import Lexicon, Page, Source

EXAMPLES = (
    "例 Example:  yanzhen read 报纸.txt 意见.docx --pack packs/cn\n\n"
    "给程序 for programs:  yanzhen read 报纸.txt --json --out 报纸.json\n\n"
    "拟成规划 as lines of a plan:  yanzhen read 报纸.txt --propose packs/template --out 拟稿.yaml"
)

UNREADABLE = 2
"""The exit code when a file could not be read; the others were."""

WIDEST_QUOTE = 60
ENDING = "……"


def read(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="文档 .txt .docx .pdf（带文字）.html; told by content")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON print JSON instead of tables")] = False,
    pack: Annotated[
        Path | None,
        typer.Option("--pack", metavar="PACK", help="地方包：用其中的地名、机构名、人名 names from its code lists"),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option("--year", metavar="Y", help="哪一年印的 year of print; default: inferred from the words"),
    ] = None,
    propose: Annotated[
        Path | None,
        typer.Option(
            "--propose", metavar="PACK", help="拟成这个包的规划，逐行待接受 propose lines of this pack's plan"
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="写到文件 write to a file")] = None,
) -> None:
    """读文档：文章、指标、清单、任务、活动、人物、机构、机制、疑点，各带原文和位置。Read documents; each item keeps its quote.

    只认原文，不改原文；拿不准的注明把握和理由，由人逐条确认。Nothing is changed or decided: what is uncertain says so. 退出码
    2：有文件读不了 a file could not be read, the others were.
    """
    from yanzhen.reading import read as read_text
    from yanzhen.reading import read_file

    if year is not None and year not in YEARS:
        raise CommandError(f"--year 不是年份：{year}", code="YZ-C03", hint="写作 2024")
    if propose is not None and as_json:
        raise CommandError("--propose 写出的是拟稿，不是 JSON", code="YZ-C64", hint="去掉 --json")
    lexicon = _lexicon(pack or propose)
    told: list[tuple[Source, Page]] = []
    refused: list[ReadingError] = []
    for file in files:
        if not file.is_file():
            raise CommandError(f"没有文件：{file}", code="YZ-C06", hint="查看路径")
        if out is not None and out.exists() and out.samefile(file):
            raise CommandError(f"--out 就是读入的文件：{out}", code="YZ-C08", hint="换一个文件名")
        try:
            source = read_file(file.read_bytes(), file.name)
            told.append((source, read_text(source.text, lexicon=lexicon, year=year)))
        except ReadingError as error:
            refused.append(error)
    if told and propose is not None:
        propose_to(propose, [(source.name, page) for source, page in told], out)
    elif told:
        _deliver("".join(_json(told) if as_json else _lines(told)), out)
    for refusal in refused:
        sys.stderr.write(f"{refusal}\n")
    if refused:
        raise typer.Exit(UNREADABLE)


def _lexicon(pack: Path | None) -> Lexicon:
    from yanzhen.reading import NO_NAMES, Lexicon

    if pack is None:
        return NO_NAMES
    from yanzhen.pack.loading import read_pack

    found = read_pack(existing(pack, "地方包"))
    return Lexicon.of(found.vocabulary, found.area)


def _deliver(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    with whole(out) as (draft,):
        draft.write_text(text, encoding="utf-8")
    sys.stdout.write(f"已写 written: {out}\n")


def _json(told: list[tuple[Source, Page]]) -> Iterator[str]:
    """One object for one file, a list of them for several."""
    values: list[dict[str, Any]] = [
        {"file": source.name, "kind": source.kind, **page.as_dict()} for source, page in told
    ]
    yield json.dumps(values[0] if len(values) == 1 else values, ensure_ascii=False, indent=1) + "\n"


def _lines(told: list[tuple[Source, Page]]) -> Iterator[str]:
    """Articles, then a table for each kind, for people."""
    for source, page in told:
        year = f"，{page.year} 年（{page.year_basis}）" if page.year is not None else "，没有写明年份"
        yield f"\n{source.name}（{source.kind}，{len(source.text):,} 字{year}）\n"
        yield from (f"  注意 note：{note}\n" for note in page.notes)
        yield f"\n文章 articles（{len(page.articles)}）\n"
        for article in page.articles:
            yield f"  {article.id}  {article.title or '（没有标题）'}  [{article.type}]\n"
            for name, part in (("引题", article.kicker), ("副题", article.subtitle), ("署名", article.byline)):
                if part is not None:
                    yield f"      {name} {part.text}\n"
            paragraphs = sum(block.role == "p" for block in article.body)
            yield f"      {paragraphs} 段 paragraphs，{len(article.body) - paragraphs} 个小标题 headings\n"
        for title, kind, cells in _TABLES:
            items = page.items(kind)
            if not items:
                continue
            yield f"\n{title}（{len(items)}）\n"
            for item in items:
                row = item.as_dict()
                doubt = f"  ?{item.reason}" if item.reason else ""
                yield f"  {'  '.join(filter(None, cells(row)))}{doubt}\n      {_quote(row)}\n"


def _quote(row: dict[str, Any]) -> str:
    """The quote on one line, with its offsets."""
    words = " ".join(row["quote"].split())
    return f"“{words[:WIDEST_QUOTE]}{ENDING if len(words) > WIDEST_QUOTE else ''}” {row['start']}–{row['end']}"


def _target(row: dict[str, Any]) -> list[str]:
    value = (
        "" if row["value"] is None else f"{row['value']:g}" if isinstance(row["value"], float) else str(row["value"])
    )
    upper = f"–{row['upper']}" if row.get("upper") is not None else ""
    year = f"{row['by_year']} 年" if row["by_year"] else ""
    sign = "" if row["comparator"] == "between" else row["comparator"]
    kind = {"target": "目标", "actual": "实绩", "rule": "条件"}[row["kind"]]
    return [kind, row["scope"] or "", row["indicator"], f"{sign} {value}{upper} {row['unit']}".strip(), year]


def _list(row: dict[str, Any]) -> list[str]:
    count = f"声明 {row['declared_count']}，列出 {row['found_count']}" if row["declared_count"] else ""
    return [row["name"], count, "、".join(row["items"])]


_TABLES = (
    ("指标 targets", "targets", _target),
    ("清单 lists", "lists", _list),
    (
        "任务 tasks",
        "tasks",
        lambda row: [row["actor"] or "（未写明）", f"{row['action']}：{row['object']}", row["deadline"] or ""],
    ),
    (
        "活动 events",
        "events",
        lambda row: [
            row["date"] or row["date_text"] or "",
            row["name"],
            f"主持 {row['chair']}" if row["chair"] else "",
        ],
    ),
    (
        "人物 people",
        "people",
        lambda row: [row["name"], row["office"] or "", row["org"] or "", f"{row['mentions']} 次"],
    ),
    ("机构 organisations", "organisations", lambda row: [row["name"], row["type"]]),
    ("机制 mechanisms", "mechanisms", lambda row: [row["name"], row["purpose"] or ""]),
    (
        "疑点 anomalies",
        "anomalies",
        lambda row: [row["type"], f"→ {row['suggested']}" if row["suggested"] else "", row["note"] or ""],
    ),
)
