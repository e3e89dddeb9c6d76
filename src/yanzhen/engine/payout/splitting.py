"""A sum of fen cut into parts that add up to it again, whatever the weights."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def largest_remainder(total: int, weights: Sequence[Fraction | int]) -> list[int]:
    """`total` fen in proportion to the weights: each part its quota rounded down, what is left one fen each to the largest remainders.

    Of equal remainders the earlier weight comes first. Weights are not negative; where all are zero the parts are too, and
    then they add up to nothing.
    """
    whole = sum(weights, Fraction(0))
    if not whole:
        return [0] * len(weights)
    quotas = [total * Fraction(weight) / whole for weight in weights]
    parts = [quota.numerator // quota.denominator for quota in quotas]
    byremainder = sorted(range(len(weights)), key=lambda at: (parts[at] - quotas[at], at))
    for at in byremainder[: total - sum(parts)]:
        parts[at] += 1
    return parts


def filled_in_order(total: int, sizes: Sequence[int]) -> list[int]:
    """How much of each size is filled when `total` is poured in from the first; what is too much is left out."""
    filled = []
    for size in sizes:
        part = min(size, total)
        filled.append(part)
        total -= part
    return filled
