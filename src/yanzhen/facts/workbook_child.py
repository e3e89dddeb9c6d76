"""Reads one scanned workbook and writes what its cells say to its output; runs as a process of its own, and may die.

It is started by path with an isolated interpreter and imports nothing of the project. It limits itself before it reads:
memory, processor seconds, files; it ends when whoever started it ends. Output is one JSON value a line: for each sheet a
head, then its rows as texts; a last line says that all is told. A cell is told as its text, a number as the shortest
decimal that gives the stored double, a date as ISO, yes and no as 是 and 否. The head lists what has no value to tell:
`[row, column, "#N/A"]` an error, `[row, column, "=A1+B1"]` a formula without a stored value.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import resource
import signal
import sys
import xml.parsers.expat
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 30
OUTPUT_BYTES = 300_000_000
HIDDEN_ROWS = 10_000
"""Hidden sheets hold lists and what a template says of itself; more of them is not read."""

MOST_MARKS = 10_000
PERCENT_FORMATS = {9, 10}

AS_PERCENT = ""
"""The mark of a number that its cell shows as a percentage; every other mark is told."""


def limit_itself() -> None:
    """No more memory, time, processes' leftovers or files than reading takes; ends with its parent."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    if sys.platform == "linux":
        import ctypes

        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def read(path: str, kind: str) -> None:
    """Tell every sheet of the workbook."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_path(path)
    marks = OdsMarks(path) if kind == "ods" else XlsxMarks(path)
    out = Output()
    for at, about in enumerate(book.sheets_metadata):
        hidden = about.visible != SheetVisibleEnum.Visible
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(at)
        rows = sheet.to_python(skip_empty_area=False, nrows=HIDDEN_ROWS if hidden else None)
        found, spans = marks.of(about.name, at)
        untold = [list(mark) for mark in found if mark[2] != AS_PERCENT]
        if len(untold) > MOST_MARKS:
            failed(f"有 {len(untold):,} 个公式没有算出的值", "")
        merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or []] or spans
        head = {
            "sheet": about.name,
            "hidden": hidden,
            "rows": len(rows),
            "merged": merged[:MOST_MARKS],
            "marks": untold,
        }
        out.tell(head)
        percents: dict[int, list[int]] = {}
        for row, column, mark in found:
            if mark == AS_PERCENT:
                percents.setdefault(row, []).append(column)
        for number, row in enumerate(rows):
            texts = [value if type(value) is str else text_of(value) for value in row]
            for column in percents.get(number, ()):
                if column < len(texts):
                    texts[column] = as_percent(row[column], texts[column])
            out.tell(texts)
        del rows
    out.tell({"end": True, "epoch1904": marks.epoch1904, "memory": peak_memory()})
    out.close()


class Output:
    """Lines to the standard output, and an end to them when they grow beyond reason."""

    def __init__(self) -> None:
        self.written = 0
        self.lines: list[str] = []

    def tell(self, value: object) -> None:
        """One more line."""
        line = json.dumps(value, ensure_ascii=False)
        self.written += len(line)
        if self.written > OUTPUT_BYTES:
            raise MemoryError
        self.lines.append(line)
        if len(self.lines) >= 2_000:
            self.close()

    def close(self) -> None:
        """Everything told is on its way."""
        sys.stdout.write("\n".join(self.lines) + "\n" if self.lines else "")
        self.lines.clear()
        sys.stdout.flush()


def text_of(value: object) -> str:
    """A typed cell as one would write it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return decimal_of(value)
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value)


def decimal_of(value: float) -> str:
    """The shortest decimal that gives the double back, without an exponent."""
    text = repr(value)
    if text.endswith(".0"):
        return text[:-2]
    return text if "e" not in text and "n" not in text else format(Decimal(text), "f") if "n" not in text else text


def as_percent(value: object, text: str) -> str:
    """The number as its cell shows it: 0.035 in a cell of format 0.0% is 3.5%."""
    if not isinstance(value, float | int) or isinstance(value, bool):
        return text
    return format((Decimal(repr(value)) * 100).normalize(), "f") + "%"


