"""What a plan becomes once read: figures in canonical units, days, links; and how many a name says."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from yanzhen.pack.loading import read_pack
from yanzhen.pack.plan.counts import counts_in, han_number
from yanzhen.units import MONEY, SHARE

GOOD = Path(__file__).parent / "good"


@pytest.fixture(scope="module")
def plan():
    return read_pack(GOOD / "town").plan


def test_a_target_carries_its_goal_its_way_and_its_chain(plan):
    target = plan.targets[0]

    assert (target.id, target.area, target.due) == ("town/企业数2025", "0101", date(2025, 12, 31))
    assert (target.goal.kind, target.goal.low, target.goal.dimension) == ("least", 1500, (("家", 1),))
    assert (target.base.period, target.base.value, target.base.basis) == ("2023", 1000, "assumed")
    assert target.pace.steps[1] == (date(2024, 12, 31), 1250)
    assert target.lights.steps == ((Fraction(-1, 10), "黄"), (Fraction(0), "绿"))
    assert target.lights.otherwise == "红"
    assert [step.named_list or step.clause for step in target.cascade] == ["两个园区", "town/award/研发补助"]


def test_about_is_met_within_an_assumed_share_and_each_says_it_holds_every_year(plan):
    target = plan.targets[1]

    assert (target.goal.kind, target.goal.low, target.goal.within) == ("about", Fraction(3, 100), Fraction(3, 100))
    assert (target.goal.dimension, target.due, target.each) == (SHARE, None, "year")


def test_a_place_is_known_by_code_or_by_name(plan):
    assert {target.area for target in plan.targets} == {"0101"}


def test_a_list_is_what_it_names_and_a_project_what_is_known_of_it(plan):
    named, projects = plan.lists[1], plan.projects

    assert (named.count, named.members, named.of) == (3, ("水厂", "学校", "路网"), "project")
    assert (projects[0].invest, projects[0].land) == (250_000_000, 30)
    assert projects[1].invest is None
    assert [(promise.name, promise.due, promise.done) for promise in projects[0].promises] == [
        ("开工", date(2024, 3, 30), date(2024, 3, 28)),
        ("年度投资", date(2024, 12, 31), None),
        ("投产", None, None),
    ]
    assert projects[0].promises[1].goal.dimension == MONEY
    assert projects[0].promises[2].goal is None


def test_a_mechanism_leads_to_what_carries_it_out(plan):
    first, second = plan.mechanisms

    assert (first.row, first.status, first.by) == (
        1, "partly", ("town/award/研发补助", "nation/专利"),
    )  # fmt: skip
    assert (second.pages, second.by) == (("001", "002"), ())


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("十二", 12), ("二十", 20), ("一百零三", 103), ("两千", 2000), ("三万五千", 35000), ("二〇二五", 2025),
     ("七十万", 700000), ("一亿", 10**8), ("", None), ("十家", None)],
)  # fmt: skip
def test_a_chinese_numeral_is_the_number_it_says(text, value):
    assert han_number(text) == value


@pytest.mark.parametrize(
    ("name", "counts"),
    [("十大项目", (10,)), ("五全一常态", (5, 1)), ("双一流", (2, 1)), ("三类500强", (3, 500)), ("示范基地", ())],
)
def test_a_name_tells_how_many(name, counts):
    assert counts_in(name) == counts
