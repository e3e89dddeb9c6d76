"""A workbook from outside is looked at as raw bytes before any reader opens it, and only what was looked at is handed on.

The archive is unpacked part by part, counting as it goes, since headers lie. A part may not declare a document type, be in
another encoding than UTF-8, carry programs or point outside; cells may not stand far away. What passes is written again as
a plain archive of those very bytes, so that a reader cannot see another file than the one that was scanned.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from yanzhen.errors import FactsError
from yanzhen.facts.bounds import BOUNDS, Bounds
from yanzhen.facts.cellscan import OdsScan, SheetScan, TooFar
from yanzhen.facts.containers import workbook_kind

_PIECE = 2**20
_TELLING = ("mimetype", "[content_types].xml", "meta-inf/manifest.xml")
_TELLING_BYTES = 2**18
_OVERLAP = 4096

_FORBIDDEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"vbaproject|vbadata|macrosheets/|(^|/)basic/|(^|/)scripts/"), "宏"),
    (re.compile(r"externallinks?/"), "外部链接"),
    (re.compile(r"embeddings/|oleobject|activex|(^|/)object ?\d*/|objectreplacements/"), "嵌入的对象"),
    (re.compile(r"(^|/)connections\.xml$|querytables/|(^|/)customui"), "外部数据连接"),
)
"""Parts of which a workbook of data has no need, by lower-case name."""

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"\A\s*<\?xml[^>]*\bencoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_RELATION = re.compile(rb"<[^<>]*>")
_HARMLESS = b"relationships/hyperlink"
"""An address in a cell: it is never opened, and its text is what counts."""

_ODS_OUTSIDE = re.compile(rb"<(?:[\w.-]+:)?(dde-source|dde-link|table-source|cell-range-source|event-listener)[\s/>]")
_ODS_OUTSIDE_WORDS = {b"event-listener": "宏", b"dde-source": "动态数据交换（DDE）", b"dde-link": "动态数据交换（DDE）"}

_HINT = "用表格软件打开，只把数据复制到 template 生成的表里，再读入"


@dataclass(frozen=True, slots=True)
class Scanned:
    """A workbook that passed: its kind (xlsx or ods) and how many cells its sheets hold."""

    kind: str
    cells: int


def prescan(data: bytes, name: str, copy: Path, bounds: Bounds = BOUNDS) -> Scanned:
    """The workbook is within bounds and carries nothing but data; `copy` holds its text parts, as they were scanned.

    Args:
        data: the file's bytes, known to begin as an archive.
        name: what to call it in messages.

    Raises:
        FactsError: YZ-F11 with what was found and what to do.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _entries(archive, name, bounds)
            kind = workbook_kind(_telling(archive, entries, name), [entry.filename for entry in entries], name)
            _refuse_parts(entries, name)
            if kind == "ods":
                _refuse_encrypted(archive, entries, name)
            with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as clean:
                return Scanned(kind, _unpack(archive, entries, clean, kind, name, bounds))
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        ValueError,
        OverflowError,
        RuntimeError,
    ) as error:
        raise FactsError(f"{name} 已损坏，打不开", code="YZ-F11", hint="重新下载或重新导出") from error


