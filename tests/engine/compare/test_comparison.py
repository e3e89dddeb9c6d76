"""Comparing books of clauses: costs by hand, and what must hold whatever is changed."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from yanzhen.engine import match
from yanzhen.engine.compare import BOUNDS, compare
from yanzhen.engine.compare.findings import KEY, MONEY, OWED
from yanzhen.engine.compare.prices import LEAST_DECIDED
from yanzhen.engine.compare.tallies import CHANGES, MEASURES, difference
from yanzhen.facts import Folder, Memory
from yanzhen.pack.changing import read_changed
from yanzhen.pack.parameters import PARAMETERS
from yanzhen.periods import Period

YEAR, ON = Period.year_of(2024), date(2025, 6, 30)
HEAD = "cite: {article: 一, restated: 是}\nmatter: [奖励]\n"
SIZE = f"clause: 规模奖\ntitle: 规模奖\n{HEAD}who: [规模 >= 人数线]\npays: 100 元\n"
BOTH = f"""{SIZE}---
clause: 投资奖
title: 投资奖
{HEAD}who: [投资 > 0 元]
pays: 投资
cap: {{most: 1000 元, per: 企业, in: year}}
"""
TERMS = "terms:\n  差一步幅度: {value: 30%, basis: assumed}\n  人数线: {value: 10 人, basis: assumed}\n"
HIGHEST = """relation: 只给最高
cite: {article: 二, restated: 是}
rule: highest_of
among: {matter: 奖励}
per: 企业
in: year
"""


def beside(before, after, memory):
    return compare(before, after, lambda _: memory, YEAR, ON)


def facts(pack, *firms: tuple[str, str, int | None], **cells: object) -> Memory:
    """Firms as (key, area, 规模); a 规模 of None is not filled."""
    memory = Memory(pack.vocabulary)
    rows = [
        {"主体": key, "期间": "2024", "地区": area, "规模": None if size is None else Fraction(size), **cells}
        for key, area, size in firms
    ]
    memory.add("企业", rows)
    return memory


def line(comparison, nature: str = "owed") -> dict[str, int]:
    return comparison.totals.row(by_predicate=pl.col("nature") == nature, named=True)


def test_an_unknown_firm_counts_nothing_at_the_low_end_its_share_as_expected_and_wholly_at_the_high_end(tiny):
    pack = tiny(SIZE, TERMS)
    sizes = [10, 11, 12, 9, None, None]
    found = line(beside(pack, pack, facts(pack, *((f"S{at}", "东村", size) for at, size in enumerate(sizes)))))

    assert [found[f"{name}_after"] for name in ("gross", "net", "low", "expected", "high")] == [
        300_00, 300_00, 300_00, 300_00 + 2 * 75_00, 500_00,
    ]  # fmt: skip
    assert (found["met_after"], found["open_facts_after"], found["open_judged_after"]) == (3, 2, 0)


@pytest.mark.parametrize(("decided", "share"), [(LEAST_DECIDED, Fraction(1, 2)), (LEAST_DECIDED - 2, None)])
def test_the_share_is_that_of_the_area_once_enough_firms_of_it_are_decided(tiny, decided, share):
    pack = tiny(SIZE, TERMS)
    here = [(f"E{at:02}", "东村", 10 if at % 2 else 1) for at in range(decided)]
    there = [(f"W{at:02}", "某镇", 10) for at in range(10)]
    met = decided // 2 + 10
    whole = Fraction(met, decided + 10)

    found = line(beside(pack, pack, facts(pack, *here, *there, ("X", "东村", None))))

    exact = 100_00 * (share or whole)
    assert found["expected_after"] - found["low_after"] == int(exact + Fraction(1, 2))


def test_nobody_decided_gives_no_share_and_the_expected_end_is_the_low_one(tiny):
    pack = tiny(SIZE, TERMS)
    found = line(beside(pack, pack, facts(pack, ("A", "东村", None))))

    assert (found["low_after"], found["expected_after"], found["high_after"]) == (0, 0, 100_00)


def test_ceilings_stand_in_columns_of_their_own_and_never_in_money(tiny):
    clause = f"clause: 核定奖\ntitle: 核定奖\n{HEAD}who: [规模 >= 10 人]\npays: {{between: [0 元, 500 元], judged: 某局核定}}\n"
    pack = tiny(clause)
    found = line(beside(pack, pack, facts(pack, ("A", "东村", 10), ("B", "东村", 1), ("C", "东村", None))))

    assert {found[f"{name}_after"] for name in ("gross", "net", "low", "expected", "high")} == {0}
    assert [found[f"ceiling_{name}_after"] for name in ("low", "expected", "high")] == [500_00, 750_00, 1000_00]


def test_an_amount_that_waits_for_a_fact_lies_between_nothing_and_its_cap(tiny):
    clause = f"""clause: 投资奖
