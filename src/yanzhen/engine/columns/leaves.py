"""Where the columns reading touches the snapshot: columns, owners, child rows, judgements."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np

from yanzhen.engine.columns.arithmetic import peak_of
from yanzhen.engine.columns.selection import Selection, whole
from yanzhen.engine.columns.vectors import Codes, Days, Mask, Numbers, Truths, Vector, because, nothing_missing
from yanzhen.engine.judgements import Judgements, not_judged, read_judgements
from yanzhen.facts.snapshot import Frame, Snapshot, Stored
from yanzhen.language import tree
from yanzhen.language.values import NOT_DELIVERED, NOT_FILLED, Reason
from yanzhen.periods import Period
from yanzhen.registers import Column

EPOCH = date(1970, 1, 1).toordinal()


class Leaves:
    """The facts of a snapshot as vectors."""

    def __init__(self, snapshot: Snapshot, judgements: Judgements | None = None) -> None:
        self.snapshot = snapshot
        self.judgements = read_judgements(snapshot) if judgements is None else judgements

    def fact(self, register: str, name: str, period: Period) -> Vector:
        """A column for a period (an undated column for all): stored values, what absence means, and what is missing."""
        frame = self.snapshot.frame(register)
        column = frame.register.columns[name]
        when = column.when(period)
        stored = frame.stored(name, when) or _empty(column, frame.n)
        before = self.before_existence(register, period) & ~stored.present if when else np.zeros(frame.n, dtype=bool)
        delivered = frame.delivered(name, when)
        absent = ~stored.present & ~before if delivered and column.absent is not None else np.zeros(frame.n, dtype=bool)
        lost = ~stored.present & ~before & ~absent
        reason = Reason(register, name, str(when or ""), NOT_FILLED if delivered else NOT_DELIVERED)
        why = because((reason,), lost) if lost.any() else nothing_missing
        if column.kind == "yesno":
            filled = np.where(absent, bool(column.absence), False)
            value = np.where(stored.present, stored.values, filled)
            return Truths(value & ~lost, value | lost, why)
        if column.kind == "number":
            return _numbers(stored, column, absent, before, why)
        none = before | absent
        none = none if none.any() else None
        if column.kind == "date":
            return Days(stored.values.astype(np.int64), stored.present, none, why)
        words = None if column.kind == "code" else tuple(frame.words.get(name, ()))
        return Codes(stored.values, stored.present, none, words, why)

    def before_existence(self, register: str, period: Period) -> Mask:
        """Rows that surely did not exist yet by the end of the period."""
        frame = self.snapshot.frame(register)
        begun = frame.stored(frame.register.exists_from, None) if frame.register.exists_from else None
        if begun is None:
            return np.zeros(frame.n, dtype=bool)
        return begun.present & (begun.values > period.end.toordinal() - EPOCH)

    def owner_rows(self, register: str, owner: str, via: str) -> np.ndarray:
        """For each row, the row of the register it belongs or refers to; −1 when not known."""
        frame = self.snapshot.frame(register)
        found = frame.owners.get(frame.link(owner, via))
        return np.full(frame.n, -1) if found is None else found

    def children(self, node: tree.Rows, register: str) -> Selection:
        """All rows of a child register, by the row they belong to."""
        frame = self.snapshot.frame(node.register)
        owner = self.owner_rows(node.register, register, "")
        delivered = frame.has_part(node.part)
        reasons = undelivered(frame, node.part)
        closed = delivered and frame.register.complete
        return whole(node.register, owner, self.snapshot.frame(register).n, closed, delivered, reasons)

    def judgement(self, key: str, register: str, period: Period) -> Truths:
        """A judged condition: yes or no where recorded, else missing."""
        frame = self.snapshot.frame(register)
        recorded = self.judgements.of(key, period)
        sure = np.zeros(frame.n, dtype=bool)
        maybe = np.ones(frame.n, dtype=bool)
        if recorded:
            for row, subject in enumerate(frame.keys):
                held = recorded.get(subject)
                if held is not None:
                    sure[row] = maybe[row] = held
        lost = maybe & ~sure
        return Truths(sure, maybe, because((not_judged(key, period),), lost))


def undelivered(frame: Frame, part: str) -> frozenset[Reason]:
    """Why further rows may exist: the register (or the part asked for) was not delivered, or promises no completeness."""
    if frame.has_part(part) and frame.register.complete:
        return frozenset()
    return frozenset({Reason(frame.register.name, part, "", NOT_DELIVERED)})


def _empty(column: Column, rows: int) -> Stored:
    kinds = {"number": np.int64, "yesno": bool}
    return Stored(np.zeros(rows, dtype=kinds.get(column.kind, np.int32)), np.zeros(rows, dtype=bool))


def _numbers(stored: Stored, column: Column, absent: Mask, before: Mask, why) -> Numbers:
    num = np.where(stored.present, stored.values, 0)
    ok, none = stored.present, before
    filled = column.absence
    if absent.any() and isinstance(filled, Fraction):
        num = np.where(absent, int(filled / column.step), num)
        ok = ok | absent
    else:
        none = none | absent
    return Numbers(num, column.step, ok, none if none.any() else None, None, peak_of(num), why)
