"""Counting and stepping by a calendar whose days are data."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from yanzhen.language.workdays import WorkingDays

SPAN = [date(2024, 1, 1) + timedelta(days=step) for step in range(120)]
DAYS = st.sampled_from(SPAN)
CALENDAR = WorkingDays("历", SPAN[0], SPAN[-1], frozenset(SPAN[30:37]), frozenset({SPAN[12], SPAN[47]}))


def test_weekends_are_free_unless_worked_and_weekdays_worked_unless_free():
    assert [CALENDAR.works(day) for day in SPAN[4:8]] == [True, False, False, True]
    assert CALENDAR.works(SPAN[12]) and SPAN[12].weekday() == 5
    assert not CALENDAR.works(SPAN[30]) and SPAN[30].weekday() < 5


@given(DAYS, DAYS)
def test_days_between_are_those_worked_after_the_first_up_to_the_last(first, last):
    low, high = sorted((first, last))
    worked = sum(CALENDAR.works(day) for day in SPAN if low < day <= high)

    assert CALENDAR.between(first, last) == (worked if first <= last else -worked)


@given(DAYS, st.integers(1, 40))
def test_a_step_forward_lands_on_a_working_day_that_many_later(day, steps):
    found = CALENDAR.after(day, steps)

    if found is None:
        assert CALENDAR.passed(day) + steps > len(CALENDAR.days)
    else:
        assert CALENDAR.works(found) and CALENDAR.between(day, found) == steps


@given(DAYS, st.integers(1, 40))
def test_a_step_back_undoes_a_step_forward_from_a_working_day(day, steps):
    found = CALENDAR.after(day, steps)

    if found is not None and CALENDAR.works(day):
        assert CALENDAR.after(found, -steps) == day


def test_beyond_its_span_it_does_not_answer():
    before, after = SPAN[0] - timedelta(days=1), SPAN[-1] + timedelta(days=1)

    assert CALENDAR.between(before, SPAN[5]) is None and CALENDAR.between(SPAN[5], after) is None
    assert CALENDAR.after(before, 3) is None and CALENDAR.after(after, -3) is None and CALENDAR.after(after, 0) is None
    assert CALENDAR.after(SPAN[-1], 1) is None and CALENDAR.after(SPAN[0], -1) is None
    assert CALENDAR.between(SPAN[0], SPAN[-1]) is not None
