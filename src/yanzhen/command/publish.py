"""`yanzhen score … --publish DIR`: the public list, a letter for each firm, the lists for those who carry it out."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import xlsxwriter

from yanzhen.command import official_paper as paper_of
from yanzhen.command.score_files import SAFE
from yanzhen.command.words import SYNTHETIC, UNSTATED
from yanzhen.engine.schemes.evaluation import OPEN, STATUS_WORDS
from yanzhen.engine.schemes.figures import figure
from yanzhen.errors import CommandError

if TYPE_CHECKING:
    from yanzhen.engine.schemes.evaluation import Evaluation
    from yanzhen.engine.schemes.publishing import Publication
    from yanzhen.pack.model import Pack

LETTERS, HANDED = "通知书", "交办名单"
LONGEST_LIST = 2_000
"""Rows of the public list printed as a document; a longer list is published as a workbook only, and the document says so."""


@dataclass(frozen=True)
class Edition:
    """What every paper of one publication says alike: the scheme, the year, the day, what it was made from."""

    pack: Pack
    evaluation: Evaluation
    publication: Publication
    table: pl.DataFrame
    on: date
    receipt: str
    synthetic: bool

    @property
    def label(self) -> str:
        """The mark of synthetic firms; empty for real ones."""
        return f"{SYNTHETIC}，非真实企业" if self.synthetic else ""

    @property
    def foot(self) -> str:
        """What it was made from."""
        made = f"地方包 {self.pack.own} {self.pack.version} {self.pack.digest[:12]}，结果文件 {self.receipt}"
        return " · ".join(part for part in (self.label, made) if part)

    @property
    def title(self) -> str:
        """The evaluation and its year."""
        return f"{self.evaluation.scheme.name}（{self.evaluation.period}）"

    @property
    def signer(self) -> str:
        """Who signs."""
        return self.evaluation.scheme.department or UNSTATED

    @property
    def doubts(self) -> str:
        """One sentence of what is assumed; empty where nothing is."""
        found = self.evaluation.scheme.assumed
        return f"本评价所用的办法有假定之处：{'；'.join(found)}。" if found else ""

    def how_to_object(self) -> str:
        """One sentence: until when, how, and what silence means."""
        words, made = self.evaluation.scheme.publish, self.publication
        until = f"请于{_day(made.due)}前（含当日，{made.told}）" if made.due else f"期限：{made.told}。请"
        how = words.get("objection") or "提出；办法未载明提出的方式"
        silence = f"；{words['silence']}" if "silence" in words else ""
        return f"对结果有异议的，{until}{how}{silence}。"


def publish(edition: Edition, folder: Path) -> int:
    """All papers in a new folder, complete or not there at all; how many letters. CommandError YZ-C57 when it exists."""
    refuse_existing(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _list_book(edition, draft / "公布名单.xlsx")
        _list_paper(edition, draft / "公布名单.docx")
        (draft / HANDED).mkdir()
        for to, rows in edition.publication.handed.items():
            _handed_book(edition, to, rows, draft / HANDED / f"{_plain(to)}.xlsx")
        (draft / LETTERS).mkdir()
        count = 0
        for row in edition.table.iter_rows(named=True):
            _letter(edition, row, draft / LETTERS / f"{_plain(row['subject'])}.docx")
            count += 1
        draft.chmod(0o755)
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return count


def refuse_existing(folder: Path) -> None:
    """CommandError YZ-C57 when the folder is there: what was published is kept, a correction is published beside it."""
    if folder.exists():
        raise CommandError(f"已经有了：{folder}", code="YZ-C57", hint="换一个文件夹；公布过的留着，更正另发一版")


def _list_book(edition: Edition, path: Path) -> None:
    listed = edition.publication.listed
    notes = [edition.how_to_object(), edition.doubts, _waiting(edition), *edition.publication.dropped]
    _book(edition, path, f"{edition.title}结果公布名单", listed, notes)


def _handed_book(edition: Edition, to: str, rows: pl.DataFrame, path: Path) -> None:
    empty = sum(1 for row in rows.iter_rows() if "" in row[3:])
    notes = [f"交{to}，只作执行之用，不得公开", f"{empty} 户缺户号或其他栏目，请逐户核对" if empty else ""]
    _book(edition, path, f"{edition.title}名单（交{to}）", rows, notes)


def _book(edition: Edition, path: Path, title: str, rows: pl.DataFrame, notes: list[str]) -> None:
    """A sheet: title, notes, table, foot; every cell is a text."""
    book = xlsxwriter.Workbook(str(path), SAFE)
    made = datetime(edition.on.year, edition.on.month, edition.on.day)
    book.set_properties({"title": title, "comments": edition.label, "created": made})
    bold, head = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True, "bottom": 1})
    page = book.add_worksheet("名单")
    page.write_string(0, 0, f"{edition.label} · {title}" if edition.label else title, bold)
    lines = [text for text in [*notes, edition.foot] if text]
    for at, text in enumerate(lines, start=1):
        page.write_string(at, 0, text)
    top = len(lines) + 1
    for at, name in enumerate(rows.columns):
        page.write_string(top, at, name, head)
        page.set_column(at, at, 32 if name == "名称" else 16)
    for row, values in enumerate(rows.iter_rows(), start=top + 1):
        for at, value in enumerate(values):
            page.write_string(row, at, value or "")
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    book.close()


def _list_paper(edition: Edition, path: Path) -> None:
    listed = edition.publication.listed
    paper = _paper(edition, f"{edition.title}结果公布")
    paper_of.heading(paper, f"{edition.title}结果公布")
    for text in (
        f"现将{edition.title}的结果予以公布，共{listed.height}户。",
        _waiting(edition),
        edition.how_to_object(),
        edition.doubts,
    ):
        if text:
            paper_of.said(paper, text)
    if listed.height > LONGEST_LIST:
        paper_of.said(paper, "名单见同名的工作簿。")
    else:
        paper_of.ruled(paper, listed.columns, listed.rows())
    paper_of.signed(paper, edition.signer, _day(edition.on))
    paper_of.save(paper, path)


def _letter(edition: Edition, row: dict[str, object], path: Path) -> None:
    title = f"{edition.title}结果通知书"
    paper = _paper(edition, title)
    paper_of.heading(paper, title)
    paper_of.addressed(paper, f"{row['name']}：")
    paper_of.said(paper, _standing(edition, row))
    if row["reason"] and row["reason"] != STATUS_WORDS[OPEN]:
        paper_of.said(paper, f"说明：{row['reason']}。")
    if row["missing"]:
        paper_of.said(paper, f"名次、等次要等的数（本单位或同组其他单位的）：{row['missing']}。")
    items = list(_items(edition, row))
    if items:
        paper_of.said(paper, "各项得分", paper_of.HEADING)
        paper_of.ruled(paper, ("指标", "指标值", "基准", "得分"), items)
    paper_of.said(paper, edition.how_to_object())
    if edition.doubts:
        paper_of.said(paper, edition.doubts)
    paper_of.signed(paper, edition.signer, _day(edition.on))
    paper_of.save(paper, path)


def _standing(edition: Edition, row: dict[str, object]) -> str:
    """Who, how many points, which place, which class; what is open is said to be open."""
    said = [f"你单位（{row['subject']}）"]
    if row["status"] == "unrated":
        return f"{said[0]}在{edition.title}中不参评" + (f"，列为{row['class']}" if row["class"] else "") + "。"
    if row["group"]:
        part = f"（{row['apart']}）" if row["apart"] else ""
        said.append(f"在{row['group']}组{part}参加评价")
    said.append(f"总分{_number(row['score'])}分" if row["score"] is not None else "总分待定")
    if row["rank"] is not None:
        place = f"{row['rank']}" if row["rank"] == row["rank_worst"] else f"{row['rank']}至{row['rank_worst']}"
        said.append(f"列第{place}名，同组{row['size']}户")
    if edition.evaluation.scheme.cuts:
        said.append(f"等次为{row['class']}" if row["class"] else "等次待定")
    return "，".join(said) + "。"


def _items(edition: Edition, row: dict[str, object]) -> Iterator[tuple[str, str, str, str]]:
    """The items of the firm's own group: value, benchmark and points, or that they are open."""
    groups = {one.name: one for one in edition.evaluation.scheme.groups}
    group = groups.get(str(row["group"]))
    if row["status"] == "unrated" or group is None:
        return
    for item in group.items:
        value, against = (row.get(f"{kind}:{item.name}") for kind in ("value", "against"))
        points = row.get(f"points:{item.name}")
        yield (
            item.title,
            "缺" if value is None else figure(Fraction(str(value)), item.value.type.dimension),
            "—" if against is None else figure(Fraction(str(against)), item.value.type.dimension),
            "待定" if points is None else _number(points),
        )


def _paper(edition: Edition, title: str) -> paper_of.Paper:
    made = datetime(edition.on.year, edition.on.month, edition.on.day)
    paper = paper_of.blank(title, made, edition.label)
    paper_of.footed(paper, edition.foot)
    return paper


def _waiting(edition: Edition) -> str:
    waiting = edition.publication.waiting
    return f"另有{waiting}户因缺数待定，未列入。" if waiting else ""


def _number(value: object) -> str:
    assert isinstance(value, Decimal)
    return f"{value.normalize():f}"


def _day(when: date | None) -> str:
    return f"{when.year}年{when.month}月{when.day}日" if when else ""


def _plain(name: str) -> str:
    """A file name: what a path could be made of is replaced."""
    return "".join("_" if sign in '/\\:*?"<>|.' or sign < " " else sign for sign in name)
