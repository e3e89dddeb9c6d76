"""The columns reading over some rows of a register only: what is asked of few rows is worked out for few.

Only expressions that read no rows below the register can be read so (`narrowable`); whatever belongs to other registers is read
whole, by the reader that was narrowed, and shared with it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from yanzhen.engine.columns.leaves import Leaves
from yanzhen.engine.columns.reader import Reader
from yanzhen.engine.columns.vectors import Vector
from yanzhen.facts.snapshot import Frame, Stored
from yanzhen.language import tree
from yanzhen.language.walking import parts
from yanzhen.periods import Period

BEYOND = (tree.Rows, tree.Quantified, tree.Judged, tree.Population)
"""Nodes that look at rows below the row, at its key, or at all other rows."""


def narrowable(*nodes: tree.Node) -> bool:
    """Whether the expressions mean the same over some rows of a register as over all of them."""
    return not any(isinstance(part, BEYOND) for part in parts(*nodes))


class Slice(Frame):
    """Some rows of a frame, each column taken when it is first asked for."""

    def __init__(self, whole: Frame, rows: np.ndarray) -> None:
        self.whole, self.at = whole, rows
        self.register, self.words = whole.register, whole.words
        self.delivered_cells = whole.delivered_cells
        self.delivered_rows, self.delivered_parts = whole.delivered_rows, whole.delivered_parts
        self.columns: dict[tuple[str, Period | None], Stored] = {}
        self.owners = {name: at[rows] for name, at in whole.owners.items() if len(at)}

    @cached_property
    def keys(self) -> list[str]:
        """The keys of these rows."""
        return [self.whole.keys[row] for row in self.at]

    @property
    def n(self) -> int:
        """How many rows."""
        return len(self.at)

    def stored(self, column: str, period: Period | None) -> Stored | None:
        """What was delivered of a column for a period, for these rows."""
        found = self.columns.get((column, period))
        if found is None:
            held = self.whole.stored(column, period)
            if held is None:
                return None
            found = self.columns[(column, period)] = Stored(held.values[self.at], held.present[self.at])
        return found


class Narrow(Reader):
    """A reader of the same facts that sees only these rows (sorted) of one register."""

    def __init__(self, whole: Reader, register: str, rows: np.ndarray) -> None:
        frames = {**whole.snapshot.frames, register: Slice(whole.snapshot.frame(register), rows)}
        self.snapshot = replace(whole.snapshot, frames=frames)
        self.on = whole.on
        self.leaves = Leaves(self.snapshot, whole.leaves.judgements)
        self.whole, self.register = whole, register
        self._numbers, self._known = whole._numbers, whole._known
        self.evaluated, self._read, self._chosen, self._passing = {}, {}, {}, []

    def read(self, node: tree.Node, register: str, period: Period) -> Vector:
        """The value of the expression for every row seen."""
        return (
            super().read(node, register, period)
            if register == self.register
            else self.whole.read(node, register, period)
        )
