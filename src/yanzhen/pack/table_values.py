"""What stands in the cells of a table that is not bound yet."""

from __future__ import annotations

from dataclasses import replace

from yanzhen.language import tree
from yanzhen.language.tree import Node


def leaves(node: Node) -> list[Node]:
    """The values of a table, of tables within it, and of their `else`."""
    if not isinstance(node, tree.Table):
        return [node]
    values = [value for _, value in node.rows] + ([node.otherwise] if node.otherwise is not None else [])
    return [leaf for value in values for leaf in leaves(value)]


def as_texts(node: Node) -> Node:
    """The table with every bare word among its values read as text."""
    if isinstance(node, tree.Name):
        return tree.Text(node.name, span=node.span)
    if not isinstance(node, tree.Table):
        return node
    rows = tuple((bound, as_texts(value)) for bound, value in node.rows)
    return replace(node, rows=rows, otherwise=as_texts(node.otherwise) if node.otherwise is not None else None)
