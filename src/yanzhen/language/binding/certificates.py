"""属于, 持有, 首次取得 and 在名单: short for questions about codes and about rows of the standard registers.

The registers are those every pack can count on: 资质 (名称, 认定日期, 有效期至, 复审) and 名单 (名单, 自, 至).
"""

from __future__ import annotations

from collections.abc import Callable

from yanzhen.errors import did_you_mean
from yanzhen.language import tree
from yanzhen.language.binding.binder import Binder, fail, is_constant
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN, DATE

PERIOD_END = tree.Known("期末", type=DATE)
PERIOD_START = tree.Known("期初", type=DATE)


def belongs(binder: Binder, node: tree.Call) -> Node:
    """属于(code, node): a set of ids, fixed when the pack is read."""
    value = binder.bind(node.args[0])
    if value.type.kind != "code":
        raise fail("L50", f"属于 的第一项要是代码，得到的是{value.type}", node.args[0])
    ids = codes_named(binder, value.type.code, node.args[1])
    return tree.CodeIn(value, ids, _label(node.args[1]), span=node.span, type=BOOLEAN)


def codes_named(binder: Binder, list_name: str, named: Node) -> frozenset[int]:
    """The ids a name, text, list or term stands for, with everything below them."""
    if isinstance(named, tree.ListOf):
        return frozenset().union(*(codes_named(binder, list_name, item) for item in named.items))
    text = named.name if isinstance(named, tree.Name) else getattr(named, "value", None)
    if isinstance(named, tree.Name):
        symbol = binder.scope.lookup(named.name)
        if symbol is not None and symbol.kind == "codes" and symbol.type.code in ("", list_name):
            return symbol.codes
    found = binder.scope.code_id(list_name, str(text)) if text is not None else None
    if found is None:
        known = binder.scope.code_names(list_name)
        raise fail("L46", f"代码表「{list_name}」里没有「{text}」", named, did_you_mean(str(text), known))
    return binder.scope.code_below(list_name, found)


def _label(named: Node) -> str:
    if isinstance(named, tree.ListOf):
        return "、".join(_label(item) for item in named.items)
    return named.name if isinstance(named, tree.Name) else str(getattr(named, "value", ""))


def _ask(binder: Binder, node: tree.Call, register: str, part: str, items: Callable[[Binder], list[Node]]) -> Node:
    """Whether some row of the register, of this subject or its owner, fulfils all items."""
    symbol = binder.scope.lookup(register)
    if symbol is None or symbol.kind != "rows":
        raise fail("L42", f"{node.function.name} 要读台账「{register}」，这里没有", node, "主体须是它的所属台账")
    frame = binder.inside(symbol.via) if symbol.via else binder
    inside = frame.inside(register)
    rows = tree.Rows(register, part, span=node.span, type=symbol.type)
    asked = tree.And(tuple(items(inside)), span=node.span, type=BOOLEAN)
    found = tree.Quantified("some", (("", rows),), asked, span=node.span, type=BOOLEAN)
    if not symbol.via:
        return found
    owner = binder.scope.lookup(symbol.via)
    return tree.OwnerOf(symbol.via, owner.via, found, span=node.span, type=BOOLEAN)


def fact_of(inside: Binder, column: str, node: tree.Call) -> Node:
    """A column of the register asked, or the message that it lacks it."""
    found = inside.resolve(tree.Name(column, span=node.span))
    if found is None:
        raise fail("L42", f"台账「{inside.scope.register}」没有栏目「{column}」", node)
    return found


def compare(op: str, left: Node, right: Node) -> Node:
    """A bound comparison."""
    return tree.Compare(op, left, right, span=left.span, type=BOOLEAN)


def open_until(inside: Binder, column: str, day: Node, node: tree.Call) -> Node:
    """No end, or not before the day."""
    until = fact_of(inside, column, node)
    endless = tree.Call(tree.Name("无值"), (until,), span=node.span, type=BOOLEAN)
    return tree.Or((endless, compare(">=", until, day)), span=node.span, type=BOOLEAN)


def named(inside: Binder, column: str, node: tree.Call, name: Node | None = None) -> Node:
    """Whether the column is the code named (the call's first argument), or below it."""
    name, fact = name or node.args[0], fact_of(inside, column, node)
    ids = codes_named(inside, fact.type.code, name)
    return tree.CodeIn(fact, ids, _label(name), span=node.span, type=BOOLEAN)


def day_of(binder: Binder, node: tree.Call) -> Node:
    """The day a question is asked for, the call's second argument; 期末 when it is left out."""
    day = binder.bind(node.args[1]) if len(node.args) > 1 else PERIOD_END
    if day.type != DATE or not is_constant(day):
        raise fail("L62", f"{node.function.name} 的日期要用 期初、期末、基准日 或写明的日期", node)
    return day


def holds(binder: Binder, node: tree.Call) -> Node:
    """持有: a certificate of that name (or below it), awarded by the day and not expired on it."""
    day = day_of(binder, node)

    def items(inside: Binder) -> list[Node]:
        awarded = compare("<=", fact_of(inside, "认定日期", node), day)
        return [named(inside, "名称", node), awarded, open_until(inside, "有效期至", day, node)]

    return _ask(binder, node, "资质", "", items)


def first_awarded(binder: Binder, node: tree.Call) -> Node:
    """首次取得: awarded within the period and never before; renewals do not count."""

    def fresh(inside: Binder) -> list[Node]:
        return [named(inside, "名称", node), tree.Not(fact_of(inside, "复审", node), span=node.span, type=BOOLEAN)]

    def now(inside: Binder) -> list[Node]:
        day = fact_of(inside, "认定日期", node)
        return [*fresh(inside), compare(">=", day, PERIOD_START), compare("<=", day, PERIOD_END)]

    def before(inside: Binder) -> list[Node]:
        return [*fresh(inside), compare("<", fact_of(inside, "认定日期", node), PERIOD_START)]

    earlier = tree.Not(_ask(binder, node, "资质", "", before), span=node.span, type=BOOLEAN)
    return tree.And((_ask(binder, node, "资质", "", now), earlier), span=node.span, type=BOOLEAN)


def listed(binder: Binder, node: tree.Call) -> Node:
    """在名单: a row of that list which runs over the day; each list is a delivery of its own."""
    day = day_of(binder, node)
    asked = node.args[0]
    part = asked.name if isinstance(asked, tree.Name) else str(getattr(asked, "value", ""))

    def items(inside: Binder) -> list[Node]:
        started = compare("<=", fact_of(inside, "自", node), day)
        return [named(inside, "名单", node), started, open_until(inside, "至", day, node)]

    return _ask(binder, node, "名单", part, items)


MACROS: dict[str, Callable[[Binder, tree.Call], Node]] = {
    "属于": belongs,
    "持有": holds,
    "首次取得": first_awarded,
    "在名单": listed,
}
