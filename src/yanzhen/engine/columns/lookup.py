"""Choosing values row by row: if/else, tables, codes, shifted days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from yanzhen.engine.columns import arithmetic, logic
from yanzhen.engine.columns.reader import Reader
from yanzhen.engine.columns.vectors import (
    LIMIT,
    Codes,
    Days,
    Mask,
    Numbers,
    Truths,
    Vector,
    Why,
    masked,
    none_of,
    nothing_missing,
    plain,
    united,
    without,
)
from yanzhen.language import tree
from yanzhen.periods import Period

NONE_FITS = -1


def pick(at: np.ndarray, options: Sequence[Vector], lost: Mask, why: Why) -> Vector:
    """For each row the value of option `at[i]`; missing where `lost`; nothing where `at` is −1 and not lost."""
    none = (at < 0) & ~lost
    options = [plain(option) for option in options]
    kind = type(options[0])
    if kind is Numbers:
        return arithmetic.chosen(at, list(options), lost, none, why)
    here = [at == position for position in range(len(options))]
    whys = [masked(option.why, where) for option, where in zip(options, here, strict=True)]
    if kind is Truths:
        sure = np.logical_or.reduce([where & option.sure for option, where in zip(options, here, strict=True)]) & ~lost
        maybe = np.logical_or.reduce([where & option.maybe for option, where in zip(options, here, strict=True)]) | lost
        return Truths(sure, maybe, united((why, *whys), maybe & ~sure))
    ok = np.logical_or.reduce([where & option.ok for option, where in zip(options, here, strict=True)]) & ~lost
    for option, where in zip(options, here, strict=True):
        if option.none is not None:
            none = none | (where & option.none & ~lost)
    reasons = united((why, *whys), ~ok & ~none)
    if kind is Days:
        return Days(np.select(here, [option.days for option in options], 0), ok, none, reasons)
    words = None
    if any(option.words is not None for option in options):
        words, options = _shared_words(options)
    return Codes(np.select(here, [option.ids for option in options], 0), ok, none, words, reasons)


def _shared_words(options: Sequence[Codes]) -> tuple[tuple[str, ...], list[Codes]]:
    """The same texts over one list of words."""
    words = tuple(dict.fromkeys(word for option in options for word in (option.words or ())))
    place = {word: at for at, word in enumerate(words)}
    moved = []
    for option in options:
        table = np.array([place[word] for word in option.words or ("",) if word in place] or [0], dtype=np.int32)
        moved.append(Codes(table[option.ids], option.ok, option.none, words, option.why))
    return words, moved


def if_else(condition: Truths, yes: Vector, no: Vector) -> Vector:
    """yes where the condition holds, no where it does not; missing where it is open, unless both are known and equal."""
    yes, no = plain(yes), plain(no)
    open_rows = condition.maybe & ~condition.sure
    equal = _equal(yes, no)
    lost = open_rows & ~equal
    at = np.where(condition.sure | (open_rows & equal), 0, 1)
    at, lost = np.broadcast_arrays(at, lost)
    why = united((condition.why, yes.why, no.why), lost)
    return pick(at, [yes, no], lost, why)


def _equal(yes: Vector, no: Vector) -> Mask:
    """Where both are known and the same, or both are nothing."""
    match yes, no:
        case Truths(), Truths():
            return yes.ok & no.ok & (yes.sure == no.sure)
        case Numbers(), Numbers():
            same = arithmetic.order(yes, no) == 0
        case Days(), Days():
            same = yes.days == no.days
        case _:
            same = compare_codes(
                "=", Codes(yes.ids, yes.ok, None, yes.words), Codes(no.ids, no.ok, None, no.words)
            ).sure
    nothing = False if yes.none is None or no.none is None else yes.none & no.none
    return (yes.ok & no.ok & same) | nothing


def compare_codes(op: str, left: Codes, right: Codes) -> Truths:
    """left op right: by id, which is list order, or for texts by the words."""
    if left.words is not None or right.words is not None:
        _, (left, right) = _shared_words([left, right])
    none = none_of(left, right)
    held = arithmetic.TESTS[op](np.sign(left.ids.astype(np.int64) - right.ids))
    known = left.ok & right.ok
    sure, maybe = without(known & held, none), without(~known | held, none)
    return Truths(sure, maybe, united((left.why, right.why), maybe & ~sure))


def code_in(value: Codes, nodes: frozenset[int]) -> Truths:
    """Whether the code is one of the ids."""
    asked = np.fromiter(sorted(nodes), dtype=value.ids.dtype, count=len(nodes))
    held = value.ids == asked[0] if len(asked) == 1 else np.isin(value.ids, asked)
    lost = without(~value.ok, value.none)
    sure = value.ok & held
    return Truths(sure, sure | lost, masked(value.why, lost))


def whole_steps(by: Numbers) -> np.ndarray:
    """The numbers without their fractions, cut off towards zero."""
    size = by.quantum
    steps = by.num * size.numerator
    below = size.denominator * (1 if by.den is None else by.den)
    return np.where(steps >= 0, 1, -1) * (np.abs(steps) // below)


def shifted_days(start: Days, by: Numbers, unit: str) -> Days:
    """Days moved by whole days or months; a month that lacks the day gives its last day."""
    none = none_of(start, by)
    ok = without(start.ok & by.ok, none)
    steps = whole_steps(by)
    if unit == "日":
        days = start.days + steps
    else:
        day = start.days.astype("datetime64[D]")
        month = day.astype("datetime64[M]")
        target = month + steps.astype(np.int64)
        last = (target + 1).astype("datetime64[D]") - target.astype("datetime64[D]") - np.timedelta64(1, "D")
        within = np.minimum(day - month.astype("datetime64[D]"), last)
        days = (target.astype("datetime64[D]") + within).astype(np.int64)
    return Days(np.where(ok, days, 0), ok, none, united((start.why, by.why), without(~ok, none)))


def fitting(reader: Reader, node: tree.Table, register: str, period: Period) -> tuple[np.ndarray, Mask, Why]:
    """For each row the index of the table row that fits (−1: none), where that is open, and why."""
    return _fitting(reader, node, register, period)[:3]


def _fitting(
    reader: Reader, node: tree.Table, register: str, period: Period
) -> tuple[np.ndarray, Mask, Why, np.ndarray]:
    """As `fitting`, and the highest table row reached in an earlier year."""
    at, lost, why = _row_at(reader, node, register, period)
    if not node.first:
        return at, lost, why, at
    highest = np.full_like(at, NONE_FITS)
    open_years, whys = np.zeros_like(lost), []
    for year in range(node.complete_from, period.year):
        earlier, unsure, reason = _row_at(reader, node, register, period.years_back(period.year - year))
        earlier, unsure = np.broadcast_arrays(earlier, unsure)
        highest = np.maximum(highest, np.where(unsure, NONE_FITS, earlier))
        open_years = open_years | unsure
        whys.append(masked(reason, unsure))
    reached = (highest >= at) & (at >= 0) & ~lost
    waiting = open_years & ~reached & (at >= 0) & ~lost
    at = np.where(reached | waiting, NONE_FITS, at)
    return at, lost | waiting, united((why, united(whys, waiting))), highest


def _row_at(reader: Reader, node: tree.Table, register: str, period: Period) -> tuple[np.ndarray, Mask, Why]:
    by = reader.read(node.by, register, period)
    rows = reader.rows(register)
    known, none = np.broadcast_to(by.ok, (rows,)), by.none
    bounds = _constant_bounds(node, by)
    if bounds is not None:
        lost = without(~known, none)
        if node.form == "steps":
            at = np.add.reduce([by.num >= bound for bound in bounds], dtype=np.int8) - 1
        else:
            at = np.add.reduce([by.num > bound for bound in bounds], dtype=np.int8)
            at = np.where(at == len(bounds), NONE_FITS, at)
        return np.where(known if none is None else known & ~none, at, NONE_FITS), lost, masked(by.why, lost)
    at = np.full(rows, NONE_FITS)
    lost = without(~known, none) if node.form == "match" else np.zeros(rows, dtype=bool)
    whys = [masked(by.why, lost)]
    bounds_lost = np.zeros(rows, dtype=bool)
    free = np.ones(rows, dtype=bool) if none is None else ~none
    for position, (bound, _) in enumerate(node.rows):
        held = _held(reader, node, bound, register, period)
        unsure = held.maybe & ~held.sure & ~lost & free
        bounds_lost = bounds_lost | unsure
        whys.append(masked(held.why, unsure))
        here = held.sure & free & ((at < 0) | (node.form == "steps"))
        at = np.where(here, position, at)
    lost = lost | bounds_lost
    return np.where(lost, NONE_FITS, at), lost, united(whys)


def _constant_bounds(node: tree.Table, by: Vector) -> list[int] | None:
    """The bounds in steps of the value, where they are plain numbers that go up and whole steps; else None."""
    plain_numbers = all(isinstance(bound, tree.Number) for bound, _ in node.rows)
    if node.form not in ("steps", "upto") or not plain_numbers or not isinstance(by, Numbers) or by.num.ndim == 0:
        return None
    found = [bound.value / by.quantum for bound, _ in node.rows]
    fits = by.den is None and len(found) < 100 and found == sorted(found)
    whole = fits and all(bound.denominator == 1 and abs(bound.numerator) < LIMIT for bound in found)
    return [bound.numerator for bound in found] if whole else None


def _held(reader: Reader, node: tree.Table, bound: tree.Node, register: str, period: Period) -> Truths:
    if node.form == "match":
        return reader.truths(bound, register, period)
    op = "<=" if node.form == "upto" else ">="
    return reader.truths(tree.Compare(op, node.by, bound), register, period)


def _rows_table(reader: Reader, node: tree.Table, register: str, period: Period) -> Vector:
    at, lost, why, reached = _fitting(reader, node, register, period)
    options = [reader.read(value, register, period) for _, value in node.rows]
    if node.first == "each":
        return _newly_reached(at, reached, options, lost, why)
    if node.otherwise is not None:
        at = np.where((at < 0) & ~lost, len(options), at)
        options.append(reader.read(node.otherwise, register, period))
    return pick(at, options, lost, why)


def _newly_reached(at: np.ndarray, reached: np.ndarray, options: list[Vector], lost: Mask, why: Why) -> Vector:
    """The sum of what each table row gives from the first one not reached before up to the one that fits."""
    zero = arithmetic.constant(Fraction(0))
    whole: Numbers = zero
    never = np.zeros_like(lost)
    for position, option in enumerate(options):
        fresh = (position > reached) & (position <= at) & ~lost
        part = pick(np.where(fresh, 0, 1), [option, zero], never, nothing_missing)
        assert isinstance(part, Numbers)
        whole = arithmetic.add(whole, part)
    return pick(np.where(at < 0, NONE_FITS, 0), [whole], lost, why)


def _slices(reader: Reader, node: tree.Table, register: str, period: Period) -> Vector:
    value = plain(reader.numbers(node.by, register, period))
    bounds = [plain(reader.numbers(bound, register, period)) for bound, _ in node.rows]
    rates = [plain(reader.numbers(rate, register, period)) for _, rate in node.rows]
    whole: Numbers | None = None
    for position, (low, rate) in enumerate(zip(bounds, rates, strict=True)):
        part = arithmetic.add(value, low, -1)
        if position + 1 < len(bounds):
            width = arithmetic.add(bounds[position + 1], low, -1)
            part = plain(arithmetic.least([part, width], largest=False))
        part = plain(arithmetic.least([part, arithmetic.multiply(low, arithmetic.constant(ZERO))], largest=True))
        slice_ = arithmetic.multiply(part, rate)
        whole = slice_ if whole is None else arithmetic.add(whole, slice_)
    assert whole is not None
    below = arithmetic.compare("<", value, bounds[0])
    options: list[Vector] = [whole]
    if node.otherwise is not None:
        options.append(reader.read(node.otherwise, register, period))
    rows = reader.rows(register)
    at = np.where(below.sure, 1 if node.otherwise is not None else NONE_FITS, 0)
    at = np.where(False if value.none is None else value.none, NONE_FITS, at)
    lost = np.broadcast_to(without(~value.ok, value.none), (rows,))
    return pick(np.broadcast_to(at, (rows,)), options, lost, value.why)


def full_steps(reader: Reader, node: tree.Table, register: str, period: Period) -> Numbers:
    """How many full steps are reached now (with `first`, beyond those of every earlier year)."""
    now = _steps_at(reader, node, register, period)
    if not node.first:
        return now
    none_now = np.zeros_like(now.ok) if now.none is None else now.none
    before = np.zeros_like(now.num)
    open_years, whys = np.zeros_like(now.ok), []
    for year in range(node.complete_from, period.year):
        earlier = _steps_at(reader, node, register, period.years_back(period.year - year))
        before = np.maximum(before, np.where(earlier.ok, earlier.num, 0))
        unsure = without(~earlier.ok, earlier.none)
        open_years = open_years | unsure
        whys.append(earlier.why)
    asks = now.ok & (now.num >= 1) & (before < now.num)
    waiting = asks & open_years
    num = np.where(asks, now.num - before, 0)
    ok = now.ok & ~waiting
    return Numbers(
        np.where(ok, num, 0), now.quantum, ok, none_now, None, now.peak, united((now.why, united(whys, waiting)))
    )


def _steps_at(reader: Reader, node: tree.Table, register: str, period: Period) -> Numbers:
    parts = (node.by, node.above, node.rows[0][0])
    value, start, step = (plain(reader.numbers(part, register, period)) for part in parts if part is not None)
    return arithmetic.whole_quotient(arithmetic.add(value, start, -1), step, reader.rows(register))


def _every(reader: Reader, node: tree.Table, register: str, period: Period) -> Vector:
    steps = full_steps(reader, node, register, period)
    lost = without(~steps.ok, steps.none)
    value = plain(reader.numbers(node.rows[0][1], register, period))
    options: list[Vector] = [arithmetic.multiply(steps, value)]
    at = np.where(steps.ok & (steps.num >= 1), 0, NONE_FITS)
    if node.otherwise is not None:
        at = np.where((at < 0) & ~lost, 1, at)
        options.append(reader.read(node.otherwise, register, period))
    return pick(at, options, lost, masked(steps.why, lost))


def has_value(reader: Reader, node: tree.Node, register: str, period: Period) -> Truths:
    """Whether an amount has a value at all: every table in it has a fitting row. A fact that is missing has one."""
    if isinstance(node, tree.TermOf):
        return has_value(reader, node.body, register, period)
    if isinstance(node, tree.Arithmetic):
        return logic.conjunction([has_value(reader, part, register, period) for part in (node.left, node.right)])
    if isinstance(node, tree.Table):
        return _table_has_value(reader, node, register, period)
    value = reader.read(node, register, period)
    held = np.ones_like(value.ok) if value.none is None else ~value.none
    return Truths(held, held)


def _table_has_value(reader: Reader, node: tree.Table, register: str, period: Period) -> Truths:
    if node.otherwise is not None:
        return logic.fixed(True)
    if node.form == "slices":
        value = _slices(reader, node, register, period)
        lost = without(~value.ok, value.none)
        return Truths(value.ok, value.ok | lost, masked(value.why, lost))
    if node.form == "every":
        steps = full_steps(reader, node, register, period)
        sure = steps.ok & (steps.num >= 1)
        lost = without(~steps.ok, steps.none)
        return Truths(sure, sure | lost, masked(steps.why, lost))
    at, lost, why = fitting(reader, node, register, period)
    options = [has_value(reader, value, register, period) for _, value in node.rows]
    if all(option.sure.ndim == 0 and option.sure for option in options):
        fits = (at >= 0) & ~lost
        return Truths(fits, fits | lost, masked(why, lost))
    found = pick(at, options, lost, why)
    assert isinstance(found, Truths)
    return found


ZERO = Fraction(0)
TABLES: dict[str, Callable[[Reader, tree.Table, str, Period], Vector]] = {
    "steps": _rows_table,
    "upto": _rows_table,
    "match": _rows_table,
    "slices": _slices,
    "every": _every,
}
