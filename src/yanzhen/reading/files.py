"""A file from outside → its text: plain text (UTF-8, GB18030), Word, PDF with text, a saved web page.

Word and PDF files are read by another process with bounds of memory and time; a Word archive is scanned before. When that
process dies, loops or swells, there is a message and nothing else happens.
"""

from __future__ import annotations

import codecs
import contextlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from yanzhen.errors import ReadingError

MOST_BYTES = 5_000_000
WALL_SECONDS = 60
MOST_UNPACKED = 60_000_000
MOST_PARTS = 2_000

_CHILD = Path(__file__).parent / "apart" / "child.py"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    LookupError,
    RuntimeError,
    OSError,
)


@dataclass(frozen=True)
class Source:
    """A text and where it came from. `kind`: txt, docx, pdf, html; `encoding` for the texts that have one."""

    name: str
    kind: str
    text: str
    encoding: str | None = None


def read_file(data: bytes, name: str) -> Source:
    """The text that the bytes of a file hold; its kind is told by the content, not by the name.

    Raises:
        ReadingError: YZ-R01 too large; YZ-R02 of a kind that is not read; YZ-R03 no text in it; YZ-R04 damaged, or its
            reader was stopped; YZ-R05 an encoding nobody can tell.
    """
    if len(data) > MOST_BYTES:
        raise ReadingError(
            f"{name} 有 {len(data):,} 字节，最多读 {MOST_BYTES:,}", code="YZ-R01", hint="分成几个文件，逐个读入"
        )
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return Source(name, "pdf", _read_apart(data, "pdf", name))
    if data.startswith(b"PK\x03\x04"):
        return Source(name, "docx", _read_apart(_scanned(data, name), "docx", name))
    if data.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*")):
        raise ReadingError(f"{name} 不是能读的文件", code="YZ-R02", hint="另存为 .docx、.txt 或带文字的 PDF")
    text, encoding = _decoded(data, name)
    if not text.strip():
        raise ReadingError(f"{name} 是空的", code="YZ-R03", hint="查看是不是拿错了文件")
    kind = "html" if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<p", "<div", "<body")) else "txt"
    return Source(name, kind, text, encoding)


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text of plain bytes. Line ends become \\n, so that offsets are those of the text as Python reads it."""
    trials: tuple[str, ...] = ("utf-8", "gb18030")
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            trials = (encoding,)
            break
    for encoding in trials:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.count("\x00") > len(text) // 100:
            break
        return text.replace("\r\n", "\n").replace("\r", "\n"), encoding
    raise ReadingError(f"{name} 认不出是什么编码", code="YZ-R05", hint="另存为 UTF-8 的文本文件")


def _scanned(data: bytes, name: str) -> bytes:
    """The archive's text parts in a fresh archive: no links, no programs, no document types, within bounds."""
    kept = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as clean:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            names = [entry.filename for entry in entries]
            if "word/document.xml" not in names:
                raise ReadingError(f"{name} 是压缩包，但不是 Word 文档", code="YZ-R02", hint="解开后读里面的文件")
            if len(entries) > MOST_PARTS or len(set(names)) != len(names):
                raise _refused(name, "由太多或同名的部分组成")
            left = MOST_UNPACKED
            for entry in entries:
                if entry.flag_bits & 0x41:
                    raise ReadingError(f"{name} 是加密的，读不了", code="YZ-R04", hint="去掉密码后重新保存")
                if not entry.filename.endswith((".xml", ".rels")):
                    clean.writestr(entry.filename, b"")  # pictures and the like: named by others, not needed
                    continue
                with archive.open(entry) as part:
                    words = part.read(left + 1)
                left -= len(words)
                if left < 0:
                    raise _refused(name, "解开后太大")
                if b"<!DOCTYPE" in words[:4096].upper() or b"<!ENTITY" in words[:65536].upper():
                    raise _refused(name, "声明了文档类型")
                clean.writestr(entry.filename, words)
    except _BROKEN as error:
        raise ReadingError(f"{name} 已损坏，打不开", code="YZ-R04", hint="重新下载或重新保存") from error
    return kept.getvalue()


def _refused(name: str, why: str) -> ReadingError:
    return ReadingError(f"{name} 不能读：{why}", code="YZ-R04", hint="用文字处理软件打开，另存为 .txt 或新的 .docx")


def _read_apart(data: bytes, kind: str, name: str) -> str:
    """What the reading process told."""
    module = {"docx": "docx", "pdf": "pypdf"}[kind]
    found = importlib.util.find_spec(module)
    if found is None or found.origin is None:
        raise ReadingError(f"没有装读这种文件的库 {module}", code="YZ-R02", hint="重新运行 make，或另存为 .txt")
    with tempfile.TemporaryDirectory(prefix="yanzhen-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "copy"
        copy.write_bytes(data)
        call = [sys.executable, "-I", "-S", "-B", str(_CHILD), str(copy), kind, str(Path(found.origin).parents[1])]
        process = subprocess.Popen(
            call,
            cwd=folder,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            close_fds=True,
            start_new_session=True,
        )
        try:
            said, _ = process.communicate(timeout=WALL_SECONDS)
        except subprocess.TimeoutExpired:
            raise _refused(name, f"读了 {WALL_SECONDS} 秒还没读完，已停下") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait()
    return _told(said, process.returncode, name)


def _told(said: bytes, status: int, name: str) -> str:
    """The text in the answer; whatever is not as agreed is a failure of the reader, never of this process."""
    try:
        answer = json.loads(said) if status == 0 else {}
    except ValueError:
        answer = {}
    if not isinstance(answer, dict) or not isinstance(answer.get("text"), str):
        why = answer.get("failed") if isinstance(answer, dict) else None
        raise _refused(name, str(why or "内容超出内存或时间上限，读取程序已停"))
    text: str = answer["text"]
    if not text.strip():
        what = "是扫描件，里面没有文字" if answer.get("pages") else "里面没有文字"
        raise ReadingError(f"{name} {what}", code="YZ-R03", hint="先做文字识别（OCR），再读入得到的文本")
    return text
