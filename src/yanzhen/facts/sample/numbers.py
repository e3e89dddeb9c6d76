"""Numbers of a column over all periods and rows: lognormal, following another column, uniform, or a few fixed values.

Drawn as floats and rounded once to a hundredth of the column's unit: nothing is decided here, and what must be exact
is set afterwards (`edges`).
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from yanzhen.facts.sample.hints import ColumnHints
from yanzhen.facts.sample.scalars import usual_median
from yanzhen.facts.sample.streams import Streams
from yanzhen.facts.sample.table import Table
from yanzhen.periods import PER_YEAR
from yanzhen.registers import Column
from yanzhen.units import SHARE

_TOP = 2.0**53


def draw_numbers(
    table: Table, column: Column, hints: ColumnHints, streams: Streams, thresholds: tuple[Fraction, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """(values in steps, present), both periods × rows; what the column follows must be drawn already."""
    shape = (len(table.periods(column.period)), table.n)
    noise = Noise(streams, table.register.name, column.name, shape)
    present = np.ones(shape, bool)
    if hints.value is not None:
        values = np.full(shape, float(hints.value))
    elif hints.values:
        options = list(hints.values)
        at = chosen(noise.uniform("pick", hints.sticky), list(hints.values.values()))
        values = np.array([float(option) for option in options])[at]
    elif hints.follows:
        values, present = _following(table, column, hints, noise)
    elif hints.start is not None or hints.end is not None:
        low = float(hints.start or 0)
        high = float(hints.end) if hints.end is not None else 2 * low
        values = low + (high - low) * noise.uniform("within", hints.sticky)
    else:
        values = _lognormal(column, hints, noise, thresholds)
    if hints.losses:
        values = np.where(noise.uniform("loss", 0.5) < hints.losses, -0.5 * values, values)
    values = np.clip(
        values,
        -np.inf if hints.least is None else float(hints.least),
        np.inf if hints.most is None else float(hints.most),
    )
    if hints.most is None and column.unit is not None and column.unit.dimension == SHARE:
        values = np.minimum(values, 1.0)
    return _stepped(values, column), present


def chosen(uniform: np.ndarray, weights: list[float]) -> np.ndarray:
    """Positions drawn with these weights from numbers in [0, 1)."""
    edges = np.cumsum(np.array(weights or [1.0], float))
    return np.searchsorted(edges / (edges[-1] or 1.0), uniform, side="right").clip(0, len(edges) - 1)


class Noise:
    """The random parts of one column, periods × rows.

    Drawn from the newest period backwards, so a longer history changes no newer value.
    """

    def __init__(self, streams: Streams, register: str, column: str, shape: tuple[int, int]) -> None:
        self.streams, self.names, self.shape = streams, (register, column), shape

    def uniform(self, purpose: str, sticky: float) -> np.ndarray:
        """Numbers in [0, 1) that are the same in two neighbouring periods with the chance `sticky`."""
        found = self.streams.of(*self.names, purpose).random(self.shape)
        kept = self.streams.of(*self.names, purpose, "kept").random(self.shape) < sticky
        for at in range(1, self.shape[0]):
            np.copyto(found[at], found[at - 1], where=kept[at])
        return found[::-1]

    def rows(self) -> np.ndarray:
        """A standard normal number for each row, the same in all periods."""
        return self.streams.of(*self.names, "row").standard_normal(self.shape[1])[None, :]

    def cells(self) -> np.ndarray:
        """A standard normal number for each cell."""
        return self.streams.of(*self.names, "cell").standard_normal(self.shape)[::-1]

    def walk(self) -> np.ndarray:
        """A random walk that ends at 0 in the newest period."""
        steps = self.cells()[::-1]
        return np.vstack([np.zeros((1, self.shape[1])), np.cumsum(steps, axis=0)[:-1]])[::-1]


def _lognormal(column: Column, hints: ColumnHints, noise: Noise, thresholds: tuple[Fraction, ...]) -> np.ndarray:
    median = hints.median if hints.median is not None else usual_median(column, thresholds)
    spread = 1.0 if hints.spread is None else hints.spread
    periods = noise.shape[0]
    parts = PER_YEAR[column.period or "year"]
    back = (np.arange(periods) - (periods - 1)) // parts
    walk = noise.walk() * hints.swing / np.sqrt(parts)
    values = float(median) * np.exp(spread * noise.rows() + walk) * (1.0 + hints.growth) ** back[:, None]
    return _split(values, column, parts)


def _following(table: Table, column: Column, hints: ColumnHints, noise: Noise) -> tuple[np.ndarray, np.ndarray]:
    followed = table.column(hints.follows or "", column.period)
    factor = 1.0 if hints.ratio is None else hints.ratio
    if hints.per is not None:
        factor = 1.0 / float(hints.per[0])
        if column.unit is not None and column.unit.factor != 1:
            factor *= float(column.unit.factor)
    spread = 0.0 if hints.spread is None else hints.spread
    wobble = np.exp(spread * (0.95 * noise.rows() + 0.2 * noise.cells()))
    values = followed.values * float(followed.step) * factor * wobble
    if table.kind_of(hints.follows or "") == "year":
        values = _split(values, column, PER_YEAR[column.period or "year"])
    return values, followed.present.copy()


def _split(values: np.ndarray, column: Column, parts: int) -> np.ndarray:
    """A year's flow shared among its parts; a running total adds them up again."""
    if parts == 1 or column.measure in ("stock", "average"):
        return values
    values = values / parts
    if column.measure == "ytd":
        return values.reshape(-1, parts, values.shape[1]).cumsum(axis=1).reshape(values.shape)
    return values


def _stepped(values: np.ndarray, column: Column) -> np.ndarray:
    """Whole steps, on a grid of a hundredth of the unit where that is coarser than a step."""
    grid = Fraction(column.unit.factor, 100) if column.unit else column.step
    many = grid / column.step
    if many.denominator != 1 or many < 1:
        many = Fraction(1)
    size = float(many * column.step)
    counts = np.rint(np.clip(np.nan_to_num(values) / size, -_TOP, _TOP))
    limit = 2**61 // many.numerator
    return counts.astype(np.int64).clip(-limit, limit) * many.numerator
