"""What the arguments of a call must be: each asked for by kind, refused with the form that was meant."""

from __future__ import annotations

from yanzhen.language import tree
from yanzhen.language.binding.binder import Binder, fail
from yanzhen.language.tree import Node
from yanzhen.language.types import DATE, PLAIN, Type, number
from yanzhen.periods import PER_YEAR

DAYS, MONTHS, WORKDAYS = number((("日", 1),)), number((("月", 1),)), number((("工作日", 1),))
SPANS = (MONTHS, DAYS, WORKDAYS)

QUOTIENTS = frozenset({"增长率", "平均值", "均值", "复合增长倍数", "复合倍数"})
"""Functions whose values have a divisor of their own in every row."""


def as_call(node: tree.Call, args: tuple[Node, ...], type_: Type, name: str = "") -> tree.Call:
    """The bound call, of the function as written or of another name."""
    return tree.Call(tree.Name(name or node.function.name), args, span=node.span, type=type_)


def number_of(binder: Binder, node: Node) -> Node:
    """A number of any unit."""
    bound = binder.bind(node)
    if bound.type.kind != "number":
        raise fail("L53", f"这里要数值，得到的是{bound.type}", node)
    return bound


def date_of(binder: Binder, node: Node) -> Node:
    """A day."""
    bound = binder.bind(node)
    if bound.type != DATE:
        raise fail("L50", f"这里要日期，得到的是{bound.type}", node)
    return bound


def span_of(binder: Binder, node: Node) -> Node:
    """A length of time written as a literal: `2 年` becomes 24 months."""
    bound = binder.bind(node)
    whole = isinstance(bound, tree.Number) and bound.value.denominator == 1 and bound.value > 0
    if not whole or bound.type not in SPANS:
        raise fail("L62", "这里要写明长度", node, "如 2 年、12 月、90 日")
    return bound


def periods_of(binder: Binder, node: Node) -> Node:
    """A whole number of the decision's own periods, as a plain number literal."""
    return _whole(binder, node, 12 // PER_YEAR.get(binder.scope.grain, 1), "这里要写整数个期间")


def years_of(binder: Binder, node: Node) -> Node:
    """A whole number of years, as a plain number literal."""
    return _whole(binder, node, 12, "这里要写整数年")


def _whole(binder: Binder, node: Node, months: int, what: str) -> Node:
    bound = span_of(binder, node)
    if bound.type != MONTHS or bound.value % months:
        raise fail("L62", what, node, "如 2 年")
    return tree.Number(bound.value / months, span=node.span, type=PLAIN)


def count_of(binder: Binder, node: Node) -> Node:
    """A whole number above zero, written as a literal without a unit."""
    bound = binder.bind(node)
    if not isinstance(bound, tree.Number) or bound.type != PLAIN or bound.value.denominator != 1 or bound.value < 1:
        raise fail("L62", "这里要写大于零的整数", node, "如 3")
    return bound


def text_of(node: Node, what: str, example: str) -> str:
    """A text or a bare name, as what it says."""
    if isinstance(node, tree.Text):
        return node.value
    if isinstance(node, tree.Name):
        return node.name
    raise fail("L62", f"{what}要直接写明", node, example)


def refuse_quotient(value: Node, at: Node) -> None:
    """Nothing, or a LanguageError: what has a divisor of its own in every row cannot be added up or ranked exactly."""
    for part in tree.walk(value):
        divides = isinstance(part, tree.Arithmetic) and part.op == "/"
        if divides or (isinstance(part, tree.Call) and part.function.name in QUOTIENTS):
            raise fail("L53", "各行相除所得的值不能再汇总或排序", at, "先分别合计，再相除")
