"""增量, 增长率 and 复合增长率: change against an earlier year, and what is said where there is no base.

A compound growth rate has no exact value, but its comparison has: x ÷ 前(x, n) op (1 + rate)ⁿ. So it may only be compared.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from yanzhen.language import tree
from yanzhen.language.binding.arguments import as_call, number_of, years_of
from yanzhen.language.binding.binder import Binder, fail
from yanzhen.language.functions import PACK_FUNCTIONS
from yanzhen.language.operators import MIRROR
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN, PLAIN, RATIO

ONE_YEAR = tree.Number(Fraction(1), type=PLAIN)
Comparison = Callable[[Binder, str, Node, Node, Node], Node]


def increase(binder: Binder, node: tree.Call) -> Node:
    """增量(x)."""
    value = number_of(binder, node.args[0])
    return as_call(node, (value,), value.type)


def rate(binder: Binder, node: tree.Call) -> Node:
    """增长率(x) or 增长率(x, 否) as a value; with 是 it can only be compared."""
    if _treated(node, 1) is True:
        raise fail("L66", "增长率(…, 是) 只能直接与一个比例比较", node, "如 增长率(工业产值, 是) >= 15%")
    value = number_of(binder, node.args[0])
    return as_call(node, (value, *(tree.Boolean(False, type=BOOLEAN) for _ in node.args[1:])), RATIO)


def compound(binder: Binder, node: tree.Call) -> Node:
    """复合增长率 anywhere but beside a comparison sign."""
    hint = f"如 {PACK_FUNCTIONS['复合增长率'].example}"
    raise fail("L66", "复合增长率 没有精确的小数，只能直接与一个比例比较", node, hint)


def comparison_of(binder: Binder, node: tree.Compare, comparison: Comparison) -> Node | None:
    """The bound comparison when one side is a growth rate that only a comparison can settle; else None."""
    op, growth, limit = node.op, node.left, node.right
    if not _only_compared(growth):
        op, growth, limit = MIRROR[op], limit, growth
    if not _only_compared(growth):
        return None
    assert isinstance(growth, tree.Call)
    _check_arguments(growth)
    bound = binder.bind(limit)
    value = number_of(binder, growth.args[0])
    if growth.function.name == "增长率":
        years, treated = ONE_YEAR, True
        change: Node = as_call(growth, (value, tree.Boolean(False, type=BOOLEAN)), RATIO)
        held = comparison(binder, op, change, bound, node)
    else:
        years, treated = years_of(binder, growth.args[1]), _treated(growth, 2)
        comparison(binder, op, tree.Number(Fraction(0), type=RATIO), bound, node)
        said = (tree.Boolean(False, type=BOOLEAN),) if treated is not None else ()
        ratio = as_call(growth, (value, years, *said), RATIO, "复合增长倍数")
        power = tree.Call(tree.Name("复合倍数"), (bound, years), span=bound.span, type=RATIO)
        held = tree.Compare(op, ratio, power, span=node.span, type=BOOLEAN)
    if treated is not True:
        return held
    without = as_call(growth, (value, years), BOOLEAN, "无基数")
    return tree.Or((without, held), span=node.span, type=BOOLEAN)


def _only_compared(node: Node) -> bool:
    if not isinstance(node, tree.Call) or not isinstance(node.function, tree.Name):
        return False
    name = node.function.name
    return name == "复合增长率" or (name == "增长率" and len(node.args) == 2 and _treated(node, 1) is True)


def _check_arguments(node: tree.Call) -> None:
    declared = PACK_FUNCTIONS[node.function.name]
    if node.names or not declared.least <= len(node.args) <= declared.most:
        raise fail("L48", f"{declared.name} 的参数个数不对", node, f"用法：{declared.example}")


def _treated(node: tree.Call, at: int) -> bool | None:
    """How the text treats a base that allows no rate: 是 (as fulfilled), 否 (as not), None (it does not say)."""
    if len(node.args) <= at:
        return None
    said = node.args[at]
    if not isinstance(said, tree.Boolean):
        raise fail("L62", "最后一项写 是 或 否：没有可比基数时算不算符合", said, "文本没有说的不写")
    return said.value
