"""Findings: outcomes, scope, near misses, titles one may apply for, judged conditions, months, what a run refuses."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from yanzhen.engine import explain, match
from yanzhen.engine.plan import Element, strata_of
from yanzhen.engine.result import COLUMNS
from yanzhen.errors import EngineError
from yanzhen.language import tree
from yanzhen.language.types import BOOLEAN
from yanzhen.periods import Period

HEAD = "cite: {article: 一, restated: 是}\nmatter: [奖励]\n"


def clause(name: str, who: str, pays: str = "pays: 10 元", extra: str = "") -> str:
    return f"clause: {name}\ntitle: {name}\n{HEAD}{extra}who:\n{who}{pays}\n"


INVEST = clause("投资奖", "  - 重点\n  - 投资 >= 500 元\n")


@pytest.mark.parametrize(
    ("cells", "outcome", "near", "missing"),
    [
        ({"重点": True, "投资": Fraction(500)}, "met", "", ""),
        ({"重点": True, "投资": Fraction(49999, 100)}, "not_met", "投资", ""),
        ({"重点": True, "投资": Fraction(350)}, "not_met", "投资", ""),
        ({"重点": True, "投资": Fraction(34999, 100)}, "not_met", "", ""),
        ({"重点": False, "投资": Fraction(499)}, "not_met", "", ""),
        ({"重点": False, "投资": Fraction(500)}, "not_met", "", ""),
        ({"重点": True}, "unknown", "", "企业.投资(2024)"),
        ({"重点": None, "投资": Fraction(500)}, "not_met", "", ""),
        ({"重点": None, "投资": None}, "not_met", "", ""),
    ],
)
def test_one_condition_short_within_reach_is_near(tiny, delivered, cells, outcome, near, missing):
    row = delivered(tiny(INVEST)).firm("A", **cells).decide()["投资奖", "A"]

    assert (row["outcome"], row["near"], row["missing"]) == (outcome, near, missing)


def test_a_fact_the_subject_cannot_change_is_never_near(tiny, delivered):
    row = delivered(tiny(clause("规模奖", "  - 规模 >= 100 人\n"))).firm("A", 规模=Fraction(99)).decide()["规模奖", "A"]

    assert (row["outcome"], row["near"], row["reason"]) == ("not_met", "", "不符：规模 >= 100 人")


def test_a_threshold_of_zero_is_near_for_nobody(tiny, delivered):
    row = delivered(tiny(clause("起步奖", "  - 投资 > 0 元\n"))).firm("A", 投资=Fraction(0)).decide()["起步奖", "A"]

    assert (row["outcome"], row["near"]) == ("not_met", "")


def test_an_open_condition_beside_the_failed_one_is_not_near(tiny, delivered):
    pack = tiny(clause("两项奖", "  - 规模 >= 100 人\n  - 投资 >= 500 元\n"))
    row = delivered(pack).firm("A", 投资=Fraction(499)).decide()["两项奖", "A"]

    assert (row["outcome"], row["near"]) == ("not_met", "")


def test_a_group_of_alternatives_is_near_by_its_first_branch_within_reach(tiny, delivered):
    pack = tiny(clause("任一奖", "  - any:\n      - 投资 >= 500 元\n      - 产值 >= 1000 元\n"))
    found = (
        delivered(pack)
        .firm("A", 投资=Fraction(100), 产值=Fraction(900))
        .firm("B", 投资=Fraction(400), 产值=Fraction(900))
        .decide()
    )

    assert (found["任一奖", "A"]["near"], found["任一奖", "B"]["near"]) == ("产值", "投资")
    assert "还差 100 元" in found["任一奖", "A"]["reason"]


def test_falling_short_of_the_first_step_of_a_table_is_near(tiny, delivered):
    pack = tiny(
        clause("台阶奖", "  - 重点\n", "pays:\n  by: 产值\n  steps: {1000 元: 5 元, 2000 元: 8 元}\n  first: highest\n")
    )
    facts = delivered(pack)
    for key, values in {
        "A": (100, 200, 999),
        "B": (100, 1000, 1500),
        "C": (100, 1000, 2000),
        "D": (100, 200, 1000),
    }.items():
        for year, value in zip((2022, 2023, 2024), values, strict=True):
            facts.firm(key, year, 产值=Fraction(value), 重点=True)
    found = facts.decide()

    told = {
        key: (found["台阶奖", key]["outcome"], found["台阶奖", key]["near"], found["台阶奖", key]["amount_fen"])
        for key in "ABCD"
    }
    assert told["A"] == ("not_met", "产值", None)
    assert told["C"] == ("met", "", 800)
    assert told["D"] == ("met", "", 500)
    assert told["B"][0] == "not_met"


def test_outside_area_dates_or_existence_there_is_no_finding(tiny, delivered):
    facts = delivered(tiny(INVEST)).firm("A", 重点=True, 投资=Fraction(500))
    facts.memory.add("企业", [{"主体": "B", "期间": "2024", "地区": "邻镇", "重点": True, "投资": Fraction(500)}])
    facts.memory.add("企业", [{"主体": "C", "成立日期": date(2025, 1, 1)}])
    facts.firm("C", 重点=True, 投资=Fraction(500))

    assert set(facts.decide()) == {("投资奖", "A")}
    assert facts.result.totals["in_scope"].to_list() == [1]
    facts.firm("A", 2022, 重点=True, 投资=Fraction(500))
    assert facts.decide(2022) == {}


def test_a_missing_area_leaves_the_finding_open_and_is_named(tiny, delivered):
    facts = delivered(tiny(INVEST)).firm("A", 地区=None, 重点=True, 投资=Fraction(500))
    row = facts.decide()["投资奖", "A"]

    assert (row["outcome"], row["missing"]) == ("unknown", "企业.地区(2024)")


JUDGED = clause("评审奖", "  - id: 好项目\n    judged: 是否是好项目\n  - 投资 >= 500 元\n")


@pytest.mark.parametrize(("opinion", "outcome"), [(True, "met"), (False, "not_met"), (None, "unknown")])
def test_a_judged_condition_waits_for_its_record(tiny, delivered, opinion, outcome):
    facts = delivered(tiny(JUDGED)).firm("A", 投资=Fraction(500))
    record = {"主体": "A", "条件": "town/p/评审奖/好项目", "所属期": "2024"}
    facts.rows("认定意见", *([] if opinion is None else [{**record, "意见": opinion}]))
    row = facts.decide()["评审奖", "A"]

    assert row["outcome"] == outcome
    assert row["pending"] == ("judgement" if opinion is None else "")


def test_a_judged_condition_is_left_aside_when_asking_who_is_near(tiny, delivered):
    row = delivered(tiny(JUDGED)).firm("A", 投资=Fraction(450)).decide()["评审奖", "A"]

    assert (row["outcome"], row["near"]) == ("not_met", "投资")


TITLES = (
    clause("持证奖", '  - 属于(有证, "G")\n')
    + "---\nclause: 好证条件\ntitle: 好证条件\ncite: {article: 二, restated: 是}\nwho: [规模 >= 10 人]\ngives: 好证\n"
)


def test_lacking_a_title_it_can_apply_for_a_subject_is_told_so_only_if_it_may_win_it(tiny, delivered):
    facts = delivered(tiny(TITLES))
    for key, size in {"A": Fraction(10), "B": Fraction(9), "C": None}.items():
        facts.firm(key, 规模=size, 有证="X")
    found = facts.decide()

    told = {
        key: (found["持证奖", key]["outcome"], found["持证奖", key]["near"], found["持证奖", key]["pending"])
        for key in "ABC"
    }
    assert told == {"A": ("not_met", "", "application"), "B": ("not_met", "", ""), "C": ("not_met", "", "application")}
    assert facts.result.totals.filter(clause="town/p/持证奖")["application"].to_list() == [2]


def test_months_are_decided_one_by_one_in_the_area_of_their_year(tiny, delivered):
    pack = tiny(clause("月奖", "  - 月产值 >= 10 元\n", extra="period: month\n"))
    facts = delivered(pack).firm("A")
    months = [{"主体": "A", "期间": f"2024-{month:02d}", "月产值": Fraction(month)} for month in range(1, 12)]
    facts.memory.add("企业", months, covers=[f"2024-{month:02d}" for month in range(1, 13)])
    facts.check_exactly(2024, date(2025, 6, 30))
    result = match(pack, facts.memory, Period.year_of(2024), date(2025, 6, 30), all_findings=True)

    told = dict(zip(result.table["period"], result.table["outcome"], strict=True))
    assert told == {
        f"2024-{month:02d}": "unknown" if month == 12 else "met" if month >= 10 else "not_met" for month in range(1, 13)
    }
    assert result.totals.select("met", "unknown").row(0) == (2, 1)


def test_a_monthly_flow_adds_up_over_the_year_and_one_missing_month_leaves_it_open(tiny, delivered):
    pack = tiny(clause("年奖", "  - 月产值 >= 78 元\n"))
    facts = delivered(pack).firm("A").firm("B")
    for key, last in {"A": 12, "B": 11}.items():
        rows = [{"主体": key, "期间": f"2024-{month:02d}", "月产值": Fraction(month)} for month in range(1, last + 1)]
        facts.memory.add("企业", rows)
    found = facts.decide()

    assert found["年奖", "A"]["outcome"] == "met"
    assert (found["年奖", "B"]["outcome"], found["年奖", "B"]["missing"]) == ("unknown", "企业.月产值(2024-12)")


def test_the_table_has_the_promised_columns_and_an_order(tiny, delivered):
    facts = delivered(tiny(INVEST)).firm("B", 重点=True, 投资=Fraction(500)).firm("A", 重点=True)
    facts.decide()
    table = facts.result.table

    assert dict(table.schema) == COLUMNS
    assert list(table.columns)[:9] == [
        "subject",
        "clause",
        "outcome",
        "amount_fen",
        "near",
        "reason",
        "missing",
        "policy",
        "citation",
    ]
    assert table.equals(table.sort(pl.col("clause"), pl.col("subject")))
    assert facts.result.missing.to_dicts() == [{"fact": "企业.投资(2024)", "held_by": "", "findings": 1, "subjects": 1}]


def test_a_year_nobody_delivered_and_an_unknown_clause_are_refused(tiny, delivered):
    facts = delivered(tiny(INVEST)).firm("A", 重点=True)

    with pytest.raises(EngineError, match="没有 2020 年的报送，只有 2024 年"):
        facts.decide(2020)
    with pytest.raises(EngineError, match="没有条款「town/p/投资」") as caught:
        match(facts.pack, facts.memory, Period.year_of(2024), date(2025, 6, 30), clauses=["town/p/投资"])
    assert "town/p/投资奖" in caught.value.hint
    with pytest.raises(EngineError, match="没有主体「X」"):
        explain(facts.pack, facts.memory, Period.year_of(2024), date(2025, 6, 30), None, "X")


def test_an_explanation_gives_value_article_and_holder(tiny, delivered):
    facts = delivered(tiny(INVEST)).firm("A", 重点=True, 投资=Fraction(450)).firm("B", 重点=True)
    near, lacking = (
        explain(facts.pack, facts.memory, Period.year_of(2024), date(2025, 6, 30), None, key)[0] for key in "AB"
    )

    text = near.as_text()
    assert "差一步：投资，还差 50 元" in text
    assert "《某镇奖励办法》" in text and "第一条" in text
    assert "投资（2024） = 450 元" in text
    assert near.as_json()["conditions"][1]["holds"] == "✗"
    assert lacking.as_json()["missing"] == [{"fact": "企业.投资(2024)", "why": "未填写", "held_by": ""}]


def test_a_cycle_between_elements_prints_its_path(tiny):
    made = [tiny(INVEST).clauses[0]] * 2
    elements = []
    for name, other, model in zip(("甲", "乙"), ("乙", "甲"), made, strict=True):
        from dataclasses import replace

        reads = tree.Compare("=", tree.Fact("结果", other), tree.Fact("结果", other), type=BOOLEAN)
        condition = replace(model.conditions[0], node=reads)
        elements.append(
            Element(replace(model, id=f"结果.{name}", conditions=(condition,)), (Period.year_of(2024),), None)
        )

    with pytest.raises(EngineError, match=r"互为前提，无从判定：.*甲.*→.*乙"):
        strata_of(elements)
