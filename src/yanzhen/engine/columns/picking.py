"""Picking among the rows of all owners at once: the largest few, different values, means, last codes, newest results."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from yanzhen.engine.columns import lookup, selection
from yanzhen.engine.columns.arithmetic import peak_of, ranged
from yanzhen.engine.columns.reader import Reader
from yanzhen.engine.columns.selection import Selection
from yanzhen.engine.columns.vectors import (
    Codes,
    Days,
    Mask,
    Numbers,
    Ranged,
    Vector,
    Why,
    because,
    none_of,
    nothing_missing,
    plain,
    taken,
    united,
    without,
)
from yanzhen.language import tree
from yanzhen.language.values import NOT_DELIVERED, TIED, Reason
from yanzhen.periods import Period


def top_rows(chosen: Selection, values: Vector, count: int, harmless: bool) -> Selection:
    """The `count` rows with the largest values of each owner: surely in, possibly in, and what would settle it."""
    values = plain(values)
    assert isinstance(values, Numbers) and values.den is None, "ranking by quotients is refused when binding"
    owner, rows = chosen.owner, len(chosen.owner)
    there = without(np.broadcast_to(chosen.maybe, (rows,)) & (owner >= 0), values.none)
    known, sure = there & values.ok, chosen.sure & there
    gaps = _per_owner(chosen, there & ~known)
    could, ahead = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    tied = np.zeros(rows, dtype=bool)
    at = np.flatnonzero(known)
    if len(at):
        rank = np.zeros(rows, dtype=np.int64)
        rank[at] = np.unique(np.broadcast_to(values.num, (rows,))[at], return_inverse=True)[1].reshape(-1)
        at = at[np.lexsort((at, ~sure[at], -rank[at], owner[at]))]
        place = np.arange(len(at))
        fresh_owner = np.r_[True, owner[at][1:] != owner[at][:-1]]
        fresh_run = fresh_owner | np.r_[True, rank[at][1:] != rank[at][:-1]]
        begins = np.maximum.accumulate(np.where(fresh_owner, place, 0))
        run = np.maximum.accumulate(np.where(fresh_run, place, 0))
        size = np.bincount(run, minlength=len(at))[run]
        passed = np.r_[0, np.cumsum(sure[at])]
        here = place if harmless else run
        could[at] = (place - begins) if harmless else (run - begins + size - 1)
        ahead[at] = passed[here] - passed[begins]
        tied[at] = (size > 1) & (not harmless)
    could[known] += gaps[owner[known]]
    lost = there & ~known
    could[lost] = _per_owner(chosen, there)[owner[lost]] - 1
    inside = sure & (could < count) & chosen.closed
    maybe = there & (ahead < count)
    open_rows = maybe & ~inside
    return Selection(
        chosen.register, owner, chosen.owners, inside, maybe,
        _shared(chosen, united((chosen.why, united((values.why,), ~values.ok)), there), open_rows, open_rows & tied),
        chosen.closed, chosen.delivered, chosen.unclosed,
    )  # fmt: skip


def _per_owner(chosen: Selection, mask: Mask) -> np.ndarray:
    return np.bincount(chosen.owner[mask], minlength=chosen.owners)


def _shared(chosen: Selection, why: Why, open_rows: Mask, tied: Mask) -> Why:
    """For an open row all that is open among the rows of its owner, and the tie it is in."""

    def spread() -> dict[Reason, Mask]:
        found = {reason: mask[chosen.owner] & open_rows for reason, mask in chosen.reasons(why)().items()}
        for reason in chosen.unclosed:
            found[reason] = found[reason] | open_rows if reason in found else open_rows
        found[Reason(chosen.register, "", "", TIED)] = tied
        return found

    return spread


def distinct(chosen: Selection, values: Vector) -> Numbers | Ranged:
    """How many different values each owner's rows have."""
    nowhere = np.zeros(chosen.owners, dtype=bool)
    if not chosen.delivered:
        zero = np.zeros(chosen.owners, dtype=np.int64)
        return Numbers(zero, Fraction(1), nowhere, None, None, 1, because(chosen.unclosed, ~nowhere))
    values = plain(values)
    rows = len(chosen.owner)
    raw = values.num if isinstance(values, Numbers) else values.days if isinstance(values, Days) else values.ids
    ranks = np.unique(np.broadcast_to(raw, (rows,)), return_inverse=True)[1].reshape(-1)
    held = values.ok & (chosen.owner >= 0)
    gap = without(chosen.maybe & ~values.ok, values.none) & (chosen.owner >= 0)

    def different(mask: Mask) -> np.ndarray:
        pairs = np.unique(chosen.owner[mask].astype(np.int64) * (rows + 1) + ranks[mask])
        return np.bincount(pairs // (rows + 1), minlength=chosen.owners)

    low = different(chosen.sure & held)
    high = different(chosen.maybe & held) + _per_owner(chosen, gap)
    ends = [Numbers(end, Fraction(1), ~nowhere, None, None, max(1, peak_of(end))) for end in (low, high)]
    why = united((chosen.reasons(united((values.why,), gap)), chosen.open_reasons()))
    return ranged(ends[0], ends[1], nowhere, nowhere if chosen.closed else ~nowhere, None, why)


def mean(chosen: Selection, values: Vector) -> Numbers:
    """The mean of each owner's rows: missing while a value or a row is open, nothing where there is none."""
    values = plain(values)
    assert isinstance(values, Numbers) and values.den is None, "means of quotients are refused when binding"
    summed = plain(selection.total(chosen, values))
    assert isinstance(summed, Numbers)
    gap = without(chosen.maybe & ~values.ok, values.none)
    open_rows = chosen.any_of(gap | (chosen.maybe & ~chosen.sure))
    lost = open_rows | (not chosen.closed)
    there = _per_owner(chosen, chosen.sure & values.ok & (chosen.owner >= 0))
    none = ~lost & (there == 0)
    ok = ~lost & ~none
    why = united((chosen.reasons(united((values.why,), gap)), chosen.open_reasons()), lost)
    den = np.where(ok, there, 1).astype(np.int64)
    peak = max(summed.peak, peak_of(den))
    return Numbers(np.where(ok, summed.num, 0), summed.quantum, ok, none if none.any() else None, den, peak, why)


def outermost(chosen: Selection, values: Codes, end: int, last: bool) -> Codes:
    """The first or last code of each owner's rows; the list's own end settles it whatever else is open."""
    numbers = Numbers(values.ids.astype(np.int64), Fraction(1), values.ok, values.none, None, 1 << 31, values.why)
    found = plain(selection.extreme(chosen, numbers, last))
    assert isinstance(found, Numbers)
    return _settled_by(found, chosen.any_of(chosen.sure & values.ok & (values.ids == end)), end)


def _settled_by(found: Numbers, reached: Mask, end: int) -> Codes:
    """The codes found, and the end where it was reached."""
    ids = np.where(reached, end, found.num)
    none = None if found.none is None else found.none & ~reached
    return Codes(ids, found.ok | reached, none, None, united((found.why,), ~reached))


def outermost_of(numbers: Numbers, values: list[Codes], end: int) -> Codes:
    """The same for the values of several periods."""
    reached = np.logical_or.reduce([value.ok & (value.ids == end) for value in values])
    return _settled_by(numbers, reached, end)


def places_between(left: Codes, right: Codes) -> Numbers:
    """How many places the left code stands after the right one."""
    none = none_of(left, right)
    ok = without(left.ok & right.ok, none)
    gap = np.where(ok, left.ids.astype(np.int64) - right.ids, 0)
    return Numbers(gap, Fraction(1), ok, none, None, 1 << 31, united((left.why, right.why), without(~ok, none)))


def evaluated(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    """等次, 总分 and 名次: the value of each owner's last row, else what this run finds; missing where there is neither."""
    each, asked, scheme = node.args
    assert isinstance(each, tree.Each) and isinstance(each.value, tree.Fact)
    chosen = reader.chosen(each.source, register, period)
    label = asked.value if isinstance(asked, tree.Text) else str(period)
    if isinstance(asked, tree.Known) and asked.name == "本年":
        label = str(Period.year_of(period.year))
    open_rows = chosen.any_of(chosen.maybe & ~chosen.sure)
    last = np.full(chosen.owners, -1)
    held = np.flatnonzero(chosen.sure & (chosen.owner >= 0))
    np.maximum.at(last, chosen.owner[held], held)
    lost = open_rows | (last < 0)
    reason = Reason(each.value.register, each.value.column, label, NOT_DELIVERED)
    absent = because((reason,), lost & ~open_rows) if (lost & ~open_rows).any() else nothing_missing
    why = united((united((chosen.open_reasons(),), open_rows), absent))
    published = taken(reader.read(each.value, chosen.register, period), last, lost, why, len(chosen.owner))
    own = reader.evaluated.get((scheme.value, each.value.column, label))
    if own is None:
        return published
    return lookup.pick(np.where((last < 0) & ~open_rows, 1, 0), [published, own], np.zeros_like(lost), nothing_missing)
