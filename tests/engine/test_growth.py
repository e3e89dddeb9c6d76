"""The cost of a run grows with the city, not faster."""

from __future__ import annotations

from datetime import date
from time import perf_counter

from yanzhen.engine import match
from yanzhen.periods import Period


def test_four_times_the_firms_cost_at_most_eight_times_as_much(hengyang, city, tmp_path):
    seconds = []
    for firms in (2_000, 8_000):
        facts = city(hengyang, tmp_path / str(firms), firms, 5)
        started = perf_counter()
        result = match(hengyang, facts, Period.year_of(2024), date(2025, 6, 30))
        seconds.append(perf_counter() - started)
        assert result.subjects >= firms

    assert seconds[1] <= 8 * seconds[0]


def test_a_condition_that_clauses_share_is_evaluated_once(hengyang, hengyang_city):
    from yanzhen.engine.columns.reading import Reader
    from yanzhen.engine.decide import Conditions, decide
    from yanzhen.engine.plan import plan_run
    from yanzhen.facts import build_snapshot

    conditions = Conditions(Reader(build_snapshot(hengyang_city, hengyang.vocabulary), date(2025, 6, 30)))
    elements = plan_run(hengyang, Period.year_of(2024), date(2025, 6, 30)).elements
    for _ in range(2):
        for element in elements:
            decide(element, element.periods[0], conditions, hengyang.vocabulary)

    keys = {
        (condition.node, element.clause.register, element.periods[0])
        for element in elements
        for condition in element.clause.conditions
    }
    written = sum(len(element.clause.conditions) for element in elements)
    assert conditions.distinct == len(keys) < written