Marks = list[tuple[int, int, str]]
"""(row, column, what is to be told of the cell), counted from 0."""


class XlsxMarks:
    """What the reader leaves out of an xlsx: errors, formulas without a stored value, numbers shown as percent."""

    def __init__(self, path: str) -> None:
        self.archive = zipfile.ZipFile(path)
        self.names = {name.lower(): name for name in self.archive.namelist()}
        self.epoch1904 = False
        self.targets: list[tuple[str, str]] = []
        self.sheets: list[str] = []
        self.percent: set[str] = set()
        relations: dict[str, str] = {}
        wanted: list[tuple[str, str]] = []

        def relation(tag: str, said: dict[str, str]) -> None:
            if tag == "Relationship":
                relations[said.get("Id", "")] = said.get("Target", "")

        def part(tag: str, said: dict[str, str]) -> None:
            if tag == "workbookPr":
                self.epoch1904 = said.get("date1904", "0") in ("1", "true", "on")
            elif tag == "sheet":
                key = next((value for name, value in said.items() if name.endswith(":id")), "")
                wanted.append((said.get("name", ""), key))

        walk(self.bytes_of("xl/_rels/workbook.xml.rels"), relation)
        walk(self.bytes_of("xl/workbook.xml"), part)
        self.sheets = [
            posixpath.normpath(posixpath.join("xl", target) if not target.startswith("/") else target[1:])
            for target in (relations.get(key, "") for _, key in wanted)
        ]
        self.titles = [title for title, _ in wanted]
        self.percent = self.percent_styles()

    def bytes_of(self, name: str) -> bytes:
        """A part's bytes, whatever the case of its name; nothing when it is not there."""
        found = self.names.get(name.lower())
        return self.archive.read(found) if found else b""

    def percent_styles(self) -> set[str]:
        """Numbers of the cell styles that show a percentage."""
        formats = set(PERCENT_FORMATS)
        styles: set[str] = set()
        inside = [False, 0]

        def style(tag: str, said: dict[str, str]) -> None:
            if tag == "numFmt":
                code = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", said.get("formatCode", ""))
                if "%" in code:
                    formats.add(int(said.get("numFmtId", "0")))
            elif tag in ("cellXfs", "cellStyleXfs", "dxfs"):
                inside[0] = tag == "cellXfs"
            elif tag == "xf" and inside[0]:
                if int(said.get("numFmtId", "0")) in formats:
                    styles.add(str(inside[1]))
                inside[1] += 1

        walk(self.bytes_of("xl/styles.xml"), style)
        return styles

    def of(self, title: str, at: int) -> tuple[Marks, list]:
        """Marks of one sheet; its merged ranges are told by the reader itself."""
        place = self.titles.index(title) if title in self.titles else at
        data = self.bytes_of(self.sheets[place]) if place < len(self.sheets) else b""
        styled = any(f's="{style}"'.encode() in data or f"s='{style}'".encode() in data for style in self.percent)
        if not styled and b"<f" not in data and b":f" not in data and b'"e"' not in data and b"'e'" not in data:
            return [], []
        return CellWalk(self.percent).over(data), []


class CellWalk:
    """One pass over the cells of a sheet's XML, for those whose text the reader does not tell."""

    def __init__(self, percent: set[str]) -> None:
        self.percent = percent
        self.found: Marks = []
        self.row, self.column = -1, -1
        self.cell: dict[str, str] = {}
        self.formula: list[str] | None = None
        self.value: list[str] | None = None
        self.reading: list[str] | None = None

    def over(self, data: bytes) -> Marks:
        """Marks in the order of the sheet."""
        walk(data, self._start, self._end, self._text)
        return self.found

    def _start(self, tag: str, said: dict[str, str]) -> None:
        if tag == "row":
            number = said.get("r", "")
            self.row = int(number) - 1 if number.isdecimal() else self.row + 1
            self.column = -1
        elif tag == "c":
            self._place(said.get("r", ""))
            self.cell, self.formula, self.value = said, None, None
        elif tag == "f":
            self.reading = self.formula = []
        elif tag == "v":
            self.reading = self.value = []

    def _end(self, tag: str) -> None:
        if tag in ("f", "v"):
            self.reading = None
        elif tag == "c":
            mark = self._mark()
            if mark is not None:
                self.found.append((self.row, self.column, mark))

    def _text(self, piece: str) -> None:
        if self.reading is not None:
            self.reading.append(piece)

    def _place(self, name: str) -> None:
        self.column += 1
        match = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", name)
        if match:
            self.row = int(match[2]) - 1
            self.column = -1
            for sign in match[1].upper():
                self.column = (self.column + 1) * 26 + ord(sign) - 65

    def _mark(self) -> str | None:
        """What is to be told of the cell that just ended."""
        kind, value = self.cell.get("t", "n"), "".join(self.value or ())
        if kind == "e":
            return (value or "#N/A")[:64]
        if self.formula is not None and not value.strip() and not (kind == "str" and self.value is not None):
            return f"={''.join(self.formula)}"[:64]
        return AS_PERCENT if kind == "n" and value and self.cell.get("s") in self.percent else None


