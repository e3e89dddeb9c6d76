"""What of the facts somebody may see: rows of subjects in their area, and columns their unit may show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import polars as pl

from yanzhen.facts.snapshot import PERIOD, SUBJECT, Batch, Batches
from yanzhen.registers import Column, Register, Vocabulary
from yanzhen.web.frame.access import Person
from yanzhen.web.frame.place import PARKS, city
from yanzhen.web.people.models import Unit
from yanzhen.web.people.queries import below


@dataclass(frozen=True)
class Scope:
    """`everything`: the whole city's rows. Else only subjects whose area or park is one of `areas` (codes and names).

    `units` are the names of the person's own units: a column that is shown to the unit that holds it opens to them.
    """

    everything: bool
    areas: frozenset[str]
    units: frozenset[str]

    def masks(self, column: Column) -> bool:
        """Whether values of the column are hidden: personal ones from all, tax-linked ones from all but who holds them."""
        if column.personal or column.show == "masked":
            return True
        held = bool(column.held_by) and any(column.held_by in name for name in self.units)
        return (column.tax_linked or column.show == "unit") and not held

    def rows(self, rows: pl.DataFrame, register: Register, batches: Batches, vocabulary: Vocabulary) -> pl.DataFrame:
        """Those of the rows that may be seen."""
        if self.everything:
            return rows
        return rows.filter(pl.col(SUBJECT).is_in(sorted(self.subjects(register, batches, vocabulary))))

    def subjects(self, register: Register, batches: Batches, vocabulary: Vocabulary) -> set[str]:
        """The keys of subjects that lie in the areas, by the latest period that says where they are."""
        return {key for key, places in places_of(register, batches, vocabulary).items() if places & self.areas}


@dataclass(frozen=True)
class Seen:
    """Deliveries as a scope sees them: no row and no column that is not for them. It is itself a `Batches`."""

    batches_: Batches
    scope: Scope
    vocabulary: Vocabulary

    def batches(self, register: str) -> Iterable[Batch]:
        """The deliveries of a register, cut to what may be seen."""
        declared = self.vocabulary.registers[register]
        for batch in self.batches_.batches(register):
            hidden = [
                name
                for name in batch.rows.columns
                if (column := declared.columns.get(name)) and name not in declared.key and self.scope.masks(column)
            ]
            rows = self.scope.rows(batch.rows, declared, self.batches_, self.vocabulary)
            yield replace(batch, rows=rows.drop(hidden))


def scope_of(person: Person) -> Scope:
    """What this person may see of the facts."""
    return scope_for(person.reach, person.own)


def scope_for(reach: Iterable[str], own: Iterable[str]) -> Scope:
    """What somebody with these paths may see; both as `Person` holds them."""
    reach, own = tuple(reach), tuple(own)
    units = Unit.objects.filter(path__in=own).values_list("name", flat=True)
    everything = f"/{city().code}/" in reach
    inside = [] if everything else Unit.objects.filter(below(reach, "path")).values_list("code", "name")
    return Scope(everything, frozenset(text for pair in inside for text in pair), frozenset(units))


def places_of(register: Register, batches: Batches, vocabulary: Vocabulary) -> dict[str, set[str]]:
    """Subject → its area and park (codes and names), each of the latest period known; empty where nothing says it."""
    owner = vocabulary.registers.get(register.owner or "", register)
    wanted = [name for name, column in owner.columns.items() if name == owner.area or column.code == PARKS]
    found: dict[str, dict[str, str]] = {}
    for name, key, value in _said(owner, wanted, batches):
        found.setdefault(key, {})[name] = value
    lists = {name: vocabulary.codes.get(owner.columns[name].code or "") for name in wanted}
    told: dict[str, set[str]] = {}
    for key, values in found.items():
        places = told.setdefault(key, set())
        for name, value in values.items():
            listed = lists[name]
            at = listed.id_of(value) if listed else None
            places.add(value)
            if listed is not None and at is not None:
                for above in listed.path(at):
                    places |= {listed.codes[above].code, listed.codes[above].name}
    return told


def _said(owner: Register, wanted: list[str], batches: Batches) -> Iterator[tuple[str, str, str]]:
    """(column, subject, value), the latest period last."""
    for name in wanted:
        parts = [
            batch.rows.select(SUBJECT, PERIOD, name).drop_nulls(name)
            for batch in batches.batches(owner.name)
            if name in batch.rows.columns
        ]
        if parts:
            for key, _period, value in pl.concat(parts).sort(PERIOD, maintain_order=True).iter_rows():
                yield name, key, value
