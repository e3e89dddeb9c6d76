"""What moves a firm up: the smallest change of one fact that lifts its class, proved by evaluating the whole scheme again.

Nothing else changes: the firm's other items, benchmarks taken over the group and the ranks of all others follow from the
one fact, and one step less of it does not lift the class.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.single import number_at
from yanzhen.engine.schemes.evaluation import Evaluation
from yanzhen.engine.schemes.scoring import evaluate
from yanzhen.facts.snapshot import Frame, Snapshot, Stored
from yanzhen.language import tree
from yanzhen.pack.populations import PEERS
from yanzhen.pack.reads import nodes_of
from yanzhen.registers import Column

FARTHEST = 20
"""How many times its present value a fact may become before the search gives up."""

PROBES = 90


@dataclass(frozen=True)
class Lift:
    """Moving `column` from `now` to `needed` (canonical units) lifts the firm to `label`, rank `rank`; `items` read it.

    `needed` None: this fact alone does not lift the class, however far it is moved within reason.
    """

    column: Column
    items: tuple[str, ...]
    now: Fraction
    needed: Fraction | None
    label: str = ""
    rank: int = 0

    @property
    def change(self) -> Fraction | None:
        """How far it must move; None when it does not help."""
        return None if self.needed is None else self.needed - self.now


def lifts(evaluation: Evaluation, reader: Reader, row: int) -> list[Lift]:
    """For each fact the firm can change, the least change that lifts its class, nearest (as a share of what is) first.

    Empty for a firm that has no settled class, or is in the best one already.
    """
    if not evaluation.classed[row] or evaluation.ends.best[row] == 0:
        return []
    scored = evaluation.scored[int(evaluation.group[row])]
    small, at = _narrowed(evaluation, reader, row)
    found: dict[str, Lift] = {}
    for item in scored.tree.items:
        for column in _movable(item.item.value, evaluation.scheme.register, reader):
            reading = tuple(
                one.item.name
                for one in scored.tree.items
                if any(part.column == column.name for part in tree.walk(one.item.value) if isinstance(part, tree.Fact))
            )
            if column.name not in found:
                lift = _Search(evaluation, small, at, column, reading).run()
                if lift is not None:
                    found[column.name] = lift
    far = [lift for lift in found.values() if lift.needed is None]
    near = [lift for lift in found.values() if lift.needed is not None]
    return sorted(near, key=lambda lift: abs(lift.needed - lift.now) / (abs(lift.now) or 1)) + far


def _movable(value: tree.Node, register: str, reader: Reader) -> Iterator[Column]:
    """The first column of the firm's own that it can change: what stands above a fraction line."""
    for part in tree.walk(value):
        if isinstance(part, tree.Fact) and part.register == register:
            column = reader.snapshot.vocabulary.column(part.register, part.column)
            if column.change == "subject" and column.kind == "number":
                yield column
                return


def _narrowed(evaluation: Evaluation, reader: Reader, row: int) -> tuple[Reader, int]:
    """A reader over the firms in scope alone, and the firm's row there; the whole one where others are looked at too."""
    nodes = [part for node in nodes_of(evaluation.scheme) for part in tree.walk(node)]
    frame = reader.snapshot.frame(evaluation.scheme.register)
    wide = any(isinstance(part, tree.Rows | tree.OwnerOf | tree.Call) and _leaves_row(part) for part in nodes)
    wide = wide or any(isinstance(part, tree.Population) and part.member != PEERS for part in nodes)
    rows = np.flatnonzero(evaluation.status != 0)
    if wide or len(rows) == frame.n:
        return reader, row
    kept = Frame(
        frame.register, [frame.keys[at] for at in rows],
        {key: Stored(stored.values[rows], stored.present[rows]) for key, stored in frame.columns.items()},
        {}, frame.words, frame.delivered_cells, frame.delivered_rows, frame.delivered_parts,
    )  # fmt: skip
    snapshot = replace(reader.snapshot, frames={**reader.snapshot.frames, frame.register.name: kept})
    small = Reader(snapshot, reader.on, reader)
    return small, int(np.searchsorted(rows, row))


def _leaves_row(part: tree.Node) -> bool:
    return not isinstance(part, tree.Call) or part.function.name == "评价所得"


