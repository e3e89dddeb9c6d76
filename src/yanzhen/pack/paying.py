"""What happens to an award until it is money, as frozen values: payers, pools, instalments, promises. Nothing here reads a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from yanzhen.errors import Place
from yanzhen.language.tree import Node

CLAIMED = "受理时间"
"""The word of an order that is no column: when the claim was accepted, as register 申报 says."""

PRO_RATA = "pro_rata"


@dataclass(frozen=True, slots=True)
class Payer:
    """One who bears part of an award: `share` of it (None: the rest), not more than `most`, only where `when` holds."""

    name: str
    share: Fraction | None
    most: Node | None
    when: Node | None
    place: Place


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of an award: `share` of it (None: the rest), given when `when` holds, claimed by `due`."""

    share: Fraction | None
    when: Node | None
    text: str
    due: Node
    place: Place


@dataclass(frozen=True, slots=True)
class Promise:
    """A key `clawback`: `share` of what was paid is owed back if `when` turns true by `due`. `text` is `when` as written."""

    when: Node
    text: str
    due: Node
    share: Fraction
    place: Place


@dataclass(frozen=True, slots=True)
class PoolNamed:
    """The pool a clause's own key names, and where."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """Who puts how much into a pool, in 元; `payer` is empty where the text does not say."""

    payer: str
    most: Fraction


@dataclass(frozen=True)
class OrderKey:
    """One word of a ranking chain. `nodes` holds its tree by (register, period) of the clauses; none for `CLAIMED`."""

    text: str
    descending: bool
    nodes: dict[tuple[str, str], Node] = field(default_factory=dict)

    @property
    def by_claim(self) -> bool:
        """Whether it is the day of the claim, not a fact of the subject."""
        return self.text == CLAIMED


@dataclass(frozen=True)
class Pool:
    """Money for the awards of some clauses, in each span, and the order in which it is given.

    `sources` add up to the money; `times` is set instead for a counted pool. `order` is a chain, `pro_rata` none. `clauses`
    are ids (of lines, where a clause has lines), sorted. `carry_over`: what one span leaves is there in the next, from the
    span of day `since` on (None: not stated).
    """

    id: str
    title: str
    span: str
    sources: tuple[Source, ...]
    times: int | None
    order: tuple[OrderKey, ...]
    pro_rata: bool
    carry_over: bool
    clauses: tuple[str, ...]
    place: Place
    cite: str = ""
    basis: str = "cited"
    doubts: tuple[str, ...] = ()
    since: date | None = None

    @property
    def money(self) -> Fraction:
        """What one span has, in 元; 0 for a counted pool."""
        return sum((source.most for source in self.sources), Fraction(0))

    @property
    def payers(self) -> frozenset[str]:
        """Who puts money in, where named."""
        return frozenset(source.payer for source in self.sources if source.payer)
