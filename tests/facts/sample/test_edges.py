"""Values lie exactly where rules turn, and one step to each side."""

from fractions import Fraction

import numpy as np
import pytest

from yanzhen.periods import Period


def cells(frame, column, year):
    return frame.stored(column, Period.year_of(year) if year else None)


@pytest.mark.parametrize("offset", [-1, 0, 1])
@pytest.mark.parametrize("bound", [20_000_000, 400_000_000])
@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_some_cells_are_on_each_threshold_and_one_step_beside_it(city, bound, offset, year):
    held = cells(city.frames["企业"], "营业收入", year)
    assert np.any(held.values[held.present] == bound * 100 + offset)


@pytest.mark.parametrize("steps", [9_999, 10_000, 10_001, 14_999, 15_000, 15_001])
def test_child_rows_lie_on_thresholds_too(city, steps):
    held = cells(city.frames["贷款"], "费率", None)
    assert np.any(held.values[held.present] == steps)


@pytest.mark.parametrize("offset", [-1, 0, 1])
@pytest.mark.parametrize("rate", [Fraction(15, 100), Fraction(30, 100)])
@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_some_firms_grow_by_exactly_the_rate_or_one_step_beside_it(city, rate, offset, year):
    before, now = cells(city.frames["企业"], "税收", year - 1), cells(city.frames["企业"], "税收", year)
    both = before.present & now.present
    target = before.values[both] * rate.numerator, (now.values[both] - before.values[both] - offset) * rate.denominator
    assert np.any((target[0] == target[1]) & (before.values[both] > 0))


def test_some_firms_stand_on_a_threshold_and_on_a_growth_at_once(city):
    before, now = cells(city.frames["企业"], "税收", 2023), cells(city.frames["企业"], "税收", 2024)
    start = (before.values == 200_000_000) & before.present & now.present
    assert np.any(now.values[start] == 230_000_000)


def test_a_ratio_of_two_columns_is_met_from_both_sides(city):
    leaving, staff = cells(city.frames["企业"], "离职人数", 2024), cells(city.frames["企业"], "从业人员", 2024)
    both = leaving.present & staff.present & (staff.values >= 20)
    gap = leaving.values[both] * 1000 - staff.values[both] * 55
    assert np.any((gap > 0) & (gap <= 1000))
    assert np.any((gap < 0) & (gap >= -1000))


def test_the_hinted_share_of_cells_is_on_thresholds(city):
    held = cells(city.frames["企业"], "营业收入", 2024)
    on = sum(
        np.isin(held.values[held.present], [bound - 1, bound, bound + 1]).sum() for bound in (2 * 10**9, 4 * 10**10)
    )
    assert 0.01 <= on / city.frames["企业"].n <= 0.035


def test_no_count_falls_below_zero_at_a_threshold_of_zero(write, vocabulary, tmp_path):
    from yanzhen.facts import Folder, build_snapshot

    write(thresholds={("企业", "离职人数"): [Fraction(0)]}, growth={})

    held = cells(build_snapshot(Folder(tmp_path / "facts", vocabulary), vocabulary).frames["企业"], "离职人数", 2024)
    assert held.values[held.present].min() == 0
