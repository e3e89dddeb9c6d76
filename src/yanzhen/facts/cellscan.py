"""Where the cells of a sheet stand, counted on its raw XML before any reader builds a table from it.

Two cells, A1 and XFD1048576, make today's readers reserve a table of 17 billion cells and abort. Cells and rows without a
position of their own stand after the one before, so they are counted, too. Text is scanned in pieces as it is unpacked;
what a piece cuts in two is looked at with the next one.
"""

from __future__ import annotations

import re

from yanzhen.facts.bounds import Bounds
from yanzhen.facts.tables import letter

_OVERLAP = 64
_LONGEST_TAG = 65_536
_PREFIX = re.compile(rb"<([A-Za-z_][\w.-]*):(?=(?:row|c|sheetData)[\s/>])")
_CELL = re.compile(rb"<c[\s/>]")


class TooFar(Exception):
    """A cell stands outside the bounds; `args[0]` says which and which bound."""


def _above(most: int) -> str:
    """A pattern of the decimal numbers above `most`."""
    digits = str(most)
    same_length = [
        f"{digits[:at]}[{int(digit) + 1}-9][0-9]{{{len(digits) - at - 1}}}"
        for at, digit in enumerate(digits)
        if digit != "9"
    ]
    return "|".join([*same_length, f"[1-9][0-9]{{{len(digits)}}}"])


def _beyond(letters: str) -> str:
    """A pattern of the columns after the one with these two letters, large or small."""
    first, second = letters
    same = f"[{first}{first.lower()}][{chr(ord(second) + 1)}-Z{chr(ord(second) + 1).lower()}-z]"
    later = f"[{chr(ord(first) + 1)}-Z{chr(ord(first) + 1).lower()}-z][A-Za-z]"
    return f"{same}|{later}|[A-Za-z]{{3,}}"


def _far_places(bounds: Bounds) -> re.Pattern[bytes]:
    """What an attribute `r` says when its cell or row stands outside; it begins with a letter so that it is found fast."""
    column, row = _beyond(letter(bounds.columns - 1)), _above(bounds.rows)
    place = rf"r\s*=\s*[\"']\s*(?:(?P<column>{column})[0-9]|[A-Za-z]{{0,3}}0*(?P<row>{row}))"
    return re.compile(place.encode())


class SheetScan:
    """Counts the cells of one part of an xlsx file. Give it every piece, then `close`.

    `sheet` tells whether the part holds cells of a sheet at all; other parts use the same letters for other things.
    """

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.cells = self.rows = 0
        self.sheet = False
        self._outside = _far_places(bounds)
        self._far = ""
        self._in_row = self._widest = 0
        self._carried = b""

    def feed(self, piece: bytes) -> None:
        """One more piece; TooFar as soon as a bound of the part is passed."""
        text = self._carried + piece
        cut = text.rfind(b"<")
        if cut < 0 or len(text) - cut > _LONGEST_TAG:
            cut = max(0, len(text) - _OVERLAP)
        self._carried = text[cut:]
        self._count(text[:cut])

    def close(self) -> int:
        """How many cells the part adds to the workbook; 0 when it is no sheet."""
        self._count(self._carried)
        self._carried = b""
        self._judge()
        return self.cells if self.sheet else 0

    def _count(self, text: bytes) -> None:
        if b":row" in text or b":c" in text or b":sheetData" in text:
            text = _PREFIX.sub(b"<", text)
        self.sheet = self.sheet or b"sheetData" in text
        if not self._far:
            places = self._outside.finditer(text)
            found = next((one for one in places if text[max(0, one.start() - 1) : one.start()].isspace()), None)
            self._far = self._said(found) if found else ""
        first, *rest = text.split(b"<row")
        self._in_row += len(_CELL.findall(first))
        widest = self._in_row
        total = len(_CELL.findall(text))
        if rest:
            counts = [len(_CELL.findall(row)) for row in rest]
            widest = max(widest, *counts)
            self._in_row = counts[-1]
        self._widest = max(self._widest, widest)
        self.rows += len(rest)
        self.cells += total
        if self.sheet:
            self._judge()

    def _said(self, found: re.Match[bytes]) -> str:
        if found["column"]:
            return f"{found['column'].decode().upper()[:8]} 列有单元格，超出 {self.bounds.columns} 列"
        return f"{self.bounds.rows:,} 行以外有单元格"

    def _judge(self) -> None:
        if not self.sheet:
            return
        bounds = self.bounds
        if self._far:
            raise TooFar(self._far)
        if self.rows > bounds.rows:
            raise TooFar(f"超过 {bounds.rows:,} 行")
        if self._widest > bounds.columns:
            raise TooFar(f"有一行超过 {bounds.columns} 列")
        if self.cells > bounds.cells:
            raise TooFar(f"超过 {bounds.cells:,} 个单元格")


_TAG = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])([^<>]*)>")
_REPEATED = re.compile(rb"\bnumber-(?:columns|rows)-repeated\s*=\s*[\"']\s*0*([0-9]{1,12})")
_HELD = re.compile(rb"\bvalue-type\s*=|\bformula\s*=")


class OdsScan:
    """Counts the cells of the sheets in an OpenDocument `content.xml`: repeats count as often as they say.

    Blank cells and rows behind the last filled one are how every OpenDocument program fills its sheets; they do not count.
    """

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.cells = 0
        self._carried = b""
        self._row = self._filled_row = self._widest = 0
        self._times = 0
        self._at = self._filled = 0

    def feed(self, piece: bytes) -> None:
        """One more piece; TooFar as soon as a bound is passed."""
        text = self._carried + piece
        cut = text.rfind(b"<")
        if cut < 0 or len(text) - cut > _LONGEST_TAG:
            cut = len(text)
        self._carried = text[cut:]
        self._walk(text[:cut])

    def close(self) -> int:
        """How many cells the sheets hold."""
        self._walk(self._carried)
        self._carried = b""
        self._end_table()
        return self.cells

    def _walk(self, text: bytes) -> None:
        for closing, tag, attributes in _TAG.findall(text):
            if tag == b"table":
                self._end_table()
            elif tag == b"table-row":
                self._end_row()
                if not closing:
                    self._times = _times(attributes)
            elif not closing:
                self._at += _times(attributes)
                if _HELD.search(attributes):
                    self._filled = self._at
                    if self._filled > self.bounds.columns:
                        raise TooFar(f"第 {self._filled:,} 列有单元格，超出 {self.bounds.columns} 列")

    def _end_row(self) -> None:
        self._row += self._times
        if self._filled:
            self._filled_row = self._row
            self._widest = max(self._widest, self._filled)
        self._at = self._filled = 0
        self._times = 0
        if self._filled_row > self.bounds.rows:
            raise TooFar(f"第 {self._filled_row:,} 行有单元格，超出 {self.bounds.rows:,} 行")

    def _end_table(self) -> None:
        self._end_row()
        self.cells += self._filled_row * self._widest
        self._row = self._filled_row = self._widest = 0
        if self.cells > self.bounds.cells:
            raise TooFar(f"超过 {self.bounds.cells:,} 个单元格")


def _times(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1]) if found else 1
