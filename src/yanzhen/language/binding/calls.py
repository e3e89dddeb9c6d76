"""Binding of function calls, paths, filters and quantifiers: each argument as its function asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from yanzhen.errors import did_you_mean
from yanzhen.language import tree
from yanzhen.language.binding import certificates
from yanzhen.language.binding.binder import Binder, fail
from yanzhen.language.binding.tables import history_of
from yanzhen.language.functions import ENGLISH, INNER, PACK_FUNCTIONS
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN, COUNT, DATE, PLAIN, Type, list_of, number
from yanzhen.periods import PER_YEAR
from yanzhen.units import addable, dimension_name

DAYS, MONTHS, RATIO = number((("日", 1),)), number((("月", 1),)), number((("%", 1),))


def bind_call(binder: Binder, node: tree.Call, want: Type | None) -> Node:
    """The call with typed arguments, or the nodes it is short for."""
    if not isinstance(node.function, tree.Name):
        raise fail("L40", "规则里只能直接写函数名", node)
    name = ENGLISH.get(node.function.name, node.function.name)
    if name in INNER:
        return _inner(binder, node, name, want)
    declared = PACK_FUNCTIONS.get(name)
    if declared is None:
        raise fail("L47", f"没有函数「{name}」", node.function, did_you_mean(name, PACK_FUNCTIONS))
    if node.names or not declared.least <= len(node.args) <= declared.most:
        raise fail("L48", f"{name} 的参数个数不对", node, f"用法：{declared.example}")
    if name in certificates.MACROS:
        return certificates.MACROS[name](binder, node)
    if declared.takes[0] == "rows":
        return _over_rows(binder, node, name)
    return _BINDERS[name](binder, replace(node, function=tree.Name(name, span=node.function.span)))


def _call(node: tree.Call, args: tuple[Node, ...], type_: Type) -> tree.Call:
    return tree.Call(tree.Name(node.function.name), args, span=node.span, type=type_)


def _inner(binder: Binder, node: tree.Call, name: str, want: Type | None) -> Node:
    arg = binder.bind(node.args[0], want if name not in ("有值", "无值") else None)
    return _call(node, (arg,), BOOLEAN if name in ("有值", "无值") else arg.type)


def _number(binder: Binder, node: Node) -> Node:
    bound = binder.bind(node)
    if bound.type.kind != "number":
        raise fail("L53", f"这里要数值，得到的是{bound.type}", node)
    return bound


def _date(binder: Binder, node: Node) -> Node:
    bound = binder.bind(node)
    if bound.type != DATE:
        raise fail("L50", f"这里要日期，得到的是{bound.type}", node)
    return bound


def _span(binder: Binder, node: Node) -> Node:
    """A length of time written as a literal: `2 年` becomes 24 months."""
    bound = binder.bind(node)
    whole = isinstance(bound, tree.Number) and bound.value.denominator == 1 and bound.value > 0
    if not whole or bound.type not in (MONTHS, DAYS):
        raise fail("L62", "这里要写明长度", node, "如 2 年、12 月、90 日")
    return bound


def _years(binder: Binder, node: Node) -> Node:
    """A whole number of the decision's own periods, as a plain number literal."""
    bound = _span(binder, node)
    months = 12 // PER_YEAR.get(binder.scope.grain, 1)
    if bound.type != MONTHS or bound.value % months:
        raise fail("L62", "这里要写整数个期间", node, "如 2 年")
    return tree.Number(bound.value / months, span=node.span, type=PLAIN)


def _shifted(binder: Binder, node: tree.Call) -> Node:
    value = binder.bind(node.args[0])
    return _call(node, (value, *(_years(binder, arg) for arg in node.args[1:])), value.type)


def _lately(binder: Binder, node: tree.Call) -> Node:
    value = binder.bind(node.args[0])
    return _call(node, (value, *(_years(binder, arg) for arg in node.args[1:])), list_of(value.type))


def _growth(binder: Binder, node: tree.Call) -> Node:
    value = _number(binder, node.args[0])
    return _call(node, (value,), RATIO if node.function.name == "增长率" else value.type)


