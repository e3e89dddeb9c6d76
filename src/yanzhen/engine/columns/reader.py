"""What every part of the columns reading is handed: the snapshot, the day, and what was read before.

Which function reads which node stands in two tables that `reading.py` fills, so the parts of the reading know the reader and
the reader knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from yanzhen.engine.columns.leaves import Leaves
from yanzhen.engine.columns.selection import Selection
from yanzhen.engine.columns.vectors import Numbers, Ranged, Truths, Vector
from yanzhen.facts.snapshot import Snapshot
from yanzhen.language import tree
from yanzhen.periods import Period


class Reader:
    """Reads expressions over the frames of one snapshot, as of day `on`.

    Every (expression, register, period) is remembered, so a condition that many clauses share is evaluated once.
    """

    def __init__(self, snapshot: Snapshot, on: date, like: Reader | None = None) -> None:
        """`like`: a reader of the same expressions over other facts; what it learned of the expressions is shared."""
        self.snapshot = snapshot
        self.on = on
        self._numbers: dict[tree.Node, int] = {} if like is None else like._numbers
        self._known: dict[int, tuple[tree.Node, int]] = {} if like is None else like._known
        self.leaves = Leaves(snapshot)
        self.evaluated: dict[tuple[str, str, str], Vector] = {}
        """(scheme, column of 评价结果, period) → what this run itself found, over the rows of the scheme's register."""
        self._read: dict[tuple[int, str, Period], Vector] = {}
        self._chosen: dict[tuple[int, str, Period], Selection] = {}
        self._passing: list[tuple[int, str, Period]] = []

    def read(self, node: tree.Node, register: str, period: Period) -> Vector:
        """The value of the expression for every row of the register, for the period."""
        key = (self._number(node), register, period)
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = HANDLERS[type(node)](self, node, register, period)
            if not isinstance(node, LASTING):
                self._passing.append(key)
        return found

    def forget(self) -> None:
        """Only facts and terms are remembered from here on; what was read of other expressions is read anew when asked."""
        for key in self._passing:
            self._read.pop(key, None)
        self._passing.clear()

    def _number(self, node: tree.Node) -> int:
        """One number for all equal expressions; each node is compared with the others once."""
        known = self._known.get(id(node))
        if known is None or known[0] is not node:
            number = self._numbers.setdefault(node, len(self._numbers))
            known = self._known[id(node)] = (node, number)
        return known[1]

    def truths(self, node: tree.Node, register: str, period: Period) -> Truths:
        """The expression as a condition."""
        found = self.read(node, register, period)
        assert isinstance(found, Truths), node
        return found

    def numbers(self, node: tree.Node, register: str, period: Period) -> Numbers | Ranged:
        """The expression as a number."""
        found = self.read(node, register, period)
        assert isinstance(found, Numbers | Ranged), node
        return found

    def rows(self, register: str) -> int:
        """How many rows a register has."""
        return self.snapshot.frame(register).n

    def chosen(self, node: tree.Node, register: str, period: Period) -> Selection:
        """The child rows that a node picks for every owner."""
        key = (self._number(node), register, period)
        found = self._chosen.get(key)
        if found is None:
            found = self._chosen[key] = SELECTORS[type(node)](self, node, register, period)
        return found


LASTING = (tree.Fact, tree.TermOf, tree.Population)
"""What many expressions share."""

HANDLERS: dict[type[tree.Node], Callable[[Reader, tree.Node, str, Period], Vector]] = {}
"""Node → how its value is read for every row."""

SELECTORS: dict[type[tree.Node], Callable[[Reader, tree.Node, str, Period], Selection]] = {}
"""Node → which child rows it picks: Rows, Filter, or a call of 取前."""
