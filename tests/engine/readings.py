"""One row of a vector as the exact reading would put it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from yanzhen.engine.columns.vectors import Codes, Days, Numbers, Ranged, Truths, Vector
from yanzhen.language.values import Between, Missing, Reason

EPOCH = date(1970, 1, 1)


def as_value(vector: Vector, row: int) -> object:
    """The value of row `row` of a broadcast vector: plain, None, Missing or Between."""
    reasons = frozenset(reason for reason, mask in vector.why().items() if _at(mask, row))
    if isinstance(vector, Truths):
        known = bool(vector.sure[row]) or not vector.maybe[row]
        return bool(vector.sure[row]) if known else Missing(reasons)
    if vector.none is not None and vector.none[row]:
        return None
    if vector.ok[row]:
        return _plain(vector, row)
    if isinstance(vector, Ranged):
        low = None if vector.open_below[row] else number(vector.low, row)
        high = None if vector.open_above[row] else number(vector.high, row)
        return Missing(reasons) if low is None and high is None else Between(low, high, reasons)
    return Missing(reasons)


def reasons_at(vector: Vector, row: int) -> frozenset[Reason]:
    """The reasons kept for one row."""
    return frozenset(reason for reason, mask in vector.why().items() if _at(mask, row))


def _at(mask, row: int) -> bool:
    return bool(mask if mask.ndim == 0 else mask[row])


def _plain(vector: Vector, row: int) -> object:
    if isinstance(vector, Numbers):
        return number(vector, row)
    if isinstance(vector, Ranged):
        return number(vector.low, row)
    if isinstance(vector, Days):
        return EPOCH + timedelta(days=int(vector.days[row]))
    assert isinstance(vector, Codes)
    return int(vector.ids[row]) if vector.words is None else vector.words[vector.ids[row]]


def number(vector: Numbers, row: int) -> Fraction:
    """The number of one row."""
    whole = int(vector.num[row] if vector.num.ndim else vector.num) * vector.quantum
    if vector.den is None:
        return whole
    return whole / int(vector.den[row] if vector.den.ndim else vector.den)
