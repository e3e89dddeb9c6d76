"""Which evaluations an expression needs in the same run: what 等次, 总分 and 名次 ask for the period in hand."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from yanzhen.language import tree
from yanzhen.language.tree import Node
from yanzhen.pack.evaluation import Scheme

EARLIER = frozenset({"上年", "上年同期", "前", "上一年度"})
"""Functions that read their first argument only at an earlier period."""


def schemes_read(node: Node) -> frozenset[str]:
    """Names of the schemes whose result for the period in hand the tree asks for; results of earlier periods are facts."""
    found: set[str] = set()
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, tree.Call):
            name = part.function.name
            if name == "评价所得":
                found.add(part.args[2].value)
                continue
            if name in EARLIER or (name == "近" and len(part.args) > 2):
                continue
        stack.extend(tree.children(part))
    return frozenset(found)


def nodes_of(scheme: Scheme) -> Iterator[Node]:
    """Every tree of a scheme."""
    yield from (condition.node for condition in scheme.conditions)
    yield from scheme.apart
    for group in scheme.groups:
        yield from (condition.node for condition in group.conditions)
        for item in group.items:
            yield from (node for node in (item.value, item.against) if node is not None)
    for points in (*scheme.bonus, *scheme.penalty):
        yield from (points.when, points.value)
    for guard in (*scheme.unrated, *scheme.veto, *scheme.protect):
        yield guard.when
    yield from (key.node for key in scheme.order if key.node is not None)


def circle(reads: dict[str, frozenset[str]]) -> tuple[str, ...]:
    """Names that need each other in a circle, the first again at the end; empty when there is no circle."""
    known = {name: sorted(needed & reads.keys()) for name, needed in reads.items()}
    try:
        TopologicalSorter(known).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()
