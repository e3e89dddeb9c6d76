"""How much a met row is given: lines, floor, caps, ceiling, rounding, in that fixed order, exactly.

Every amount is kept as an interval `[low, high]`; the two meet where all facts it needs are known. A fact that is missing
widens it: payments nobody delivered could use up a cap wholly or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from yanzhen.engine import payments
from yanzhen.engine.columns import arithmetic
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.vectors import (
    Mask,
    Numbers,
    Ranged,
    Reasons,
    Why,
    broadcast,
    constant,
    nothing_missing,
    united,
)
from yanzhen.engine.decide import Decided
from yanzhen.engine.scope import event_order
from yanzhen.language import tree
from yanzhen.pack.model import Cap, Clause, Times
from yanzhen.periods import Period

ZERO = constant(Fraction(0))


@dataclass(frozen=True)
class Amounts:
    """For each row the least and the most it may be given, as whole multiples of the clause's rounding step.

    `known` marks rows where the two are the same settled number. `bounded` marks rows whose upper end is known.
    """

    low: np.ndarray
    high: np.ndarray
    step: Fraction
    known: Mask
    bounded: Mask
    why: Why


def amounts_of(decided: Decided, reader: Reader) -> Amounts | None:
    """The amounts of a decided clause for every row (meaningful where it is met); None when it gives no computed money."""
    clause = decided.element.clause
    if clause.amount is None or clause.amount.high is None:
        return None
    high = _ends(reader, clause.amount.high, decided)
    low = _ends(reader, clause.amount.low, decided) if clause.amount.low is not None else high
    interval = Interval(low.low, high.high, low.below, high.above, united((low.why, high.why)))
    interval = _at_least_zero(interval)
    for times in clause.times:
        interval = _counted(interval, times, decided, reader)
    for cap in clause.caps:
        interval = _capped(interval, cap, decided, reader)
    if clause.ceiling is not None:
        vocabulary = reader.snapshot.vocabulary
        counted = _paid(payments.ceiling_question(clause, decided.period, vocabulary), decided, reader)
        interval = _topped(interval, clause.ceiling.most, counted, decided, reader)
    return _rounded(interval, clause, decided.rows)


@dataclass(frozen=True)
class Interval:
    """Two number vectors and where each end bounds nothing."""

    low: Numbers
    high: Numbers
    below: Mask
    above: Mask
    why: Why


def _ends(reader: Reader, node: tree.Node, decided: Decided) -> Interval:
    return _interval(reader.numbers(node, decided.element.clause.register, decided.period), decided.rows)


def _interval(value: Numbers | Ranged, rows: int) -> Interval:
    value = broadcast(value, rows)
    assert isinstance(value, Numbers | Ranged)
    lost = np.zeros(rows, dtype=bool) if value.none is None else value.none
    return Interval(
        _trusted(value.low), _trusted(value.high), value.open_below & ~lost, value.open_above & ~lost, value.why
    )


def _trusted(number: Numbers) -> Numbers:
    return Numbers(number.num, number.quantum, np.ones_like(number.ok), None, number.den, number.peak)


def _pick(at: Mask, yes: Numbers, no: Numbers) -> Numbers:
    """yes where the mask holds, no elsewhere; all rows count as known."""
    if not at.any():
        return _trusted(no)
    if at.all():
        return _trusted(yes)
    at, num, _ = np.broadcast_arrays(at, yes.num, no.num)
    none = np.zeros(num.shape, dtype=bool)
    return arithmetic.chosen(np.where(at, 0, 1), [_trusted(yes), _trusted(no)], none, none, nothing_missing)


def _smaller(left: Numbers, right: Numbers) -> Numbers:
    return _pick(arithmetic.order(left, right) <= 0, left, right)


def _at_least_zero(interval: Interval) -> Interval:
    def floored(number: Numbers) -> Numbers:
        return _pick(arithmetic.order(number, ZERO) >= 0, number, ZERO)

    high = floored(interval.high)
    low = _pick(interval.below, ZERO, high if interval.low is interval.high else floored(interval.low))
    return Interval(low, high, np.zeros_like(interval.below), interval.above, interval.why)


def _topped(
    interval: Interval,
    most_node: tree.Node,
    used: Interval,
    decided: Decided,
    reader: Reader,
    applies: Mask | None = None,
) -> Interval:
    """Not more than `most` less what was used before."""
    rest = _rest(most_node, used, decided, reader)
    return _limited(interval, rest.low, rest.high, rest.above, rest.why, applies)


def _rest(most_node: tree.Node, used: Interval, decided: Decided, reader: Reader) -> Interval:
    """What `most` leaves over what was used before, not below zero."""
    most = _ends(reader, most_node, decided)
    high = arithmetic.add(most.high, _pick(used.below, ZERO, used.low), -1)
    low = arithmetic.add(most.low, used.high, -1)
    high = _pick(arithmetic.order(high, ZERO) >= 0, high, ZERO)
    low = _pick((arithmetic.order(low, ZERO) >= 0) & ~used.above & ~most.below, low, ZERO)
    return Interval(low, high, np.zeros(decided.rows, dtype=bool), most.above, united((most.why, used.why)))


def room_of(most: tree.Node, question: payments.Question | None, decided: Decided, reader: Reader) -> Interval:
    """For each row what a limit leaves after the payments asked for."""
    return _rest(most, _paid(question, decided, reader), decided, reader)


def _limited(
    interval: Interval, rest_low: Numbers, rest_high: Numbers, unbounded: Mask, why: Why, applies: Mask | None
) -> Interval:
    high = _pick(interval.above, rest_high, _smaller(interval.high, rest_high))
    high = _pick(unbounded, interval.high, high)
    low = _smaller(interval.low, rest_low)
    above = interval.above & unbounded
    if applies is not None:
        low, high = _pick(applies, low, interval.low), _pick(applies, high, interval.high)
        above = np.where(applies, above, interval.above)
    return Interval(low, high, interval.below, above, united((interval.why, why)))


def _capped(interval: Interval, cap: Cap, decided: Decided, reader: Reader) -> Interval:
    """The cap applied, shared among the rows of a group in the order of their events and keys."""
    clause = decided.element.clause
    used = _paid(payments.cap_question(clause, cap, decided.period, reader.snapshot.vocabulary), decided, reader)
    applies = np.ones(decided.rows, dtype=bool)
    if cap.when is not None:
        applies = applies & reader.truths(cap.when, clause.register, decided.period).sure
    capped = _topped(interval, cap.most, used, decided, reader, applies)
    group = _groups(cap, clause, decided.period, reader)
    if group is None:
        return capped
    order = np.lexsort((np.arange(decided.rows), event_order(clause, decided.period, reader), group))
    alone = _topped(_everything(decided.rows), cap.most, used, decided, reader)
    rest_high = arithmetic.add(alone.high, _running(capped.low, decided.met & applies, order, group), -1)
    spent = _running(capped.high, (decided.met | decided.unknown) & applies, order, group)
    rest_low = arithmetic.add(alone.low, spent, -1)
    rest_high = _pick(arithmetic.order(rest_high, ZERO) >= 0, rest_high, ZERO)
    rest_low = _pick(arithmetic.order(rest_low, ZERO) >= 0, rest_low, ZERO)
    why = united((alone.why, _open_before(capped, decided, reader, order, group)))
    return _limited(capped, rest_low, rest_high, alone.above, why, applies)


def _counted(interval: Interval, times: Times, decided: Decided, reader: Reader) -> Interval:
    """Nothing to the rows of a group beyond the first so many met ones, those of earlier periods included."""
    clause = decided.element.clause
    question = payments.cap_question(clause, times, decided.period, reader.snapshot.vocabulary)
    used = _paid(question, decided, reader, count=True)
    applies = np.ones(decided.rows, dtype=bool)
    if times.when is not None:
        applies = applies & reader.truths(times.when, clause.register, decided.period).sure
    sure, maybe, whys = used.low, used.high, [used.why]
    group = _groups(times, clause, decided.period, reader)
    if group is not None:
        order = np.lexsort((np.arange(decided.rows), event_order(clause, decided.period, reader), group))
        one = Numbers(np.ones(decided.rows, dtype=np.int64), Fraction(1), np.ones(decided.rows, dtype=bool), peak=1)
        sure = arithmetic.add(sure, _running(one, decided.met & applies, order, group), 1)
        maybe = arithmetic.add(maybe, _running(one, (decided.met | decided.unknown) & applies, order, group), 1)
        whys.append(_open_before(None, decided, reader, order, group))
    most = constant(Fraction(times.most))
    may = ~applies | (arithmetic.order(sure, most) < 0)
    must = ~applies | ((arithmetic.order(maybe, most) < 0) & ~used.above)
    return Interval(
        _pick(must, interval.low, ZERO), _pick(may, interval.high, ZERO), interval.below & must, interval.above & may,
        united((interval.why, united(whys, may & ~must))),
    )  # fmt: skip


def _open_before(
    interval: Interval | None, decided: Decided, reader: Reader, order: np.ndarray, group: np.ndarray
) -> Why:
    """For each row what keeps open how much the rows before it in its group use up; without amounts, how many they are."""
    register, period = decided.element.clause.register, decided.period
    outcomes = [decided.scope.truth.why]
    outcomes += [reader.truths(part.node, register, period).why for part in decided.element.clause.conditions]
    amounts = () if interval is None else (interval.why,)
    theirs = united((united(outcomes, decided.unknown), united(amounts, decided.met | decided.unknown)))

    def why() -> Reasons:
        found: Reasons = {}
        for reason, mask in theirs().items():
            number = Numbers(mask.astype(np.int64), Fraction(1), np.ones_like(mask), None, None, 1)
            found[reason] = _running(number, mask, order, group).num > 0
        return found

    return why


def _paid(question: payments.Question | None, decided: Decided, reader: Reader, *, count: bool = False) -> Interval:
    """What was paid before (with `count`, how many times), as an interval; nothing when nothing is asked."""
    none = np.zeros(decided.rows, dtype=bool)
    if question is None:
        return Interval(ZERO, ZERO, none, none, nothing_missing)
    found = payments.paid(question, decided.element.clause.register, reader.snapshot, count=count)
    known = np.ones(decided.rows, dtype=bool)
    ends = (Numbers(end, found.step, known, None, None, arithmetic.peak_of(end)) for end in (found.low, found.high))
    return Interval(*ends, none, found.unbounded, lambda: dict(found.reasons))


def _everything(rows: int) -> Interval:
    """No bound above: what a cap leaves when nothing else is asked."""
    huge = _trusted(Numbers(np.full(rows, 1 << 60), Fraction(1), np.ones(rows, dtype=bool), None, None, 1 << 60))
    return Interval(huge, huge, np.zeros(rows, dtype=bool), np.ones(rows, dtype=bool), nothing_missing)


def _groups(cap: Cap | Times, clause: Clause, period: Period, reader: Reader) -> np.ndarray | None:
    """For each row the number of its cap group, −1 outside any; None when every row is its own group."""
    frame = reader.snapshot.frame(clause.register)
    parts: list[np.ndarray] = []
    for name in cap.per:
        if name == clause.register or name in frame.register.key[1 if frame.register.owner else 0 :]:
            return None
        if name in frame.register.belongs_to or name in frame.owners:
            parts.append(reader.leaves.owner_rows(clause.register, name, name))
        else:
            value = broadcast(reader.read(tree.Fact(clause.register, name), clause.register, period), frame.n)
            parts.append(np.where(value.ok, value.ids, -1))
    if frame.register.owner is None:
        return None
    _, group = np.unique(np.stack(parts), axis=1, return_inverse=True)
    alone = np.stack(parts).min(axis=0) < 0
    return np.where(alone, -2 - np.arange(frame.n), group.reshape(-1))


def _running(number: Numbers, counts: Mask, order: np.ndarray, group: np.ndarray) -> Numbers:
    """For each row the sum of the counted numbers of the rows that stand before it in its group."""
    num = number.num
    if number.den is not None:
        return _running_fractions(number, counts, order, group)
    num = np.where(counts, num, 0)
    peak = max(1, number.peak) * max(1, len(num))
    sorted_num = num[order] if peak < 1 << 62 else num[order].astype(object)
    total = np.cumsum(sorted_num) - sorted_num
    starts = np.flatnonzero(np.diff(group[order], prepend=group.min(initial=0) - 1))
    base = np.repeat(total[starts], np.diff(np.append(starts, len(order)))) if len(order) else total
    found = np.zeros(len(num), dtype=sorted_num.dtype)
    found[order] = total - base
    return Numbers(found, number.quantum, np.ones(len(num), dtype=bool), None, None, peak)


def _running_fractions(number: Numbers, counts: Mask, order: np.ndarray, group: np.ndarray) -> Numbers:
    """As `_running`, for quotients: counted rows are few, so Python's fractions add them."""
    num, den = np.zeros(len(counts), dtype=object), np.ones(len(counts), dtype=object)
    spent, current = Fraction(0), None
    for row in order:
        if group[row] != current:
            spent, current = Fraction(0), group[row]
        num[row], den[row] = spent.numerator, spent.denominator
        if counts[row]:
            spent += Fraction(int(number.num[row]), int(number.den[row]))
    return Numbers(num, number.quantum, np.ones(len(counts), dtype=bool), None, den)


def _rounded(interval: Interval, clause: Clause, rows: int) -> Amounts:
    step, mode = clause.round.to, clause.round.mode
    low, high = (arithmetic.rounded(end, step, mode) for end in (interval.low, interval.high))
    known = ~interval.below & ~interval.above & (arithmetic.order(interval.low, interval.high) == 0)
    known = np.broadcast_to(known, (rows,))
    whole = (np.broadcast_to(end.num, (rows,)) for end in (low, high))
    return Amounts(*whole, step, known, np.broadcast_to(~interval.above, (rows,)), united((interval.why,), ~known))
