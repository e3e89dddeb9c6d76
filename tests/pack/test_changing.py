"""Setting a named term of a pack: which names are found, what may stand there, and that nothing else moves."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from yanzhen.errors import PackError
from yanzhen.pack.changing import read_changed
from yanzhen.pack.loading import read_pack

PACKS = Path(__file__).parents[2] / "packs"
RATE = "hengyang/hy-2024-21/技改贴息/贷款基准利率"


def set_one(name: str, value: str):
    return read_changed(PACKS / "hengyang", [(name, value)])


@pytest.mark.parametrize("name", [
    "贷款基准利率[2024-01-01]", "技改贴息/贷款基准利率[2024-01-01]", "hy-2024-21/技改贴息/贷款基准利率[2024-01-01]",
    f"{RATE}[2024-01-01]", f" {RATE} [ 2024-01-01 ] ",
])  # fmt: skip
def test_a_row_of_a_table_is_named_by_its_bound_under_any_unique_name(name):
    _, (done,) = set_one(name, "4%")

    assert (done.term, done.bounds, done.before, done.after) == (RATE, ("2024-01-01",), "3.00%", "4%")
    assert done.named == f"{RATE}[2024-01-01]"


def test_only_clauses_that_read_the_term_are_other_clauses():
    before, (after, _) = read_pack(PACKS / "hengyang"), set_one("贷款基准利率[2024-01-01]", "4%")

    changed = {old.id for old, new in zip(before.clauses, after.clauses, strict=True) if old != new}
    assert changed == {"hengyang/hy-2024-21/技改贴息"}
    assert after.digest == before.digest and after.vocabulary == before.vocabulary


def test_the_files_stay_as_they_are():
    def digest() -> str:
        return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(PACKS.rglob("*.yaml")))).hexdigest()

    before = digest()
    set_one("差一步幅度", "20%")
    assert digest() == before


def test_a_shared_figure_becomes_another_parameter():
    pack, _ = set_one("差一步幅度", "20%")
    assert str(pack.parameters["差一步幅度"]) == "1/5"


@pytest.mark.parametrize(("name", "value", "code", "hint"), [
    ("贷款基准利", "3%", "YZ-P11", "贷款基准利率"),
    ("先进", "3%", "YZ-P11", "terms"),
    ("贷款基准利率[2023-01-01]", "3%", "YZ-P11", "2024-01-01"),
    ("贴息比例[2024-01-01]", "3%", "YZ-P11", "贴息比例=3%"),
    ("贷款基准利率", "3%", "YZ-P13", "贷款基准利率[2024-01-01]=3%"),
    ("工业", "A", "YZ-P13", "两个包"),
    ("差一步幅度", "30", "YZ-P14", "30%"),
    ("差一步幅度", "30 万元", "YZ-P14", "30%"),
    ("贷款基准利率[2024-01-01]", "3", "YZ-P14", "单位"),
    ("贷款基准利率[2024-01-01]", "3 万元", "YZ-P14", "单位"),
    ("贷款基准利率[2024-01-01]", "(3%", "YZ-P14", ""),
    ("规模返还比例[小型]", "没有的名称", "YZ-P14", "YZ-L41"),
])  # fmt: skip
def test_what_cannot_be_set_is_refused_and_told_how(name, value, code, hint):
    with pytest.raises(PackError) as refused:
        set_one(name, value)

    assert refused.value.code == code
    assert hint in refused.value.hint


def test_the_same_figure_set_twice_is_refused():
    twice = [("差一步幅度", "20%"), ("cn/差一步幅度", "10%")]
    with pytest.raises(PackError, match="YZ-P15"):
        read_changed(PACKS / "hengyang", twice)


def test_a_name_that_several_terms_bear_is_refused_with_their_full_names(tmp_path):
    for clause, rate in (("甲", "1%"), ("乙", "2%")):
        _town(tmp_path, clause, rate)
    with pytest.raises(PackError) as refused:
        read_changed(tmp_path / "town", [("比例", "3%")])

    assert refused.value.code == "YZ-P12"
    assert "town/p/甲/比例" in refused.value.hint and "town/p/乙/比例" in refused.value.hint
    _, (done,) = read_changed(tmp_path / "town", [("甲/比例", "3%")])
    assert done.term == "town/p/甲/比例"


def _town(root: Path, clause: str, rate: str) -> None:
    head = "pack: town\ntitle: 某镇（虚构）\nformat: 1\nversion: 1\n"
    register = "register: 企业\nkey: 代码\ncolumns:\n  投资: {unit: 元, period: year, measure: flow}\n"
    policy = "policy: p\ntitle: 办法\nissuer: 某镇\npublished: 2023-01-01\nin_force: {from: 2023-01-01, until: 未载明, by: 期末}\n"
    body = (
        f"clause: {clause}\ncite: {{article: 一, restated: 是}}\nterms:\n  比例: {{value: {rate}, basis: assumed}}\n"
        f"pays: 投资 * 比例\ncap: {{most: 9 元, per: 企业, in: year}}\nmatter: [奖励]\n"
    )
    for name, text in {
        "pack.yaml": head,
        "registers/企业.yaml": register,
        "policies/p/policy.yaml": policy,
        f"policies/p/clauses/{clause}.yaml": body,
    }.items():
        path = root / "town" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("name", "unit", "refused"), [
    ("试算变动幅度上限", "50", True), ("试算变动幅度上限", "50%", False),
    ("试算应享合计上限", "50%", True), ("试算应享合计上限", "1 亿元", False), ("差一步幅度", "3 元", True),
])  # fmt: skip
def test_a_parameter_of_another_unit_is_an_error_of_the_pack(tmp_path, name, unit, refused):
    _town(tmp_path, "甲", "1%")
    terms = tmp_path / "town" / "terms" / "参数.yaml"
    terms.parent.mkdir()
    terms.write_text(f"terms:\n  {name}: {{value: {unit}, basis: assumed}}\n", encoding="utf-8")

    try:
        read_pack(tmp_path / "town")
    except PackError as error:
        assert refused and [problem.id for problem in error.problems] == ["P04"]
    else:
        assert not refused
