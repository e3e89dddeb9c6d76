"""Steps: each flips its finding when decided anew, one grain less does not, and no smaller lawful change does."""

from __future__ import annotations

import importlib.util
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from yanzhen.engine.advice import city
from yanzhen.engine.advice.cells import Cell
from yanzhen.engine.advice.ground import effects
from yanzhen.engine.advice.steps import advise, reached
from yanzhen.engine.finding import NOT_MET
from yanzhen.periods import Period

spec = importlib.util.spec_from_file_location("advice_town", Path(__file__).with_name("conftest.py"))
town_of = importlib.util.module_from_spec(spec)
spec.loader.exec_module(town_of)
clause, YEAR = town_of.clause, town_of.YEAR
CLAUSES = 150


def told(found) -> list[tuple[str, object, object]]:
    """Each step as (column, from, to)."""
    return [(step.cell.column, step.before, step.after) for step in found.steps]


SINGLE = [
    ("投资 >= 500 元", {"投资": 450}, [("投资", 450, 500)]),
    ("投资 > 500 元", {"投资": 500}, [("投资", 500, Fraction(50001, 100))]),
    ("投资 >= 500 元", {"投资": Fraction(49999, 100)}, [("投资", Fraction(49999, 100), 500)]),
    ("投资 <= 500 元", {"投资": 501}, [("投资", 501, 500)]),
    ("not 投资 > 500 元", {"投资": 501}, [("投资", 501, 500)]),
    ("员工 >= 10 人", {"员工": 9}, [("员工", 9, 10)]),
    ("折算人数 >= 10.25 人", {"折算人数": Fraction(19, 2)}, [("折算人数", Fraction(19, 2), Fraction(21, 2))]),
    ("月数 >= 12 月", {"月数": Fraction(119_999, 10_000)}, [("月数", Fraction(119_999, 10_000), 12)]),
    ("员工 >= 10 人 and 员工 != 10 人", {"员工": 9}, [("员工", 9, 11)]),
    ("投资 / 产值 >= 3%", {"投资": 29, "产值": 1000}, [("投资", 29, 30), ("产值", 1000, Fraction(96666, 100))]),
    ("投资 * 员工 >= 100 元·人", {"投资": 10, "员工": 9}, [("员工", 9, 10), ("投资", 10, Fraction(1112, 100))]),
    ("投资 + 产值 >= 1000 元", {"投资": 400, "产值": 500}, [("产值", 500, 600), ("投资", 400, 500)]),
    ("投资 * 投资 >= 200 元·元", {"投资": 14}, [("投资", 14, Fraction(1415, 100))]),
    ("投资 >= 产值 / 2 and 投资 <= 产值", {"投资": 450, "产值": 1000}, [("投资", 450, 500), ("产值", 1000, 900)]),
    ("备案", {"备案": False}, [("备案", False, True)]),
    ("not 违规", {"违规": True}, [("违规", True, False)]),
    ("取整(投资, 100 元, \"half_up\") >= 500 元", {"投资": 400}, [("投资", 400, 450)]),
    ("较低(投资, 产值) >= 500 元", {"投资": 450, "产值": 900}, [("投资", 450, 500)]),
    ("投资 > 0 元", {"投资": 0}, [("投资", 0, Fraction(1, 100))]),
    ("投资 >= -100 元", {"投资": -110}, [("投资", -110, -100)]),
    ("投资 between 500 元 and 600 元", {"投资": 700}, [("投资", 700, 600)]),
]  # fmt: skip


@pytest.mark.parametrize(("who", "cells", "steps"), SINGLE, ids=[row[0] for row in SINGLE])
def test_the_smallest_lawful_change_is_found_whatever_the_condition_is_made_of(town, who, cells, steps):
    found = town(clause("奖", f"  - {who}")).firm("A", **cells).advise("奖", "A")

    assert told(found) == [(column, before, after) for column, before, after in steps]


