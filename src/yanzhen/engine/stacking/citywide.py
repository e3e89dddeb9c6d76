"""The awards of a whole city as the columns reading holds them: groups, ranks, rooms and what was received before."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

import numpy as np
import polars as pl

from yanzhen.engine.amounts import Interval, room_of
from yanzhen.engine.as_columns import FEN
from yanzhen.engine.awards import Met, top_owners
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.vectors import Numbers
from yanzhen.engine.finding import EXACT
from yanzhen.engine.payments import REGISTER, Question, item_key
from yanzhen.engine.stacking.keys import Keys
from yanzhen.engine.stacking.past import Book, Past, book_for
from yanzhen.facts.snapshot import Frame
from yanzhen.language.tree import Node
from yanzhen.pack.model import Clause, Pack, Relation
from yanzhen.periods import Period


class City:
    """All awards of a run; implements `Held`."""

    def __init__(self, table: pl.DataFrame, met: Sequence[Met], reader: Reader, pack: Pack, year: Period) -> None:
        self.pack, self.reader, self.year = pack, reader, year
        self.vocabulary = pack.vocabulary
        self.keys = Keys(reader)
        self.owners = table["owner"].to_list()
        self.subjects = table["subject"].to_list()
        exact = (table["basis"] == EXACT).to_list()
        self.fen = [fen if held else None for fen, held in zip(table["gross_fen"].to_list(), exact, strict=True)]
        self.clauses: list[Clause] = []
        self.periods: list[Period] = []
        self.places: dict[str, list[int]] = {}
        self._met: list[Met] = []
        self._rows: list[int] = []
        for one in met:
            clause, count = one.found.clause, len(one.rows)
            self.clauses += [clause] * count
            self.periods += [one.found.decided.period] * count
            self.places.setdefault(clause.id, []).extend(range(one.begin, one.end))
            self._met += [one] * count
            self._rows += one.rows.tolist()
        self._rooms: dict[tuple[int, Node, Question | None], Interval] = {}
        self._guards: dict[tuple[int, Node], np.ndarray] = {}
        self._named: dict[str, dict[tuple[str, str | None], int]] = {}

    def group(self, at: int, per: tuple[str, ...]) -> str | None:
        """The group of an award by these names; None when a fact is missing."""
        return self.keys.groups(self.clauses[at].register, per, self.periods[at])[self._rows[at]]

    def rank(self, at: int, by: str) -> int | None:
        """The place of the award's code in the order of its list; None when missing."""
        return self.keys.ranks(self.clauses[at].register, by, self.periods[at])[self._rows[at]]

    def applies(self, at: int, when: Node | None) -> bool:
        """Whether a guard surely holds for the award."""
        if when is None:
            return True
        asked = (self._met[at].begin, when)
        if asked not in self._guards:
            truths = self.reader.truths(when, self.clauses[at].register, self.periods[at]).sure
            self._guards[asked] = np.broadcast_to(truths, (self._met[at].found.decided.rows,))
        return bool(self._guards[asked][self._rows[at]])

    def room(self, at: int, most: Node, question: Question | None) -> tuple[int, int | None]:
        """What `most` leaves after the payments asked for: least and most, in fen (None: nothing bounds it)."""
        asked = (self._met[at].begin, most, question)
        if asked not in self._rooms:
            self._rooms[asked] = room_of(most, question, self._met[at].found.decided, self.reader)
        room, row = self._rooms[asked], self._rows[at]
        low = 0 if _at(room.below, row) else floor(_value(room.low, row) * FEN)
        return low, None if _at(room.above, row) else floor(_value(room.high, row) * FEN)

    def book(self, relation: Relation) -> Book | None:
        """The payments that count under a relation; None when none could."""
        past = Past(relation, self.pack.clauses, self.year)
        if not past.asked:
            return None
        if REGISTER not in self.vocabulary.registers:
            return book_for(relation, None)
        snapshot = self.reader.snapshot
        frame = snapshot.frame(REGISTER)
        book = book_for(relation, frame)
        fields = {name: _texts(frame, name) for name in ("条款", "事项", "所属期", "项目")}
        money, step = frame.stored("金额", None), frame.register.columns["金额"].step
        tops = top_owners(REGISTER, snapshot)
        for row in range(frame.n):
            paid = None if money is None or not money.present[row] else int(money.values[row]) * step
            entry = past.entry(fields["条款"][row], fields["事项"][row], fields["所属期"][row], paid)
            if entry is not None:
                clause = past.made.get(fields["条款"][row] or "")
                book.add(entry, tops[row], self._group_of(relation, clause, tops[row], fields["项目"][row]))
        return book

    def _group_of(self, relation: Relation, clause: Clause | None, owner: str, item: str | None) -> str | None:
        """The group a payment was made for: its owner's, or that of the row it names; None when it names none."""
        if relation.per == (self.vocabulary.registers[REGISTER].owner,):
            return owner
        row = None if clause is None else self._row_named(clause.register, owner, item)
        if clause is None or row is None:
            return None
        return self.keys.groups(clause.register, relation.per, self.year)[row]

    def _row_named(self, register: str, owner: str, item: str | None) -> int | None:
        """The row of a register that a payment names: the owner's own, or its row of that key."""
        frame = self.reader.snapshot.frame(register)
        own = frame.register.owner is None
        if register not in self._named:
            tops = top_owners(register, self.reader.snapshot)
            self._named[register] = {(tops[row], None if own else item_key(frame, row)): row for row in range(frame.n)}
        return self._named[register].get((owner, None if own else item))


def _at(mask: np.ndarray, row: int) -> bool:
    return bool(mask if mask.ndim == 0 else mask[row])


def _value(number: Numbers, row: int) -> Fraction:
    num, den = (None if end is None else end if end.ndim == 0 else end[row] for end in (number.num, number.den))
    return int(num) * number.quantum / (1 if den is None else int(den))


def _texts(frame: Frame, name: str) -> list[str | None]:
    """A text column of payments, None where it is not filled."""
    held = frame.stored(name, None)
    if held is None:
        return [None] * frame.n
    words = frame.words.get(name, [])
    return [words[value] if present else None for value, present in zip(held.values, held.present, strict=True)]
