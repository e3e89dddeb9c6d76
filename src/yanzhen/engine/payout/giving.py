"""How a pool gives: in order, by share, or a number of times. Pure: money and asks in, who gets what out.

In order, the first that does not fit is given what is left, and all behind it wait: more money never takes from anyone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from yanzhen.engine.payout.splitting import filled_in_order, largest_remainder

Rank = tuple[Fraction | int | date | bool, ...]


@dataclass(frozen=True)
class Ask:
    """What one award still asks of a pool. `id` tells asks apart and breaks ties; `rank` is None for one without a place."""

    id: tuple[str, ...]
    fen: int
    rank: Rank | None = ()


@dataclass(frozen=True)
class Given:
    """What an ask gets. `position` is its place in the order, `waits_as` its place among those who wait; None without one.

    `tied` says that an equal stood beside it, so that only its id decided.
    """

    ask: Ask
    given: int
    position: int | None = None
    waits_as: int | None = None
    tied: bool = False

    @property
    def waiting(self) -> int:
        """What is asked and not given."""
        return self.ask.fen - self.given


def ranked(asks: Sequence[Ask], descending: Sequence[bool]) -> list[Ask]:
    """The asks that have a place, first of the order first; equals by id."""
    found = sorted((ask for ask in asks if ask.rank is not None), key=lambda ask: ask.id)
    for at, down in reversed(list(enumerate(descending))):
        found.sort(key=lambda ask: ask.rank[at], reverse=down)
    return found


def give_in_order(money: int, asks: Sequence[Ask], descending: Sequence[bool]) -> list[Given]:
    """Money to each in full, in order, until it runs out; the one at the edge gets the rest."""
    order = ranked(asks, descending)
    return _placed(order, filled_in_order(money, [ask.fen for ask in order]), asks)


def give_times(times: int, asks: Sequence[Ask], descending: Sequence[bool]) -> list[Given]:
    """Each of the first `times` in full, the others nothing."""
    order = ranked(asks, descending)
    return _placed(order, [ask.fen if at < times else 0 for at, ask in enumerate(order)], asks)


def give_by_share(money: int, asks: Sequence[Ask]) -> list[Given]:
    """Everybody in full, or where that is too much everybody in proportion, by largest remainder; nobody more than asked."""
    order = sorted(asks, key=lambda ask: ask.id)
    sizes = [ask.fen for ask in order]
    parts = sizes if sum(sizes) <= money else largest_remainder(money, sizes)
    return [Given(ask, part) for ask, part in zip(order, parts, strict=True)]


def _placed(order: Sequence[Ask], parts: Sequence[int], asks: Sequence[Ask]) -> list[Given]:
    """Those with a place in order, then those without one, who wait."""
    found, waiting = [], 0
    ranks = [ask.rank for ask in order]
    for at, (ask, part) in enumerate(zip(order, parts, strict=True)):
        waiting += part < ask.fen
        tied = ranks[at] in (ranks[at - 1 : at] + ranks[at + 1 : at + 2])
        found.append(Given(ask, part, at + 1, waiting if part < ask.fen else None, tied))
    return found + [Given(ask, 0) for ask in sorted(asks, key=lambda ask: ask.id) if ask.rank is None]