class _Search:
    """The least step of one fact of one firm at which its class is better."""

    def __init__(
        self, evaluation: Evaluation, reader: Reader, row: int, column: Column, items: tuple[str, ...]
    ) -> None:
        self.evaluation, self.reader, self.row, self.column, self.items = evaluation, reader, row, column, items
        self.when = column.when(evaluation.period)
        self.seen: dict[int, Evaluation] = {}
        self.goal = int(evaluation.ends.best[self._original_row()])

    def _original_row(self) -> int:
        return self.evaluation.keys.index(self.reader.snapshot.frame(self.evaluation.scheme.register).keys[self.row])

    def run(self) -> Lift | None:
        frame = self.reader.snapshot.frame(self.evaluation.scheme.register)
        stored = frame.stored(self.column.name, self.when)
        if stored is None or not stored.present[self.row]:
            return None
        start = int(stored.values[self.row])
        sign = self._direction(start)
        now = start * self.column.step
        if sign == 0:
            return None
        found = self._least(start, sign)
        if found is None:
            return Lift(self.column, self.items, now, None)
        after = self.at(found)
        label = after.label(self.row)
        return Lift(self.column, self.items, now, found * self.column.step, label, int(after.low[self.row]))

    def at(self, value: int) -> Evaluation:
        """The scheme with the fact set to that many steps."""
        if value not in self.seen:
            snapshot = changed(
                self.reader.snapshot, self.evaluation.scheme.register, self.column.name, self.when, self.row, value
            )
            self.seen[value] = evaluate(
                self.evaluation.scheme, self.evaluation.period, Reader(snapshot, self.reader.on, self.reader),
                self.evaluation.tree,
            )  # fmt: skip
        return self.seen[value]

    def lifted(self, value: int) -> bool:
        after = self.at(value)
        return bool(after.classed[self.row]) and int(after.ends.best[self.row]) < self.goal

    def _direction(self, start: int) -> int:
        """1 when more of the fact gives more points, −1 when less does, 0 when neither."""
        step = max(1, abs(start) // 100)
        before = number_at(self.at(start).score, self.row)
        for sign in (1, -1):
            after = self.at(start + sign * step)
            if after.score.ok[self.row] and number_at(after.score, self.row) > before:
                return sign
        return 0

    def _least(self, start: int, sign: int) -> int | None:
        """Doubling away until the class is lifted, then halving back to the first step that lifts it."""
        farthest = abs(start) * FARTHEST if sign > 0 else abs(start) - 1
        step, near, far = max(1, abs(start) // 64), 0, 0
        while len(self.seen) < PROBES:
            far = min(near + step, farthest)
            if far <= near:
                return None
            if self.lifted(start + sign * far):
                break
            near, step = far, step * 2
        turn = 0
        while far - near > 1:
            middle = self._guess(start, sign, near, far, turn)
            turn += 1
            if self.lifted(start + sign * middle):
                far = middle
            else:
                near = middle
        return start + sign * far

    def _guess(self, start: int, sign: int, near: int, far: int, turn: int) -> int:
        """Where between the two the score should meet that of the last firm of the better class; every third time the middle.

        A guess only chooses what to try: whether the class is lifted is always found by evaluating.
        """
        middle = (near + far) // 2
        if turn % 3 == 2:
            return middle
        short, over = self._margin(start + sign * near), self._margin(start + sign * far)
        if over <= short:
            return middle
        meet = near + (far - near) * -short // (over - short)
        nudge = max(1, (far - near) >> 10)
        return min(max(meet + (nudge if turn % 3 else -nudge), near + 1), far - 1)

    def _margin(self, value: int) -> int:
        """How far the firm's score stands above that of the last other firm in a better class, in steps of the score."""
        after, row = self.at(value), self.row
        others = after.classed & after.score.ok & (after.part == after.part[row])
        others[row] = False
        better = others & (after.cut.best < self.goal)
        pool = better if better.any() else others
        if not pool.any():
            return 0
        least = after.score.num[pool].min() if better.any() else after.score.num[pool].max()
        return int(after.score.num[row]) - int(least)


def changed(snapshot: Snapshot, register: str, column: str, when, row: int, value: int) -> Snapshot:
    """The same snapshot with one cell of one register holding another value."""
    frame = snapshot.frame(register)
    stored = frame.columns[(column, when)]
    values = stored.values.copy()
    values[row] = value
    other = replace(frame, columns={**frame.columns, (column, when): Stored(values, stored.present)})
    return replace(snapshot, frames={**snapshot.frames, register: other})


@dataclass(frozen=True)
class Edge:
    """A firm within reach of a class edge: `gap` points below it (it could rise), or above it (it could fall)."""

    row: int
    label: str
    rises: bool
    gap: Fraction


def near_edges(evaluation: Evaluation, each: int = 3) -> list[Edge]:
    """For every part and every class edge the `each` firms nearest to it on both sides, by score; settled firms only."""
    found: list[Edge] = []
    labels = evaluation.scheme.labels
    usable = np.flatnonzero(evaluation.classed & evaluation.score.ok)
    step = evaluation.score.quantum
    for part in np.unique(evaluation.part[usable]):
        rows = usable[evaluation.part[usable] == part]
        rows = rows[np.argsort(evaluation.low[rows], kind="stable")]
        by_rank = evaluation.cut.best[rows]
        for edge in range(1, len(labels)):
            above, below = rows[by_rank < edge], rows[by_rank >= edge]
            if not len(above) or not len(below):
                continue
            last, first = int(evaluation.score.num[above[-1]]), int(evaluation.score.num[below[0]])
            found += [
                Edge(int(row), labels[edge - 1], True, (last - int(evaluation.score.num[row])) * step)
                for row in below[:each]
            ]
            found += [
                Edge(int(row), labels[edge], False, (int(evaluation.score.num[row]) - first) * step)
                for row in above[::-1][:each]
            ]
    return found
