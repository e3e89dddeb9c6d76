"""The rows that were refused, as a workbook that goes in again: the same columns, bad cells marked, why, and which row.

Texts are written as they were read, numbers as numbers where that says the same. What is added (原因, 原行号) is read past
when the workbook comes back; all problems stand on a sheet of their own, too.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from yanzhen.facts.headings import added, match_headings
from yanzhen.facts.imprint import FAULTS, Imprint
from yanzhen.facts.outcome import BadCell, Intake
from yanzhen.facts.tables import Table, letter
from yanzhen.facts.template import MADE, SAFE, formats_of, sheet_name, write_imprint
from yanzhen.registers import Register

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{0,8}[1-9])?", re.ASCII)
_MOST_DIGITS = 15
_LONGEST = 32_000
"""Characters in a cell; a spreadsheet refuses more than 32,767."""

_MOST_FAULTS = 100_000


def write_rejects(path: Path, came: Intake, register: Register, *, all_rows: bool) -> int:
    """The workbook is complete at `path`; answers how many rows it holds.

    Args:
        came: the outcome of a file that held a table.
        all_rows: every row of the file, for when none was taken in; else those with a problem.
    """
    table = came.table
    assert table is not None
    book = xlsxwriter.Workbook(str(path), SAFE)
    name = sheet_name(register.title or register.name)
    book.set_properties({"title": f"{name} 退回", "created": MADE})
    page, faults = book.add_worksheet(name), book.add_worksheet(FAULTS)
    shapes = formats_of(book)
    written = _write_rows(page, _Sheet(table, register, came.problems), shapes, all_rows)
    _write_faults(faults, came, shapes)
    write_imprint(book, Imprint(register.name, str(came.period or ""), name))
    page.activate()
    book.close()
    return written


class _Sheet:
    """What stands in which column of the rejects, and what is wrong with which row."""

    def __init__(self, table: Table, register: Register, problems: tuple[BadCell, ...]) -> None:
        self.table = table
        self.reason, self.number = added(register)
        own = [text.strip() in (self.reason, self.number) for text in table.headings]
        self.columns = [at for at, ours in enumerate(own) if not ours]
        numbers = [at for at, text in enumerate(table.headings) if text.strip() == self.number]
        self.number_at = numbers[0] if numbers else None
        matched, _ = match_headings(table.headings, register)
        self.numeric = {heading.at for heading in matched if heading.column and heading.column.kind == "number"}
        self.whole = {one.column for one in problems if one.row == table.first and one.column}
        self.by_row: dict[int, list[BadCell]] = {}
        for one in problems:
            if one.row != table.first:
                self.by_row.setdefault(one.row, []).append(one)

    def original(self, at: int) -> str:
        """The row's number in the file it first came from."""
        row = self.table.rows[at]
        told = row[self.number_at].strip() if self.number_at is not None and self.number_at < len(row) else ""
        return told if told.isdecimal() else str(self.table.numbers[at])


def _write_rows(page: Worksheet, sheet: _Sheet, shapes: dict[str, Format], all_rows: bool) -> int:
    table, places = sheet.table, sheet.columns
    for column, at in enumerate(places):
        bad = letter(at) in sheet.whole
        page.write_string(0, column, table.headings[at][:_LONGEST], shapes["bad_head" if bad else "head"])
        page.set_column(column, column, 22 if column == 0 else 16)
    for extra, head in enumerate((sheet.reason, sheet.number)):
        page.write_string(0, len(places) + extra, head, shapes["head"])
    page.set_column(len(places), len(places), 60)
    row = 0
    for at, cells in enumerate(table.rows):
        wrong = sheet.by_row.get(table.numbers[at], [])
        if not wrong and not all_rows:
            continue
        row += 1
        marked = {one.column for one in wrong}
        for column, place in enumerate(places):
            text = cells[place] if place < len(cells) else ""
            shape = shapes["bad"] if letter(place) in marked else None
            _write_cell(page, row, column, text[:_LONGEST], place in sheet.numeric, shape)
        page.write_string(row, len(places), "　".join(one.said for one in wrong)[:_LONGEST])
        page.write_string(row, len(places) + 1, sheet.original(at))
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(row, 1), len(places) + 1)
    return row


def _write_cell(page: Worksheet, row: int, column: int, text: str, numeric: bool, shape: Format | None) -> None:
    if numeric and _NUMBER.fullmatch(text) and len(text.strip("-").replace(".", "")) <= _MOST_DIGITS:
        page.write_number(row, column, float(text), shape)
    elif text:
        page.write_string(row, column, text, shape)
    elif shape is not None:
        page.write_blank(row, column, None, shape)


def _write_faults(page: Worksheet, came: Intake, shapes: dict[str, Format]) -> None:
    """Every problem and every question in one list, by place."""
    heads = (("", 8), ("行", 8), ("列", 6), ("列名", 22), ("填了", 24), ("原因", 44), ("建议", 44))
    for at, (head, width) in enumerate(heads):
        page.write_string(0, at, head, shapes["head"])
        page.set_column(at, at, width)
    listed = [("退回", one) for one in came.problems] + [("请核对", one) for one in came.doubts]
    for row, (level, one) in enumerate(listed[:_MOST_FAULTS], start=1):
        cells = (level, str(one.row or ""), one.column, one.heading, one.value, one.why, one.suggestion)
        for at, text in enumerate(cells):
            page.write_string(row, at, text[:_LONGEST])
    page.freeze_panes(1, 0)
