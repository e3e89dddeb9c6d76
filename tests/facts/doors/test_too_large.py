"""Files that would grow when they are read: bombs, far cells, too many rows. Refused before anything reads them."""

from __future__ import annotations

import random
import zipfile

import pytest

from yanzhen.errors import FactsError
from yanzhen.facts.bounds import BOUNDS, Bounds
from yanzhen.facts.cellscan import OdsScan, SheetScan, TooFar
from yanzhen.facts.prescan import prescan

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def two_hundred_megabytes(m) -> bytes:
    """At a ratio below the one that is a bomb by itself."""
    noise = random.Random(3)
    block = b"".join(noise.randbytes(1_200) + bytes(90_000) for _ in range(800))
    return m.zipped(m.parts() | {f"xl/media/{at}.bin": block for at in range(3)})


def twenty_megabytes(m) -> bytes:
    return m.zipped(m.parts() | {"xl/media/a.bin": bytes(21_000_000)}, zipfile.ZIP_STORED)


def a_long_string(m) -> bytes:
    return m.spoiled("xl/sharedStrings.xml", lambda old: old.replace("甲厂".encode(), b"x" * 10**8))


def a_million_rows(m) -> bytes:
    rows = (f'<row r="{at}"><c r="A{at}"><v>{at * 7919 % 9973}</v></c></row>' for at in range(1, 1_000_001))
    return m.cells("".join(rows))


def one_text_a_million_times(m) -> bytes:
    """30,000 letters shared by 200,000 cells: 6 GB when read."""
    rows = ("".join(f'<c r="{chr(65 + c)}{at}" t="s"><v>0</v></c>' for c in range(26)) for at in range(1, 8_001))
    rows = (f"<row>{cells}</row>" for cells in rows)
    letters = "".join(f"{at * at % 99991:05}" for at in range(6_000))
    text = f'<sst xmlns="{MAIN}"><si><t>{letters}</t></si></sst>'.encode()
    return m.zipped(m.unzipped(m.cells("".join(rows))) | {"xl/sharedStrings.xml": text})


def row_of(cells: str):
    return lambda m: m.cells(f'<row r="1">{cells}</row>')


def ods_row(rows: int, columns: int):
    cell = f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    return lambda m: m.ods(f'<table:table table:name="x">{row}</table:table>')


def ods_far_row(m) -> bytes:
    blank = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    row = (
        '<table:table-row><table:table-cell office:value-type="boolean" office:boolean-value="true"/></table:table-row>'
    )
    return m.ods(f'<table:table table:name="x">{blank}{row}</table:table>')


