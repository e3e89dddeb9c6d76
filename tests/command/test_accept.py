"""`yanzhen accept`: lines a person accepted come into the plan, whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

TOWN = Path(__file__).parents[1] / "pack" / "good"
SHEET = """proposals: town
pages: [{page: 版面.txt, digest: ab}]
---
line: 1
accept: 是
state: new
at: 0-3
propose:
  indicator: 学校数
  value: 未载明
  unit: 所
  measure: stock
  period: year
  basis: assumed
---
line: 2
accept: 未定
state: new
at: 4-9
propose:
  target: 学校数2025
  cite: {title: 某镇规划, issuer: 某镇, date: 2024-01-01, quote: 建成学校3所}
  of: 学校数
  place: 0101
  due: 2025-12-31
  goal: {least: 3 所}
---
line: 3
accept: 否
state: new
at: 4-9
propose: {duty: 无人, does: 无人, department: 无人, due: 未载明, basis: assumed}
"""


@pytest.fixture
def town(tmp_path):
    shutil.copytree(TOWN, tmp_path / "packs")
    return tmp_path / "packs" / "town"


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "拟稿.yaml"
    path.write_text(SHEET, encoding="utf-8")
    return path


def test_only_what_was_answered_yes_comes_in(call, sheet, town):
    code, said, _ = call("accept", str(sheet), str(town))

    assert code == 0 and "接受 1 行" in said
    assert "学校数" in (town / "plan" / "indicators.yaml").read_text("utf-8")
    assert not (town / "plan" / "targets.yaml").exists()


def test_all_takes_everything_not_refused_and_again_changes_nothing(call, sheet, town):
    assert call("accept", str(sheet), str(town), "--all")[0] == 0
    files = {path.name: path.read_bytes() for path in (town / "plan").iterdir()}
    assert call("accept", str(sheet), str(town), "--all")[0] == 0

    assert "targets.yaml" in files and "duties.yaml" not in files
    assert {path.name: path.read_bytes() for path in (town / "plan").iterdir()} == files


def test_lines_that_would_break_the_pack_leave_it_as_it_was(call, sheet, town):
    before = {path: path.read_bytes() for path in town.rglob("*") if path.is_file()}
    code, _, told = call("accept", str(sheet), str(town), "--line", "2")

    assert code == 2 and "YZ-C61" in told and "没有指标「学校数」" in told
    assert {path: path.read_bytes() for path in town.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("lines", ["4", "二", "0", "2-1x"])
def test_a_line_that_is_not_there_is_told(call, sheet, town, lines):
    ended, _, told = call("accept", str(sheet), str(town), "--line", lines)

    assert ended == 2 and "YZ-C63" in told and "1 到 3" in told


def test_a_sheet_of_another_pack_or_without_answers_is_refused(call, sheet, town):
    sheet.write_text(SHEET.replace("accept: 是", "accept: 否"), encoding="utf-8")
    assert "YZ-C62" in call("accept", str(sheet), str(town))[2]
    sheet.write_text(SHEET.replace("proposals: town", "proposals: city"), encoding="utf-8")
    assert "YZ-C60" in call("accept", str(sheet), str(town))[2]
