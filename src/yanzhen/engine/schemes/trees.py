"""A scheme as trees of the language: who is rated in each group, what each item is worth, what the total is.

Items, points and totals are expressions like any other, so they are read for all firms at once, explained for one, and the
values they take over the group (means, extremes, ranks) are `Population` nodes within them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from yanzhen.engine.existence import exists
from yanzhen.engine.plan import area_condition
from yanzhen.engine.scope import in_force
from yanzhen.language import tree
from yanzhen.language.binding.records import replaced
from yanzhen.language.subjects.history import round_to
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN, COUNT, PLAIN, RATIO, number
from yanzhen.pack.evaluation import MEAN_OF_GROUP, NOT_RATED, ZERO, Group, Item, Points, Scheme
from yanzhen.pack.populations import PEERS
from yanzhen.registers import Vocabulary

SCORE = number((("分", 1),))
NOTHING = tree.Number(Fraction(0), type=SCORE)


@dataclass(frozen=True)
class ItemTree:
    """One item: its value, its benchmark (None without one), its points before and after the rule for what is missing."""

    item: Item
    value: Node
    against: Node | None
    bare: Node
    points: Node


@dataclass(frozen=True)
class GroupTree:
    """One group. `belongs` says who falls into it, `member` who of them is rated; `total` is the sum of all that follows."""

    group: Group
    belongs: Node
    member: Node
    items: tuple[ItemTree, ...]
    bonus: tuple[Node, ...]
    penalty: tuple[Node, ...]
    total: Node
    order: tuple[tuple[Node | None, bool], ...]
    veto: tuple[Node, ...]
    protect: tuple[Node, ...]


@dataclass(frozen=True)
class SchemeTree:
    """The whole scheme. `scope` are (sentence for a row outside, condition); `unrated` hold for those left out."""

    scheme: Scheme
    scope: tuple[tuple[str, Node], ...]
    unrated: tuple[Node, ...]
    groups: tuple[GroupTree, ...]


def tree_of(scheme: Scheme, vocabulary: Vocabulary) -> SchemeTree:
    """The scheme's trees."""
    scope: list[tuple[str, Node | None]] = [
        ("所属期内主体不存续", exists(scheme.register, vocabulary)),
        ("不在方案适用的地区", area_condition(scheme, vocabulary)),
        ("不在方案施行期内", in_force(scheme)),
    ]
    scope += [(f"不符合参评范围：{part.text}", part.node) for part in scheme.conditions]
    kept = tuple((sentence, node) for sentence, node in scope if node is not None)
    unrated = tuple(guard.when for guard in scheme.unrated)
    inside = [node for _, node in kept] + [negated(node) for node in unrated]
    groups, before = [], []
    for group in scheme.groups:
        own = both([part.node for part in group.conditions])
        groups.append(_group(scheme, group, both([*inside, *before, own])))
        before.append(negated(own))
    return SchemeTree(scheme, kept, unrated, tuple(groups))


def _group(scheme: Scheme, group: Group, belongs: Node) -> GroupTree:
    needed = [call("已知", item.value) for item in group.items if item.missing == NOT_RATED]
    member = both([belongs, *(among(node, belongs, scheme.apart) for node in needed)])

    def here(node: Node) -> Node:
        return among(node, member, scheme.apart)

    items = tuple(_item(scheme, item, here, member) for item in group.items)
    bonus, penalty = (tuple(_points(scheme, one, here) for one in some) for some in (scheme.bonus, scheme.penalty))
    total: Node = NOTHING
    for part in (*(one.points for one in items), *bonus):
        total = part if total is NOTHING else plus(total, part)
    for part in penalty:
        total = plus(total, part, "-")
    order = tuple((None if key.node is None else here(key.node), key.ascending) for key in scheme.order)
    veto, protect = (tuple(here(guard.when) for guard in some) for some in (scheme.veto, scheme.protect))
    return GroupTree(group, belongs, member, items, bonus, penalty, total, order, veto, protect)


def _item(scheme: Scheme, item: Item, here, member: Node) -> ItemTree:
    value = here(item.value)
    against = None if item.against is None else here(item.against)
    weight = tree.Number(item.weight, type=SCORE)
    worth = _SHAPES[item.shape](item, value, against, weight, member, scheme.apart)
    bare: Node = rounded(scheme, worth)
    for name, bound in (("较低", item.most), ("较高", item.least)):
        if bound is not None:  # rounding keeps order, so bounds may be applied to what is rounded
            limit = round_to(bound, scheme.score.to, scheme.score.mode)
            bare = call(name, bare, tree.Number(limit, type=SCORE), type_=SCORE)
    points = bare
    if item.missing == ZERO:
        points = tree.If(call("已知", bare), bare, NOTHING, type=SCORE)
    elif item.missing == MEAN_OF_GROUP:
        mean = tree.Population("均值", bare, member, scheme.apart, (), True, type=SCORE)
        points = tree.If(call("已知", bare), bare, rounded(scheme, mean), type=SCORE)
    return ItemTree(item, value, against, bare, points)


