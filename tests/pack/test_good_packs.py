"""What a small pack of every shape becomes: clauses with all they inherit, names resolved, cases filled in."""

import hashlib
import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path
from time import process_time

import pytest

from yanzhen.language import tree
from yanzhen.language.tree import walk
from yanzhen.pack.checks import check
from yanzhen.pack.loading import load_pack, read_pack

GOOD = Path(__file__).parent / "good"


@pytest.fixture(scope="module")
def town():
    return read_pack(GOOD / "town")


@pytest.fixture(scope="module")
def clauses(town):
    return {clause.id.removeprefix("town/award/"): clause for clause in town.clauses}


def test_a_good_pack_has_nothing_to_mend_and_says_what_it_covers():
    report = check(GOOD / "town")

    assert [problem.id for problem in report.problems] == ["J01"]
    assert str(report.coverage) == (
        "6 条：金额确定 4，至多 0，未定 1，不给钱 1；需评审 2，含假定 6；14 个案例，"
        "有符合案例 6 条，不符 2 条，待补 2 条；本包门槛 3 处，两边都有案例 3 处"
    )


def test_dependencies_are_found_beside_the_pack_and_come_first(town):
    assert (town.own, town.depends, town.title, town.area) == ("town", ("nation",), "某镇", "0101")
    assert "专利" in town.vocabulary.registers


def test_a_depending_pack_adds_codes_and_columns(town):
    areas = town.vocabulary.codes["地区"]

    assert areas.within(areas.id_of("某镇"), areas.id_of("甲省"))
    assert "镇重点企业" in town.vocabulary.registers["企业"].columns


def test_policy_lines_are_added_to_each_clause_and_asked_of_the_owner_of_child_rows(clauses):
    firm = {condition.id: condition for condition in clauses["研发补助"].conditions}
    patent = {condition.id: condition for condition in clauses["专利"].conditions}

    assert list(firm) == ["c1", "c2", "c3", "出库"]
    assert firm["出库"].from_policy
    assert firm["出库"].basis == "assumed"
    assert isinstance(firm["出库"].node, tree.Not)
    owned = patent["出库"].node.operand
    assert (type(owned), owned.register, owned.via) == (tree.OwnerOf, "企业", "统一社会信用代码")


def test_a_condition_cites_its_own_words_under_its_clause(clauses):
    cite = clauses["研发补助"].conditions[1].cite

    assert (cite.title, cite.article, cite.quote) == ("某镇奖励办法", "一", "一百万元以上")
    assert clauses["收入台阶"].cite.restated


def test_a_judged_line_is_keyed_by_clause_and_its_own_id(clauses):
    judged = [part for part in walk(clauses["研发补助"].conditions[2].node) if isinstance(part, tree.Judged)]

    assert [(part.key, part.question) for part in judged] == [("town/award/研发补助/潜力", "是否有潜力")]


def test_a_table_without_else_implies_a_last_condition(clauses):
    implied = clauses["收入台阶"].conditions[-1]

    assert (implied.id, implied.source, implied.text) == ("pays", "pays", "营业收入有对应的一档")
    assert implied.node.function.name == "有值"
    assert clauses["收入台阶"].amount.high.first == "highest"
    assert clauses["收入台阶"].amount.high.complete_from == 2018
    assert all(condition.source != "pays" for condition in clauses["研发补助"].conditions)


def test_scope_comes_from_place_and_from_the_clause_or_its_policy(clauses, town):
    assert clauses["研发补助"].area == town.vocabulary.codes["地区"].id_of("0101")
    assert clauses["专利"].area == clauses["研发补助"].area
    assert (clauses["研发补助"].in_force.start, clauses["研发补助"].in_force.by) == (date(2024, 1, 1), "期末")
    assert (clauses["专利"].in_force.start, clauses["专利"].in_force.by) == (date(2024, 6, 1), "event")
    assert clauses["专利"].in_force.until is None


def test_limits_rounding_claim_and_payee_are_read(clauses):
    clause = clauses["研发补助"]

    assert (clause.caps[0].most.value, clause.caps[0].per, clause.caps[0].span) == (
        Fraction(500_000),
        ("企业",),
        "year",
    )
    assert (clause.ceiling.counts, clause.ceiling.most.column) == ("研发", "研发费用")
    assert (clause.round.to, clause.round.mode) == (Fraction(100), "down")
    assert (clause.claim.mode, clause.claim.due.unit, clause.claim.evidence) == ("fast", "月", ("账册",))
    assert clauses["专利"].payee == "代理机构"


