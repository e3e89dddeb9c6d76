"""Awards as they stand to one another, whichever way they were read: what both readings hand to settling."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Award:
    """One exact award: its clause, the award it is a line of, and its amount in fen. The stated order is that of the list.

    `unit` is equal for lines of one award (clause without line, subject, period).
    """

    clause: str
    one: str
    unit: tuple[str, str, str]
    fen: int


@dataclass(frozen=True)
class Received:
    """What was paid before under a relation, in fen: at least `low`, at most `high` (None: nobody can say).

    `clauses` are those to which something was surely paid (of other documents: empty text); `maybe` whether there may be others.
    """

    low: int = 0
    high: int | None = 0
    clauses: frozenset[str] = frozenset()
    maybe: bool = False

    @property
    def open(self) -> bool:
        """Whether more may have been paid than is known."""
        return self.maybe or self.low != self.high


@dataclass
class Standing:
    """Awards compared under one relation: positions in the stated order, for difference_only with the rank of each.

    `others` are ids of clauses whose met awards belong here too but are not exact: they displace nothing, and are told.
    """

    relation: str
    rule: str
    awards: list[int] = field(default_factory=list)
    ranks: list[int] = field(default_factory=list)
    received: Received = Received()
    others: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Shared:
    """A cap or ceiling over several awards: together at most `low` to `high` fen (equal when the facts settle it).

    With `of` it holds only where that award is paid.
    """

    relation: str
    awards: tuple[int, ...]
    low: int
    high: int | None
    of: int | None = None


@dataclass
class Standings:
    """All of it: the exact awards in the stated order, how they stand, what holds over several, and what could not be placed.

    `unplaced` are awards (position → relation) of which a fact is missing that would say with whom they are compared.
    """

    awards: list[Award]
    standings: list[Standing] = field(default_factory=list)
    shared: list[Shared] = field(default_factory=list)
    lifted: list[frozenset[int]] = field(default_factory=list)
    unplaced: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Net:
    """What is left of one award, in fen: `low` to `high`, equal when settled; what cut it, what stands in its place, what is open."""

    low: int
    high: int
    relation: str = ""
    beaten_by: tuple[str, ...] = ()
    open: str = ""

    @property
    def settled(self) -> bool:
        """Whether the facts settle it."""
        return self.low == self.high
