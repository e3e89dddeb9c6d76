"""The awards of one subject as the exact reading holds them: found row by row, compared as the city's are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import floor

from yanzhen.engine import payments
from yanzhen.engine.awards import rows_of
from yanzhen.engine.exactly import Exactly, ends_of
from yanzhen.engine.finding import EXACT, MET, Finding
from yanzhen.engine.payments import REGISTER, Question
from yanzhen.engine.plan import Element
from yanzhen.engine.stacking.keys import group_exactly, place_of, word_exactly
from yanzhen.engine.stacking.past import FEN, Book, Past, book_for
from yanzhen.engine.stacking.settling import Settled, settle
from yanzhen.engine.stacking.standing import stand
from yanzhen.engine.stacking.standings import Net
from yanzhen.engine.subject import SnapshotSubject
from yanzhen.language.tree import Node
from yanzhen.language.values import Missing
from yanzhen.pack.model import Clause, Relation
from yanzhen.periods import Period
from yanzhen.registers import Register

NO_DAY = date.min


class One:
    """Met awards found one by one, in the stated order; implements `Held`."""

    def __init__(self, exactly: Exactly, found: Iterable[tuple[Finding, int]], year: Period) -> None:
        self.exactly, self.year = exactly, year
        self.pack, self.vocabulary = exactly.pack, exactly.pack.vocabulary
        place = {clause.id: at for at, clause in enumerate(self.pack.clauses)}
        met = [(finding, row) for finding, row in found if finding.outcome == MET and finding.clause.amount is not None]
        met.sort(key=lambda one: (place[one[0].clause.id], one[0].period, self._day(*one), one[1]))
        self.found = [finding for finding, _ in met]
        self.rows = [exactly.facts.subject(finding.clause.register, row) for finding, row in met]
        self.clauses: list[Clause] = [finding.clause for finding in self.found]
        self.periods = [finding.period for finding in self.found]
        self.subjects = [finding.subject for finding in self.found]
        self.owners = [top_of(row) for row in self.rows]
        self.fen = [_fen(finding) for finding in self.found]
        self.places: dict[str, list[int]] = {}
        for at, clause in enumerate(self.clauses):
            self.places.setdefault(clause.id, []).append(at)

    def _day(self, finding: Finding, row: int) -> date:
        if finding.clause.event is None:
            return NO_DAY
        subject = self.exactly.facts.subject(finding.clause.register, row)
        day = self.exactly.value(finding.clause.event, subject, finding.period)
        return day if isinstance(day, date) else NO_DAY

    def group(self, at: int, per: tuple[str, ...]) -> str | None:
        """The group of an award by these names; None when a fact is missing."""
        return group_exactly(self.rows[at], per, self.periods[at])

    def rank(self, at: int, by: str) -> int | None:
        """The place of the award's code in the order of its list; None when missing."""
        return place_of(word_exactly(self.rows[at], by, self.periods[at]))

    def applies(self, at: int, when: Node | None) -> bool:
        """Whether a guard surely holds for the award."""
        return when is None or self.exactly.value(when, self.rows[at], self.periods[at]) is True

    def room(self, at: int, most: Node, question: Question | None) -> tuple[int, int | None]:
        """What `most` leaves after the payments asked for: least and most, in fen (None: nothing bounds it)."""
        low, high = ends_of(self.exactly.value(most, self.rows[at], self.periods[at]))
        used = Fraction(0) if question is None else payments.paid_exactly(question, self.rows[at])
        used_low, used_high = ends_of(used)
        least = 0 if low is None or used_high is None else max(0, floor((low - used_high) * FEN))
        return least, None if high is None else max(0, floor((high - (used_low or 0)) * FEN))

    def book(self, relation: Relation) -> Book | None:
        """The payments that count under a relation; None when none could."""
        past = Past(relation, self.pack.clauses, self.year)
        if not past.asked:
            return None
        if REGISTER not in self.vocabulary.registers:
            return book_for(relation, None)
        facts = self.exactly.facts
        book = book_for(relation, facts.snapshot.frame(REGISTER))
        for row in [row for owner in sorted(set(self.owners)) for row in self._rows_of(REGISTER, owner)]:
            payment = facts.subject(REGISTER, row)
            words = {name: self._filled(payment, name) for name in ("条款", "事项", "所属期", "项目", "金额")}
            entry = past.entry(words["条款"], words["事项"], words["所属期"], words["金额"])
            if entry is not None:
                clause = past.made.get(words["条款"] or "")
                book.add(entry, top_of(payment), self._group_of(relation, clause, payment, words["项目"]))
        return book

    def _filled(self, payment: SnapshotSubject, name: str) -> object:
        value = payment.value(name, self.year)
        return None if isinstance(value, Missing) else value

    def _group_of(
        self, relation: Relation, clause: Clause | None, payment: SnapshotSubject, item: object
    ) -> str | None:
        holder = self.vocabulary.registers[REGISTER].owner or ""
        if relation.per == (holder,):
            return top_of(payment)
        if clause is None:
            return None
        own = self.vocabulary.registers[clause.register].owner is None
        frame = self.exactly.facts.snapshot.frame(clause.register)
        for row in self._rows_of(clause.register, top_of(payment)):
            if own or payments.item_key(frame, row) == item:
                return group_exactly(self.exactly.facts.subject(clause.register, row), relation.per, self.year)
        return None

    def _rows_of(self, register: str, owner: str) -> list[int]:
        return rows_of(register, owner, self.exactly.facts.snapshot)


