"""Values chosen from a list: codes of a tree, other rows' keys, texts that are plainly synthetic, and yes or no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from yanzhen.facts.sample.dates import years_of
from yanzhen.facts.sample.hints import ColumnHints
from yanzhen.facts.sample.numbers import Noise, chosen
from yanzhen.facts.sample.scalars import HintError
from yanzhen.facts.sample.table import Table
from yanzhen.registers import CodeList, Column

Chosen = tuple[np.ndarray, np.ndarray, Sequence[str]]
"""(positions in the words, present, words), the arrays periods × rows."""


def draw_codes(table: Table, column: Column, hints: ColumnHints, noise: Noise, places: frozenset[str] | None) -> Chosen:
    """Codes drawn below the weighted nodes, each of a node's leaves alike; an area column only below `places`."""
    listed = table.vocabulary.codes[column.code or ""]
    words = [entry.code for entry in listed.codes]
    if hints.mapping:
        return *_mapped(table, column, hints, noise, listed), words
    leaves = _leaves(listed, table)
    if places is not None and column.name == table.register.area:
        nodes = {at for place in places if (at := listed.id_of(place)) is not None}
        leaves = [at for at in leaves if not nodes.isdisjoint(listed.path(at))]
        if not leaves:
            what = f"代码表「{listed.name}」里没有这些地方：{'、'.join(sorted(places))}"
            raise HintError(what, hint="检查地方包的 place")
    if hints.value is not None:
        at = np.full(noise.shape, listed.id_of(str(hints.value)))
        return at, np.ones(noise.shape, bool), words
    weights = _leaf_weights(listed, leaves, hints.weights)
    if not leaves:
        return np.zeros(noise.shape, int), np.zeros(noise.shape, bool), words
    at = np.array(leaves)[chosen(noise.uniform("pick", hints.sticky), weights)]
    return at, np.ones(noise.shape, bool), words


def draw_refs(noise: Noise, keys: Mapping[str, Sequence[str]], target: str) -> Chosen:
    """Keys of rows of the register `target`; none where it has no rows of its own."""
    words = keys.get(target, ())
    if not words:
        return np.zeros(noise.shape, int), np.zeros(noise.shape, bool), ()
    at = (noise.uniform("pick", 0.95) * len(words)).astype(np.int64)
    return at, np.ones(noise.shape, bool), words


def draw_texts(table: Table, column: Column, hints: ColumnHints, noise: Noise) -> Chosen:
    """Texts of a hint, the year of a date, or `合成…` with the row's serial; a child row's key is its bare serial."""
    everywhere = np.ones(noise.shape, bool)
    if hints.value is not None:
        return np.zeros(noise.shape, int), everywhere, (str(hints.value),)
    if hints.values:
        words = list(hints.values)
        return chosen(noise.uniform("pick", hints.sticky), list(hints.values.values())), everywhere, words
    if hints.year_of is not None:
        dated = table.column(hints.year_of, column.period)
        found, at = np.unique(years_of(dated.values) - hints.back // 12, return_inverse=True)
        return at.reshape(noise.shape), dated.present.copy(), [str(year) for year in found]
    prefix = hints.prefix
    if prefix is None:
        label = column.name == table.register.label
        prefix = "" if column.name in table.register.key else f"合成{table.register.name if label else column.name}"
    words = [prefix + serial for serial in table.serials]
    return np.broadcast_to(np.arange(table.n), noise.shape).copy(), everywhere, words


def draw_answers(hints: ColumnHints, noise: Noise, fits: np.ndarray) -> np.ndarray:
    """Yes with `chance` where the hint's condition holds, with `else` (never, by default) where it does not."""
    chance = 0.3 if hints.chance is None else hints.chance
    otherwise = 0.0 if hints.otherwise is None else float(hints.otherwise)
    return noise.uniform("yes", hints.sticky) < np.where(fits, chance, otherwise)


def _leaves(listed: CodeList, table: Table) -> list[int]:
    """Ids of codes with nothing below them that are still in force in the last year."""
    above = {entry.parent for entry in listed.codes}
    year = table.asked[-1]
    return [
        at
        for at, entry in enumerate(listed.codes)
        if entry.code not in above
        and (entry.valid_until is None or entry.valid_until.year > year)
        and (entry.valid_from is None or entry.valid_from.year <= year)
    ]


def _leaf_weights(listed: CodeList, leaves: list[int], weights: Mapping[str, float]) -> list[float]:
    if not weights:
        return [1.0] * len(leaves)
    found = [0.0] * len(leaves)
    for node, weight in weights.items():
        top = listed.id_of(node)
        below = [place for place, at in enumerate(leaves) if top is not None and listed.within(at, top)]
        for place in below:
            found[place] += weight / len(below)
    return found if any(found) else [1.0] * len(leaves)


def _mapped(
    table: Table, column: Column, hints: ColumnHints, noise: Noise, listed: CodeList
) -> tuple[np.ndarray, np.ndarray]:
    """The code that the followed column's code maps to, its deepest node deciding; one of several alike."""
    name = hints.follows or ""
    if not name:
        raise HintError(f"列「{column.name}」写了 map，没有写 follows", hint="follows: 行业")
    followed = table.column(name, column.period)
    source = table.code_list(name)
    rules = {_known(source, node): [listed.id_of(code) for code in codes] for node, codes in hints.mapping.items()}
    options = [next((rules[at] for at in source.path(start) if at in rules), []) for start in range(len(source.codes))]
    width = max((len(option) for option in options), default=0) or 1
    padded = np.array([(option * width)[:width] if option else [-1] * width for option in options])
    counts = np.array([max(1, len(option)) for option in options])
    pick = (noise.uniform("pick", hints.sticky) * counts[followed.values]).astype(int)
    at = padded[followed.values, pick]
    return np.maximum(at, 0), followed.present & (at >= 0)


def _known(listed: CodeList, node: str) -> int:
    at = listed.id_of(node)
    if at is None:
        raise HintError(f"代码表「{listed.name}」没有「{node}」", hint="map 的键是 follows 那一列的代码")
    return at
