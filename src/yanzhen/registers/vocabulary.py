"""Registers and their columns: what may be asked of a subject, in which unit, for which period."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from yanzhen.language.workdays import WorkingDays
from yanzhen.periods import PER_YEAR, Period
from yanzhen.registers.codes import CodeList
from yanzhen.units import Unit, default_quantum, parse_unit


@dataclass(frozen=True, slots=True)
class Column:
    """One declared fact. Exactly one of `unit` and `kind` ∈ {date, text, yesno, code, ref} says what a value is.

    `unit_by` names the code column whose code says, row by row, in which unit the number is (then `unit` is None).
    `absent` is the text of the `absent` key (否, 未注销, 长期, 0 元…) or None when absence means unknown.
    """

    name: str
    unit: Unit | None = None
    unit_by: str | None = None
    kind: str = "number"
    code: str | None = None
    ref: str | None = None
    title: str = ""
    period: str | None = None
    measure: str | None = None
    quantum: Fraction | None = None
    vat: str | None = None
    tax_linked: bool = False
    held_by: str = ""
    absent: str | None = None
    complete_from: int | None = None
    change: str = "never"
    personal: bool = False
    show: str = "all"

    @property
    def step(self) -> Fraction:
        """The smallest step stored, in the canonical unit."""
        return self.quantum or default_quantum(self.unit.dimension if self.unit else ())

    def when(self, period: Period) -> Period | None:
        """The period whose value counts in a decision about `period`: none if undated, the year that holds a month."""
        if self.period is None or PER_YEAR[self.period] >= PER_YEAR[period.kind]:
            return period if self.period else None
        return Period.of(period.start, self.period)

    @property
    def absence(self) -> bool | Fraction | None:
        """What an empty cell of an accepted delivery means when `absent` is declared: 否, 0 元…, or known to be nothing."""
        if self.kind == "yesno":
            return is_yes(self.absent or "")
        match = re.match(r"(-?[0-9.]+)\s*(\S*)\Z", self.absent or "") if self.kind == "number" else None
        if match is None or self.unit is None:
            return None
        return Fraction(match[1]) * (parse_unit(match[2]).factor if match[2] else 1)


@dataclass(frozen=True, slots=True)
class Expects:
    """Which rows must exist: one for each code of column `by`, for each `per`, in each `within` period."""

    per: str
    within: str
    by: str


@dataclass(frozen=True)
class Register:
    """A kind of subject. `key` names its key columns, the canonical one first; for a child register the first is its owner's.

    `belongs_to` maps an owner register to the key column that holds the owner's key. `complete` means no row is none, once
    a delivery was accepted; `parts` names a code column by whose values deliveries are told apart (each 名单 by itself).
    """

    name: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    title: str = ""
    accepts: tuple[str, ...] = ()
    label: str | None = None
    area: str | None = None
    exists_from: str | None = None
    exists_until: str | None = None
    belongs_to: dict[str, str] = field(default_factory=dict)
    expects: Expects | None = None
    complete: bool = False
    parts: str | None = None

    @property
    def owner(self) -> str | None:
        """The register whose rows own these, or None."""
        return next(iter(self.belongs_to), None)


@dataclass(frozen=True)
class Vocabulary:
    """All registers and code lists of a pack and the packs it depends on, and the calendar of working days it names."""

    registers: dict[str, Register]
    codes: dict[str, CodeList]
    calendar: WorkingDays | None = None

    def column(self, register: str, name: str) -> Column:
        """The declared column; KeyError if there is none."""
        return self.registers[register].columns[name]

    def in_unit_of(self, register: str, column: Column, code: object) -> Column | None:
        """The column as a row of that code holds it; itself where its unit is fixed, None where the code says none."""
        if column.unit_by is None:
            return column
        codes = self.codes[self.registers[register].columns[column.unit_by].code or ""]
        at = code if isinstance(code, int) else codes.id_of(str(code))
        unit = None if at is None else codes.codes[at].unit
        return None if unit is None else replace(column, unit=unit, quantum=column.step)

    def children(self, register: str) -> tuple[str, ...]:
        """Names of the registers whose rows belong to rows of this one."""
        return tuple(name for name, child in self.registers.items() if register in child.belongs_to)


def is_yes(text: str) -> bool | None:
    """是 → True, 否 → False, anything else → None."""
    return {"是": True, "否": False}.get(text)


def parse_date(text: str) -> date | None:
    """An ISO date, or None when the text is not one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
