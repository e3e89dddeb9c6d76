"""Where the receipt of an output stands, and which deliveries it names; what it holds is said in `engine/receipt.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from yanzhen.engine.receipt import (
    SORTED_BY,
    PackOf,
    engine_digest,
    file_digest,
    findings_digest,
    read_receipt,
    receipt_text,
)


def beside(output: Path) -> Path:
    """Where the receipt of an output stands."""
    return output.with_name(output.name + ".receipt.json")


def files_of(digests: Iterable[str], named: Mapping[str, str]) -> dict[str, str]:
    """Digest → file name of the deliveries used; `named` maps every file of the folder to its digest."""
    names = {digest: name for name, digest in named.items()}
    return {digest: names.get(digest, "") for digest in digests}


__all__ = [
    "SORTED_BY",
    "PackOf",
    "beside",
    "engine_digest",
    "file_digest",
    "files_of",
    "findings_digest",
    "read_receipt",
    "receipt_text",
]
