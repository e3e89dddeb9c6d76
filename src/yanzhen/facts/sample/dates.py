"""Days: when a row began and ended, when something happened to it, and days that follow another by some months."""

from __future__ import annotations

from datetime import date

import numpy as np

from yanzhen.facts.sample.hints import ColumnHints
from yanzhen.facts.sample.numbers import Noise
from yanzhen.facts.sample.table import EPOCH, Table, days
from yanzhen.periods import add_months
from yanzhen.registers import Column

_DAY = np.datetime64(EPOCH)
_OLD = 300
"""How many months before the sample's first year the first firms were founded, unless a hint says otherwise."""


def draw_days(table: Table, column: Column, hints: ColumnHints, noise: Noise) -> tuple[np.ndarray, np.ndarray]:
    """(days since 1970, present), both periods × rows; a dated column's days lie inside their periods."""
    register = table.register
    if column.period is not None:
        return _inside(table, column, noise)
    if hints.after is not None:
        return _after(table, hints, noise, *(hints.by or (12, 12)))
    if column.name == register.exists_from:
        return _founded(table, hints, noise)
    first = first_date(register.columns.values(), register.exists_from, register.exists_until)
    if hints.start is None and hints.end is None and not hints.back:
        if column.name == register.exists_until and register.exists_from:
            return _between(table, *_span(table, hints), noise, hints.recent)
        if first is not None and column.name != first and first in table.columns:
            return _after(table, ColumnHints(after=first), noise, 1, 36)
    return _between(table, *_span(table, hints), noise, hints.recent)


def first_date(columns, *besides: str | None) -> str | None:
    """The first undated date column, which says when a row happened."""
    dates = (one.name for one in columns if one.kind == "date" and not one.period)
    return next((name for name in dates if name not in besides), None)


def months_later(day: np.ndarray, months: np.ndarray) -> np.ndarray:
    """Days since 1970 that many months later; a day the month lacks becomes its last."""
    found = _DAY + day.astype("timedelta64[D]")
    month = found.astype("datetime64[M]")
    within = (found - month.astype("datetime64[D]")).astype(int)
    target = month + months.astype("timedelta64[M]")
    start = target.astype("datetime64[D]")
    length = ((target + 1).astype("datetime64[D]") - start).astype(int)
    return (start - _DAY).astype(int) + np.minimum(within, length - 1)


def years_of(day: np.ndarray) -> np.ndarray:
    """The calendar years of days since 1970."""
    return (_DAY + day.astype("timedelta64[D]")).astype("datetime64[Y]").astype(int) + 1970


def _span(table: Table, hints: ColumnHints) -> tuple[int, int]:
    low = hints.start if hints.start is not None else add_months(date(table.asked[0], 1, 1), -hints.back)
    high = hints.end if hints.end is not None else date(table.asked[-1], 12, 31)
    return days(low), max(days(low), days(high))


def _founded(table: Table, hints: ColumnHints, noise: Noise) -> tuple[np.ndarray, np.ndarray]:
    first, last = days(date(table.asked[0], 1, 1)), days(date(table.asked[-1], 12, 31))
    start = days(hints.start) if hints.start is not None else days(add_months(date(table.asked[0], 1, 1), -_OLD))
    last = days(hints.end) if hints.end is not None else last
    chance = noise.uniform("recent", 1)
    where = noise.uniform("day", 1)
    old = start + where * max(1, min(first, last) - start)
    new = first + where * max(1, last - first + 1)
    found = np.where(chance < (0.1 if hints.recent is None else hints.recent), new, old).astype(np.int64)
    return found, np.ones(found.shape, bool)


def _between(table: Table, low: int, high: int, noise: Noise, recent: float | None) -> tuple[np.ndarray, np.ndarray]:
    """Days from low to high while the row exists, the share `recent` of them in the sample's last year.

    Absent where the row does not exist then.
    """
    lows = np.maximum(low, table.born)
    highs = np.minimum(high, table.gone)
    if recent is not None:
        start = days(date(table.asked[-1], 1, 1))
        new = noise.uniform("recent", 1)[0] < recent
        highs = np.where(new | (lows >= start), highs, np.minimum(highs, start - 1))
        lows = np.where(new & (highs >= start), np.maximum(lows, start), lows)
    found = (lows + noise.uniform("day", 1) * (highs - lows + 1)).astype(np.int64)
    return np.clip(found, lows, np.maximum(lows, highs)), (highs >= lows)[None, :]


def _inside(table: Table, column: Column, noise: Noise) -> tuple[np.ndarray, np.ndarray]:
    periods = table.periods(column.period)
    starts = np.array([days(period.start) for period in periods])[:, None]
    ends = np.array([days(period.end) for period in periods])[:, None]
    lows, highs = np.maximum(starts, table.born), np.minimum(ends, table.gone)
    found = (lows + noise.uniform("day", 0) * (highs - lows + 1)).astype(np.int64)
    return found, highs >= lows


def _after(table: Table, hints: ColumnHints, noise: Noise, least: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    earlier = table.column(hints.after or "", None)
    months = (least + noise.uniform("months", 1) * (most - least + 1)).astype(np.int64)
    return months_later(earlier.values, months), earlier.present.copy()
