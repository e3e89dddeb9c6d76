"""Binding of rows: paths, filters, quantifiers, and the functions over a list of values.

The rows of 关联(…) stand for the subjects they point to: what is read of such a row is read of that subject.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from yanzhen.language import tree
from yanzhen.language.binding.arguments import as_call, count_of, number_of, refuse_quotient
from yanzhen.language.binding.binder import Binder, fail
from yanzhen.language.binding.tables import narrowed
from yanzhen.language.functions import PACK_FUNCTIONS
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN, COUNT, PLAIN, Type, list_of
from yanzhen.units import varies

RELATIONS, COUNTERPART = "关系", "对方"
Wrap = Callable[[Node], Node]

ITEMS = {
    "合计": ("number",), "均值": ("number",), "最大": ("number", "date"), "最小": ("number", "date"), "最前": ("code",),
    "最后": ("code",), "不重复计数": ("number", "date", "code", "text"),
}  # fmt: skip
"""Function → kinds of value it takes; 计数 takes any row."""


def root_of(source: Node) -> Node:
    """What the rows are first taken from: a register's name or a call of 关联."""
    while True:
        if isinstance(source, tree.Path | tree.Filter):
            source = source.source
        elif _is_call(source, "取前") and source.args:
            source = source.args[0]
        else:
            return source


def _is_call(node: Node, name: str) -> bool:
    return isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.function.name == name


def frame_of(binder: Binder, source: Node) -> tuple[Binder, Wrap]:
    """The frame in which a register's rows belong to the row: this one, or its owner's (asked through the owner)."""
    root = root_of(source)
    name = RELATIONS if _is_call(root, "关联") else root.name if isinstance(root, tree.Name) else ""
    return frame_for(binder, name)


def frame_for(binder: Binder, register: str) -> tuple[Binder, Wrap]:
    """As `frame_of`, for a register named outright."""
    symbol = binder.scope.lookup(register) if register else None
    if symbol is None or symbol.kind != "rows" or not symbol.via:
        return binder, lambda node: node
    owner = binder.scope.lookup(symbol.via)
    outer = binder.inside(symbol.via)
    return outer, lambda node: tree.OwnerOf(symbol.via, owner.via, node, span=node.span, type=node.type)


def row_frame(binder: Binder, source: Node, register: str, variable: str = "") -> tuple[Binder, Wrap]:
    """The frame of one row of the source, and how what is bound there is read of the row."""
    if not _is_call(root_of(source), "关联"):
        return binder.inside(register, variable), lambda node: node
    inside = binder.inside(register)
    other = inside.scope.lookup(COUNTERPART)
    if other is None or other.kind != "owner":
        raise fail("L42", f"台账「{register}」的栏目「{COUNTERPART}」要写 ref", source)
    frame = inside.inside(other.register, variable)
    return frame, lambda node: tree.OwnerOf(other.register, other.via, node, span=node.span, type=node.type)


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
    frame, wrap = row_frame(binder, node.source, source.type.register)
    value = wrap(_of_kept(frame, source).bind(tree.Name(node.name, span=node.span)))
    if _is_call(source, "取前") and source.args[2] == value:
        # Which of two equal values is taken makes no difference to what is asked of them.
        source = replace(source, args=(*source.args[:3], tree.Boolean(True, type=BOOLEAN)))
    return tree.Each(source, value, span=node.span, type=list_of(value.type))


def _of_kept(frame: Binder, rows: Node) -> Binder:
    """The frame of one row, knowing which codes the filters around it left."""
    while isinstance(rows, tree.Filter):
        frame, rows = narrowed(frame, rows.condition), rows.source
    return frame


def bind_filter(binder: Binder, node: tree.Filter, want: Type | None) -> Node:
    """Rows for which the condition holds; inside the brackets bare names are first the row's own columns."""
    source = binder.bind(node.source)
    if source.type.kind != "rows":
        raise fail("L63", f"{source.type}后面不能用 [ ] 筛选", node, "只能筛选台账的行")
    frame, wrap = row_frame(binder, node.source, source.type.register)
    return replace(node, source=source, condition=wrap(frame.truth(node.condition)), type=source.type)


