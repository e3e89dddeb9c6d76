"""One engine measured in a process of its own: `python -m benchmarks.measure ENGINE FOLDER RUNS CLAUSES SEED` prints JSON.

`FOLDER` holds the workload as `run.py` wrote it. The sample's answers are written to `FOLDER/ENGINE.npz` before anything is timed.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks import workload as work
from benchmarks.answers import Engine, totals

ENGINES = ("yanzhen", "bare", "polars", "duckdb", "openfisca2", "openfisca3")


def engine(name: str, folder: Path, table: Path, facts: Path, clauses: list[work.Clause]) -> Engine:
    """The engine with these facts loaded."""
    match name:
        case "yanzhen":
            from benchmarks.ours import Yanzhen

            return Yanzhen(folder / "packs" / "bench", facts, clauses)
        case "bare":
            from benchmarks.bare import Bare

            return Bare(pl.read_parquet(table), clauses)
        case "polars":
            from benchmarks.on_polars import Polars

            return Polars(pl.read_parquet(table), clauses)
        case "duckdb":
            from benchmarks.on_duckdb import DuckDB

            return DuckDB(pl.read_parquet(table), clauses)
    from benchmarks.on_openfisca import OpenFisca

    return OpenFisca(pl.read_parquet(table), clauses, three_valued=name == "openfisca3")


def peak() -> float:
    """The most memory this process has held, in MB; of itself alone, which `getrusage` does not say after a fork."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def main(name: str, folder: Path, runs: int, clauses: list[work.Clause]) -> dict[str, object]:
    """What is printed."""
    small = engine(name, folder, folder / "sample.parquet", folder / "sample", clauses)
    result = small.decide()
    answers = [small.answer(result, at) for at in range(len(clauses))]
    held = {"status": np.stack([one.status for one in answers]).astype(np.int8),
            "amount": np.stack([one.amount for one in answers])}  # fmt: skip
    if answers[0].near is not None:
        held["near"] = np.stack([one.near for one in answers]).astype(np.int8)
    np.savez(folder / f"{name}.npz", **held)
    del small, result, answers
    gc.collect()
    began = time.perf_counter()
    whole = engine(name, folder, folder / "wide.parquet", folder / "facts", clauses)
    loaded = time.perf_counter() - began
    walls, cpus, sums = [], [], []
    for _ in range(runs):
        gc.collect()
        cpu, began = time.process_time(), time.perf_counter()
        result = whole.decide()
        walls.append(time.perf_counter() - began)
        cpus.append(time.process_time() - cpu)
        most = peak()
        sums = [totals(whole.answer(result, at)) for at in range(len(clauses))]
        del result
    return {"engine": name, "load": loaded, "wall": walls, "cpu": cpus, "peak": most, "totals": sums}


if __name__ == "__main__":
    kind, where, times, count, seed = sys.argv[1:6]
    sys.stdout.write(json.dumps(main(kind, Path(where), int(times), work.clauses(int(count), int(seed)))) + "\n")
