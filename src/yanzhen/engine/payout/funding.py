"""Who bears an award: shares to the fen by largest remainder, a payer's limit, and the rest."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from yanzhen.engine.payout.awards import Award, Reading, told
from yanzhen.engine.payout.splitting import largest_remainder
from yanzhen.language.values import unknown
from yanzhen.pack.model import Clause
from yanzhen.pack.paying import Payer


class Part(NamedTuple):
    """What one payer bears; `fen` is None, with the reason, where it is not known."""

    payer: str
    fen: int | None
    reason: str = ""


def fund(award: Award, clause: Clause, pool: str, reading: Reading) -> list[Part]:
    """The parts of an award's net amount, in the order written; together they are the whole of it.

    A clause that does not say who pays is paid by its pool, else by whoever issued the policy.
    """
    assert award.net is not None
    if not clause.funded_by:
        return [Part(pool or clause.policy.issuer, award.net)]
    guards = [True if payer.when is None else reading.of(payer.when, award) for payer in clause.funded_by]
    limits = [reading.of(payer.most, award) for payer in clause.funded_by]
    lacking = [value for value in (*guards, *limits) if unknown(value)]
    if lacking:
        return [Part("", None, told(lacking[0]))]
    paying = [
        (payer, limit)
        for payer, guard, limit in zip(clause.funded_by, guards, limits, strict=True)
        if guard is True
    ]  # fmt: skip
    return shared(award.net, paying)


def shared(total: int, paying: list[tuple[Payer, object]]) -> list[Part]:
    """`total` fen among payers with their limits in 元 (None: none): the last without a share bears what others do not."""
    fixed = sum((payer.share for payer, _ in paying if payer.share is not None), Fraction(0))
    weights = [1 - fixed if payer.share is None else payer.share for payer, _ in paying]
    parts = largest_remainder(total, weights)
    for at, (_, limit) in enumerate(paying):
        if isinstance(limit, Fraction):
            parts[at] = min(parts[at], max(0, limit.numerator * 100 // limit.denominator))
    short = total - sum(parts)
    if short:
        last = next(at for at, (payer, _) in enumerate(paying) if payer.share is None)
        parts[last] += short
    return [Part(payer.name, fen) for (payer, _), fen in zip(paying, parts, strict=True)]


def borne_by(parts: list[Part], payers: frozenset[str], total: int) -> int | None:
    """How much of the whole, or of a payment towards it, the named payers bear; all of it where they are not named there."""
    if any(part.fen is None for part in parts):
        return None
    if not any(part.payer in payers for part in parts):
        return total
    pieces = largest_remainder(total, [part.fen or 0 for part in parts])
    return sum(piece for part, piece in zip(parts, pieces, strict=True) if part.payer in payers)
