"""差一步: rows that fail one condition only, by a fact the subject can move, within reach.

Both readings walk a condition the same way: a conjunction is near by its one failed part, a group of alternatives by the
first that is near, a table by the nearest bound that was not reached.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from yanzhen.engine.columns import arithmetic
from yanzhen.engine.columns.narrowing import Narrow, narrowable
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.vectors import Mask, Numbers, broadcast, constant, none_of, plain, without
from yanzhen.engine.levers import REACH, Lever, bare, is_table, lever_of, table_levers
from yanzhen.language import tree
from yanzhen.pack.model import Pack
from yanzhen.periods import Period
from yanzhen.registers import Vocabulary
from yanzhen.units import NUMBER, Dimension


def reach_of(pack: Pack) -> Fraction:
    """How far one step may be, as a share of the threshold: the pack's parameter; 0 when the pack has none."""
    return pack.parameters.get(REACH, Fraction(0))


@dataclass(frozen=True)
class Step:
    """Rows that one lever brings over the line, and how far each falls short (None for yes/no columns)."""

    rows: Mask
    column: str
    shortfall: Numbers | None
    dimension: Dimension = NUMBER


@dataclass(frozen=True)
class Near:
    """The rows (sorted) that one lever brings over the line; `shortfall` has one place for each of them."""

    at: np.ndarray
    total: int
    column: str
    shortfall: Numbers | None
    dimension: Dimension

    @property
    def rows(self) -> Mask:
        """The same as a mask over all rows of the register."""
        found = np.zeros(self.total, dtype=bool)
        found[self.at] = True
        return found

    def gap(self, row: int) -> Fraction | None:
        """How far one of the rows falls short."""
        if self.shortfall is None:
            return None
        place = int(np.searchsorted(self.at, row))
        whole = int(self.shortfall.num[place]) * self.shortfall.quantum
        return whole if self.shortfall.den is None else whole / int(self.shortfall.den[place])


def near_rows(
    node: tree.Node, rows: np.ndarray, reader: Reader, register: str, period: Period, reach: Fraction
) -> list[Near]:
    """Of these rows, which fail the condition and nothing else, those that a lever brings over the line."""
    total = reader.rows(register)
    if narrowable(node):
        found, at = steps(node, Narrow(reader, register, rows), register, period, reach), rows
        kept = [np.flatnonzero(step.rows) for step in found]
    else:
        found, at = steps(node, reader, register, period, reach), np.arange(total)
        kept = [rows[step.rows[rows]] for step in found]
    return [
        Near(at[rows], total, step.column, _taken(step.shortfall, rows), step.dimension)
        for step, rows in zip(found, kept, strict=True)
        if len(rows)
    ]


def _taken(gap: Numbers | None, rows: np.ndarray) -> Numbers | None:
    if gap is None:
        return None
    den = None if gap.den is None else gap.den[rows]
    return Numbers(gap.num[rows], gap.quantum, gap.ok[rows], None, den, gap.peak)


def movable_at_all(node: tree.Node, vocabulary: Vocabulary) -> bool:
    """Whether any part of the condition has a lever."""
    node = bare(node)
    if isinstance(node, tree.And | tree.Or):
        return any(movable_at_all(item, vocabulary) for item in node.items)
    if is_table(node):
        return any(True for _ in table_levers(node, vocabulary))
    return lever_of(node, vocabulary) is not None


def steps(node: tree.Node, reader: Reader, register: str, period: Period, reach: Fraction) -> list[Step]:
    """For rows that fail the condition, the lever each would use; a row is in at most one step."""
    node = bare(node)
    vocabulary, rows = reader.snapshot.vocabulary, reader.rows(register)
    if isinstance(node, tree.And | tree.Or):
        parts = [broadcast(reader.truths(item, register, period), rows) for item in node.items]
        found: list[Step] = []
        taken = np.zeros(rows, dtype=bool)
        for at, item in enumerate(node.items):
            allowed = ~parts[at].maybe & ~taken
            if isinstance(node, tree.And):
                for other, part in enumerate(parts):
                    allowed = allowed & (part.sure if other != at else True)
            for step in steps(item, reader, register, period, reach):
                found.append(replace(step, rows=step.rows & allowed))
                taken = taken | found[-1].rows
        return found
    levers = list(table_levers(node, vocabulary)) if is_table(node) else [lever_of(node, vocabulary)]
    found, taken = [], np.zeros(rows, dtype=bool)
    for lever in levers:
        if lever is None:
            continue
        failed = ~np.broadcast_to(reader.truths(lever.node, register, period).maybe, (rows,)) & ~taken
        step = _step(lever, failed, reader, register, period, reach)
        taken = taken | failed
        found.append(step)
    return found


def _step(lever: Lever, failed: Mask, reader: Reader, register: str, period: Period, reach: Fraction) -> Step:
    if lever.left is None or lever.right is None or lever.threshold is None:
        return Step(failed, lever.column, None)
    left, right = (plain(reader.numbers(side, register, period)) for side in (lever.left, lever.right))
    limit = plain(reader.numbers(lever.threshold, register, period))
    gap = absolute(arithmetic.add(left, right, -1))
    allowed = arithmetic.multiply(absolute(limit), constant(reach))
    near = (arithmetic.order(gap, allowed) <= 0) & (limit.num != 0)  # a share of nothing reaches nowhere
    inside = without(gap.ok & allowed.ok & near, none_of(left, right))
    whole = broadcast(gap, len(failed))
    assert isinstance(whole, Numbers)
    return Step(failed & inside, lever.column, whole, lever.left.type.dimension)


def absolute(number: Numbers) -> Numbers:
    """The same numbers without their signs."""
    return Numbers(np.abs(number.num), number.quantum, number.ok, number.none, number.den, number.peak, number.why)


Value = Callable[[tree.Node], object]
"""Reads an expression about one subject for one period."""


def lever_exactly(
    node: tree.Node, value: Value, vocabulary: Vocabulary, reach: Fraction
) -> tuple[str, Fraction | None, Dimension] | None:
    """The column, shortfall and its dimension of one subject that fails the condition, or None when it is not near."""
    node = bare(node)
    if isinstance(node, tree.And | tree.Or):
        values = [value(item) for item in node.items]
        for at, item in enumerate(node.items):
            others = all(held is True for other, held in enumerate(values) if other != at)
            if values[at] is False and (others or isinstance(node, tree.Or)):
                found = lever_exactly(item, value, vocabulary, reach)
                if found is not None:
                    return found
        return None
    levers = list(table_levers(node, vocabulary)) if is_table(node) else [lever_of(node, vocabulary)]
    for lever in levers:
        if lever is not None and value(lever.node) is False:
            return _reached(lever, value, reach)
    return None


def _reached(lever: Lever, value: Value, reach: Fraction) -> tuple[str, Fraction | None, Dimension] | None:
    if lever.left is None or lever.right is None or lever.threshold is None:
        return lever.column, None, NUMBER
    left, right, limit = (value(part) for part in (lever.left, lever.right, lever.threshold))
    if not (isinstance(left, Fraction) and isinstance(right, Fraction) and isinstance(limit, Fraction)):
        return None
    gap = abs(left - right)
    return (lever.column, gap, lever.left.type.dimension) if limit and gap <= reach * abs(limit) else None