def stack_exactly(
    exactly: Exactly, found: Iterable[tuple[Finding, int]], year: Period
) -> tuple[dict[tuple[str, str, Period], Net], list[Settled], One]:
    """The net of every exact award among these findings (each with its row), by clause, subject and period.

    `found` must hold every finding of money that shares a group with those asked about: `needed_rows` says of which rows.
    """
    held = One(exactly, found, year)
    nets, settled = settle(stand(held, exactly.pack, year))
    by_key = {}
    for at, finding in enumerate(held.found):
        fen = held.fen[at]
        if fen is not None:
            by_key[finding.clause.id, finding.subject, finding.period] = nets.get(at, Net(fen, fen))
    return by_key, settled, held


def findings_about(exactly: Exactly, elements: Sequence[Element], owner: str) -> list[tuple[Finding, int]]:
    """Every finding of money of these clauses that can share a group with those of one top-level subject, with its row."""
    snapshot = exactly.facts.snapshot
    wide = {
        member
        for relation in exactly.pack.relations
        for member in relation.members
        if not any(_leads_to_one(name, clause.register, exactly) for clause in elements_of(elements, member)
                   for name in relation.per)
    }  # fmt: skip
    found = []
    for element in elements:
        if element.clause.amount is None:
            continue
        everyone = range(snapshot.frame(element.clause.register).n)
        for row in everyone if element.clause.id in wide else rows_of(element.clause.register, owner, snapshot):
            found += [(exactly.find(element, period, row), row) for period in element.periods]
    return found


def elements_of(elements: Sequence[Element], clause: str) -> list[Clause]:
    """The clauses among the elements that have this id."""
    return [element.clause for element in elements if element.clause.id == clause]


def _leads_to_one(name: str, register: str, exactly: Exactly) -> bool:
    """Whether a name of `per` tells one top-level subject from every other."""
    declared: Register = exactly.pack.vocabulary.registers[register]
    return name == register or name in declared.belongs_to or (declared.owner is not None and name == declared.key[0])


def top_of(row: SnapshotSubject) -> str:
    """The key of the subject a row belongs to, its own when it belongs to none, empty when not known."""
    while row.frame.register.owner is not None:
        above = row.owner(row.frame.register.owner, row.frame.register.owner)
        if isinstance(above, Missing):
            return ""
        row = above
    return row.key


def _fen(finding: Finding) -> int | None:
    return None if finding.basis != EXACT or finding.high is None else int(finding.high * FEN)
