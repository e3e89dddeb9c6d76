"""One fact changed: only clauses that read it are decided again, and they come out as when everything is."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from yanzhen.engine.advice.cells import Cell, Changed
from yanzhen.engine.exactly import Exactly
from yanzhen.engine.finding import MET, UNKNOWN
from yanzhen.engine.judging import judge
from yanzhen.engine.plan import plan_run
from yanzhen.engine.redecide import Redecider
from yanzhen.engine.subject import Facts
from yanzhen.errors import EngineError
from yanzhen.facts import build_snapshot
from yanzhen.language.values import NOT_FILLED, missing
from yanzhen.periods import Period

YEAR, ON = Period.year_of(2024), date(2025, 6, 30)
TRIED = ("营业收入", "研发费用", "从业人员", "工业产值")
VALUES = (Fraction(0), Fraction(50), Fraction(5_000_000), Fraction(10**9), None)
"""None stands for a fact that is not filled in."""


@pytest.fixture(scope="module")
def redecider(hengyang, hengyang_city):
    snapshot = build_snapshot(hengyang_city, hengyang.vocabulary)
    return Redecider(hengyang, judge(hengyang, plan_run(hengyang, YEAR, ON), snapshot), Facts(snapshot))


def test_a_changed_fact_decides_its_clauses_as_deciding_everything_does(hengyang, redecider):
    rng = np.random.default_rng(4)
    seen = dict.fromkeys((MET, UNKNOWN, "not_met"), 0)
    for _ in range(30):
        row, column = int(rng.integers(2_000)), str(rng.choice(TRIED))
        cell, value = Cell("企业", row, column, YEAR), VALUES[int(rng.integers(len(VALUES)))]
        value = missing("企业", column, YEAR, NOT_FILLED) if value is None else value
        exact = Exactly(hengyang, Changed(redecider.facts, {cell: value}), ON)
        found = {(one.clause, one.period): one for one in redecider.change(cell, value)}

        for whole in redecider.judged.found:
            if whole.clause.register != "企业":
                continue
            element, period = whole.decided.element, whole.decided.period
            expected, again = exact.find(element, period, row), found.get((whole.clause.id, period))
            if again is None:
                assert expected.outcome == whole.finding(row).outcome, whole.clause.id
                continue
            seen[again.outcome] = seen.get(again.outcome, 0) + 1
            assert again.outcome == expected.outcome, whole.clause.id
            if again.finding is not None:
                assert (again.finding.low, again.finding.high) == (expected.low, expected.high)
                assert again.finding.near == expected.near

    assert all(count > 5 for count in seen.values()), seen


def test_only_clauses_that_read_the_fact_are_touched(redecider):
    touched = {one.clause for one in redecider.change(Cell("企业", 0, "研发费用", YEAR), Fraction(0))}
    reading = {one.clause.id for one in redecider.judged.found if "企业.研发费用" in one.decided.element.reads}

    assert touched | set(redecider.elsewhere("企业", "研发费用")) == reading
    assert 0 < len(touched) < len(redecider.judged.found)


def test_a_row_that_belongs_to_a_subject_is_refused(redecider):
    with pytest.raises(EngineError, match="YZ-E20"):
        redecider.change(Cell("资质", 0, "认定日期", None), None)
