"""Rows of one register: how many there are, and all their columns drawn in the order in which they need each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from yanzhen.facts.sample.choices import draw_answers, draw_codes, draw_refs, draw_texts
from yanzhen.facts.sample.dates import draw_days, first_date
from yanzhen.facts.sample.edges import Edges
from yanzhen.facts.sample.hints import ColumnHints, MissingRule, RegisterHints, Rows
from yanzhen.facts.sample.numbers import Noise, draw_numbers
from yanzhen.facts.sample.scalars import HintError
from yanzhen.facts.sample.streams import Streams
from yanzhen.facts.sample.table import Drawn, Table
from yanzhen.registers import Column, Register, Vocabulary
from yanzhen.registers.vocabulary import is_yes

ALWAYS, NEVER = -(2**40), 2**40
"""Before the first and after the last day there is."""


@dataclass(frozen=True)
class City:
    """What every table of a sample is drawn from."""

    vocabulary: Vocabulary
    hints: Mapping[str, RegisterHints]
    thresholds: Mapping[tuple[str, str], Sequence[Fraction]]
    growth: Mapping[tuple[str, str], Sequence[Fraction]]
    years: tuple[int, ...]
    asked: tuple[int, ...]
    places: frozenset[str] | None
    keys: Mapping[str, Sequence[str]]


def draw_roots(city: City, register: Register, serials: Sequence[str], streams: Streams) -> Table:
    """A table of rows that belong to nobody, one for each serial."""
    n = len(serials)
    table = Table(
        register, city.vocabulary, city.years, city.asked, list(serials), np.full(n, ALWAYS), np.full(n, NEVER)
    )
    return _fill(city, table, streams)


def draw_children(city: City, register: Register, owner: Table, streams: Streams) -> Table:
    """A table of the rows that the owner's rows have; rows with the same key as an earlier one are left out."""
    rows = _row_counts(city.hints[register.name].rows or Rows(), owner, streams.of(register.name, "rows"))
    owners = np.repeat(np.arange(owner.n), rows)
    turns = np.arange(len(owners)) - np.repeat(np.cumsum(rows) - rows, rows)
    serials = [f"{owner.serials[at]}-{turn + 1:02d}" for at, turn in zip(owners.tolist(), turns.tolist())]
    table = Table(
        register,
        city.vocabulary,
        city.years,
        city.asked,
        serials,
        owner.born[owners],
        owner.gone[owners],
        owner,
        owners,
    )
    return _without_twins(_fill(city, table, streams))


def missing_cells(city: City, table: Table, column: Column, streams: Streams) -> np.ndarray:
    """periods × rows: cells that nobody delivered, all columns of one department together.

    Keys, the area, the dates of existence, and columns whose absence says something are never missing by themselves.
    """
    register, hints = table.register, city.hints[table.register.name]
    own = hints.of(column.name).missing
    shape = (len(table.periods(column.period)), table.n)
    certain = {*register.key, register.area, register.exists_from, register.exists_until, register.parts}
    if own is None and (column.name in certain or column.absent is not None or column.name == register.label):
        return np.zeros(shape, bool)
    owner = f"column {column.name}" if own is not None or not column.held_by else column.held_by
    chance = _missing_chance(table, hints.missing if own is None else own, column.period)
    return Noise(streams, register.name, f"missing {owner}", shape).uniform("cell", 0.5) < chance


def _missing_chance(table: Table, rules: Sequence[MissingRule], kind: str | None) -> np.ndarray:
    """The chance of the first rule that fits each cell; 0 where none does."""
    found = np.zeros((len(table.periods(kind)), table.n))
    open_ = np.ones(found.shape, bool)
    for rule in rules:
        fits = table.holds(rule.where, kind) & open_
        found[fits] = rule.chance
        open_ &= ~fits
    return found


def _row_counts(rows: Rows, owner: Table, rng: np.random.Generator) -> np.ndarray:
    counts = np.full(owner.n, int(rows.mean)) if rows.exact else rng.poisson(rows.mean, owner.n)
    fits = owner.holds(rows.where, None)[0]
    return np.where(fits, np.minimum(counts, max(rows.most, int(rows.mean) if rows.exact else 0)), 0)


def _fill(city: City, table: Table, streams: Streams) -> Table:
    register = table.register
    first = first_date(register.columns.values(), register.exists_from, register.exists_until)
    for column in _ordered(register, city.hints[register.name]):
        drawn = _draw(city, table, column, streams)
        table.columns[column.name] = drawn
        if column.name == register.exists_from or (column.name == first and table.owner is not None):
            table.born = np.where(drawn.present[0], np.maximum(table.born, drawn.values[0]), table.born)
        if column.name == register.exists_until:
            table.gone = np.where(drawn.present[0], drawn.values[0], table.gone)
    return table


