"""`evaluate`: one expression, or a file of them."""

from __future__ import annotations

import json

import pytest


def test_an_expression_answers_with_its_type(call):
    assert call("evaluate", "500 万元 * 3%")[:2] == (0, '{"t": "decimal", "v": "150000", "unit": "元"}\n')


def test_what_cannot_be_read_is_refused_with_its_place(call):
    code, out, err = call("evaluate", "1 +")

    assert (code, out) == (2, "")
    assert "YZ-L10" in err and "^" in err and "→" in err


def test_the_day_of_today_may_be_given(call):
    assert json.loads(call("evaluate", "today()", "--on", "2025-06-30")[1]) == {"t": "date", "v": "2025-06-30"}


def test_a_file_of_cases_gives_a_line_a_case(call, tmp_path):
    cases = [{"id": "a", "expr": "1 + 1"}, {"id": "b", "expr": "1 +"}]
    (tmp_path / "in").write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    code, out, _ = call("evaluate", "--jsonl", tmp_path / "in", "--out", tmp_path / "out")

    answers = [json.loads(line) for line in (tmp_path / "out").read_text("utf-8").splitlines()]
    assert code == 0 and out.startswith("2 ")
    assert [(answer["id"], answer["value"]) for answer in answers] == [
        ("a", {"t": "decimal", "v": "2"}),
        ("b", {"t": "null", "v": None}),
    ]
    assert "YZ-L10" in answers[1]["error"]


@pytest.mark.parametrize("arguments", [[], ["1", "--out", "x"], ["1", "--jsonl", "x", "--out", "y"], ["--jsonl", "x"]])
def test_half_a_call_is_refused_with_an_example(call, arguments):
    code, _, err = call("evaluate", *arguments)

    assert code == 2
    assert "YZ-C05" in err and "yanzhen evaluate" in err


@pytest.mark.parametrize("content", [None, b"\xff\xfe{}"])
def test_a_file_that_cannot_be_read_is_refused(call, tmp_path, content):
    if content is not None:
        (tmp_path / "in").write_bytes(content)
    code, _, err = call("evaluate", "--jsonl", tmp_path / "in", "--out", tmp_path / "out")

    assert code == 2
    assert "YZ-C06" in err
    assert not (tmp_path / "out").exists()
