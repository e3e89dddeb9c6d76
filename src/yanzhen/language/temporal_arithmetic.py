"""Sums, differences and multiples of dates, times and durations (DMN 1.5, tables 58–60). None where FEEL has no value."""

from __future__ import annotations

from fractions import Fraction

from yanzhen.language.temporal import DAY, Date, DateTime, DaysTime, Time, YearsMonths, as_date, midnight

_LONGEST = 10**20


def add(left: object, right: object) -> object:
    """left + right, in either order of a moment and a duration."""
    left, right = as_date(left), as_date(right)
    if isinstance(left, YearsMonths | DaysTime) and isinstance(right, Date | DateTime | Time):
        left, right = right, left
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return _months(left.months + right.months)
    if isinstance(left, DaysTime) and isinstance(right, DaysTime):
        return _seconds(left.seconds + right.seconds)
    if isinstance(right, YearsMonths) and isinstance(left, Date | DateTime):
        return left.plus_months(right.months)
    if isinstance(right, DaysTime):
        if isinstance(left, Date):
            moved = DateTime(left, Time(Fraction(0))).plus(right.seconds)
            return moved and moved.date
        if isinstance(left, DateTime | Time):
            return left.plus(right.seconds)
    return None


def subtract(left: object, right: object) -> object:
    """left − right: a duration between two moments, or a moment earlier."""
    left, right = as_date(left), as_date(right)
    if isinstance(right, YearsMonths | DaysTime):
        return add(left, negated(right)) if not isinstance(left, type(None)) else None
    if isinstance(left, Date) and isinstance(right, Date):
        return DaysTime(Fraction((left.days - right.days) * DAY))
    if isinstance(left, Time) and isinstance(right, Time):
        return DaysTime(left.utc() - right.utc()) if (left.zone is None) == (right.zone is None) else None
    if isinstance(left, Date | DateTime) and isinstance(right, Date | DateTime):
        start = midnight(right) if isinstance(right, Date) else right
        end = midnight(left) if isinstance(left, Date) else left
        return DaysTime(end.instant() - start.instant()) if (start.zone is None) == (end.zone is None) else None
    return None


def multiply(left: object, right: object) -> object:
    """A duration as many times; months are cut to whole ones."""
    if isinstance(left, Fraction):
        left, right = right, left
    if not isinstance(right, Fraction):
        return None
    if isinstance(left, YearsMonths):
        return _months(int(left.months * right))
    return _seconds(left.seconds * right) if isinstance(left, DaysTime) else None


def divide(left: object, right: object) -> object:
    """A duration divided by a number, or by one of its kind (a number)."""
    if isinstance(right, Fraction):
        return multiply(left, 1 / right) if right else None
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return Fraction(left.months, right.months) if right.months else None
    if isinstance(left, DaysTime) and isinstance(right, DaysTime):
        return left.seconds / right.seconds if right.seconds else None
    return None


def negated(value: object) -> object:
    """−duration; None for anything else."""
    if isinstance(value, YearsMonths):
        return YearsMonths(-value.months)
    return DaysTime(-value.seconds) if isinstance(value, DaysTime) else None


def _months(months: int) -> YearsMonths | None:
    return YearsMonths(months) if abs(months) < _LONGEST else None


def _seconds(seconds: Fraction) -> DaysTime | None:
    """The duration, cut to the nanosecond: no fraction grows without end."""
    if abs(seconds) >= _LONGEST:
        return None
    if seconds.denominator > 10**9:
        seconds = Fraction(int(seconds * 10**9), 10**9)
    return DaysTime(seconds)
