"""Working days, the newest known value and dated tables, for all rows at once."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import numpy as np

from yanzhen.engine.columns import lookup
from yanzhen.engine.columns.reader import Reader
from yanzhen.engine.columns.vectors import (
    Days,
    Mask,
    Numbers,
    Vector,
    Why,
    because,
    broadcast,
    masked,
    none_of,
    nothing_missing,
    plain,
    united,
    without,
)
from yanzhen.language import tree
from yanzhen.language.subjects.dated import periods_before
from yanzhen.language.values import NOT_LISTED, Reason
from yanzhen.language.workdays import WorkingDays
from yanzhen.periods import Period

EPOCH = date(1970, 1, 1)


def latest(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    """最近: for each row the first period, newest first, whose value is known."""
    fact, day, kind = node.args
    asked = reader.read(day, register, period)
    assert isinstance(asked, Days)
    rows = reader.rows(register)
    at, options = np.full(rows, lookup.NONE_FITS), list[Vector]()
    waiting, lost = np.ones(rows, dtype=bool), np.zeros(rows, dtype=bool)
    first: Why = nothing_missing
    for step, then in enumerate(periods_before(kind.value, EPOCH + timedelta(days=int(asked.days)))):
        value = broadcast(plain(reader.read(fact, register, then)), rows)
        first = value.why if not step else first
        none = np.zeros(rows, dtype=bool) if value.none is None else value.none
        at = np.where(waiting & value.ok, step, at)
        lost = lost | (waiting & none) if step else lost
        waiting = waiting & ~value.ok & ~none
        options.append(value)
        if not waiting.any():
            break
    lost = lost | waiting
    return lookup.pick(at, options, lost, masked(first, lost))


def year_before(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    """上年 of a yearly column, asked in a shorter period."""
    return reader.read(node.args[0], register, Period.year_of(period.year - 1))


def working_days(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    """工作日数."""
    first, last = (reader.read(arg, register, period) for arg in node.args[:2])
    assert isinstance(first, Days) and isinstance(last, Days)
    calendar = node.args[2].days
    none = none_of(first, last)
    known = without(first.ok & last.ok, none)
    ok = known & _covered(calendar, first.days) & _covered(calendar, last.days)
    gap = _passed(calendar, last.days) - _passed(calendar, first.days)
    why = _reasons(node, (first.why, last.why), known, ok, none)
    return Numbers(np.where(ok, gap, 0), Fraction(1), ok, none, None, 1 << 31, why)


def working_day_after(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    """A day moved by whole working days."""
    start, by = reader.read(node.args[0], register, period), plain(reader.numbers(node.args[1], register, period))
    assert isinstance(start, Days) and isinstance(by, Numbers)
    calendar = node.args[2].days
    none = none_of(start, by)
    known = without(start.ok & by.ok, none)
    steps = lookup.whole_steps(by)
    after = _passed(calendar, start.days) + steps - 1
    at = np.where(steps > 0, after, _passed(calendar, start.days - 1) + steps)
    worked = np.array(calendar.days, dtype=np.int64)
    inside = (at >= 0) & (at < len(worked)) & _covered(calendar, start.days)
    ok = known & (inside | ((steps == 0) & _covered(calendar, start.days)))
    found = worked[np.where(inside, at, 0).astype(np.int64)] if len(worked) else np.zeros_like(start.days)
    days = np.where(ok, np.where(steps == 0, start.days, found), 0)
    return Days(days, ok, none, _reasons(node, (start.why, by.why), known, ok, none))


def _covered(calendar: WorkingDays, days: np.ndarray) -> Mask:
    first, last = (calendar.first - EPOCH).days, (calendar.last - EPOCH).days
    return (days >= first) & (days <= last)


def _passed(calendar: WorkingDays, days: np.ndarray) -> np.ndarray:
    return np.searchsorted(np.array(calendar.days, dtype=np.int64), days, side="right")


def _reasons(node: tree.Call, whys: tuple[Why, ...], known: Mask, ok: Mask, none: Mask | None) -> Why:
    """What is missing, and for days beyond the calendar that the calendar is."""
    beyond = because((Reason(node.args[2].name, "", "", NOT_LISTED),), known & ~ok)
    return united((united(whys, without(~known, none)), beyond if (known & ~ok).any() else nothing_missing))


def stated(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    """载明: the value of a dated table; a day the table does not have is missing, not nothing."""
    rows = reader.rows(register)
    value = broadcast(plain(reader.read(node.args[0], register, period)), rows)
    day = broadcast(reader.read(node.args[2], register, period), rows)
    assert isinstance(value, Numbers)
    undated = without(~day.ok, day.none)
    bare = np.zeros(rows, dtype=bool) if value.none is None else value.none
    beyond = without(bare & day.ok, day.none)
    none = None if day.none is None else day.none
    ok = without(value.ok & ~beyond & ~undated, none)
    reason = because((Reason(node.args[1].value, "", "", NOT_LISTED),), beyond)
    plain_why = united((value.why,), without(~value.ok & ~bare & ~undated, none))
    whys = united((masked(day.why, undated), plain_why, reason if beyond.any() else nothing_missing))
    return Numbers(np.where(ok, value.num, 0), value.quantum, ok, none, value.den, value.peak, whys)