def test_growth_asks_for_more_this_year_never_for_less_last_year(town):
    here = town(clause("增长奖", "  - 增长率(产值) >= 15%")).firm("A", 2023, 产值=1000).firm("A", 产值=1100)
    found = here.advise("增长奖", "A")

    assert told(found) == [("产值", 1100, 1150)]
    assert [(one.what, one.why) for one in found.refused] == [("产值（2023）", "是 2023 的数，已成事实")]


@pytest.mark.parametrize("base", [0, -5])
def test_growth_on_no_base_is_open_and_no_step_is_told(town, base):
    here = town(clause("增长奖", "  - 增长率(产值) >= 15%")).firm("A", 2023, 产值=base).firm("A", 产值=1100)

    assert here.advise("增长奖", "A").steps == ()


def test_a_condition_on_last_years_fact_is_not_near_and_not_offered(town):
    here = town(clause("老奖", "  - 上年(产值) >= 500 元")).firm("A", 2023, 产值=499).firm("A", 产值=600)
    found = here.advise("老奖", "A")

    assert (found.finding.near, found.steps) == ("", ())
    assert "产值（2023）" in {one.what for one in found.refused}


def test_a_fact_the_firm_cannot_change_is_named_and_not_offered(town):
    found = town(clause("税奖", "  - 税收 + 投资 >= 500 元")).firm("A", 税收=100, 投资=390).advise("税奖", "A")

    assert told(found) == [("投资", 390, 400)]
    assert [(one.what, one.why) for one in found.refused] == [("税收（2024）", "企业自己改变不了")]


def test_a_fact_that_enters_the_mean_of_everybody_moves_it_too_and_is_not_offered(town):
    terms = "terms:\n  均产: {value: 均值(产值), over: 企业, basis: assumed}\n"
    here = town(clause("奖", "  - 产值 >= 均产 - 投资", extra=terms))
    here.firm("A", 产值=80, 投资=5).firm("B", 产值=100, 投资=0)
    found = here.advise("奖", "A")

    assert told(found) == [("投资", 5, 10)]
    assert [one.why for one in found.refused] == ["也牵动全体的名次、均值或等次，要整体重算才知道"]


def test_each_branch_of_alternatives_is_a_step_of_its_own_the_easiest_first(town):
    who = "  - any:\n      - 投资 >= 1000 元\n      - 产值 >= 500 元\n      - 备案"
    found = town(clause("任一奖", who)).firm("A", 投资=800, 产值=450, 备案=False).advise("任一奖", "A")

    assert told(found) == [("产值", 450, 500), ("投资", 800, 1000), ("备案", False, True)]
    assert [step.opens for step in found.steps] == [("产值 >= 500 元",), ("投资 >= 1000 元",), ("备案",)]


def test_a_change_that_would_break_another_condition_is_not_offered(town):
    who = "  - 投资 >= 500 元\n  - 投资 / 产值 <= 50%\n  - 产值 / 员工 >= 100 元/人"
    here = town(clause("两难奖", who)).firm("A", 投资=450, 产值=900, 员工=9)
    found = here.advise("两难奖", "A")

    assert found.steps == ()
    assert ("投资（2024）", "单改这一项过不了线，或会使别的条件不成立") in {
        (one.what, one.why) for one in found.refused
    }


def test_a_step_passes_over_values_at_which_another_condition_fails(town):
    who = "  - 投资 >= 500 元\n  - any:\n      - 投资 < 500 元\n      - 投资 >= 600 元"
    found = town(clause("跳奖", who)).firm("A", 投资=490).advise("跳奖", "A")

    assert told(found) == [("投资", 490, 600)]


