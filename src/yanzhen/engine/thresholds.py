"""The figures a pack's clauses test: what a synthetic city must put exactly on, and one step beside, its values."""

from __future__ import annotations

from fractions import Fraction

from yanzhen.engine.plan import amount_nodes
from yanzhen.language import tree
from yanzhen.pack.model import Pack

Figures = dict[tuple[str, str], list[Fraction]]


def thresholds_of(pack: Pack) -> tuple[Figures, Figures]:
    """For each (register, column) the figures it is compared with, and the growth rates asked of it; sorted, no repeats."""
    figures: dict[tuple[str, str], set[Fraction]] = {}
    rates: dict[tuple[str, str], set[Fraction]] = {}
    for clause in pack.clauses:
        nodes = [condition.node for condition in clause.conditions] + list(amount_nodes(clause))
        for node in nodes:
            for part in tree.walk(node):
                _note(part, figures, rates)
    return _sorted(figures), _sorted(rates)


def _note(part: tree.Node, figures: dict, rates: dict) -> None:
    if isinstance(part, tree.Compare):
        for side, other in ((part.left, part.right), (part.right, part.left)):
            _pair(side, other, figures, rates)
    elif isinstance(part, tree.Table) and part.form == "every" and part.above is not None:
        step = part.rows[0][0]
        if isinstance(part.above, tree.Number) and isinstance(step, tree.Number):
            for count in (0, 1, 2):
                figure = tree.Number(part.above.value + count * step.value)
                _pair(part.by, figure, figures, rates)
    elif isinstance(part, tree.Table) and part.form in ("steps", "upto", "slices"):
        for bound, _ in part.rows:
            _pair(part.by, bound, figures, rates)


def _pair(side: tree.Node, other: tree.Node, figures: dict, rates: dict) -> None:
    """A column, its value a year ago, or its growth, beside the figures the other side may stand for."""
    growth = isinstance(side, tree.Call) and side.function.name == "增长率"
    read = side.args[0] if isinstance(side, tree.Call) and side.function.name in ("增长率", "上年", "前") else side
    while isinstance(read, tree.OwnerOf | tree.TermOf):
        read = read.inner if isinstance(read, tree.OwnerOf) else read.body
    if isinstance(read, tree.Fact):
        found = (rates if growth else figures).setdefault((read.register, read.column), set())
        found.update(_values(other))


def _values(node: tree.Node) -> set[Fraction]:
    """The numbers a threshold may be: a literal, or the values of a table or term that sets it."""
    if isinstance(node, tree.Number):
        return {node.value}
    if isinstance(node, tree.TermOf):
        return _values(node.body)
    if isinstance(node, tree.Table):
        return set().union(*(_values(value) for _, value in node.rows))
    return set()


def _sorted(figures: dict[tuple[str, str], set[Fraction]]) -> Figures:
    return {key: sorted(values) for key, values in sorted(figures.items()) if values}