title: 投资奖
{HEAD}who: [规模 >= 10 人]
pays: 投资
cap: {{most: 1000 元, per: 企业, in: ever}}
"""
    pack = tiny(clause)
    memory = facts(pack, ("A", "东村", 10), 投资=Fraction(300))
    found = line(beside(pack, pack, memory))  # 兑付 was not delivered: what is left of the cap is open

    assert (found["unsettled_after"], found["gross_after"]) == (1, 0)
    assert (found["low_after"], found["high_after"]) == (0, 300_00)


def test_a_raised_line_loses_a_firm_and_a_lowered_one_gains_it(tiny, tmp_path):
    pack = tiny(SIZE, TERMS)
    raised, done = read_changed(tmp_path / "town", [("人数线", "11 人")])
    memory = facts(pack, ("A", "东村", 10), ("B", "东村", 11))

    up, down = beside(pack, raised, memory), beside(raised, pack, memory)

    assert [str(setting) for setting in done] == ["town/人数线: 10 人 → 11 人"]
    assert [line(up)[name] for name in (*CHANGES, "winners", "losers")] == [0, 1, 0, 0, 1]
    assert [line(down)[name] for name in (*CHANGES, "winners", "losers")] == [1, 0, 0, 1, 0]
    assert up.subjects.select("owner", "net_before", "net_after").rows() == [("A", 100_00, 0)]


def test_stacked_cost_is_what_relations_leave_and_order_free_cost_is_not(tiny):
    pack = tiny(BOTH, TERMS, HIGHEST)
    memory = facts(pack, ("A", "东村", 10), 投资=Fraction(300))
    unsettled = line(beside(pack, pack, memory))
    memory.add("兑付", [], covers=[""], columns=tuple(pack.vocabulary.registers["兑付"].columns))
    found = beside(pack, pack, memory)

    assert (unsettled["gross_after"], unsettled["net_after"], unsettled["unsettled_after"]) == (400_00, 0, 1)
    assert (line(found)["gross_after"], line(found)["net_after"]) == (400_00, 300_00)
    assert dict(found.clauses.select("title", "net_after").iter_rows()) == {"规模奖": 0, "投资奖": 300_00}
    assert (line(found)["low_after"], line(found)["high_after"]) == (300_00, 300_00)


def test_near_misses_are_counted_on_both_sides(tiny, tmp_path):
    clause = f"clause: 投资奖\ntitle: 投资奖\n{HEAD}who: [投资 >= 投资线]\npays: 100 元\n"
    pack = tiny(clause, TERMS + "  投资线: {value: 2000 元, basis: assumed}\n")
    lowered, _ = read_changed(tmp_path / "town", [("投资线", "1000 元")])
    found = line(beside(pack, lowered, facts(pack, ("A", "东村", 1), 投资=Fraction(800))))

    assert (found["near_before"], found["near_after"], found["near_difference"]) == (0, 1, 1)


def test_a_clause_only_one_side_has_counts_nothing_on_the_other(tiny):
    both = tiny(BOTH, TERMS)
    memory = facts(both, ("A", "东村", 10), 投资=Fraction(300))
    one = tiny(SIZE, TERMS)

    found = beside(both, one, memory)

    assert line(found)["net_difference"] == -300_00
    assert found.findings.filter(pl.col("outcome_after") == "").height == 1
    assert found.shared == 1


def test_groups_are_codes_that_may_be_shown_and_shared_definitions_that_give_a_code(tiny):
    terms = TERMS + "  档: {by: 规模, steps: {0 人: 次证, 10 人: 好证}, code: 证书, basis: assumed}\n"
    pack = tiny(SIZE, terms)
    found = beside(pack, pack, facts(pack, ("A", "东村", 10), ("B", "某镇", 12), ("C", "东村", None)))

    labels = {name: set(rows["label"]) for (name,), rows in found.groups.group_by("grouping")}
    assert labels == {"地区": {"东村", "某镇"}, "有证": {"未报"}, "档": {"好证", "未报"}}


def test_a_row_whose_owner_nobody_named_is_a_group_of_its_own(tiny):
    clause = f"""clause: 专利奖
