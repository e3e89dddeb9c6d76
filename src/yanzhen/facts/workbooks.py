"""A workbook from outside → its sheets as texts. This process scans raw bytes; another, limited one reads them.

The reader gets a fresh archive of the scanned parts in a folder of its own, no open file, a bare environment, and bounds of
memory and time. When it dies, loops or swells, there is a message and nothing else happens.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from yanzhen.errors import FactsError
from yanzhen.facts.bounds import BOUNDS, Bounds
from yanzhen.facts.prescan import prescan

WALL_SECONDS = 60
_CHILD = Path(__file__).parent / "reader" / "child.py"
_HINT = "用表格软件打开，只把数据复制到 template 生成的表里，再读入"


@dataclass(frozen=True)
class Sheet:
    """One sheet as texts, from its cell A1 on; every row has as many cells as the widest.

    `untold[(row, column)]` is what stands where there is no value: an error (`#N/A`) or a formula (`=A1`) that nobody
    computed. `merged` are ranges (first row, first column, last row, last column). All count from 0.
    """

    name: str
    hidden: bool
    rows: list[list[str]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    untold: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Workbook:
    """A workbook as it was read. `memory` is the most its reader held, in bytes."""

    file: str
    sheets: tuple[Sheet, ...]
    epoch1904: bool = False
    memory: int = 0


def read_workbook(data: bytes, name: str, bounds: Bounds = BOUNDS) -> Workbook:
    """The workbook that the bytes of an archive hold.

    Raises:
        FactsError: YZ-F11 it did not pass the scan; YZ-F12 its reader failed or was stopped.
    """
    with tempfile.TemporaryDirectory(prefix="yanzhen-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "scanned.zip"
        scanned = prescan(data, name, copy, bounds)
        del data
        lines = _read_apart(copy, scanned.kind, name)
    return _told(lines, name, bounds)


def _read_apart(copy: Path, kind: str, name: str) -> list[bytes]:
    """What the reading process told, line by line."""
    reader = importlib.util.find_spec("python_calamine")
    if reader is None or reader.origin is None:
        raise FactsError(
            "没有装 python-calamine，读不了工作簿", code="YZ-F12", hint="重新运行 make，或先另存为 CSV UTF-8"
        )
    packages = str(Path(reader.origin).parents[1])
    call = [sys.executable, "-I", "-S", "-B", str(_CHILD), str(copy), kind, packages]
    process = subprocess.Popen(
        call,
        cwd=copy.parent,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        start_new_session=True,
    )
    try:
        told, _ = process.communicate(timeout=WALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise FactsError(f"{name} 读了 {WALL_SECONDS} 秒还没读完，已停下", code="YZ-F12", hint=_HINT) from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()
    lines = told.split(b"\n")
    if process.returncode != 0:
        why = "超出内存或时间上限" if process.returncode < 0 else "读取程序没能完成"
        raise FactsError(f"{name} 读不下来：{why}（读取程序已停，本程序不受影响）", code="YZ-F12", hint=_HINT)
    return [line for line in lines if line]


def _told(lines: list[bytes], name: str, bounds: Bounds) -> Workbook:
    """Sheets from lines; whatever is not as agreed is a failure of the reader, never of this process."""
    try:
        last = json.loads(lines[-1]) if lines else {}
        if not isinstance(last, dict) or last.get("end") is not True:
            raise _failed(name, last if isinstance(last, dict) else {})
        sheets, at = [], 0
        while at < len(lines) - 1:
            head = json.loads(lines[at])
            rows = json.loads(b"[" + b",".join(lines[at + 1 : at + 1 + head["rows"]]) + b"]")
            sheets.append(_sheet(head, rows, bounds))
            at += 1 + head["rows"]
        return Workbook(name, tuple(sheets), bool(last["epoch1904"]), int(last["memory"]))
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise FactsError(f"{name} 读不下来：读取程序的回答不完整", code="YZ-F12", hint=_HINT) from error


def _sheet(head: dict, rows: list[list[str]], bounds: Bounds) -> Sheet:
    if len(rows) != head["rows"] or any(type(row) is not list for row in rows):
        raise ValueError("rows are missing")
    if rows and (len(rows) > bounds.rows or max(map(len, rows)) > bounds.columns):
        raise ValueError("more rows than were scanned")
    merged = tuple((int(one[0]), int(one[1]), int(one[2]), int(one[3])) for one in head["merged"])
    untold = {(int(row), int(column)): str(what) for row, column, what in head["marks"]}
    return Sheet(str(head["sheet"]), bool(head["hidden"]), rows, merged, untold)


def _failed(name: str, said: dict) -> FactsError:
    why = str(said.get("failed", "读取程序没能完成"))
    detail = f"（{said['detail']}）" if said.get("detail") else ""
    hint = "用表格软件打开并保存一次，让公式算出值" if "公式" in why else _HINT
    return FactsError(f"{name} 读不下来：{why}{detail}", code="YZ-F12", hint=hint)
