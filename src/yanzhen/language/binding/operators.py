"""Binding of literals, names and operators: units checked, codes found, dates shifted, shorthands spelled out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from yanzhen.errors import LanguageError, did_you_mean
from yanzhen.language import tree
from yanzhen.language.binding import growth, periods
from yanzhen.language.binding.binder import KNOWN_NAMES, Binder, fail
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN, DATE, PERIOD, PLAIN, TEXT, Type, number
from yanzhen.units import FOREIGN, MONEY, NUMBER, SHARE, addable, dimension_name, multiply, parse_unit, varies

EPOCH = date(1970, 1, 1).toordinal()


def _number(binder: Binder, node: tree.Number, want: Type | None) -> Node:
    if want is not None and want.kind == "code":
        return binder.code(node, want)
    if want == PERIOD:
        return _period(node)
    if not node.unit:
        return replace(node, type=PLAIN)
    unit = parse_unit(node.unit)
    return tree.Number(node.value * unit.factor, node.unit, span=node.span, type=number(unit.dimension))


def _text(binder: Binder, node: tree.Text, want: Type | None) -> Node:
    if want is not None and want.kind == "code":
        return binder.code(node, want)
    return _period(node) if want == PERIOD else replace(node, type=TEXT)


def _period(node: Node) -> Node:
    period = periods.written(node)
    assert period is not None
    return periods.first_day(node, period)


def _name(binder: Binder, node: tree.Name, want: Type | None) -> Node:
    found = binder.resolve(node)
    if found is not None:
        return found
    if want is not None and want.kind == "code":
        return binder.code(node, want)
    if want == TEXT:
        return tree.Text(node.name, span=node.span, type=TEXT)
    known = [*binder.scope.names(), *KNOWN_NAMES]
    hint = did_you_mean(node.name, known) or "名称先要声明：台账的 columns 里加一栏，或 terms 里写一个定义"
    raise fail("L41", f"不认识的名称「{node.name}」", node, hint)


def _at(binder: Binder, node: tree.At, want: Type | None) -> Node:
    try:
        day = date.fromisoformat(node.text)
    except ValueError:
        raise fail("L52", f"规则里只能用日期，「{node.text}」不是", node, '写作 @"2024-01-01"') from None
    return tree.Day(day.toordinal() - EPOCH, span=node.span, type=PERIOD if want == PERIOD else DATE)


def _arithmetic(binder: Binder, node: tree.Arithmetic, want: Type | None) -> Node:
    left, right = binder.bind(node.left), binder.bind(node.right)
    if left.type.kind == "date" and node.op in "+-":
        return _shift_day(binder, node, left, right)
    for side in (left, right):
        if side.type.kind != "number":
            raise fail("L53", f"{side.type}不能做加减乘除", side)
    if node.op in "+-":
        dimension = addable(left.type.dimension, right.type.dimension)
        if dimension is None:
            raise mismatch(node, left, right, "相加减")
    elif node.op in "*/":
        dimension = multiply(left.type.dimension, right.type.dimension, 1 if node.op == "*" else -1)
    else:
        raise fail("L40", "规则里不能用乘方", node, "把系数直接写出来")
    return replace(node, left=left, right=right, type=number(dimension))


def _shift_day(binder: Binder, node: tree.Arithmetic, left: Node, right: Node) -> Node:
    if right.type == DATE and node.op == "-":
        return tree.Call(tree.Name("天数"), (right, left), span=node.span, type=number((("日", 1),)))
    unit = dimension_name(right.type.dimension) if right.type.kind == "number" else ""
    if unit not in ("月", "日", "工作日"):
        raise fail("L54", "日期只能加减 年、月、日、工作日", right, "如 认定日期 + 12 月")
    by = tree.Negative(right, span=right.span, type=right.type) if node.op == "-" else right
    if unit == "工作日":
        return working_day_after(binder, node, left, by)
    return tree.ShiftDay(left, by, unit, span=node.span, type=DATE)


def working_day_after(binder: Binder, node: Node, day: Node, by: Node) -> Node:
    """The working day that many after the day, by the pack's calendar."""
    args = (day, by, workdays_of(binder, node))
    return tree.Call(tree.Name("工作日后"), args, span=node.span, type=DATE)


