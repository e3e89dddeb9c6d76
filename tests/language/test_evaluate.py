"""Full FEEL from text and from files of cases."""

from __future__ import annotations

import io
import json

import pytest

from yanzhen.language.evaluate import as_typed, evaluate_jsonl, evaluate_text
from yanzhen.language.feel.names import FUNCTIONS
from yanzhen.language.feel.table import TABLE


def test_names_with_spaces_known_to_the_parser_are_those_of_the_table():
    assert set(FUNCTIONS) == {name for name in TABLE if " " in name}


@pytest.mark.parametrize("name", sorted(TABLE))
def test_wrong_arity_and_unknown_names_give_null_with_a_reason(name):
    for args in ("1, 2, 3, 4, 5, 6", "no such parameter: 1"):
        outcome = evaluate_text(f"{name}({args})")
        many = any(parameter.many for form in TABLE[name] for parameter in form.parameters)
        if not (many and ":" not in args):
            assert outcome.value is None
            assert outcome.messages


def test_null_says_why():
    assert "没有函数「nosuch」" in evaluate_text("nosuch(1)").messages[0]
    assert "文字" in evaluate_text('1 + "a"').messages[0]
    assert evaluate_text("1 +").error.code == "YZ-L10"


def test_units_that_do_not_go_together_are_an_error_that_says_so():
    error = evaluate_text("5 万元 + 3").error

    assert error.code == "YZ-L32"
    assert "元 与 纯数 不能相加" in str(error)
    assert "3 元" in str(error)


def test_variables_may_have_names_with_spaces():
    assert as_typed(evaluate_text('first name + "!"', {"first name": "Li"}).value) == {"t": "string", "v": "Li!"}


@pytest.mark.parametrize(
    ("expr", "kind", "typed"),
    [
        ("1 + 1", "string", {"t": "null", "v": None}),
        ("[10]", "number", {"t": "decimal", "v": "10"}),
        ("10", "tUnknown", {"t": "decimal", "v": "10"}),
    ],
)
def test_a_declared_type_coerces_the_result(expr, kind, typed):
    assert as_typed(evaluate_text(expr, expected_type=kind).value) == typed


def test_a_bad_line_or_case_never_stops_the_others():
    lines = [
        '{"id": "a", "expr": "1 + 1"}', "not json", '{"id": "b"}', "", '{"id": "c", "expr": "1 +"}', "[1]",
        '{"id": "d", "expr": "for i in 1..1000000000 return i"}', '{"id": "e", "expr": "\\"\\\\uD83D\\""}',
        '{"id": "f", "expr": "5 万元", "type": 3}', "[" * 100_000,
    ]  # fmt: skip
    out, seen = io.StringIO(), []

    counts = evaluate_jsonl(lines, out, progress=seen.append)

    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [answer["id"] for answer in answers] == ["a", None, "b", "c", None, "d", "e", "f", None]
    assert answers[0] == {"id": "a", "value": {"t": "decimal", "v": "2"}}
    assert all(answer["value"] == {"t": "null", "v": None} for answer in answers if "error" in answer)
    assert answers[7]["value"] == {"t": "decimal", "v": "50000", "unit": "元"}
    assert counts == (9, 6)
    assert seen[-1] == 9
    out.getvalue().encode("utf-8")