def bind_quantified(binder: Binder, node: tree.Quantified, want: Type | None) -> Node:
    """some/every over the rows of one register."""
    if len(node.iterators) != 1:
        raise fail("L40", "规则里 some/every 一次只能看一本台账", node)
    variable, source = node.iterators[0]
    frame, wrap = frame_of(binder, source)
    rows = frame.bind(source)
    if rows.type.kind != "rows":
        raise fail("L63", f"some/every 要看台账的行，得到的是{rows.type}", node)
    inside, of_row = row_frame(frame, source, rows.type.register, variable)
    condition = of_row(_of_kept(inside, rows).truth(node.condition))
    return wrap(tree.Quantified(node.kind, (("", rows),), condition, span=node.span, type=BOOLEAN))


def over_rows(binder: Binder, node: tree.Call) -> Node:
    """合计, 计数, 最大 … of the values of rows, or of the values of the last periods (近)."""
    name, source = node.function.name, node.args[0]
    frame, wrap = frame_of(binder, source)
    rows = frame.bind(source)
    if rows.type.kind not in ("rows", "list"):
        raise fail("L63", f"{name} 要一列值或台账的行，得到的是{rows.type}", source)
    if isinstance(rows, tree.Call) and rows.type.kind == "list" and name in ("计数", "不重复计数"):
        raise fail("L63", f"{name} 数的是台账的行，不是各期", source, "连续成立的年数用 连续年数")
    if name == "计数":
        return wrap(as_call(node, (rows,), COUNT))
    item = rows.type.item
    if item is None or item.kind not in ITEMS[name]:
        raise fail("L53", f"{name} 不能用于{rows.type}", source, f"用法：{PACK_FUNCTIONS[name].example}")
    if isinstance(rows, tree.Each) and item.kind == "number":
        refuse_quotient(rows.value, source)
        by = varies(item.dimension)
        if by:
            what = f"{name} 里各行的单位不同，不能合在一起"
            raise fail("L51", what, source, f"先筛选，如 [{by} = …]")
    if name in ("最前", "最后"):
        return wrap(as_call(node, (rows, _end_of(binder, node, item, last=name == "最后")), item))
    return wrap(as_call(node, (rows,), COUNT if name == "不重复计数" else item))


def _end_of(binder: Binder, node: tree.Call, item: Type, *, last: bool) -> Node:
    """The first or last code of an ordered list: once it is among the values, nothing missing can move the answer."""
    if not binder.scope.code_ordered(item.code):
        raise fail("L57", f"{item}没有大小先后", node, "代码表须写 ordered: 是")
    ids = {binder.scope.code_id(item.code, name) for name in binder.scope.code_names(item.code)} - {None}
    end = (max if last else min)(ids, default=0)
    return tree.CodeValue(end, item.code, type=item)


def top_rows(binder: Binder, node: tree.Call) -> Node:
    """取前(rows, n, x): the fourth argument says that ties make no difference; a path sets it."""
    rows = binder.bind(node.args[0])
    if rows.type.kind != "rows":
        raise fail("L63", f"取前 要台账的行，得到的是{rows.type}", node.args[0])
    count = count_of(binder, node.args[1])
    frame, wrap = row_frame(binder, node.args[0], rows.type.register)
    by = wrap(number_of(frame, node.args[2]))
    refuse_quotient(by, node.args[2])
    return as_call(node, (rows, count, by, tree.Boolean(False, type=BOOLEAN)), rows.type)


def places_between(binder: Binder, node: tree.Call) -> Node:
    """类别差(a, b): how many places a stands after b; a bare code or text is read as one of the other's list."""
    left, right = node.args
    loose = isinstance(left, tree.Text) or (isinstance(left, tree.Name) and binder.resolve(left) is None)
    if loose:
        second = binder.bind(right)
        first = binder.bind(left, second.type)
    else:
        first = binder.bind(left)
        second = binder.bind(right, first.type)
    if first.type.kind != "code" or first.type != second.type:
        raise fail("L56", f"类别差 要同一个代码表的两个代码，得到的是{first.type}、{second.type}", node)
    if not binder.scope.code_ordered(first.type.code):
        raise fail("L57", f"{first.type}没有大小先后", node, "代码表须写 ordered: 是")
    return as_call(node, (first, second), PLAIN)


HANDLERS = {
    tree.Path: bind_path,
    tree.Filter: bind_filter,
    tree.Quantified: bind_quantified,
}
