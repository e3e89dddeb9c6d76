"""The command line itself: help that teaches, failures told in one piece."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from yanzhen.errors import PackError, Place, Problem

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
    monkeypatch.setitem(sys.modules, "yanzhen.pack.checks", SimpleNamespace(check=answer))


def _raises(error):
    def answer(path):
        raise error

    return answer


E, W = (Problem(id, level, "句子", Place("b.yaml", 3, 5), "改法") for id, level in (("P01", "E"), ("Q01", "W")))


@pytest.mark.parametrize(("problems", "expected"), [([], 0), ([W], 0), ([E, W], 1)])
def test_check_ends_with_1_only_when_something_must_be_mended(call, monkeypatch, tmp_path, problems, expected):
    _checks(monkeypatch, lambda path: SimpleNamespace(problems=problems, coverage="覆盖 3/4"))
    code, out, _ = call("check", tmp_path)

    assert code == expected
    assert "覆盖 3/4" in out
    assert out.count("b.yaml:3:5") == len(problems)


def test_check_prints_what_stopped_a_pack_from_being_read(call, monkeypatch, tmp_path):
    _checks(monkeypatch, _raises(PackError("读不了", problems=[E])))
    code, out, _ = call("check", tmp_path)

    assert code == 1
    assert "b.yaml:3:5: E P01 句子" in out and "→ 改法" in out


def test_check_as_json_gives_each_problem_its_place(call, monkeypatch, tmp_path):
    import json

    _checks(monkeypatch, lambda path: SimpleNamespace(problems=[W, E], coverage="覆盖"))
    code, out, _ = call("check", tmp_path, "--json")

    assert code == 1
    content = json.loads(out)
    assert content["coverage"] == "覆盖"
    assert {(row["id"], row["file"], row["line"], row["column"]) for row in content["problems"]} == {
        ("P01", "b.yaml", 3, 5),
        ("Q01", "b.yaml", 3, 5),
    }


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
