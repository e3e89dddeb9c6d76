"""An empty workbook for one register that explains itself: headings with units, drop-downs, a sample row, how to fill it in.

What `intake` needs to know later (register, period, sheet) stands on a hidden sheet, so it survives other programs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from yanzhen.errors import FactsError, did_you_mean
from yanzhen.facts.imprint import CODES, GUIDE, SAMPLE, SHEET, Imprint
from yanzhen.facts.shape import own_keys
from yanzhen.facts.snapshot import PERIOD, SUBJECT
from yanzhen.periods import Period
from yanzhen.registers import CodeList, Column, Register, Vocabulary
from yanzhen.units import COUNTS, SHARE

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

DATA_ROWS = 10_000
"""Rows with drop-downs; further rows can be filled in without them."""

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
SAMPLE_KEY = "91350100M000100Y43"
MADE = datetime(2000, 1, 1)
"""The date that workbooks made here bear, so that the same request gives the same bytes."""

_LONGEST_SHEET_NAME = 31
_KINDS = {"year": "年", "half": "半年", "quarter": "季", "month": "月", None: "不分期间"}
_MEASURES = {"flow": "全期合计", "stock": "期末数", "average": "全期平均"}


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the sheet. `column` is None for the key and for 期间."""

    heading: str
    column: Column | None
    sample: object
    holds: str
    empty: str


def fields_of(
    register: Register, vocabulary: Vocabulary, period: Period | None, holders: Iterable[str] = ()
) -> list[Field]:
    """The columns to ask for: the keys, and those of the period's kind and without period, of the holders if named.

    Without a period every column is there, and one more that says the period of the row.

    Raises:
        FactsError: YZ-F15 when nothing is left to ask for.
    """
    holders = tuple(holders)
    columns = list(register.columns.values())
    wanted = [column for column in columns if period is None or column.period in (None, period.kind)]
    if holders:
        known = sorted({column.held_by for column in columns if column.held_by})
        strange = next((name for name in holders if name not in known), None)
        if strange is not None:
            hint = did_you_mean(strange, known) or f"有 {'、'.join(known)}"
            raise FactsError(f"台账「{register.name}」没有「{strange}」提供的列", code="YZ-F15", hint=hint)
        wanted = [column for column in wanted if column.held_by in holders]
    own = own_keys(register)
    label = [register.label] if register.label in register.columns else []
    names = list(dict.fromkeys([*own, *label, *(column.name for column in wanted)]))
    if not wanted:
        kinds = "、".join(dict.fromkeys(f"按{_KINDS[column.period]}" for column in columns if column.period))
        hint = f"这个台账{kinds}报送" if kinds else "查看台账的列"
        raise FactsError(f"台账「{register.name}」没有 {period} 要报的列", code="YZ-F15", hint=hint)
    accepts = "、".join(register.accepts) or "本台账的编号"
    first = [Field(key_heading(register), None, f"{SAMPLE}{SAMPLE_KEY}（本行不读）", accepts, "不能空")]
    if period is None and any(column.period for column in wanted):
        first.append(Field(PERIOD, None, "2024", "写作 2024、2024-H1、2024-Q3 或 2024-07", "不分期间的列才可以空"))
    return first + [_field(register, register.columns[name], vocabulary, period, name in own) for name in names]


def key_heading(register: Register) -> str:
    """What the column of the key is called."""
    return register.key[0] if register.key[0] not in register.columns else SUBJECT


def write_template(
    path: Path, register: Register, vocabulary: Vocabulary, period: Period | None, fields: list[Field]
) -> None:
    """The workbook is complete at `path`; the same request gives the same bytes."""
    book = xlsxwriter.Workbook(str(path), SAFE)
    title = register.title or register.name
    book.set_properties({"title": f"{title} {period or ''}".strip(), "created": MADE})
    name = sheet_name(title)
    page = book.add_worksheet(name)
    guide = book.add_worksheet(GUIDE)
    lists = _write_codes(book.add_worksheet(CODES), fields, vocabulary, period)
    write_imprint(book, Imprint(register.name, str(period or ""), name))
    _write_fields(book, page, fields, lists, vocabulary)
    _write_guide(book, guide, register, period, fields)
    page.activate()
    book.close()


