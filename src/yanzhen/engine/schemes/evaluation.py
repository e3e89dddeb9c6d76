"""One scheme evaluated for one period: what is known of every firm, ready to be asked, written and explained."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np

from yanzhen.engine.columns.arithmetic import ranged
from yanzhen.engine.columns.single import number_at
from yanzhen.engine.columns.vectors import (
    Codes,
    Mask,
    Numbers,
    Reasons,
    Truths,
    Vector,
)
from yanzhen.engine.schemes.classing import Ends
from yanzhen.engine.schemes.trees import GroupTree, SchemeTree
from yanzhen.language.values import OUTSIDE_HISTORY, Reason
from yanzhen.pack.evaluation import Scheme
from yanzhen.periods import Period

OUT, UNRATED, RATED, OPEN = "does_not_apply", "unrated", "rated", "unknown"
STATUS = (OUT, UNRATED, RATED, OPEN)
STATUS_WORDS = {OUT: "不在范围", UNRATED: "不参评", RATED: "参评", OPEN: "待定"}
LEFT_OUT = "不参评"
"""How firms left out by the rule for a missing value are labelled when the scheme gives no other word."""


@dataclass
class Scored:
    """One group of a scheme over all rows of the register: items, points and totals count only where `member` may hold."""

    tree: GroupTree
    member: Truths
    values: list[Numbers]
    against: list[Numbers | None]
    points: list[Numbers]
    filled: list[Mask]
    """Where an item's points come from the rule for what is missing."""
    bonus: list[Numbers]
    penalty: list[Numbers]
    total: Numbers
    veto: list[Truths]
    protect: list[Truths]


@dataclass
class Evaluation:
    """The result. `status` holds positions in STATUS; `group` the number of each firm's group, −1 without one.

    `low` and `high` bound the rank among `least` to `most` firms of the same part of the group; `cut` is the class by rank
    alone, `ends` the class after veto and protection; `veto` and `protect` number the guard that surely holds (−1 none).
    `left_out` is the number of the scheme's unrated rule (−1: by the rule for a missing value); `outside` the number of the
    first scope test a firm fails (−1 none). `doubled` marks firms that meet the conditions of a second group too.
    """

    tree: SchemeTree
    period: Period
    keys: list[str]
    status: np.ndarray
    group: np.ndarray
    part: np.ndarray
    scored: list[Scored]
    score: Numbers
    low: np.ndarray
    high: np.ndarray
    least: np.ndarray
    most: np.ndarray
    cut: Ends
    ends: Ends
    veto: np.ndarray
    protect: np.ndarray
    left_out: np.ndarray
    outside: np.ndarray
    doubled: Mask
    apart: list[Vector] = field(default_factory=list)
    whys: list = field(default_factory=list, repr=False)

    @property
    def scheme(self) -> Scheme:
        """The scheme evaluated."""
        return self.tree.scheme

    @property
    def n(self) -> int:
        """How many firms the register has."""
        return len(self.keys)

    def mask(self, status: str) -> Mask:
        """The firms of one status."""
        return self.status == STATUS.index(status)

    @cached_property
    def classed(self) -> Mask:
        """Firms whose class is settled."""
        return self.mask(RATED) & self.ends.settled & bool(self.scheme.cuts)

    def label(self, row: int) -> str:
        """The class of a firm as the scheme writes it; empty where none is settled."""
        if self.status[row] == STATUS.index(UNRATED):
            at = int(self.left_out[row])
            return LEFT_OUT if at < 0 else self.scheme.unrated[at].label
        return self.scheme.labels[int(self.ends.best[row])] if self.classed[row] else ""

    def total(self, row: int) -> Fraction | None:
        """The score of a rated firm; None where it is not known."""
        rated = self.status[row] == STATUS.index(RATED) and self.score.ok[row]
        return number_at(self.score, row) if rated else None

    @cached_property
    def reasons(self) -> Reasons:
        """For firms whose rating, score, rank or class is open, the facts that would settle it."""
        settled = self.mask(OUT) | self.mask(UNRATED)
        rated = self.mask(RATED) & (self.low == self.high) & self.score.ok
        if self.scheme.cuts:
            rated = rated & self.ends.settled
        wanted = ~(settled | rated)
        found: Reasons = {}
        for why, where in self.whys:
            for reason, mask in why().items():
                kept = np.broadcast_to(mask, (self.n,)) & where & wanted
                if kept.any():
                    found[reason] = found[reason] | kept if reason in found else kept
        bare = wanted & ~np.logical_or.reduce([np.zeros(self.n, dtype=bool), *found.values()])
        if bare.any():
            found[Reason(self.scheme.register, "", str(self.period), OUTSIDE_HISTORY)] = bare
        return found

    def missing(self, row: int) -> frozenset[Reason]:
        """The reasons of one firm."""
        return frozenset(reason for reason, mask in self.reasons.items() if mask[row])

    def vectors(self) -> dict[str, Vector]:
        """等次, 总分 and 名次 as clauses read them: nothing outside the scheme, missing where open."""
        out, unrated, rated = self.mask(OUT), self.mask(UNRATED), self.mask(RATED)
        words = (*self.scheme.labels, *(guard.label for guard in self.scheme.unrated), LEFT_OUT)
        first = len(self.scheme.labels)
        ids = np.where(unrated, np.where(self.left_out < 0, len(words) - 1, first + self.left_out), self.ends.best)

        def why() -> Reasons:
            return self.reasons

        graded = rated & self.ends.settled
        if not self.scheme.cuts:
            graded, out = np.zeros(self.n, dtype=bool), out | rated
        classes = Codes(np.where(graded | unrated, ids, 0), graded | unrated, out, words, why)
        unscored = self.mask(OUT) | unrated
        scored = rated & self.score.ok
        score = Numbers(
            np.where(scored, self.score.num, 0), self.score.quantum, scored, unscored, None, self.score.peak, why
        )
        every = np.ones(self.n, dtype=bool)
        low, high = (
            Numbers(np.where(rated, end, 1), Fraction(1), every, None, None, self.n + 1)
            for end in (self.low, self.high)
        )
        rank = ranged(low, high, ~rated, ~rated, unscored, why)
        return {"等次": classes, "总分": score, "名次": rank}


__all__ = ["OPEN", "OUT", "RATED", "STATUS", "STATUS_WORDS", "UNRATED", "Evaluation", "Scored"]
