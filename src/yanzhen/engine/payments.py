"""What was already paid, read from register 兑付: by a clause in earlier periods, or for a matter in the period judged.

A payment matches a question field by field: a field that is filled and differs says no, one that is not filled leaves the
payment open. What was paid is therefore an interval; where the register was not delivered nothing bounds it above.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from yanzhen.engine.columns.leaves import undelivered
from yanzhen.engine.columns.vectors import Mask
from yanzhen.engine.subject import SnapshotSubject
from yanzhen.facts.snapshot import Frame, Snapshot
from yanzhen.language.values import NOT_DELIVERED, NOT_FILLED, Between, Missing, Reason
from yanzhen.pack.model import Cap, Clause, Times
from yanzhen.periods import Period
from yanzhen.registers import Vocabulary

REGISTER = "兑付"
EARLIEST = 2000
"""Payments before this year are not looked for when a text gives no first day."""


@dataclass(frozen=True)
class Question:
    """Which payments count: those whose fields have one of these texts; `other_than` leaves out those of some clauses.

    `by_item` asks for payments of the row judged itself (its key in column 项目), not of all its owner's.
    """

    fields: tuple[tuple[str, frozenset[str]], ...]
    other_than: frozenset[str] = frozenset()
    by_item: bool = False

    def without(self, clauses: frozenset[str]) -> Question:
        """The same question, leaving out the payments of these clauses."""
        return replace(self, other_than=clauses)


def ceiling_question(clause: Clause, period: Period, vocabulary: Vocabulary) -> Question:
    """Payments a ceiling counts: of its matter, in the period judged, of other clauses, whoever paid."""
    ceiling = clause.top
    assert ceiling is not None
    fields = (("事项", frozenset({ceiling.counts})), ("所属期", frozenset({str(period)})))
    return Question(fields, frozenset({clause.id}), _by_item(ceiling.per, clause, vocabulary))


def cap_question(
    clause: Clause, cap: Cap | Times, period: Period, vocabulary: Vocabulary, ids: frozenset[str] | None = None
) -> Question | None:
    """Payments of the clause (or of all these ids) in earlier periods of the cap's span; None when the span is this period."""
    earlier = _earlier(clause, cap, period)
    if not earlier:
        return None
    fields = (("条款", ids or frozenset({clause.id})), ("所属期", frozenset(map(str, earlier))))
    return Question(fields, by_item=_by_item(cap.per, clause, vocabulary))


def _by_item(per: tuple[str, ...], clause: Clause, vocabulary: Vocabulary) -> bool:
    """Whether a limit is for each row judged rather than for its owner."""
    declared = vocabulary.registers[clause.register]
    return declared.owner is not None and any(name == clause.register or name in declared.key[1:] for name in per)


def _earlier(clause: Clause, cap: Cap | Times, period: Period) -> tuple[Period, ...]:
    """Periods of the decision's kind inside the cap's span and before the period judged."""
    if cap.span in ("ever", "policy"):
        start = clause.in_force.start
        first = Period.of(start, period.kind) if cap.span == "policy" and start else None
        first = first or Period.year_of(EARLIEST).parts(period.kind)[0]
        return tuple(first.shift(step) for step in range(max(0, period.index - first.index)))
    whole = Period.of(period.start, cap.span)
    return tuple(part for part in whole.parts(period.kind) if part < period) if whole.end > period.end else ()


@dataclass(frozen=True)
class Paid:
    """For each row what was paid: at least `low`, at most `high` (fen steps of column 金额) unless `unbounded`."""

    low: np.ndarray
    high: np.ndarray
    step: Fraction
    unbounded: Mask
    reasons: dict[Reason, Mask]


def paid(question: Question, register: str, snapshot: Snapshot, *, count: bool = False) -> Paid:
    """What was paid to each row of the register (or to the owner of each); with `count`, how many times."""
    frame = snapshot.frame(REGISTER)
    rows = snapshot.frame(register)
    holder, leads = _holders(frame, rows)
    sure, maybe, unfilled = _matching(frame, question)
    money = frame.stored("金额", None)
    step = frame.register.columns["金额"].step
    values = np.zeros(frame.n, dtype=np.int64) if money is None else np.where(money.present, money.values, 0)
    blank = maybe & (np.ones(frame.n, dtype=bool) if money is None else ~money.present)
    if count:
        values, blank, step = np.ones(frame.n, dtype=np.int64), np.zeros(frame.n, dtype=bool), Fraction(1)
    place = _places(question, frame, rows, holder, leads, maybe)
    low, high = (_added(place, values, mask, rows.n) for mask in (sure & ~blank, maybe & ~blank))
    lost = _any(place, blank, rows.n)
    reasons = {reason: _any(place, mask, rows.n) for reason, mask in unfilled.items()}
    reasons[not_filled(frame, "金额")] = lost
    for reason in undelivered(frame, ""):
        lost = np.ones(rows.n, dtype=bool)
        reasons[reason] = lost
    return Paid(low, high, step, lost, reasons)


