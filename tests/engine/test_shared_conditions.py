"""A condition that many clauses share costs once, and reasons cost nothing until somebody asks for them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from yanzhen.engine.columns import leaves, reading
from yanzhen.engine.columns.reading import Reader
from yanzhen.facts import build_snapshot
from yanzhen.facts.snapshot import Batch
from yanzhen.language.bind import bind
from yanzhen.language.parser import parse
from yanzhen.pack.scope import PackScope, TermLayer
from yanzhen.periods import Period
from yanzhen.registers import Column, Register, Vocabulary
from yanzhen.units import parse_unit

FIRMS, CONDITIONS, YEAR = 20_000, 1_000, Period.year_of(2024)


class City:
    """20,000 firms with one column, a tenth of it not filled."""

    def __init__(self) -> None:
        sales = Column("收入", unit=parse_unit("元"), period="year", measure="flow")
        self.words = Vocabulary({"企业": Register("企业", ("代码",), {"收入": sales})}, {})
        day = date(2025, 1, 1)
        rows = pl.DataFrame(
            {
                "主体": [f"S{at:05d}" for at in range(FIRMS)],
                "期间": ["2024"] * FIRMS,
                "获知": [day] * FIRMS,
                "收入": [None if at % 10 == 0 else at * 100 for at in range(FIRMS)],
            }
        )
        self.batch = Batch("企业", rows, frozenset({"2024"}), frozenset(), day)

    def batches(self, register: str) -> list[Batch]:
        return [self.batch]


@pytest.fixture(scope="module")
def city() -> City:
    return City()


def conditions(city: City) -> list:
    """Each parsed and bound anew, as clauses in different files write them."""
    scope = PackScope(city.words, TermLayer(None, city.words), "企业", "year")
    texts = [f"收入 >= {at * 20} 元 and 收入 < {at * 20 + 50} 元" for at in range(CONDITIONS)]
    return [bind(parse(text), scope) for text in texts]


def test_a_thousand_shared_conditions_are_evaluated_once_each(city, monkeypatch):
    turns: Counter[object] = Counter()
    for kind, handler in list(reading.HANDLERS.items()):

        def counted(reader, node, register, period, *, handler=handler):
            turns[node] += 1
            return handler(reader, node, register, period)

        monkeypatch.setitem(reading.HANDLERS, kind, counted)
    reader = Reader(build_snapshot(city, city.words), date(2025, 6, 30))
    for _ in range(3):
        for condition in conditions(city):
            reader.truths(condition, "企业", YEAR)

    assert len(turns) >= 3 * CONDITIONS
    assert set(turns.values()) == {1}


def test_no_reason_is_worked_out_before_it_is_asked_for(city, monkeypatch):
    asked = []

    def because(reasons, where):
        def why():
            asked.append(tuple(reasons))
            return dict.fromkeys(reasons, where)

        return why

    monkeypatch.setattr(leaves, "because", because)
    reader = Reader(build_snapshot(city, city.words), date(2025, 6, 30))
    truths = [reader.truths(condition, "企业", YEAR) for condition in conditions(city)]
    open_rows = sum(int((truth.maybe & ~truth.sure).sum()) for truth in truths)

    assert open_rows == CONDITIONS * FIRMS // 10
    assert asked == []
    ((reason, mask),) = truths[0].why().items()
    assert (reason.column, int(mask.sum())) == ("收入", FIRMS // 10)
    assert asked


def test_what_is_kept_for_a_condition_is_two_bits_a_row_not_a_reason_a_row(city):
    reader = Reader(build_snapshot(city, city.words), date(2025, 6, 30))
    truths = [reader.truths(condition, "企业", YEAR) for condition in conditions(city)]

    assert all(truth.sure.nbytes + truth.maybe.nbytes <= 2 * FIRMS for truth in truths)
    assert truths[3].sure.sum() == sum(60 <= Fraction(at) < 110 for at in range(FIRMS) if at % 10)