def sheet_name(title: str) -> str:
    """The title as a name that spreadsheets take for a sheet."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:_LONGEST_SHEET_NAME] or "数据"


def write_imprint(book: xlsxwriter.Workbook, imprint: Imprint) -> None:
    """The hidden sheet that says what the workbook is."""
    page = book.add_worksheet(SHEET)
    for row, line in enumerate(imprint.lines()):
        for column, text in enumerate(line):
            page.write_string(row, column, text)
    page.hide()


def formats_of(book: xlsxwriter.Workbook) -> dict[str, Format]:
    """The few shapes our workbooks use."""
    return {
        "head": book.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#EAEFF5", "text_wrap": True, "valign": "vcenter"}
        ),
        "bad_head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#FFC7CE", "text_wrap": True}),
        "sample": book.add_format({"italic": True, "font_color": "#7F7F7F", "bg_color": "#F7F7F7"}),
        "bad": book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006"}),
        "title": book.add_format({"bold": True, "font_size": 13}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "count": book.add_format({"num_format": "#,##0"}),
        "number": book.add_format({"num_format": "#,##0.00######"}),
        "share": book.add_format({"num_format": "0.00####%"}),
    }


def shape_of(column: Column | None) -> str:
    """Which of the shapes the cells of a column have."""
    if column is None or column.kind in ("text", "code", "ref", "yesno"):
        return "text"
    if column.kind == "date":
        return "date"
    dimension = column.unit.dimension if column.unit else ()
    if dimension == SHARE:
        return "share"
    return "count" if len(dimension) == 1 and dimension[0] in COUNTS else "number"


def _field(register: Register, column: Column, vocabulary: Vocabulary, period: Period | None, key: bool) -> Field:
    unit = column.unit.name if column.kind == "number" and column.unit else ""
    heading = f"{column.name}({unit})" if unit else column.name
    empty = "不能空" if key else f"读作「{column.absent}」" if column.absent else "不知道（不是 0，也不是否）"
    day = (period.start if period else date(2024, 1, 1)) + timedelta(days=59)
    if column.kind == "yesno":
        return Field(heading, column, "是", "从下拉表选：是、否", empty)
    if column.kind == "date":
        return Field(heading, column, day, "日期，写作 2026-01-05", empty)
    if column.kind == "code":
        listed = vocabulary.codes[column.code or ""]
        names = entries(listed, period)
        some = "、".join(names[:8]) + (f"……共 {len(names)} 项，见“{CODES}”" if len(names) > 8 else "")
        return Field(heading, column, names[0] if names else "", f"从下拉表选：{some}", empty)
    if column.kind == "ref":
        return Field(heading, column, SAMPLE_KEY, f"台账「{column.ref}」里的编号", empty)
    if column.kind == "text":
        return Field(heading, column, "文字", "文字", empty)
    shape = shape_of(column)
    sample: object = 0.035 if shape == "share" else 12 if shape == "count" else 1234.5
    if column.unit_by:
        codes = vocabulary.codes[register.columns[column.unit_by].code or ""].codes
        each = "、".join(f"{code.name} {code.unit.name}" for code in codes[:8] if code.unit is not None)
        more = "……" if len(codes) > 8 else ""
        return Field(heading, column, sample, f"数字，单位随「{column.unit_by}」：{each}{more}", empty)
    return Field(heading, column, sample, f"数字，单位 {unit}" if unit else "数字", empty)


def entries(listed: CodeList, period: Period | None) -> list[str]:
    """What may be chosen of a code list in a period: names, and codes where a name is not the only one of its kind."""
    found = []
    for at, entry in enumerate(listed.codes):
        over = period is not None and entry.valid_until is not None and entry.valid_until < period.start
        early = period is not None and entry.valid_from is not None and entry.valid_from > period.end
        if not over and not early:
            found.append(entry.name if listed.id_of(entry.name) == at else entry.code)
    return found


def _write_codes(page: Worksheet, fields: list[Field], vocabulary: Vocabulary, period: Period | None) -> dict[str, str]:
    """The hidden sheet of code lists; answers where the entries of each stand."""
    found: dict[str, str] = {}
    for field in fields:
        name = field.column.code if field.column else None
        if name and name not in found:
            column = len(found)
            names = entries(vocabulary.codes[name], period)
            for row, text in enumerate([name, *names]):
                page.write_string(row, column, text)
            page.set_column(column, column, 20)
            letters = xlsxwriter.utility.xl_col_to_name(column, col_abs=True)
            found[name] = f"={CODES}!{letters}$2:{letters}${len(names) + 1}"
    page.hide()
    return found


def _write_fields(
    book: xlsxwriter.Workbook, page: Worksheet, fields: list[Field], lists: dict[str, str], vocabulary: Vocabulary
) -> None:
    """Headings, the sample row, and for the rows below what may be entered."""
    shapes = formats_of(book)
    sample = {
        name: book.add_format({"italic": True, "font_color": "#7F7F7F", "bg_color": "#F7F7F7", "num_format": code})
        for name, code in (
            ("date", "yyyy-mm-dd"),
            ("share", "0.00####%"),
            ("count", "#,##0"),
            ("number", "#,##0.00######"),
        )
    }
    for at, field in enumerate(fields):
        shape = shape_of(field.column)
        width = max(12, min(40, 2 + sum(2 if ord(sign) > 255 else 1 for sign in field.heading)))
        page.set_column(at, at, 34 if at == 0 else width, shapes[shape])
        page.write_string(0, at, field.heading, shapes["head"])
        if isinstance(field.sample, date):
            page.write_datetime(1, at, datetime.combine(field.sample, datetime.min.time()), sample["date"])
        elif isinstance(field.sample, int | float):
            page.write_number(1, at, field.sample, sample[shape])
        else:
            page.write_string(1, at, str(field.sample), shapes["sample"])
        page.data_validation(2, at, DATA_ROWS, at, _rule(field, lists))
    page.set_row(0, 32)
    page.freeze_panes(1, 1)


def _rule(field: Field, lists: dict[str, str]) -> dict[str, object]:
    """What a cell lets in, and what it says when it is chosen."""
    said = f"{field.holds}；空着：{field.empty}"
    rule: dict[str, object] = {"validate": "any", "input_title": field.heading[:32], "input_message": said[:255]}
    kind = field.column.kind if field.column else ""
    if kind == "yesno":
        rule |= {"validate": "list", "source": ["是", "否"]}
    elif kind == "code" and field.column is not None:
        rule |= {"validate": "list", "source": lists[field.column.code or ""]}
    elif kind == "date":
        rule |= {"validate": "date", "criteria": "between", "minimum": date(1900, 3, 1), "maximum": date(2199, 12, 31)}
        rule |= {"error_type": "warning"}
    if rule["validate"] != "any":
        rule |= {"error_title": "请核对", "error_message": field.holds[:255]}
    return rule


def _write_guide(
    book: xlsxwriter.Workbook, page: Worksheet, register: Register, period: Period | None, fields: list[Field]
) -> None:
    """填表说明: what each column is, in which unit, for which period, who holds it, what an empty cell means."""
    shapes = formats_of(book)
    title = register.title or register.name
    about = f"期间：{period}" if period else "期间：写在每一行的「期间」列"
    lines = [
        about,
        "每行一个主体；第 2 行是示例，不读。列名不要改、不要合并单元格；不由本单位提供的列请整列删去。",
        "数只填数字，单位以列名为准；写 1.2亿、500万元 也能读，读入时会逐条列出怎样读的。",
        "空着不等于 0，也不等于否，除非下表这样写明。",
        *(["这份名单要报全：没有列入的，读作没有。"] if register.complete else []),
    ]
    page.write_string(0, 0, f"{title} · 填表说明", shapes["title"])
    for row, line in enumerate(lines, start=1):
        page.write_string(row, 0, line)
    top = len(lines) + 2
    heads = (("列名", 24), ("含义", 34), ("填什么", 46), ("期间", 16), ("谁提供", 14), ("空着的意思", 28), ("示例", 24))
    for at, (head, width) in enumerate(heads):
        page.write_string(top, at, head, shapes["head"])
        page.set_column(at, at, width)
    for row, field in enumerate(fields, start=top + 1):
        for at, text in enumerate(_guide_line(field, period)):
            page.write_string(row, at, text, shapes["wrapped"])
    page.freeze_panes(top + 1, 1)


def _guide_line(field: Field, period: Period | None) -> tuple[str, ...]:
    column = field.column
    sample = f"{field.sample:.2%}" if column and shape_of(column) == "share" else str(field.sample)
    if column is None:
        return (
            field.heading,
            "主键" if field.heading != PERIOD else "这一行是哪一期的",
            field.holds,
            "",
            "",
            field.empty,
            sample,
        )
    kind = f"{period}" if period and column.period else _KINDS[column.period]
    measure = _MEASURES.get(column.measure or "", "")
    when = f"{kind}，{measure}" if measure else kind
    return (
        field.heading,
        column.title or column.name,
        field.holds,
        when,
        column.held_by or "未载明",
        field.empty,
        sample,
    )
