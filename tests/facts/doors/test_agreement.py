"""Two readers that know nothing of each other see the same cells: ours and openpyxl, on fifty random workbooks."""

from __future__ import annotations

import io
import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter

from yanzhen.facts.workbooks import read_workbook

DAY = datetime(1900, 3, 1)
SIGNS = "甲乙 丙Ａ１，。x<&>\"'\n\t_x0041_０é𠮷=+-@#%"
FORMATS = ["General", "0.00", "0%", "0.00%", "#,##0.0 ", '0"年"', "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[Red]0.0%;-0.0%"]


def cell(dice: random.Random) -> object:
    """A value as offices have them: numbers of every size, texts of every sign, dates, yes and no, nothing."""
    kind = dice.randrange(8)
    if kind == 0:
        return None
    if kind == 1:
        return dice.choice([0, -1, 2024, 600001, 0.1, 0.1 + 0.2, 1e-7, 1e21, 123456789.12, -0.035, 2**53, 1 / 3])
    if kind == 2:
        return round(dice.uniform(-1e6, 1e6), dice.randrange(9))
    if kind == 3:
        return dice.randrange(10**15)
    if kind == 4:
        return "".join(dice.choices(SIGNS, k=dice.randrange(1, 12))).strip() or "文"
    if kind == 5:
        return dice.random() < 0.5
    if kind == 6:
        return DAY + timedelta(days=dice.randrange(60_000))
    return "示例"


def made(dice: random.Random, by_xlsxwriter: bool) -> bytes:
    rows = [[cell(dice) for _ in range(dice.randrange(1, 9))] for _ in range(dice.randrange(1, 30))]
    shapes = [dice.choice(FORMATS) for _ in range(9)]
    out = io.BytesIO()
    if by_xlsxwriter:
        book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
        page = book.add_worksheet("表")
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                _write(book, page, at, column, value, shapes[column])
        if dice.random() < 0.5:
            page.write_formula(len(rows), 0, "=1+1", None, dice.choice([2, 0.5, "文", True]))
        book.close()
        return out.getvalue()
    book = openpyxl.Workbook()
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if isinstance(value, str):
                book.active.cell(at, column).value = value
                book.active.cell(at, column).data_type = "s"
            else:
                book.active.cell(at, column, value)
            if isinstance(value, int | float) and not isinstance(value, bool):
                book.active.cell(at, column).number_format = _plain(shapes[column - 1])
    book.save(out)
    return out.getvalue()


def _plain(shape: str) -> str:
    return "General" if "y" in shape else shape


def _write(book, page, at, column, value, shape) -> None:
    if isinstance(value, datetime):
        page.write_datetime(at, column, value, book.add_format({"num_format": "yyyy-mm-dd"}))
    elif isinstance(value, bool):
        page.write_boolean(at, column, value)
    elif isinstance(value, str):
        page.write_string(at, column, value)
    elif value is not None:
        page.write_number(at, column, value, book.add_format({"num_format": _plain(shape)}))


def text(found) -> str:
    """An openpyxl cell as our reader tells it."""
    value = found.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date):
        return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, int | float):
        percent = "%" in found.number_format
        number = Decimal(repr(float(value))) * (100 if percent else 1)
        plain = format(number, "f")
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return plain + "%" if percent else plain
    return value


@pytest.mark.parametrize("seed", range(50))
def test_both_readers_see_the_same_cells(seed):
    data = made(random.Random(seed), by_xlsxwriter=bool(seed % 2))
    theirs = openpyxl.load_workbook(io.BytesIO(data), data_only=True).active

    ours = read_workbook(data, "表.xlsx").sheets[0].rows

    expected = {(at, c): text(cell) for at, row in enumerate(theirs.rows) for c, cell in enumerate(row)}
    seen = {(at, c): value for at, row in enumerate(ours) for c, value in enumerate(row)}
    assert {place: value for place, value in seen.items() if value} == {
        place: value for place, value in expected.items() if value
    }
    assert len(seen) >= 1 or not any(expected.values())
