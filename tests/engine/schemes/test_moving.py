"""What lifts a class is proved by evaluating again; a correction shows who moved and why."""

from __future__ import annotations

import importlib.util
import sys
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from yanzhen.engine.schemes.comparing import moved
from yanzhen.engine.schemes.contributions import contributions
from yanzhen.engine.schemes.explaining import explain_score
from yanzhen.engine.schemes.moving import lifts, near_edges
from yanzhen.engine.schemes.results import score, table_of
from yanzhen.errors import EngineError


def beside(name: str):
    full = f"schemes_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None and spec.loader is not None
        sys.modules[full] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[full]


ON, YEAR, firms, drawn = (getattr(beside("town"), name) for name in ("ON", "YEAR", "firms", "drawn"))

SCHEME = """
groups:
  - group: 全部
    items:
      - {item: 税, value: 税收 / 用地, weight: 60 分, shape: ratio, against: 总量(税收) / 总量(用地), most: 150%}
      - {item: 能, value: 收入 / 能耗, weight: 40 分, shape: min_max}
order: 总分 desc, 税收 desc
cuts: {A: 20%, B: 60%, C: 95%, D: 100%}
refill: 否
"""


@pytest.fixture
def pack(town):
    return town.scheme(SCHEME)


def evaluated(pack, rows):
    return score(pack, "评价", firms(pack, rows), YEAR, ON)


def test_the_change_lifts_the_class_and_one_step_less_does_not(pack):
    rows = drawn(5, 30)
    found, reader = evaluated(pack, rows)
    seen = 0
    for edge in near_edges(found, each=2):
        for lift in lifts(found, reader, edge.row) if edge.rises else ():
            if lift.needed is None:
                continue
            seen += 1
            step = lift.column.step
            for value, better in ((lift.needed, True), (lift.needed - (step if lift.change > 0 else -step), False)):
                other = [dict(row) for row in rows]
                other[edge.row][lift.column.name] = value
                after, _ = evaluated(pack, other)
                assert (after.ends.best[edge.row] < found.ends.best[edge.row]) == better
                if better:
                    assert (after.label(edge.row), int(after.low[edge.row])) == (lift.label, lift.rank)
    assert seen >= 4


def test_the_best_class_has_nothing_to_rise_to(pack):
    found, reader = evaluated(pack, drawn(5, 30))
    best = int(found.low.argmin())

    assert found.label(best) == "A" and lifts(found, reader, best) == []


def test_the_points_of_the_items_make_the_score(pack):
    found, _ = evaluated(pack, drawn(6, 30))
    for row in range(30):
        parts = contributions(found, row)
        assert sum(one.points for one in parts) == found.total(row)
        assert all(1 <= one.place <= one.size == 30 for one in parts)


def test_an_explanation_holds_the_facts_the_places_and_what_would_lift(pack):
    rows = drawn(5, 30)
    found, _ = evaluated(pack, rows)
    edge = next(edge for edge in near_edges(found) if edge.rises)
    told = explain_score(pack, "评价", firms(pack, rows), YEAR, ON, None, found.keys[edge.row])
    text = told.as_text()

    assert f"【{found.label(edge.row)}】" in text and "税收（2024）" in text and "本项第" in text and "升一等" in text
    assert "假定" in text and told.as_json()["rank"] == [int(found.low[edge.row])] * 2


def test_a_correction_moves_the_firm_and_those_it_passes(pack):
    rows = drawn(7, 30)
    before = table_of(*evaluated(pack, rows))
    last = before.filter(pl.col("rank").is_not_null()).tail(1)["subject"][0]
    corrected = [{**row, "税收": row["税收"] + Fraction(400_000)} if row["主体"] == last else row for row in rows]
    after = table_of(*evaluated(pack, corrected))

    changes = moved(before, after)

    one, two = before.sort("subject"), after.sort("subject")
    differs = pl.any_horizontal(one[name].ne_missing(two[name]).alias(name) for name in ("rank", "class", "score"))
    assert changes["subject"].sort().to_list() == one.filter(pl.select(differs).to_series())["subject"].to_list()
    why = dict(zip(changes["subject"], changes["why"], strict=True))
    assert why[last] == "本户 税 改变" and any("基准改变" in text for text in why.values())
    first = changes["class_before"][0], changes["class_after"][0]
    assert first[0] != first[1]


def test_nothing_moves_when_nothing_was_corrected(pack):
    table = table_of(*evaluated(pack, drawn(7, 30)))

    assert moved(table, table).height == 0


def test_results_of_another_year_are_not_compared(pack):
    table = table_of(*evaluated(pack, drawn(7, 30)))

    with pytest.raises(EngineError) as error:
        moved(table.with_columns(pl.lit("2023").alias("period")), table)
    assert error.value.code == "YZ-E08"