class OdsMarks:
    """What the reader leaves out of an OpenDocument sheet: errors, formulas without a value, percentages, merged cells."""

    epoch1904 = False

    def __init__(self, path: str) -> None:
        self.found: list[Marks] = []
        self.spans: list[list[list[int]]] = []
        self.row = self.column = self.rows = 0
        self.depth = 0
        with zipfile.ZipFile(path) as archive:
            data = archive.read("content.xml")
        if b"null-date" in data and b'date-value="1904' in data:
            self.epoch1904 = True
        walk(data, self._start, self._end)

    def of(self, title: str, at: int) -> tuple[Marks, list]:
        """Marks of one sheet, and its merged ranges."""
        return (self.found[at], self.spans[at]) if at < len(self.found) else ([], [])

    def _start(self, tag: str, said: dict[str, str]) -> None:
        said = {name.rpartition(":")[2]: value for name, value in said.items()}
        if tag == "table":
            self.found.append([])
            self.spans.append([])
            self.row = self.rows = 0
        elif tag == "table-row":
            self.rows = int(said.get("number-rows-repeated", "1"))
            self.column = 0
        elif tag in ("table-cell", "covered-table-cell") and self.found:
            self._note(said)
            self.column += int(said.get("number-columns-repeated", "1"))

    def _end(self, tag: str) -> None:
        if tag == "table-row":
            self.row += self.rows

    def _note(self, said: dict[str, str]) -> None:
        mark = None
        kind = said.get("value-type", "")
        if kind == "percentage":
            mark = AS_PERCENT
        elif kind == "error" or "#ERR" in said.get("string-value", ""):
            mark = "#N/A"
        elif "formula" in said and not kind:
            mark = f"={said['formula']}"[:64]
        if mark is not None:
            wide = min(int(said.get("number-columns-repeated", "1")), 256)
            for row in range(self.row, self.row + min(self.rows, 200_000)):
                self.found[-1].extend((row, column, mark) for column in range(self.column, self.column + wide))
        across, down = int(said.get("number-columns-spanned", "1")), int(said.get("number-rows-spanned", "1"))
        if across > 1 or down > 1:
            self.spans[-1].append([self.row, self.column, self.row + down - 1, self.column + across - 1])


def walk(data: bytes, start, end=None, text=None) -> None:
    """Call `start(tag, attributes)` for every element, tags without their prefix; what cannot be read ends the walk."""
    parser = xml.parsers.expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, said: start(tag.rpartition(":")[2], said)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    if data:
        parser.Parse(data, True)


def peak_memory() -> int:
    """The most memory this process has held, in bytes."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(path: str, kind: str) -> None:
    """Read the workbook; what fails is told as a last line."""
    limit_itself()
    try:
        read(path, kind)
    except MemoryError:
        failed("内容太多，读不下")
    except BaseException as error:  # a reader's panic is none of Exception's; the parent is told in any case
        failed("工作簿的内部结构有误", f"{type(error).__name__}: {error}"[:200])


def failed(why: str, detail: str = "") -> None:
    """Tell that the file could not be read, and end."""
    sys.stdout.write("\n" + json.dumps({"failed": why, "detail": detail}, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
