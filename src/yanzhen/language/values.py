"""Values of the exact reading, and the two kinds of nothing.

A number is a `Fraction` in canonical units, a truth a `bool`, text a `str`, a day a `datetime.date`, a code an `int` id,
a list a Python `list`, a context a `dict`. `None` is FEEL's null: in packs it means *known to have no value* (the largest
of no contracts, last year's tax of a firm founded this year, a table without a row), and a comparison with it is false.
`Missing` means *not known, and these facts would tell*. `Between` is a number known only to lie in an interval: what
counting rows gives when some rows may or may not belong.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

NOT_DELIVERED = "not_delivered"
NOT_FILLED = "not_filled"
NOT_JUDGED = "not_judged"
BASE_NOT_POSITIVE = "base_not_positive"
OUTSIDE_HISTORY = "outside_history"
NOT_LISTED = "not_listed"
TIED = "tied"

KIND_WORDS = {
    NOT_DELIVERED: "未报送",
    NOT_FILLED: "未填写",
    NOT_JUDGED: "未评审",
    BASE_NOT_POSITIVE: "基数不为正，无法计算",
    OUTSIDE_HISTORY: "上期尚无此主体，无法计算",
    NOT_LISTED: "表中未载明",
    TIED: "并列，取谁未定",
}
FACT_KINDS = frozenset({NOT_DELIVERED, NOT_FILLED, NOT_LISTED})
"""Kinds that a delivery of facts (or of a table) would settle; the others need a person's decision."""


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """One fact that is not known: `column` is empty when a whole register is meant; `period` is empty when undated."""

    register: str
    column: str
    period: str
    kind: str

    def __str__(self) -> str:
        where = f"{self.register}.{self.column}" if self.column else self.register
        when = f"({self.period})" if self.period else ""
        return f"{where}{when} {KIND_WORDS[self.kind]}"


@dataclass(frozen=True, slots=True)
class Missing:
    """Not known; `reasons` is never empty."""

    reasons: frozenset[Reason]


@dataclass(frozen=True, slots=True)
class Between:
    """A number in [low, high]; None means unbounded on that side. Never a single point: that is a Fraction."""

    low: Fraction | None
    high: Fraction | None
    reasons: frozenset[Reason]


def missing(register: str, column: str, period: object, kind: str) -> Missing:
    """A Missing with one reason."""
    return Missing(frozenset({Reason(register, column, "" if period is None else str(period), kind)}))


def reasons_of(*values: object) -> frozenset[Reason]:
    """The united reasons of all values that are Missing or Between."""
    found: frozenset[Reason] = frozenset()
    for value in values:
        if isinstance(value, Missing | Between):
            found |= value.reasons
    return found


def unknown(value: object) -> bool:
    """Whether the value is Missing or only known as an interval."""
    return isinstance(value, Missing | Between)


def settled(value: object) -> object:
    """The value, with an interval counted as Missing: what every operator but comparison makes of it."""
    return Missing(value.reasons) if isinstance(value, Between) else value
