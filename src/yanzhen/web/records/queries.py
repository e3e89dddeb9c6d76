"""Reading records: every query takes the person and gives only what their unit may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload

import polars as pl
from django.db.models import Q, QuerySet

from yanzhen.facts.snapshot import KNOWN, PERIOD, SUBJECT
from yanzhen.registers import Column, Register
from yanzhen.web.frame.access import Person
from yanzhen.web.frame.place import city
from yanzhen.web.people.queries import below
from yanzhen.web.records.catalogue import Catalogue, standing, with_standing
from yanzhen.web.records.current import FROM, keys_of
from yanzhen.web.records.models import ACCEPTED, ASIDE, Batch, Upload
from yanzhen.web.records.scope import Scope, scope_of
from yanzhen.web.records.showing import HIDDEN, heading, number, written


def uploads(person: Person) -> QuerySet[Upload]:
    """What the person's units handed in."""
    return Upload.objects.filter(below(person.own, "unit")).select_related("batch")


def open_uploads(person: Person) -> QuerySet[Upload]:
    """Those that are not settled yet."""
    return uploads(person).exclude(state__in=(ACCEPTED, ASIDE))


def batches(person: Person) -> QuerySet[Batch]:
    """Batches of units within the person's reach, or of their own, each with `withdrawn`."""
    return with_standing().filter(below(person.reach, "area") | below(person.own, "unit"))


def later(batch: Batch) -> list[Batch]:
    """Standing batches accepted for the same register that say something of the same columns and periods, known no earlier."""
    found = standing().filter(register=batch.register).exclude(pk=batch.pk)
    found = found.filter(Q(known__gt=batch.known) | Q(known=batch.known, id__gt=batch.pk))
    return [one for one in found if set(one.covers) & set(batch.covers) and set(one.columns) & set(batch.columns)]


def superseded(batch: Batch, after: Sequence[Batch]) -> bool:
    """Whether later batches answer for everything this one does. Rows they leave out still count."""
    said = {(column, period) for one in after for column in one.columns for period in one.covers}
    return {(column, period) for column in batch.columns for period in batch.covers} <= said


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader of rows asks for: a period, words in the key or the name, a column to sort by (`-` before it: falling)."""

    period: str = ""
    words: str = ""
    sort: str = ""


class Rows(Sequence[list[str]]):
    """Rows of a register that a person may see, as texts; hidden values are dots. Slices are read when they are asked for."""

    def __init__(self, table: pl.DataFrame, register: Register, scope: Scope) -> None:
        self.table, self.register, self.scope = table, register, scope
        keys = keys_of(register)
        filled = [
            name for name in table.columns if name in register.columns and table[name].null_count() < table.height
        ]
        self.names = [*keys, *(name for name in filled if name not in keys)]
        self.opened = False

    @property
    def columns(self) -> list[tuple[str, str, bool, bool]]:
        """(name, heading, whether numbers, whether hidden) of each column shown."""
        return [(name, *self._column(name)) for name in self.names]

    def hides(self, name: str) -> bool:
        """Whether a column's values are hidden from this person."""
        column = self.register.columns.get(name)
        return (
            not self.opened and column is not None and name not in keys_of(self.register) and self.scope.masks(column)
        )

    def __len__(self) -> int:
        return self.table.height

    @overload
    def __getitem__(self, at: int) -> list[str]: ...

    @overload
    def __getitem__(self, at: slice) -> list[list[str]]: ...

    def __getitem__(self, at: int | slice) -> list[str] | list[list[str]]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        return [self._texts(row) for row in self.table[at].iter_rows(named=True)]

    def _column(self, name: str) -> tuple[str, bool, bool]:
        column = self.register.columns.get(name)
        if column is None:
            return (self.register.key[0] if name == SUBJECT else name), False, False
        return heading(column), column.kind == "number", self.hides(name)

    def _texts(self, row: dict[str, Any]) -> list[str]:
        texts = [
            HIDDEN if self.hides(name) and row[name] is not None else self._text(name, row[name]) for name in self.names
        ]
        return [*texts, str(row[KNOWN]), row[FROM]]

    def _text(self, name: str, value: object) -> str:
        column = self.register.columns.get(name)
        if column is not None and column.kind == "code" and isinstance(value, str):
            listed = city().vocabulary.codes.get(column.code or "")
            at = listed.id_of(value) if listed else None
            return listed.codes[at].name if listed and at is not None else value
        return written(value, column)

    def cells(self) -> tuple[list[str], list[list[object]]]:
        """Headings and cells for a workbook that can go back in: hidden columns are left out, numbers are numbers."""
        names = [name for name in self.names if not self.hides(name)]
        heads = [self._column(name)[0] for name in names]
        return heads, [
            [_cell(row[name], self.register.columns.get(name)) for name in names]
            for row in self.table.iter_rows(named=True)
        ]


def rows(person: Person, register: Register, asked: Asked) -> Rows:
    """The facts of a register as they stand, as far as the person may see them."""
    catalogue, scope = Catalogue(), scope_of(person)
    table = scope.rows(catalogue.current(register.name), register, catalogue, city().vocabulary)
    if asked.period:
        table = table.filter(pl.col(PERIOD) == asked.period)
    if asked.words:
        names = [SUBJECT, *([register.label] if register.label in table.columns else [])]
        found = [
            pl.col(name).cast(pl.String).str.contains(asked.words, literal=True).fill_null(False) for name in names
        ]
        table = table.filter(pl.any_horizontal(found))
    by = asked.sort.removeprefix("-")
    column = register.columns.get(by)
    if by in table.columns and not (column is not None and scope.masks(column)):
        table = table.sort(by, descending=asked.sort.startswith("-"), nulls_last=True, maintain_order=True)
    return Rows(table, register, scope)


def periods(person: Person, register: Register) -> list[str]:
    """The periods of which the person may see rows, newest first."""
    found = rows(person, register, Asked()).table[PERIOD].unique().to_list()
    return sorted((text for text in found if text), reverse=True)


def _cell(value: object, column: Column | None) -> object:
    if value is None or isinstance(value, bool):
        return None if value is None else "是" if value else "否"
    if column is not None and column.kind == "number" and isinstance(value, int):
        exact = number(value, column)
        return float(exact)
    return value if isinstance(value, str) else str(value)
