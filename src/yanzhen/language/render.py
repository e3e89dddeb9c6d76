"""A tree as text again: `canonical`, which parses back to an equal tree, and `sentence`, plain Chinese for people.

Canonical text has one blank where any are allowed and brackets only where binding strength asks for them. Bound nodes are
written as they would be in a pack; a table, which no expression can hold, is written as table(…).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction

from yanzhen.language import tree
from yanzhen.language.numbers import number_text
from yanzhen.language.sentences import sentence
from yanzhen.language.tree import Node
from yanzhen.language.types import ANY
from yanzhen.units import canonical_unit, parse_unit

__all__ = ["canonical", "number_literal", "sentence"]

ALONE, OR, AND, NOT, COMPARISON, SUM, PRODUCT, POWER, SIGN, POSTFIX, ATOM = range(11)
_ARITHMETIC = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER}


def canonical(node: Node) -> str:
    """The text of the tree; parsing it (in the profile it belongs to) gives an equal tree."""
    return _at(node, ALONE)


def number_literal(node: tree.Number) -> str:
    """The number with its unit as written; a bound one is turned back from canonical units."""
    value, unit = node.value, node.unit
    if node.type != ANY:
        if unit:
            value /= parse_unit(unit).factor
        else:
            unit = canonical_unit(node.type.dimension) if node.type.kind == "number" else ""
            value /= parse_unit(unit).factor if unit == "%" else 1
    return with_unit(value, unit)


def with_unit(value: Fraction, unit: str) -> str:
    """The number and the unit, a blank between unless the unit is a sign."""
    gap = "" if not unit or unit[0] in "%‰" else " "
    return f"{number_text(value)}{gap}{unit}"


def _at(node: Node, strength: int) -> str:
    """The text of the node where only what binds at least that tightly may stand bare."""
    writer, own = WRITERS[type(node)]
    if isinstance(node, tree.Arithmetic):
        own = _ARITHMETIC[node.op]
    text = writer(node)
    return f"({text})" if own < strength else text


def quoted(text: str) -> str:
    """Text in straight quotes, escapes written."""
    for sign, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(sign, escape)
    return f'"{text}"'


def _list(nodes: tuple[Node, ...]) -> str:
    return ", ".join(_at(node, ALONE) for node in nodes)


def _arithmetic(node: tree.Arithmetic) -> str:
    own = _ARITHMETIC[node.op]
    return f"{_at(node.left, own)} {node.op} {_at(node.right, own + 1)}"


WRITTEN = {"最近": 2, "取前": 3, "最前": 1, "最后": 1, "工作日数": 2, "首次": 1, "历史最高": 1, "上一年度": 1}
"""Functions to which binding adds arguments, and how many people write."""


def _call(node: tree.Call) -> str:
    name = node.function.name if isinstance(node.function, tree.Name) else ""
    if node.type != ANY and name in SHORT:
        return SHORT[name](node)
    if node.type != ANY and name in WRITTEN:
        said = "上年" if name == "上一年度" else name
        return f"{said}({_list(node.args[: WRITTEN[name]])})"
    args = [_at(arg, ALONE) for arg in node.args]
    if node.names:
        args = [f"{name}: {arg}" for name, arg in zip(node.names, args)]
    return f"{_at(node.function, POSTFIX)}({', '.join(args)})"


def _multiple(node: tree.Call) -> str:
    said = "".join(f", {_at(arg, ALONE)}" for arg in node.args[2:])
    return f"复合增长率({_at(node.args[0], ALONE)}, {_at(node.args[1], ALONE)} 年{said})"


def _evaluated(node: tree.Call) -> str:
    each, period, scheme = node.args
    when = f", {_at(period, ALONE)}" if isinstance(period, tree.Text) else ""
    return f"{_at(each.value, ALONE)}({_at(scheme, ALONE)}{when})"


def _rate(node: tree.Call) -> str:
    return f"汇率({quoted(node.args[1].value.removesuffix('汇率'))}, {_at(node.args[2], ALONE)})"


SHORT: dict[str, Callable[[tree.Call], str]] = {
    "复合增长倍数": _multiple,
    "复合倍数": lambda node: _at(node.args[0], SUM),
    "评价所得": _evaluated,
    "载明": _rate,
    "工作日后": lambda node: f"({_at(node.args[0], SUM)} + {_at(node.args[1], PRODUCT)})",
}
"""Functions that only binding writes, as people wrote them."""


def _in(node: tree.In) -> str:
    value = _at(node.value, SUM)
    if len(node.tests) == 1 and isinstance(node.tests[0], tree.Range | tree.ListOf):
        return f"{value} in {_at(node.tests[0], ALONE)}"
    return f"{value} in ({', '.join(_test(test) for test in node.tests)})"


def _test(node: Node) -> str:
    """A test inside the brackets of `in`, where a unary test stands without its own."""
    return _unary(node) if isinstance(node, tree.UnaryTest) else _at(node, ALONE)


def _unary(node: tree.UnaryTest) -> str:
    return f"{node.op} {_at(node.operand, SUM)}"


def _iterators(iterators: tuple[tuple[str, Node], ...]) -> str:
    return ", ".join(f"{name or 'x'} in {_source(source)}" for name, source in iterators)


def _source(node: Node) -> str:
    if isinstance(node, tree.Range) and node.iterates:
        return f"{_at(node.low, SUM)}..{_at(node.high, SUM)}"
    return _at(node, OR)


def _range(node: tree.Range) -> str:
    opening, closing = ("[" if node.low_closed else "("), ("]" if node.high_closed else ")")
    return f"{opening}{_at(node.low, SUM)}..{_at(node.high, SUM)}{closing}"


def _context(node: tree.Context) -> str:
    return "{" + ", ".join(f"{quoted(key)}: {_at(value, ALONE)}" for key, value in node.entries) + "}"


def _function(node: tree.FunctionOf) -> str:
    parameters = ", ".join(name + (f": {kind}" if kind else "") for name, kind in node.parameters)
    return f"function({parameters}) {_at(node.body, ALONE)}"


def _quantified(node: tree.Quantified) -> str:
    return f"{node.kind} {_iterators(node.iterators)} satisfies {_at(node.condition, ALONE)}"


def day_text(node: tree.Day) -> str:
    """The day as 2024-12-31."""
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=node.days)).isoformat()


def _shift(node: tree.ShiftDay) -> str:
    if isinstance(node.by, tree.Number) and not node.by.unit:
        return f"{_at(node.day, SUM)} + {with_unit(node.by.value, node.unit)}"
    return f"{_at(node.day, SUM)} + {_at(node.by, PRODUCT)}"


def _table(node: tree.Table) -> str:
    rows = [f"{_at(bound, ALONE)}: {_at(value, ALONE)}" for bound, value in node.rows]
    rows += [f"else: {_at(node.otherwise, ALONE)}"] if node.otherwise is not None else []
    head = [_at(node.by, ALONE)]
    head += [f"above: {_at(node.above, ALONE)}"] if node.above is not None else []
    head += [f"first: {node.first}"] if node.first else []
    return f"{node.form}({', '.join(head)}; {'; '.join(rows)})"


Writer = Callable[[Node], str]
WRITERS: dict[type[Node], tuple[Writer, int]] = {
    tree.Number: (number_literal, POSTFIX - 1),
    tree.Text: (lambda node: quoted(node.value), ATOM),
    tree.Boolean: (lambda node: "true" if node.value else "false", ATOM),
    tree.Null: (lambda node: "null", ATOM),
    tree.At: (lambda node: f"@{quoted(node.text)}", ATOM),
    tree.Name: (lambda node: node.name, ATOM),
    tree.Path: (lambda node: f"{_at(node.source, POSTFIX)}.{node.name}", POSTFIX),
    tree.Filter: (lambda node: f"{_at(node.source, POSTFIX)}[{_at(node.condition, ALONE)}]", POSTFIX),
    tree.Call: (_call, POSTFIX),
    tree.Negative: (lambda node: f"-{_at(node.operand, SIGN)}", SIGN),
    tree.Arithmetic: (_arithmetic, SUM),
    tree.Compare: (lambda node: f"{_at(node.left, SUM)} {node.op} {_at(node.right, SUM)}", COMPARISON),
    tree.Within: (
        lambda node: f"{_at(node.value, SUM)} between {_at(node.low, SUM)} and {_at(node.high, SUM)}",
        COMPARISON,
    ),
    tree.In: (_in, COMPARISON),
    tree.And: (lambda node: " and ".join(_at(item, NOT) for item in node.items), AND),
    tree.Or: (lambda node: " or ".join(_at(item, AND) for item in node.items), OR),
    tree.Not: (lambda node: f"not ({_at(node.operand, ALONE)})", NOT),
    tree.If: (
        lambda node: f"if {_at(node.condition, ALONE)} then {_at(node.yes, ALONE)} else {_at(node.no, ALONE)}",
        ALONE,
    ),
    tree.For: (lambda node: f"for {_iterators(node.iterators)} return {_at(node.body, ALONE)}", ALONE),
    tree.Quantified: (_quantified, ALONE),
    tree.ListOf: (lambda node: f"[{_list(node.items)}]", ATOM),
    tree.Context: (_context, ATOM),
    tree.Range: (_range, ATOM),
    tree.UnaryTest: (lambda node: f"({_unary(node)})", ATOM),
    tree.InstanceOf: (lambda node: f"{_at(node.value, POSTFIX)} instance of {node.type_name}", POSTFIX),
    tree.FunctionOf: (_function, ALONE),
    tree.Fact: (lambda node: node.column, ATOM),
    tree.OwnerOf: (lambda node: f"{node.register}.{_at(node.inner, POSTFIX)}", POSTFIX),
    tree.TermOf: (lambda node: node.name, ATOM),
    tree.Rows: (lambda node: node.register, ATOM),
    tree.Each: (lambda node: f"{_at(node.source, POSTFIX)}.{_at(node.value, POSTFIX)}", POSTFIX),
    tree.Known: (lambda node: node.name, ATOM),
    tree.Calendar: (lambda node: node.name, ATOM),
    tree.Population: (lambda node: f"{node.function}({_at(node.value, ALONE)})", POSTFIX),
    tree.CodeIn: (lambda node: f"属于({_at(node.value, ALONE)}, {_codes(node)})", POSTFIX),
    tree.CodeValue: (lambda node: node.text or str(node.id), ATOM),
    tree.Day: (lambda node: quoted(day_text(node)), ATOM),
    tree.ShiftDay: (_shift, SUM),
    tree.Table: (_table, POSTFIX),
    tree.AtLeast: (
        lambda node: f"at_least({node.count}; {'; '.join(_at(item, ALONE) for item in node.items)})",
        POSTFIX,
    ),
    tree.Judged: (lambda node: f"judged({quoted(node.key)})", POSTFIX),
}
"""Node class → how it is written, and how tightly what is written binds. A number is put in brackets before a dot."""


def _codes(node: tree.CodeIn) -> str:
    return quoted(node.label) if node.label else "[" + ", ".join(map(str, sorted(node.nodes))) + "]"
