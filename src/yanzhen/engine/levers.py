"""Which fact a subject could move to flip a failed condition, and how far: one rule, asked by both readings.

A condition is taken apart into `Lever`s: comparisons of numbers that read a column the register marks `change: subject`,
yes/no columns so marked, and tables one falls short of. A lever is within reach when the shortfall is at most the pack's
share of the threshold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from yanzhen.language import tree
from yanzhen.language.types import BOOLEAN
from yanzhen.registers import Vocabulary

INVERSE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
REACH = "差一步幅度"
"""The pack parameter that says how far is one step."""


@dataclass(frozen=True)
class Lever:
    """`column` can be moved. Numbers: `left op right` must come to hold; `threshold` is the side that stays. Else yes/no."""

    column: str
    node: tree.Node
    left: tree.Node | None = None
    right: tree.Node | None = None
    threshold: tree.Node | None = None


PAST = frozenset({"上年", "前", "上年同期", "上一年度", "历史最高"})
"""Functions that read earlier periods only: what stands in them is over and moves no more."""


def movable(node: tree.Node, vocabulary: Vocabulary, change: str = "subject") -> str:
    """The first column in the expression that the subject can move (or apply for) now, or an empty string.

    A place among others is moved by what the others do too: it has no lever.
    """
    if any(isinstance(part, tree.Population) for part in tree.walk(node)):
        return ""
    for part in _present(node):
        if isinstance(part, tree.Fact) and vocabulary.column(part.register, part.column).change == change:
            return part.column
    return ""


def _present(node: tree.Node) -> Iterator[tree.Node]:
    """As `tree.walk`, without what is read of earlier periods."""
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, tree.Call):
            past = part.function.name in PAST or (part.function.name == "近" and len(part.args) > 2)
            if past:
                continue
        yield part
        stack.extend(reversed(tree.children(part)))


def bare(node: tree.Node) -> tree.Node:
    """The condition without names of terms, and with `not` pushed down to what it denies."""
    if isinstance(node, tree.TermOf):
        return bare(node.body)
    if not isinstance(node, tree.Not):
        return node
    inner = bare(node.operand)
    if isinstance(inner, tree.Compare) and inner.op in INVERSE and inner.left.type.kind == "number":
        return tree.Compare(INVERSE[inner.op], inner.left, inner.right, type=BOOLEAN)
    if isinstance(inner, tree.And | tree.Or):
        turned = tuple(tree.Not(item, type=BOOLEAN) for item in inner.items)
        return (tree.Or if isinstance(inner, tree.And) else tree.And)(turned, type=BOOLEAN)
    return inner.operand if isinstance(inner, tree.Not) else tree.Not(inner, type=BOOLEAN)


def lever_of(node: tree.Node, vocabulary: Vocabulary) -> Lever | None:
    """The lever of a single comparison, yes/no column or table; None when the subject can move none of it."""
    if isinstance(node, tree.Compare) and node.op in INVERSE and node.left.type.kind == "number":
        left, right = movable(node.left, vocabulary), movable(node.right, vocabulary)
        if left or right:
            return Lever(left or right, node, node.left, node.right, node.right if left else node.left)
        return None
    fact = node.operand if isinstance(node, tree.Not) else node
    if isinstance(fact, tree.Fact) and vocabulary.column(fact.register, fact.column).change == "subject":
        return Lever(fact.column, node)
    return None


def table_levers(node: tree.Call, vocabulary: Vocabulary) -> Iterator[Lever]:
    """Falling short of a table: its first bound, or the start plus one step; only tables of numbers have such a lever."""
    table = node.args[0]
    while isinstance(table, tree.TermOf):
        table = table.body
    if not isinstance(table, tree.Table) or table.by.type.kind != "number":
        return
    column = movable(table.by, vocabulary)
    if not column:
        return
    if table.form == "every" and table.above is not None:
        first: tree.Node = tree.Arithmetic("+", table.above, table.rows[0][0], type=table.by.type)
        bounds = [first]
    else:
        bounds = [bound for bound, _ in table.rows]
    op = "<=" if table.form == "upto" else ">="
    for bound in reversed(bounds) if table.form == "upto" else bounds:
        yield Lever(column, tree.Compare(op, table.by, bound, type=BOOLEAN), table.by, bound, bound)


def is_table(node: tree.Node) -> bool:
    """Whether the condition asks that an amount has a value."""
    return isinstance(node, tree.Call) and node.function.name == "有值"
