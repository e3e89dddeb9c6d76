"""Relations over a whole city: what is left of each award, what cut it, and what stands in its place."""

from __future__ import annotations

import pytest

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
