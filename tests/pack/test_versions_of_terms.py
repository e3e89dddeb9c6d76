"""A term with dates: the old name gives the version of the day, before and after its span nothing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from yanzhen.engine.columns.reading import Reader
from yanzhen.facts import Memory, build_snapshot
from yanzhen.language import tree
from yanzhen.language.exact import Env, Interpreter
from yanzhen.pack.loading import read_pack
from yanzhen.periods import Period

TERMS = """terms:
  线: {value: 1 元, in_force: {from: 2022-01-01, until: 2024-01-01, by: 期初}, basis: assumed}
  线二: {value: 2 元, replaces: 线, in_force: {from: 2024-01-01, by: 期初}, basis: assumed}
  线三: {value: 3 元, replaces: 线二, in_force: {from: 2025-07-01, until: 2027-01-01, by: 期初}, basis: assumed}
  旧数: {value: 5 元, basis: assumed}
  新数: {value: 6 元, replaces: 旧数, in_force: {from: 2025-01-01, by: 期末}, basis: assumed}
  一时: {value: 7 元, in_force: {from: 未载明, until: 2024-01-01, by: 期末}, basis: assumed}
"""
MANIFEST = "pack: dated\ntitle: 测试\nformat: 1\nversion: 1\nbasis: assumed\n"
POLICY = "policy: p\ntitle: 测试\nissuer: 测试\npublished: 2020-01-01\nin_force: {from: 2020-01-01, until: 2040-01-01, by: 期末}\n"
CLAUSE = """clause: 一
cite: {article: 一, restated: 是}
pays: 线 + 线二 + 线三 + 旧数 + 一时
matter: [测]
"""


@pytest.fixture(scope="module")
def terms(tmp_path_factory):
    """Each name → its bound tree, and the pack's vocabulary."""
    folder = tmp_path_factory.mktemp("packs") / "dated"
    for name, text in {
        "pack.yaml": MANIFEST,
        "registers/企业.yaml": "register: 企业\nkey: 代码\ncolumns:\n  名: {type: text}\n",
        "terms/线.yaml": TERMS,
        "policies/p/policy.yaml": POLICY,
        "policies/p/clauses/一.yaml": CLAUSE,
    }.items():
        path = Path(folder / name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    pack = read_pack(folder)
    amount = pack.clauses[0].amount
    assert amount is not None and amount.high is not None
    return {part.name: part for part in tree.walk(amount.high) if isinstance(part, tree.TermOf)}, pack.vocabulary


@pytest.mark.parametrize(
    ("name", "by_year"),
    [
        ("线", {2021: None, 2022: 1, 2023: 1, 2024: 2, 2025: 2, 2026: 3, 2027: None}),
        ("线二", {2023: None, 2024: 2, 2025: 2, 2026: 3, 2027: None}),
        ("线三", {2025: None, 2026: 3, 2027: None}),
        ("旧数", {1990: 5, 2024: 5, 2025: 6, 2060: 6}),
        ("一时", {1990: 7, 2023: 7, 2024: None}),
    ],
)
def test_the_version_of_the_day_in_both_readings(terms, name, by_year):
    bound, vocabulary = terms
    memory = Memory(vocabulary)
    memory.add("企业", [{"主体": "S1"}])
    reader = Reader(build_snapshot(memory, vocabulary), date(2026, 1, 1))
    for year, value in by_year.items():
        period = Period.year_of(year)
        exact = Interpreter(full=False).evaluate(bound[name], Env(period=period))
        found = reader.numbers(bound[name], "企业", period)

        assert exact == (None if value is None else Fraction(value)), year
        if value is None:
            assert found.none is not None and bool(found.none.all()), year
        else:
            assert found.ok.all() and found.num[0] * found.quantum == value, year
