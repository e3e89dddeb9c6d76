"""The receipt beside every output: hashes of pack, facts, engine, arguments and findings. It reads no clock.

`findings.digest` is that of the canonical findings: all columns in the order of `engine.result.COLUMNS`, rows sorted by clause,
register, subject and period (the key of a finding), as CSV with nothing for null. The same findings have the same digest in Parquet,
CSV and workbook. Whoever has pack, facts and engine of these hashes gets these findings again.
"""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import polars as pl

import yanzhen
from yanzhen.engine.result import COLUMNS

SORTED_BY = ("clause", "register", "subject", "period")
FORMAT = 1


def beside(output: Path) -> Path:
    """Where the receipt of an output stands."""
    return output.with_name(output.name + ".receipt.json")


def receipt(
    *,
    pack: dict[str, str],
    facts: tuple[str, ...],
    synthetic: bool,
    arguments: dict[str, Any],
    findings: dict[str, Any],
    output: Path,
    name: str,
) -> str:
    """The receipt's text for a finished output file that will be called `name`."""
    content = {
        "format": FORMAT,
        "synthetic": synthetic,
        "pack": pack,
        "facts": sorted(facts),
        "engine": {"version": yanzhen.__version__, "digest": engine_digest()},
        "arguments": arguments,
        "findings": findings,
        "output": {"name": name, "sha256": file_digest(output)},
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def findings_digest(table: pl.DataFrame) -> str:
    """SHA-256 of the canonical findings, whatever the order of the rows given; no two bear the same key."""
    return canonical_digest(table.select(list(COLUMNS)).sort(SORTED_BY))


def canonical_digest(table: pl.DataFrame) -> str:
    """SHA-256 of a table as CSV, in the order it stands."""
    text = io.BytesIO()
    table.write_csv(text)
    return hashlib.sha256(text.getbuffer()).hexdigest()


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
