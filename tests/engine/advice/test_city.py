"""Advice for a city: the missing facts counted by columns are those the exact reading finds subject by subject."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest

from yanzhen.engine.advice import city
from yanzhen.engine.advice.ground import OWED
from yanzhen.engine.advice.missing import NOBODY, Waiting, waiting_of
from yanzhen.engine.thresholds import thresholds_of
from yanzhen.facts import Folder
from yanzhen.facts.sample import write_sample
from yanzhen.periods import Period

YEAR, ON = Period.year_of(2024), date(2025, 6, 30)


@pytest.fixture(scope="module")
def decided(hengyang, tmp_path_factory):
    """Eighty firms, decided."""
    folder = tmp_path_factory.mktemp("eighty")
    write_sample(
        hengyang.vocabulary, hengyang.sample, *thresholds_of(hengyang), subjects=80, seed=3, years=(2022, 2023, 2024),
        folder=folder, places=frozenset({hengyang.area}),
    )  # fmt: skip
    return city.decided(city.loaded_run(hengyang, Folder(folder, hengyang.vocabulary), YEAR, ON))


@pytest.fixture(scope="module")
def exactly(decided) -> list[Waiting]:
    """Every open finding of every firm, by the exact reading."""
    ground = city.ground_of(decided)
    return [one for row in range(80) for one in waiting_of(ground, ("企业", row))]


def fen(money) -> int:
    return int((money or 0) * 100)


def test_missing_facts_are_counted_as_the_exact_reading_finds_them(decided, exactly):
    counted: dict[tuple[str, str, str], Counter] = defaultdict(Counter)
    for one in exactly:
        owed = one.finding.clause.nature in OWED
        for fact in one.facts:
            sums = counted[fact.name, fact.held_by, fact.by]
            alone = len(one.facts) == 1
            sums["findings"] += 1
            sums["settled"] += alone
            sums["exact_fen"] += fen(one.exact) * alone * owed
            sums["ceiling_fen"] += fen(one.ceiling) * alone * owed
            sums["other_fen"] += fen(one.exact) * alone * (not owed)
            sums["all_exact_fen"] += fen(one.exact) * owed
            sums["all_ceiling_fen"] += fen(one.ceiling) * owed
    facts = city.missing_facts(decided).facts

    assert facts.height == len(counted) > 10
    for row in facts.to_dicts():
        sums = counted[row["fact"], row["held_by"], row["by"]]
        assert {name: row[name] for name in sums} == dict(sums), row["fact"]


def test_a_department_settles_what_waits_for_its_facts_only(decided, exactly):
    settled: Counter = Counter()
    for one in exactly:
        holders = {(fact.held_by, fact.by) for fact in one.facts}
        if len(holders) == 1 and (holder := holders.pop())[1] in ("department", "firm"):
            settled[holder[0]] += 1
    holders = city.missing_facts(decided).holders

    assert {row["held_by"]: row["settled"] for row in holders.to_dicts() if row["settled"]} == dict(settled)


def test_what_nobody_can_deliver_stands_last(decided):
    by = [row["by"] == NOBODY for row in city.missing_facts(decided).facts.to_dicts()]

    assert by == sorted(by)


def test_near_misses_that_pay_are_proved_first_and_all_of_them_on_demand(decided):
    some, every = city.best_steps(decided, 1), city.best_steps(decided, 1, everything=True)

    assert some.steps == every.steps
    assert some.tried <= every.tried == every.near
    assert every.proved + len(every.unproved) == every.tried
