"""How the exact reading counts and adds rows: some surely belong, some possibly, some may not have been delivered."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from yanzhen.language import tree
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.scope import Subject
from yanzhen.language.values import Between, Missing, Reason, reasons_of, unknown


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows picked from a register: `sure` ones, and `possible` ones each with the reasons why it is open.

    `closed` says no further row can exist, else `unclosed` says what was not delivered; `delivered` is False when nothing
    at all came.
    """

    sure: tuple[Subject, ...]
    possible: tuple[tuple[Subject, frozenset[Reason]], ...]
    closed: bool
    delivered: bool
    unclosed: frozenset[Reason]

    @property
    def reasons(self) -> frozenset[Reason]:
        """All that would settle which rows belong."""
        return self.unclosed.union(*(why for _, why in self.possible))


@dataclass(frozen=True, slots=True)
class Column:
    """Values of selected rows: of the sure ones and of the possible ones."""

    selection: Selection
    sure: tuple[object, ...]
    possible: tuple[object, ...]


def rows(interpreter: Interpreter, node: tree.Rows, env: Env) -> Selection:
    """All rows of the child register that belong to this row."""
    found = env.subject.rows(node.register, node.part)
    return Selection(found.rows, (), found.closed, found.delivered, found.reasons)


def filtered(interpreter: Interpreter, node: tree.Filter, env: Env) -> Selection:
    """The rows for which the condition holds, surely or possibly."""
    return _picked(interpreter, interpreter.evaluate(node.source, env), node.condition, env)


def _picked(interpreter: Interpreter, source: Selection, condition: tree.Node, env: Env) -> Selection:
    sure, possible = [], []
    for row, why in (*((row, frozenset()) for row in source.sure), *source.possible):
        held = interpreter.evaluate(condition, env.at(subject=row))
        if held is True and not why:
            sure.append(row)
        elif held is True or unknown(held):
            possible.append((row, why | reasons_of(held)))
    return Selection(tuple(sure), tuple(possible), source.closed, source.delivered, source.unclosed)


def each(interpreter: Interpreter, node: tree.Each, env: Env) -> Column:
    """The value of every selected row."""
    chosen: Selection = interpreter.evaluate(node.source, env)
    sure = tuple(interpreter.evaluate(node.value, env.at(subject=row)) for row in chosen.sure)
    possible = tuple(interpreter.evaluate(node.value, env.at(subject=row)) for row, _ in chosen.possible)
    return Column(chosen, sure, possible)


def quantified(interpreter: Interpreter, node: tree.Quantified, env: Env) -> object:
    """Kleene over rows: some holds once one sure row has it, every fails once one sure row lacks it."""
    condition = node.condition if node.kind == "some" else tree.Not(node.condition, type=node.type)
    found = _picked(interpreter, interpreter.evaluate(node.iterators[0][1], env), condition, env)
    settled = node.kind == "some"
    if found.sure:
        return settled
    return Missing(found.reasons) if found.possible or not found.closed else not settled


def count(chosen: Selection) -> object:
    """How many rows: exact, or an interval while rows are open; Missing when nothing was delivered."""
    if not chosen.delivered:
        return Missing(chosen.unclosed)
    low = Fraction(len(chosen.sure))
    high = low + len(chosen.possible) if chosen.closed else None
    return low if low == high else Between(low, high, chosen.reasons)


def total(column: Column) -> object:
    """The sum; an empty delivered list is 0; a gap in a row makes it Missing; open rows make it an interval."""
    gaps = reasons_of(*column.sure, *column.possible)
    if gaps or not column.selection.closed:
        return Missing(gaps | column.selection.reasons)
    low = high = sum((value for value in column.sure if value is not None), Fraction(0))
    for value in column.possible:
        if value is not None:
            low, high = low + min(value, Fraction(0)), high + max(value, Fraction(0))
    return low if low == high else Between(low, high, column.selection.reasons)


def extreme(column: Column, largest: bool) -> object:
    """The largest or smallest value; None for no rows; an interval while open rows could move it."""
    gaps = reasons_of(*column.sure, *column.possible)
    if gaps:
        return Missing(gaps | column.selection.reasons)
    pick = max if largest else min
    sure = [value for value in column.sure if value is not None]
    possible = [value for value in column.possible if value is not None]
    closed = column.selection.closed
    if not sure:
        return None if closed and not possible else Missing(column.selection.reasons)
    inner, outer = pick(sure), pick(sure + possible) if closed else None
    if inner == outer:
        return inner
    if not isinstance(inner, Fraction):
        return Missing(column.selection.reasons)
    return (
        Between(inner, outer, column.selection.reasons) if largest else Between(outer, inner, column.selection.reasons)
    )


HANDLERS = {tree.Rows: rows, tree.Filter: filtered, tree.Each: each, tree.Quantified: quantified}
