"""Reading along one fact: every stretch says what reading plain numbers says, whatever function the expression uses."""

from __future__ import annotations

import importlib.util
import itertools
import random
import sys
from collections import Counter
from datetime import date
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import pytest

from yanzhen.engine.advice import signs
from yanzhen.engine.advice.cells import Cell, Changed
from yanzhen.engine.advice.ray import Path as Along
from yanzhen.engine.advice.ray import Ray, Tangled, formula, stretches
from yanzhen.engine.subject import Facts
from yanzhen.errors import LanguageError
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.values import Between
from yanzhen.periods import Period

ON, YEAR = date(2025, 6, 30), Period.year_of(2024)
FIRMS, EXPRESSIONS, LOW, HIGH = 12, 400, -12_000, 52_000
"""Stretches are looked for between −120 元 and 520 元, in fen: around every literal that expressions use."""


def beside(name: str):
    """A module of the tests one folder up."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / f"{name}.py")
        assert spec is not None and spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


world, expressions = beside("world"), beside("expressions")


def test_runs_of_sign_are_those_of_every_whole_number():
    draw = random.Random(3)
    for _ in range(2_000):
        poly = signs.tidy([Fraction(draw.randint(-30, 30), draw.randint(1, 3)) for _ in range(draw.randint(1, 5))])
        low = draw.randint(-15, 0)
        high = draw.randint(low, 15)
        found = signs.runs(poly, low, high)
        assert [sign for first, last, sign in found for _ in range(first, last + 1)] == [
            signs.sign_at(poly, at) for at in range(low, high + 1)
        ]
        assert all(one[2] != other[2] for one, other in itertools.pairwise(found))


@pytest.mark.parametrize(
    "read",
    [
        lambda x: floor(x / 7),
        lambda x: ceil(x / 7),
        lambda x: round(x / 4),
        lambda x: int(x / 3),
        lambda x: abs(x - 5) > 3,
        lambda x: max(Fraction(4), x) - min(x, Fraction(9)),
        lambda x: x * x - 10 * x + 21 > 0,
        lambda x: 60 / (x + 20) >= 3,
        lambda x: (x - 3) ** 3,
        lambda x: x // 6,
        lambda x: len({x, Fraction(4)}),
        lambda x: sorted([Fraction(3), x, Fraction(7)])[1],
        lambda x: sum([x, Fraction(1, 2), x], Fraction(0)) == Fraction(25, 2),
        lambda x: 1 if x else 0,
        lambda x: x.numerator,
        lambda x: (x + 13) % 5 + (x + 13) // 4,
        lambda x: divmod(x, 7)[1] + divmod(Fraction(40), x + 13)[0] + Fraction(40) % (x + 13),
        lambda x: Fraction(2) ** x,
        lambda x: f"{x!s} {float(x)} {x.as_integer_ratio()}",
        lambda x: f"{x > 2}{x != 6}{x >= 6}{Fraction(7) == x}",
    ],
)
def test_each_way_to_ask_a_number_narrows_to_where_its_answer_holds(read):
    seen = []
    for near, far, says in stretches(lambda path: (read(path.fact(Fraction(1))), path), -12, 25, (-12, 25), 60):
        value, path = says
        assert path.low <= near <= far == min(path.high, 25)
        for at in range(near, far + 1):
            plain = read(Fraction(at))
            top, bottom = formula(value) if isinstance(value, Fraction) else ((value,), (1,))
            told = value if not isinstance(value, Ray) else signs.value(top, at) / signs.value(bottom, at)
            assert told == plain, (near, far, at)
        seen.append((near, far))
    assert seen[0][0] == -12 and seen[-1][1] == 25


def test_a_staircase_of_too_many_steps_and_too_high_a_power_are_refused():
    with pytest.raises(Tangled, match="超过 10 段"):
        list(stretches(lambda path: floor(path.fact(Fraction(1))), 0, 50, (0, 50), 10))
    with pytest.raises(Tangled, match="次数太高"):
        list(stretches(lambda path: path.fact(Fraction(1)) ** 9 > 5, 0, 50, (0, 50), 10))


def plain_at(value: object, at: int) -> object:
    """What a value read along a fact is at one whole number."""
    if isinstance(value, Ray):
        return signs.value(value.top, at) / signs.value(value.bottom, at)
    if isinstance(value, Between):
        return Between(plain_at(value.low, at), plain_at(value.high, at), value.reasons)
    return value


@pytest.mark.parametrize("seed", range(2))
def test_along_a_fact_random_expressions_say_what_they_say_of_plain_numbers(seed):
    snapshot = world.world(seed + 40, FIRMS)
    facts, drawn, draw = Facts(snapshot), expressions.Expressions(seed + 40), random.Random(seed)
    seen: Counter[str] = Counter()
    for number in range(EXPRESSIONS):
        kind = (drawn.truth, drawn.money, drawn.truth, drawn.share)[number % 4]
        try:
            node = expressions.bound(drawn.table() if number % 5 == 4 else kind(3), snapshot.vocabulary)
        except LanguageError:
            continue
        row, year = draw.randrange(FIRMS), draw.choice([2024, 2024, 2023])
        cell = Cell("企业", row, draw.choice(["收入", "收入", "税收"]), Period.year_of(year))

        def read(value: object, node=node, row=row, cell=cell) -> object:
            subject = Changed(facts, {cell: value}).subject("企业", row)
            return Interpreter(full=False).evaluate(node, Env({"基准日": ON}, subject, YEAR))

        grain = Fraction(1, 100)

        def along(path: Along, read=read, grain=grain) -> object:
            return read(path.fact(grain))

        try:
            for near, far, value in stretches(along, LOW, HIGH, (LOW, HIGH), 80):
                seen["stretches"] += 1
                seen["followed"] += isinstance(value, Ray)
                for at in {near, far, draw.randint(near, far)}:
                    assert plain_at(value, at) == read(at * grain), (node, cell, at)
        except Tangled:
            seen["refused"] += 1
    assert seen["stretches"] > EXPRESSIONS and seen["followed"] > 10, seen
    assert seen["refused"] < EXPRESSIONS // 10, seen
