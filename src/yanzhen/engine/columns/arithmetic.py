"""Exact arithmetic and comparison of number vectors: whole numbers only, wider ones where 64 bits could not hold them."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import gcd

import numpy as np

from yanzhen.engine.columns.vectors import (
    LIMIT,
    Days,
    Mask,
    Numbers,
    Ranged,
    Truths,
    Why,
    constant,
    none_of,
    plain,
    united,
    without,
)

FLOAT_SAFE = 1e-12
"""Relative distance beyond which two products of doubles surely differ: each side has at most five roundings of 2^-53."""


@lru_cache(maxsize=4096)
def common_quantum(left: Fraction, right: Fraction) -> tuple[Fraction, int, int]:
    """The largest step both are whole multiples of, and the two multiples."""
    below = left.denominator * right.denominator
    step = Fraction(gcd(left.numerator * right.denominator, right.numerator * left.denominator), below)
    return step, int(left / step), int(right / step)


def widened(array: np.ndarray) -> np.ndarray:
    """The same whole numbers as Python integers, which never overflow."""
    return array if array.dtype == object else array.astype(object)


def _array(found: np.ndarray | int) -> np.ndarray:
    """The result as an array: of arrays without a dimension, numpy gives back a bare number, which may not fit 64 bits."""
    return np.array(found, dtype=object) if isinstance(found, int) else np.asarray(found)


def peak_of(array: np.ndarray) -> int:
    """The largest absolute value that occurs."""
    if array.size == 0:
        return 0
    return max(abs(int(array.max())), abs(int(array.min())))


def product(left: np.ndarray, right: np.ndarray | int, left_peak: int, right_peak: int) -> tuple[np.ndarray, int]:
    """left × right and a bound for it; computed wider when the bound passes 2^62 even for the values that occur."""
    if left_peak * right_peak >= LIMIT:
        left_peak, right_peak = peak_of(left), abs(right) if isinstance(right, int) else peak_of(right)
        if left_peak * right_peak >= LIMIT:
            other = right if isinstance(right, int) else widened(right)
            return _array(widened(left) * other), left_peak * right_peak
    return left * right, max(1, left_peak * right_peak)


def add(left: Numbers, right: Numbers, sign: int = 1) -> Numbers:
    """left + right, or left − right with sign −1."""
    left, right = plain(left), plain(right)
    step, by_left, by_right = common_quantum(left.quantum, right.quantum)
    above_left, peak_left = product(left.num, by_left, left.peak, by_left)
    above_right, peak_right = product(right.num, by_right, right.peak, by_right)
    den, peak = None, 1
    if left.den is not None or right.den is not None:
        den_left = np.array(1, dtype=np.int64) if left.den is None else left.den
        den_right = np.array(1, dtype=np.int64) if right.den is None else right.den
        above_left, peak_left = product(above_left, den_right, peak_left, right.peak)
        above_right, peak_right = product(above_right, den_left, peak_right, left.peak)
        den, peak = product(den_left, den_right, left.peak, right.peak)
    if peak_left + peak_right >= LIMIT:
        above_left, above_right = widened(above_left), widened(above_right)
    num = above_left + above_right if sign > 0 else above_left - above_right
    return _result(num, step, left, right, den, max(peak_left + peak_right, peak))


def multiply(left: Numbers, right: Numbers) -> Numbers:
    """left × right."""
    left, right = plain(left), plain(right)
    num, peak = product(left.num, right.num, left.peak, right.peak)
    den, den_peak = left.den, left.peak
    if right.den is not None:
        den, den_peak = (right.den, right.peak) if den is None else product(den, right.den, left.peak, right.peak)
    return _result(num, left.quantum * right.quantum, left, right, den, max(peak, den_peak))


def divide(left: Numbers, right: Numbers, refused_why: Why) -> Numbers:
    """left ÷ right where right is above zero; missing where it is not, with the reasons given for that."""
    left, right = plain(left), plain(right)
    refused = without(right.ok & (right.num <= 0), none_of(left))
    divisor = np.where(right.ok & ~refused, right.num, 1)
    num, peak = (left.num, left.peak) if right.den is None else product(left.num, right.den, left.peak, right.peak)
    den, den_peak = (divisor, right.peak) if left.den is None else product(left.den, divisor, left.peak, right.peak)
    found = _result(num, left.quantum / right.quantum, left, right, den, max(peak, den_peak))
    ok = found.ok & ~refused
    why = united((found.why, refused_why), without(~ok, found.none))
    return Numbers(np.where(ok, found.num, 0), found.quantum, ok, found.none, found.den, found.peak, why)


def negative(vector: Numbers) -> Numbers:
    """The values with their signs turned."""
    vector = plain(vector)
    return Numbers(-vector.num, vector.quantum, vector.ok, vector.none, vector.den, vector.peak, vector.why)


def _result(
    num: np.ndarray, step: Fraction, left: Numbers, right: Numbers, den: np.ndarray | None, peak: int
) -> Numbers:
    none = none_of(left, right)
    ok = without(left.ok & right.ok, none)
    why = united((left.why, right.why), without(~ok, none))
    num = _array(num)
    return Numbers(np.where(ok, num, 0), step, ok, none, None if den is None else np.where(ok, den, 1), peak, why)


def order(left: Numbers, right: Numbers) -> np.ndarray:
    """−1, 0 or 1 for each row: whether left is below, at or above right. Exact; meaningless where either is missing."""
    _, by_left, by_right = common_quantum(left.quantum, right.quantum)
    above_left, peak_left = _scaled(left.num, by_left, right.den, left.peak, right.peak)
    above_right, peak_right = _scaled(right.num, by_right, left.den, right.peak, left.peak)
    if above_left is not None and above_right is not None and max(peak_left, peak_right) < LIMIT:
        return np.sign(above_left - above_right) if peak_left + peak_right < LIMIT else _sign(above_left, above_right)
    return _order_wide(left, right, by_left, by_right)


def _sign(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return (left > right).astype(np.int8) - (left < right).astype(np.int8)


def _scaled(
    num: np.ndarray, by: int, den: np.ndarray | None, peak: int, den_peak: int
) -> tuple[np.ndarray | None, int]:
    bound = peak * by * (1 if den is None else den_peak)
    if bound >= LIMIT:
        bound = peak_of(num) * by * (1 if den is None else peak_of(den))
        if bound >= LIMIT or num.dtype == object or (den is not None and den.dtype == object):
            return None, bound
    return (num * by if den is None else num * by * den), bound


def _order_wide(left: Numbers, right: Numbers, by_left: int, by_right: int) -> np.ndarray:
    """Doubles decide the rows that are far apart; Python integers decide the others."""
    one = np.array(1, dtype=np.int64)
    parts = np.broadcast_arrays(
        left.num, one if right.den is None else right.den, right.num, one if left.den is None else left.den
    )
    a, b, c, d = (np.asarray(part, dtype=np.float64) for part in parts)
    above_left, above_right = a * b * float(by_left), c * d * float(by_right)
    gap = above_left - above_right
    found = np.sign(gap).astype(np.int8)
    near = ~(np.abs(gap) > FLOAT_SAFE * (np.abs(above_left) + np.abs(above_right)))
    for at in zip(*np.nonzero(near), strict=True) if near.ndim else ([()] if near else []):
        x, y, z, w = (int(part[at]) for part in parts)
        exact = x * y * by_left - z * w * by_right
        found[at] = (exact > 0) - (exact < 0)
    return found


TESTS = {
    "=": lambda sign: sign == 0,
    "!=": lambda sign: sign != 0,
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
}


DIRECT = {"=": np.equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}


def _holds(op: str, left: Numbers, right: Numbers) -> np.ndarray:
    """left op right where both are known; one pass over the rows where whole numbers stand beside a constant."""
    if left.den is None and right.den is None and right.num.ndim == 0:
        _, by_left, by_right = common_quantum(left.quantum, right.quantum)
        bound, rest = divmod(int(right.num) * by_right, by_left)
        if op == "=" and rest:
            return np.zeros(left.num.shape, dtype=bool)
        if rest and op in ("<", ">="):  # between two steps, the next one up is the first that reaches
            bound += 1
        if abs(bound) < LIMIT:
            return DIRECT[op](left.num, bound)
    return TESTS[op](order(left, right))


def compare(op: str, left: Numbers | Ranged, right: Numbers | Ranged) -> Truths:
    """left op right, decided wherever the known ends of both sides settle it; false where either is nothing."""
    none = none_of(left, right)
    if op == "!=":
        equal = compare("=", left, right)
        sure, maybe = without(~equal.maybe, none), without(~equal.sure, none)
        return Truths(sure, maybe, united((left.why, right.why), maybe & ~sure))
    if isinstance(left, Numbers) and isinstance(right, Numbers):
        held = _holds(op, left, right)
        known = left.ok & right.ok
        sure, maybe = without(known & held, none), without(~known | held, none)
    elif op == "=":
        low, high = order(left.low, right.high), order(left.high, right.low)
        apart = (~(left.open_below | right.open_above) & (low > 0)) | (
            ~(left.open_above | right.open_below) & (high < 0)
        )
        sure, maybe = without(left.ok & right.ok & (low == 0), none), without(~apart, none)
    else:
        near, far = (left.low, right.high) if op in (">", ">=") else (left.high, right.low)
        shut = ~(left.open_below | right.open_above) if op in (">", ">=") else ~(left.open_above | right.open_below)
        other = ~(left.open_above | right.open_below) if op in (">", ">=") else ~(left.open_below | right.open_above)
        best, worst = (left.high, right.low) if op in (">", ">=") else (left.low, right.high)
        sure = without(shut & TESTS[op](order(near, far)), none)
        maybe = without(~other | TESTS[op](order(best, worst)), none)
    return Truths(sure, maybe, united((left.why, right.why), maybe & ~sure))


def compare_days(op: str, left: Days, right: Days) -> Truths:
    """left op right on days."""
    none = none_of(left, right)
    held = TESTS[op](np.sign(left.days.astype(np.int64) - right.days))
    known = left.ok & right.ok
    sure, maybe = without(known & held, none), without(~known | held, none)
    return Truths(sure, maybe, united((left.why, right.why), maybe & ~sure))


def chosen(pick: np.ndarray, options: list[Numbers], lost: Mask, none: Mask, why: Why) -> Numbers:
    """For each row the value of option `pick[i]`; missing where `lost`, nothing where `none`."""
    options = [plain(option) for option in options]
    step = options[0].quantum
    for option in options[1:]:
        step, _, _ = common_quantum(step, option.quantum)
    quotient = any(option.den is not None for option in options)
    shape = pick.shape
    num = np.zeros(shape, dtype=np.int64)
    den = np.ones(shape, dtype=np.int64) if quotient else None
    ok = np.zeros(shape, dtype=bool)
    nothing = none.copy()
    peak = 1
    for at, option in enumerate(options):
        here = pick == at
        above, above_peak = product(option.num, int(option.quantum / step), option.peak, int(option.quantum / step))
        num, den = (
            _merged(num, here, above),
            None if den is None else _merged(den, here, 1 if option.den is None else option.den),
        )
        ok |= here & option.ok
        if option.none is not None:
            nothing |= here & option.none & ~lost
        peak = max(peak, above_peak, option.peak if option.den is not None else 1)
    ok &= ~lost & ~nothing
    whys = [masked_why(option.why, pick == at) for at, option in enumerate(options)]
    return Numbers(np.where(ok, num, 0), step, ok, nothing, den, peak, united((why, *whys), ~ok & ~nothing))


def masked_why(why: Why, where: Mask) -> Why:
    """The reasons where asked."""
    return united((why,), where)


def _merged(array: np.ndarray, here: Mask, value: np.ndarray | int) -> np.ndarray:
    if isinstance(value, np.ndarray) and value.dtype == object:
        array = widened(array)
    return np.where(here, value, array)


def least(vectors: list[Numbers | Ranged], largest: bool) -> Ranged:
    """The smallest (or largest) of several, bounded by those that are known; nothing where all are nothing."""
    low, below = _extreme([(v.low, v.open_below, v.none) for v in vectors], largest, loose=largest)
    high, above = _extreme([(v.high, v.open_above, v.none) for v in vectors], largest, loose=not largest)
    nones = [np.zeros_like(below) if v.none is None else v.none for v in vectors]
    none = np.logical_and.reduce(np.broadcast_arrays(*nones))
    return ranged(low, high, below, above, none if none.any() else None, united([v.why for v in vectors]))


def ranged(low: Numbers, high: Numbers, open_below: Mask, open_above: Mask, none: Mask | None, why: Why) -> Ranged:
    """An interval for each row; its reasons are kept only where the ends do not meet."""
    open_below, open_above = without(open_below, none), without(open_above, none)
    ok = without(~open_below & ~open_above & (order(low, high) == 0), none)
    return Ranged(low, high, open_below, open_above, ok, none, united((why,), without(~ok, none)))


def whole_quotient(value: Numbers, step: Numbers, rows: int) -> Numbers:
    """How many full steps (a constant above zero) the value holds, not below 0."""
    found = _floored(value, step.quantum)
    num = np.broadcast_to(np.maximum(found, 0), (rows,))
    ok = np.broadcast_to(value.ok, (rows,))
    none = None if value.none is None else np.broadcast_to(value.none, (rows,))
    return Numbers(np.where(ok, num, 0), Fraction(1), ok, none, None, max(1, peak_of(num)), value.why)


def _floored(value: Numbers, step: Fraction) -> np.ndarray:
    """floor(value ÷ step), exactly."""
    ratio = value.quantum / step
    above, _ = product(value.num, ratio.numerator, value.peak, ratio.numerator)
    if value.den is None:
        return above // ratio.denominator
    below, _ = product(value.den, ratio.denominator, value.peak, ratio.denominator)
    return above // below


def rounded(value: Numbers, step: Fraction, mode: str) -> Numbers:
    """The multiples of `step` by mode up, down, half_up (away from zero) or half_even, as counts of the step."""
    value = plain(value)
    floor = _floored(value, step)
    if mode == "down":
        num = floor
    elif mode == "up":
        num = -_floored(negative(value), step)
    elif mode == "half_even":
        twice = _floored(multiply(value, constant(Fraction(2))), step)
        exact_half = (twice % 2 == 1) & (-_floored(negative(multiply(value, constant(Fraction(2)))), step) == twice)
        num = np.where(twice % 2 == 0, floor, np.where(exact_half, floor + floor % 2, floor + 1))
    else:
        size = Numbers(np.abs(value.num), value.quantum, value.ok, value.none, value.den, value.peak)
        up = _floored(add(size, constant(step / 2)), step)
        num = np.where(value.num < 0, -up, up)
    return Numbers(np.where(value.ok, num, 0), step, value.ok, value.none, None, max(1, peak_of(num)), value.why)


def _extreme(parts: list[tuple[Numbers, Mask, Mask | None]], largest: bool, loose: bool) -> tuple[Numbers, Mask]:
    """The extreme of the bounded ends. `loose`: an open end is left out; else it leaves the result open."""
    best: Numbers | None = None
    seen = opened = np.array(False)
    for number, is_open, none in parts:
        skip = np.array(False) if none is None else none
        opened = opened | (is_open & ~skip)
        usable = ~is_open & ~skip
        if best is None:
            best, seen = number, usable
            continue
        sign = order(best, number)
        better = usable & (~seen | (sign < 0 if largest else sign > 0))
        pick = np.where(better, 1, 0)
        none_here = np.zeros(pick.shape, dtype=bool)
        best = chosen(pick, [_trusted(best), _trusted(number)], none_here, none_here, constant(Fraction(0)).why)
        seen = seen | usable
    assert best is not None
    return best, (~seen if loose else opened | ~seen)


def _trusted(number: Numbers) -> Numbers:
    """The same numbers with every row taken as known: the caller keeps track of which are."""
    return Numbers(number.num, number.quantum, np.ones_like(number.ok), None, number.den, number.peak)
