"""FEEL's days, times and durations, exact and without a largest year of 9999.

A `datetime.date` (what facts hold) and a `Date` are the same day everywhere; `as_date` is the bridge. Seconds are fractions.
A zone is an offset in seconds, a name such as Europe/Paris, or None for local time. Offsets of named zones come from the
system's zone table; years outside it are read in the like year of the 400-year cycle. Text forms: feel/temporal_text.py.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY = 86_400
LAST_YEAR = 999_999_999
Zone = int | str | None

_EPOCH = datetime.date(1970, 1, 1).toordinal()
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def days_in_month(year: int, month: int) -> int:
    """How many days the month has (proleptic Gregorian, astronomical years)."""
    leap = month == 2 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return _MONTH_DAYS[month - 1] + leap


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A calendar day, counted from 1970-01-01."""

    days: int

    @classmethod
    def of(cls, year: int, month: int, day: int) -> Date | None:
        """The day of the calendar, or None if there is none such."""
        if not (abs(year) <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)):
            return None
        cycles, part = divmod(year, 400)
        # Year 0 of a cycle is leap like 400; datetime has no year 0, so the cycle's year 400 stands for it.
        year_in = part or 400
        return cls(datetime.date(year_in, month, day).toordinal() - _EPOCH + (cycles - (not part)) * 146_097)

    def civil(self) -> tuple[int, int, int]:
        """Year, month, day."""
        cycles, part = divmod(self.days + _EPOCH - 1, 146_097)
        day = datetime.date.fromordinal(part + 1)
        return day.year + 400 * cycles, day.month, day.day

    @property
    def weekday(self) -> int:
        """1 is Monday, 7 is Sunday."""
        return (self.days + 3) % 7 + 1

    def plus_months(self, months: int) -> Date | None:
        """That many months later; a day the month lacks becomes its last day."""
        year, month, day = self.civil()
        year, month = divmod(year * 12 + month - 1 + months, 12)
        return Date.of(year, month + 1, min(day, days_in_month(year, month + 1)))

    def plus_days(self, days: int) -> Date | None:
        """That many days later; None beyond the last year."""
        moved = Date(self.days + days)
        return moved if abs(moved.days) < 365_000_000_000 and abs(moved.civil()[0]) <= LAST_YEAR else None


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: seconds since midnight, and its zone."""

    seconds: Fraction
    zone: Zone = None

    def offset(self, date: Date | None = None) -> int | None:
        """Seconds ahead of UTC, None for local time; without a date a named zone has its offset of 1970-01-01."""
        return offset_of(self.zone, date or Date(0), self.seconds)

    def utc(self) -> Fraction:
        """Seconds since midnight in UTC (local time counts as UTC)."""
        return self.seconds - (self.offset() or 0)

    def plus(self, seconds: Fraction) -> Time:
        """Later by that much, round the clock."""
        return Time((self.seconds + seconds) % DAY, self.zone)


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day and a time on it."""

    date: Date
    time: Time

    @property
    def zone(self) -> Zone:
        """The zone of its time."""
        return self.time.zone

    def instant(self) -> Fraction:
        """Seconds since 1970-01-01T00:00Z (local time counts as UTC)."""
        return self.date.days * DAY + self.time.seconds - (self.time.offset(self.date) or 0)

    def plus_months(self, months: int) -> DateTime | None:
        """That many months later at the same time of day."""
        moved = self.date.plus_months(months)
        return moved and DateTime(moved, self.time)

    def plus(self, seconds: Fraction) -> DateTime | None:
        """Later by that much real time."""
        local = self.date.days * DAY + self.time.seconds + seconds
        if isinstance(self.zone, str):
            instant = self.instant() + seconds
            local = instant + _offset_at_instant(self.zone, instant)
        days, rest = divmod(local, DAY)
        moved = Date(0).plus_days(int(days))
        return moved and DateTime(moved, Time(rest, self.zone))


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A duration of whole months."""

    months: int


@dataclass(frozen=True, slots=True, order=True)
class DaysTime:
    """A duration of seconds."""

    seconds: Fraction


def as_date(value: object) -> object:
    """A `Date` for a `datetime.date`; every other value unchanged."""
    if type(value) is datetime.date:
        return Date(value.toordinal() - _EPOCH)
    return value


def midnight(day: Date) -> DateTime:
    """A date where a date and time is needed: its midnight in UTC."""
    return DateTime(day, Time(Fraction(0), 0))


@lru_cache(maxsize=512)
def zone_info(name: str) -> ZoneInfo | None:
    """The named zone, or None if there is none such."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def offset_of(zone: Zone, date: Date, seconds: Fraction) -> int | None:
    """Seconds ahead of UTC in the zone at that local time."""
    if not isinstance(zone, str):
        return zone
    info = zone_info(zone)
    if info is None:
        return 0
    return _seconds(_like(date.days, seconds).replace(tzinfo=info).utcoffset())


def _offset_at_instant(zone: str, instant: Fraction) -> int:
    info = zone_info(zone)
    days, rest = divmod(instant, DAY)
    return _seconds(_like(int(days), rest).replace(tzinfo=datetime.UTC).astimezone(info).utcoffset())


def _like(days: int, seconds: Fraction) -> datetime.datetime:
    """The moment, or the like one 400 years nearer when datetime has no such year."""
    ordinal = days + _EPOCH
    if not 366 < ordinal < 3_652_000:
        ordinal = (ordinal - 146_097) % 146_097 + 146_097 * (5 if ordinal > 366 else 1)
    whole = int(seconds)
    clock = datetime.time(whole // 3600, whole // 60 % 60, whole % 60)
    return datetime.datetime.combine(datetime.date.fromordinal(ordinal), clock)


def _seconds(delta: datetime.timedelta | None) -> int:
    return 0 if delta is None else delta.days * DAY + delta.seconds


def comparable(left: object, right: object) -> tuple[object, object] | None:
    """Two keys that compare as the two temporal values do; None when they have no order (other kind, one zoned only)."""
    left, right = as_date(left), as_date(right)
    if type(left) is not type(right):
        return None
    if isinstance(left, Date | YearsMonths | DaysTime):
        return left, right
    if isinstance(left, Time | DateTime) and (left.zone is None) == (right.zone is None):
        if isinstance(left, Time):
            return left.utc(), right.utc()
        return left.instant(), right.instant()
    return None


TEMPORAL = (Date, datetime.date, Time, DateTime, YearsMonths, DaysTime)
