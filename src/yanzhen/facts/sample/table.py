"""The rows of one register while they are drawn: every column in every period, before anything is withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil, floor

import numpy as np

from yanzhen.facts.sample.hints import Test, Where
from yanzhen.periods import PER_YEAR, Period
from yanzhen.registers import Register, Vocabulary

EPOCH = date(1970, 1, 1)


@dataclass
class Drawn:
    """One column: arrays of periods × rows (one period when undated, `kind` None).

    `values`: numbers as int64 steps, dates as days since 1970, yes/no as bool, all else as positions in `words`. Where
    `present` is False there is nothing to deliver; `fixed` marks cells set on a threshold, which are never withheld.
    """

    kind: str | None
    values: np.ndarray
    present: np.ndarray
    words: Sequence[str] = ()
    step: Fraction = Fraction(1)
    fixed: np.ndarray | None = None

    def pick(self, rows: np.ndarray) -> Drawn:
        """The same column for other rows."""
        return Drawn(self.kind, self.values[:, rows], self.present[:, rows], self.words, self.step)


@dataclass
class Table:
    """`n` rows of a register over `years`; child rows are sorted by `owner_rows`, their row in the owner's table.

    `years` reaches back as far as any column's history; `asked` are the years of the sample. `serials[i]` names row i in
    keys and texts; `born` and `gone` are its first and last day (days since 1970).
    """

    register: Register
    vocabulary: Vocabulary
    years: tuple[int, ...]
    asked: tuple[int, ...]
    serials: list[str]
    born: np.ndarray
    gone: np.ndarray
    owner: Table | None = None
    owner_rows: np.ndarray | None = None
    columns: dict[str, Drawn] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """How many rows."""
        return len(self.serials)

    def kind_of(self, name: str) -> str | None:
        """The kind of period of a drawn column."""
        _, dot, rest = name.rpartition(".")
        return (self.owner if dot and self.owner else self).columns[rest].kind

    def periods(self, kind: str | None) -> tuple[Period | None, ...]:
        """The periods of a kind in order; (None,) for undated columns."""
        if kind is None:
            return (None,)
        return tuple(part for year in self.years for part in Period.year_of(year).parts(kind))

    def exists(self, kind: str | None) -> np.ndarray:
        """periods × rows: whether the row exists in some part of the period; always, undated."""
        if kind is None:
            return np.ones((1, self.n), bool)
        starts = np.array([days(period.start) for period in self.periods(kind)])[:, None]
        ends = np.array([days(period.end) for period in self.periods(kind)])[:, None]
        return (self.born[None, :] <= ends) & (self.gone[None, :] >= starts)

    def column(self, name: str, kind: str | None) -> Drawn:
        """The column (`OWNER.column` for the owner's), its periods fitted to those of `kind`."""
        above, dot, rest = name.rpartition(".")
        if dot and self.owner is not None and above == self.owner.register.name:
            drawn = self.owner.columns[rest].pick(self.owner_rows)
        else:
            drawn = self.columns[rest]
        if drawn.kind == kind:
            return drawn
        order = _aligned(drawn.kind, kind, len(self.years))
        return Drawn(kind, drawn.values[order], drawn.present[order], drawn.words, drawn.step)

    def holds(self, where: Where, kind: str | None) -> np.ndarray:
        """periods × rows: whether every part of the condition is surely so."""
        found = np.ones((len(self.periods(kind)), self.n), bool)
        for test in where.tests:
            drawn = self.column(test.column, kind)
            found &= drawn.present & _compared(drawn, test)
        for name in where.yes:
            drawn = self.column(name, kind)
            found &= drawn.present & drawn.values
        for name in where.no:
            drawn = self.column(name, kind)
            found &= ~(drawn.present & drawn.values)
        for name, nodes in where.within:
            drawn = self.column(name, kind)
            inside = np.array([self.below(name, word, nodes) for word in drawn.words] or [False])
            found &= drawn.present & inside[drawn.values]
        return found

    def below(self, name: str, code: str, nodes: Sequence[str]) -> bool:
        """Whether the code of that column is one of the nodes or lies under one."""
        listed = self.code_list(name)
        at = listed.id_of(code)
        return at is not None and any(listed.within(at, listed.id_of(node)) for node in nodes)

    def code_list(self, name: str):
        """The code list of a column, the owner's when the name says so."""
        above, dot, rest = name.rpartition(".")
        register = self.vocabulary.registers[above] if dot else self.register
        return self.vocabulary.codes[register.columns[rest].code or ""]


def days(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def _aligned(found: str | None, wanted: str | None, years: int) -> np.ndarray:
    """For each wanted period the found one: the year of a month, the last month of a year, the last when undated."""
    if found is None:
        return np.zeros(years * PER_YEAR[wanted] if wanted else 1, int)
    if wanted is None:
        return np.array([years * PER_YEAR[found] - 1])
    have, want = PER_YEAR[found], PER_YEAR[wanted]
    return ((np.arange(years * want) + 1) * have - 1) // want


def _compared(drawn: Drawn, test: Test) -> np.ndarray:
    bound = test.bound / drawn.step
    if test.operator == ">=":
        return drawn.values >= ceil(bound)
    if test.operator == ">":
        return drawn.values > floor(bound)
    if test.operator == "<=":
        return drawn.values <= floor(bound)
    return drawn.values < ceil(bound)
