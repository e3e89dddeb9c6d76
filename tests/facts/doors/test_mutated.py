"""2,000 spoiled workbooks: nothing dies, nothing takes long, no reader swells; each is taken or refused with a reason."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROCESSES, EACH = 2, 1_000
HERE = Path(__file__).parent
PACK = HERE.parents[2] / "packs" / "hengyang"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory) -> list[dict]:
    """What came of the workbooks, from two processes side by side."""

    def start(seed: int) -> subprocess.Popen:
        call = [HERE / "mutating.py", PACK, EACH, seed, tmp_path_factory.mktemp("spoiled")]
        return subprocess.Popen([sys.executable, *map(str, call)], stdout=subprocess.PIPE, text=True)

    running = [start(seed) for seed in range(PROCESSES)]
    told = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0] * PROCESSES
    return [json.loads(text) for text in told]


def test_no_workbook_ends_the_process_that_takes_it_in(outcomes):
    assert [crash for outcome in outcomes for crash in outcome["crashes"]] == []


def test_every_workbook_is_taken_in_or_refused_with_a_reason(outcomes):
    counts = {kind: sum(outcome[kind] for outcome in outcomes) for kind in ("taken", "told", "refused")}

    assert sum(counts.values()) == PROCESSES * EACH
    assert min(counts.values()) > 100, counts
    assert [at for outcome in outcomes for at in outcome["silent"]] == []


def test_none_takes_ten_seconds_and_no_reader_half_a_gigabyte(outcomes):
    assert max(outcome["slowest"] for outcome in outcomes) < 10
    assert max(outcome["memory"] for outcome in outcomes) <= 512 * 2**20
