"""Working days of one calendar: which days count, as data says it, and how to count and step by them.

A calendar is data of a pack: the span of days it answers for, the weekdays that are free and the weekend days that are
worked. Outside its span nothing is known, and nothing is guessed.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class WorkingDays:
    """`first` and `last` are the days the table answers for, both included; `rest` and `work` are its exceptions to weekends."""

    name: str
    first: date
    last: date
    rest: frozenset[date]
    work: frozenset[date]
    days: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """Every working day of the span, as days since 1970-01-01, rising."""

    def __post_init__(self) -> None:
        span = (self.first + timedelta(days=step) for step in range((self.last - self.first).days + 1))
        days = tuple((day - EPOCH).days for day in span if self.works(day))
        object.__setattr__(self, "days", days)

    def works(self, day: date) -> bool:
        """Whether work is done on a day of the span."""
        return day in self.work or (day.weekday() < 5 and day not in self.rest)

    def covers(self, day: date) -> bool:
        """Whether the table answers for the day."""
        return self.first <= day <= self.last

    def passed(self, day: date) -> int:
        """How many working days of the span lie up to and including the day."""
        return bisect_right(self.days, (day - EPOCH).days)

    def between(self, first: date, last: date) -> int | None:
        """Working days from the first day, not counted, to the last; negative backwards; None beyond the table."""
        if not self.covers(first) or not self.covers(last):
            return None
        return self.passed(last) - self.passed(first)

    def after(self, day: date, steps: int) -> date | None:
        """The working day that many after the day (before it when negative; the day itself for 0); None beyond the table."""
        if not self.covers(day):
            return None
        if not steps:
            return day
        at = self.passed(day) + steps - 1 if steps > 0 else self.passed(day - timedelta(days=1)) + steps
        return EPOCH + timedelta(days=self.days[at]) if 0 <= at < len(self.days) else None