def _run(binder: Binder, node: tree.Call) -> Node:
    held = binder.truth(node.args[0])
    if node.function.name == "连续年数":
        return _call(node, (held,), number((("月", 1),)))
    return _call(node, (held, _years(binder, node.args[1])), BOOLEAN)


def _first(binder: Binder, node: tree.Call) -> Node:
    """首次 and 历史最高 carry the year their history is complete from as a second argument."""
    first = node.function.name == "首次"
    value = binder.truth(node.args[0]) if first else _number(binder, node.args[0])
    since = tree.Number(Fraction(history_of(binder, value, node)), type=PLAIN)
    return _call(node, (value, since), BOOLEAN if first else value.type)


def _dated(binder: Binder, node: tree.Call) -> Node:
    name = node.function.name
    first = _date(binder, node.args[0])
    if name == "天数":
        return _call(node, (first, _date(binder, node.args[1])), DAYS)
    if name == "满":
        span = _span(binder, node.args[1])
        unit = dimension_name(span.type.dimension)
        until = tree.ShiftDay(first, span, unit, span=node.span, type=DATE)
        return tree.Compare("<=", until, tree.Known("期末", type=DATE), span=node.span, type=BOOLEAN)
    if name == "期内":
        begin = tree.Compare(">=", first, tree.Known("期初", type=DATE), span=node.span, type=BOOLEAN)
        end = tree.Compare("<=", first, tree.Known("期末", type=DATE), span=node.span, type=BOOLEAN)
        return tree.And((begin, end), span=node.span, type=BOOLEAN)
    return _call(node, (first,), PLAIN)


def _choice(binder: Binder, node: tree.Call) -> Node:
    values = [_number(binder, arg) for arg in node.args]
    kind = values[0].type
    for other in values[1:]:
        fits = addable(kind.dimension, other.type.dimension)
        if fits is None:
            raise fail("L51", f"{kind}与{other.type}不能比大小", node, "检查单位")
        kind = number(fits)
    return _call(node, tuple(values), kind)


def _steps(binder: Binder, node: tree.Call) -> Node:
    value, step = _number(binder, node.args[0]), _number(binder, node.args[1])
    if addable(value.type.dimension, step.type.dimension) is None:
        raise fail("L51", f"{value.type}不能按{step.type}计", node, "检查单位")
    if not isinstance(step, tree.Number) or step.value <= 0:
        raise fail("L62", "步长要写成大于零的数", node.args[1], "如 10 亿元")
    if node.function.name == "整倍数":
        return _call(node, (value, step), PLAIN)
    mode = node.args[2]
    if not isinstance(mode, tree.Text) or mode.value not in ("up", "down", "half_up"):
        raise fail("L62", "取整方式要写 up、down 或 half_up", mode)
    return _call(node, (value, step, mode), value.type)


def _known(binder: Binder, node: tree.Call) -> Node:
    return _call(node, (binder.bind(node.args[0]),), BOOLEAN)


def _default(binder: Binder, node: tree.Call) -> Node:
    value = binder.bind(node.args[0])
    return _call(node, (value, binder.bind(node.args[1], value.type)), value.type)


def _regrained(binder: Binder, node: tree.Call) -> Node:
    """期末值 and 平均值 read a finer column: its last part, or the mean of its parts."""
    name = node.args[0]
    symbol = binder.scope.lookup(name.name) if isinstance(name, tree.Name) else None
    if symbol is None or symbol.kind != "fact" or symbol.period is None:
        raise fail("L62", f"{node.function.name} 里要直接写一个有期间的栏目", node.args[0])
    fact = tree.Fact(symbol.register, name.name, span=name.span, type=symbol.type)
    how = tree.Name("末期值" if node.function.name == "期末值" else "平均值")
    return tree.Call(how, (fact, tree.Text(symbol.period)), span=node.span, type=fact.type)


