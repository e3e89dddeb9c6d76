"""Class sizes follow the cut-offs exactly; ties, vetoes, protection and freed places do what the format says."""

from __future__ import annotations

import importlib.util
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from yanzhen.engine.schemes.classing import by_share, refilled
from yanzhen.engine.schemes.results import score
from yanzhen.pack.evaluation import Cut, class_sizes


def beside(name: str):
    """A module that stands beside this test."""
    full = f"schemes_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None and spec.loader is not None
        sys.modules[full] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[full]


ON = beside("town").ON
YEAR = beside("town").YEAR
firms = beside("town").firms

CUTS = {
    "昌乐": ("20%", "75%", "95%", "100%"), "淮安": ("20%", "60%", "95%", "100%"), "县级市": ("25%", "70%", "95%", "100%"),
    "thirds": ("1/3", "2/3", "1"), "one": ("1",),
}  # fmt: skip


def cuts_of(*bounds: str) -> tuple[Cut, ...]:
    shares = [Fraction(text.rstrip("%")) / (100 if "%" in text else 1) for text in bounds]
    return tuple(Cut("ABCDE"[at], share) for at, share in enumerate(shares))


@pytest.mark.parametrize("mode", ["half_up", "down", "up", "half_even"])
@pytest.mark.parametrize("name", CUTS)
def test_sizes_follow_the_cuts_for_every_number_of_firms(name, mode):
    cuts = cuts_of(*CUTS[name])
    for size in range(1, 501):
        rank = np.arange(1, size + 1)
        found = by_share(cuts, mode, rank, np.full(size, size))

        sizes = tuple(np.bincount(found, minlength=len(cuts)).tolist())
        assert sizes == class_sizes(cuts, size, mode)
        assert sum(sizes) == size and (np.diff(found) >= 0).all()
        for at in range(len(cuts)):
            exact = cuts[at].bound * size
            assert abs(sum(sizes[: at + 1]) - exact) < (1 if mode in ("up", "down") else Fraction(51, 100))


@pytest.mark.parametrize("mode", ["half_up", "down", "up"])
def test_refilling_without_a_veto_changes_nothing(mode):
    cuts = cuts_of(*CUTS["昌乐"])
    for size in (1, 2, 7, 19, 100, 131):
        rank, none = np.arange(1, size + 1), np.zeros(size, dtype=np.int64)
        assert (
            refilled(cuts, mode, rank, size, none).tolist() == by_share(cuts, mode, rank, np.full(size, size)).tolist()
        )


def test_a_freed_place_is_taken_by_the_next_when_it_is_refilled():
    cuts = cuts_of(*CUTS["昌乐"])
    barred = np.array([2, 0, 0, 0, 0, 0, 0, 0, 0, 0])

    found = refilled(cuts, "half_up", np.arange(1, 11), 10, barred)

    assert found.tolist() == [2, 0, 0, 1, 1, 1, 1, 1, 1, 2]


YUTAI = {"A": 26, "B": 54, "C": 44, "D": 8, "T": 9}
"""鱼台 2023: 141 above-scale firms."""


def test_what_of_the_yutai_outcome_a_rule_explains():
    """A is 20 % of the firms rated, the unrated left out; D is at least 5 %; how B and C part is no rule we have read."""
    rated = sum(YUTAI.values()) - YUTAI["T"]

    assert sum(YUTAI.values()) == 141 and rated == 132
    assert (
        class_sizes(cuts_of("20%", "100%"), rated, "half_up")[0]
        == class_sizes(cuts_of("20%", "100%"), rated, "down")[0]
        == YUTAI["A"]
    )
    assert all(class_sizes(cuts_of("20%", "100%"), 141, mode)[0] != YUTAI["A"] for mode in ("half_up", "down", "up"))
    assert YUTAI["D"] >= Fraction(5, 100) * rated
    for bounds in CUTS.values():
        for mode in ("half_up", "down", "up"):
            assert class_sizes(cuts_of(*bounds), rated, mode) != (26, 54, 44, 8)


ONE_ITEM = """
groups:
  - group: 全部
    items:
      - {item: 税, value: 税收, weight: 100 分, shape: ratio, against: 100 万元}
order: 总分 desc
cuts: {A: 20%, B: 75%, C: 95%, D: 100%}
refill: 否
"""


def rated(pack, taxes, **more):
    rows = [
        {"主体": f"F{at:04d}", "税收": None if tax is None else Fraction(tax) * 10_000, "事故": False, "新建": False}
        | {name: values[at] for name, values in more.items()}
        for at, tax in enumerate(taxes)
    ]
    return score(pack, "评价", firms(pack, rows), YEAR, ON)[0]


def test_firms_equal_across_a_cut_share_the_better_rank_and_class(town):
    pack = town.scheme(ONE_ITEM)

    found = rated(pack, [90, 80, 80, 70, 60])

    assert [found.label(row) for row in range(5)] == ["A", "B", "B", "B", "C"]
    tied = rated(pack, [80, 80, 70, 60, 50])
    assert [tied.label(row) for row in range(5)] == ["A", "A", "B", "B", "C"]
    assert tied.low.tolist() == [1, 1, 3, 4, 5]


def test_all_equal_is_one_rank_and_the_best_class(town):
    found = rated(town.scheme(ONE_ITEM), [50] * 7)

    assert {found.label(row) for row in range(7)} == {"A"} and set(found.low.tolist()) == {1}


def test_a_group_of_one_gets_the_class_its_rounding_gives(town):
    found = rated(town.scheme(ONE_ITEM), [50])

    assert found.label(0) == "B" and class_sizes(found.scheme.cuts, 1, "half_up") == (0, 1, 0, 0)


def test_all_missing_leaves_every_rank_open_and_says_why(town):
    found = rated(town.scheme(ONE_ITEM), [None] * 4)

    assert found.low.tolist() == [1] * 4 and found.high.tolist() == [4] * 4
    assert {found.label(row) for row in range(4)} == {""}
    assert {reason.column for reason in found.missing(0)} == {"税收"}


def test_one_missing_score_opens_only_the_classes_at_the_edges(town):
    found = rated(town.scheme(ONE_ITEM), [None, *range(99, 0, -1)])

    open_rows = [row for row in range(1, 100) if not found.classed[row]]
    assert [int(found.low[row]) for row in open_rows] == [20, 75, 95]


@pytest.mark.parametrize(("accident", "new", "label"), [
    (False, False, "D"), (True, False, "D"), (False, True, "C"), (True, True, "D"),
])  # fmt: skip
def test_protection_lifts_the_last_only_where_no_veto_holds(town, accident, new, label):
    pack = town.scheme(ONE_ITEM + "veto:\n  - {when: 事故, at_best: D}\nprotect:\n  - {when: 新建, at_worst: C}\n")

    found = rated(pack, range(20, 0, -1), 事故=[False] * 19 + [accident], 新建=[False] * 19 + [new])

    assert found.label(19) == label


def test_an_open_veto_leaves_the_class_open_where_it_matters(town):
    pack = town.scheme(ONE_ITEM + "veto:\n  - {when: 事故, at_best: C}\n")

    found = rated(pack, range(20, 0, -1), 事故=[None] + [False] * 18 + [None])

    assert found.label(0) == "" and found.label(19) == "D"
    assert {reason.column for reason in found.missing(0)} == {"事故"}
