"""Binding of the five table forms: `by` gives the type of the bounds, all values share one type."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from yanzhen.language import tree
from yanzhen.language.binding import periods
from yanzhen.language.binding.binder import Binder, fail
from yanzhen.language.binding.operators import common_type, comparison
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN, Type, number
from yanzhen.units import multiply


def bind_table(binder: Binder, node: tree.Table, want: Type | None) -> Node:
    """The table with typed bounds and values; its type is that of its values (slices: of `by` × rate)."""
    by = binder.bind(node.by)
    if by.type.kind in ("rows", "list", "any"):
        raise fail("L60", f"表不能按{by.type}分档", by)
    if node.form == "every":
        return _every(binder, node, by, want)
    if by == periods.JUDGED:
        by, rows = _by_period(binder, node, by, want)
    else:
        bounds = [_bound(binder, node, by, bound) for bound, _ in node.rows]
        if node.form == "match":
            bounds = _matches(binder, by, bounds)
        rows = tuple(
            (bound, narrowed(binder, bound).bind(value, want))
            for bound, (_, value) in zip(bounds, node.rows, strict=True)
        )
    values = [value for _, value in rows]
    otherwise = binder.bind(node.otherwise, want) if node.otherwise is not None else None
    kind = common_type(node, [*values, *([otherwise] if otherwise is not None else [])])
    if node.form == "slices":
        _fixed([*(bound for bound, _ in rows), *values])
        kind = number(multiply(by.type.dimension, kind.dimension))
    since = history_of(binder, by, node) if node.first else 0
    return replace(node, by=by, rows=rows, otherwise=otherwise, type=kind, complete_from=since)


def _by_period(
    binder: Binder, node: tree.Table, by: Node, want: Type | None
) -> tuple[Node, tuple[tuple[Node, Node], ...]]:
    """A table by 所属期: in a match a row fits the periods within it; an upper bound is reached at its last day."""
    rows = []
    for bound, value in node.rows:
        period = periods.written(bound)
        if period is None:
            raise fail("L55", "按所属期分档的界限要写期间", bound, "如 2024、2024-H1、2024-Q3、2024-07")
        if node.form == "upto":
            asked: Node = periods.last_day(bound, period)
        else:
            asked = periods.first_day(bound, period)
        if node.form == "match" and periods.same_kind(binder, period):
            asked = tree.Compare("=", by, asked, span=bound.span, type=BOOLEAN)
        elif node.form == "match":
            asked = periods.test("=", bound, period)
        rows.append((asked, binder.bind(value, want)))
    return (periods.END if node.form == "upto" else by), tuple(rows)


def _bound(binder: Binder, node: tree.Table, by: Node, bound: Node) -> Node:
    hint = by.type if by.type.kind in ("code", "period", "text") else None
    bound = binder.bind(bound, hint)
    comparison(binder, "=" if node.form == "match" else ">=", by, bound, bound)
    return bound


def _matches(binder: Binder, by: Node, bounds: list[Node]) -> list[Node]:
    """One condition a row: equality, or for codes "this node or below it", the deepest row winning."""
    if by.type.kind != "code":
        return [tree.Compare("=", by, bound, span=bound.span, type=BOOLEAN) for bound in bounds]
    below = {bound.id: binder.scope.code_below(bound.list, bound.id) for bound in bounds}
    found = []
    for bound in bounds:
        deeper = (ids for at, ids in below.items() if at != bound.id and at in below[bound.id])
        ids = below[bound.id].difference(*deeper)
        found.append(tree.CodeIn(by, ids, bound.text, span=bound.span, type=BOOLEAN))
    return found


def narrowed(binder: Binder, condition: Node) -> Binder:
    """The binder for rows of which the condition says the code of a column; itself where it says none."""
    parts = condition.items if isinstance(condition, tree.And) else (condition,)
    for part in parts:
        fact, held = None, frozenset[int]()
        if isinstance(part, tree.CodeIn):
            fact, held = part.value, part.nodes
        elif isinstance(part, tree.Compare) and part.op == "=" and isinstance(part.right, tree.CodeValue):
            fact, held = part.left, frozenset({part.right.id})
        if isinstance(fact, tree.Fact) and fact.register == binder.scope.register:
            binder = binder.narrowed(fact.column, held)
    return binder


def _fixed(parts: list[Node]) -> None:
    for part in parts:
        if not isinstance(part, tree.Number):
            raise fail("L64", "slices 的界限和比例要直接写数", part, "如 500 万元: 50%")


def _every(binder: Binder, node: tree.Table, by: Node, want: Type | None) -> Node:
    step, value = binder.bind(node.rows[0][0]), binder.bind(node.rows[0][1], want)
    above = binder.bind(node.above) if node.above is not None else tree.Number(Fraction(0), type=by.type)
    for part in (step, above):
        comparison(binder, "=", by, part, part)
    if not isinstance(step, tree.Number) or step.value <= 0:
        raise fail("L62", "步长要写成大于零的数", step, "如 10 亿元")
    otherwise = binder.bind(node.otherwise, want) if node.otherwise is not None else None
    since = history_of(binder, by, node) if node.first else 0
    return replace(
        node, by=by, rows=((step, value),), above=above, otherwise=otherwise, type=value.type, complete_from=since
    )


def history_of(binder: Binder, value: Node, at: Node) -> int:
    """The year since which every dated column in `value` is complete; an error when one does not say."""
    since = 0
    for part in tree.walk(value):
        if isinstance(part, tree.Fact):
            scope = binder.scope if part.register == binder.scope.register else binder.scope.rows_of(part.register)
            symbol = scope.lookup(part.column) if scope else None
            if symbol is None or symbol.period is None:
                continue
            if not symbol.complete_from:
                raise fail(
                    "L61", f"「{part.column}」没有写明历史自何年起完整，不能判断首次", at, "在台账该栏写 complete_from"
                )
            since = max(since, symbol.complete_from)
    if not since:
        raise fail("L61", "首次与历史最高须按有期间的栏目判断", at, "用台账里有 period 和 complete_from 的栏目")
    return since


HANDLERS = {tree.Table: bind_table}
