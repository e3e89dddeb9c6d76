"""Binding of 名次, 占位, 均值, 中位数, 总量, 最大 and 最小 over a population: a definition with `over`, or a scheme."""

from __future__ import annotations

from yanzhen.language import tree
from yanzhen.language.binding import records, rows
from yanzhen.language.binding.arguments import number_of, refuse_quotient
from yanzhen.language.binding.binder import Binder, fail
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN, COUNT, PLAIN, RATIO

ALSO_OF_ROWS = frozenset({"均值", "最大", "最小"})
RANKED = {"名次": PLAIN, "占位": RATIO}
ADDED = frozenset({"均值", "中位数", "总量"})
"""They add values up, which quotients with a divisor of their own in every row do not allow exactly."""


def bind_population(binder: Binder, node: tree.Call) -> Node:
    """The question about the population in sight; of rows or periods where the argument is such; of a scheme by its name."""
    name, arg = node.function.name, node.args[0]
    if name == "名次" and isinstance(arg, tree.Text):
        return records.evaluated(binder, node)
    over = binder.scope.population()
    if name in ALSO_OF_ROWS and (_is_of_rows(binder, arg) or (over is None and name != "均值")):
        return rows.over_rows(binder, node)
    if over is None:
        what = f"{name} 看的是一群主体，要写在有 over 的定义里"
        raise fail(
            "L65", what, node, "如 terms: {用电名次: {value: 名次(用电量), over: 规模以上工业}}，再引用 用电名次"
        )
    counted = name == "总量" and (bound := binder.bind(arg)).type == BOOLEAN
    value = bound if counted else number_of(binder, arg)
    if name in ADDED and not counted:
        _refuse_quotient(value, arg)
    type_ = COUNT if counted else RANKED.get(name, value.type)
    then = over.then if name in RANKED else ()
    return tree.Population(name, value, over.member, over.apart, then, over.skip, span=node.span, type=type_)


def _is_of_rows(binder: Binder, arg: Node) -> bool:
    """Whether the argument is a list: rows of a register, a column of them, or the last periods."""
    root = rows.root_of(arg)
    if isinstance(root, tree.Call) and isinstance(root.function, tree.Name):
        return root.function.name in ("近", "关联", "取前")
    symbol = binder.scope.lookup(root.name) if isinstance(root, tree.Name) else None
    return symbol is not None and symbol.kind == "rows"


def _refuse_quotient(value: Node, at: Node) -> None:
    """Quotients are refused, but for those that 取整 has brought to a common step."""
    if isinstance(value, tree.Call) and value.function.name == "取整":
        return
    while isinstance(value, tree.TermOf):
        value = value.body
        if isinstance(value, tree.Call) and value.function.name == "取整":
            return
    if isinstance(value, tree.Call) and value.function.name in ("上年", "前", "上年同期"):
        _refuse_quotient(value.args[0], at)
        return
    refuse_quotient(value, at)
