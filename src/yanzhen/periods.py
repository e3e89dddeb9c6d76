"""Years, halves, quarters and months: what a decision is about, and how to step back in time.

A period is a kind and an ordinal, so "the year before" is a subtraction and never a string operation. Working days are
not here: they need the city's calendar, which is data.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from yanzhen.errors import YanzhenError

PER_YEAR = {"year": 1, "half": 2, "quarter": 4, "month": 12}
_MARK = {"half": "H", "quarter": "Q"}
_TEXT = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?\Z")


class PeriodError(YanzhenError):
    """A text is not a period."""

    code = "YZ-T01"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of the calendar: `kind` is year, half, quarter or month; `index` counts such spans since year 0."""

    kind: str
    index: int

    @classmethod
    def year_of(cls, year: int) -> Period:
        """The whole calendar year."""
        return cls("year", year)

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period written as 2024, 2024-H1, 2024-Q3 or 2024-07; anything else is a PeriodError."""
        match = _TEXT.match(text.strip())
        if not match:
            raise PeriodError(f"「{text}」不是期间", hint="写作 2024、2024-H1、2024-Q3 或 2024-07")
        year = int(match[1])
        for kind, part in zip(("half", "quarter", "month"), match.groups()[1:], strict=True):
            if part:
                return cls(kind, year * PER_YEAR[kind] + int(part) - 1)
        return cls("year", year)

    @classmethod
    def of(cls, day: date, kind: str) -> Period:
        """The period of this kind that holds the day."""
        step = 12 // PER_YEAR[kind]
        return cls(kind, day.year * PER_YEAR[kind] + (day.month - 1) // step)

    @property
    def year(self) -> int:
        """The calendar year it lies in."""
        return self.index // PER_YEAR[self.kind]

    @property
    def start(self) -> date:
        """期初: its first day."""
        step = 12 // PER_YEAR[self.kind]
        return date(self.year, self.index % PER_YEAR[self.kind] * step + 1, 1)

    @property
    def end(self) -> date:
        """期末: its last day."""
        return self.shift(1).start - timedelta(days=1)

    def shift(self, steps: int) -> Period:
        """The period `steps` spans later (earlier when negative)."""
        return Period(self.kind, self.index + steps)

    def years_back(self, years: int) -> Period:
        """The same part of the year, `years` earlier."""
        return self.shift(-years * PER_YEAR[self.kind])

    def holds(self, day: date) -> bool:
        """Whether the day lies inside."""
        return self.start <= day <= self.end

    def parts(self, kind: str) -> tuple[Period, ...]:
        """The periods of a finer (or the same) kind it is made of, in order."""
        ratio, rest = divmod(PER_YEAR[kind], PER_YEAR[self.kind])
        if rest or not ratio:
            raise PeriodError(f"{self.kind} 不能分成 {kind}", hint="只能分成更细的期间")
        return tuple(Period(kind, self.index * ratio + step) for step in range(ratio))

    def __str__(self) -> str:
        if self.kind == "year":
            return f"{self.year:04d}"
        part = self.index % PER_YEAR[self.kind] + 1
        return f"{self.year:04d}-{part:02d}" if self.kind == "month" else f"{self.year:04d}-{_MARK[self.kind]}{part}"


def add_months(day: date, months: int) -> date:
    """The day that many months later; a day the month lacks becomes its last day (1月31日 + 1 月 = 2月末)."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