def not_filled(frame: Frame, column: str) -> Reason:
    """Why a field of a payment is not known."""
    return Reason(REGISTER, column, "", NOT_FILLED if frame.delivered(column, None) else NOT_DELIVERED)


def _holders(frame: Frame, rows: Frame) -> tuple[str, np.ndarray]:
    """The register payments belong to, and for each row judged its row there (−1: none)."""
    holder = frame.register.owner or ""
    if rows.register.name == holder:
        return holder, np.arange(rows.n)
    return holder, rows.owners.get(holder, np.full(rows.n, -1))


def _matching(frame: Frame, question: Question) -> tuple[Mask, Mask, dict[Reason, Mask]]:
    sure, maybe = np.ones(frame.n, dtype=bool), np.ones(frame.n, dtype=bool)
    blanks: dict[Reason, Mask] = {}
    for name, texts in question.fields:
        yes, filled = _texts(frame, name, texts)
        sure, maybe = sure & yes, maybe & (yes | ~filled)
        blanks[not_filled(frame, name)] = ~filled
    if question.other_than:
        own, _ = _texts(frame, "条款", question.other_than)
        sure, maybe = sure & ~own, maybe & ~own
    return sure, maybe, {reason: mask & maybe & ~sure for reason, mask in blanks.items()}


def _texts(frame: Frame, name: str, texts: frozenset[str]) -> tuple[Mask, Mask]:
    """Rows whose column has one of the texts, and rows where it is filled."""
    held = frame.stored(name, None)
    if held is None:
        return np.zeros(frame.n, dtype=bool), np.zeros(frame.n, dtype=bool)
    wanted = np.array([word in texts for word in frame.words.get(name, ())] or [False])
    return held.present & wanted[np.where(held.present, held.values, 0)], held.present


def _places(
    question: Question, frame: Frame, rows: Frame, holder: str, leads: np.ndarray, asked: Mask
) -> dict[int, np.ndarray]:
    """For each payment asked for, the numbers of the rows it counts for."""
    owner = frame.owners.get(holder, np.full(frame.n, -1))
    order = np.argsort(leads, kind="stable")
    ends = np.searchsorted(leads[order], np.arange(int(owner.max(initial=-1)) + 2))
    held = frame.stored("项目", None)
    found = {}
    for payment in np.flatnonzero(asked & (owner >= 0)):
        mine = order[ends[owner[payment]] : ends[owner[payment] + 1]]
        if question.by_item:
            item = frame.words["项目"][held.values[payment]] if held is not None and held.present[payment] else None
            mine = np.array([row for row in mine if item_key(rows, row) == item], dtype=np.int64)
        found[int(payment)] = mine
    return found


def item_key(rows: Frame, row: int) -> str:
    """The part of a child row's key that is its own: what payments name in column 项目."""
    return rows.keys[row].split("|", 1)[-1]


def _added(place: dict[int, np.ndarray], values: np.ndarray, mask: Mask, rows: int) -> np.ndarray:
    total = np.zeros(rows, dtype=np.int64)
    for payment, mine in place.items():
        if mask[payment]:
            total[mine] += values[payment]
    return total


def _any(place: dict[int, np.ndarray], mask: Mask, rows: int) -> Mask:
    found = np.zeros(rows, dtype=bool)
    for payment, mine in place.items():
        if mask[payment]:
            found[mine] = True
    return found


def paid_exactly(question: Question, subject: SnapshotSubject, *, count: bool = False) -> object:
    """What was paid (with `count`, how many times), for one row: the same question asked of one subject."""
    frame = subject.facts.snapshot.frame(REGISTER)
    holder = frame.register.owner or ""
    owner: object = subject if subject.register == holder else subject.owner(holder, holder)
    payments = owner.rows(REGISTER, "") if isinstance(owner, SnapshotSubject) else None
    low = high = Fraction(0)
    reasons: set[Reason] = set(undelivered(frame, ""))
    unbounded = bool(reasons)
    for row in payments.rows if payments else ():
        fits, blanks = _fits(question, row, subject)
        money = Fraction(1) if count else row.value("金额", Period.year_of(EARLIEST))
        if fits is False:
            continue
        reasons |= blanks
        if isinstance(money, Missing):
            unbounded, reasons = True, reasons | money.reasons
        else:
            low, high = low + (money if fits else 0), high + money
    if unbounded:
        return Between(low, None, frozenset(reasons))
    return low if low == high else Between(low, high, frozenset(reasons))


def _fits(question: Question, row: object, subject: SnapshotSubject) -> tuple[bool | None, set[Reason]]:
    """Whether a payment counts: True, False, or None when a field that would tell is not filled."""
    blanks: set[Reason] = set()
    for name, texts in question.fields:
        held = row.value(name, Period.year_of(EARLIEST))
        if isinstance(held, Missing):
            blanks |= held.reasons
        elif held not in texts:
            return False, set()
    if question.other_than and row.value("条款", Period.year_of(EARLIEST)) in question.other_than:
        return False, set()
    if question.by_item and row.value("项目", Period.year_of(EARLIEST)) != item_key(subject.frame, subject.row):
        return False, set()
    return (None if blanks else True), blanks
