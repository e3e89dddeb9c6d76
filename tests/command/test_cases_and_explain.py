"""`test` and `explain`: what they print and how they end."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from yanzhen.errors import EngineError, Place


@pytest.fixture
def folders(tmp_path):
    (tmp_path / "pack").mkdir()
    (tmp_path / "facts").mkdir()
    return tmp_path


def result(name: str, *differences: str) -> SimpleNamespace:
    case = SimpleNamespace(name=name, of="t/p/a", place=Place("cases/a.yaml", 7))
    return SimpleNamespace(case=case, passed=not differences, differences=list(differences))


def test_cases_that_fail_are_told_with_their_place(call, rooms, folders):
    rooms.run_cases = lambda pack: [result("正好"), result("差一分钱", "outcome：应为 not_met，得 met")]
    code, out, _ = call("test", folders / "pack")

    assert code == 1
    assert out.splitlines()[-1] == "1 passed, 1 failed"
    assert "cases/a.yaml:7:1" in out and "差一分钱" in out and "应为 not_met" in out and "正好" not in out


def test_cases_that_pass_are_only_counted(call, rooms, folders):
    rooms.run_cases = lambda pack: [result("正好"), result("超过")]

    assert call("test", folders / "pack") == (0, "2 passed, 0 failed\n", "")


def explain(call, folders, *rest):
    facts = ("--facts", folders / "facts", "--year", 2024, "--subject", "甲")
    return call("explain", folders / "pack", *facts, *rest)


def told(text, outside="", title="甲奖"):
    finding = SimpleNamespace(outside=outside, clause=SimpleNamespace(title=title))
    return SimpleNamespace(as_text=lambda: text, as_json=lambda: {"clause": "t/p/a"}, finding=finding)


def test_clauses_that_do_not_apply_are_one_line_each_at_the_end_unless_asked_for(call, rooms, folders):
    rooms.explain = lambda *_: [told("【不适用】乙奖\n  全文\n", "不在本条施行期内", "乙奖"), told("【符合】甲奖\n")]

    shown = explain(call, folders)[1]
    assert shown == "【符合】甲奖\n\n【不适用】另有 1 条 does not apply\n  乙奖：不在本条施行期内\n"
    assert "【不适用】乙奖\n  全文\n" in explain(call, folders, "--clause", "b")[1]
    assert len(json.loads(explain(call, folders, "--json")[1])) == 2


def test_an_explanation_is_printed_as_it_is_written(call, rooms, folders):
    asked = []

    def answer(pack, batches, period, on, known, subject, clause):
        asked.append((str(period), str(on), known, subject, clause))
        return [told("甲奖 [符合]\n")]

    rooms.explain = answer

    assert explain(call, folders, "--on", "2025-06-30") == (0, "甲奖 [符合]\n", "")
    assert json.loads(explain(call, folders, "--clause", "a", "--json")[1]) == [{"clause": "t/p/a"}]
    assert asked == [("2024", "2025-06-30", None, "甲", None), ("2024", "2024-12-31", None, "甲", "a")]


def test_a_subject_nobody_knows_is_refused(call, rooms, folders):
    def refuse(*arguments):
        raise EngineError("没有主体「甲」", code="YZ-E01", hint="核对编号")

    rooms.explain = refuse
    code, out, err = explain(call, folders)

    assert (code, out) == (2, "")
    assert err == "YZ-E01  没有主体「甲」\n  → 核对编号\n"
