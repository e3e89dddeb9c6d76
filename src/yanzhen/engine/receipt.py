"""The receipt of an output: hashes of pack, facts, engine, arguments and findings. It reads no clock.

`findings.digest` is that of the canonical findings: all columns in their fixed order, rows sorted by key, as CSV with nothing
for null. The same findings have the same digest in Parquet, CSV and workbook. Whoever has pack, facts and engine of these
hashes gets these findings again: `replay.py`.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

import yanzhen
from yanzhen.engine.result import COLUMNS
from yanzhen.errors import EngineError

SORTED_BY = ("clause", "register", "subject", "period")
"""The key of a finding: no two bear the same."""

FORMAT = 2
READS = (1, 2)
KEYS = {"match": SORTED_BY, "compare": SORTED_BY, "score": ("scheme", "subject", "period")}
"""Kind of run → the key of its rows: no two bear the same."""


@dataclass(frozen=True)
class PackOf:
    """Which pack: its id, version and digest, and the terms that were set otherwise than its files say."""

    id: str
    version: str
    digest: str
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Receipt:
    """A receipt as read. `facts` maps the digest of each delivery used to its file name (empty in format 1)."""

    kind: str
    packs: tuple[PackOf, ...]
    facts: Mapping[str, str]
    engine_version: str
    engine_digest: str
    arguments: Mapping[str, Any]
    findings_rows: int
    findings_digest: str
    output_name: str
    output_digest: str
    synthetic: bool


def receipt_text(
    *,
    packs: Sequence[PackOf],
    facts: Mapping[str, str],
    synthetic: bool,
    arguments: Mapping[str, Any],
    findings: Mapping[str, Any],
    output: Path,
    name: str,
    kind: str = "match",
    held: Mapping[str, Any] | None = None,
) -> str:
    """The receipt's text for a finished output file that will be called `name`.

    `facts` maps digest to file name. `held` is what a plausibility band found and the reason for which it stood anyway.
    """
    content: dict[str, Any] = {
        "format": FORMAT,
        "kind": kind,
        "synthetic": synthetic,
        "pack": _pack(packs[0]),
        **({"against": _pack(packs[1])} if len(packs) > 1 else {}),
        "facts": [{"sha256": digest, "file": facts[digest]} for digest in sorted(facts)],
        "engine": {"version": yanzhen.__version__, "digest": engine_digest()},
        "arguments": dict(arguments),
        "findings": dict(findings),
        "output": {"name": name, "sha256": file_digest(output)},
        **({"held": dict(held)} if held else {}),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _pack(pack: PackOf) -> dict[str, Any]:
    about: dict[str, Any] = {"id": pack.id, "version": pack.version, "digest": pack.digest}
    return about | ({"set": [list(pair) for pair in pack.settings]} if pack.settings else {})


def read_receipt(path: Path) -> Receipt:
    """The receipt in a file; EngineError YZ-E10 when it is none, or of a format this program does not read."""
    try:
        content = json.loads(path.read_text("utf-8"))
        if content["format"] not in READS:
            raise EngineError(
                f"回执 {path.name} 的格式是 {content['format']}，本程序读 {READS[-1]}",
                code="YZ-E10",
                hint="用写出它的版本重放",
            )
        facts = [item if isinstance(item, dict) else {"sha256": item, "file": ""} for item in content["facts"]]
        if not isinstance(content["facts"], list) or not all(isinstance(item["sha256"], str) for item in facts):
            raise TypeError("facts")
        packs = [content["pack"], *([content["against"]] if "against" in content else [])]
        found = Receipt(
            kind=str(content.get("kind", "match")),
            packs=tuple(
                PackOf(one["id"], one["version"], one["digest"], tuple((str(a), str(b)) for a, b in one.get("set", ())))
                for one in packs
            ),
            facts={str(item["sha256"]): str(item["file"]) for item in facts},
            engine_version=content["engine"]["version"],
            engine_digest=content["engine"]["digest"],
            arguments=dict(content["arguments"]),
            findings_rows=int(content["findings"]["rows"]),
            findings_digest=content["findings"]["digest"],
            output_name=content["output"]["name"],
            output_digest=content["output"]["sha256"],
            synthetic=content["synthetic"] is True,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        hint = "回执是写在结果文件旁边的 ….receipt.json"
        raise EngineError(f"{path.name} 不是回执：{error}", code="YZ-E10", hint=hint) from None
    if found.kind not in KEYS or len(found.packs) != 1 + (found.kind == "compare"):
        raise EngineError(
            f"{path.name} 不是回执：kind 是「{found.kind}」", code="YZ-E10", hint=f"应为 {' 或 '.join(KEYS)}"
        )
    return found


def canonical(table: pl.DataFrame, columns: Sequence[str] = tuple(COLUMNS), key: Sequence[str] = SORTED_BY) -> bytes:
    """The canonical rows, whatever the order of those given; `key` is what no two of them share."""
    text = io.BytesIO()
    table.select(list(columns)).sort(key).write_csv(text)
    return text.getvalue()


def findings_digest(
    table: pl.DataFrame, columns: Sequence[str] = tuple(COLUMNS), key: Sequence[str] = SORTED_BY
) -> str:
    """SHA-256 of the canonical rows."""
    return hashlib.sha256(canonical(table, columns, key)).hexdigest()


def engine_digest() -> str:
    """SHA-256 over the names and bytes of every source file of the package, in order of name."""
    root = Path(yanzhen.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py"), key=lambda path: path.relative_to(root).as_posix()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
