"""A FEEL range as a value: [low..high], (low..high) …, or a test such as (> 10) that stands as one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """`low` or `high` is None where a test leaves that side open; `test` is the sign it was written with, or empty.

    A test is never equal to a range written in brackets, even if the same values pass both.
    """

    low: object
    high: object
    low_closed: bool
    high_closed: bool
    test: str = ""


def from_test(sign: str, operand: object) -> Interval:
    """The range that a test stands for."""
    if sign in ("<", "<="):
        return Interval(None, operand, False, sign == "<=", sign)
    if sign in (">", ">="):
        return Interval(operand, None, sign == ">=", False, sign)
    return Interval(operand, operand, True, True, sign)
