"""What every row is among its population, for all rows at once: ranks, shares, means, medians, sums, extremes.

A member that may or may not belong, or whose value is not known, leaves ranks and counts as intervals and everything else
unknown; the reasons are those of the whole part of the population the row is compared with.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from yanzhen.engine.columns import logic
from yanzhen.engine.columns.arithmetic import peak_of, ranged, widened
from yanzhen.engine.columns.ordering import Link, link_of, places
from yanzhen.engine.columns.reader import Reader
from yanzhen.engine.columns.vectors import (
    LIMIT,
    Mask,
    Numbers,
    Reasons,
    Truths,
    Vector,
    Why,
    broadcast,
    plain,
    united,
)
from yanzhen.engine.existence import exists
from yanzhen.language import tree
from yanzhen.periods import Period


@dataclass(frozen=True)
class Members:
    """Who belongs, and to which part. `group` numbers the parts; of `adrift` rows the part is not known, and `strays` are
    those of them that may belong to the population.
    """

    sure: Mask
    maybe: Mask
    group: np.ndarray
    adrift: Mask
    strays: Mask
    why: Why
    parts: int

    def per_part(self, mask: Mask) -> np.ndarray:
        """How many marked rows each part has."""
        return np.bincount(self.group[mask], minlength=self.parts)


def members_of(reader: Reader, node: tree.Population, register: str, period: Period) -> Members:
    """The members of the population, among the rows that exist in the period.

    Where a text leaves out what is missing, rows not known to belong are left out too.
    """
    rows = reader.rows(register)
    tests = [reader.truths(node.member, register, period)]
    existing = exists(register, reader.snapshot.vocabulary)
    if existing is not None:
        tests.append(reader.truths(existing, register, period))
    held = broadcast(logic.conjunction(tests), rows)
    assert isinstance(held, Truths)
    group, stray, whys = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=bool), [held.why]
    for part in node.apart:
        vector = plain(reader.read(part, register, period))
        link = link_of(vector, False, rows)
        stray = stray | ~link.known
        group = np.unique(group * (rows + 2) + link.code + 1, return_inverse=True)[1].reshape(-1)
        whys.append(broadcast(vector, rows).why)
    possible = held.sure if node.skip else held.maybe
    sure, maybe = held.sure & ~stray, possible & ~stray
    parts = int(group.max()) + 1 if rows else 0
    strays = stray & possible if not node.skip else np.zeros(rows, dtype=bool)
    return Members(sure, maybe, group, stray, strays, united(whys), parts)


def population(reader: Reader, node: tree.Population, register: str, period: Period) -> Vector:
    """The vector of a Population node."""
    rows = reader.rows(register)
    members = members_of(reader, node, register, period)
    value = broadcast(plain(reader.read(node.value, register, period)), rows)
    if node.function in ("名次", "占位"):
        return _ranked(reader, node, register, period, members, value)
    if isinstance(value, Truths):
        return _counted(members, value)
    assert isinstance(value, Numbers)
    none = np.zeros(rows, dtype=bool) if value.none is None else value.none
    gap = members.maybe & ~value.ok & ~none & (not node.skip)
    used = members.sure & value.ok
    unsure = (members.maybe & ~members.sure & ~none & (value.ok | (not node.skip))) | gap
    lost = (members.per_part(unsure) > 0) | members.strays.any()
    found = _OF_VALUES[node.function](members, value, used)
    return _spread(members, found, value.quantum, lost, united((value.why,), gap), unsure)


def _ranked(
    reader: Reader, node: tree.Population, register: str, period: Period, members: Members, value: Vector
) -> Vector:
    rows = reader.rows(register)
    first = link_of(value, False, rows)
    dropped = np.zeros(rows, dtype=bool) if value.none is None else value.none
    if node.skip:
        dropped = dropped | ~first.known
    sure, maybe = members.sure & ~dropped, members.maybe & ~dropped
    links, whys = [first], [broadcast(value, rows).why]
    for key, ascending in node.then:
        vector = plain(reader.read(key, register, period))
        links.append(link_of(vector, ascending, rows))
        whys.append(broadcast(vector, rows).why)
    found = places(links, members.group, sure, maybe)
    strays = int((members.strays & ~dropped).sum())
    low, high = found.ahead + 1, found.could + 1 + strays
    outside = ~maybe & ~(members.strays & ~dropped)
    lost = (members.strays & ~dropped) | (maybe & ~sure)
    peak = rows + 1
    nowhere = np.zeros(rows, dtype=bool)
    ends = [Numbers(np.where(maybe, end, 1), Fraction(1), ~nowhere, None, None, peak) for end in (low, high)]
    if node.function == "占位":
        least = members.per_part(sure)[members.group] if rows else low
        most = members.per_part(maybe)[members.group] + strays if rows else high
        fewest = np.where(maybe, np.maximum(np.maximum(least, high), 1), 1)
        ends = [
            Numbers(end.num, Fraction(1), ~nowhere, None, np.where(maybe, size, 1), peak)
            for end, size in zip(ends, (np.maximum(most, 1), fewest), strict=True)
        ]
    unsure = (maybe & ~sure) | _unknown_links(links, maybe)
    why = _of_part(members, united(whys), unsure)
    return ranged(ends[0], ends[1], lost, lost, outside if outside.any() else None, why)


def _unknown_links(links: list[Link], maybe: Mask) -> Mask:
    return maybe & ~np.logical_and.reduce([link.known for link in links])


def _counted(members: Members, value: Truths) -> Vector:
    low = members.per_part(members.sure & value.sure)
    high = members.per_part(members.maybe & value.maybe) + int((members.strays & value.maybe).sum())
    unsure = (members.maybe & value.maybe) & ~(members.sure & value.sure)
    rows = len(members.group)
    nowhere = np.zeros(rows, dtype=bool)
    ends = [
        Numbers(end[members.group] if rows else end, Fraction(1), ~nowhere, None, None, rows + 1) for end in (low, high)
    ]
    return ranged(ends[0], ends[1], nowhere, nowhere, None, _of_part(members, united((value.why,), unsure), unsure))


@dataclass(frozen=True)
class _Parts:
    """One number for each part, `num / den`; `none` where the part has no value at all."""

    num: np.ndarray
    den: np.ndarray | None
    none: Mask


def _summed(members: Members, value: Numbers, used: Mask) -> _Parts:
    assert value.den is None, "sums of quotients are refused when binding"
    num = value.num
    if peak_of(num) * max(1, int(used.sum())) >= LIMIT:
        num = widened(num)
    total = np.zeros(members.parts, dtype=num.dtype)
    np.add.at(total, members.group[used], num[used])
    return _Parts(total, None, np.zeros(members.parts, dtype=bool))


def _mean(members: Members, value: Numbers, used: Mask) -> _Parts:
    count = members.per_part(used)
    return _Parts(_summed(members, value, used).num, np.maximum(count, 1), count == 0)


def _sorted_rows(members: Members, value: Numbers, used: Mask) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The used rows by part and value, and for each part where its rows begin and how many they are."""
    at = np.flatnonzero(used)
    code = link_of(value, False, len(members.group)).code[at]
    order = at[np.lexsort((code, members.group[at]))]
    count = members.per_part(used)
    return order, np.cumsum(count) - count, count


