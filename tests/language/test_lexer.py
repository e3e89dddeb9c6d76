"""Signs, names, numbers and units as people type them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.errors import LanguageError
from yanzhen.language import tree
from yanzhen.language.lexer import tokens_of
from yanzhen.language.numbers import number_text, rounded
from yanzhen.language.parser import parse

TWINS = [
    ("（甲＋乙）×２≥１０", "(甲 + 乙) * 2 >= 10"),
    ("级别＝“国家级”", '级别 = "国家级"'),
    ("甲÷乙≤３％", "甲 / 乙 <= 3%"),
    ("甲＜乙，乙"[:3], "甲 < 乙"),
    ("较低（甲，乙）", "较低(甲, 乙)"),
    ("营业收入　>=　５００万元", "营业收入 >= 500 万元"),
    ("甲≠乙", "甲 != 乙"),
    ("Ａ１ > 0", "A1 > 0"),
    ("甲 // 说明\n and 乙 /* 又一条 */", "甲 and 乙"),
]


@pytest.mark.parametrize(("wide", "narrow"), TWINS)
def test_full_width_signs_are_read_as_their_twins(wide, narrow):
    assert parse(wide) == parse(narrow)


def test_text_keeps_its_signs():
    assert parse('"（％）"').value == "（％）"
    assert parse('"他说“好”"').value == "他说“好”"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("500 万元", 500, "万元"), ("500万元", 500, "万元"), ("21.39 万元/亩", Fraction("21.39"), "万元/亩"),
        ("3%", 3, "%"), ("8‰", 8, "‰"), ("2 百分点", 2, "百分点"), ("1.2 吨标煤(等价值)", Fraction("1.2"), "吨标煤(等价值)"),
        ("5 元/平方米·月", 5, "元/平方米·月"), ("1 吨标煤（当量值）/亩", 1, "吨标煤(当量值)/亩"), (".5 亩", Fraction(1, 2), "亩"),
        ("200 年", 200, "年"),
    ],
)  # fmt: skip
def test_a_number_and_its_unit_are_one_literal(text, value, unit):
    assert parse(text) == tree.Number(Fraction(value), unit)


@pytest.mark.parametrize("text", ["100 万元/人数", "100 万元 / 人", "100 万元/ 人"])
def test_what_is_no_unit_is_a_divisor(text):
    node = parse(text)

    assert (node.op, node.left) == ("/", tree.Number(Fraction(100), "万元"))


@pytest.mark.parametrize("word", ["and 乙", "or 乙", "in (1, 2)", "between 1 and 2"])
def test_a_keyword_is_never_a_unit(word):
    assert not isinstance(parse(f"5 {word}"), tree.Number)


def test_a_duration_beyond_two_hundred_years_is_refused():
    with pytest.raises(LanguageError, match="时长"):
        parse("201 年")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_positions_lie_in_it(text):
    for full in (False, True):
        try:
            tokens = tokens_of(text, full=full)
        except LanguageError as error:
            assert 0 <= error.span.start <= error.span.end <= len(text)
            continue
        assert tokens[-1].kind == "end"
        assert all(0 <= token.start < token.end <= len(text) for token in tokens[:-1])


@given(st.text(st.sampled_from("甲a1 .()[]{}<>=!+-*/\"'@,:%and not in if"), max_size=40))
def test_any_soup_of_signs_is_parsed_or_refused(text):
    for full in (False, True):
        try:
            parse(text, full=full)
        except LanguageError as error:
            assert error.code.startswith("YZ-L")


@given(st.fractions())
def test_a_number_is_written_with_at_most_thirty_four_digits_and_no_exponent(value):
    text = number_text(value)

    assert "e" not in text.lower()
    assert len(text.lstrip("-0.").replace(".", "")) <= 34 or "." not in text
    assert Fraction(text) == rounded(value)
