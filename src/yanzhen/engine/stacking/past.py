"""What was paid before under a relation: which rows of 兑付 count, for which group, and what that leaves unsure.

Payments to a clause of the relation count from earlier years only: those of the year judged are its awards themselves. Payments
of the same matter that no clause of the relation made (another government's) count up to and including the year judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from yanzhen.engine.columns.leaves import undelivered
from yanzhen.engine.stacking.standings import Received
from yanzhen.errors import YanzhenError
from yanzhen.facts.snapshot import Frame
from yanzhen.pack.model import Clause, Relation
from yanzhen.periods import Period

FEN = 100
LONG_SPANS = ("policy", "ever")


@dataclass(frozen=True)
class Entry:
    """One payment that counts: surely or perhaps, how much (None: not filled), to which award of the relation ("" elsewhere)."""

    sure: bool
    fen: int | None
    one: str
    bucket: str | None


class Past:
    """Which payments count under one relation, for one year judged."""

    def __init__(self, relation: Relation, clauses: Iterable[Clause], year: Period) -> None:
        self.relation, self.year = relation, year
        members = [clause for clause in clauses if clause.id in relation.members]
        self.made = {clause.id: clause for clause in members} | {clause.one: clause for clause in members}
        starts = [clause.in_force.start for clause in members]
        self.first = None if None in starts or relation.span != "policy" else min(starts)

    @property
    def asked(self) -> bool:
        """Whether any payment could count: not for what is charged, nor within one year when nobody else's are meant."""
        if any(clause.charges for clause in self.made.values()):
            return False
        return self.relation.span in LONG_SPANS or bool(self.relation.matter)

    def entry(self, clause: str | None, matter: str | None, period: str | None, money: Fraction | None) -> Entry | None:
        """The payment as an entry; None when it surely does not count. A field not filled is None."""
        mine = self.made.get(clause or "")
        if mine is None and not (self._elsewhere(clause, matter)):
            return None
        sure = mine is not None or matter is not None
        when = _period(period)
        if when is not None and not self._within(when, mine is not None):
            return None
        bucket = None if when is None else bucket_of(when, self.relation.span)
        fen = None if money is None else int(money * FEN)
        return Entry(sure and when is not None, fen, "" if mine is None else mine.one, bucket)

    def _elsewhere(self, clause: str | None, matter: str | None) -> bool:
        """Whether a payment no clause of the relation made is, or may be, of its matter."""
        if self.relation.matter:
            return matter == self.relation.matter or (clause is None and matter is None)
        return clause is None and matter is None

    def _within(self, when: Period, mine: bool) -> bool:
        if self.first is not None and when.end < self.first:
            return False
        return when.end < self.year.start if mine else when.start <= self.year.end


def _period(text: str | None) -> Period | None:
    try:
        return None if text is None else Period.parse(text)
    except YanzhenError:
        return None


@lru_cache(maxsize=10_000)
def bucket_of(period: Period, span: str) -> str:
    """The span of time within which awards are compared: "" for all time; a longer period is a span of its own."""
    if span in LONG_SPANS:
        return ""
    whole = Period.of(period.start, span)
    return str(whole if whole.end >= period.end else period)


def book_for(relation: Relation, frame: Frame | None) -> Book:
    """An empty book of payments for a relation; open when the register was not delivered whole, or the pack has none."""
    closed = frame is not None and not undelivered(frame, "")
    return Book(relation.rule in ("choose_one", "excludes"), closed)


@dataclass
class Book:
    """The payments that count under one relation, by group where it is known, else by owner.

    `closed` says the register was delivered whole: without that more may have been paid than is known.
    """

    choice: bool
    closed: bool
    groups: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    owners: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))

    def add(self, entry: Entry, owner: str, group: str | None) -> None:
        """The entry is kept where it can be found again."""
        (self.owners[owner] if group is None else self.groups[group]).append(entry)

    def received(self, group: str, bucket: str, owners: Iterable[str]) -> Received:
        """What the awards of one group and span received before."""
        low, high, maybe = 0, 0, not self.closed
        unknown = not self.closed
        paid: set[str] = set()
        placed = [(entry, True) for entry in self.groups.get(group, ())]
        placed += [(entry, False) for owner in sorted(owners) for entry in self.owners.get(owner, ())]
        for entry, here in placed:
            if entry.bucket not in (None, bucket):
                continue
            if entry.fen is None:
                unknown = True
            high += entry.fen or 0
            if entry.sure and here:
                low += entry.fen or 0
                paid.add(entry.one)
            else:
                maybe = True
        if self.choice:
            return Received(0, 0, frozenset(paid), maybe)
        return Received(low, None if unknown else high)
