"""Workbooks made by the tests: sound ones, parts of them to spoil, and OpenDocument sheets written by hand."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from html import escape

import openpyxl
import pytest
import xlsxwriter

from yanzhen.facts.intake import intake
from yanzhen.periods import Period

A, B = "91350100M000100Y43", "91512081MA62K0260E"
SHEET = "xl/worksheets/sheet1.xml"
MARCH = date(2025, 3, 1)
HEAD = ["统一社会信用代码", "企业名称", "营业收入(万元)", "研发占比", "县区"]
ROWS = [[A, "甲厂", 500.25, "3.5%", "东区"], [B, "乙厂", 0.1, "12%", "西区"]]


@pytest.fixture(scope="session")
def book():
    """The bytes of a workbook: `book(rows, …)`; `prepare(book, page)` may add what rows cannot say."""
    return _book


def _book(rows=(HEAD, *ROWS), *, sheet="企业", prepare=None, options=None, more=()) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, **(options or {})})
    pages = [(made.add_worksheet(sheet), rows)] + [(made.add_worksheet(name), cells) for name, cells in more]
    for page, cells in pages:
        for at, row in enumerate(cells):
            for column, value in enumerate(row):
                if value is not None:
                    page.write(at, column, value)
    if prepare is not None:
        prepare(made, pages[0][0])
    made.close()
    return out.getvalue()


@pytest.fixture(scope="session")
def unzipped():
    """The parts of a workbook, by name."""

    def parts(data: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return parts


@pytest.fixture(scope="session")
def zipped():
    """An archive of parts; a list of pairs may name a part twice."""

    def archive(parts, method=zipfile.ZIP_DEFLATED) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as made:
            for name, content in parts.items() if isinstance(parts, dict) else parts:
                made.writestr(name, content)
        return out.getvalue()

    return archive


@pytest.fixture(scope="session")
def ods(zipped):
    """An OpenDocument workbook whose spreadsheet holds the given XML."""

    def made(tables: str, more: dict | None = None) -> bytes:
        names = ["office", "table", "text", "meta", "script", "xlink"]
        spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
        content = (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body>'
            f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
        )
        manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        parts = {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest.encode(),
            "content.xml": content.encode(),
        }
        return zipped(parts | (more or {}))

    return made


@pytest.fixture(scope="session")
def ods_table():
    """The XML of one OpenDocument sheet of texts and numbers, filled up with blanks as office programs do."""

    def table(rows=(HEAD, *ROWS), name="企业", after="") -> str:
        lines = []
        for row in rows:
            cells = "".join(
                f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
                if isinstance(value, int | float)
                else f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
                for value in row
            )
            blank = f'<table:table-cell table:number-columns-repeated="{16384 - len(row)}"/>'
            lines.append(f"<table:table-row>{cells}{blank}</table:table-row>")
        rest = (
            f'<table:table-row table:number-rows-repeated="{1048576 - len(rows)}">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        )
        return f'<table:table table:name="{name}">{"".join(lines)}{after or rest}</table:table>'

    return table


@pytest.fixture
def take(vocabulary, tmp_path):
    """Take in a file of these bytes, by default for the firms of 2024."""

    def run(data: bytes, name="报表.xlsx", register="企业", period="2024", **options):
        path = tmp_path / name
        path.write_bytes(data)
        when = Period.parse(period) if period else None
        options = {"known": MARCH, "source": "统计"} | options
        known = options.pop("vocabulary", vocabulary)
        return intake(path, known.registers[register], known, period=when, **options)

    return run


class Maker:
    """Makes the files of the hostile corpus: sound workbooks with one thing wrong."""

    def __init__(self, book, unzipped, zipped, ods, ods_table) -> None:
        self.book, self.unzipped, self.zipped, self.ods, self.ods_table = book, unzipped, zipped, ods, ods_table

    def parts(self) -> dict[str, bytes]:
        """The parts of a sound workbook."""
        return self.unzipped(self.book())

    def spoiled(self, name: str, change) -> bytes:
        """A sound workbook with one part changed."""
        parts = self.parts()
        parts[name] = change(parts[name])
        return self.zipped(parts)

    def cells(self, data: str) -> bytes:
        """A workbook whose sheet holds these rows as raw XML."""
        found = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)
        text = b"<sheetData>" + data.encode() + b"</sheetData>"
        return self.spoiled(SHEET, lambda old: found.sub(lambda _: text, old))

    def more(self, name: str, content: bytes = b"<x/>") -> bytes:
        """A sound workbook with one part more."""
        return self.zipped(self.parts() | {name: content})

    def written(self, write, rows=(HEAD, *ROWS), **options) -> bytes:
        """A workbook with something written into it: `write(page, format)`, `format(code)` a number format."""

        def prepare(made, page):
            write(page, lambda code: made.add_format({"num_format": code}))

        return self.book(rows, prepare=prepare, options=options)

    def with_formula(self, row: int, column: int, text: str) -> bytes:
        """A workbook as openpyxl writes it: a formula without its value. Row and column count from 1."""
        made = openpyxl.Workbook()
        for values in (HEAD, *ROWS):
            made.active.append(values)
        made.active.cell(row, column, text)
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()

    def ods_with(self, old: str = "", new: str = "", *, after: str = "", more: dict | None = None) -> bytes:
        """A sound OpenDocument sheet with a text replaced (once), or something added."""
        return self.ods(self.ods_table(after=after).replace(old, new, 1) if old else self.ods_table(after=after), more)


@pytest.fixture(scope="session")
def maker(book, unzipped, zipped, ods, ods_table) -> Maker:
    return Maker(book, unzipped, zipped, ods, ods_table)


@pytest.fixture
def refused(maker, take):
    """Take in what `make` makes: it must be refused as a whole, with these words."""

    def check(make, words: str) -> None:
        came = take(make(maker))
        assert came.batch is None
        assert came.error is not None, [str(one) for one in came.problems]
        assert re.search(words, came.error.what), came.error.what
        assert came.error.hint

    return check
