"""What the operators mean on values: Missing, Between, null, and exact numbers."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.errors import LanguageError
from yanzhen.language import operators
from yanzhen.language.interval import Interval
from yanzhen.language.quantity import quantity
from yanzhen.language.temporal import Date
from yanzhen.language.values import BASE_NOT_POSITIVE, Between, Missing, Reason, missing

A = missing("企业", "营业收入", "2024", "not_delivered")
B = missing("企业", "研发投入", "2024", "not_filled")
AB = Missing(A.reasons | B.reasons)
ONE, TWO, THREE, FIVE = (Fraction(number) for number in (1, 2, 3, 5))
T, F, N = True, False, None


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (T, T, T, T), (T, F, F, T), (F, F, F, F), (T, A, A, T), (F, A, F, A), (A, B, AB, AB), (A, A, A, A),
        (N, T, F, T), (N, F, F, F), (N, N, F, F), (N, A, F, A),
    ],
)  # fmt: skip
def test_and_or_in_packs(left, right, both, either):
    for pair in ([left, right], [right, left]):
        assert operators.conjunction(pair, full=False) == both
        assert operators.disjunction(pair, full=False) == either


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [(N, T, N, T), (N, F, F, N), (N, N, N, N), (N, A, A, A), (T, A, A, T), ("x", F, F, N), ("x", T, N, T)],
)
def test_and_or_in_full_feel(left, right, both, either):
    for pair in ([left, right], [right, left]):
        assert operators.conjunction(pair, full=True) == both
        assert operators.disjunction(pair, full=True) == either


@pytest.mark.parametrize(("value", "in_packs", "in_feel"), [(T, F, F), (F, T, T), (A, A, A), (N, T, N)])
def test_not(value, in_packs, in_feel):
    assert operators.negation(value, full=False) == in_packs
    assert operators.negation(value, full=True) == in_feel


@pytest.mark.parametrize("op", ["=", "!=", "<", "<=", ">", ">="])
def test_a_comparison_with_missing_is_missing_and_with_nothing_is_false_in_packs(op):
    assert operators.compare(op, A, ONE, full=False) == A
    assert operators.compare(op, A, B, full=False) == AB
    assert operators.compare(op, None, ONE, full=False) is False
    assert operators.compare(op, ONE, None, full=False) is False
    assert operators.compare(op, A, None, full=False) is False


@pytest.mark.parametrize("op", ["+", "-", "*", "/"])
def test_arithmetic_passes_missing_and_nothing_through(op):
    assert operators.arithmetic(op, A, ONE, full=False) == A
    assert operators.arithmetic(op, A, B, full=False) == AB
    assert operators.arithmetic(op, ONE, None, full=False) is None


@pytest.mark.parametrize("divisor", [Fraction(0), Fraction(-3)])
def test_a_base_that_is_not_positive_makes_a_quotient_unknown_in_packs(divisor):
    unknown = operators.arithmetic("/", ONE, divisor, full=False)

    assert unknown == Missing(frozenset({Reason("", "", "", BASE_NOT_POSITIVE)}))
    assert operators.arithmetic("/", ONE, Fraction(-2), full=False, literal=True) == Fraction(-1, 2)
    assert operators.arithmetic("/", ONE, Fraction(1, 10**6), full=False) == 10**6


IN_1_3 = Between(ONE, THREE, A.reasons)
FROM_2 = Between(TWO, None, B.reasons)


@pytest.mark.parametrize(
    ("op", "left", "right", "answer"),
    [
        (">=", IN_1_3, ONE, T), (">=", IN_1_3, TWO, A), (">=", IN_1_3, FIVE, F), (">", IN_1_3, ONE, A),
        ("<=", IN_1_3, THREE, T), ("<", IN_1_3, THREE, A), ("<", IN_1_3, ONE, F), ("<=", IN_1_3, ONE, A),
        ("=", IN_1_3, FIVE, F), ("=", IN_1_3, TWO, A), ("!=", IN_1_3, FIVE, T), ("!=", IN_1_3, ONE, A),
        (">=", FROM_2, TWO, T), (">", FROM_2, TWO, B), ("<", FROM_2, TWO, F), ("<", ONE, FROM_2, T),
        ("<", IN_1_3, Between(FIVE, None, B.reasons), T), ("<", IN_1_3, FROM_2, AB), ("=", IN_1_3, FROM_2, AB),
        (">=", IN_1_3, None, F), (">=", IN_1_3, B, AB),
    ],
)  # fmt: skip
def test_an_interval_decides_a_comparison_when_it_can(op, left, right, answer):
    assert operators.compare(op, left, right, full=False) == answer
    if op in operators.MIRROR:
        assert operators.compare(operators.MIRROR[op], right, left, full=False) == answer


def test_an_interval_counts_as_missing_everywhere_else():
    assert operators.arithmetic("+", IN_1_3, ONE, full=False) == A
    assert operators.negative(IN_1_3) == A


def test_between_is_false_as_soon_as_one_side_is():
    assert operators.within(FIVE, A, THREE, full=False) is False
    assert operators.within(TWO, A, THREE, full=False) == A
    assert operators.within(ONE, ONE, THREE, full=False) is True


def test_in_is_true_as_soon_as_one_test_is():
    assert operators.passes(TWO, Interval(ONE, A, True, True), full=False) == A
    assert operators.passes(A, [ONE, TWO], full=False) == A
    assert operators.passes(None, [ONE], full=False) is False


@given(st.fractions(), st.fractions(), st.fractions())
def test_sums_and_products_are_exact(a, b, c):
    def of(op, left, right):
        return operators.arithmetic(op, left, right, full=True)

    assert of("*", a, of("+", b, c)) == a * b + a * c
    assert of("-", of("+", a, b), b) == a


def test_a_share_exactly_on_the_threshold_is_on_it():
    growth = operators.arithmetic(
        "-", operators.arithmetic("/", Fraction(115), Fraction(100), full=False), ONE, full=False
    )

    assert operators.compare(">=", growth, Fraction(15, 100), full=False) is True


def test_days_of_both_classes_compare():
    day = datetime.date(2024, 12, 31)

    assert operators.compare("=", day, Date.of(2024, 12, 31), full=False) is True
    assert operators.compare("<", day, Date.of(2025, 1, 1), full=True) is True
    assert operators.arithmetic("-", Date.of(2025, 1, 1), day, full=True).seconds == 86_400


@pytest.mark.parametrize(
    ("op", "left", "right"),
    [
        ("+", quantity(FIVE, "万元"), THREE),
        ("+", quantity(FIVE, "人"), quantity(ONE, "家")),
        ("-", ONE, quantity(ONE, "%")),
    ],
)
def test_units_that_do_not_go_together_are_refused_by_name(op, left, right):
    with pytest.raises(LanguageError) as raised:
        operators.arithmetic(op, left, right, full=True)

    assert raised.value.code == "YZ-L32"
    assert raised.value.hint