def workdays_of(binder: Binder, node: Node) -> tree.Calendar:
    """The pack's calendar as an argument, or the message that the pack names none."""
    calendar = binder.scope.workdays()
    if calendar is None:
        raise fail("L67", "没有工作日历，不能按工作日计", node, "在 pack.yaml 写 calendar: …，表放在 calendars 文件夹")
    return tree.Calendar(calendar.name, calendar)


def _negative(binder: Binder, node: tree.Negative, want: Type | None) -> Node:
    operand = binder.bind(node.operand)
    if operand.type.kind != "number":
        raise fail("L53", f"{operand.type}不能取负", node)
    return replace(node, operand=operand, type=operand.type)


def _compare(binder: Binder, node: tree.Compare, want: Type | None) -> Node:
    settled = growth.comparison_of(binder, node, comparison) or periods.comparison_of(binder, node)
    if settled is not None:
        return settled
    left, right = _pair(binder, node.left, node.right)
    return comparison(binder, node.op, left, right, node)


def _pair(binder: Binder, left: Node, right: Node) -> tuple[Node, Node]:
    """Both sides bound; a bare name or text beside a code or a period is read as one."""
    literal = (tree.Text, tree.Number, tree.At)
    loose = isinstance(left, literal) or (isinstance(left, tree.Name) and binder.resolve(left) is None)
    if loose:
        second = binder.bind(right)
        return binder.bind(left, _hint(second)), second
    first = binder.bind(left)
    return first, binder.bind(right, _hint(first))


def _hint(other: Node) -> Type | None:
    return other.type if other.type.kind in ("code", "period") else None


def comparison(binder: Binder, op: str, left: Node, right: Node, at: Node) -> Node:
    """The bound comparison of two bound values, or a LanguageError that says why they do not compare."""
    kinds = {left.type.kind, right.type.kind}
    if kinds == {"date", "period"}:
        kinds = {"date"}
    if len(kinds) > 1 or kinds & {"rows", "list", "any"}:
        raise fail("L55", f"{left.type}不能与{right.type}比较", at)
    if kinds == {"number"} and addable(left.type.dimension, right.type.dimension) is None:
        raise mismatch(at, left, right, "比较")
    if kinds == {"code"} and left.type.code != right.type.code:
        raise fail("L56", f"「{left.type.code}」与「{right.type.code}」不是同一个代码表", at)
    ordered = kinds <= {"number", "date", "period"} or (kinds == {"code"} and binder.scope.code_ordered(left.type.code))
    if op not in ("=", "!=") and not ordered:
        raise fail("L57", f"{left.type}没有大小先后", at, "代码表须写 ordered: 是，或改用 = 、属于(…)")
    return tree.Compare(op, left, right, span=at.span, type=BOOLEAN)


def mismatch(at: Node, left: Node, right: Node, verb: str) -> LanguageError:
    """The message for two numbers whose units do not fit, with the form probably meant."""
    a, b = left.type.dimension, right.type.dimension
    hint = "两边要用同一类单位"
    abroad = [atom for side in (a, b) for atom, _ in side if atom in FOREIGN]
    if abroad and MONEY[0] in (*a, *b):
        hint = f'外币不自动折算，要先乘 汇率("{abroad[0]}", 期末)'
    if any(atom.startswith("元(") for side in (a, b) for atom, _ in side):
        hint = "不同价格年份不能合用，先换算为同一年的价"
    by = varies(a) or varies(b)
    if by:
        hint = f"先定是哪一种：写在 by: {by} 的 match 里，或筛选 [{by} = …]"
    for one, other in ((left, b), (right, a)):
        if not by and one.type.dimension == NUMBER and isinstance(one, tree.Number):
            digits = str(one.value)
            hint = (
                f"是否想写 {digits}%？ did you mean {digits}%?"
                if other == SHARE
                else f"写上单位，如 {digits} {dimension_name(other)}"
            )
    return fail("L51", f"{dimension_name(a)}不能与{dimension_name(b)}{verb}", at, hint)


