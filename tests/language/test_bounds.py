"""Hostile input is refused quickly, in both profiles, by a LanguageError and nothing else."""

from __future__ import annotations

import time

import pytest

from yanzhen.errors import LanguageError
from yanzhen.language import bounds
from yanzhen.language.evaluate import evaluate_text
from yanzhen.language.parser import parse

NESTED = {
    "brackets": "(" * 10_000,
    "closed brackets": "(" * 5_000 + "1" + ")" * 5_000,
    "chained not": "not " * 1_000 + "a",
    "not calls": "not(" * 5_000,
    "minuses": "-" * 10_000 + "1",
    "a long sum": "+".join(["1"] * 5_000),
    "sums in brackets": "1+(" * 5_000,
    "lists": "[" * 10_000,
    "contexts": "{a:" * 10_000,
    "calls": "f(" * 10_000,
    "signed calls": "-f(" * 10_000,
    "denied calls": "not f(-" * 5_000,
    "ifs": "if a then " * 4_000,
    "tests": "x in (" * 5_000,
    "loops": "for a in " * 3_000,
    "functions": "function() " * 3_000,
    "paths": "a." * 5_000 + "a",
    "filters": "a" + "[1]" * 5_000,
    "types": "a instance of " + "list<" * 5_000,
    "ranges": "]" * 10_000,
    "quotes": '"' * 9_999,
    "comparisons": "a<" * 5_000 + "a",
}


@pytest.mark.parametrize("full", [False, True], ids=["pack", "full"])
@pytest.mark.parametrize("name", NESTED)
def test_hostile_text_is_refused_quickly(name, full):
    begin = time.perf_counter()

    with pytest.raises(LanguageError):
        parse(NESTED[name], full=full)

    assert time.perf_counter() - begin < 2


@pytest.mark.parametrize("name", NESTED)
def test_hostile_text_within_a_pack_length_is_refused_too(name):
    with pytest.raises(LanguageError):
        parse(NESTED[name][: bounds.PACK.characters - 1])


@pytest.mark.parametrize(("full", "limit"), [(False, bounds.PACK), (True, bounds.FULL)], ids=["pack", "full"])
def test_each_bound_holds_on_both_sides(full, limit):
    assert parse("(" * limit.depth + "1" + ")" * limit.depth, full=full)
    assert parse("-" * (limit.depth - 1) + "1", full=full)
    assert parse("1" + " " * (limit.characters - 1), full=full)
    for text, code in (
        ("(" * (limit.depth + 1) + "1" + ")" * (limit.depth + 1), "YZ-L21"),
        ("-" * limit.depth + "1", "YZ-L21"),
        ("1" + " " * limit.characters, "YZ-L20"),
    ):
        with pytest.raises(LanguageError) as raised:
            parse(text, full=full)
        assert raised.value.code == code


def test_a_long_chain_of_and_stays_shallow():
    assert len(parse(" and ".join(["a"] * 400)).items) == 400


def test_a_pack_expression_has_at_most_five_hundred_nodes():
    assert parse(" and ".join(["a"] * 499))
    with pytest.raises(LanguageError, match="500"):
        parse(" and ".join(["a"] * 500))


def test_a_list_has_at_most_a_thousand_items():
    assert evaluate_text(f"count([{','.join('1' * 1_000)}])").value == 1_000
    assert evaluate_text(f"count([{','.join('1' * 1_001)}])").error.code == "YZ-L23"


def test_a_number_in_a_pack_has_at_most_twenty_eight_digits():
    assert parse("1" * 28)
    with pytest.raises(LanguageError):
        parse("1" * 29)


ENDLESS = {
    "a large loop": "for i in 1..1000000000 return i",
    "nested loops": "for i in 1..1000, j in 1..1000 return i",
    "loops in loops": "for i in 1..1000 return for j in 1..1000 return j",
    "a function calling itself": "{f: function(g) g(g), r: f(f)}.r",
    "a function called often": "{f: function(g, n) if n = 0 then 0 else g(g, n - 1), r: f(f, 100000)}.r",
    "growing text": 'for i in 1..100 return if i = 1 then "aaaaaaaaaa" else partial[-1] + partial[-1]',
    "growing lists": "for i in 1..100 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])",
    "flattening what doubles": "flatten(for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])",
    "writing what doubles": "string(for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]])",
    "a slow pattern": f'matches("{"a" * 40}!", "(a+)+$")',
    "a slower pattern": f'matches("{"a" * 60}", "(a|aa)*b")',
    "a large repetition": 'matches("a", "((a{1,200}){1,200}){1,200}")',
}


@pytest.mark.parametrize("name", ENDLESS)
def test_work_without_end_is_cut_off(name):
    begin = time.perf_counter()

    outcome = evaluate_text(ENDLESS[name])

    assert outcome.value is None
    assert time.perf_counter() - begin < 8


@pytest.mark.parametrize("expr", ["10 ** 10000", "2 ** 100000000000", "0.5 ** -1000000", "exp(1000000)", "-10 ** 6145"])
def test_numbers_beyond_decimal128_have_no_value(expr):
    assert evaluate_text(expr).value is None


def test_a_chain_of_products_stays_small():
    value = evaluate_text("for i in 1..2000 return if i = 1 then 1/3 else partial[-1] * 7 / 11").value

    assert value[-1].denominator.bit_length() < 3_000