def test_below_a_table_the_step_is_to_its_first_bound_and_names_it(town):
    pays = "pays:\n  by: 产值\n  steps: {500 元: 5 元, 1000 元: 8 元}"
    found = town(clause("台阶奖", "  - 备案", pays)).firm("A", 产值=450, 备案=True).advise("台阶奖", "A")

    assert told(found) == [("产值", 450, 500)]
    assert (found.steps[0].opens, found.steps[0].exact) == (("产值 >= 500 元",), 5)


def test_a_table_that_pays_only_new_bands_asks_for_the_next_one(town):
    pays = "pays:\n  by: 产值\n  steps: {500 元: 5 元, 1000 元: 8 元}\n  first: highest"
    here = town(clause("首次奖", "  - 备案", pays))
    for year, value in {2022: 100, 2023: 600, 2024: 900}.items():
        here.firm("A", year, 产值=value, 备案=True)

    assert told(here.advise("首次奖", "A")) == [("产值", 900, 1000)]


def test_a_threshold_that_depends_on_the_fact_itself_is_followed(town):
    who = "  - 投资 / 产值 >= 比例"
    terms = "terms:\n  比例:\n    by: 产值\n    upto: {1000 元: 5%}\n    else: 3%\n    basis: assumed\n"
    found = town(clause("比例奖", who, extra=terms)).firm("A", 投资=40, 产值=1000).advise("比例奖", "A")

    assert told(found) == [("产值", 1000, Fraction(100_001, 100)), ("投资", 40, 50), ("产值", 1000, 800)]


def test_money_that_must_go_down_comes_after_all_that_goes_up(town):
    found = town(clause("比例奖", "  - 投资 / 产值 >= 3%")).firm("A", 投资=20, 产值=800).advise("比例奖", "A")

    assert [step.change > 0 for step in found.steps] == [True, False]


def test_a_sum_over_rows_is_advised_as_more_in_a_row_never_as_a_new_row(town):
    who = "  - 合计(项目.投入) >= 500 元"
    here = town(clause("项目奖", who)).firm("A", 备案=True).project("A", "1", 投入=300).project("A", "2", 投入=150)
    found = here.advise("项目奖", "A")

    assert [(step.holder, step.before, step.after) for step in found.steps] == [("A|1", 300, 350), ("A|2", 150, 200)]
    assert [one.why[:7] for one in found.refused] == ["也可以新添一行"]


def test_a_count_of_rows_is_met_by_changing_a_row_there_is_and_a_new_row_is_only_named(town):
    here = town(clause("验收奖", "  - 计数(项目[验收]) >= 2 项"))
    here.firm("A", 备案=True).project("A", "1", 验收=True).project("A", "2", 验收=False)
    found = here.advise("验收奖", "A")

    assert [(step.holder, step.before, step.after) for step in found.steps] == [("A|2", False, True)]
    assert any("新的一行" in one.why for one in found.refused)


def test_judged_by_rows_a_step_may_change_the_owner_and_tells_what_it_moves_for_the_others(town):
    by_row = clause("行奖", "  - 企业.员工 >= 10 人\n  - 投入 >= 100 元", "pays: 投入 * 10%", "for: 项目\n")
    other = clause("用工奖", "  - 员工 >= 10 人\n  - 员工 < 20 人", "pays: 100 元")
    small = clause("小微奖", "  - 员工 < 10 人", "pays: 30 元")
    here = town(by_row, other, small).firm("A", 员工=9).project("A", "1", 投入=100).project("A", "2", 投入=200)
    found = here.advise("行奖", "A|1")
    ground = here.ground()
    moved = effects(ground, {found.steps[0].cell: found.steps[0].after})

    assert told(found) == [("员工", 9, 10)]
    assert {(one.clause.title, one.subject): one.exact for one in moved} == {
        ("行奖", "A|1"): 10, ("行奖", "A|2"): 20, ("用工奖", "A"): 100, ("小微奖", "A"): -30
    }  # fmt: skip