def bind_path(binder: Binder, node: tree.Path, want: Type | None) -> Node:
    """`owner.column`, `row.column` of a quantifier's row, or `rows.column`: the column of every row."""
    if isinstance(node.source, tree.Name):
        name = node.source.name
        if binder.variable == name:
            return binder.bind(tree.Name(node.name, span=node.span))
        symbol = binder.scope.lookup(name)
        if symbol is not None and symbol.kind == "owner":
            inner = binder.inside(symbol.register).bind(tree.Name(node.name, span=node.span), want)
            return tree.OwnerOf(symbol.register, symbol.via, inner, span=node.span, type=inner.type)
        if binder.outer is not None and symbol is None and binder.outer.variable == name:
            return binder.lifted(bind_path(binder.outer, node, want))
    source = binder.bind(node.source)
    if source.type.kind != "rows":
        raise fail("L63", f"{source.type}没有栏目「{node.name}」", node)
    value = binder.inside(source.type.register).bind(tree.Name(node.name, span=node.span))
    return tree.Each(source, value, span=node.span, type=list_of(value.type))


def bind_filter(binder: Binder, node: tree.Filter, want: Type | None) -> Node:
    """Rows for which the condition holds; inside the brackets bare names are first the row's own columns."""
    source = binder.bind(node.source)
    if source.type.kind != "rows":
        raise fail("L63", f"{source.type}后面不能用 [ ] 筛选", node, "只能筛选台账的行")
    condition = binder.inside(source.type.register).truth(node.condition)
    return replace(node, source=source, condition=condition, type=source.type)


def bind_quantified(binder: Binder, node: tree.Quantified, want: Type | None) -> Node:
    """some/every over the rows of one register."""
    if len(node.iterators) != 1:
        raise fail("L40", "规则里 some/every 一次只能看一本台账", node)
    variable, source = node.iterators[0]
    frame, wrap = frame_of(binder, source)
    rows = frame.bind(source)
    if rows.type.kind != "rows":
        raise fail("L63", f"some/every 要看台账的行，得到的是{rows.type}", node)
    condition = frame.inside(rows.type.register, variable).truth(node.condition)
    found = tree.Quantified(node.kind, (("", rows),), condition, span=node.span, type=BOOLEAN)
    return wrap(found)


def _over_rows(binder: Binder, node: tree.Call, name: str) -> Node:
    frame, wrap = frame_of(binder, node.args[0])
    rows = frame.bind(node.args[0])
    if rows.type.kind not in ("rows", "list"):
        raise fail("L63", f"{name} 要一列值或台账的行，得到的是{rows.type}", node.args[0])
    if name == "计数":
        return wrap(tree.Call(tree.Name(name), (rows,), span=node.span, type=COUNT))
    item = rows.type.item
    if item is None or item.kind not in ("number", "date") or (item.kind == "date" and name == "合计"):
        raise fail("L53", f"{name} 要数值，得到的是{rows.type}", node.args[0], f"用法：{PACK_FUNCTIONS[name].example}")
    return wrap(tree.Call(tree.Name(name), (rows,), span=node.span, type=item))


def frame_of(binder: Binder, source: Node) -> tuple[Binder, Callable[[Node], Node]]:
    """The frame in which a register's rows belong to the row: this one, or its owner's (asked through the owner)."""
    root = source
    while isinstance(root, tree.Path | tree.Filter):
        root = root.source
    symbol = binder.scope.lookup(root.name) if isinstance(root, tree.Name) else None
    if symbol is None or symbol.kind != "rows" or not symbol.via:
        return binder, lambda node: node
    owner = binder.scope.lookup(symbol.via)
    outer = binder.inside(symbol.via)
    return outer, lambda node: tree.OwnerOf(symbol.via, owner.via, node, span=node.span, type=node.type)


_BINDERS: dict[str, Callable[[Binder, tree.Call], Node]] = {
    "上年": _shifted, "前": _shifted, "近": _lately, "增量": _growth, "增长率": _growth, "连续": _run, "连续年数": _run,
    "首次": _first, "历史最高": _first, "年次": _dated, "满": _dated, "期内": _dated, "天数": _dated,
    "较高": _choice, "较低": _choice, "整倍数": _steps, "取整": _steps, "已知": _known, "缺省": _default,
    "期末值": _regrained, "平均值": _regrained,
}  # fmt: skip

HANDLERS = {
    tree.Call: bind_call,
    tree.Path: bind_path,
    tree.Filter: bind_filter,
    tree.Quantified: bind_quantified,
}
