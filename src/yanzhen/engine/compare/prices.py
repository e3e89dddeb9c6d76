"""What one decided clause costs, row by row: what is sure, what is expected, what it may come to when every fact is known.

For each row, in whole fen:

- `low`: what is surely paid. A met row counts with its amount, or with the least it may be; an unknown row counts nothing.
- `high`: as if every unknown row were met, with caps that rows share used up in their order.
- `expected`: an unknown row counts with its amount times the share met among the decided rows of the same clause in the
  same area; where fewer than `LEAST_DECIDED` rows of the area are decided, of the whole clause; where none is, nothing.
  An amount that is itself open counts as the mean exact amount of the met rows of that area, held within what it may be.
  Rounded half up to the fen once a row, so sums over any grouping agree.

For "up to" clauses the three are ceilings, kept in columns of their own and never added to money.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from yanzhen.engine.amounts import Amounts, amounts_of
from yanzhen.engine.columns.vectors import Mask
from yanzhen.engine.findings import Found

LEAST_DECIDED = 30
"""Decided rows an area must have before its own share is used: fewer say too little."""

FEN = 100


@dataclass(frozen=True)
class Prices:
    """Whole fen for each row of the register; `ceiling` tells that they bound the amount and are not the amount.

    `settled` marks met rows whose amount (or ceiling) is known; `unbounded` marks rows whose `high` is no bound.
    """

    low: np.ndarray
    expected: np.ndarray
    high: np.ndarray
    ceiling: bool
    settled: Mask
    unbounded: Mask


def prices_of(found: Found, areas: np.ndarray) -> Prices | None:
    """The prices of a decided clause; None when it computes no money. `areas[i]` numbers the area of row i, −1 for none."""
    if found.clause.amount is None or found.clause.amount.high is None:
        return None
    decided, ceiling = found.decided, found.declared == "at_most"
    met, unknown, settled = decided.met, decided.unknown, found.amount_known
    everyone = found.amounts
    if unknown.any():
        whole = decided.deciding(met | unknown, np.zeros_like(unknown))
        everyone = amounts_of(whole, found.conditions.reader)
    if everyone is None or not (met | unknown).any():
        nothing, no = np.zeros(decided.rows, dtype=np.int64), np.zeros(decided.rows, dtype=bool)
        return Prices(nothing, nothing, nothing, ceiling, settled, no)
    low = np.zeros(decided.rows, dtype=np.int64)
    if met.any():
        assert found.amounts is not None
        low = (
            _fen(found.amounts, found.amounts.high, settled) if ceiling else _fen(found.amounts, found.amounts.low, met)
        )
    bounded = everyone.bounded | settled
    high = np.where(settled, low, np.maximum(low, _fen(everyone, everyone.high, (met | unknown) & bounded)))
    unbounded = (met | unknown) & ~bounded
    certain = settled | (unknown & (bounded if ceiling else everyone.known))
    guess = _guess(low, high, settled, (met | unknown) & ~certain, unbounded, areas)
    high = np.where(unbounded, guess, high)
    return Prices(low, np.clip(_weighted(found, guess, areas), low, high), high, ceiling, settled, unbounded)


def _fen(amounts: Amounts, counts: np.ndarray, at: Mask) -> np.ndarray:
    """The counts of the clause's rounding step as fen where the mask holds, 0 elsewhere."""
    step = amounts.step * FEN
    found, rows = np.zeros(len(at), dtype=np.int64), np.flatnonzero(at)
    if step == 1 and counts.dtype == np.int64:
        found[rows] = counts[rows]
    else:
        found[rows] = [int(int(count) * step) for count in counts[rows]]
    return found


def _guess(
    low: np.ndarray, high: np.ndarray, settled: Mask, open_rows: Mask, unbounded: Mask, areas: np.ndarray
) -> np.ndarray:
    """For each row the amount it would have if met: its own, or the mean of settled ones within what it may be."""
    guess = np.where(open_rows, low, high)
    if not open_rows.any():
        return guess
    whole, means = _mean(low[settled]), dict[int, int | None]()
    for row in np.flatnonzero(open_rows):
        area = int(areas[row])
        if area not in means:
            here = settled & (areas == area)
            means[area] = _mean(low[here]) if area >= 0 and here.sum() >= LEAST_DECIDED else whole
        mean = means[area]
        if mean is not None:
            guess[row] = max(int(low[row]), mean if unbounded[row] else min(int(high[row]), mean))
    return guess


def _mean(values: np.ndarray) -> int | None:
    return None if not len(values) else _half_up(Fraction(sum(map(int, values)), len(values)))


def _weighted(found: Found, guess: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """The guess on met rows, the guess times the share met on unknown rows, 0 elsewhere."""
    decided = found.decided
    expected = np.where(decided.met, guess, 0)
    rows = np.flatnonzero(decided.unknown & (guess > 0))
    if len(rows):
        size = int(areas.max(initial=-1)) + 2
        met = np.bincount(areas[decided.met] + 1, minlength=size)
        settled = met + np.bincount(areas[decided.not_met] + 1, minlength=size)
        whole = (int(met.sum()), int(settled.sum()))
        shares = [
            (int(yes), int(of)) if at and of >= LEAST_DECIDED else whole
            for at, (yes, of) in enumerate(zip(met, settled))
        ]
        for row in rows:
            yes, of = shares[areas[row] + 1]
            expected[row] = _half_up(Fraction(int(guess[row]) * yes, of)) if of else 0
    return expected


def _half_up(value: Fraction) -> int:
    return int((2 * value.numerator + value.denominator) // (2 * value.denominator))
