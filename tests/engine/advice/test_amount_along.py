"""The award along one fact: exact stretches, jumps and cliffs, each end as deciding the delivered fact says."""

from __future__ import annotations

import importlib.util
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from yanzhen.engine import match
from yanzhen.engine.advice.amount_along import AmountAlong, amount_along
from yanzhen.engine.advice.asking import along_of, subject_named
from yanzhen.engine.advice.cells import Cell
from yanzhen.engine.advice.search import FAR
from yanzhen.engine.finding import MET
from yanzhen.errors import EngineError
from yanzhen.periods import Period

spec = importlib.util.spec_from_file_location("advice_town", Path(__file__).with_name("conftest.py"))
town_of = importlib.util.module_from_spec(spec)
spec.loader.exec_module(town_of)
clause, YEAR, ON = town_of.clause, town_of.YEAR, town_of.ON
FEN = Fraction(1, 100)


def drawn(town, column: str, name: str = "奖", key: str = "A") -> AmountAlong:
    """The only function of that column, both ends of every stretch delivered and decided anew by both readings' run."""
    ground = town.ground()
    ((_, along),) = along_of(ground, subject_named(ground, key), f"town/p/{name}", column)
    for part in along.segments:
        for at, amount in ((part.first, part.starts), (part.last, part.ends)):
            if at is not None and amount is not None:
                assert delivered(town, along, at, f"town/p/{name}") == amount
    return along


def delivered(town, along: AmountAlong, value: Fraction, name: str) -> Fraction:
    """What a run over the facts with that value gives."""
    told = [
        (register, {**row, along.cell.column: value} if row.get("期间") == "2024" else row)
        for register, row in town.told
    ]
    changed = replace_told(town, told)
    result = match(town.pack, changed.snapshot(), YEAR, ON, all_findings=True)
    row = result.table.filter(clause=name).row(0, named=True)
    return Fraction(row["amount_fen"] or 0, 100)


def replace_told(town, told):
    """The same town with other facts."""
    other = object.__new__(type(town))
    other.pack, other.told = town.pack, told
    return other


def shape(along: AmountAlong) -> list[tuple]:
    """Each stretch as (from, to, outcome, amount at its ends)."""
    return [(part.first, part.last, part.outcome, part.starts, part.ends) for part in along.segments]


def test_a_share_with_a_threshold_and_a_cap_rises_from_a_jump_to_a_plateau(town):
    capped = clause("奖", "  - 投资 >= 500 元", "pays: 投资 * 10%", "cap: {most: 100 元, per: 企业, in: year}\n")
    along = drawn(town(capped).firm("A", 投资=450), "投资")

    assert shape(along) == [
        (0, 500 - FEN, "not_met", 0, 0),
        (500, 1000, "met", 50, 100),
        (1000 + FEN, None, "met", 100, 100),
    ]
    assert along.segments[1].high.straight == (0, Fraction(1, 10))
    assert [part.flat for part in along.segments] == [False, False, True]
    assert [(jump.at, jump.before, jump.after) for jump in along.jumps] == [(500, 0, 50)]
    assert (along.value, along.cliffs, along.cut) == (450, (), False)


def test_a_table_that_pays_less_above_a_bound_has_a_cliff(town):
    pays = "pays:\n  by: 产值\n  steps: {100 元: 50 元, 1000 元: 20 元, 2000 元: 60 元}"
    along = drawn(town(clause("奖", "  - 备案", pays)).firm("A", 产值=1500, 备案=True), "产值")

    assert [(jump.at, jump.cliff) for jump in along.jumps] == [(100, False), (1000, True), (2000, False)]
    assert [(jump.at, jump.before, jump.after) for jump in along.cliffs] == [(1000, 50, 20)]


def test_an_upper_bound_of_a_condition_is_a_cliff_to_nothing(town):
    along = drawn(
        town(clause("小微奖", "  - 员工 < 20 人", "pays: 员工 * 3 元/人")).firm("A", 员工=5), "员工", "小微奖"
    )

    assert shape(along) == [(0, 19, "met", 0, 57), (20, None, "not_met", 0, 0)]
    assert [(jump.at, jump.before, jump.after) for jump in along.cliffs] == [(20, 57, 0)]


def test_slices_join_without_jumps_and_change_their_slope(town):
    pays = "pays:\n  by: 产值\n  slices: {0 元: 10%, 100 元: 5%, 300 元: 1%}"
    along = drawn(town(clause("奖", "  - 备案", pays)).firm("A", 产值=10, 备案=True), "产值")

    assert [part.high.straight[1] for part in along.segments] == [Fraction(1, 10), Fraction(1, 20), Fraction(1, 100)]
    assert along.jumps == ()


def test_a_bend_between_two_heads_is_no_jump(town):
    pays = "pays: 较低(员工 * 3 元/人, 40 元 + 员工 * 1 元/人)"
    along = drawn(town(clause("奖", "  - 备案", pays)).firm("A", 员工=5, 备案=True), "员工")

    assert len(along.segments) == 2
    assert along.jumps == ()


