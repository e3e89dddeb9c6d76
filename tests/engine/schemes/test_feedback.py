"""Classes flow into clauses in the same run, and out of the register of results for earlier years."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from yanzhen.engine import match
from yanzhen.engine.explain import explain
from yanzhen.engine.plan import Barrier, plan_run, strata_of
from yanzhen.engine.schemes.results import score
from yanzhen.errors import EngineError
from yanzhen.language import tree
from yanzhen.language.binding.records import replaced
from yanzhen.pack.checks import check
from yanzhen.pack.loading import read_pack


def beside(name: str):
    full = f"schemes_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None and spec.loader is not None
        sys.modules[full] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[full]


ON, YEAR, firms = beside("town").ON, beside("town").YEAR, beside("town").firms

SCHEME = """
groups:
  - group: 全部
    items:
      - {item: 税, value: 税收, weight: 100 分, shape: ratio, against: 100 万元}
cuts: {A: 20%, B: 75%, C: 95%, D: 100%}
unrated:
  - {when: 停产, as: T}
"""
POLICY = """policy: p
title: 某办法
issuer: 某镇
published: 2024-01-01
in_force: {from: 2020-01-01, until: 未载明, by: 期末}
"""
CLAUSES = """clause: 奖
cite: {restated: 是}
who:
  - 等次("评价") = "A"
gives: 优先
---
clause: 加价
cite: {restated: 是}
who:
  - 等次("评价") = "D"
terms:
  标准:
    by: 连续年数(等次("评价") = "D")
    steps: {2 年: 0.10 万元, 3 年: 0.15 万元}
    else: 0.05 万元
charges: 标准
matter: [加价]
---
clause: 名列前五
cite: {restated: 是}
who:
  - 名次("评价") <= 5 个
  - 总分("评价") >= 10 分
gives: 通报
---
clause: 上年不是D
cite: {restated: 是}
who:
  - not 上年(等次("评价") = "D")
gives: 可以评优
"""


@pytest.fixture
def pack(town):
    town.write("policies/p/policy.yaml", POLICY)
    town.write("policies/p/clauses/甲.yaml", CLAUSES)
    return town.scheme(SCHEME)


def facts(pack, published: list[tuple[str, str, str]] = (), delivered: bool = True):
    rows = [{"主体": f"F{at:02d}", "税收": Fraction(at * 10_000), "停产": at == 0} for at in range(21)]
    memory = firms(pack, rows)
    listed = [
        {"主体": who, "方案": "评价", "所属期": year, "等次": label, "总分": Fraction(5), "名次": Fraction(1)}
        for who, year, label in published
    ]
    if delivered:
        memory.add("评价结果", listed, covers=[""], columns=("方案", "所属期", "等次", "总分", "名次"))
    return memory


def outcomes(pack, memory) -> dict[tuple[str, str], tuple[str, int | None]]:
    table = match(pack, memory, YEAR, ON, all_findings=True).table
    return {
        (row["subject"], row["clause"].rsplit("/", 1)[1]): (row["outcome"], row["amount_fen"])
        for row in table.iter_rows(named=True)
    }


def test_clauses_read_the_class_rank_and_score_of_the_same_run(pack):
    found = outcomes(pack, facts(pack))

    met = {who for (who, clause), (outcome, _) in found.items() if clause == "奖" and outcome == "met"}
    assert met == {"F20", "F19", "F18", "F17"}
    assert found["F01", "加价"][0] == "met" and found["F00", "加价"][0] == "not_met"
    ranked = {who for (who, clause), (outcome, _) in found.items() if clause == "名列前五" and outcome == "met"}
    assert ranked == {"F20", "F19", "F18", "F17", "F16"}


@pytest.mark.parametrize(("earlier", "fen"), [
    ([("F01", "2023", "C")], 50_000), ([("F01", "2023", "D"), ("F01", "2022", "C")], 100_000),
    ([("F01", "2023", "D"), ("F01", "2022", "D"), ("F01", "2021", "B")], 150_000),
])  # fmt: skip
def test_the_surcharge_grows_with_the_years_in_the_last_class(pack, earlier, fen):
    assert outcomes(pack, facts(pack, earlier))["F01", "加价"] == ("met", fen)


def test_a_gap_in_the_history_leaves_the_rate_open(pack):
    table = match(pack, facts(pack, [("F01", "2022", "D")]), YEAR, ON).table
    row = next(row for row in table.iter_rows(named=True) if row["subject"] == "F01" and row["clause"].endswith("加价"))

    assert row["outcome"] == "met" and row["amount_basis"] == "missing" and "评价结果.等次(2023)" in row["missing"]


def test_the_year_before_is_a_matter_of_record(pack):
    assert outcomes(pack, facts(pack, [("F05", "2023", "D"), ("F06", "2023", "B")]))["F05", "上年不是D"][0] == "not_met"
    found = outcomes(pack, facts(pack, [("F05", "2023", "D"), ("F06", "2023", "B")]))
    assert found["F06", "上年不是D"][0] == "met" and found["F07", "上年不是D"][0] == "unknown"


def test_what_was_published_stands_before_what_is_computed(pack):
    found = outcomes(pack, facts(pack, [("F20", "2024", "B")]))

    assert found["F20", "奖"][0] == "not_met" and found["F19", "奖"][0] == "met"


def test_the_exact_reading_is_told_the_same(pack):
    told = explain(pack, facts(pack), YEAR, ON, None, "F20", "town/p/奖")[0]

    assert told.finding.outcome == "met" and "A" in told.as_text()


def test_a_scheme_stands_before_the_clauses_that_read_it_and_only_then(pack):
    plan = plan_run(pack, YEAR, ON)

    assert [len(stratum) for stratum in plan.strata] == [2, 3]
    assert [barrier.scheme.name for barrier in plan.barriers] == ["评价"]
    assert plan_run(pack, YEAR, ON, ["town/p/上年不是D"]).barriers == ()


CIRCLE = """scheme: 乙评
basis: assumed
in_force: {from: 2020-01-01, until: 未载明, by: 期末}
groups:
  - group: 全部
    items:
      - {item: 税, value: 税收, weight: 100 分, shape: ratio, against: 100 万元}
