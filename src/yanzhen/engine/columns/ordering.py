"""Exact places in an order: values become whole codes that sort the same, codes become counts of who stands ahead.

What is not known stands nowhere in particular: a row may stand ahead of, among or behind all it is compared with.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from yanzhen.engine.columns.arithmetic import FLOAT_SAFE
from yanzhen.engine.columns.vectors import Codes, Days, Mask, Numbers, Truths, Vector, plain

LOWEST = -1
"""The code of a row whose value is known to be nothing: behind every value."""


@dataclass(frozen=True)
class Link:
    """One link of an order for all rows: `code` (larger stands ahead) where `known`."""

    code: np.ndarray
    known: Mask


def link_of(vector: Vector, ascending: bool, rows: int) -> Link:
    """The values as codes: the largest first, or the smallest; nothing stands last."""
    vector = plain(vector)
    none = np.zeros(rows, dtype=bool) if vector.none is None else np.broadcast_to(vector.none, (rows,))
    ok = np.broadcast_to(vector.ok, (rows,))
    code = np.full(rows, LOWEST, dtype=np.int64)
    at = np.flatnonzero(ok)
    code[at] = codes_of(vector, at, rows)
    if ascending and len(at):
        code[at] = code[at].max() - code[at]
    return Link(code, ok | none)


def codes_of(vector: Vector, at: np.ndarray, rows: int) -> np.ndarray:
    """For the rows `at`, whole numbers from 0 that are equal and ordered exactly as the values are."""

    def held(array: np.ndarray) -> np.ndarray:
        return np.broadcast_to(array, (rows,))[at]

    match vector:
        case Numbers() if vector.den is not None:
            return _quotients(held(vector.num), held(vector.den))
        case Numbers():
            values = held(vector.num)
        case Days():
            values = held(vector.days)
        case Truths():
            values = held(vector.sure)
        case Codes() if vector.words is not None:
            places = np.argsort(np.argsort(np.array(vector.words, dtype=object), kind="stable"), kind="stable")
            values = places[held(vector.ids)]
        case _:
            values = held(vector.ids)
    return np.unique(values, return_inverse=True)[1].reshape(-1)


def _quotients(num: np.ndarray, den: np.ndarray) -> np.ndarray:
    """Codes of num ÷ den: doubles tell apart what is far apart, fractions what is close."""
    rough = num.astype(np.float64) / den.astype(np.float64)
    order = np.argsort(rough, kind="stable")
    sorted_rough = rough[order]
    gap = np.diff(sorted_rough)
    close = ~(gap > FLOAT_SAFE * np.abs(sorted_rough[1:]) + FLOAT_SAFE * np.abs(sorted_rough[:-1]))
    step = np.ones(len(order), dtype=np.int64)
    step[:1] = 0
    edges = np.flatnonzero(np.diff(np.r_[False, close, False].astype(np.int8)))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        run = order[first : last + 1]
        exact = [Fraction(int(num[row]), int(den[row])) for row in run]
        inside = sorted(range(len(run)), key=exact.__getitem__)
        order[first : last + 1] = run[inside]
        values = [exact[place] for place in inside]
        step[first + 1 : last + 1] = [before != after for before, after in pairwise(values)]
    code = np.empty(len(order), dtype=np.int64)
    code[order] = np.cumsum(step)
    return code


@dataclass(frozen=True)
class Places:
    """For each row how many surely stand ahead and how many possibly do; `tied` rows share their place with another.

    `open` marks rows whose own value in some link that matters is not known.
    """

    ahead: np.ndarray
    could: np.ndarray
    tied: Mask
    open: Mask


def places(links: list[Link], group: np.ndarray, sure: Mask, maybe: Mask) -> Places:
    """Places of the rows that may take part, each within its group, link by link.

    `sure` rows take part, `maybe` rows may. Rows equal in one link are told apart by the next; a row unknown in a link may
    stand anywhere among those it was equal to until there.
    """
    rows = len(group)
    ahead, could = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    tied, opened = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
    live = np.flatnonzero(maybe)
    kin = np.unique(group[live], return_inverse=True)[1].reshape(-1)
    for link in links:
        if not len(live):
            break
        known = link.known[live]
        size = np.bincount(kin)
        strange = np.bincount(kin, weights=~known).astype(np.int64)
        could[live] += np.where(known, strange[kin], size[kin] - 1)
        opened[live[~known]] |= size[kin[~known]] > 1
        live, kin = live[known], kin[known]
        code = link.code[live]
        order = np.lexsort((-code, kin))
        kin_sorted, code_sorted = kin[order], code[order]
        fresh_kin = np.r_[True, kin_sorted[1:] != kin_sorted[:-1]][: len(order)]
        fresh = fresh_kin | np.r_[True, code_sorted[1:] != code_sorted[:-1]][: len(order)]
        run = np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))
        begin = np.maximum.accumulate(np.where(fresh_kin, np.arange(len(order)), 0))
        passed = np.r_[0, np.cumsum(sure[live[order]])]
        ahead[live[order]] += passed[run] - passed[begin]
        could[live[order]] += run - begin
        kin = np.empty(len(order), dtype=np.int64)
        kin[order] = np.cumsum(fresh) - 1
    if len(live):
        tied[live] = np.bincount(kin)[kin] > 1
    return Places(ahead, could, tied, opened)
