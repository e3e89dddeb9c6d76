"""What open findings wait for: who must act, what money hangs on it, what one fact settles, and that all together settle."""

from __future__ import annotations

import importlib.util
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from yanzhen.engine.advice import missing
from yanzhen.engine.advice.asking import subject_named
from yanzhen.engine.advice.missing import alike, asked_for, waiting_of
from yanzhen.engine.finding import UNKNOWN
from yanzhen.language.values import FACT_KINDS, NOT_DELIVERED, NOT_FILLED, NOT_JUDGED

spec = importlib.util.spec_from_file_location("advice_town", Path(__file__).with_name("conftest.py"))
town_of = importlib.util.module_from_spec(spec)
spec.loader.exec_module(town_of)
clause, YEAR = town_of.clause, town_of.YEAR


def settled(town) -> dict[str, str]:
    """fact → what it settles, of the only open finding of firm A."""
    ground = town.ground()
    (waiting,) = waiting_of(ground, subject_named(ground, "A"))
    return {fact.reason.column or fact.reason.register: fact.settles for fact in waiting.facts}


@pytest.mark.parametrize(
    ("who", "cells", "expected"),
    [
        ("  - 投资 >= 500 元", {"备案": True}, {"投资": "alone"}),
        ("  - 备案", {"投资": 1}, {"备案": "alone"}),
        ("  - 投资 >= 500 元\n  - 税收 >= 9 元", {"备案": True}, {"投资": "perhaps", "税收": "perhaps"}),
        ("  - 投资 + 税收 >= 500 元", {"备案": True}, {"投资": "together", "税收": "together"}),
        ("  - any:\n      - 投资 >= 500 元\n      - 备案", {"税收": 1}, {"投资": "perhaps", "备案": "perhaps"}),
        ("  - 投资 / 产值 >= 3%", {"投资": 30}, {"产值": "perhaps"}),
        ("  - 较低(投资, 税收) >= 500 元", {"备案": True}, {"投资": "perhaps", "税收": "perhaps"}),
    ],
)
def test_whether_one_fact_settles_a_finding_is_tried_for_every_value(town, who, cells, expected):
    assert settled(town(clause("奖", who)).firm("A", **cells)) == expected


def test_a_judgement_is_a_fact_somebody_must_decide(town):
    here = town(
        clause("评审奖", "  - id: 好\n    judged: 是否是好项目\n  - 投资 >= 500 元", extra="department: 市科技局\n")
    )
    ground = here.firm("A", 投资=600).ground()
    (waiting,) = waiting_of(ground, subject_named(ground, "A"))
    (fact,) = waiting.facts

    assert (fact.by, fact.held_by, fact.settles) == (missing.JUDGE, "市科技局", "alone")
    assert (waiting.exact, waiting.ceiling) == (10, None)


def test_the_firm_must_deliver_what_nobody_holds_a_department_what_it_holds(town):
    ground = town(clause("奖", "  - 员工 >= 5 人\n  - 折算人数 >= 5 人")).firm("A", 投资=1).ground()
    (waiting,) = waiting_of(ground, subject_named(ground, "A"))

    assert {fact.reason.column: (fact.by, fact.held_by) for fact in waiting.facts} == {
        "员工": (missing.DEPARTMENT, "人社"), "折算人数": (missing.FIRM, "")
    }  # fmt: skip


def test_facts_are_ordered_by_the_money_that_hangs_on_them_exact_before_ceilings(town):
    clauses = [
        clause("小奖", "  - 税收 >= 5 元", "pays: 30 元"),
        clause("大奖", "  - 员工 >= 5 人", "pays: 500 元"),
        clause("又奖", "  - 税收 >= 7 元", "pays: 40 元"),
        clause("限奖", "  - 月数 >= 5 月", "pays: {between: [0 元, 900 元], judged: 核定}"),
    ]
    ground = town(*clauses).firm("A", 投资=1).ground()
    waiting = waiting_of(ground, subject_named(ground, "A"))

    assert [(one.finding.clause.title, one.exact, one.ceiling) for one in waiting] == [
        ("大奖", 500, None), ("又奖", 40, None), ("小奖", 30, None), ("限奖", None, 900)
    ]  # fmt: skip
    assert [(one.name.split(".")[1], one.exact, one.ceiling, one.alone) for one in asked_for(waiting)] == [
        ("员工(2024)", 500, 0, 1), ("税收(2024)", 70, 0, 2), ("月数(2024)", 0, 900, 1)
    ]  # fmt: skip


def test_a_met_award_whose_amount_is_open_waits_too(town):
    ground = town(clause("比例奖", "  - 备案", "pays: 投资 * 10%")).firm("A", 备案=True).ground()
    (waiting,) = waiting_of(ground, subject_named(ground, "A"))

    assert (waiting.finding.outcome, waiting.exact, waiting.ceiling) == ("met", None, None)
    assert [fact.settles for fact in waiting.facts] == ["alone"]


