"""Numeric functions of FEEL: rounding, roots, sums over lists (DMN 1.5, 10.3.4.4 and 10.3.4.5)."""

from __future__ import annotations

import decimal
from collections import Counter
from fractions import Fraction

from yanzhen.language import operators
from yanzhen.language.feel.table import declare
from yanzhen.language.numbers import WIDE, from_decimal, round_to, to_decimal, trimmed
from yanzhen.language.temporal import DaysTime, YearsMonths

SCALES = (-6111, 6176)


def _scaled(n: Fraction, scale: Fraction | None, mode: str) -> Fraction | None:
    places = int(scale) if scale is not None else 0
    return round_to(n, places, mode) if SCALES[0] <= places <= SCALES[1] else None


@declare("decimal(n: number, scale: number)")
def decimal_places(n: Fraction, scale: Fraction) -> object:
    """Half to even at so many decimals."""
    return _scaled(n, scale, "half_even")


@declare("floor(n: number, scale?: number)")
def floor(n: Fraction, scale: Fraction | None) -> object:
    """Down to the next number of that scale."""
    return _scaled(n, scale, "floor")


@declare("ceiling(n: number, scale?: number)")
def ceiling(n: Fraction, scale: Fraction | None) -> object:
    """Up to the next number of that scale."""
    return _scaled(n, scale, "ceiling")


@declare("round up(n: number, scale: number)")
def round_up(n: Fraction, scale: Fraction) -> object:
    """Away from zero."""
    return _scaled(n, scale, "up")


@declare("round down(n: number, scale: number)")
def round_down(n: Fraction, scale: Fraction) -> object:
    """Towards zero."""
    return _scaled(n, scale, "down")


@declare("round half up(n: number, scale: number)")
def round_half_up(n: Fraction, scale: Fraction) -> object:
    """To the nearest, halves away from zero."""
    return _scaled(n, scale, "half_up")


@declare("round half down(n: number, scale: number)")
def round_half_down(n: Fraction, scale: Fraction) -> object:
    """To the nearest, halves towards zero."""
    return _scaled(n, scale, "half_down")


@declare("abs(n: number)")
def absolute(n: Fraction) -> object:
    """The size of a number."""
    return abs(n)


@declare("abs(n: months)")
def absolute_months(n: YearsMonths) -> object:
    """The size of a duration."""
    return YearsMonths(abs(n.months))


@declare("abs(n: seconds)")
def absolute_seconds(n: DaysTime) -> object:
    """The size of a duration."""
    return DaysTime(abs(n.seconds))


@declare("modulo(dividend: number, divisor: number)")
def modulo(dividend: Fraction, divisor: Fraction) -> object:
    """The rest of a floored division; its sign is the divisor's."""
    return trimmed(dividend % divisor) if divisor else None


@declare("sqrt(number: number)")
def sqrt(number: Fraction) -> object:
    """The root, exact where it is a fraction."""
    if number < 0:
        return None
    top, bottom = _root(number.numerator), _root(number.denominator)
    if top is not None and bottom is not None:
        return Fraction(top, bottom)
    return _computed(lambda: WIDE.sqrt(to_decimal(number, WIDE)))


def _root(number: int) -> int | None:
    import math

    root = math.isqrt(number)
    return root if root * root == number else None


@declare("log(number: number)")
def log(number: Fraction) -> object:
    """The natural logarithm."""
    return _computed(lambda: WIDE.ln(to_decimal(number, WIDE))) if number > 0 else None


@declare("exp(number: number)")
def exp(number: Fraction) -> object:
    """e to that power."""
    return _computed(lambda: WIDE.exp(to_decimal(number, WIDE)))


def _computed(function) -> Fraction | None:
    try:
        return from_decimal(function())
    except (decimal.Overflow, decimal.InvalidOperation):
        return None


@declare("odd(number: number)")
def odd(number: Fraction) -> object:
    """Whether the number is odd."""
    return number % 2 == 1


@declare("even(number: number)")
def even(number: Fraction) -> object:
    """Whether the number is even."""
    return number % 2 == 0


# ---------------------------------------------------------------- over lists


def _numbers(values: list[object]) -> bool:
    return bool(values) and all(type(value) is Fraction for value in values)


@declare("sum(list: list)")
@declare("sum(n...: any)")
def total(values: list[object]) -> object:
    """The sum of numbers, or of durations of one kind; of an empty list null."""
    if not values or not all(isinstance(value, Fraction | YearsMonths | DaysTime) for value in values):
        return None
    result = values[0]
    for value in values[1:]:
        result = operators.arithmetic("+", result, value, full=True)
    return result


@declare("product(list: list)")
@declare("product(n...: any)")
def product(values: list[object]) -> object:
    """The product of numbers."""
    if not _numbers(values):
        return None
    result: Fraction | None = Fraction(1)
    for value in values:
        result = trimmed(result * value) if result is not None else None
    return result


@declare("mean(list: list)")
@declare("mean(n...: any)")
def mean(values: list[object]) -> object:
    """The arithmetic mean of numbers, or of durations of one kind."""
    whole = total(values)
    return None if whole is None else operators.arithmetic("/", whole, Fraction(len(values)), full=True)


@declare("median(list: list)")
@declare("median(n...: any)")
def median(values: list[object]) -> object:
    """The middle of numbers; of an even count the mean of the two middle ones."""
    if not _numbers(values):
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


@declare("stddev(list: list)")
@declare("stddev(n...: any)")
def stddev(values: list[object]) -> object:
    """The standard deviation of a sample of two or more."""
    if not _numbers(values) or len(values) < 2:
        return None
    middle = sum(values, Fraction(0)) / len(values)
    return sqrt(trimmed(sum(((value - middle) ** 2 for value in values), Fraction(0)) / (len(values) - 1)))


@declare("mode(list: list)")
@declare("mode(n...: any)")
def mode(values: list[object]) -> object:
    """The numbers that occur most often, rising; of an empty list the empty list."""
    if not values:
        return []
    if not _numbers(values):
        return None
    counts = Counter(values)
    most = max(counts.values())
    return sorted(value for value, count in counts.items() if count == most)
