"""`yanzhen read`: documents in, tables or JSON out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from yanzhen.command import app

SAID = "到2025年,企业总数突破7000家,达到左右不等。\n"


@pytest.fixture
def page(tmp_path):
    file = tmp_path / "甲.txt"
    file.write_text(SAID, encoding="utf-8")
    return file


def _run(*words):
    return CliRunner().invoke(app, ["read", *map(str, words)])


def test_tables_show_each_item_with_its_quote(page):
    told = _run(page)

    assert told.exit_code == 0
    assert "指标 targets（1）" in told.stdout
    assert "“到2025年,企业总数突破7000家” 0–18" in told.stdout


def test_json_has_the_file_and_every_kind(page):
    told = json.loads(_run(page, "--json").stdout)

    assert (told["file"], told["kind"]) == ("甲.txt", "txt")
    (target,) = told["targets"]
    assert SAID[target["start"] : target["end"]] == target["quote"]
    assert (target["comparator"], target["value"], target["unit"], target["by_year"]) == (">=", 7000, "家", 2025)


def test_several_files_are_a_list(page):
    assert [one["file"] for one in json.loads(_run(page, page, "--json").stdout)] == ["甲.txt", "甲.txt"]


def test_out_is_written_whole(page, tmp_path):
    told = _run(page, "--json", "--out", tmp_path / "甲.json")

    assert told.exit_code == 0 and json.loads((tmp_path / "甲.json").read_text("utf-8"))["file"] == "甲.txt"


def test_an_unreadable_file_does_not_keep_the_others_from_being_read(page, tmp_path):
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    told = _run(empty, page, "--json")

    assert told.exit_code == 2 and json.loads(told.stdout)["file"] == "甲.txt"
    assert "YZ-R03" in told.stderr


def test_a_pack_gives_its_place(page):
    told = json.loads(_run(page, "--json", "--pack", Path(__file__).parents[2] / "packs" / "template").stdout)

    assert told["targets"][0]["indicator"] == "企业总数"


def test_the_year_of_print_may_be_given(tmp_path):
    file = tmp_path / "乙.txt"
    file.write_text("本报讯 3月5日,县长李明主持召开县政府常务会议。", encoding="utf-8")

    assert json.loads(_run(file, "--json", "--year", "2023").stdout)["events"][0]["date"] == "2023-03-05"
    assert json.loads(_run(file, "--json").stdout)["events"][0]["date"] is None
