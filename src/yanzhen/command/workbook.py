"""Findings as a workbook for people: seven sheets with frozen headers and filters; nothing in it is run by a spreadsheet.

Numbers are numbers (money in 元 with two decimals), texts are texts whatever they begin with. A sheet holds at most
`MOST_ROWS` rows and says below them how many more there are. The same findings give the same bytes: the file bears 基准日
as its date, not the clock's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import xlsxwriter

from yanzhen.command.progress import Step
from yanzhen.command.sheets import SHEETS, Field, Sheet
from yanzhen.command.words import SYNTHETIC

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from yanzhen.engine import Result
    from yanzhen.pack.model import Pack

MOST_ROWS = 200_000
LONGEST_TEXT = 32_000
"""Characters in a cell; a spreadsheet refuses more than 32,767."""

HEAD_ROWS = 2
A4 = 9
LARGE = 400_000
"""Findings beyond which rows go to the disk as they are written: slower, but memory stays what it is."""

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(
    pack: Pack, result: Result, arguments: dict, path: Path, step: Step, *, most_rows: int = MOST_ROWS,
    sheets: Sequence[Sheet] = SHEETS,
) -> None:  # fmt: skip
    """The workbook of a run, complete at `path`; `arguments` are those of its receipt."""
    book = xlsxwriter.Workbook(str(path), SAFE | {"constant_memory": result.table.height > LARGE})
    on = datetime.fromisoformat(arguments["on"])
    title = f"{pack.title} {pack.version}"
    label = f"{SYNTHETIC}，非真实企业" if result.synthetic else ""
    book.set_properties({"title": title, "comments": label, "created": on})
    formats = formats_of(book)
    for at, sheet in enumerate(sheets):
        step("写工作簿", at, len(sheets))
        rows = sheet.rows(pack, result)
        head = f"{sheet.name} · {title} · 所属期 {arguments['year']} · 基准日 {arguments['on']} · {rows.height:,} 行"
        head = " · ".join(part for part in (label, head, sheet.note) if part)
        write_sheet(book.add_worksheet(sheet.name), sheet.fields, rows, head, bool(label), formats, most_rows)
    step("写工作簿", len(sheets), len(sheets))
    book.close()


def formats_of(book: xlsxwriter.Workbook) -> dict[str, Format]:
    """The formats of cells by the kind of their field, and of titles."""
    return {
        "text": book.add_format({"valign": "top"}),
        "wrapped": book.add_format({"valign": "top", "text_wrap": True}),
        "money": book.add_format({"valign": "top", "num_format": "#,##0.00"}),
        "count": book.add_format({"valign": "top", "num_format": "#,##0"}),
        "title": book.add_format({"bold": True, "font_size": 13}),
        "label": book.add_format({"bold": True, "font_size": 13, "font_color": "#9C0006"}),
        "head": book.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#EAEFF5", "text_wrap": True, "valign": "vcenter"}
        ),
    }


def write_sheet(
    page: Worksheet,
    fields: Sequence[Field],
    rows: pl.DataFrame,
    head: str,
    labelled: bool,
    formats: dict[str, Format],
    most_rows: int,
) -> None:
    """One sheet: a title line, the header, the rows, and a last line when some are left out."""
    _set_up(page, fields, head)
    page.write_string(0, 0, head, formats["label" if labelled else "title"])
    for column, field in enumerate(fields):
        page.write_string(1, column, field.name, formats["head"])
    shown = rows.head(most_rows)
    _write_rows(page, fields, shown, formats)
    last = HEAD_ROWS + shown.height
    page.autofilter(1, 0, max(last - 1, 1), len(fields) - 1)
    if rows.height > shown.height:
        more = f"另有 {rows.height - shown.height:,} 行未列出；全部结果请输出为 .parquet 或 .csv"
        page.write_string(last, 0, more, formats["title"])


def _set_up(page: Worksheet, fields: Sequence[Field], head: str) -> None:
    """Widths, the frozen header and how it prints: A4 across, one page wide, the header on each page."""
    for column, field in enumerate(fields):
        page.set_column(column, column, field.width)
    page.set_row(1, 30)
    page.freeze_panes(HEAD_ROWS, 2)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)
    page.set_footer(f"&L{head.replace('&', '&&')[:200]}&R&P / &N")


def _write_rows(page: Worksheet, fields: Sequence[Field], rows: pl.DataFrame, formats: dict[str, Format]) -> None:
    """The rows, cell by cell in order; an empty cell stays empty."""
    kinds = [(field.kind, formats[field.kind]) for field in fields]
    text, number = page.write_string, page.write_number
    for at, row in enumerate(rows.iter_rows(), start=HEAD_ROWS):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            kind, shape = kinds[column]
            if kind == "money":
                number(at, column, value / 100, shape)
            elif kind == "count":
                number(at, column, value, shape)
            else:
                text(at, column, value if len(value) <= LONGEST_TEXT else value[:LONGEST_TEXT] + "…", shape)