def _entries(archive: zipfile.ZipFile, name: str, bounds: Bounds) -> list[zipfile.ZipInfo]:
    """The archive's parts, after what its directory alone can tell."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > bounds.parts:
        raise _refused(name, f"由 {len(entries):,} 个部分组成，最多 {bounds.parts}")
    seen: set[str] = set()
    for entry in entries:
        path = entry.filename.replace("\\", "/").lower()
        if path.startswith("/") or ".." in path.split("/") or ":" in path or "\x00" in path:
            raise _refused(name, "有指向压缩包之外的路径")
        if path in seen:
            raise _refused(name, f"有两个同名的部分「{entry.filename[:60]}」")
        seen.add(path)
        if entry.flag_bits & 0x41:
            raise FactsError(f"{name} 是加密的，读不了", code="YZ-F11", hint="去掉密码后重新保存")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refused(name, "用了工作簿不用的压缩方法")
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    for before, after in pairwise(ordered):
        if before.header_offset + before.compress_size > after.header_offset:
            raise _refused(name, "各部分相互重叠（压缩炸弹的特征）")
    return entries


def _telling(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> dict[str, bytes]:
    found = {}
    for entry in entries:
        if entry.filename.lower() in _TELLING:
            with archive.open(entry) as part:
                found[entry.filename.lower()] = part.read(_TELLING_BYTES)
    return found


def _refuse_parts(entries: list[zipfile.ZipInfo], name: str) -> None:
    for entry in entries:
        path = entry.filename.replace("\\", "/").lower()
        for pattern, what in _FORBIDDEN:
            if pattern.search(path):
                raise _refused(name, f"带有{what}（{entry.filename[:60]}）")


def _refuse_encrypted(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> None:
    if b"encryption-data" in _telling(archive, entries, name).get("meta-inf/manifest.xml", b""):
        raise FactsError(f"{name} 是加密的，读不了", code="YZ-F11", hint="去掉密码后重新保存")


def _unpack(
    archive: zipfile.ZipFile,
    entries: list[zipfile.ZipInfo],
    clean: zipfile.ZipFile,
    kind: str,
    name: str,
    bounds: Bounds,
) -> int:
    """Every part scanned as it is unpacked; those of text are written to `clean`. Answers how many cells there are."""
    total = cells = 0
    for entry in entries:
        part = _Part(entry, kind, name, bounds)
        fresh = zipfile.ZipInfo(entry.filename)
        with archive.open(entry) as packed, clean.open(fresh, "w") as out:
            while piece := packed.read(_PIECE):
                total += len(piece)
                if total > bounds.unpacked_bytes:
                    raise _refused(name, f"解开后超过 {bounds.unpacked_bytes >> 20} MB（压缩炸弹的特征）")
                part.feed(piece)
                if part.text:
                    out.write(piece)
        cells += part.close()
        if cells > bounds.cells:
            raise _refused(name, f"超过 {bounds.cells:,} 个单元格")
    return cells


class _Part:
    """One part as it is unpacked: how large it grows, and what its text must not say."""

    def __init__(self, entry: zipfile.ZipInfo, kind: str, name: str, bounds: Bounds) -> None:
        self.entry, self.kind, self.name, self.bounds = entry, kind, name, bounds
        self.path = entry.filename.lower()
        self.text: bool | None = None
        self._size = 0
        self._tail = b""
        ods = self.path == "content.xml" if kind == "ods" else False
        self._cells = OdsScan(bounds) if ods else SheetScan(bounds) if kind == "xlsx" else None

    def feed(self, piece: bytes) -> None:
        """One more piece of the part; a FactsError as soon as something is wrong."""
        self._size += len(piece)
        if self._size > self.bounds.part_bytes:
            raise self._refused(f"解开后超过 {self.bounds.part_bytes >> 20} MB")
        packed = max(1, self.entry.compress_size)
        if self._size > self.bounds.ratio_from_bytes and self._size > self.bounds.ratio * packed:
            raise self._refused(f"解开后是压缩前的 {self.bounds.ratio} 倍以上（压缩炸弹的特征）")
        if self.text is None:
            self.text = self._is_text(piece)
        if not self.text:
            return
        self._check_words(self._tail + piece)
        self._tail = piece[-_OVERLAP:]
        if self._cells is not None:
            try:
                self._cells.feed(piece)
            except TooFar as far:
                raise self._refused(str(far), "删去多余的行列（看上去空的也删），另存后再读入") from far

    def close(self) -> int:
        """How many cells the part holds."""
        try:
            return self._cells.close() if self._cells is not None and self.text else 0
        except TooFar as far:
            raise self._refused(str(far), "删去多余的行列（看上去空的也删），另存后再读入") from far

    def _is_text(self, head: bytes) -> bool:
        if self.path == "mimetype":
            return True
        marked = self.path.endswith((".xml", ".rels", ".vml", ".rdf"))
        bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if head.startswith((b"\xff\xfe", b"\xfe\xff")) or (marked and b"\x00" in head[:64]):
            raise self._refused("不是 UTF-8 编码")
        if (said := _ENCODING.match(bare)) and said[1].strip().lower() not in (
            b"utf-8",
            b"utf8",
            b"us-ascii",
            b"ascii",
        ):
            raise self._refused(f"不是 UTF-8 编码（{said[1][:20].decode('ascii', 'replace')}）")
        return marked or bare.startswith(b"<")

    def _check_words(self, text: bytes) -> None:
        if _DOCTYPE.search(text):
            raise self._refused("带有文档类型声明（实体炸弹、外部实体的特征）")
        if self.path.endswith(".rels"):
            for tag in _RELATION.findall(text.lower()):
                if b"external" in tag and _HARMLESS not in tag:
                    raise self._refused("指向文件之外（外部链接）")
        if self.kind == "ods" and (found := _ODS_OUTSIDE.search(text)):
            raise self._refused(f"带有{_ODS_OUTSIDE_WORDS.get(found[1], '外部链接')}")

    def _refused(self, why: str, hint: str = _HINT) -> FactsError:
        return FactsError(f"{self.name} 不读：{self.entry.filename[:60]} {why}", code="YZ-F11", hint=hint)


def _refused(name: str, why: str) -> FactsError:
    return FactsError(f"{name} 不读：{why}", code="YZ-F11", hint=_HINT)
