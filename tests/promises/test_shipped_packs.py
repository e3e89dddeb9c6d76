"""Promise: every pack that comes with the program checks clean, and all its cases pass; there are enough of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from yanzhen.engine.cases import run_cases
from yanzhen.pack.checks import check
from yanzhen.pack.loading import read_pack

ROOT = Path(__file__).parents[2]
PACKS = sorted(str(path.parent.relative_to(ROOT)) for path in (ROOT / "packs").rglob("pack.yaml"))
CASES = 250


def test_the_packs_are_the_nation_a_province_a_city_a_template_and_places_elsewhere():
    assert {"packs/cn", "packs/hunan", "packs/hengyang", "packs/template"} < set(PACKS)
    assert sum(name.startswith("packs/elsewhere/") for name in PACKS) >= 8


@pytest.mark.parametrize("pack", PACKS)
def test_a_shipped_pack_has_nothing_to_mend_and_nothing_to_confirm(root, pack):
    found = [str(problem) for problem in check(root / pack).problems if problem.level != "I"]

    assert found == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_tick_of_a_shipped_pack_confirms_something(root, pack):
    assert [str(problem) for problem in check(root / pack).problems if problem.id == "P09"] == []


def test_all_cases_together_pass_and_are_many(root):
    results = {
        (one.case.of, one.case.name): one for name in PACKS for one in run_cases(read_pack(root / name))
    }  # a pack it depends on brings its cases along: each counts once

    assert [key for key, one in results.items() if not one.passed] == []
    assert len(results) >= CASES
