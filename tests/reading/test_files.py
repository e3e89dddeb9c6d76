"""Files from outside: what is read, what is refused, and that it says why."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from pypdf import PdfWriter

from yanzhen.errors import ReadingError
from yanzhen.reading import MOST_BYTES, read, read_file

SAID = "到2025年,企业总数突破7000家。"


def _docx(*paragraphs: str, rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _pdf(words: str = "") -> bytes:
    """A PDF of one page; with words it has a text layer that names its characters."""
    if not words:
        writer = PdfWriter()
        writer.add_blank_page(200, 200)
        kept = io.BytesIO()
        writer.write(kept)
        return kept.getvalue()
    stream = f"BT /F1 12 Tf 20 100 Td ({words}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16")]
)
def test_a_text_is_read_in_its_encoding(encoding, told):
    source = read_file(SAID.encode(encoding), "甲.txt")

    assert (source.kind, source.text, source.encoding) == ("txt", SAID, told)


def test_line_ends_are_made_one():
    assert read_file("甲\r\n乙\r丙".encode(), "甲.txt").text == "甲\n乙\n丙"


def test_a_word_document_is_read_with_its_tables():
    source = read_file(_docx("大标题在此", SAID, rows=(("指标", "目标"), ("企业", "7000家"))), "甲.docx")

    assert source.kind == "docx" and source.text.splitlines() == ["大标题在此", SAID, "指标\t目标", "企业\t7000家"]
    assert read(source.text).targets[0].value == 7000


def test_a_pdf_with_text_is_read():
    source = read_file(_pdf("GDP 5500"), "甲.pdf")

    assert (source.kind, source.text.strip()) == ("pdf", "GDP 5500")


def _refused(data: bytes) -> str:
    with pytest.raises(ReadingError) as refused:
        read_file(data, "甲")
    return str(refused.value)


def _with_part(data: bytes, name: str, words: bytes) -> bytes:
    kept = io.BytesIO(data)
    with zipfile.ZipFile(kept, "a") as archive:
        archive.writestr(name, words)
    return kept.getvalue()


def _bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 80_000_000)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("data", "code", "why"),
    [
        (b"", "YZ-R03", "是空的"),
        (b" \n\n ", "YZ-R03", "是空的"),
        (_pdf(), "YZ-R03", "扫描件"),
        (_docx(), "YZ-R03", "没有文字"),
        (b"x" * (MOST_BYTES + 1), "YZ-R01", "最多读"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "YZ-R02", "不是能读的文件"),
        (b"PK\x03\x04 broken", "YZ-R04", "已损坏"),
        (_docx(SAID)[:900], "YZ-R04", "已损坏"),
        (b"%PDF-1.7 broken", "YZ-R04", "不能读"),
        (_with_part(_docx(SAID), "word/extra.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), "YZ-R04", "文档类型"),
        (_bomb(), "YZ-R04", "太大"),
        (b"\xff\xff\xff\x80\x80\x00\x00\x00", "YZ-R05", "编码"),
    ],
    ids=["empty", "blank", "scanned", "no words", "too large", "old word", "no archive", "cut off", "no pdf", "doctype", "bomb", "bytes"],
)  # fmt: skip
def test_what_cannot_be_read_says_why(data, code, why):
    said = _refused(data)

    assert said.startswith(code) and why in said and "→" in said
