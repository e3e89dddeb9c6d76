"""Files of departments as plain tables of text: csv in the encodings in use here, and Parquet of any column types.

A row keeps the number it has in its file, so that whoever made the file finds the cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from yanzhen.errors import FactsError
from yanzhen.facts.bounds import BOUNDS, CSV_BYTES, CSV_ROWS
from yanzhen.facts.containers import kind_of
from yanzhen.facts.files import METADATA


@dataclass(frozen=True, slots=True)
class Fault:
    """What the file itself has wrong: at row `at` of the table (None: the table as a whole) and column `column`."""

    at: int | None
    column: int
    why: str
    suggestion: str = ""


@dataclass(frozen=True)
class Table:
    """Headings and rows of text. `numbers[i]` is the row number of `rows[i]` in the file; blank rows are left out.

    `notes` says what the reader had to find out, as the encoding. `first` is the row number of the headings, `sheet` the
    sheet they stand on, `faults` what no text can show: merged cells, formulas without a value.
    """

    file: str
    headings: list[str]
    rows: list[list[str]]
    numbers: list[int]
    notes: tuple[str, ...] = ()
    sheet: str = ""
    first: int = 1
    faults: tuple[Fault, ...] = ()
    epoch1904: bool = False


def read_table(path: Path) -> Table:
    """The table a csv or Parquet file holds, told apart by content.

    Raises:
        FactsError: YZ-F01 when it is neither, is empty, too large, or holds a delivery already accepted; YZ-F11 when it
            is a file of another kind.
    """
    if path.stat().st_size > CSV_BYTES:
        what = f"{path.name} 超过 {CSV_BYTES >> 20} MB"
        raise FactsError(what, code="YZ-F01", hint="按县区或按月分成几份，分别读入")
    data = path.read_bytes()
    kind = kind_of(data, path.name)
    if kind == "parquet":
        return _parquet(path.name, data)
    if kind == "zip":
        raise FactsError(
            f"{path.name} 是工作簿或压缩文件，不是 csv", code="YZ-F01", hint="另存为 CSV UTF-8（逗号分隔）"
        )
    return _csv(path.name, data)


def letter(at: int) -> str:
    """The letter of a column as spreadsheets count: 0 → A, 26 → AA."""
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(65 + rest) + text
    return text


def _csv(name: str, data: bytes) -> Table:
    text, notes = _decoded(name, data)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    numbers: list[int] = []
    headings: list[str] | None = None
    try:
        for number, row in enumerate(reader, start=1):
            if not any(cell.strip() for cell in row):
                continue
            if headings is None:
                headings = row
            else:
                rows.append(row)
                numbers.append(number)
    except csv.Error as error:
        what = f"{name} 第 {reader.line_num} 行附近读不下去：{error}"
        raise FactsError(what, code="YZ-F01", hint="检查这一行的引号和逗号，或重新导出") from error
    if headings is None:
        raise FactsError(f"{name} 是空的", code="YZ-F01", hint="第一行写列名，以下每行一个主体")
    if len(headings) == 1 and any(sign in headings[0] for sign in ("\t", ";", "，", "；")):
        raise FactsError(f"{name} 不是用逗号分隔的", code="YZ-F01", hint="另存为 CSV UTF-8（逗号分隔）")
    return _bounded(Table(name, headings, rows, numbers, notes))


def _decoded(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    if b"\x00" in data:
        hint = "另存为 CSV UTF-8（逗号分隔）"
        raise FactsError(f"{name} 不是文字文件（或是 UTF-16 编码）", code="YZ-F01", hint=hint)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030"), (f"{name} 按 GB18030 编码读入",)
    except UnicodeDecodeError as error:
        what = f"{name} 的文字编码读不出（第 {error.start + 1} 个字节）"
        raise FactsError(what, code="YZ-F01", hint="另存为 CSV UTF-8（逗号分隔）") from error


def _parquet(name: str, data: bytes) -> Table:
    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError) as error:
        raise FactsError(f"{name} 不是可读的 Parquet 文件", code="YZ-F01", hint="重新导出") from error
    if METADATA in (table.schema.metadata or {}):
        hint = "直接放进事实数据文件夹即可"
        raise FactsError(f"{name} 已经是一批雁阵数据，不用再读入", code="YZ-F01", hint=hint)
    columns = [list(map(_text, column.to_pylist())) for column in table.columns]
    numbered = [(at, list(row)) for at, row in enumerate(_rows(columns), start=1) if any(cell.strip() for cell in row)]
    rows, numbers = [row for _, row in numbered], [at for at, _ in numbered]
    return _bounded(Table(name, list(table.column_names), rows, numbers, (f"{name} 的行号从第一行数据起算",)))


def _rows(columns: list[list[str]]) -> Iterator[tuple[str, ...]]:
    return zip(*columns, strict=True)


def _text(value: object) -> str:
    """A typed cell as one would write it; a float as the shortest decimal that gives it back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        number = Decimal(repr(value))
        return format(number, "f").removesuffix(".0") if number.is_finite() else repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _bounded(table: Table) -> Table:
    if len(table.headings) > BOUNDS.columns:
        what = f"{table.file} 有 {len(table.headings)} 列，最多 {BOUNDS.columns} 列"
        raise FactsError(what, code="YZ-F01", hint="只留台账登记的列")
    if len(table.rows) > CSV_ROWS:
        what = f"{table.file} 有 {len(table.rows):,} 行，最多 {CSV_ROWS:,} 行"
        raise FactsError(what, code="YZ-F01", hint="按县区或按月分成几份，分别读入")
    return table