def _within(binder: Binder, node: tree.Within, want: Type | None) -> Node:
    low = _compare(binder, tree.Compare(">=", node.value, node.low, span=node.span), None)
    high = _compare(binder, tree.Compare("<=", node.value, node.high, span=node.span), None)
    return tree.And((low, high), span=node.span, type=BOOLEAN)


def _in(binder: Binder, node: tree.In, want: Type | None) -> Node:
    tests = [item for test in node.tests for item in (test.items if isinstance(test, tree.ListOf) else (test,))]
    found = tuple(_test(binder, node, test) for test in tests)
    return found[0] if len(found) == 1 else tree.Or(found, span=node.span, type=BOOLEAN)


def _test(binder: Binder, node: tree.In, test: Node) -> Node:
    if isinstance(test, tree.Range):
        low = tree.Compare(">=" if test.low_closed else ">", node.value, test.low, span=test.span)
        high = tree.Compare("<=" if test.high_closed else "<", node.value, test.high, span=test.span)
        return tree.And((_compare(binder, low, None), _compare(binder, high, None)), span=test.span, type=BOOLEAN)
    op, operand = (test.op, test.operand) if isinstance(test, tree.UnaryTest) else ("=", test)
    return _compare(binder, tree.Compare(op, node.value, operand, span=test.span), None)


def _junction(binder: Binder, node: tree.And | tree.Or, want: Type | None) -> Node:
    return replace(node, items=tuple(binder.truth(item) for item in node.items), type=BOOLEAN)


def _not(binder: Binder, node: tree.Not, want: Type | None) -> Node:
    return replace(node, operand=binder.truth(node.operand), type=BOOLEAN)


def _at_least(binder: Binder, node: tree.AtLeast, want: Type | None) -> Node:
    return replace(node, items=tuple(binder.truth(item) for item in node.items), type=BOOLEAN)


def _judged(binder: Binder, node: tree.Judged, want: Type | None) -> Node:
    return replace(node, type=BOOLEAN)


def _if(binder: Binder, node: tree.If, want: Type | None) -> Node:
    yes = binder.bind(node.yes, want)
    no = binder.bind(node.no, want)
    return replace(node, condition=binder.truth(node.condition), yes=yes, no=no, type=common_type(node, [yes, no]))


def common_type(at: Node, values: list[Node]) -> Type:
    """The one type all values have; numbers may differ as far as they can be added."""
    first = values[0].type
    for other in values[1:]:
        kind = other.type
        fits = addable(first.dimension, kind.dimension) if first.kind == kind.kind == "number" else None
        if fits is None and first != kind:
            raise fail("L58", f"几处的值不是同一类：{first}、{kind}", at, "检查单位")
        first = number(fits) if fits is not None else first
    return first


def _literal(type_: Type) -> Callable[[Binder, Node, Type | None], Node]:
    return lambda binder, node, want: replace(node, type=type_)


HANDLERS = {
    tree.Number: _number,
    tree.Text: _text,
    tree.Boolean: _literal(BOOLEAN),
    tree.Name: _name,
    tree.At: _at,
    tree.Negative: _negative,
    tree.Arithmetic: _arithmetic,
    tree.Compare: _compare,
    tree.Within: _within,
    tree.In: _in,
    tree.And: _junction,
    tree.Or: _junction,
    tree.Not: _not,
    tree.AtLeast: _at_least,
    tree.Judged: _judged,
    tree.If: _if,
}
