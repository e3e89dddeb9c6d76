"""Nothing is written by halves."""

from __future__ import annotations

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
