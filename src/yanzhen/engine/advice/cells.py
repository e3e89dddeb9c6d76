"""Single facts: which a condition reads, which of them a subject can change, in what steps, and the facts with some replaced.

A `Cell` is one column of one row for one period. `Changed` is a set of facts in which some cells have other values; nothing
else differs, and the exact reading runs on it as on any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from yanzhen.engine.subject import Facts, SnapshotSubject
from yanzhen.facts.snapshot import Snapshot
from yanzhen.language.values import Missing
from yanzhen.periods import Period
from yanzhen.registers import Column, Vocabulary

TIME = frozenset({"月", "日", "工作日"})
"""Atoms counted in whole ones when advice is given, however finely they are stored: nobody pays for 0.0001 month."""

OPINION = "认定意见"
"""The register name of a cell that stands for a recorded judgement; its column is the condition's key."""


@dataclass(frozen=True, order=True)
class Cell:
    """One fact: the column of row `row` of a register, for `period` (None when the column is undated)."""

    register: str
    row: int
    column: str
    period: Period | None


class Changed(Facts):
    """The facts of a snapshot with some cells replaced; what is not replaced is shared."""

    def __init__(self, facts: Facts, changes: Mapping[Cell, object]) -> None:
        self.snapshot = facts.snapshot
        self.judgements = facts.judgements
        self._offsets = facts._offsets
        self._readers = facts._readers
        self.changes = changes

    def subject(self, register: str, row: int) -> ChangedSubject:
        """The row as a subject."""
        return ChangedSubject(self, register, row)


class ChangedSubject(SnapshotSubject):
    """A row read with the replaced cells."""

    __slots__ = ()

    def value(self, column: str, period: Period) -> object:
        """The replaced value, or the one on record."""
        cell = Cell(self.register, self.row, column, self.frame.register.columns[column].when(period))
        changes = self.facts.changes
        return changes[cell] if cell in changes else super().value(column, period)

    def judgement(self, key: str, period: Period) -> bool | Missing:
        """The replaced opinion, or the one on record."""
        cell = Cell(OPINION, self.row, key, period)
        changes = self.facts.changes
        return changes[cell] if cell in changes else super().judgement(key, period)


class Recorded(Facts):
    """The facts as they are; `read` collects every cell that was asked for, in order."""

    def __init__(self, facts: Facts) -> None:
        self.snapshot = facts.snapshot
        self.judgements = facts.judgements
        self._offsets = facts._offsets
        self._readers = facts._readers
        self.read: dict[Cell, object] = {}

    def subject(self, register: str, row: int) -> RecordedSubject:
        """The row as a subject."""
        return RecordedSubject(self, register, row)


class RecordedSubject(SnapshotSubject):
    """A row that notes what is read of it."""

    __slots__ = ()

    def value(self, column: str, period: Period) -> object:
        """The value on record."""
        found = super().value(column, period)
        self.facts.read[Cell(self.register, self.row, column, self.frame.register.columns[column].when(period))] = found
        return found


def top_of(snapshot: Snapshot, register: str, row: int) -> tuple[str, int]:
    """The register and row of the subject that a row belongs to in the end: itself when it belongs to none."""
    while True:
        frame = snapshot.frame(register)
        owner = frame.register.owner
        if owner is None or owner not in frame.owners or frame.owners[owner][row] < 0:
            return register, row
        register, row = owner, int(frame.owners[owner][row])


def rows_under(facts: Facts, top: tuple[str, int], register: str) -> list[int]:
    """Rows of a register that are the subject or belong to it, through however many owners."""
    if register == top[0]:
        return [top[1]]
    frame = facts.snapshot.frame(register)
    owner = frame.register.owner
    if owner is None or owner not in frame.owners:
        return []
    return [row for above in rows_under(facts, top, owner) for row in facts.rows_of(frame, owner, above)]


def grain_of(column: Column) -> Fraction:
    """The smallest lawful change: the column's step, but whole months and days."""
    dimension = column.unit.dimension if column.unit is not None else ()
    timed = len(dimension) == 1 and dimension[0][1] == 1 and dimension[0][0] in TIME
    return max(column.step, Fraction(1)) if timed else column.step


def why_fixed(cell: Cell, mine: tuple[str, int], period: Period, facts: Facts, vocabulary: Vocabulary) -> str:
    """Why the subject cannot change this fact now; empty when it can."""
    column = vocabulary.column(cell.register, cell.column)
    if column.change == "application":
        return "须申报取得"
    if column.change != "subject":
        return "企业自己改变不了"
    if cell.period is not None and cell.period.end < period.start:
        return f"是 {cell.period} 的数，已成事实"
    if top_of(facts.snapshot, cell.register, cell.row) != mine:
        return "是别的主体的事实"
    if column.kind not in ("number", "yesno"):
        return "不是数，也不是是非"
    return ""