def _median(members: Members, value: Numbers, used: Mask) -> _Parts:
    assert value.den is None, "medians of quotients are refused when binding"
    order, begin, count = _sorted_rows(members, value, used)
    if not len(order):
        return _Parts(np.zeros(members.parts, np.int64), None, count == 0)
    last = len(order) - 1
    lower, upper = begin + np.maximum(count - 1, 0) // 2, begin + count // 2
    num = value.num if peak_of(value.num) * 2 < LIMIT else widened(value.num)
    total = num[order[np.minimum(lower, last)]] + num[order[np.minimum(upper, last)]]
    return _Parts(total, np.full(members.parts, 2), count == 0)


def _extreme(largest: bool):
    def of(members: Members, value: Numbers, used: Mask) -> _Parts:
        order, begin, count = _sorted_rows(members, value, used)
        if not len(order):
            return _Parts(np.zeros(members.parts, np.int64), None, count == 0)
        at = order[np.minimum(begin + np.maximum(count - 1, 0) if largest else begin, len(order) - 1)]
        return _Parts(value.num[at], None if value.den is None else value.den[at], count == 0)

    return of


_OF_VALUES = {"总量": _summed, "均值": _mean, "中位数": _median, "最大": _extreme(True), "最小": _extreme(False)}


def _spread(members: Members, found: _Parts, quantum: Fraction, lost: Mask, why: Why, unsure: Mask) -> Numbers:
    """The number of each row's part; missing for rows whose part is not known or not settled."""
    rows = len(members.group)
    if not rows:
        return Numbers(found.num, quantum, found.none, None, found.den)
    lost_rows = members.adrift | lost[members.group]
    none = found.none[members.group] & ~lost_rows
    ok = ~lost_rows & ~none
    den = None if found.den is None else np.where(ok, found.den[members.group], 1)
    num = np.where(ok, found.num[members.group], 0)
    peak = max(1, peak_of(num), 1 if den is None else peak_of(den))
    told = _of_part(members, why, unsure)
    return Numbers(num, quantum, ok, none if none.any() else None, den, peak, united((told,), lost_rows))


def _of_part(members: Members, why: Why, unsure: Mask) -> Why:
    """Why a part is not settled: the reasons of its unsure members, of those that may belong to it, of the strays."""

    def told() -> Reasons:
        found: Reasons = {}
        open_rows = unsure | members.adrift
        for reason, marked in united((why, members.why))().items():
            rows = np.broadcast_to(marked, open_rows.shape) & open_rows
            if (rows & members.strays).any():
                part = np.ones(open_rows.shape, dtype=bool)
            else:
                part = (members.per_part(rows & ~members.adrift) > 0)[members.group] | (rows & members.adrift)
            if part.any():
                found[reason] = part
        return found

    return told
