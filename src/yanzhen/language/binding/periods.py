"""所属期 against a period written as text, of its own kind or a longer or shorter one.

Of its own kind they compare by first days. Of another kind = asks whether the period judged lies within the one written, <
and > whether it lies wholly before or after it, <= and >= whether it reaches no further than its end, or begins no earlier.
"""

from __future__ import annotations

from yanzhen.language import tree
from yanzhen.language.binding.binder import Binder
from yanzhen.language.operators import MIRROR
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN, DATE, PERIOD
from yanzhen.periods import PER_YEAR, Period

EPOCH = Period.year_of(1970).start.toordinal()
START, END, JUDGED = tree.Known("期初", type=DATE), tree.Known("期末", type=DATE), tree.Known("所属期", type=PERIOD)


def written(node: Node) -> Period | None:
    """The period a literal writes; None when it is no literal. PeriodError when it is no period."""
    if isinstance(node, tree.Number) and not node.unit:
        return Period.parse(str(node.value))
    return Period.parse(node.value) if isinstance(node, tree.Text) else None


def first_day(node: Node, period: Period) -> tree.Day:
    """The period by its first day."""
    return tree.Day(period.start.toordinal() - EPOCH, span=node.span, type=PERIOD)


def last_day(node: Node, period: Period) -> tree.Day:
    """The period by its last day."""
    return tree.Day(period.end.toordinal() - EPOCH, span=node.span, type=PERIOD)


def same_kind(binder: Binder, period: Period) -> bool:
    """Whether the period is as long as those judged here."""
    return period.kind == (binder.scope.grain if binder.scope.grain in PER_YEAR else "year")


def comparison_of(binder: Binder, node: tree.Compare) -> Node | None:
    """The bound comparison of 所属期 with a written period of another kind; None for anything else."""
    op, left, right = node.op, node.left, node.right
    if not _judged(binder, left):
        op, left, right = MIRROR[op], right, left
    if not _judged(binder, left):
        return None
    period = written(right)
    return None if period is None or same_kind(binder, period) else test(op, right, period)


def _judged(binder: Binder, node: Node) -> bool:
    return isinstance(node, tree.Name) and binder.resolve(node) == JUDGED


def test(op: str, at: Node, period: Period) -> Node:
    """The period judged against one of another kind, as a comparison of days."""
    first, last = first_day(at, period), last_day(at, period)

    def day(sign: str, known: tree.Known, other: tree.Day) -> Node:
        return tree.Compare(sign, known, other, span=at.span, type=BOOLEAN)

    if op in ("=", "!="):
        within = tree.And((day(">=", START, first), day("<=", END, last)), span=at.span, type=BOOLEAN)
        return within if op == "=" else tree.Not(within, span=at.span, type=BOOLEAN)
    sides = {"<": (END, first), "<=": (END, last), ">": (START, last), ">=": (START, first)}
    return day(op, *sides[op])