def _ratio(item: Item, value: Node, against: Node, weight: Node, member: Node, apart: tuple[Node, ...]) -> Node:
    return times(over(value, against), weight)


def _inverse(item: Item, value: Node, against: Node, weight: Node, member: Node, apart: tuple[Node, ...]) -> Node:
    two = tree.Number(Fraction(2), type=RATIO)
    return times(tree.Arithmetic("-", two, over(value, against), type=RATIO), weight)


def _min_max(item: Item, value: Node, against: None, weight: Node, member: Node, apart: tuple[Node, ...]) -> Node:
    """weight × (floor + (1 − floor) × (x − min) ÷ (max − min)); where all are equal each is the largest."""
    low, high = (tree.Population(name, value, member, apart, type=value.type) for name in ("最小", "最大"))
    part = over(plus(value, low, "-"), plus(high, low, "-"))
    floor, rest = tree.Number(item.floor, type=RATIO), tree.Number(1 - item.floor, type=RATIO)
    worth = times(plus(floor, times(part, rest, RATIO), "+"), weight)
    return tree.If(tree.Compare("=", high, low, type=BOOLEAN), weight, worth, type=SCORE)


def _rank(item: Item, value: Node, against: None, weight: Node, member: Node, apart: tuple[Node, ...]) -> Node:
    """weight × (N + 1 − rank) ÷ N: the first gets all of it."""
    rank = tree.Population("名次", value, member, apart, type=PLAIN)
    size = tree.Population("总量", tree.Boolean(True, type=BOOLEAN), member, apart, type=COUNT)
    behind = plus(plus(size, tree.Number(Fraction(1), type=PLAIN)), rank, "-")
    return times(over(behind, size), weight)


def _table(item: Item, value: Node, against: None, weight: Node, member: Node, apart: tuple[Node, ...]) -> Node:
    return value


_SHAPES = {"ratio": _ratio, "inverse": _inverse, "min_max": _min_max, "rank": _rank, "table": _table}


def _points(scheme: Scheme, points: Points, here) -> Node:
    value: Node = rounded(scheme, here(points.value))
    if points.most is not None:
        limit = round_to(points.most, scheme.score.to, scheme.score.mode)
        value = call("较低", value, tree.Number(limit, type=SCORE), type_=SCORE)
    return tree.If(here(points.when), value, NOTHING, type=SCORE)


def among(node: Node, member: Node, apart: tuple[Node, ...]) -> Node:
    """The tree with "the firms rated together" being those of `member`, apart as the scheme says."""

    def swap(part: Node) -> Node | None:
        if not isinstance(part, tree.Population) or part.member != PEERS:
            return None
        value = among(part.value, member, apart)
        then = tuple((among(key, member, apart), ascending) for key, ascending in part.then)
        return tree.Population(
            part.function, value, member, (*apart, *part.apart), then, part.skip, span=part.span, type=part.type
        )

    return replaced(node, swap)


def rounded(scheme: Scheme, node: Node) -> Node:
    """The points as the scheme rounds them."""
    return call("取整", node, tree.Number(scheme.score.to, type=SCORE), tree.Text(scheme.score.mode), type_=SCORE)


def call(name: str, *args: Node, type_=BOOLEAN) -> tree.Call:
    """A bound call."""
    return tree.Call(tree.Name(name), args, type=type_)


def both(nodes: list[Node]) -> Node:
    """All of them hold."""
    if not nodes:
        return tree.Boolean(True, type=BOOLEAN)
    return nodes[0] if len(nodes) == 1 else tree.And(tuple(nodes), type=BOOLEAN)


def negated(node: Node) -> Node:
    """It does not hold."""
    return tree.Not(node, type=BOOLEAN)


def plus(left: Node, right: Node, op: str = "+") -> Node:
    """left + right, or left − right."""
    return tree.Arithmetic(op, left, right, type=left.type)


def times(left: Node, right: Node, type_=SCORE) -> Node:
    """left × right."""
    return tree.Arithmetic("*", left, right, type=type_)


def over(left: Node, right: Node) -> Node:
    """left ÷ right, of like kinds."""
    return tree.Arithmetic("/", left, right, type=RATIO)
