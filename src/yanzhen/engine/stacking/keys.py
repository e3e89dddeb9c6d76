"""By what awards are grouped: the words of `per` for a row, the same in both readings; None where a fact is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import numpy as np

from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.vectors import Codes, Days, Ranged, Truths, broadcast
from yanzhen.engine.subject import SnapshotSubject
from yanzhen.language import tree
from yanzhen.language.values import Missing, unknown
from yanzhen.periods import Period
from yanzhen.registers import Register

NOTHING = "无"
JOINT = "\x1f"


def link_of(register: Register, name: str) -> tuple[str, str] | None:
    """(register, via) of the rows that `name` leads to from a register; None when it is the row itself or a column of it."""
    if name in register.belongs_to:
        return name, name
    if register.owner is not None and name == register.key[0] and name not in register.columns:
        return register.owner, register.owner
    column = register.columns.get(name)
    if column is not None:
        return (column.ref, name) if column.ref else None
    return next(((column.ref, via) for via, column in register.columns.items() if column.ref == name), None)


class Keys:
    """Group words of whole registers, by the columns reading; each asked for once."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._found: dict[tuple[str, str, Period], Sequence[str | None]] = {}
        self._groups: dict[tuple[str, tuple[str, ...], Period], list[str | None]] = {}
        self._ranks: dict[tuple[str, str, Period], list[int | None]] = {}

    def groups(self, register: str, per: tuple[str, ...], period: Period) -> list[str | None]:
        """For each row of the register its group."""
        asked = (register, per, period)
        if asked not in self._groups:
            parts = [self.words(register, name, period) for name in per]
            self._groups[asked] = [None if None in key else JOINT.join(key) for key in zip(*parts, strict=True)]
        return self._groups[asked]

    def words(self, register: str, name: str, period: Period) -> Sequence[str | None]:
        """For each row of the register the word of one name."""
        asked = (register, name, period)
        if asked not in self._found:
            self._found[asked] = self._read(register, name, period)
        return self._found[asked]

    def _read(self, register: str, name: str, period: Period) -> Sequence[str | None]:
        frame = self.reader.snapshot.frame(register)
        link = link_of(frame.register, name)
        if link is not None:
            keys = self.reader.snapshot.frame(link[0]).keys
            return [None if row < 0 else keys[row] for row in self.reader.leaves.owner_rows(register, *link)]
        if name not in frame.register.columns:
            return frame.keys
        value = broadcast(self.reader.read(tree.Fact(register, name), register, period), frame.n)
        nothing = np.zeros(frame.n, dtype=bool) if value.none is None else value.none
        return [NOTHING if nothing[row] else _word(value, row) if value.ok[row] else None for row in range(frame.n)]

    def ranks(self, register: str, name: str, period: Period) -> list[int | None]:
        """For each row the place of its code in the order of the list."""
        asked = (register, name, period)
        if asked not in self._ranks:
            self._ranks[asked] = [place_of(word) for word in self.words(register, name, period)]
        return self._ranks[asked]


def place_of(word: str | None) -> int | None:
    """The place a code's word tells; None for what is missing or nothing."""
    return None if word in (None, NOTHING) else int(word)


def _word(value: object, row: int) -> str:
    if isinstance(value, Codes):
        at = int(value.ids[row])
        return str(at) if value.words is None else value.words[at]
    if isinstance(value, Truths):
        return str(bool(value.sure[row]))
    if isinstance(value, Days):
        return date.fromordinal(date(1970, 1, 1).toordinal() + int(value.days[row])).isoformat()
    number = value.low if isinstance(value, Ranged) else value
    return str(int(number.num[row]) * number.quantum / (1 if number.den is None else int(number.den[row])))


def group_exactly(subject: SnapshotSubject, per: tuple[str, ...], period: Period) -> str | None:
    """The group of one row, by the exact reading."""
    words = [word_exactly(subject, name, period) for name in per]
    return None if None in words else JOINT.join(words)


def word_exactly(subject: SnapshotSubject, name: str, period: Period) -> str | None:
    """The word of one name for one row."""
    register = subject.frame.register
    link = link_of(register, name)
    if link is not None:
        owner = subject.owner(*link)
        return None if isinstance(owner, Missing) else owner.key
    if name not in register.columns:
        return subject.key
    value = subject.value(name, period)
    if unknown(value):
        return None
    if value is None:
        return NOTHING
    if isinstance(value, date):
        return value.isoformat()
    return str(Fraction(value)) if isinstance(value, Fraction) else str(value)
