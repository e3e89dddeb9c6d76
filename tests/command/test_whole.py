"""Nothing is written by halves."""

from __future__ import annotations

import subprocess
import sys

import pytest

from yanzhen.command.whole import whole


def test_files_take_their_names_together(tmp_path):
    first, second = tmp_path / "a.txt", tmp_path / "deep" / "b.txt"
    with whole(first, second) as (one, other):
        one.write_text("1")
        other.write_text("2")
        assert not first.exists() and not second.exists()

    assert (first.read_text(), second.read_text()) == ("1", "2")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.txt", "b.txt", "deep"]


def test_a_failure_leaves_what_stood_there_and_no_draft(tmp_path):
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("earlier")
    with pytest.raises(ZeroDivisionError), whole(first, second) as (one, _):
        one.write_text("1")
        raise ZeroDivisionError

    assert first.read_text() == "earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_new_file_may_be_read_by_whoever_may_read_its_neighbours(tmp_path):
    (tmp_path / "plain").write_text("")
    with whole(tmp_path / "a") as (draft,):
        draft.write_text("1")

    assert (tmp_path / "a").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_what_a_killed_run_left_is_swept_by_the_next_of_the_same_output(tmp_path):
    target, other = tmp_path / "应享清单.xlsx", tmp_path / "应享清单.csv"
    script = (
        "import os, signal, sys; from pathlib import Path; from yanzhen.command.whole import whole\n"
        "with whole(*map(Path, sys.argv[1:])) as drafts:\n"
        "    [draft.write_text('half') for draft in drafts]\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    for _ in range(3):
        subprocess.run([sys.executable, "-c", script, target, other])
    left = sorted(path.name for path in tmp_path.iterdir())
    assert len(left) == 2, left  # one of each: a run sweeps what the one before it left
    (tmp_path / ".应享清单.2024_old.xlsx").write_text("mine")

    with whole(target) as (draft,):
        draft.write_text("1")

    names = {path.name for path in tmp_path.iterdir()}
    assert {"应享清单.xlsx", ".应享清单.2024_old.xlsx"} < names
    assert [name for name in names if "draft-" in name and name.endswith(".xlsx")] == []
    assert len(names) == 3  # the half of the csv waits for the next run that writes the csv


def test_a_draft_that_another_run_is_writing_stays(tmp_path):
    target = tmp_path / "a.txt"
    with whole(target) as (first,):
        first.write_text("first")
        with whole(target) as (second,):
            second.write_text("second")
            assert first.exists()

    assert target.read_text() == "first"  # the later to end is the one that stays
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
