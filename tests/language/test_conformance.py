"""FEEL conformance never falls below the committed scoreboard; cases of our own run on every machine."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def _scoreboard():
    spec = importlib.util.spec_from_file_location("scoreboard_update", HERE / "scoreboard" / "update.py")
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


scoreboard = _scoreboard()
OWN = [json.loads(line) for line in (HERE / "cases" / "feel.jsonl").read_text(encoding="utf-8").splitlines() if line]


@pytest.fixture(scope="module")
def scores():
    source = scoreboard.cases_file()
    if source is None:
        pytest.skip("the conformance cases are not on this machine")
    return scoreboard.run(source)


def test_no_fewer_cases_pass_than_the_committed_scoreboard_says(scores):
    now, before = scoreboard.counted(scores), scoreboard.counted(scoreboard.read_scoreboard())

    assert now["value", "pass"] >= before["value", "pass"]
    assert now["null", "pass"] >= before["null", "pass"]


def test_the_committed_scoreboard_is_what_the_program_does(scores):
    assert scores == scoreboard.read_scoreboard()


def test_nine_in_ten_values_and_nineteen_in_twenty_nulls_are_right():
    counts = scoreboard.counted(scoreboard.read_scoreboard())
    values = sum(number for (kind, _), number in counts.items() if kind == "value")
    nulls = sum(number for (kind, _), number in counts.items() if kind == "null")

    assert counts["value", "pass"] >= 0.9 * values
    assert counts["null", "pass"] >= 0.95 * nulls


def test_every_pending_case_says_why():
    assert all(one.reason for one in scoreboard.read_scoreboard() if one.outcome == "pending")


@pytest.mark.parametrize("case", OWN, ids=[case["id"] for case in OWN])
def test_a_case_of_our_own_gives_its_value(case):
    assert scoreboard.score(case).outcome == "pass", scoreboard.score(case).reason