def test_growth_on_no_base_is_said_to_be_beyond_delivery(town):
    here = town(clause("增长奖", "  - 增长率(产值) >= 15%")).firm("A", 2023, 产值=0).firm("A", 产值=5)
    ground = here.ground()
    (waiting,) = waiting_of(ground, subject_named(ground, "A"))

    assert [fact.by for fact in waiting.facts] == [missing.NOBODY]


@pytest.mark.parametrize("seed", range(2))
def test_all_facts_a_finding_names_settle_it_for_every_value_tried(random_clauses, seed):
    drawn = random_clauses(seed + 60, 20)
    world, seen = town_of.beside("world"), Counter()
    for ground in drawn.grounds(80):
        (element,) = ground.plan.elements
        for row in range(drawn.firms):
            finding = ground.exactly.find(element, YEAR, row)
            if finding.outcome != UNKNOWN or any(reason.kind not in FACT_KINDS for reason in finding.missing):
                continue
            lacking = missing._lacking(ground, element, YEAR, row)
            keys = [(reason.register, reason.column, reason.period) for reason in finding.missing]
            if any(key not in lacking for key in keys):
                seen["whole registers"] += 1
                continue
            if any((register, column) in _units(ground) for register, column, _ in keys):
                seen["units"] += 1  # an amount may stand behind the code of its unit: it is named once that is there
                continue
            cells = [cell for key in keys for cell in lacking[key]]
            for _ in range(6):
                values = {cell: _value(world, ground, cell, drawn.draw) for cell in cells}
                after = ground.changed(values).find(element, YEAR, row)
                seen[after.outcome] += 1
                left = {reason.kind for reason in after.missing}
                assert after.outcome != UNKNOWN or not left & {NOT_DELIVERED, NOT_FILLED}, (
                    finding.missing,
                    values,
                    after.missing,
                )
    assert seen["met"] > 5 and seen["not_met"] > 20, seen


def _value(world, ground, cell, draw) -> object:
    column = ground.pack.vocabulary.column(cell.register, cell.column)
    if column.unit is not None and column.unit.name == "分":
        return Fraction(draw.choice([40, 59, 60, 90]))
    value = world.value(column, draw)
    if column.kind == "code":
        return ground.pack.vocabulary.codes[column.code].id_of(value)
    return value


@pytest.mark.parametrize("seed", range(2))
def test_what_is_said_of_one_fact_holds_for_every_value_drawn(random_clauses, seed):
    drawn = random_clauses(seed + 80, 15)
    world, seen = town_of.beside("world"), Counter()
    for ground in drawn.grounds(60):
        (element,) = ground.plan.elements
        for row in range(drawn.firms):
            waiting = waiting_of(ground, ("企业", row))
            lacking = missing._lacking(ground, element, YEAR, row)
            for one in waiting:
                for fact in one.facts:
                    cells = lacking.get((fact.reason.register, fact.reason.column, fact.reason.period), [])
                    if fact.settles == "untried" or fact.reason.kind == NOT_JUDGED or len(cells) != 1:
                        continue
                    seen[fact.settles] += 1
                    outcomes = {
                        ground.changed({cells[0]: _value(world, ground, cells[0], drawn.draw)})
                        .find(element, YEAR, row)
                        .outcome
                        for _ in range(6)
                    }
                    if one.finding.outcome == UNKNOWN and fact.settles == "alone":
                        assert UNKNOWN not in outcomes
                    elif one.finding.outcome == UNKNOWN and fact.settles == "together":
                        assert outcomes == {UNKNOWN}
    assert min(seen[word] for word in ("alone", "perhaps", "together")) > 10, seen


def test_codes_the_clause_cannot_tell_apart_are_tried_once(hengyang):
    from yanzhen.engine.plan import plan_run

    for element in plan_run(hengyang, YEAR, town_of.ON).elements:
        assert len(alike(element, 2_000)) < 60


def test_money_of_fractions_is_rounded_as_the_clause_says(town):
    ground = town(clause("奖", "  - 员工 >= 5 人", "pays: 投资 / 3")).firm("A", 投资=100).ground()
    (waiting,) = waiting_of(ground, subject_named(ground, "A"))

    assert waiting.exact == Fraction(3333, 100)


def _units(ground) -> set[tuple[str, str]]:
    """(register, column) of the codes that say in which unit another column is."""
    registers = ground.pack.vocabulary.registers
    return {
        (name, column.unit_by)
        for name, register in registers.items()
        for column in register.columns.values()
        if column.unit_by is not None
    }