def test_where_the_outcome_is_unknown_there_is_no_cliff(town):
    who = "  - any:\n      - 员工 < 10 人\n      - 税收 >= 5 元"
    along = drawn(town(clause("奖", who)).firm("A", 员工=5), "员工")

    assert [(part.outcome, part.starts) for part in along.segments] == [("met", 10), ("unknown", None)]
    assert along.jumps == ()


def test_a_repeating_step_is_drawn_up_to_the_cap_that_ends_it(town):
    pays = "pays:\n  by: 产值\n  above: 100 元\n  every: 50 元\n  value: 7 元"
    capped = clause("奖", "  - 备案", pays, "cap: {most: 20 元, per: 企业, in: year}\n")
    along = drawn(town(capped).firm("A", 产值=10, 备案=True), "产值")

    assert [(jump.at, jump.after) for jump in along.jumps] == [(150, 7), (200, 14), (250, 20)]
    assert along.cut, "above the cap the staircase goes on, though it pays no more"


def test_a_quotient_is_a_curve_with_its_formula(town):
    along = drawn(
        town(clause("奖", "  - 产值 > 0 元", "pays: 投资 * 税收 / 产值")).firm("A", 投资=100, 税收=9, 产值=30), "产值"
    )
    part = along.segments[-1]

    assert part.high.straight is None
    assert part.high.at(Fraction(45)) == 20
    assert not part.flat


def test_a_fact_that_is_not_known_is_drawn_too(town):
    along = drawn(town(clause("奖", "  - 投资 >= 5 元", "pays: 投资 * 10%")).firm("A", 备案=True, 投资=None), "投资")

    assert along.value is None
    assert [part.outcome for part in along.segments] == ["not_met", "met"]


def test_a_column_the_clause_does_not_read_and_a_yes_no_column_are_refused(town):
    ground = town(clause("奖", "  - 投资 >= 5 元\n  - 备案")).firm("A", 投资=1, 备案=True).ground()
    top = subject_named(ground, "A")

    with pytest.raises(EngineError, match="不读「投」") as caught:
        along_of(ground, top, "town/p/奖", "投")
    assert "投资" in caught.value.hint
    with pytest.raises(EngineError, match="不是数"):
        along_of(ground, top, "town/p/奖", "备案")
    with pytest.raises(EngineError, match="没有主体「B」"):
        subject_named(ground, "B")
    with pytest.raises(EngineError, match="没有条款"):
        along_of(ground, top, "town/p/奖奖", "投资")


def test_judged_by_rows_the_award_is_drawn_for_each_row_along_its_own_or_its_owners_fact(town):
    here = town(clause("行奖", "  - 企业.员工 >= 3 人", "pays: 投入 * 10%", "for: 项目\n"))
    here.firm("A", 员工=2).project("A", "1", 投入=100).project("A", "2", 投入=200)
    ground = here.ground()
    top = subject_named(ground, "A")

    own = along_of(ground, top, "town/p/行奖", "投入")
    owners = along_of(ground, top, "town/p/行奖", "员工")
    assert [(row, along.value) for row, along in own] == [("A|1", 100), ("A|2", 200)]
    assert [[jump.after for jump in along.jumps] for _, along in owners] == [[10], [20]]


@pytest.mark.parametrize("seed", range(2))
def test_random_amounts_agree_with_deciding_plain_numbers_on_both_sides_of_every_breakpoint(random_clauses, seed):
    made = random_clauses(seed + 20, 10)
    seen: Counter[str] = Counter()
    for ground in made.grounds(160, conditions=(0, 0, 1)):
        (element,) = ground.plan.elements
        row = made.draw.randrange(made.firms)
        column = "收入" if "企业.收入" in element.reads else "人数"
        along = amount_along(ground, element, YEAR, row, Cell("企业", row, column, Period.year_of(2024)))
        seen["curves"] += sum(part.high is not None and not part.flat for part in along.segments)
        for below, above in pairwise(along.segments):
            seen["breaks"] += 1
            assert above.first - below.last == along.grain
            assert replace(below, first=above.first, starts=above.starts, last=above.last, ends=above.ends) != above
        for part in along.segments:
            last = part.last if part.last is not None else FAR * along.grain
            grains = int((last - part.first) / along.grain)
            for at in {part.first, last, part.first + along.grain * made.draw.randint(0, grains)}:
                finding = ground.changed({along.cell: at}).find(element, YEAR, row)
                assert finding.outcome == part.outcome
                if finding.outcome == MET:
                    assert finding.high == (None if part.high is None else rounded(part.high.at(at), element))
    assert seen["breaks"] > 25 and seen["curves"] > 5, seen


def rounded(value: Fraction, element) -> Fraction:
    from yanzhen.language.subjects.history import round_to

    return round_to(value, element.clause.round.to, element.clause.round.mode)
