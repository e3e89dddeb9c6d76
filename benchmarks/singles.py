"""One thing changed: one clause over all subjects with its conditions cold, beside DuckDB's `WHERE`; the same decisions exactly."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

import polars as pl

from benchmarks import workload as work
from benchmarks.on_duckdb import DuckDB
from benchmarks.ours import Yanzhen
from benchmarks.writing import ON, YEAR, clause_id
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.decide import Conditions
from yanzhen.engine.judging import judge_element
from yanzhen.engine.plan import plan_run
from yanzhen.periods import Period

TRIED = 15


def singles(folder: Path, clauses: list[work.Clause]) -> dict[str, float]:
    """Milliseconds of one clause: ours (status, near miss, amounts) and DuckDB's (eligible and amount); medians over clauses."""
    ours = Yanzhen(folder / "packs" / "bench", folder / "facts", clauses)
    theirs = DuckDB(pl.read_parquet(folder / "wide.parquet"), clauses)
    mine, other = [], []
    for at in range(0, len(clauses), max(1, len(clauses) // TRIED)):
        plan = plan_run(ours.pack, Period.year_of(YEAR), ON, [clause_id(clauses[at])])
        conditions = Conditions(Reader(ours.snapshot, ON), lasting=False)
        began = time.perf_counter()
        found = judge_element(plan.elements[0], conditions, ours.pack)
        mine.append(time.perf_counter() - began)
        began = time.perf_counter()
        rows = theirs.where(at)
        other.append(time.perf_counter() - began)
        assert found[0].decided.count(found[0].decided.sure) == rows, clauses[at].name
    return {"clause": median(mine) * 1000, "where": median(other) * 1000}
