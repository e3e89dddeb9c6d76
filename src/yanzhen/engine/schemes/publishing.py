"""What may be made public of an evaluation, what is handed to others, and until when anybody may object."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.schemes.evaluation import Evaluation
from yanzhen.errors import EngineError
from yanzhen.facts.snapshot import Frame
from yanzhen.language.workdays import EPOCH, WorkingDays
from yanzhen.pack.evaluation import Scheme
from yanzhen.registers.vocabulary import Column
from yanzhen.units import show

DUE = re.compile(r"公布日\s*\+\s*(\d+)\s*(日|工作日)")
_MONTHS = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
PERSONAL = {
    "身份证号码": re.compile(rf"(?<![0-9A-Z])[1-9]\d{{5}}(?:(?:19|20)\d\d{_MONTHS}\d{{3}}[0-9X]|\d\d{_MONTHS}\d{{3}})(?![0-9A-Z])"),
    "手机号码": re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)"),
    "银行账号": re.compile(r"(?<![0-9A-Z])\d{16,19}(?![0-9A-Z])"),
}  # fmt: skip
"""What never goes on a public list. Source of the forms: GB 11643 (18 figures, formerly 15), YD/T (11 figures), GB/T 19584."""

_BETWEEN_FIGURES = re.compile(r"(?<=\d)[\s\-‐–—]+(?=[\dXx])")


@dataclass(frozen=True)
class Publication:
    """`listed`: one row for each firm with a settled or unrated standing, in words, ready to print; `dropped` why columns are
    not in it; `waiting` how many firms have no class yet; `handed` a table for each receiver. `due` is the last day to object,
    None where the scheme gives no days to count; `told` says how it was counted, or the scheme's own words.
    """

    listed: pl.DataFrame
    dropped: tuple[str, ...]
    waiting: int
    handed: dict[str, pl.DataFrame]
    due: date | None
    told: str


def publication(
    evaluation: Evaluation, reader: Reader, table: pl.DataFrame, on: date, days: WorkingDays | None
) -> Publication:
    """What is published of a finished evaluation on day `on`; `table` is that of `results.table_of`.

    EngineError YZ-E57 when a text of a public list looks like somebody's identity number, telephone or account.
    """
    scheme = evaluation.scheme
    frame = reader.snapshot.frame(scheme.register)
    at = {key: row for row, key in enumerate(frame.keys)}
    settled = table.filter(pl.col("class") != "") if scheme.cuts else table.filter(pl.col("rank").is_not_null())
    columns: dict[str, list[str]] = {
        "名次": [_rank(row) for row in settled.select("rank", "rank_worst").iter_rows()],
        "名称": settled["name"].to_list(),
        "组": settled["group"].to_list(),
    }
    if scheme.apart:
        columns["分开排名"] = settled["apart"].to_list()
    if scheme.cuts:
        columns["等次"] = settled["class"].to_list()
    label = frame.register.label
    dropped = []
    if label and _closed(frame.register.columns[label]):
        columns["名称"] = [masked(name) for name in columns["名称"]]
        dropped.append(f"名称遮盖：{_closed(frame.register.columns[label])}")
    for name in scheme.published:
        column = frame.register.columns[name]
        if why := _closed(column):
            dropped.append(f"{column.title or name}不公布：{why}")
        else:
            columns[column.title or name] = [
                text_of(frame, column, evaluation, reader, at[key]) for key in settled["subject"]
            ]
    listed = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String()))
    refuse_personal(listed)
    due, told = objection_until(scheme, on, days)
    handed = {
        one.to: _handed(one.classes, one.columns, settled, frame, evaluation, reader, at) for one in scheme.handed
    }
    return Publication(listed, tuple(dropped), table.height - settled.height, handed, due, told)


def objection_until(scheme: Scheme, on: date, days: WorkingDays | None) -> tuple[date | None, str]:
    """The last day to object to what is published on `on`, and how it was counted.

    Days are counted from the day after publication, and a period that ends on a day of rest ends on the next working day
    (民法典 第二百零一条、第二百零三条). Working days are those of the pack's calendar; beyond its table no day is given.
    """
    words = scheme.publish.get("due", "")
    found = DUE.fullmatch(words)
    if found is None:
        return None, words or "办法未载明异议的期限"
    count, unit = int(found[1]), found[2]
    if unit == "工作日":
        last = days.after(on, count) if days else None
        return last, f"公布次日起 {count} 个工作日" + ("" if last else "；工作日历没有排到那天，日期请查放假安排")
    last = on + timedelta(days=count)
    if days is None or not days.covers(last):
        return last, f"公布次日起 {count} 日；工作日历没有排到那天，遇法定休假日顺延"
    moved = last
    while days.covers(moved) and not days.works(moved):
        moved += timedelta(days=1)
    return moved, f"公布次日起 {count} 日" + ("" if moved == last else "，末日为休息日，顺延")


def refuse_personal(listed: pl.DataFrame) -> None:
    """Nothing on a public list looks like an identity number, a telephone or an account; else EngineError YZ-E57."""
    for name in listed.columns:
        for at, text in enumerate(listed[name], start=1):
            flat = _BETWEEN_FIGURES.sub("", unicodedata.normalize("NFKC", text or "").upper())
            for kind, form in PERSONAL.items():
                if form.search(flat):
                    raise EngineError(
                        f"公布名单第 {at} 行「{name}」像是{kind}，没有公布",
                        code="YZ-E57",
                        hint="改正这一格的数据再评，或在方案的 publish.columns 里删去这一栏",
                    )


def masked(name: str) -> str:
    """A name with all but its first character hidden."""
    return name[:1] + "＊" * (len(name) - 1)


def text_of(frame: Frame, column: Column, evaluation: Evaluation, reader: Reader, row: int) -> str:
    """One cell in words: empty where nothing was delivered."""
    stored = frame.stored(column.name, column.when(evaluation.period))
    if stored is None or not stored.present[row]:
        return ""
    value = stored.values[row]
    if column.kind == "code":
        assert column.code is not None
        return reader.snapshot.vocabulary.codes[column.code].codes[int(value)].name
    if column.kind == "yesno":
        return "是" if value else "否"
    if column.kind == "date":
        return (EPOCH + timedelta(days=int(value))).isoformat()
    if column.kind == "number":
        return show(int(value) * column.step, column.unit.dimension if column.unit else ())
    return frame.words[column.name][int(value)]


def _closed(column: Column) -> str:
    """Why a column is not for everybody; empty when it is."""
    if column.personal:
        return "个人信息"
    return {"unit": "只给报送单位看", "masked": "只能遮盖了看"}.get(column.show, "")


def _rank(row: tuple[int | None, int | None]) -> str:
    best, worst = row
    if best is None:
        return ""
    return str(best) if best == worst else f"{best}–{worst}"


def _handed(
    classes: tuple[str, ...],
    wanted: tuple[str, ...],
    settled: pl.DataFrame,
    frame: Frame,
    evaluation: Evaluation,
    reader: Reader,
    at: dict[str, int],
) -> pl.DataFrame:
    """Firms of some classes with the columns their receiver needs; those without one stand in it with an empty cell."""
    rows = settled.filter(pl.col("class").is_in(list(classes)))
    columns = {"主体": rows["subject"].to_list(), "名称": rows["name"].to_list(), "等次": rows["class"].to_list()}
    for name in wanted:
        column = frame.register.columns[name]
        columns[name] = [text_of(frame, column, evaluation, reader, at[key]) for key in columns["主体"]]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String()))
