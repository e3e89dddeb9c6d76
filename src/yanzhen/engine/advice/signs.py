"""Where a polynomial in one whole number is below, at and above zero: exactly, without roots.

The difference p(k + 1) − p(k) has one degree less. Where its sign stays, p rises or falls from one whole number to the next,
so the places where p changes sign are found by halving: whole numbers only, and never an approximation.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb, lcm

Poly = tuple[Fraction, ...]
"""Coefficients, the constant first; no trailing zeros but for the constant itself."""

Run = tuple[int, int, int]
"""(first, last, sign): every whole number from first to last has that sign, −1, 0 or 1."""


def tidy(coefficients: list[Fraction]) -> Poly:
    """The same polynomial without leading zeros."""
    while len(coefficients) > 1 and not coefficients[-1]:
        coefficients.pop()
    return tuple(coefficients)


def add(left: Poly, right: Poly, sign: int = 1) -> Poly:
    """left + sign × right."""
    size = max(len(left), len(right))
    zero = Fraction(0)
    return tidy(
        [(left[at] if at < len(left) else zero) + sign * (right[at] if at < len(right) else zero) for at in range(size)]
    )


def multiply(left: Poly, right: Poly) -> Poly:
    """left × right."""
    found = [Fraction(0)] * (len(left) + len(right) - 1)
    for at, one in enumerate(left):
        for beside, other in enumerate(right):
            found[at + beside] += one * other
    return tidy(found)


def value(poly: Poly, at: int) -> Fraction:
    """p(at)."""
    found = Fraction(0)
    for coefficient in reversed(poly):
        found = found * at + coefficient
    return found


def sign_at(poly: Poly, at: int) -> int:
    """−1, 0 or 1."""
    return _sign(value(poly, at).numerator)


def runs(poly: Poly, low: int, high: int) -> list[Run]:
    """The whole numbers from `low` to `high`, in order, as runs of one sign; neighbours differ in sign."""
    scale = lcm(*(part.denominator for part in poly))
    return _runs([int(part * scale) for part in poly], low, high)


def _runs(whole: list[int], low: int, high: int) -> list[Run]:
    if len(whole) == 1:
        return [(low, high, _sign(whole[0]))]
    if len(whole) == 2:
        return _straight(whole[0], whole[1], low, high)
    found: list[Run] = []
    slopes = _runs(_difference(whole), low, high - 1) if high > low else [(low, low, 0)]
    for at, (first, last, slope) in enumerate(slopes):
        found += _monotone(whole, first, high if at == len(slopes) - 1 else last, slope)
    return _joined(found)


def _straight(start: int, slope: int, low: int, high: int) -> list[Run]:
    """Runs of start + slope × k, slope not 0."""
    before = -1 if slope > 0 else 1
    reached = min(max(-(start // slope), low), high + 1)  # the first whole number at or past the root
    past = min(max(-start // slope + 1, low), high + 1)
    return [
        run for run in ((low, reached - 1, before), (reached, past - 1, 0), (past, high, -before)) if run[0] <= run[1]
    ]


def around(poly: Poly, holds: Callable[[int], bool], at: int, low: int, high: int) -> tuple[int, int]:
    """The longest stretch of whole numbers within [low, high] that holds `at` and all of whose signs pass the test."""
    stretch: tuple[int, int] | None = None
    for first, last, sign in runs(poly, low, high):
        if not holds(sign):
            if last >= at:
                break
            stretch = None
            continue
        stretch = (first if stretch is None else stretch[0], last)
    assert stretch is not None and stretch[0] <= at <= stretch[1], "asked of a place where the test does not hold"
    return stretch


def _difference(whole: list[int]) -> list[int]:
    """p(k + 1) − p(k), of one degree less."""
    found = [0] * (len(whole) - 1)
    for power, coefficient in enumerate(whole):
        for below in range(power):
            found[below] += coefficient * comb(power, below)
    return found


def _monotone(whole: list[int], low: int, high: int, slope: int) -> list[Run]:
    """Runs of a polynomial that only rises (slope ≥ 0) or only falls over the stretch."""
    way = 1 if slope >= 0 else -1
    start = _first(lambda at: way * _value(whole, at) >= 0, low, high)
    past = _first(lambda at: way * _value(whole, at) > 0, start, high)
    found = ((low, start - 1, -way), (start, past - 1, 0), (past, high, way))
    return [run for run in found if run[0] <= run[1]]


def _value(whole: list[int], at: int) -> int:
    found = 0
    for coefficient in reversed(whole):
        found = found * at + coefficient
    return found


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _first(passes: Callable[[int], bool], low: int, high: int) -> int:
    """The first whole number of the stretch that passes, all later ones passing too; high + 1 when none does."""
    stop = high + 1
    while low < stop:
        middle = (low + stop) // 2
        if passes(middle):
            stop = middle
        else:
            low = middle + 1
    return low


def _joined(found: list[Run]) -> list[Run]:
    whole: list[Run] = []
    for first, last, sign in found:
        if whole and whole[-1][2] == sign:
            whole[-1] = (whole[-1][0], last, sign)
        else:
            whole.append((first, last, sign))
    return whole
