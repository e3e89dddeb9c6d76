"""What is recorded about a delivery after it was accepted: that it was withdrawn, or that it was lawfully erased.

A delivery is never changed. A withdrawal stands beside it and makes it count no more from a day on; what was decided before
that day can still be replayed. A tombstone stands in its place: it says which bytes were here, why and by which order they
are gone. Both are small JSON files named after the delivery's file, bound to its bytes by SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from yanzhen.errors import FactsError

FORMAT = 1
Record = TypeVar("Record", "Tombstone", "Withdrawal")
ERASED, WITHDRAWN = ".erased.json", ".withdrawn.json"


@dataclass(frozen=True)
class Tombstone:
    """A delivery that was erased: its bytes' SHA-256, its file's name, why, by which order, on which day."""

    sha256: str
    file: str
    reason: str
    order: str
    day: date


@dataclass(frozen=True)
class Withdrawal:
    """A delivery that counts no more for what is asked as known on `day` or later."""

    sha256: str
    file: str
    reason: str
    day: date


def withdraw(file: Path, reason: str, day: date) -> Path:
    """A withdrawal stands beside the delivery; the same again changes nothing.

    Raises:
        FactsError: YZ-F16 there is no such delivery, or no reason is given; YZ-F17 another withdrawal stands there.
    """
    _reasoned(reason)
    return _settled(file.with_suffix(WITHDRAWN), Withdrawal(_digest(file), file.name, reason.strip(), day))


def erase(file: Path, reason: str, order: str, day: date) -> Path:
    """A tombstone stands in the delivery's place, and its bytes are gone from the folder; the same again changes nothing.

    The tombstone is complete on the disk before the file goes: a crash between leaves both, and the folder refuses to be
    read until this is done again.

    Raises:
        FactsError: YZ-F16 there is no such delivery, or no reason or order is given; YZ-F17 another tombstone stands there.
    """
    _reasoned(reason)
    if not order.strip():
        raise FactsError("没有写凭哪一份决定删除", code="YZ-F16", hint="--order 写决定的文号")
    stone = file.with_suffix(ERASED)
    if not file.exists() and stone.exists():
        return stone
    _settled(stone, Tombstone(_digest(file), file.name, reason.strip(), order.strip(), day))
    file.unlink()
    return stone


def tombstones(folder: Path) -> dict[str, Tombstone]:
    """Every tombstone of a facts folder, by the SHA-256 of what was erased."""
    return {found.sha256: found for found in (_read(path, Tombstone) for path in _records(folder, ERASED))}


def withdrawals(folder: Path) -> dict[str, Withdrawal]:
    """Every withdrawal of a facts folder, by the SHA-256 of what was withdrawn."""
    return {found.sha256: found for found in (_read(path, Withdrawal) for path in _records(folder, WITHDRAWN))}


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise FactsError("没有写原因", code="YZ-F16", hint="--reason 写一句话")


def _digest(file: Path) -> str:
    if file.suffix != ".parquet" or not file.is_file():
        raise FactsError(f"没有这一批数据：{file}", code="YZ-F16", hint="写数据文件夹里那个 .parquet 文件的路径")
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _records(folder: Path, suffix: str) -> list[Path]:
    return sorted([*folder.glob(f"*{suffix}"), *folder.glob(f"*/*{suffix}")])


def _settled(path: Path, record: Tombstone | Withdrawal) -> Path:
    content = {"format": FORMAT, **asdict(record), "day": record.day.isoformat()}
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if path.exists():
        if path.read_text("utf-8") == text:
            return path
        raise FactsError(f"{path.name} 已经写有另一份记录，不覆盖", code="YZ-F17", hint="记录只增不改，查看那一份")
    draft = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def _read(path: Path, kind: type[Record]) -> Record:
    try:
        content = json.loads(path.read_text("utf-8"))
        if content.pop("format") != FORMAT:
            raise ValueError("format")
        return kind(**content | {"day": date.fromisoformat(content["day"])})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FactsError(
            f"{path.name} 读不出：{error}", code="YZ-F17", hint="记录由 yanzhen withdraw、erase 写出，不手改"
        ) from None
