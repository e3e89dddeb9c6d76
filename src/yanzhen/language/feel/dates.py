"""Functions that make and ask dates, times and durations (DMN 1.5, 10.3.4.1, 10.3.4.7).

now() and today() answer the moment whoever evaluates has given: FEEL has them; packs do not, they have 基准日.
"""

from __future__ import annotations

import datetime
from contextvars import ContextVar
from fractions import Fraction

from yanzhen.language.feel.table import declare
from yanzhen.language.feel.temporal_text import read_date, read_datetime, read_duration, read_time
from yanzhen.language.temporal import DAY, Date, DateTime, DaysTime, Time, YearsMonths, as_date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _day(value: object) -> Date:
    """The day of a date or of a date and time."""
    return value.date if isinstance(value, DateTime) else as_date(value)


@declare("date(from: string)")
def date_of_text(text: str) -> object:
    """The day the text names."""
    return read_date(text)


@declare("date(from: day)")
def date_of_day(value: object) -> object:
    """The day of a date and time."""
    return _day(value)


@declare("date(year: number, month: number, day: number)")
def date_of_parts(year: Fraction, month: Fraction, day: Fraction) -> object:
    """The day of the calendar."""
    return Date.of(int(year), int(month), int(day)) if abs(year) < 10**10 else None


@declare("time(from: string)")
def time_of_text(text: str) -> object:
    """The time the text names."""
    time = read_time(text)
    return time and time.plus(Fraction(0))


@declare("time(from: time)")
def time_of_time(value: Time) -> object:
    """The time itself."""
    return value


@declare("time(from: moment)")
def time_of_moment(value: DateTime) -> object:
    """The time of a date and time."""
    return value.time


@declare("time(from: date)")
def time_of_date(value: object) -> object:
    """A date begins at midnight in UTC."""
    return Time(Fraction(0), 0)


@declare("time(hour: number, minute: number, second: number, offset?: seconds?)")
def time_of_parts(hour: Fraction, minute: Fraction, second: Fraction, offset: DaysTime | None) -> object:
    """The time of the clock, in the offset if one is given."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return None
    if offset is not None and abs(offset.seconds) > 18 * 3600:
        return None
    return Time(int(hour) * 3600 + int(minute) * 60 + second, None if offset is None else int(offset.seconds))


@declare("date and time(from: string)")
def moment_of_text(text: str) -> object:
    """The moment the text names."""
    return read_datetime(text)


@declare("date and time(from: moment)")
def moment_of_moment(value: DateTime) -> object:
    """The moment itself."""
    return value


@declare("date and time(date: day, time: time)")
def moment_of_parts(date: object, time: Time) -> object:
    """The day of the one at the time of the other."""
    return DateTime(_day(date), time)


@declare("duration(from: string)")
def duration(text: str) -> object:
    """The duration the text names."""
    return read_duration(text)


@declare("years and months duration(from: day, to: day)")
def months_between(start: object, end: object) -> object:
    """Whole months from the one to the other, a month being full when its day (and time) is reached."""
    first, last = _day(start), _day(end)
    year, month, day = first.civil()
    other_year, other_month, other_day = last.civil()
    months = (other_year - year) * 12 + other_month - month
    if months > 0 and other_day < day:
        months -= 1
    elif months < 0 and other_day > day:
        months += 1
    return YearsMonths(months)


@declare("day of year(date: day)")
def day_of_year(date: object) -> object:
    """1 on the first of January."""
    day = _day(date)
    return Fraction(day.days - Date.of(day.civil()[0], 1, 1).days + 1)


@declare("day of week(date: day)")
def day_of_week(date: object) -> object:
    """The English name of the weekday."""
    return WEEKDAYS[_day(date).weekday - 1]


@declare("month of year(date: day)")
def month_of_year(date: object) -> object:
    """The English name of the month."""
    return MONTHS[_day(date).civil()[1] - 1]


@declare("week of year(date: day)")
def week_of_year(date: object) -> object:
    """The week by ISO 8601: week 1 holds the first Thursday."""
    day = _day(date)
    thursday = Date(day.days + 4 - day.weekday)
    first = Date.of(thursday.civil()[0], 1, 1)
    return Fraction((thursday.days - first.days) // 7 + 1)


MOMENT: ContextVar[datetime.datetime | None] = ContextVar("MOMENT", default=None)
"""What now() answers, in UTC; whoever evaluates sets it. The language asks no clock: without it both are null."""


@declare("now()")
def now() -> object:
    """The moment of the evaluation, in UTC; null when none was given."""
    moment = MOMENT.get()
    if moment is None:
        return None
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return DateTime(as_date(moment.date()), Time(Fraction(seconds) + Fraction(moment.microsecond, 10**6), 0))


@declare("today()")
def today() -> object:
    """The day of the evaluation; null when none was given."""
    moment = MOMENT.get()
    return as_date(moment.date()) if moment is not None else None


# ---------------------------------------------------------------- properties


def property_of(value: object, name: str) -> object:
    """A property of a date, time or duration (DMN 1.5, table 65); KeyError when it has none of that name."""
    value = as_date(value)
    if isinstance(value, YearsMonths):
        years, months = divmod(abs(value.months), 12)
        parts = {"years": years, "months": months}
        return Fraction(parts[name] * (-1 if value.months < 0 else 1))
    if isinstance(value, DaysTime):
        size = abs(value.seconds)
        whole = int(size)
        parts = {"days": whole // DAY, "hours": whole // 3600 % 24, "minutes": whole // 60 % 60, "seconds": size % 60}
        return Fraction(parts[name] * (-1 if value.seconds < 0 else 1))
    if isinstance(value, DateTime):
        if name == "time offset":
            return _offset(value.time, value.date)
        try:
            return property_of(value.date, name)
        except KeyError:
            return property_of(value.time, name)
    if isinstance(value, Date):
        return Fraction(dict(zip(("year", "month", "day", "weekday"), (*value.civil(), value.weekday)))[name])
    if name == "time offset":
        return _offset(value, None)
    if name == "timezone":
        return value.zone if isinstance(value.zone, str) else None
    whole = int(value.seconds)
    return Fraction({"hour": whole // 3600, "minute": whole // 60 % 60, "second": value.seconds % 60}[name])


def _offset(time: Time, date: Date | None) -> object:
    offset = time.offset(date)
    return None if offset is None else DaysTime(Fraction(offset))
