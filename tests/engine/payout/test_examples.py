"""A pack's own examples of payers, instalments, promises and pools: they pass when right and say what differs when not."""

from __future__ import annotations

import pytest

from yanzhen.engine import run_cases

CLAUSE = """clause: 投资补助
cite: {article: 一, restated: 是}
matter: [奖励]
who: [投资 > 0 元]
pays: 投资
funded_by: [{payer: 市, share: 50%}, {payer: 县, share: rest}]
instalments:
  - {share: 40%, due: 期末 + 12 月}
  - {share: rest, when: 重点, due: 期末 + 24 月}
clawback: [{when: 产值 < 100 元, due: 期末 + 12 月, share: 50%}]
"""
AWARD = """case: 一例
of: 投资补助
period: 2024
on: 2025-06-30
given: {投资: 100.01 元, 产值: 99 元, 重点: 是}
rows:
  兑付: [{兑付编号: D1, 条款: town/p/投资补助, 所属期: 2024, 金额: 40 元}]
expect: EXPECT
"""
POOLS = """pool: 专项
cite: {article: 九, restated: 是}
in: year
money: [{most: 100 元}]
order: 重点 desc, 受理时间 asc
clauses: [投资补助]
---
pool: 名额
cite: {article: 九, restated: 是}
in: year
money: [{most: 1 次}]
order: 产值 desc
clauses: []
"""
POOL = """case: 一例
of: 专项
period: 2024
on: 2025-06-30
asks:
  - {主体: 甲, 金额: 60 元, 重点: 否, 受理时间: 2025-01-01}
  - {主体: 乙, 金额: 60.5 元, 重点: 是, 受理时间: 2025-01-02}
  - {主体: 丙, 金额: 1 元, 重点: 是}
  - {主体: 丁, 金额: 1 元, 重点: 未知, 受理时间: 2025-01-02}
expect: EXPECT
"""


@pytest.fixture
def said(tiny):
    """What the cases of the small pack say differs, one list a case."""

    def run(case: str, expect: str) -> list[list[str]]:
        more = {"policies/p/cases/案例.yaml": case.replace("EXPECT", expect), "policies/p/pools.yaml": POOLS}
        results = run_cases(tiny(CLAUSE, more=more))
        assert [result.passed for result in results] == [not result.differences for result in results]
        return [result.differences for result in results]

    return run


@pytest.mark.parametrize(
    ("expect", "differs"),
    [
        ("{outcome: met, funding: {市: 50.01 元, 县: 50 元}}", []),
        ("{outcome: met, funding: {县: 50 元, 市: 0.005001 万元}}", []),
        (
            "{outcome: met, funding: {市: 50 元, 县: 50.01 元}}",
            ["funding：应为 市 50 元、县 50.01 元，得到 市 50.01 元、县 50 元"],
        ),
        ("{outcome: met, funding: {市: 50.01 元}}", ["funding：应为 市 50.01 元，得到 市 50.01 元、县 50 元"]),
        ("{outcome: met, instalments: [paid, met]}", []),
        ("{outcome: met, instalments: [met, met]}", ["instalments：应为 met、met，得到 paid、met"]),
        ("{outcome: met, debts: [20 元]}", []),
        ("{outcome: met, debts: [open]}", ["debts：应为 open，得到 20 元"]),
    ],
)
def test_an_award_is_paid_out_as_expected_or_the_case_says_how_not(said, expect, differs):
    assert said(AWARD, expect) == [differs]


def test_without_an_award_nothing_is_paid_out(said):
    case = AWARD.replace("投资: 100.01 元", "投资: 0 元").replace("金额: 40 元", "金额: 40 元, 日期: 2025-01-01")
    assert said(case, "{outcome: not_met, funding: {}, instalments: [], debts: [20 元]}") == [[]]
    assert said(case, "{outcome: not_met, funding: {市: 1 元}}") == [["funding：应为 市 1 元，得到 没有"]]


@pytest.mark.parametrize(
    ("expect", "differs"),
    [
        ("{given: {乙: 60.5 元, 甲: 39.5 元}, waiting: {甲: 20.5 元, 丙: 1 元, 丁: 1 元}, left: 0 元}", []),
        ("{left: 1 元}", ["left：应为 1 元，得到 0 元"]),
        ("{given: {乙: 60.5 元}}", ["given：应为 乙 60.5 元，得到 乙 60.5 元、甲 39.5 元"]),
        ("{outcome: met}", ["outcome：资金池的案例不看这一项"]),
    ],
)
def test_a_pool_gives_as_expected_or_the_case_says_how_not(said, expect, differs):
    assert said(POOL, expect) == [differs]


def test_a_counted_pool_tells_what_is_left_in_times(said):
    case = "case: 名额\nof: 名额\nperiod: 2024\non: 2025-06-30\nasks: ASKS\nexpect: EXPECT\n"
    two = case.replace("ASKS", "[{主体: 甲, 金额: 1 元, 产值: 1 元}, {主体: 乙, 金额: 2 元, 产值: 2 元}]")

    assert said(two, "{given: {乙: 2 元}, waiting: {甲: 1 元}, left: 0 次}") == [[]]
    assert said(case.replace("ASKS", "[]"), "{given: {}, waiting: {}, left: 1 次}") == [[]]


@pytest.mark.parametrize(
    "wrong",
    ["{金额: 1 元}", "{主体: 戊}", "{主体: 戊, 金额: 1}", "{主体: 戊, 金额: 0.001 元}", "{主体: 甲, 金额: 1 元}"],
)
def test_an_ask_that_is_none_is_told(said, wrong):
    ((difference,),) = said(POOL.replace("expect:", f"  - {wrong}\nexpect:"), "{left: 0 元}")

    assert "asks" in difference
