"""One bound expression over all rows of a register: what the exact reading does for one row, done for all.

One function a kind of node. A lag is the same expression read at an earlier period.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from yanzhen.engine.columns import arithmetic, history, logic, lookup, picking, selection
from yanzhen.engine.columns.population import population
from yanzhen.engine.columns.reader import HANDLERS, SELECTORS, Reader
from yanzhen.engine.columns.vectors import (
    Codes,
    Days,
    Truths,
    Vector,
    because,
    broadcast,
    constant,
    none_of,
    nothing_missing,
    plain,
    taken,
    united,
    without,
)
from yanzhen.language import tree
from yanzhen.language.subjects.facts import base_reasons
from yanzhen.language.values import NOT_FILLED, Reason
from yanzhen.periods import Period

EPOCH = date(1970, 1, 1).toordinal()


def _whole(vector: Truths, rows: int) -> Truths:
    found = broadcast(vector, rows)
    assert isinstance(found, Truths)
    return found


def _rows(reader: Reader, node: tree.Rows, register: str, period: Period) -> selection.Selection:
    return reader.leaves.children(node, register)


def _filtered(reader: Reader, node: tree.Filter, register: str, period: Period) -> selection.Selection:
    source = reader.chosen(node.source, register, period)
    held = reader.truths(node.condition, source.register, period)
    return source.narrowed(_whole(held, len(source.owner)))


def _top(reader: Reader, node: tree.Call, register: str, period: Period) -> selection.Selection:
    source = reader.chosen(node.args[0], register, period)
    values = broadcast(reader.read(node.args[2], source.register, period), len(source.owner))
    return picking.top_rows(source, values, int(node.args[1].value), node.args[3].value)


def _number(reader: Reader, node: tree.Number, register: str, period: Period) -> Vector:
    return constant(node.value)


def _boolean(reader: Reader, node: tree.Boolean, register: str, period: Period) -> Vector:
    return logic.fixed(node.value)


def _text(reader: Reader, node: tree.Text, register: str, period: Period) -> Vector:
    return Codes(np.array(0, dtype=np.int32), np.array(True), None, (node.value,))


def _code(reader: Reader, node: tree.CodeValue, register: str, period: Period) -> Vector:
    return Codes(np.array(node.id, dtype=np.int32), np.array(True))


def _day(reader: Reader, node: tree.Day, register: str, period: Period) -> Vector:
    return Days(np.array(node.days, dtype=np.int64), np.array(True))


def _known(reader: Reader, node: tree.Known, register: str, period: Period) -> Vector:
    if node.name in ("本期", "本年"):
        text = str(period) if node.name == "本期" else str(Period.year_of(period.year))
        return Codes(np.array(0, dtype=np.int32), np.array(True), None, (text,))
    day = reader.on if node.name == "基准日" else period.end if node.name == "期末" else period.start
    return Days(np.array(day.toordinal() - EPOCH, dtype=np.int64), np.array(True))


def _fact(reader: Reader, node: tree.Fact, register: str, period: Period) -> Vector:
    return reader.leaves.fact(register, node.column, period)


def _owner(reader: Reader, node: tree.OwnerOf, register: str, period: Period) -> Vector:
    rows = reader.leaves.owner_rows(register, node.register, node.via)
    lost = rows < 0
    inner = reader.read(node.inner, node.register, period)
    reason = Reason(register, node.via, "", NOT_FILLED)
    why = because((reason,), lost) if lost.any() else nothing_missing
    return taken(inner, rows, lost, why, reader.rows(node.register))


def _term(reader: Reader, node: tree.TermOf, register: str, period: Period) -> Vector:
    return reader.read(node.body, register, period)


def _arithmetic(reader: Reader, node: tree.Arithmetic, register: str, period: Period) -> Vector:
    left, right = (reader.numbers(part, register, period) for part in (node.left, node.right))
    if node.op == "*":
        return arithmetic.multiply(left, right)
    if node.op == "/":
        bad = plain(right)
        refused = without(bad.ok & (bad.num <= 0), none_of(plain(left), bad))
        return arithmetic.divide(left, right, lambda: because(base_reasons(node.right, period), refused)())
    return arithmetic.add(left, right, 1 if node.op == "+" else -1)


def _negative(reader: Reader, node: tree.Negative, register: str, period: Period) -> Vector:
    return arithmetic.negative(reader.numbers(node.operand, register, period))


def _compare(reader: Reader, node: tree.Compare, register: str, period: Period) -> Vector:
    left, right = (reader.read(part, register, period) for part in (node.left, node.right))
    if isinstance(left, Truths) and isinstance(right, Truths):
        both = [logic.conjunction([left, right]), logic.conjunction([logic.negation(left), logic.negation(right)])]
        same = logic.disjunction(both)
        why = united((left.why, right.why), same.maybe & ~same.sure)
        same = Truths(same.sure, same.maybe, why)
        return same if node.op == "=" else logic.negation(same)
    if isinstance(left, Days) and isinstance(right, Days):
        return arithmetic.compare_days(node.op, left, right)
    if isinstance(left, Codes) and isinstance(right, Codes):
        return lookup.compare_codes(node.op, left, right)
    return arithmetic.compare(node.op, left, right)


def _junction(reader: Reader, node: tree.And | tree.Or, register: str, period: Period) -> Vector:
    items = [reader.truths(item, register, period) for item in node.items]
    return logic.conjunction(items) if isinstance(node, tree.And) else logic.disjunction(items)


def _not(reader: Reader, node: tree.Not, register: str, period: Period) -> Vector:
    return logic.negation(reader.truths(node.operand, register, period))


def _at_least(reader: Reader, node: tree.AtLeast, register: str, period: Period) -> Vector:
    return logic.at_least(node.count, [reader.truths(item, register, period) for item in node.items])


def _judged(reader: Reader, node: tree.Judged, register: str, period: Period) -> Vector:
    return reader.leaves.judgement(node.key, register, period)


def _code_in(reader: Reader, node: tree.CodeIn, register: str, period: Period) -> Vector:
    value = reader.read(node.value, register, period)
    assert isinstance(value, Codes)
    return lookup.code_in(value, node.nodes)


def _shift_day(reader: Reader, node: tree.ShiftDay, register: str, period: Period) -> Vector:
    start, by = reader.read(node.day, register, period), plain(reader.numbers(node.by, register, period))
    assert isinstance(start, Days)
    return lookup.shifted_days(start, by, node.unit)


def _if(reader: Reader, node: tree.If, register: str, period: Period) -> Vector:
    condition = reader.truths(node.condition, register, period)
    yes, no = (reader.read(part, register, period) for part in (node.yes, node.no))
    return lookup.if_else(condition, yes, no)


def _table(reader: Reader, node: tree.Table, register: str, period: Period) -> Vector:
    return lookup.TABLES[node.form](reader, node, register, period)


def _quantified(reader: Reader, node: tree.Quantified, register: str, period: Period) -> Vector:
    source = reader.chosen(node.iterators[0][1], register, period)
    held = _whole(reader.truths(node.condition, source.register, period), len(source.owner))
    if node.kind == "some":
        return selection.some(source.narrowed(held))
    return logic.negation(selection.some(source.narrowed(logic.negation(held))))


def _call(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    return history.CALLS[node.function.name](reader, node, register, period)


HANDLERS.update(
    {
        tree.Number: _number,
        tree.Boolean: _boolean,
        tree.Text: _text,
        tree.CodeValue: _code,
        tree.Day: _day,
        tree.Known: _known,
        tree.Fact: _fact,
        tree.OwnerOf: _owner,
        tree.TermOf: _term,
        tree.Arithmetic: _arithmetic,
        tree.Negative: _negative,
        tree.Compare: _compare,
        tree.And: _junction,
        tree.Or: _junction,
        tree.Not: _not,
        tree.AtLeast: _at_least,
        tree.Judged: _judged,
        tree.CodeIn: _code_in,
        tree.ShiftDay: _shift_day,
        tree.If: _if,
        tree.Table: _table,
        tree.Quantified: _quantified,
        tree.Call: _call,
        tree.Population: population,
    }
)
SELECTORS.update({tree.Rows: _rows, tree.Filter: _filtered, tree.Call: _top})

__all__ = ["Reader"]
