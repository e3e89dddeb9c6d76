"""From places to classes: cuts by cumulative share or by score, veto, protection, with or without refilling.

Everything is done for all firms at once on ranks that may be intervals; a class is settled where both ends of all that is
open fall into the same one. Classes are numbered from 0, the best.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from yanzhen.engine.columns.vectors import Mask, Truths
from yanzhen.pack.evaluation import Cut


@dataclass(frozen=True)
class Ends:
    """For each firm the best and the worst class it can be in."""

    best: np.ndarray
    worst: np.ndarray

    @property
    def settled(self) -> Mask:
        """Where both are the same."""
        return self.best == self.worst


def _counts(share: Fraction, size: np.ndarray, mode: str) -> np.ndarray:
    """share × size as whole firms."""
    above, below = share.numerator * size, share.denominator
    if mode == "down":
        return above // below
    if mode == "up":
        return -(-above // below)
    floor, rest = above // below, 2 * (above % below)
    if mode == "half_even":
        return floor + ((rest > below) | ((rest == below) & (floor % 2 == 1)))
    return floor + (rest >= below)


def by_share(cuts: tuple[Cut, ...], mode: str, rank: np.ndarray, size: np.ndarray) -> np.ndarray:
    """The class of each rank among `size` firms; equal ranks share the better class."""
    ends = np.stack([_counts(cut.bound, size, mode) for cut in cuts])
    return np.minimum((rank > ends).sum(axis=0), len(cuts) - 1)


def by_score(cuts: tuple[Cut, ...], score: np.ndarray, step: Fraction) -> np.ndarray:
    """The class of each score, in steps: the first whose least score it reaches, else the last."""
    least = [int(-(-cut.bound // step)) for cut in cuts]
    return np.minimum(sum((score < bound).astype(np.int64) for bound in least), len(cuts) - 1)


def refilled(cuts: tuple[Cut, ...], mode: str, rank: np.ndarray, size: int, best: np.ndarray) -> np.ndarray:
    """Classes of one part when places that a firm barred from a class would take go to those behind it.

    `best[i]` is the best class firm i may be in. Firms of one rank are taken together.
    """
    found = np.full(len(rank), len(cuts) - 1, dtype=np.int64)
    waiting = np.ones(len(rank), dtype=bool)
    for label, cut in enumerate(cuts[:-1]):
        free = int(_counts(cut.bound, np.array([size], dtype=np.int64), mode)[0]) - int((~waiting).sum())
        able = np.flatnonzero(waiting & (best <= label))
        if free <= 0 or not len(able):
            continue
        ordered = able[np.argsort(rank[able], kind="stable")]
        last = rank[ordered[min(free, len(ordered)) - 1]]
        taken = ordered[rank[ordered] <= last]
        found[taken] = label
        waiting[taken] = False
    return found


@dataclass(frozen=True)
class Guarded:
    """Veto and protection over all firms: `limit` per guard, its truth, and the number of the guard that decided."""

    limits: tuple[int, ...]
    truths: tuple[Truths, ...]

    def any_sure(self, rows: int) -> Mask:
        """Where some guard surely holds."""
        return _any([truth.sure for truth in self.truths], rows)

    def any_maybe(self, rows: int) -> Mask:
        """Where some guard holds or may hold."""
        return _any([truth.maybe for truth in self.truths], rows)

    def limit(self, masks: list[Mask], rows: int, start: int, largest: bool) -> np.ndarray:
        """The largest (or smallest) limit of the guards marked; `start` where none is."""
        found = np.full(rows, start, dtype=np.int64)
        for limit, mask in zip(self.limits, masks, strict=True):
            better = np.maximum(found, limit) if largest else np.minimum(found, limit)
            found = np.where(mask, better, found)
        return found


def guard(ends: Ends, veto: Guarded, protect: Guarded, classes: int) -> Ends:
    """The classes after the veto, then after protection of those that are not vetoed."""
    rows = len(ends.best)
    sure, maybe = veto.any_sure(rows), veto.any_maybe(rows)
    v_sure, v_maybe = [truth.sure for truth in veto.truths], [truth.maybe for truth in veto.truths]
    surely = veto.limit(v_sure, rows, 0, True)
    least = np.where(sure, surely, veto.limit(v_maybe, rows, classes - 1, False))
    most = veto.limit(v_maybe, rows, 0, True)
    vetoed = Ends(np.maximum(ends.best, least), np.maximum(ends.worst, most))
    p_sure, p_maybe = [truth.sure for truth in protect.truths], [truth.maybe for truth in protect.truths]
    spared = Ends(
        np.minimum(ends.best, protect.limit(p_maybe, rows, classes - 1, False)),
        np.minimum(ends.worst, protect.limit(p_sure, rows, classes - 1, False)),
    )
    best = np.where(sure, vetoed.best, np.where(maybe, np.minimum(vetoed.best, spared.best), spared.best))
    worst = np.where(sure, vetoed.worst, np.where(maybe, np.maximum(vetoed.worst, spared.worst), spared.worst))
    return Ends(best, worst)


def first_sure(truths: tuple[Truths, ...], rows: int) -> np.ndarray:
    """For each firm the number of the first guard that surely holds, −1 for none."""
    found = np.full(rows, -1, dtype=np.int64)
    for at, truth in reversed(list(enumerate(truths))):
        found = np.where(truth.sure, at, found)
    return found


def _any(masks: list[Mask], rows: int) -> Mask:
    return np.logical_or.reduce([np.zeros(rows, dtype=bool), *masks])
