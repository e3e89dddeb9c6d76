"""Which sheet of a workbook, and which of its rows, are the table; what stands in its way is told by place."""

from __future__ import annotations

from dataclasses import dataclass

from yanzhen.errors import FactsError, did_you_mean
from yanzhen.facts.headings import has_subject
from yanzhen.facts.imprint import OWN_SHEETS, SHEET, Imprint, imprint_of
from yanzhen.facts.tables import Fault, Table, letter
from yanzhen.facts.workbooks import Sheet, Workbook
from yanzhen.registers import Register

_HEADINGS_WITHIN = 20
"""Headings stand in one of the first rows; above them there are titles at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """The table, and what the workbook says of itself."""

    table: Table
    imprint: Imprint | None


def table_in(book: Workbook, register: Register, wanted: str = "") -> Found:
    """The table of the sheet that holds the register's facts; `wanted` names the sheet where there are several.

    Raises:
        FactsError: YZ-F13 no sheet, several, or one made for another register.
    """
    imprint = next((found for sheet in book.sheets if sheet.name == SHEET and (found := imprint_of(sheet.rows))), None)
    if imprint is not None and imprint.register != register.name:
        what = f"{book.file} 是台账「{imprint.register}」的表，不是「{register.name}」的"
        raise FactsError(what, code="YZ-F13", hint=f"写 {imprint.register}，或换一个文件")
    sheet = _sheet(book, register, wanted, imprint)
    at = _heading_row(sheet, register)
    rows = sheet.rows
    kept = [number for number in range(at + 1, len(rows)) if any(cell.strip() for cell in _with_untold(sheet, number))]
    notes = []
    above = [number + 1 for number in range(at) if any(cell.strip() for cell in rows[number])]
    if above:
        notes.append(f"列名在第 {at + 1} 行，它上面的第 {'、'.join(map(str, above[:5]))} 行没有读")
    others = [other.name for other in _filled(book) if other.name != sheet.name]
    if others:
        notes.append(f"只读了工作表「{sheet.name}」，没有读「{'」「'.join(others[:5])}」")
    if book.epoch1904:
        notes.append("工作簿用 1904 日期系统，日期已按它换算")
    table = Table(
        file=book.file,
        headings=_with_untold(sheet, at) if rows else [],
        rows=[_with_untold(sheet, number) for number in kept],
        numbers=[number + 1 for number in kept],
        notes=tuple(notes),
        sheet=sheet.name,
        first=at + 1,
        faults=tuple(_faults(sheet, at, {number: place for place, number in enumerate(kept)})),
        epoch1904=book.epoch1904,
    )
    return Found(table, imprint)


def _filled(book: Workbook) -> list[Sheet]:
    """The sheets people see that hold anything, but for those that explain."""
    return [
        sheet
        for sheet in book.sheets
        if not sheet.hidden and sheet.name not in OWN_SHEETS and any(cell.strip() for row in sheet.rows for cell in row)
    ]


def _sheet(book: Workbook, register: Register, wanted: str, imprint: Imprint | None) -> Sheet:
    filled = _filled(book)
    names = "、".join(f"「{sheet.name}」" for sheet in filled[:8])
    if not filled:
        raise FactsError(
            f"{book.file} 没有数据：看得见的工作表都是空的", code="YZ-F13", hint="第一行写列名，以下每行一个主体"
        )
    for name in (wanted, imprint.sheet if imprint else ""):
        chosen = next((sheet for sheet in filled if name and sheet.name == name), None)
        if chosen is not None:
            return chosen
        if name and name == wanted:
            hint = did_you_mean(wanted, [sheet.name for sheet in filled]) or f"有 {names}"
            raise FactsError(f"{book.file} 没有工作表「{wanted}」，或它是空的、隐藏的", code="YZ-F13", hint=hint)
    if len(filled) == 1:
        return filled[0]
    fitting = [sheet for sheet in filled if any(has_subject(row, register) for row in sheet.rows[:_HEADINGS_WITHIN])]
    if len(fitting) == 1:
        return fitting[0]
    what = "都有" if fitting else "都没有"
    raise FactsError(
        f"{book.file} 有几张工作表，{names} {what}台账「{register.name}」的主键列，不知道读哪一张",
        code="YZ-F13",
        hint="用 --sheet 写明，或删去其余的",
    )


def _heading_row(sheet: Sheet, register: Register) -> int:
    """The first row that names the key, else the first that holds anything."""
    first = sheet.rows[:_HEADINGS_WITHIN]
    named = next((at for at, row in enumerate(first) if has_subject(row, register)), None)
    if named is not None:
        return named
    return next(at for at, row in enumerate(sheet.rows) if any(cell.strip() for cell in row))


def _with_untold(sheet: Sheet, number: int) -> list[str]:
    """A row's texts, with errors and formulas shown where there is no value."""
    if not sheet.untold:
        return sheet.rows[number]
    cells = list(sheet.rows[number])
    for column in range(len(cells)):
        if (number, column) in sheet.untold:
            cells[column] = sheet.untold[number, column]
    return cells


def _faults(sheet: Sheet, at: int, places: dict[int, int]) -> list[Fault]:
    """Cells without a value and merged cells, in the headings (the file as a whole) or in a row."""
    faults = []
    for (number, column), what in sorted(sheet.untold.items()):
        why = "公式没有算出的值" if what.startswith("=") else "公式出错"
        hint = "用表格软件打开并保存一次，或直接填值" if what.startswith("=") else "改正公式，或直接填值"
        if number == at:
            faults.append(Fault(None, column, f"列名是{why}的格子（{what}）", hint))
        elif number in places:
            faults.append(Fault(places[number], column, why, hint))
    for top, left, bottom, right in sheet.merged:
        cells = f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}"
        if top <= at <= bottom:
            faults.append(
                Fault(None, left, f"列名 {cells} 是合并的单元格", "取消合并，每一列写自己的列名，都写在同一行")
            )
            continue
        for number in range(max(top, at + 1), bottom + 1):
            if number in places:
                why = f"{cells} 是合并的单元格，只有左上角有值"
                faults.append(Fault(places[number], left, why, "取消合并，每格各填各的"))
    return faults
