"""The slow reading of a scheme: one firm after the other, Python fractions, every population looked through by definition."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from yanzhen.engine.schemes.trees import tree_of
from yanzhen.engine.subject import Facts, SnapshotSubject
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.values import unknown
from yanzhen.pack.evaluation import Scheme
from yanzhen.periods import Period


class Slow(SnapshotSubject):
    """A row whose populations are found by asking every row of the register."""

    __slots__ = ("world",)

    def among(self, node, period, on):
        rows = [row for row in range(self.frame.n) if self.world.exists(row, period)]
        mine = [self.world.value(part, self.row, period) for part in node.apart]
        inside = []
        for row in rows:
            held = self.world.value(node.member, row, period)
            assert not unknown(held), "the slow reading is of whole facts"
            if held and [self.world.value(part, row, period) for part in node.apart] == mine:
                inside.append((row, self.world.value(node.value, row, period)))
        values = [(row, value) for row, value in inside if value is not None and not (node.skip and unknown(value))]
        numbers = [value for _, value in values]
        if node.function == "名次":
            own = dict(values).get(self.row)
            return None if own is None else Fraction(1 + sum(value > own for value in numbers))
        if node.function == "总量":
            return Fraction(sum(1 if value is True else 0 if value is False else value for value in numbers))
        if not numbers:
            return None
        if node.function == "均值":
            return sum(numbers, Fraction(0)) / len(numbers)
        return max(numbers) if node.function == "最大" else min(numbers)


class World:
    """A snapshot read slowly, values remembered."""

    def __init__(self, snapshot, on, register: str) -> None:
        self.facts, self.on, self.register = Facts(snapshot), on, register
        self.known: dict[tuple[int, int, Period], object] = {}

    def subject(self, row: int) -> Slow:
        found = Slow(self.facts, self.register, row)
        found.world = self
        return found

    def exists(self, row: int, period: Period) -> bool:
        return self.subject(row).existed(period) is not False

    def value(self, node, row: int, period: Period) -> object:
        key = (id(node), row, period)
        if key not in self.known:
            env = Env({"基准日": self.on}, self.subject(row), period)
            self.known[key] = Interpreter(full=False).evaluate(node, env)
        return self.known[key]


def slowly(scheme: Scheme, snapshot, on, period: Period) -> dict[str, tuple[object, ...]]:
    """For each rated firm (group, score, rank, class) by the order of the format, for whole facts."""
    tree, world = tree_of(scheme, snapshot.vocabulary), World(snapshot, on, scheme.register)
    frame = snapshot.frame(scheme.register)
    found: dict[str, tuple[object, ...]] = {}
    for group in tree.groups:
        members = [row for row in range(frame.n) if world.value(group.member, row, period) is True]
        parts: dict[tuple[object, ...], list[int]] = {}
        for row in members:
            parts.setdefault(tuple(world.value(node, row, period) for node in scheme.apart), []).append(row)
        for rows in parts.values():
            for row, result in _part(scheme, group, rows, world, period).items():
                found.setdefault(frame.keys[row], (group.group.name, *result))
    return found


def _part(scheme: Scheme, group, rows: list[int], world: World, period: Period) -> dict[int, tuple[object, ...]]:
    def key(row: int) -> list[Fraction]:
        values = [world.value(group.total if node is None else node, row, period) for node, _ in group.order]
        return [-value if ascending else value for value, (_, ascending) in zip(values, group.order, strict=True)]

    keys = {row: key(row) for row in rows}
    ranks = {row: 1 + sum(other > keys[row] for other in keys.values()) for row in rows}
    labels, found = scheme.labels, {}
    if scheme.refill:
        classes = _refilled(scheme, group, rows, ranks, world, period)
    else:
        classes = {row: _by_rank(scheme, ranks[row], len(rows), world.value(group.total, row, period)) for row in rows}
    for row in rows:
        at = classes[row]
        limits = [
            labels.index(guard.label)
            for guard, node in zip(scheme.veto, group.veto, strict=True)
            if world.value(node, row, period) is True
        ]
        spared = [
            labels.index(guard.label)
            for guard, node in zip(scheme.protect, group.protect, strict=True)
            if world.value(node, row, period) is True
        ]
        at = max([at, *limits]) if limits else min([at, *spared])
        found[row] = (world.value(group.total, row, period), ranks[row], labels[at])
    return found


def _by_rank(scheme: Scheme, rank: int, size: int, total: Fraction) -> int:
    for at, cut in enumerate(scheme.cuts):
        if total >= cut.bound if cut.by_score else rank <= floor(cut.bound * size + Fraction(1, 2)):
            return at
    return len(scheme.cuts) - 1


def _refilled(scheme: Scheme, group, rows, ranks, world: World, period: Period) -> dict[int, int]:
    best = {}
    for row in rows:
        limits = [
            scheme.labels.index(guard.label)
            for guard, node in zip(scheme.veto, group.veto, strict=True)
            if world.value(node, row, period) is True
        ]
        best[row] = max(limits, default=0)
    found: dict[int, int] = {}
    for at, cut in enumerate(scheme.cuts):
        last = at == len(scheme.cuts) - 1
        room = len(rows) if last else floor(cut.bound * len(rows) + Fraction(1, 2))
        for rank in sorted(set(ranks.values())):
            able = [row for row in rows if row not in found and best[row] <= at and ranks[row] == rank]
            if able and len(found) < room:
                found |= dict.fromkeys(able, at)
    return found
