"""Pools, payers, instalments and promises as they are read, and read back."""

from __future__ import annotations

import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from yanzhen.pack.checks import check
from yanzhen.pack.loading import read_pack
from yanzhen.pack.paying import OrderKey, Source

GOOD = Path(__file__).parent / "good"
POOL = """pool: 镇专项资金
title: 全名
cite: {article: 九, restated: 是}
in: year
money: [{payer: 镇财政, most: 500 万元}, {payer: 园区, most: 0.01 元}]
clauses: {policy: award}
"""


@pytest.fixture
def town(tmp_path):
    """Reads the good town with pools and with something added to one of its clauses."""

    def make(pools: str = "", clause: str = "", added: str = ""):
        shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
        policy = tmp_path / "town" / "policies" / "award"
        if pools:
            (policy / "pools.yaml").write_text(pools, encoding="utf-8")
        if clause:
            path = policy / "clauses" / "clauses.yaml"
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(f"clause: {clause}\n", f"clause: {clause}\n{added}", 1), encoding="utf-8")
        return tmp_path / "town"

    return make


def test_a_pool_has_its_sources_its_clauses_and_first_come_when_nothing_is_said(town):
    (pool,) = read_pack(town(POOL)).pools

    assert (pool.id, pool.title, pool.span) == ("town/award/镇专项资金", "镇专项资金", "year")
    assert pool.sources == (Source("镇财政", Fraction(5_000_000)), Source("园区", Fraction(1, 100)))
    assert pool.money == Fraction(500_000_001, 100) and pool.payers == {"镇财政", "园区"}
    assert pool.order == (OrderKey("受理时间", False),) and not pool.pro_rata and not pool.carry_over
    assert pool.since == date(2024, 1, 1)
    assert "town/award/研发补助" in pool.clauses and list(pool.clauses) == sorted(pool.clauses)
    assert pool.cite == "《某镇奖励办法》 某镇政府 2024-01-01 第九条（转述，未见原文）"


def test_an_order_is_read_in_the_row_or_in_what_it_belongs_to(town):
    text = POOL + "order: 前(研发费用, 1 年) desc, 受理时间 asc, 镇重点企业\ncarry_over: 是\n"
    (pool,) = read_pack(town(text.replace("{policy: award}", "[研发补助, 专利]"))).pools

    assert [(key.text, key.descending) for key in pool.order] == [
        ("前(研发费用, 1 年)", True), ("受理时间", False), ("镇重点企业", False)
    ]  # fmt: skip
    assert set(pool.order[0].nodes) == {("企业", "year"), ("专利", "year")} and not pool.order[1].nodes
    assert pool.clauses == ("town/award/专利", "town/award/研发补助") and pool.carry_over


def test_clauses_are_those_of_a_matter_or_those_that_name_the_pool(town):
    (pool,) = read_pack(town(POOL.replace("{policy: award}", "{matter: 研发}"))).pools
    assert pool.clauses == ("town/award/研发补助",)


def test_a_clause_may_name_its_pool(town):
    (pool,) = read_pack(town(POOL.replace("{policy: award}", "[]"), "收入台阶", "pool: 镇专项资金\n")).pools
    assert pool.clauses == ("town/award/收入台阶",)


def test_a_counted_pool_has_no_money(town):
    text = POOL.replace("[{payer: 镇财政, most: 500 万元}, {payer: 园区, most: 0.01 元}]", "[{most: 3 次}]")
    (pool,) = read_pack(town(text)).pools

    assert (pool.times, pool.sources, pool.money) == (3, (), 0)


def test_what_becomes_of_an_award_is_read_back(town):
    added = """funded_by:
  - {payer: 市财政, share: 50%, most: 5 万元, when: 镇重点企业}
  - {payer: 镇财政, share: rest}
instalments:
  - {share: 40%, due: 期末 + 12 月}
  - {share: rest, when: 研发费用 >= 100 万元, due: 期末 + 24 月}
clawback:
  - {when: 研发费用 < 50 万元, due: 期末 + 36 月, share: 30%}
"""
    path = town(POOL.replace("payer: 园区", "payer: 市财政"), "研发补助", added)
    report = check(path)
    clause = next(clause for clause in read_pack(path).clauses if clause.id.endswith("研发补助"))

    assert [problem for problem in report.problems if problem.level == "E"] == []
    assert [(payer.name, payer.share) for payer in clause.funded_by] == [("市财政", Fraction(1, 2)), ("镇财政", None)]
    text = next(read.text for read in report.read_back() if read.clause.endswith("研发补助"))
    for said in (
        "出资：市财政 50%，每笔最多 5 万元",
        "镇财政其余。",
        "从资金池「镇专项资金」出。",
        "分 2 次给：第 1 次 40%",
        "过期失效",
        "退回已付的 30%。",
    ):
        assert said in text


def test_instalments_may_stand_in_the_policy_for_all_its_clauses(town):
    path = town()
    policy = path / "policies" / "award" / "policy.yaml"
    more = "instalments:\n  - {share: 100%, due: 期末 + 12 月}\n"
    policy.write_text(policy.read_text(encoding="utf-8") + more, encoding="utf-8")
    report = check(path)

    assert [problem.id for problem in report.problems if problem.level == "E"] == []
    assert all(len(clause.instalments) == 1 for clause in read_pack(path).clauses)
