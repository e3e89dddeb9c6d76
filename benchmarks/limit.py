"""How fast the work could be if only memory had to be moved: the bytes that must be read and written, and what the machine moves."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl

BYTES = {pl.Int64: 8, pl.Int32: 4, pl.Int8: 1, pl.Boolean: 0.125}


def bytes_moved(table: Path, totals: list[list[int]], clauses: int) -> tuple[float, float]:
    """Bytes read (each column once, with validity) and written (two bitmaps and a near slice a clause, 12 bytes a met amount)."""
    schema, rows = pl.read_parquet_schema(table), pl.scan_parquet(table).select(pl.len()).collect().item()
    read = sum(rows * (BYTES[type(dtype)] + 0.125) for name, dtype in schema.items() if dtype != pl.String)
    return read, clauses * rows * 3 / 8 + 12 * sum(part[0] for part in totals)


def rates() -> tuple[float, float]:
    """Bytes a second read (a sum) and copied, on one thread: medians of five."""
    source = np.ones(1 << 25)
    target = np.empty_like(source)

    def timed(work) -> float:
        taken = []
        for _ in range(5):
            began = time.perf_counter()
            work()
            taken.append(time.perf_counter() - began)
        return source.nbytes / median(taken)

    return timed(source.sum), timed(lambda: np.copyto(target, source))
