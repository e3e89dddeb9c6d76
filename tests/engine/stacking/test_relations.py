"""Relations over a whole city: what is left of each award, what cut it, and what stands in its place."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest

from yanzhen.engine import explain
from yanzhen.engine.run import STEPS, Run
from yanzhen.facts import Memory
from yanzhen.periods import Period

CITE = "cite: {article: 一, restated: 是}\n"


def clause(name: str, pays: str, matter: str = "奖励", more: str = "") -> str:
    return f"clause: {name}\ntitle: {name}\n{CITE}matter: [{matter}]\nwho: [投资 > 0 元]\npays: {pays}\n{more}"


def relation(rule: str, among: str, per: str = "企业", span: str = "year", more: str = "") -> str:
    return f"relation: 关系\n{CITE}rule: {rule}\namong: {among}\nper: {per}\nin: {span}\n{more}"


TWO = clause("甲", "投资 * 10%") + "---\n" + clause("乙", "重点奖", more="terms:\n  重点奖: {value: 100 元}\n")


@pytest.fixture
def nets(delivered):
    """(clause, subject) → its award after a decision."""

    def decide(facts, **options) -> dict[tuple[str, str], dict]:
        facts.decide(**options)
        return {(row["clause"].split("/", 2)[2], row["subject"]): row for row in facts.result.awards.to_dicts()}

    return decide


def test_of_awards_for_the_same_matter_only_the_highest_is_paid(tiny, delivered, nets):
    pack = tiny(TWO, relations=relation("highest_of", "{matter: 奖励}"))
    facts = delivered(pack).firm("S1", 投资=500).firm("S2", 投资=2000).rows("兑付")

    found = nets(facts)

    assert [found["甲", "S1"][name] for name in ("gross_fen", "net_fen", "relation", "beaten_by")] == [
        5000, 0, "town/p/关系", "town/p/乙"]  # fmt: skip
    assert found["乙", "S1"]["net_fen"] == 10000
    assert (found["甲", "S2"]["net_fen"], found["乙", "S2"]["net_fen"]) == (20000, 0)


def test_equal_awards_go_to_the_clause_that_stands_first(tiny, delivered, nets):
    pack = tiny(TWO, relations=relation("highest_of", "[甲, 乙]"))

    found = nets(delivered(pack).firm("S1", 投资=1000))

    assert (found["甲", "S1"]["net_fen"], found["乙", "S1"]["net_fen"]) == (10000, 0)


def test_what_another_government_paid_for_the_matter_leaves_only_the_rest(tiny, delivered, nets):
    pack = tiny(TWO, relations=relation("highest_of", "{matter: 奖励}"))
    paid = {"主体": "S1", "兑付编号": "1", "事项": "奖励", "所属期": "2024", "金额": 30}

    found = nets(delivered(pack).firm("S1", 投资=500).rows("兑付", paid))

    assert (found["甲", "S1"]["net_fen"], found["乙", "S1"]["net_fen"]) == (0, 7000)


def test_where_nobody_says_what_was_paid_before_the_net_is_open(tiny, delivered, nets):
    pack = tiny(TWO, relations=relation("highest_of", "{matter: 奖励}", span="ever"))

    found = nets(delivered(pack).firm("S1", 投资=500))["乙", "S1"]

    assert (found["net_fen"], found["net_low_fen"], found["net_high_fen"]) == (None, 0, 10000)
    assert found["open"] == "以前兑付的情况没有报来"


def test_the_explanation_goes_from_gross_to_net_with_the_article_and_the_runner_up(tiny, delivered):
    pack = tiny(TWO, relations=relation("highest_of", "{matter: 奖励}"))
    facts = delivered(pack).firm("S1", 投资=500).rows("兑付")

    told = explain(pack, facts.memory, Period.year_of(2024), date(2025, 6, 30), None, "S1", "town/p/甲")[0]

    text = told.as_text()
    assert "相抵：50 元 → 0 元　就高不重复：关系，由 乙 取代" in text
    assert "依据：《某镇奖励办法》" in text
    assert "全部 3 种合法组合都算过" in text
    assert "次优：甲，共 50 元，少得 50 元" in text
    assert told.as_json()["net"]["beaten_by"] == ["town/p/乙"]


def test_the_findings_file_bears_nets_and_totals_sum_them_once(tiny, delivered):
    pack = tiny(TWO, relations=relation("highest_of", "{matter: 奖励}"))
    facts = delivered(pack).firm("S1", 投资=500).firm("S2", 投资=2000).rows("兑付")

    found = facts.decide()

    assert {key: row["net_fen"] for key, row in found.items()} == {
        ("甲", "S1"): 0, ("乙", "S1"): 10000, ("甲", "S2"): 20000, ("乙", "S2"): 0}  # fmt: skip
    assert found["甲", "S1"]["beaten_by"] == "town/p/乙"
    assert facts.result.totals["net_fen"].sum() == facts.result.awards["net_fen"].sum() == 30000
    assert facts.result.totals["exact_fen"].sum() == 45000


@pytest.mark.parametrize("rule", ["choose_one", "excludes"])
def test_of_clauses_that_exclude_each_other_all_awards_of_one_are_paid(tiny, delivered, nets, rule):
    more = "for: 专利\nevent: 授权日\nin_force: {from: 2023-01-01, until: 未载明, by: event}\n"
    patents = clause("丙", "60 元", more=more).replace("who: [投资 > 0 元]\n", "")
    pack = tiny(f"{TWO}---\n{patents}", relations=relation(rule, "[乙, 丙]"))
    rows = [{"主体": "S1", "编号": name, "授权日": date(2024, 5, 1)} for name in "ab"]

    found = nets(delivered(pack).firm("S1", 投资=10).rows("专利", *rows))

    assert {key: row["net_fen"] for key, row in found.items()} == {
        ("甲", "S1"): 100, ("乙", "S1"): 0, ("丙", "S1|a"): 6000, ("丙", "S1|b"): 6000}  # fmt: skip
    assert found["乙", "S1"]["beaten_by"] == "town/p/丙"


def test_a_recorded_choice_binds_later_years(tiny, delivered, nets):
    pack = tiny(TWO, relations=relation("choose_one", "[甲, 乙]", span="ever"))
    paid = {"主体": "S1", "兑付编号": "1", "条款": "town/p/甲", "所属期": "2023", "金额": 1}

    found = nets(delivered(pack).firm("S1", 投资=500).firm("S2", 投资=500).rows("兑付", paid))

    assert (found["甲", "S1"]["net_fen"], found["乙", "S1"]["net_fen"]) == (5000, 0)
    assert (found["甲", "S2"]["net_fen"], found["乙", "S2"]["net_fen"]) == (0, 10000)


def test_awards_that_add_stand_beside_one_another(tiny, delivered, nets):
    three = f"{TWO}---\n{clause('丙', '70 元')}"
    both = relation("highest_of", "{matter: 奖励}") + "---\n" + relation("adds", "[甲, 丙]").replace("关系", "另加")
    pack = tiny(three, relations=both)

    found = nets(delivered(pack).firm("S1", 投资=500).rows("兑付"))

    assert [found[name, "S1"]["net_fen"] for name in "甲乙丙"] == [5000, 0, 7000]


def test_an_award_with_only_a_ceiling_displaces_nothing_and_is_told(tiny, delivered, nets):
    most = clause("丙", "{between: [0 元, 900 元], judged: 镇里核定}")
    pack = tiny(f"{TWO}---\n{most}", relations=relation("highest_of", "{matter: 奖励}"))

    found = nets(delivered(pack).firm("S1", 投资=500).rows("兑付"))

    assert [found[name, "S1"]["net_fen"] for name in "甲乙丙"] == [0, 10000, None]
    assert found["乙", "S1"]["open"] == "同组有金额未定的：town/p/丙"
    assert found["丙", "S1"]["ceiling_fen"] == 90000


def test_promotion_pays_the_difference_to_what_lower_levels_were_paid(tiny, delivered, nets):
    levels = "terms:\n  证书奖:\n    by: 级\n    match: {甲级: 10 元, 乙级: 30 元}\n"
    certificates = (
        f"clause: 证书\ntitle: 证书\n{CITE}matter: [证书]\nfor: 证\nevent: 发证日\n"
        f"in_force: {{from: 2023-01-01, until: 未载明, by: event}}\n{levels}pays: 证书奖\n"
    )
    pack = tiny(certificates, relations=relation("difference_only", "[证书]", span="ever", more="by: 级\n"))
    rows = [
        {"主体": "S1", "编号": "低", "级": "甲级", "发证日": date(2024, 2, 1)},
        {"主体": "S1", "编号": "高", "级": "乙级", "发证日": date(2024, 3, 1)},
        {"主体": "S3", "编号": "低", "级": "甲级", "发证日": date(2024, 5, 1)},
        {"主体": "S3", "编号": "高", "级": "乙级", "发证日": date(2024, 3, 1)},
        {"主体": "S2", "编号": "高", "级": "乙级", "发证日": date(2024, 3, 1)},
    ]
    paid = {"主体": "S2", "兑付编号": "1", "条款": "town/p/证书", "项目": "低", "所属期": "2023", "金额": 10}

    found = nets(delivered(pack).firm("S1").firm("S2").firm("S3").rows("证", *rows).rows("兑付", paid))

    assert {key: row["net_fen"] for key, row in found.items()} == {
        ("证书", "S1|低"): 1000, ("证书", "S1|高"): 2000, ("证书", "S2|高"): 2000,
        ("证书", "S3|低"): 0, ("证书", "S3|高"): 3000}  # fmt: skip


LINES = """clause: 两行
title: 两行
cite: {{article: 一, restated: 是}}
matter: [两行]
combine: {combine}
pays:
  - {{line: 一, when: 投资 >= 100 元, pays: 40 元}}
  - {{line: 二, pays: 投资 * 10%}}
{more}"""


@pytest.mark.parametrize(
    ("combine", "invested", "paid"),
    [
        ("sum", 500, (4000, 5000)),
        ("highest", 500, (0, 5000)),
        ("choose_one", 200, (4000, 0)),
        ("first", 500, (4000, 0)),
        ("first", 50, (None, 500)),
    ],
)
def test_lines_become_one_amount_as_combine_says(tiny, delivered, nets, combine, invested, paid):
    pack = tiny(LINES.format(combine=combine, more=""))

    found = nets(delivered(pack).firm("S1", 投资=invested).rows("兑付"))

    lines = [found.get((f"两行/{name}", "S1")) for name in "一二"]
    assert tuple(None if row is None else row["net_fen"] for row in lines) == paid


def test_a_cap_over_lines_holds_for_their_sum_and_what_was_paid_before(tiny, delivered, nets):
    pack = tiny(LINES.format(combine="sum", more="cap: {most: 70 元, per: 企业, in: ever}\n"))
    paid = {"主体": "S2", "兑付编号": "1", "条款": "town/p/两行/二", "所属期": "2023", "金额": 45}

    found = nets(delivered(pack).firm("S1", 投资=500).firm("S2", 投资=500).rows("兑付", paid))

    assert [found[f"两行/{name}", "S1"]["net_fen"] for name in "一二"] == [4000, 3000]
    assert [found[f"两行/{name}", "S2"]["net_fen"] for name in "一二"] == [2500, 0]
    assert found["两行/二", "S1"]["relation"] == "town/p/两行:cap"


def test_a_ceiling_counts_the_other_awards_of_the_run(tiny, delivered, nets):
    topped = clause("丙", "80 元", matter="贴息", more="ceiling: {most: 投资, counts: 贴息, per: 企业}\n")
    other = clause("丁", "30 元", matter="贴息")
    pack = tiny(f"{topped}---\n{other}")
    paid = {"主体": "S2", "兑付编号": "1", "事项": "贴息", "所属期": "2024", "金额": 25}

    found = nets(delivered(pack).firm("S1", 投资=100).firm("S2", 投资=100).rows("兑付", paid))

    assert (found["丙", "S1"]["net_fen"], found["丁", "S1"]["net_fen"]) == (8000, 3000 - 1000)
    assert found["丙", "S2"]["gross_fen"] == 7500


FIRMS = 20_000
SECONDS = 10
"""Of CPU, on a machine busy with other tests; 5 is the promise for a city, whose awards seldom meet as much as here."""


def test_twenty_thousand_firms_are_bundled_in_seconds(tiny):
    """Each firm has four awards in two overlapping relations and one ceiling, and amounts no other firm has."""
    clauses = [clause("甲", "投资 * 10%"), clause("乙", "投资 * 7%"), clause("丙", "投资 * 5%", matter="贴息")]
    clauses.append(clause("丁", "投资 * 6%", "贴息", "ceiling: {most: 投资 * 8%, counts: 贴息, per: 企业}\n"))
    both = relation("highest_of", "[甲, 乙]") + "---\n" + relation("excludes", "[乙, 丙]").replace("关系", "另一")
    pack = tiny("---\n".join(clauses), relations=both)
    memory = Memory(pack.vocabulary)
    keys = [f"S{number:05d}" for number in range(FIRMS)]
    memory.add(
        "企业", [{"主体": key, "期间": "2024", "地区": "东村", "投资": 1000 + at} for at, key in enumerate(keys)]
    )
    memory.add("兑付", [], covers=[""], columns=tuple(pack.vocabulary.registers["兑付"].columns))

    run = Run(pack, memory, Period.year_of(2024), date(2025, 6, 30), None, False, None, lambda *told: None)
    spent = {}
    for step in STEPS:
        began = process_time()
        step(run)
        spent[step.__name__] = process_time() - began

    print("bundling", FIRMS, "firms:", round(spent["relate"], 2), "s of CPU")
    assert run.bundles.height == FIRMS
    assert run.awards["net_fen"].null_count() == 0
    assert spent["relate"] <= SECONDS
