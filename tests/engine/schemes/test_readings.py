"""The evaluation of all firms at once is that of one firm after the other; a settled class holds whatever is still to come."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path

import pytest

from yanzhen.engine.schemes.results import score
from yanzhen.facts import build_snapshot


def beside(name: str):
    """A module that stands beside this test."""
    full = f"schemes_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None and spec.loader is not None
        sys.modules[full] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[full]


ON = beside("town").ON
YEAR = beside("town").YEAR
drawn = beside("town").drawn
firms = beside("town").firms
slowly = beside("slowly").slowly

SHAPES = """
groups:
  - group: 规上
    who: [规上]
    items:
      - {item: 税, value: 税收 / 用地, weight: 40 分, shape: ratio, against: 2 * 总量(税收) / 总量(用地), most: 150%}
      - {item: 收, value: 收入 / 用地, weight: 30 分, shape: min_max, floor: 20 分}
      - {item: 能, value: 能耗 / 收入, weight: 20 分, shape: inverse, against: 总量(能耗) / 总量(收入)}
      - {item: 次, value: 税收 / 能耗, weight: 10 分, shape: rank}
  - group: 规下
    items:
      - item: 档
        value: {by: 税收, steps: {0 元: 20 分, 15 万元: 60 分, 30 万元: 90 分}}
        weight: 100 分
        shape: table
bonus:
  - {when: 新建, points: 3 分}
penalty:
  - {when: 停产, points: 收入 / 100 万元 * 1 分, most: 2.5 分}
unrated:
  - {when: 停产 and 事故, as: T}
"""
REST = {
    "plain": "order: 总分 desc, 税收 desc, 用地 asc\ncuts: {A: 20%, B: 60%, C: 95%, D: 100%}\nrefill: 否\n",
    "apart": "apart_by: 镇\norder: 总分 desc\ncuts: {A: 33%, B: 67%, C: 100%}\nrefill: 否\n",
    "by score": "order: 总分 desc\ncuts: {A: 70 分, B: 50 分, C: 0 分}\n",
    "guards": "order: 总分 desc\ncuts: {A: 20%, B: 60%, C: 95%, D: 100%}\nrefill: 否\nveto:\n  - {when: 事故, at_best: C}\n"
    "protect:\n  - {when: 新建, at_worst: B}\n",
    "refilled": "order: 总分 desc, 税收 desc\ncuts: {A: 20%, B: 60%, C: 95%, D: 100%}\nrefill: 是\nveto:\n"
    "  - {when: 事故, at_best: C}\n  - {when: 停产, at_best: B}\nprotect:\n  - {when: 新建, at_worst: C}\n",
}


def evaluated(pack, rows):
    found, _ = score(pack, "评价", firms(pack, rows), YEAR, ON)
    return {
        found.keys[row]: (
            found.scheme.groups[found.group[row]].name,
            found.total(row),
            int(found.low[row]),
            found.label(row),
        )
        for row in range(found.n)
        if found.status[row] == 2
    }, found


@pytest.mark.parametrize("kind", REST)
@pytest.mark.parametrize("seed", range(2))
def test_both_readings_agree_on_whole_facts(town, kind, seed):
    pack, rows = town.scheme(SHAPES + REST[kind]), drawn(seed, 24)

    fast, evaluation = evaluated(pack, rows)

    snapshot = build_snapshot(firms(pack, rows), pack.vocabulary)
    assert fast == slowly(evaluation.scheme, snapshot, ON, YEAR)
    assert (evaluation.low == evaluation.high).all()


@pytest.mark.parametrize("kind", REST)
@pytest.mark.parametrize("seed", range(2))
def test_what_is_settled_with_gaps_is_what_comes_out_when_they_are_filled(town, kind, seed):
    """Ranks lie within their bounds and settled classes and scores stand, however the missing facts turn out."""
    pack, rows = town.scheme(SHAPES + REST[kind]), drawn(seed + 10, 40, gaps=0.01)
    _, before = evaluated(pack, rows)

    settled = 0
    for turn in range(4):
        draw, whole = random.Random(100 * seed + turn), drawn(seed + 50 + turn, 40)
        filled = [
            {name: (draw.choice(whole)[name] if value is None else value) for name, value in row.items()}
            for row in rows
        ]
        _, after = evaluated(pack, filled)
        for row in range(before.n):
            if before.status[row] == 0 or before.status[row] == 1:
                assert after.status[row] == before.status[row]
            if before.status[row] != 2:
                continue
            assert before.low[row] <= after.low[row] <= before.high[row]
            assert before.least[row] <= after.most[row] <= before.most[row]
            if before.classed[row]:
                settled += 1
                assert after.label(row) == before.label(row), before.keys[row]
            if before.total(row) is not None:
                assert after.total(row) == before.total(row)
    assert settled or kind in ("by score",)


def test_every_open_firm_is_told_what_it_waits_for(town):
    pack, rows = town.scheme(SHAPES + REST["guards"]), drawn(3, 40, gaps=0.02)
    _, found = evaluated(pack, rows)

    waiting = [
        row for row in range(found.n) if found.status[row] == 3 or (found.status[row] == 2 and not found.classed[row])
    ]
    assert waiting
    assert all(found.missing(row) for row in waiting)