LARGE = {
    "501 parts": (lambda m: m.zipped(m.parts() | {f"xl/media/{at}.png": b"" for at in range(500)}), "最多 500"),
    "a bomb in one part": (lambda m: m.more("xl/media/a.bin", bytes(120_000_000)), "100 倍以上"),
    "a string of 100 MB": (a_long_string, "100 倍以上"),
    "more than 200 MB in all": (two_hundred_megabytes, "超过 200 MB"),
    "more than 20 MB as it is": (twenty_megabytes, "超过 20 MB"),
    "two far cells": (
        lambda m: m.cells('<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>'),
        "以外",
    ),
    "a far column": (row_of('<c r="XFD1"><v>1</v></c>'), "XFD 列有单元格，超出 256 列"),
    "one column too far": (row_of('<c r="IW1"><v>1</v></c>'), "IW 列"),
    "a far column in small letters": (row_of('<c r="xfd1"><v>1</v></c>'), "XFD 列"),
    "a far column behind spaces": (row_of("<c\n r = ' XFD1'><v>1</v></c>"), "XFD 列"),
    "a far row": (lambda m: m.cells('<row r="1048576"><c><v>1</v></c></row>'), "200,000 行以外"),
    "one row too far": (lambda m: m.cells('<row r="200001"><c r="A200001"><v>1</v></c></row>'), "200,000 行以外"),
    "a far row behind zeros": (row_of('<c r="A0001048576"><v>1</v></c>'), "200,000 行以外"),
    "far cells with a prefix": (lambda m: m.cells('<x:row r="9"><x:c r="ZZ9"><v>1</v></x:c></x:row>'), "ZZ 列"),
    "257 cells without a place": (row_of("<c><v>1</v></c>" * 257), "超过 256 列"),
    "257 cells with a prefix": (lambda m: m.cells("<x:row>" + "<x:c/>" * 257 + "</x:row>"), "超过 256 列"),
    "200,001 rows without a number": (
        lambda m: m.cells(f"<row><c><v>{7**30}</v></c></row>" * 200_001),
        "超过 200,000 行|倍",
    ),
    "a million rows": (a_million_rows, "200,000 行以外"),
    "one text a million times": (one_text_a_million_times, "超出内存或时间上限|内容太多"),
    "ods far column": (ods_row(1, 300), "超出 256 列"),
    "ods far row": (ods_far_row, "超出 200,000 行"),
    "ods five million cells": (ods_row(190_000, 100), "超过 5,000,000 个单元格"),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_file_that_would_grow_is_refused(refused, name):
    refused(*LARGE[name])


@pytest.mark.parametrize(
    ("place", "far"),
    [
        ('<c r="IV200000"/>', False),
        ('<c r="IW1"/>', True),
        ('<c r="JA1"/>', True),
        ('<c r="AAA1"/>', True),
        ('<c r="A200001"/>', True),
        ('<c r="A999999"/>', True),
        ('<c r="A1000000"/>', True),
        ('<row r="200000">', False),
        ('<row r="200001">', True),
        ('<row r="210000">', True),
        ('<c r="A199999"/>', False),
    ],
)
@pytest.mark.parametrize("piece", [7, 10**6])
def test_the_last_cell_allowed_is_the_one_of_the_bounds(place, far, piece):
    scan, text = SheetScan(BOUNDS), f"<sheetData>{place}</sheetData>".encode()

    def feed():
        for at in range(0, len(text), piece):
            scan.feed(text[at : at + piece])
        return scan.close()

    if far:
        with pytest.raises(TooFar):
            feed()
    else:
        assert feed() == place.count("<c")


@pytest.mark.parametrize("piece", [1, 3, 100, 10**6])
def test_cells_are_counted_alike_however_the_text_is_cut(piece):
    text = b"<sheetData>" + b'<row r="1"><c r="A1"/><c/><x:c></x:c>\n<c\t/></row>' * 50 + b"</sheetData>"
    scan = SheetScan(BOUNDS)

    for at in range(0, len(text), piece):
        scan.feed(text[at : at + piece])

    assert scan.close() == 200


def test_other_parts_use_the_same_letters_for_other_things():
    scan = SheetScan(BOUNDS)
    scan.feed(b'<calcChain><c r="XFD1048576" i="1"/></calcChain>')

    assert scan.close() == 0


def test_blanks_to_the_end_of_an_open_document_sheet_do_not_count(ods_table):
    scan = OdsScan(BOUNDS)
    scan.feed(ods_table().encode())

    assert scan.close() == 3 * 5


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        (Bounds(cells=14), "超过 14 个单元格"),
        (Bounds(part_bytes=500), "超过 0 MB"),
        (Bounds(ratio=2, ratio_from_bytes=100), "2 倍以上"),
    ],
)
def test_each_bound_stands_by_itself(book, tmp_path, bounds, words):
    with pytest.raises(FactsError, match=words) as refusal:
        prescan(book(), "报表.xlsx", tmp_path / "copy", bounds)

    assert refusal.value.code == "YZ-F11"


def test_what_was_scanned_is_what_is_read(book, unzipped, tmp_path):
    data = book()
    scanned = prescan(data, "报表.xlsx", tmp_path / "copy")

    assert (scanned.kind, scanned.cells) == ("xlsx", 15)
    assert unzipped((tmp_path / "copy").read_bytes()) == unzipped(data)
