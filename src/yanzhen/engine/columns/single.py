"""One row of a vector, as the exact reading puts it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import numpy as np

from yanzhen.engine.columns.vectors import Codes, Days, Numbers, Ranged, Truths, Vector
from yanzhen.language.values import Between, Missing, Reason

EPOCH = date(1970, 1, 1)


def value_at(vector: Vector, row: int) -> object:
    """The value of row `row` of a broadcast vector: plain, None, Missing or Between."""
    if isinstance(vector, Truths):
        known = bool(vector.sure[row]) or not vector.maybe[row]
        return bool(vector.sure[row]) if known else Missing(reasons_at(vector, row))
    if vector.none is not None and vector.none[row]:
        return None
    if vector.ok[row]:
        return _plain(vector, row)
    if isinstance(vector, Ranged):
        low = None if vector.open_below[row] else number_at(vector.low, row)
        high = None if vector.open_above[row] else number_at(vector.high, row)
        if low is not None or high is not None:
            return Between(low, high, reasons_at(vector, row))
    return Missing(reasons_at(vector, row))


def reasons_at(vector: Vector, row: int) -> frozenset[Reason]:
    """The reasons kept for one row."""
    return frozenset(reason for reason, mask in vector.why().items() if (mask if mask.ndim == 0 else mask[row]))


def number_at(vector: Numbers, row: int) -> Fraction:
    """The number of one row, whether or not it is known."""
    whole = int(_of(vector.num, row)) * vector.quantum
    return whole if vector.den is None else whole / int(_of(vector.den, row))


def _of(array: np.ndarray, row: int) -> int:
    return array[row] if array.ndim else array.item()


def _plain(vector: Vector, row: int) -> object:
    if isinstance(vector, Numbers):
        return number_at(vector, row)
    if isinstance(vector, Ranged):
        return number_at(vector.low, row)
    if isinstance(vector, Days):
        return EPOCH + timedelta(days=int(vector.days[row]))
    assert isinstance(vector, Codes)
    return int(vector.ids[row]) if vector.words is None else vector.words[vector.ids[row]]