bonus:
  - {when: 总分("评价") > 50 分, points: 5 分}
cuts: {A: 20%, B: 100%}
"""


def test_a_scheme_reads_another(town):
    town.write("schemes/乙.yaml", CIRCLE)
    pack = town.scheme(SCHEME)

    found, _ = score(pack, "乙评", facts(pack), YEAR, ON)

    assert found.total(found.keys.index("F20")) == 20 and found.scheme.name == "乙评"


def test_schemes_that_need_each_other_are_refused_with_their_path(town):
    town.write("schemes/乙.yaml", CIRCLE)
    problems = town.problems(SCHEME + 'penalty:\n  - {when: 等次("乙评") = "B", points: 1 分}\n')

    assert "P06 评价方案绕成圈：评价 → 乙评 → 评价" in [
        text.replace("乙评 → 评价 → 乙评", "评价 → 乙评 → 评价") for text in problems
    ]
    assert check(town.folder).refused


def asking(node, name: str):
    """The condition asked of another scheme."""

    def swap(part):
        return tree.Text(name, type=part.type) if isinstance(part, tree.Text) and part.value == "评价" else None

    return replaced(node, swap)


def test_the_engine_refuses_a_circle_too(town):
    town.write("schemes/乙.yaml", CIRCLE)
    pack = town.scheme(SCHEME)
    second, first = pack.schemes
    turned = replace(first, bonus=tuple(replace(one, when=asking(one.when, "乙评")) for one in second.bonus))

    with pytest.raises(EngineError) as error:
        strata_of([Barrier(turned, (YEAR,)), Barrier(second, (YEAR,))])
    assert error.value.code == "YZ-E02"
    assert error.value.what.count("评价「") == 3 and " → " in error.value.what


def test_a_scheme_nobody_has_is_refused_with_the_nearest_name(pack):
    with pytest.raises(EngineError) as error:
        score(pack, "评介", facts(pack), YEAR, ON)

    assert error.value.code == "YZ-E07" and "评价" in error.value.hint


def test_read_pack_takes_the_scheme(town):
    town.scheme(SCHEME)

    assert read_pack(town.folder).schemes[0].labels == ("A", "B", "C", "D")
