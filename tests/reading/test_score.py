"""The goals of reading, on pages annotated by hand: `python -m pytest tests/reading -k score -s` prints the tables."""

from __future__ import annotations

import pytest

from yanzhen.reading import read

GOALS = {
    "targets": ("f1", 0.9),
    "declared lists": ("f1", 0.9),
    "titles": ("f1", 0.95),
    "joins": ("f1", 0.95),
    "events": ("f1", 0.9),
    "tasks": ("recall", 0.7),
    "people": ("f1", 0.9),
}


@pytest.fixture(scope="module")
def scores(annotated, scoring):
    total = {}
    for gold, text in annotated:
        found = scoring.score(gold, read(text).as_dict())
        print(f"\n{scoring.table(found)}")
        for name, one in found.items():
            total[name] = total.get(name, scoring.Score(0, 0, 0)) + one
    print(f"\nall\n{scoring.table(total)}")
    return total


@pytest.mark.parametrize("name", GOALS)
def test_the_score_of_annotated_pages_reaches_its_goal(scores, name):
    measure, goal = GOALS[name]

    assert getattr(scores[name], measure) >= goal