def test_a_judged_condition_is_left_aside_and_the_step_says_so(town):
    who = "  - id: 好项目\n    judged: 是否是好项目\n  - 投资 >= 500 元"
    found = town(clause("评审奖", who)).firm("A", 投资=450).advise("评审奖", "A")

    assert told(found) == [("投资", 450, 500)]
    assert found.steps[0].waits


def test_while_another_fact_is_missing_no_step_is_told(town):
    found = town(clause("两项奖", "  - 投资 >= 500 元\n  - 税收 >= 10 元")).firm("A", 投资=450).advise("两项奖", "A")

    assert found.steps == ()
    assert found.refused[-1].why == "还有别的条件缺事实，先补事实"


def test_a_staircase_too_fine_to_follow_is_refused_and_said(town):
    who = '  - 取整(投资, 0.01 元, "down") * 员工 >= 100000000 元·人'
    found = town(clause("细奖", who)).firm("A", 投资=Fraction(1, 100), 员工=1).advise("细奖", "A")

    assert ("投资（2024）", "随它变化的关系不逐段求解（超过 120 段）") in {(one.what, one.why) for one in found.refused}


@pytest.mark.parametrize("seed", range(2))
def test_random_clauses_offer_nothing_that_does_not_flip_and_miss_nothing_smaller(random_clauses, seed):
    drawn = random_clauses(seed, 25)
    seen: Counter[str] = Counter()
    for ground in drawn.grounds(CLAUSES):
        (element,) = ground.plan.elements
        for row in range(drawn.firms):
            finding = ground.exactly.find(element, YEAR, row)
            waits = any(value is not True and value is not False for _, value in finding.conditions)
            if finding.outcome != NOT_MET or waits:
                continue
            found = advise(ground, element, YEAR, row)
            seen["advised"] += 1
            for step in found.steps:
                seen["steps"] += 1
                check(ground, element, row, step)
            seen["brute"] += missed(ground, element, row, found, drawn)
    assert seen["steps"] > 25 and seen["brute"] > 5_000, seen


def holds(ground, element, row: int, cell: Cell, value: object) -> bool:
    return reached(ground.changed({cell: value}).find(element, YEAR, row))


def check(ground, element, row: int, step) -> None:
    """The step flips; what lies between it and the value on record does not."""
    assert holds(ground, element, row, step.cell, step.after)
    assert not holds(ground, element, row, step.cell, step.less)
    if isinstance(step.after, bool):
        return
    way = 1 if step.after > step.before else -1
    grains = int(abs(step.after - step.before) / step.grain)
    for part in range(1, 8):
        between = step.after - way * step.grain * max(1, grains * part // 8)
        if between != step.before:
            assert not holds(ground, element, row, step.cell, between), (step, between)


def missed(ground, element, row: int, found, drawn) -> int:
    """Brute force over all heads there may be, and over sums about every figure: nothing nearer than what is offered."""
    tried = 0
    figures = {"人数": map(Fraction, range(34)), "收入": (Fraction(fen, 100) for fen in range(0, 50_100, 1_999))}
    for column, values in figures.items():
        cell = Cell("企业", row, column, Period.year_of(2024))
        before = ground.facts.subject("企业", row).value(column, YEAR)
        if not isinstance(before, Fraction) or before < 0:
            continue
        steps = {step.after > before: abs(step.after - before) for step in found.steps if step.cell == cell}
        for value in values:
            tried += 1
            nearer = steps.get(value > before)
            if value != before and (nearer is None or abs(value - before) < nearer):
                refused = any("不逐段求解" in one.why for one in found.refused)
                assert refused or not holds(ground, element, row, cell, value), (column, before, value, found.steps)
    return tried


def test_every_near_miss_of_a_synthetic_city_has_a_proved_step(hengyang, hengyang_city):
    run = city.decided(city.loaded_run(hengyang, hengyang_city, YEAR, town_of.ON))
    best = city.best_steps(run, 10, everything=True)

    assert best.near == best.tried == best.proved > 100
    assert best.unproved == ()
