"""What one firm's score is made of: each item's value, benchmark, points and place; what was added, taken, decided."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from yanzhen.engine.columns.ordering import link_of, places
from yanzhen.engine.columns.single import value_at
from yanzhen.engine.schemes.evaluation import RATED, STATUS, Evaluation
from yanzhen.language.values import unknown
from yanzhen.pack.evaluation import Item


@dataclass(frozen=True)
class Contribution:
    """One item of one firm; `place` is its rank by this item's points in its part, 0 where the points are not known."""

    item: Item
    value: object
    against: object
    points: object
    filled: bool
    place: int
    size: int

    @property
    def share(self) -> Fraction | None:
        """The points as a share of the weight."""
        return self.points / self.item.weight if isinstance(self.points, Fraction) and self.item.weight else None


def contributions(evaluation: Evaluation, row: int) -> list[Contribution]:
    """The items of a rated firm in the scheme's order; empty for others."""
    if STATUS[evaluation.status[row]] != RATED:
        return []
    scored, found = evaluation.scored[int(evaluation.group[row])], []
    peers = (
        evaluation.mask(RATED) & (evaluation.part == evaluation.part[row]) & (evaluation.group == evaluation.group[row])
    )
    for at, item in enumerate(scored.tree.items):
        vector = scored.points[at]
        known = peers & vector.ok
        standing = places([link_of(vector, False, evaluation.n)], np.zeros(evaluation.n, dtype=np.int64), known, known)
        against = scored.against[at]
        found.append(
            Contribution(
                item.item,
                value_at(scored.values[at], row),
                None if against is None else value_at(against, row),
                value_at(vector, row),
                bool(scored.filled[at][row]),
                int(standing.ahead[row]) + 1 if known[row] else 0,
                int(known.sum()),
            )
        )
    return found


def known(value: object) -> bool:
    """Whether a value can be shown as a number."""
    return value is not None and not unknown(value)
