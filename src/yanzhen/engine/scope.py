"""Whether a clause speaks of a row at all: its area, its dates, the row's existence. Outside there is no finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from yanzhen.engine.columns import logic
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.vectors import Days, Mask, Truths, broadcast
from yanzhen.engine.existence import exists
from yanzhen.engine.plan import Element
from yanzhen.language import tree
from yanzhen.language.types import BOOLEAN, DATE
from yanzhen.pack.evaluation import Scheme
from yanzhen.pack.model import Clause
from yanzhen.periods import Period
from yanzhen.registers import Vocabulary

EPOCH = date(1970, 1, 1).toordinal()


def day_literal(day: date) -> tree.Day:
    """A day as a node."""
    return tree.Day(day.toordinal() - EPOCH, type=DATE)


def tested_day(clause: Clause | Scheme) -> tree.Node:
    """The day that must lie in force: the event's, or the one the clause names."""
    if clause.in_force.by == "event" and clause.event is not None:
        return clause.event
    return tree.Known(clause.in_force.by, type=DATE)


def in_force(clause: Clause | Scheme) -> tree.Node:
    """The condition that the tested day lies in [from, until); an end the text does not give bounds nothing."""
    day = tested_day(clause)
    tests: list[tree.Node] = [tree.Boolean(True, type=BOOLEAN)]
    if clause.in_force.start is not None:
        tests.append(tree.Compare(">=", day, day_literal(clause.in_force.start), type=BOOLEAN))
    if clause.in_force.until is not None:
        tests.append(tree.Compare("<", day, day_literal(clause.in_force.until), type=BOOLEAN))
    return tree.And(tuple(tests), type=BOOLEAN)


def in_period(clause: Clause) -> tree.Node | None:
    """The condition that the event falls in the period judged; None for clauses without an event."""
    if clause.event is None:
        return None
    begins = tree.Compare(">=", clause.event, tree.Known("期初", type=DATE), type=BOOLEAN)
    ends = tree.Compare("<=", clause.event, tree.Known("期末", type=DATE), type=BOOLEAN)
    return tree.And((begins, ends), type=BOOLEAN)


def scope_tests(element: Element, vocabulary: Vocabulary) -> tuple[tuple[str, tree.Node], ...]:
    """What bounds the clause, each with the sentence for a row outside it, in the order they are told."""
    clause = element.clause
    found = [
        ("所属期内主体不存续", exists(clause.register, vocabulary)),
        ("不在本条适用的地区", element.area),
        ("不在本条施行期内", in_force(clause)),
        ("事件不在所属期内", in_period(clause)),
    ]
    return tuple((sentence, node) for sentence, node in found if node is not None)


@dataclass(frozen=True)
class Scoped:
    """For each row, whether the clause speaks of it: Kleene, since an area or event date may be missing."""

    truth: Truths

    @property
    def inside(self) -> Mask:
        """Surely in scope."""
        return self.truth.sure

    @property
    def possible(self) -> Mask:
        """In scope, or not known to be outside."""
        return self.truth.maybe


def scope_of(element: Element, period: Period, reader: Reader, vocabulary: Vocabulary) -> Scoped:
    """The clause's scope for every row of its register."""
    register = element.clause.register
    tests = [reader.truths(node, register, period) for _, node in scope_tests(element, vocabulary)]
    whole = broadcast(logic.conjunction(tests), reader.rows(register))
    assert isinstance(whole, Truths)
    return Scoped(whole)


def event_order(clause: Clause, period: Period, reader: Reader) -> np.ndarray:
    """For each row the day of its event (0 without one): the order in which a shared cap is used up."""
    rows = reader.rows(clause.register)
    if clause.event is None:
        return np.zeros(rows, dtype=np.int64)
    days = broadcast(reader.read(clause.event, clause.register, period), rows)
    assert isinstance(days, Days)
    return np.where(days.ok, days.days, 0)
