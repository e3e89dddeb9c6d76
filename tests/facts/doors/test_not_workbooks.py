"""Files that are no workbook, whatever they are called, and archives that are broken: refused as a whole, by content."""

from __future__ import annotations

import re
import struct
import zipfile

import pytest

SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

OTHERS = {
    "nothing": (b"", "是空的"),
    "pdf": (b"%PDF-1.7\n", "PDF 文件"),
    "png": (b"\x89PNG\r\n\x1a\n\0", "图片"),
    "jpeg": (b"\xff\xd8\xff\xe0\0", "图片"),
    "bitmap": (b"BM\x36\0\0\0", "图片"),
    "rar": (b"Rar!\x1a\x07\0", "RAR"),
    "7z": (b"7z\xbc\xaf\x27\x1c", "7z"),
    "gzip": (b"\x1f\x8b\x08\0", "gzip"),
    "rtf": (b"{\\rtf1}", "RTF"),
    "sqlite": (b"SQLite format 3\0", "数据库"),
    "windows program": (b"MZ\x90\0\3\0", "程序"),
    "linux program": (b"\x7fELF\2\1", "程序"),
    "web page named xlsx": (b"\xef\xbb\xbf <HTML><table>", "网页"),
    "bare web table": (b"<table><tr><td>1</td></tr></table>", "网页"),
    "xml spreadsheet of 2003": (b'<?xml version="1.0"?><Workbook/>', "XML"),
    "old xls": (OLE, "旧格式"),
    "encrypted xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "加密"),
    "utf-16 text": ("统一社会信用代码,营业收入".encode("utf-16"), "UTF-16"),
    "only the beginning of an archive": (b"PK\x03\x04....", "已损坏"),
    "empty archive": (b"PK\x05\x06" + bytes(18), "压缩文件，不是工作簿"),
    "300 columns of csv": (",".join(f"列{at}" for at in range(300)).encode() + b"\n1\n", "最多 256 列"),
}


def of_types(types: bytes):
    return lambda m: m.zipped({"[Content_Types].xml": types})


def bytes_changed(m) -> bytes:
    data = m.zipped(m.parts(), zipfile.ZIP_STORED)
    return data[:3000] + bytes(40) + data[3040:]


def flagged(flag: int):
    """Every entry of the directory with a flag set: 1 encrypted, 0x40 strongly."""

    def set_flag(found: re.Match) -> bytes:
        return found[0][:8] + struct.pack("<H", flag)

    return lambda m: re.sub(rb"PK\x01\x02.{6}", set_flag, m.zipped(m.parts()), flags=re.DOTALL)


def overlapping(m) -> bytes:
    """The directory's second entry points where the first one is."""
    data = m.zipped(m.parts())
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    return data[: second + 42] + data[first + 42 : first + 46] + data[second + 46 :]


def without(name: str):
    return lambda m: m.zipped({key: content for key, content in m.parts().items() if key != name})


ARCHIVES = {
    "zip of csv": (lambda m: m.zipped({"a.csv": b"x"}), "压缩文件，不是工作簿"),
    "word": (of_types(b"wordprocessingml"), "Word"),
    "slides": (of_types(b"presentationml"), "演示文稿"),
    "some other office file": (of_types(b"x"), "别的文档"),
    "xlsb": (of_types(b"spreadsheetml sheet.binary.main"), "二进制工作簿"),
    "odt": (lambda m: m.zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "不是表格"),
    "cut short": (lambda m: m.book()[:-200], "已损坏"),
    "bytes changed": (bytes_changed, "已损坏"),
    "encrypted archive": (flagged(1), "加密"),
    "strongly encrypted archive": (flagged(0x41), "加密"),
    "lzma": (lambda m: m.zipped(m.parts(), zipfile.ZIP_LZMA), "压缩方法"),
    "bzip2": (lambda m: m.zipped(m.parts(), zipfile.ZIP_BZIP2), "压缩方法"),
    "overlapping parts": (overlapping, "重叠"),
    "the same part in two cases": (lambda m: m.more(SHEET.upper()), "两个同名"),
    "path upwards": (lambda m: m.more("../../etc/x.xml"), "压缩包之外"),
    "path from the root": (lambda m: m.more("/etc/x.xml"), "压缩包之外"),
    "path of a drive": (lambda m: m.more("C:\\x.xml"), "压缩包之外"),
    "no workbook inside": (of_types(b"spreadsheetml"), "内部结构有误"),
    "no sheet inside": (without(SHEET), "内部结构有误|没有数据"),
    "no list of sheets": (without("xl/_rels/workbook.xml.rels"), "内部结构有误|没有数据"),
    "sheet cut short": (lambda m: m.spoiled(SHEET, lambda old: old[: len(old) // 2]), "内部结构有误"),
    "sheet is noise": (lambda m: m.spoiled(SHEET, lambda _: b"<sheetData><row><c>&&&<<<"), "内部结构有误|没有数据"),
    "ods cut short": (lambda m: m.ods(m.ods_table()[:-60]), "内部结构有误"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_is_what_its_bytes_say(refused, name):
    data, words = OTHERS[name]

    refused(lambda _: data, words)


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_must_be_a_sound_workbook(refused, name):
    refused(*ARCHIVES[name])


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_may_not_name_a_part_twice(refused):
    refused(lambda m: m.zipped([*m.parts().items(), (SHEET, b"<worksheet/>")]), "两个同名")


@pytest.mark.parametrize("name", ["报表.xlsx", "报表.csv", "报表.xls", "报表"])
def test_the_name_of_a_workbook_does_not_matter(take, book, name):
    assert take(book(), name=name).batch.rows.height == 2


@pytest.mark.parametrize("name", ["报表.csv", "报表.xlsx"])
def test_the_name_of_a_csv_does_not_matter(take, name):
    assert take("本册编号,企业名称\nHY1,甲厂\n".encode("gb18030"), name=name).batch.rows.height == 1
