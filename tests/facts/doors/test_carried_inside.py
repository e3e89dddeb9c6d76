"""Workbooks that carry more than data: entities, programs, links to elsewhere. Refused with the part that carries it."""

from __future__ import annotations

import pytest

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
LAUGHS = b'<!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!doctype x [<!entity y SYSTEM "file:///etc/passwd">]>'
RELATION = '<r><Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" {}/></r>'
ELSEWHERE = 'TargetMode="External" Target="http://example.org/x"'


def declared(part: str, text: bytes):
    """A part with a text between its XML declaration and its root."""

    def change(old: bytes) -> bytes:
        head, _, rest = old.partition(b"?>")
        return head + b"?>" + text + rest

    return lambda m: m.spoiled(part, change)


def changed(part: str, change):
    return lambda m: m.spoiled(part, change)


def with_part(name: str, content: bytes = b"<x/>"):
    return lambda m: m.more(name, content)


def related(kind: str):
    return with_part("xl/worksheets/_rels/sheet1.xml.rels", RELATION.format(kind, ELSEWHERE).encode())


CARRIED = {
    "document type in a sheet": (declared(SHEET, b"<!DOCTYPE x>"), "sheet1.xml 带有文档类型声明"),
    "laughs in the strings": (declared(STRINGS, LAUGHS), "文档类型声明"),
    "entity from outside": (declared("xl/workbook.xml", OUTSIDE), "文档类型声明"),
    "document type far down": (changed(SHEET, lambda old: old + b" " * 5_000 + b"<!DOCTYPE x>"), "文档类型声明"),
    "document type under another name": (with_part("xl/odd.bin", b"<!DOCTYPE x><x/>"), "文档类型声明"),
    "utf-16 part": (changed(SHEET, lambda old: old.decode().encode("utf-16")), "不是 UTF-8"),
    "utf-16 part without a mark": (changed(SHEET, lambda old: old.decode().encode("utf-16-le")), "不是 UTF-8"),
    "another encoding": (changed(SHEET, lambda old: old.replace(b"UTF-8", b"GB2312")), "不是 UTF-8 编码（GB2312）"),
    "xlsm": (changed("[Content_Types].xml", lambda old: old.replace(b"sheet.main", b"macroEnabled.main")), "宏"),
    "a program part": (with_part("xl/vbaProject.bin", b"\0"), "宏（xl/vbaProject.bin）"),
    "macro sheets": (with_part("xl/macrosheets/sheet1.xml"), "宏"),
    "external links": (with_part("xl/externalLinks/externalLink1.xml"), "外部链接"),
    "embedded object": (with_part("xl/embeddings/oleObject1.bin", b"\0"), "嵌入的对象"),
    "active control": (with_part("xl/activeX/activeX1.xml"), "嵌入的对象"),
    "data connection": (with_part("xl/connections.xml"), "外部数据连接"),
    "custom buttons": (with_part("customUI/customUI.xml"), "外部数据连接"),
    "a picture from outside": (related("image"), "指向文件之外"),
    "a template from outside": (related("attachedTemplate"), "指向文件之外"),
    "ods encrypted": (lambda m: m.ods_with(more={"META-INF/manifest.xml": b"<m><encryption-data/></m>"}), "加密"),
    "ods live link": (lambda m: m.ods_with(after="<table:dde-link/>"), "DDE"),
    "ods sheet from elsewhere": (lambda m: m.ods_with(after="<table:table-source/>"), "外部链接"),
    "ods macro": (lambda m: m.ods_with(more={"Basic/script-lc.xml": b"<x/>"}), "宏"),
    "ods script": (lambda m: m.ods_with(more={"Scripts/python/x.py": b"x"}), "宏"),
    "ods script on opening": (lambda m: m.ods_with(after="<script:event-listener/>"), "宏"),
    "ods embedded object": (lambda m: m.ods_with(more={"Object 1/content.xml": b"<x/>"}), "嵌入的对象"),
    "ods entities": (lambda m: m.ods_with(more={"styles.xml": LAUGHS + b"<x/>"}), "文档类型声明"),
}


@pytest.mark.parametrize("name", CARRIED)
def test_a_workbook_carries_nothing_but_data(refused, name):
    make, words = CARRIED[name]

    refused(make, words.replace("（", "[（]").replace("）", "[）]"))


@pytest.mark.parametrize(
    "make",
    [related("hyperlink"), with_part("xl/media/image1.png", b"\x89PNG" + bytes(900)), with_part("docProps/custom.xml")],
)
def test_addresses_pictures_and_properties_do_no_harm(take, maker, make):
    assert take(make(maker)).batch.rows.height == 2
