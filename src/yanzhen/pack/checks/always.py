"""T04: conditions that can never hold, that always hold, or that another one already implies.

Every condition is tried on all combinations of telling values: for a number, each figure it is compared with and a point
between and beside them; for a code, each group of codes the conditions tell apart; anything else may be true or false.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise, product

from yanzhen.errors import Problem
from yanzhen.language import tree
from yanzhen.language.tree import Node
from yanzhen.pack.checks.tables import size_of
from yanzhen.pack.checks.view import View, bare
from yanzhen.pack.model import Condition

MOST = 3_000
"""Combinations tried for one condition or pair; beyond them nothing is said."""

_HOLDS = {
    ">=": lambda one, other: one >= other,
    ">": lambda one, other: one > other,
    "<=": lambda one, other: one <= other,
    "<": lambda one, other: one < other,
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
}
_DULL = {
    ("who", True): "总是成立，不起作用",
    ("who", False): "永远不能成立，没有主体能符合",
    ("unless", True): "永远不会发生，不起作用",
    ("unless", False): "总是发生，没有主体能符合",
}
_TURNED = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "=", "!=": "!="}


def settled_conditions(view: View) -> Iterator[Problem]:
    """T04 for every clause of the pack."""
    for clause in view.own:
        lines = [one for one in clause.conditions if one.source in ("who", "unless")]
        read = [(one, Reading(one.node)) for one in lines]
        dull = set()
        for one, reading in read:
            truths = reading.truths()
            if truths in ({True}, {False}):
                dull.add(one.id)
                yield Problem("T04", "W", f"{_shown(one)}{_DULL[one.source, truths == {True}]}", one.place)
        for (one, left), (other, right) in combinations(read, 2):
            if dull & {one.id, other.id}:
                continue
            said = _between((one, left), (other, right))
            if said is not None:
                condition, what = said
                dull.add(condition.id)
                yield Problem("T04", "W", f"{_shown(condition)}{what}", condition.place)


def _between(first: tuple[Condition, Reading], second: tuple[Condition, Reading]) -> tuple[Condition, str] | None:
    """(the condition that does nothing, why), each condition told of once."""
    (one, left), (other, right) = first, second
    truths = left.together(right) if left.keys() & right.keys() else None
    if truths is None:
        return None
    if (True, True) not in truths:
        return other, f"与{_shown(one)}不能同时成立，没有主体能符合"
    if (True, False) not in truths:
        return other, f"已由{_shown(one)}包含，不另起作用"
    return (one, f"已由{_shown(other)}包含，不另起作用") if (False, True) not in truths else None


def _shown(condition: Condition) -> str:
    lead = "除外" if condition.source == "unless" else "条件"
    return f"{lead}「{condition.text}」"


@dataclass
class Reading:
    """A condition as a function of the things it asks about. `points` maps each thing to the values that tell."""

    node: Node

    def __post_init__(self) -> None:
        self.points: dict[Node, set[object]] = {}
        self._gather(self.node)

    def keys(self) -> set[Node]:
        """What the condition asks about."""
        return set(self.points)

    def truths(self) -> set[bool]:
        """What the condition can be; both when there is too much to try, or when it asks nothing that can be compared."""
        tried = _tried({key: _telling(values) for key, values in self.points.items()})
        return {True, False} if tried is None else {self.holds(self.node, at) for at in tried}

    def together(self, other: Reading) -> set[tuple[bool, bool]] | None:
        """The pairs of truths that this one and another can have; None when there is too much to try."""
        both = {
            key: _telling(self.points.get(key, set()) | other.points.get(key, set()))
            for key in {**self.points, **other.points}
        }
        tried = _tried(both)
        if tried is None:
            return None
        return {(self.holds(self.node, at), other.holds(other.node, at)) for at in tried}

    def _gather(self, node: Node) -> None:
        node = bare(node)
        if isinstance(node, tree.And | tree.Or | tree.AtLeast):
            for item in node.items:
                self._gather(item)
        elif isinstance(node, tree.Not):
            self._gather(node.operand)
        elif _fixed(node) is None:
            key, values = _asked(node)
            self.points.setdefault(key, set()).update(values)

    def holds(self, node: Node, at: dict[Node, object]) -> bool:
        """The condition where each thing has the value given."""
        node = bare(node)
        if isinstance(node, tree.And):
            return all(self.holds(item, at) for item in node.items)
        if isinstance(node, tree.Or):
            return any(self.holds(item, at) for item in node.items)
        if isinstance(node, tree.AtLeast):
            return sum(self.holds(item, at) for item in node.items) >= node.count
        if isinstance(node, tree.Not):
            return not self.holds(node.operand, at)
        fixed = _fixed(node)
        if fixed is not None:
            return fixed
        return _true(node, at[_asked(node)[0]])


def _fixed(node: Node) -> bool | None:
    """What a condition that asks nothing is; None for one that asks."""
    if isinstance(node, tree.Boolean):
        return node.value
    if isinstance(node, tree.Compare):
        left, right = size_of(node.left), size_of(node.right)
        if left is not None and type(left) is type(right):
            return _HOLDS[node.op](left, right)
    return None


def _asked(node: Node) -> tuple[Node, set[object]]:
    """(the thing asked about, the figures or groups of codes it is compared with)."""
    if isinstance(node, tree.CodeIn):
        return bare(node.value), {node.nodes}
    turned = _compared(node)
    if turned is not None:
        key, _, value = turned
        return key, {frozenset({value}) if isinstance(value, int) and not isinstance(value, bool) else value}
    return node, {True}


def _compared(node: Node) -> tuple[Node, str, object] | None:
    """(thing, operator, figure) of a comparison with something fixed."""
    if not isinstance(node, tree.Compare):
        return None
    for one, other, op in ((node.left, node.right, node.op), (node.right, node.left, _TURNED[node.op])):
        value = size_of(other)
        ordered_code = isinstance(bare(other), tree.CodeValue) and op not in ("=", "!=")
        if value is not None and not ordered_code and not isinstance(bare(other), tree.Day):
            return bare(one), op, value
    return None


def _true(node: Node, value: object) -> bool:
    if isinstance(node, tree.CodeIn):
        return node.nodes in value if isinstance(value, frozenset) else False
    turned = _compared(node)
    if turned is None:
        return value is True
    _, op, size = turned
    if isinstance(value, frozenset):
        return (frozenset({size}) in value) == (op == "=")
    if isinstance(size, bool | str):
        return (value == size) == (op == "=")
    return _HOLDS[op](value, size)


def _telling(values: set[object]) -> list[object]:
    """Values that stand for all there are: points on, between and beside figures; the groups a code may lie in."""
    groups = [value for value in values if isinstance(value, frozenset)]
    if groups:
        every = frozenset().union(*groups)
        found = {frozenset(group for group in groups if code in group) for code in every}
        return [*found, frozenset()]
    figures = sorted(value for value in values if isinstance(value, Fraction))
    if figures:
        between = [(one + other) / 2 for one, other in pairwise(figures)]
        return [*figures, *between, figures[0] - 1, figures[-1] + 1]
    texts = [value for value in values if isinstance(value, str)]
    return [*texts, ""] if texts else [True, False]


def _tried(points: dict[Node, list[object]]) -> list[dict[Node, object]] | None:
    size = 1
    for values in points.values():
        size *= len(values)
        if size > MOST:
            return None
    return [dict(zip(points, chosen, strict=True)) for chosen in product(*points.values())]
