"""The command line itself: help that teaches, failures told in one piece."""

from __future__ import annotations

from pathlib import Path

import pytest

from yanzhen.errors import PackError, Place, Problem
from yanzhen.pack.checks import Coverage, Report

VERBS = ["check", "test", "sample", "match", "explain", "evaluate"]


def test_without_arguments_it_shows_its_verbs(call):
    _, out, err = call()

    assert all(verb in out + err for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_each_verb_holds_an_example(call, verb):
    code, out, _ = call(verb, "--help")

    assert code == 0
    assert f"yanzhen {verb} " in out and "Example" in out


@pytest.mark.parametrize("arguments", [["chekc"], ["match"], ["check"], ["match", "p", "--facts", "f", "--year", "x"]])
def test_wrong_usage_ends_with_2(call, arguments):
    code, _, err = call(*arguments)

    assert code == 2
    assert "Traceback" not in err and err


def _checks(monkeypatch, answer):
    monkeypatch.setattr("yanzhen.pack.checks.check", answer)


def _raises(error):
    def answer(path):
        raise error

    return answer


E, W = (Problem(id, level, "句子", Place("b.yaml", 3, 5), "改法") for id, level in (("P01", "E"), ("Q01", "W")))


@pytest.mark.parametrize(("problems", "expected"), [([], 0), ([W], 0), ([E, W], 1)])
def test_check_ends_with_1_only_when_something_must_be_mended(call, monkeypatch, tmp_path, problems, expected):
    _checks(monkeypatch, lambda path: Report(problems, Coverage(clauses=3)))
    code, out, _ = call("check", tmp_path)

    assert code == expected
    assert "3 条：" in out
    assert out.count("b.yaml:3:5") == len(problems)


def test_check_prints_what_stopped_a_pack_from_being_read(call, monkeypatch, tmp_path):
    _checks(monkeypatch, _raises(PackError("读不了", problems=[E])))
    code, out, _ = call("check", tmp_path)

    assert code == 1
    assert "b.yaml:3:5: E P01 句子" in out and "→ 改法" in out


def test_check_as_json_gives_each_problem_its_place(call, monkeypatch, tmp_path):
    import json

    _checks(monkeypatch, lambda path: Report([W, E], Coverage(clauses=3)))
    code, out, _ = call("check", tmp_path, "--json")

    assert code == 1
    content = json.loads(out)
    assert content["coverage"].startswith("3 条：")
    assert {(row["id"], row["file"], row["line"], row["column"]) for row in content["problems"]} == {
        ("P01", "b.yaml", 3, 5),
        ("Q01", "b.yaml", 3, 5),
    }


TOWN = Path(__file__).parents[1] / "pack" / "good" / "town"


def test_a_rule_is_read_back_beside_its_quote(call):
    code, out, _ = call("check", TOWN, "研发补助", "--read")

    assert code == 0
    assert "原文：研发费用一百万元以上的给予10%补助，每年最高50万元" in out
    assert "须符合：镇重点企业；研发费用不低于 研发门槛；" in out
    assert "每户企业每年最高 50 万元。连同已发的「研发」，每户企业合计不超过 研发费用。" in out
    assert "其中：研发门槛为 100 万元；" in out
    assert "收入台阶" not in out


def test_the_rules_read_back_are_in_the_json(call):
    import json

    code, out, _ = call("check", TOWN, "award/两笔", "--json")

    read = json.loads(out)["read"]
    assert code == 0
    assert [one["clause"] for one in read] == ["town/award/两笔/首笔", "town/award/两笔/次笔"]
    assert set(read[0]) == {"clause", "title", "cite", "restated", "said", "rule", "unplaced"}
    assert (
        read[1]["rule"].startswith("「两笔：次笔」，奖补。") and "给多少未载明，由镇政府核定决定。" in read[1]["rule"]
    )


def test_a_clause_that_is_not_there_is_named_with_the_nearest(call):
    code, _, err = call("check", TOWN, "研发补贴", "--read")

    assert code == 2
    assert "YZ-C20" in err and "研发补助" in err


def test_an_error_is_told_whole_and_without_a_traceback(call, monkeypatch, tmp_path):
    _checks(monkeypatch, _raises(PackError("没有 pack.yaml", place=Place("x"), hint="放一个")))
    code, _, err = call("check", tmp_path)

    assert code == 2
    assert err == "YZ-P00  没有 pack.yaml\n  x:1:1\n  → 放一个\n"


def test_an_interruption_is_told_in_words(call, monkeypatch, tmp_path):
    _checks(monkeypatch, _raises(KeyboardInterrupt()))
    code, _, err = call("check", tmp_path)

    assert code in (2, 130)
    assert "Traceback" not in err