def test_lines_become_clauses_of_their_own(clauses):
    first, second = clauses["两笔/首笔"], clauses["两笔/次笔"]

    assert first.amount.basis == "exact"
    assert (second.amount.basis, second.amount.judged, second.amount.low.value) == ("unset", "镇政府核定", 0)
    assert [condition.id for condition in second.conditions] == ["出库", "when"]
    assert (first.title, clauses["称号"].nature, clauses["称号"].amount) == ("两笔：首笔", "title", None)


def test_terms_are_bound_where_they_are_read(clauses):
    compare, group = clauses["研发补助"].conditions[1].node, clauses["研发补助"].conditions[2].node

    assert compare.right.body.value == 1_000_000
    assert len(group.items[0].nodes) == 2
    assert [value.value for _, value in group.items[1].left.body.rows] == ["中", "大"]


def test_numbers_among_shared_terms_are_the_parameters(town):
    assert town.parameters == {"差一步幅度": Fraction(3, 10)}


def test_a_case_like_another_changes_only_what_it_names(town):
    cases = {case.name: case for case in town.cases}

    assert cases["差一分"].given["镇重点企业"] == "是"
    assert cases["差一分"].expect == {"outcome": "not_met", "near": "研发费用"}
    assert cases["没有报"].rows == {"专利": None}
    assert cases["封顶"].expect == {"outcome": "met", "amount": "50 万元"}
    assert cases["封顶"].of == "town/award/研发补助"


def test_the_digest_changes_with_any_byte_of_any_file(tmp_path, town):
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    assert read_pack(tmp_path / "town").digest == town.digest

    (tmp_path / "nation" / "NOT-ENCODED.md").write_text("无", encoding="utf-8")
    changed = read_pack(tmp_path / "town").digest

    assert changed != town.digest
    assert len(changed) == hashlib.sha256().digest_size * 2


def test_a_file_cut_anywhere_is_reported_and_never_crashes(tmp_path):
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "town" / "policies" / "award" / "clauses" / "clauses.yaml"
    text = file.read_text(encoding="utf-8")
    for cut in range(0, len(text), 7):
        file.write_text(text[:cut] + text[cut + 5 :], encoding="utf-8")

        loaded = load_pack(tmp_path / "town")

        assert all(problem.sentence and problem.place.line >= 1 for problem in loaded.problems)


def test_a_thousand_clauses_with_their_cases_are_checked_in_ten_seconds(tmp_path):
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    award = tmp_path / "town" / "policies" / "award"
    clause = (award / "clauses" / "clauses.yaml").read_text(encoding="utf-8").split("---\n")[0]
    cases = (award / "cases" / "cases.yaml").read_text(encoding="utf-8")
    shutil.rmtree(award / "cases")
    (award / "cases").mkdir()
    for number in range(1000):
        name = f"研发补助{number}"
        (award / "cases" / f"{number}.yaml").write_text(cases.replace("研发补助", name), encoding="utf-8")
        (award / "clauses" / f"{number}.yaml").write_text(clause.replace("研发补助", name), encoding="utf-8")

    started = process_time()
    report = check(tmp_path / "town")

    assert (report.coverage.clauses, report.coverage.cases) == (1006, 4000)
    assert process_time() - started < 10


REAL = sorted(path.parent for path in (Path(__file__).parents[2] / "packs").glob("**/pack.yaml"))


@pytest.mark.parametrize("folder", REAL, ids=lambda path: path.name)
def test_the_packs_that_come_with_it_can_be_decided_with(folder):
    pack = read_pack(folder)

    assert pack.clauses
    assert {case.of for case in pack.cases} >= {clause.id for clause in pack.clauses}


def test_a_depending_packs_hints_go_over_maps_key_by_key_and_replace_lists(tmp_path):
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    below = "sample: 企业\ncolumns:\n  研发费用: {median: 1 万元}\n  营业收入: {median: 2 万元}\nundelivered: [{column: 研发费用}]\n"
    above = "sample: 企业\ncolumns:\n  营业收入: {median: 3 万元}\nundelivered: [{column: 营业收入}]\n"
    (tmp_path / "nation" / "sample.yaml").write_text(below, "utf-8")
    (tmp_path / "town" / "sample.yaml").write_text(above, "utf-8")
    hints = read_pack(tmp_path / "town").sample["企业"]

    assert hints["columns"] == {"研发费用": {"median": "1 万元"}, "营业收入": {"median": "3 万元"}}
    assert hints["undelivered"] == [{"column": "营业收入"}]