title: 专利奖
{HEAD}for: 专利
event: 授权日
in_force: {{from: 2023-01-01, until: 未载明, by: event}}
pays: 100 元
"""
    pack = tiny(clause)
    memory = facts(pack, ("A", "东村", 10))
    memory.add("专利", [{"主体": key, "编号": "1", "授权日": date(2024, 5, 1)} for key in ("A", "Z")])
    found = beside(pack, pack, memory)

    assert sum_of(found.groups.filter(grouping="地区")) == sum_of(found.totals)


def sum_of(rows: pl.DataFrame) -> dict[str, int]:
    names = [
        *CHANGES,
        *(column for name in MEASURES for column in (f"{name}_before", f"{name}_after", difference(name))),
    ]
    return {name: int(rows[name].sum()) for name in names}


@pytest.mark.parametrize(("name", "value", "broken"), [
    ("试算变动幅度上限", "99.99%", True), ("试算变动幅度上限", "100%", False),
    ("试算应享合计上限", "199.99 元", True), ("试算应享合计上限", "200 元", False),
    ("试算单户变动上限", "99.99 元", True), ("试算单户变动上限", "100 元", False),
])  # fmt: skip
def test_each_bound_of_the_band_holds_on_it_and_breaks_one_step_beyond(tiny, tmp_path, name, value, broken):
    pack = tiny(SIZE, TERMS + f"  {name}: {{value: {value}, basis: assumed}}\n")
    lowered, _ = read_changed(tmp_path / "town", [("人数线", "9 人")])

    found = beside(pack, lowered, facts(pack, ("A", "东村", 10), ("B", "东村", 9)))

    assert [one.name for one in found.breaks] == ([name] if broken else [])


def test_every_bound_is_a_parameter_of_packs_with_its_unit():
    assert {(bound.name, bound.dimension) for bound in BOUNDS} == {
        (name, dimension) for name, (dimension, _) in PARAMETERS.items() if name.startswith("试算")
    }


# ---------------------------------------------------------------- whatever is changed, in a city of 2,000

SETTINGS = (
    ("贷款基准利率[2024-01-01]", ("3.00%", "3.01%", "4.2%", "0.5%")),
    ("贴息比例", ("50%", "10%", "75.5%")),
    ("差一步幅度", ("30%", "0%", "90%")),
    ("规模返还比例[小型]", ("60%", "59.9%", "100%")),
)


@pytest.fixture(scope="module")
def place(packs, hengyang_city):
    def against(*settings: tuple[str, str]):
        after, _ = read_changed(packs / "hengyang", settings)
        return after, lambda vocabulary: Folder(hengyang_city.path, vocabulary)

    return against


def test_a_book_beside_itself_changes_nothing_and_every_clause_is_decided_once(hengyang, place):
    _, deliveries = place()
    found = compare(hengyang, hengyang, deliveries, YEAR, ON)

    assert found.findings.height > 1_000
    assert all(value == 0 for name, value in sum_of(found.totals).items() if not name.endswith(("_before", "_after")))
    assert found.subjects.height == 0 and not found.breaks
    assert found.shared == sum(1 for _ in hengyang.clauses)


@pytest.mark.parametrize("seed", range(4))
def test_what_must_hold_whatever_is_set(hengyang, place, seed):
    draw = random.Random(seed)
    chosen = [(name, draw.choice(values)) for name, values in draw.sample(SETTINGS, draw.randint(1, len(SETTINGS)))]
    after, deliveries = place(*chosen)
    there, back = (compare(*pair, deliveries, YEAR, ON) for pair in ((hengyang, after), (after, hengyang)))

    for column in ("low", "expected", "high"), ("ceiling_low", "ceiling_expected", "ceiling_high"):
        for rows in (there.findings, there.groups, there.clauses, there.totals):
            for which in ("before", "after"):
                low, middle, high = (pl.col(f"{name}_{which}") for name in column)
                assert rows.filter((low > middle) | (middle > high)).height == 0
    for _, rows in there.groups.group_by("grouping"):
        assert sum_of(rows) == sum_of(there.totals)
    assert sum_of(there.clauses) == sum_of(there.totals)
    moved = [difference(name) for name in MEASURES]
    mirror = back.findings.select(*KEY, *(pl.col(f"{name}_before").alias(f"{name}_after") for name in MONEY))
    assert mirror.equals(there.findings.select(mirror.columns))
    assert {name: -value for name, value in sum_of(back.totals).items() if name in moved} == {
        name: value for name, value in sum_of(there.totals).items() if name in moved
    }
    assert sum_of(there.totals)["gained"] == sum_of(back.totals)["lost"]


def test_a_term_set_to_the_value_it_has_changes_nothing(hengyang, place):
    after, deliveries = place(*((name, values[0]) for name, values in SETTINGS))
    found = compare(hengyang, after, deliveries, YEAR, ON)

    assert found.subjects.height == 0
    assert found.shared == sum(1 for _ in hengyang.clauses)


def test_either_side_costs_what_match_says(hengyang, place):
    after, deliveries = place(("贴息比例", "75%"))
    found = compare(hengyang, after, deliveries, YEAR, ON)

    for pack, which in ((hengyang, "before"), (after, "after")):
        result = match(pack, deliveries(pack.vocabulary), YEAR, ON)
        owed = result.totals.filter(pl.col("nature").is_in(OWED))
        assert line(found)[f"gross_{which}"] == owed["exact_fen"].sum()
        assert line(found)[f"ceiling_low_{which}"] == owed["ceiling_fen"].sum()
        assert line(found)[f"met_{which}"] == owed["met"].sum()
        assert line(found)[f"net_{which}"] == result.awards.filter(pl.col("nature").is_in(OWED))["net_fen"].sum()


def test_only_the_clause_that_reads_the_term_changes(hengyang, place):
    after, deliveries = place(("贴息比例", "75%"))
    found = compare(hengyang, after, deliveries, YEAR, ON)

    changed = found.findings.filter(pl.any_horizontal(*(pl.col(name) > 0 for name in CHANGES)))
    assert set(changed["clause"]) == {"hengyang/hy-2024-21/技改贴息"}
    assert found.shared == sum(1 for _ in hengyang.clauses) - 1