def _ordered(register: Register, hints: RegisterHints) -> list[Column]:
    """Dates of existence first, then each column after those that its hint reads."""
    first = first_date(register.columns.values(), register.exists_from, register.exists_until)
    early = [name for name in (register.exists_from, register.exists_until, first) if name in register.columns]
    found: dict[str, Column] = {}

    def add(name: str, above: tuple[str, ...]) -> None:
        if name in found or "." in name:
            return
        if name in above:
            path = " → ".join((*above[above.index(name) :], name))
            what = f"合成数据提示「{register.name}」里的列互相依赖：{path}"
            raise HintError(what, code="YZ-F33", hint="去掉一处 follows 或 when")
        for needed in hints.of(name).names:
            add(needed, (*above, name))
        found[name] = register.columns[name]

    for name in (*early, *register.columns):
        add(name, ())
    return list(found.values())


def _draw(city: City, table: Table, column: Column, streams: Streams) -> Drawn:
    register, hints = table.register, city.hints[table.register.name].of(column.name)
    shape = (len(table.periods(column.period)), table.n)
    noise = Noise(streams, register.name, column.name, shape)
    exists = table.exists(column.period)
    fits = table.holds(hints.where, column.period) & exists
    if column.kind == "yesno":
        return Drawn(column.period, draw_answers(hints, noise, fits), exists)
    given = fits & (noise.uniform("given", hints.sticky) < _usual_chance(table, column, hints))
    if column.kind != "number":
        drawn = _chosen(city, table, column, hints, noise)
        drawn.present &= given
        return drawn
    bounds = tuple(city.thresholds.get((register.name, column.name), ()))
    values, present = draw_numbers(table, column, hints, streams, bounds)
    if hints.otherwise is not None:
        values = np.where(given, values, int(Fraction(hints.otherwise) / column.step))
        given = exists
    drawn = Drawn(column.period, values, present & given, step=column.step)
    rates = city.growth.get((register.name, column.name), ())
    if bounds or rates or hints.at:
        rng = streams.of(register.name, column.name, "edges")
        edges = Edges(table, drawn, city.hints[register.name].thresholds, rng, fits)
        edges.growth(rates, bounds)
        edges.thresholds(bounds)
        if hints.at and hints.follows:
            edges.ratios(hints.at, table.column(hints.follows, column.period))
    return drawn


def _usual_chance(table: Table, column: Column, hints: ColumnHints) -> float:
    """How many rows have a value at all: all that a hint is about, a few where there is none and absence says something."""
    if hints.chance is not None:
        return hints.chance
    certain = (*table.register.key, table.register.area, table.register.parts)
    if hints != ColumnHints() or column.absent is None or column.name in certain:
        return 1.0
    return 0.03 if column.name == table.register.exists_until else 0.3


def silent(column: Column, drawn: Drawn) -> np.ndarray:
    """Cells that need not be delivered because the column's absence says the same."""
    said = is_yes(column.absent or "")
    if column.kind != "yesno" or said is None:
        return np.zeros(drawn.present.shape, bool)
    return drawn.values == said


def _chosen(city: City, table: Table, column: Column, hints: ColumnHints, noise: Noise) -> Drawn:
    owner_of = {via: name for name, via in table.register.belongs_to.items() if name != table.register.owner}
    target = column.ref or owner_of.get(column.name)
    if column.kind == "date":
        return Drawn(column.period, *draw_days(table, column, hints, noise))
    if target is not None:
        return Drawn(column.period, *draw_refs(noise, city.keys, target))
    if column.kind == "code":
        return Drawn(column.period, *draw_codes(table, column, hints, noise, city.places))
    return Drawn(column.period, *draw_texts(table, column, hints, noise))


def _without_twins(table: Table) -> Table:
    """The rows whose keys all are there and that no earlier row of the same owner has."""
    keys = [name for name in table.register.key[1:] if name in table.columns]
    kept = np.ones(table.n, bool)
    for name in keys:
        kept &= table.columns[name].present[0]
    if table.n:
        parts = [table.owner_rows, *(table.columns[name].values[0].astype(np.int64) for name in keys)]
        first = np.zeros(table.n, bool)
        candidates = np.flatnonzero(kept)
        first[candidates[np.unique(np.stack(parts)[:, candidates], axis=1, return_index=True)[1]]] = True
        kept &= first
    rows = np.flatnonzero(kept)
    if len(rows) == table.n:
        return table
    columns = {}
    for name, drawn in table.columns.items():
        columns[name] = drawn.pick(rows)
        columns[name].fixed = None if drawn.fixed is None else drawn.fixed[:, rows]
    serials = [table.serials[at] for at in rows]
    return Table(
        table.register,
        table.vocabulary,
        table.years,
        table.asked,
        serials,
        table.born[rows],
        table.gone[rows],
        table.owner,
        table.owner_rows[rows],
        columns,
    )
