"""Binding of function calls: each argument as its function asks for it. Rows, growth and records have modules of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from yanzhen.errors import did_you_mean
from yanzhen.language import tree
from yanzhen.language.binding import certificates, growth, population, records, rows
from yanzhen.language.binding.arguments import (
    DAYS,
    MONTHS,
    WORKDAYS,
    as_call,
    date_of,
    number_of,
    periods_of,
    span_of,
)
from yanzhen.language.binding.binder import Binder, fail, finer, is_constant
from yanzhen.language.binding.operators import workdays_of, working_day_after
from yanzhen.language.binding.tables import history_of
from yanzhen.language.functions import ASKS_VALUE, ENGLISH, INNER, PACK_FUNCTIONS, POPULATION
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN, DATE, PLAIN, Type, list_of, number
from yanzhen.units import addable, dimension_name


def bind_call(binder: Binder, node: tree.Call, want: Type | None) -> Node:
    """The call with typed arguments, or the nodes it is short for."""
    if not isinstance(node.function, tree.Name):
        raise fail("L40", "规则里只能直接写函数名", node)
    name = _pack_name(node)
    if name == ASKS_VALUE:
        return as_call(node, (binder.bind(node.args[0]),), BOOLEAN, "有值")
    declared = PACK_FUNCTIONS.get(name)
    if declared is None:
        hint = INNER.get(name) or did_you_mean(name, PACK_FUNCTIONS)
        raise fail("L47", f"没有函数「{name}」", node.function, hint)
    if node.names or not declared.least <= len(node.args) <= declared.most:
        raise fail("L48", f"{name} 的参数个数不对", node, f"用法：{declared.example}")
    return _BINDERS[name](binder, replace(node, function=tree.Name(name, span=node.function.span)))


def _pack_name(node: tree.Call) -> str:
    """The pack's own name of a FEEL function; max and min of several values are 较高 and 较低."""
    written = node.function.name
    if len(node.args) > 1 and written in ("max", "min"):
        return "较高" if written == "max" else "较低"
    return ENGLISH.get(written, written)


def _shifted(binder: Binder, node: tree.Call) -> Node:
    """上年, 上年同期 and 前; 上年 also reads a yearly column from a shorter decision."""
    coarse = _coarser_fact(binder, node.args[0])
    if coarse is not None and node.function.name == "上年":
        return as_call(node, (coarse,), coarse.type, "上一年度")
    value = binder.bind(node.args[0])
    return as_call(node, (value, *(periods_of(binder, arg) for arg in node.args[1:])), value.type)


def _coarser_fact(binder: Binder, node: Node) -> tree.Fact | None:
    """A yearly column named where decisions are shorter than a year."""
    symbol = binder.scope.lookup(node.name) if isinstance(node, tree.Name) else None
    if symbol is None or symbol.kind != "fact" or symbol.period != "year" or not finer(binder.scope.grain, "year"):
        return None
    return tree.Fact(symbol.register, node.name, span=node.span, type=symbol.type)


def _lately(binder: Binder, node: tree.Call) -> Node:
    value = binder.bind(node.args[0])
    return as_call(node, (value, *(periods_of(binder, arg) for arg in node.args[1:])), list_of(value.type))


def _run(binder: Binder, node: tree.Call) -> Node:
    held = binder.truth(node.args[0])
    if node.function.name == "连续年数":
        return as_call(node, (held,), MONTHS)
    return as_call(node, (held, periods_of(binder, node.args[1])), BOOLEAN)


def _first(binder: Binder, node: tree.Call) -> Node:
    """首次 and 历史最高 carry the year their history is complete from as a second argument."""
    first = node.function.name == "首次"
    value = binder.truth(node.args[0]) if first else number_of(binder, node.args[0])
    since = tree.Number(Fraction(history_of(binder, value, node)), type=PLAIN)
    return as_call(node, (value, since), BOOLEAN if first else value.type)


def _latest(binder: Binder, node: tree.Call) -> Node:
    """最近(column, day): the column at its own grain, and the day that bounds it, the same for every row."""
    fact, kind = _dated_column(binder, node)
    day = date_of(binder, node.args[1])
    if not is_constant(day):
        raise fail("L62", "最近 的日期要用 期初、期末、基准日 或写明的日期", node.args[1])
    return as_call(node, (fact, day, tree.Text(kind)), fact.type)


