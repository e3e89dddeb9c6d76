"""A hundred thousand firms are scored, ranked and classed in seconds, beside the same work in DuckDB SQL in the same run."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from pathlib import Path
from time import perf_counter

import duckdb
import numpy as np
import polars as pl

from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.schemes.results import table_of
from yanzhen.engine.schemes.scoring import evaluate
from yanzhen.facts import build_snapshot
from yanzhen.facts.snapshot import Batch


def beside(name: str):
    full = f"schemes_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None and spec.loader is not None
        sys.modules[full] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[full]


ON, YEAR = beside("town").ON, beside("town").YEAR
FIRMS = 100_000
SLOWER = 60
"""How many times DuckDB's time ours may take: it computes with doubles and keeps nothing to explain a class by."""

SCHEME = """
apart_by: 镇
groups:
  - group: 规上
    who: [规上]
    items:
      - {item: 税, value: 税收 / 用地, weight: 60 分, shape: ratio, against: 总量(税收) / 总量(用地)}
      - {item: 能, value: 收入 / 能耗, weight: 40 分, shape: min_max, floor: 20 分}
  - group: 规下
    items:
      - {item: 地税, value: 税收 / 用地, weight: 100 分, shape: ratio, against: 总量(税收) / 总量(用地)}
order: 总分 desc, 税收 desc
cuts: {A: 20%, B: 60%, C: 95%, D: 100%}
refill: 否
veto:
  - {when: 事故, at_best: C}
"""

SQL = """
with base as (
    select *, tax / land as t, income / energy as e,
        sum(tax) over part / sum(land) over part as bench,
        min(income / energy) over part as lo, max(income / energy) over part as hi
    from firms window part as (partition by big, town)
), scored as (
    select *, case when big
        then round(t / bench * 60, 4) + round(40 * (0.2 + 0.8 * (e - lo) / (hi - lo)), 4)
        else round(t / bench * 100, 4) end as score
    from base
), ranked as (
    select *, rank() over (partition by big, town order by score desc, tax desc) as place,
        count(*) over (partition by big, town) as n
    from scored
)
select subject, score, place, case
    when place <= round(0.2 * n) and not accident then 'A' when place <= round(0.6 * n) and not accident then 'B'
    when place <= round(0.95 * n) then 'C' else 'D' end as class
from ranked
"""


def test_a_hundred_thousand_firms_in_seconds(town):
    pack = town.scheme(SCHEME)
    draw = np.random.default_rng(1)
    subjects = [f"F{at:06d}" for at in range(FIRMS)]
    columns = {
        "镇": draw.choice(["1", "2"], FIRMS).tolist(), "规上": draw.random(FIRMS) < 0.3, "停产": np.zeros(FIRMS, bool),
        "事故": draw.random(FIRMS) < 0.01, "新建": np.zeros(FIRMS, bool), "用地": draw.integers(10_000, 9_000_000, FIRMS),
        "税收": draw.integers(1_000, 900_000_000, FIRMS), "能耗": draw.integers(10_000, 90_000_000, FIRMS),
        "收入": draw.integers(1_000_000, 90_000_000_000, FIRMS),
    }  # fmt: skip
    known = date(2025, 1, 1)
    rows = pl.DataFrame({"主体": subjects, "期间": ["2024"] * FIRMS, "获知": [known] * FIRMS, **columns})
    born = pl.DataFrame(
        {"主体": subjects, "期间": [""] * FIRMS, "获知": [known] * FIRMS, "成立日期": [date(2010, 1, 1)] * FIRMS}
    )

    class Facts:
        def batches(self, register):
            if register != "企业":
                return []
            return [
                Batch("企业", born, frozenset({""}), frozenset(), known),
                Batch("企业", rows, frozenset({"2024"}), frozenset(), known),
            ]

    snapshot = build_snapshot(Facts(), pack.vocabulary)
    reader = Reader(snapshot, ON)
    start = perf_counter()
    found = evaluate(pack.schemes[0], YEAR, reader)
    ours = perf_counter() - start
    written = perf_counter()
    table = table_of(found, reader)
    written = perf_counter() - written

    firms = pl.DataFrame({
        "subject": subjects, "town": columns["镇"], "big": columns["规上"], "accident": columns["事故"],
        "land": columns["用地"] / 10_000, "tax": columns["税收"] / 100, "energy": columns["能耗"] / 10_000,
        "income": columns["收入"] / 100,
    })  # fmt: skip
    database = duckdb.connect()
    database.register("firms", firms.to_arrow())
    start = perf_counter()
    other = pl.from_arrow(database.sql(SQL).to_arrow_table())
    theirs = perf_counter() - start

    both = table.select("subject", "class", "rank", "score").join(other, on="subject", suffix="_sql")
    same = (both["class"] == both["class_sql"]).mean()
    print(
        f"{FIRMS:,} firms: evaluate {ours:.2f} s, table {written:.2f} s; DuckDB {theirs:.2f} s; same class {same:.5f}"
    )
    assert both.height == FIRMS and same > 0.9995  # doubles round a few scores to the other side
    assert ours < max(10, SLOWER * theirs)
