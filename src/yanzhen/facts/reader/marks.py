"""What the reader of workbooks leaves out: errors, formulas without a stored value, percentages, merged cells of ods.

One pass over the XML of a sheet, which has been scanned: it declares no entities. Runs in the limited process only.
"""

from __future__ import annotations

import posixpath
import re
import xml.parsers.expat
import zipfile

AS_PERCENT = ""
"""The mark of a number that its cell shows as a percentage; every other mark is told."""

PERCENT_FORMATS = {9, 10}

Marks = list[tuple[int, int, str]]
"""(row, column, what is to be told of the cell), counted from 0."""


def check(path: str) -> None:
    """Every text part is whole and well-formed: the reader itself reads on past a missing end, or forever.

    Raises:
        xml.parsers.expat.ExpatError: one is not.
    """
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name != "mimetype" and (data := archive.read(name)):
                xml.parsers.expat.ParserCreate().Parse(data, True)


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