def _dated(binder: Binder, node: tree.Call) -> Node:
    name = node.function.name
    first = date_of(binder, node.args[0])
    if name == "天数":
        return as_call(node, (first, date_of(binder, node.args[1])), DAYS)
    if name == "工作日数":
        return as_call(node, (first, date_of(binder, node.args[1]), workdays_of(binder, node)), WORKDAYS)
    if name == "满":
        span = span_of(binder, node.args[1])
        until: Node = tree.ShiftDay(first, span, dimension_name(span.type.dimension), span=node.span, type=DATE)
        if span.type == WORKDAYS:
            until = working_day_after(binder, node, first, span)
        return tree.Compare("<=", until, tree.Known("期末", type=DATE), span=node.span, type=BOOLEAN)
    if name == "期内":
        begin = tree.Compare(">=", first, tree.Known("期初", type=DATE), span=node.span, type=BOOLEAN)
        end = tree.Compare("<=", first, tree.Known("期末", type=DATE), span=node.span, type=BOOLEAN)
        return tree.And((begin, end), span=node.span, type=BOOLEAN)
    return as_call(node, (first,), PLAIN)


def _choice(binder: Binder, node: tree.Call) -> Node:
    values = [number_of(binder, arg) for arg in node.args]
    kind = values[0].type
    for other in values[1:]:
        fits = addable(kind.dimension, other.type.dimension)
        if fits is None:
            raise fail("L51", f"{kind}与{other.type}不能比大小", node, "检查单位")
        kind = number(fits)
    return as_call(node, tuple(values), kind)


def _steps(binder: Binder, node: tree.Call) -> Node:
    value, step = number_of(binder, node.args[0]), number_of(binder, node.args[1])
    if addable(value.type.dimension, step.type.dimension) is None:
        raise fail("L51", f"{value.type}不能按{step.type}计", node, "检查单位")
    if not isinstance(step, tree.Number) or step.value <= 0:
        raise fail("L62", "步长要写成大于零的数", node.args[1], "如 10 亿元")
    if node.function.name == "整倍数":
        return as_call(node, (value, step), PLAIN)
    mode = node.args[2]
    if not isinstance(mode, tree.Text) or mode.value not in ("up", "down", "half_up"):
        raise fail("L62", "取整方式要写 up、down 或 half_up", mode)
    return as_call(node, (value, step, mode), value.type)


def _known(binder: Binder, node: tree.Call) -> Node:
    return as_call(node, (binder.bind(node.args[0]),), BOOLEAN)


def _default(binder: Binder, node: tree.Call) -> Node:
    value = binder.bind(node.args[0])
    return as_call(node, (value, binder.bind(node.args[1], value.type)), value.type)


def _regrained(binder: Binder, node: tree.Call) -> Node:
    """期末值 and 平均值 read a finer column: its last part, or the mean of its parts."""
    fact, kind = _dated_column(binder, node)
    how = "末期值" if node.function.name == "期末值" else "平均值"
    if kind != binder.scope.grain and not finer(kind, binder.scope.grain):
        raise fail("L44", f"{node.function.name} 只用于按较细期间记的栏目", node, f"写 上年({fact.column}) 或 最近")
    return as_call(node, (fact, tree.Text(kind)), fact.type, how)


def _dated_column(binder: Binder, node: tree.Call) -> tuple[tree.Fact, str]:
    """The column named in the first argument, and its period."""
    name = node.args[0]
    symbol = binder.scope.lookup(name.name) if isinstance(name, tree.Name) else None
    if symbol is None or symbol.kind != "fact" or symbol.period is None:
        raise fail("L62", f"{node.function.name} 里要直接写一个有期间的栏目", name)
    return tree.Fact(symbol.register, name.name, span=name.span, type=symbol.type), symbol.period


_BINDERS: dict[str, Callable[[Binder, tree.Call], Node]] = {
    "上年": _shifted, "上年同期": _shifted, "前": _shifted, "近": _lately, "最近": _latest, "增量": growth.increase,
    "增长率": growth.rate, "复合增长率": growth.compound, "连续": _run, "连续年数": _run, "首次": _first,
    "历史最高": _first, "年次": _dated, "满": _dated, "期内": _dated, "天数": _dated, "工作日数": _dated,
    "较高": _choice, "较低": _choice, "整倍数": _steps, "取整": _steps, "已知": _known, "缺省": _default,
    "期末值": _regrained, "平均值": _regrained, "取前": rows.top_rows, "类别差": rows.places_between,
    "关联": records.related, "等次": records.evaluated, "总分": records.evaluated, "已获": records.received,
    "汇率": records.exchange_rate, "计数": rows.over_rows, **dict.fromkeys(rows.ITEMS, rows.over_rows),
    **dict.fromkeys(POPULATION, population.bind_population), **certificates.MACROS,
}  # fmt: skip

HANDLERS = {tree.Call: bind_call, **rows.HANDLERS}
