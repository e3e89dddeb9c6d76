"""One row of a snapshot as the exact reading sees it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from yanzhen.engine.columns.leaves import undelivered
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.single import value_at
from yanzhen.engine.columns.vectors import broadcast
from yanzhen.engine.judgements import Judgements, not_judged, read_judgements
from yanzhen.facts.snapshot import Frame, Snapshot
from yanzhen.language import tree
from yanzhen.language.scope import RowSet
from yanzhen.language.values import NOT_DELIVERED, NOT_FILLED, Missing, missing
from yanzhen.periods import Period

EPOCH = date(1970, 1, 1)


class Facts:
    """A snapshot with what subjects share: the recorded judgements and where each owner's rows begin."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.judgements: Judgements = read_judgements(snapshot)
        self._offsets: dict[tuple[str, str], object] = {}
        self._readers: dict[date, Reader] = {}

    def subject(self, register: str, row: int) -> SnapshotSubject:
        """The row as a subject."""
        return SnapshotSubject(self, register, row)

    def reader(self, on: date) -> Reader:
        """The columns reading of the same snapshot: what a row is among others is found for all of them at once."""
        return self._readers.setdefault(on, Reader(self.snapshot, on))

    def readers(self) -> tuple[Reader, ...]:
        """The readers in use."""
        return tuple(self._readers.values())

    def use(self, reader: Reader) -> None:
        """From now on populations and results of this run are those of this reader."""
        self._readers[reader.on] = reader

    def rows_of(self, child: Frame, owner: str, row: int) -> range:
        """Numbers of the child rows that belong to one row of the owner."""
        key = (child.register.name, owner)
        if key not in self._offsets:
            self._offsets[key] = child.offsets(owner, self.snapshot.frame(owner).n)
        offsets = self._offsets[key]
        return range(int(offsets[row]), int(offsets[row + 1]))


class SnapshotSubject:
    """One row; implements `language.scope.Subject`."""

    __slots__ = ("facts", "frame", "register", "row")

    def __init__(self, facts: Facts, register: str, row: int) -> None:
        self.facts = facts
        self.register = register
        self.row = row
        self.frame = facts.snapshot.frame(register)

    @property
    def key(self) -> str:
        """The subject's key."""
        return self.frame.keys[self.row]

    def value(self, column: str, period: Period) -> object:
        """The column's value for the period (or undated)."""
        declared = self.frame.register.columns[column]
        when = declared.when(period)
        stored = self.frame.stored(column, when)
        if stored is not None and stored.present[self.row]:
            held = stored.values[self.row]
            if declared.kind == "number":
                return int(held) * declared.step
            if declared.kind == "yesno":
                return bool(held)
            if declared.kind == "date":
                return EPOCH + timedelta(days=int(held))
            return int(held) if declared.kind == "code" else self.frame.words[column][int(held)]
        if when is not None and self.existed(period) is False:
            return False if declared.kind == "yesno" else None
        delivered = self.frame.delivered(column, when)
        if delivered and declared.absent is not None:
            return declared.absence
        return missing(self.register, column, when, NOT_FILLED if delivered else NOT_DELIVERED)

    def owner(self, register: str, via: str) -> SnapshotSubject | Missing:
        """The row this one belongs or refers to."""
        found = self.frame.owners.get(self.frame.link(register, via))
        if found is None or found[self.row] < 0:
            return missing(self.register, via, None, NOT_FILLED)
        return self.facts.subject(register, int(found[self.row]))

    def rows(self, register: str, part: str) -> RowSet:
        """The rows of a child register that belong to this row."""
        child = self.facts.snapshot.frame(register)
        delivered = child.has_part(part)
        numbers = self.facts.rows_of(child, self.register, self.row) if self.register in child.owners else range(0)
        rows = tuple(self.facts.subject(register, number) for number in numbers)
        return RowSet(rows, delivered and child.register.complete, delivered, undelivered(child, part))

    def existed(self, period: Period) -> bool | None:
        """Whether it existed by the end of the period; None when its beginning is not known."""
        begins = self.frame.register.exists_from
        stored = self.frame.stored(begins, None) if begins else None
        if stored is None or not stored.present[self.row]:
            return None
        return EPOCH + timedelta(days=int(stored.values[self.row])) <= period.end

    def judgement(self, key: str, period: Period) -> bool | Missing:
        """The recorded decision on a judged condition."""
        held = self.facts.judgements.of(key, period).get(self.key)
        return Missing(frozenset({not_judged(key, period)})) if held is None else held

    def among(self, node: tree.Population, period: Period, on: date) -> object:
        """What the row is among the population: one row of what the columns reading finds for all."""
        reader = self.facts.reader(on)
        return value_at(broadcast(reader.read(node, self.register, period), self.frame.n), self.row)

    def evaluated(self, scheme: str, column: str, period: Period) -> tuple[object] | None:
        """What this run's evaluation says of the row, in a tuple; None when it made none."""
        for reader in self.facts.readers():
            found = reader.evaluated.get((scheme, column, str(period)))
            if found is not None:
                return (value_at(broadcast(found, self.frame.n), self.row),)
        return None


def amount_of(value: object) -> Fraction | None:
    """The value if it is a plain number, else None."""
    return value if isinstance(value, Fraction) else None
