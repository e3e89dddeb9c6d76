"""Every clause of every pack, over a synthetic city, read twice: the finding is the same in every word."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from yanzhen.engine.cases import disagreements, run_cases
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.decide import Conditions
from yanzhen.engine.exactly import Exactly
from yanzhen.engine.findings import find
from yanzhen.engine.near import reach_of
from yanzhen.engine.plan import plan_run
from yanzhen.engine.subject import Facts
from yanzhen.facts import build_snapshot
from yanzhen.pack.loading import read_pack
from yanzhen.pack.model import Pack
from yanzhen.periods import Period

ROOT = Path(__file__).parents[2]
FIRMS = 2_000
CITIES = [("hengyang", 2024, date(2025, 12, 31)), ("hengyang", 2023, date(2023, 12, 31))]
ELSEWHERE = sorted(path.parent.name for path in (ROOT / "packs" / "elsewhere").glob("*/pack.yaml"))
WITH_CLAUSES = [name for name in ELSEWHERE if (ROOT / "packs" / "elsewhere" / name / "policies").is_dir()]
"""The others hold evaluation schemes alone."""


def both_readings(
    pack: Pack, facts: object, year: int, on: date, most: int, own: bool = False
) -> tuple[Counter, list[str]]:
    """Outcomes counted, and every disagreement, over at most `most` rows a clause (drawn evenly)."""
    snapshot = build_snapshot(facts, pack.vocabulary)
    exactly, conditions = Exactly(pack, Facts(snapshot), on), Conditions(Reader(snapshot, on))
    seen: Counter = Counter()
    differences = []
    for element in plan_run(pack, Period.year_of(year), on).elements:
        if own and not element.clause.id.startswith(f"{pack.own}/"):
            continue
        for period in element.periods:
            found = find(element, period, conditions, pack, reach_of(pack))
            rows = range(found.decided.rows)
            for row in rows if len(rows) <= most else sorted(random.Random(0).sample(rows, most)):
                exact, columns = exactly.find(element, period, row), found.finding(row)
                seen[exact.outcome, exact.basis] += 1
                seen["near"] += bool(exact.near)
                seen["rows"] += 1
                differences += [f"{exact.clause.id} {exact.subject}: {text}" for text in disagreements(exact, columns)]
    return seen, differences


@pytest.mark.parametrize(("place", "year", "on"), CITIES)
def test_the_two_readings_agree_on_every_clause_and_firm(packs, hengyang, hengyang_city, place, year, on):
    seen, differences = both_readings(hengyang, hengyang_city, year, on, FIRMS)

    assert differences[:5] == []
    assert seen["rows"] > FIRMS * 8
    assert min(seen["met", "exact"], seen["unknown", ""], seen["not_met", ""]) >= 20
    assert seen["near"]


@pytest.mark.parametrize("place", WITH_CLAUSES)
def test_the_two_readings_agree_elsewhere(packs, city, tmp_path, place):
    pack = read_pack(packs / "elsewhere" / place)
    seen, differences = both_readings(pack, city(pack, tmp_path, 600, 3), 2024, date(2025, 6, 30), 600, own=True)

    assert differences[:5] == []
    assert seen["rows"] >= 20


@pytest.mark.parametrize("place", ["cn", "hunan", "hengyang", "template", *(f"elsewhere/{name}" for name in ELSEWHERE)])
def test_every_case_of_every_pack_passes_in_both_readings(packs, place):
    results = run_cases(read_pack(packs / place))

    assert results
    assert [(one.case.of, one.case.name, one.differences) for one in results if not one.passed] == []


def test_no_clause_is_near_for_more_than_a_tenth_of_the_firms_in_its_scope(hengyang, hengyang_city):
    from yanzhen.engine import match

    totals = match(hengyang, hengyang_city, Period.year_of(2024), date(2025, 6, 30)).totals
    crowded = [
        row["clause"] for row in totals.to_dicts() if row["near"] * 10 > row["in_scope"] and row["in_scope"] >= 50
    ]

    assert crowded == []
