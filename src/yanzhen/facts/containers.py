"""What a file is by its first bytes and its parts, whatever its name says; what is not taken is named, with what to do."""

from __future__ import annotations

from yanzhen.errors import FactsError

WORKBOOKS = ("xlsx", "ods")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "用表格软件打开，另存为 .xlsx 后再读入"

_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"Rar!", "压缩文件 RAR"),
    (b"7z\xbc\xaf", "压缩文件 7z"),
    (b"\x1f\x8b", "压缩文件 gzip"),
    (b"{\\rtf", "RTF 文档"),
    (b"SQLite format 3", "数据库文件"),
    (b"\x7fELF", "程序"),
    (b"MZ", "程序"),
)
_MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<html", "网页（虽然名字像表格）"),
    (b"<!doctype html", "网页（虽然名字像表格）"),
    (b"<table", "网页（虽然名字像表格）"),
    (b"<meta", "网页（虽然名字像表格）"),
    (b"<?xml", "XML 文件（旧的“XML 电子表格”或别的）"),
)


def kind_of(data: bytes, name: str) -> str:
    """`zip`, `parquet` or `text`, by content.

    Raises:
        FactsError: YZ-F11 something that is never taken: encrypted or old workbooks, web pages, pictures, programs.
    """
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if data.startswith(_OLE):
        raise FactsError(*_ole(data, name), code="YZ-F11", hint=_ole_hint(data))
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    found = next((said for mark, said in _MARKUP if head.startswith(mark)), None)
    found = found or next((said for mark, said in _OTHERS if data.startswith(mark) and _binary(mark, data)), None)
    if found is not None:
        raise FactsError(f"{name} 是{found}，不是工作簿或 csv", code="YZ-F11", hint=_SAVE_AS)
    return "text"


def workbook_kind(parts: dict[str, bytes], names: list[str], name: str) -> str:
    """`xlsx` or `ods`, by what the archive says of itself; `parts` holds its small telling parts by lower-case name.

    Raises:
        FactsError: YZ-F11 another archive, a workbook with macros, or one in another format.
    """
    if parts.get("mimetype", b"").strip().startswith(b"application/vnd.oasis.opendocument."):
        if parts["mimetype"].strip() not in (
            b"application/vnd.oasis.opendocument.spreadsheet",
            b"application/vnd.oasis.opendocument.spreadsheet-template",
        ):
            raise FactsError(f"{name} 是 OpenDocument 文档，不是表格", code="YZ-F11", hint=_SAVE_AS)
        return "ods"
    types = parts.get("[content_types].xml")
    if types is None:
        inside = "、".join(names[:3])
        raise FactsError(f"{name} 是压缩文件，不是工作簿（里面是 {inside}）", code="YZ-F11", hint="解压后逐个读入")
    lowered = types.lower()
    if b"macroenabled" in lowered or b"vbaproject" in lowered:
        raise FactsError(f"{name} 带有宏（.xlsm），不读", code="YZ-F11", hint="另存为不含宏的 .xlsx")
    if b"sheet.binary" in lowered:
        raise FactsError(f"{name} 是二进制工作簿（.xlsb），不读", code="YZ-F11", hint=_SAVE_AS)
    if b"spreadsheetml" not in lowered:
        what = (
            "Word 文档"
            if b"wordprocessingml" in lowered
            else "演示文稿"
            if b"presentationml" in lowered
            else "别的文档"
        )
        raise FactsError(
            f"{name} 是{what}，不是工作簿", code="YZ-F11", hint="把表格复制到工作簿里，或用 template 生成的表"
        )
    return "xlsx"


def _ole(data: bytes, name: str) -> tuple[str]:
    if _ENCRYPTED in data:
        return (f"{name} 是加密的工作簿，读不了",)
    return (f"{name} 是旧格式的文件（.xls、.doc 等），不读",)


def _ole_hint(data: bytes) -> str:
    return "用表格软件打开，去掉密码，另存为 .xlsx" if _ENCRYPTED in data else _SAVE_AS


def _binary(mark: bytes, data: bytes) -> bool:
    """Two-letter marks also begin plain text; a program or a bitmap has zero bytes soon after."""
    return len(mark) > 2 or not mark.isalpha() or b"\x00" in data[:256]
