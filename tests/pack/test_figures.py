"""Figures in running text, as officers and documents write them."""

from fractions import Fraction

import pytest

from yanzhen.pack.figures import figures, han_number
from yanzhen.units import MONEY, SHARE, show

CASES = [
    ("研发费用一百万元以上的给予补助", ["100 万元"]),
    ("按基准利率的50%给予一年贴息，最高100万元", ["50%", "12 月", "100 万元"]),
    ("国科发火〔2016〕32号：比例不低于5%", ["5%"]),
    ("20%—30%，3至5年", ["20%", "30%", "36 月", "60 月"]),
    ("2000—5000万元", ["2000 万元", "5000 万元"]),
    ("百分之五、千分之三、5‰、2个百分点", ["5%", "0.3%", "0.5%", "2%"]),
    ("1.5亿元，１０万元，千万元", ["1.5 亿元", "10 万元", "1000 万元"]),
    ("满12个月，1,500元", ["12 月", "1500 元"]),
    ("前20名", ["20 人"]),
    ("2024年1月1日至2025年，第三条，（一）同一项目", []),
    ("三免三减半，一次性奖励，统一标准", []),
    ("连续2年", ["24 月"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_figures_are_read_in_canonical_units(text, expected):
    assert [show(figure.value, figure.dimension) for figure in figures(text)] == expected


def test_a_figure_without_unit_equals_the_same_sum_of_anything():
    bare = figures("五百万以上、500万以上")

    assert [(figure.value, figure.dimension) for figure in bare] == [(5_000_000, None)]
    assert bare[0].equals(Fraction(5_000_000), MONEY)
    assert not figures("50%")[0].equals(Fraction(50), MONEY)
    assert not figures("5%")[0].equals(Fraction(5, 1000), SHARE)


def test_a_figure_knows_where_it_stands():
    text = "不低于 500 万元的"
    figure = figures(text)[0]

    assert text[figure.start : figure.end] == figure.text == "500 万元"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("二十三", 23),
        ("一百零五", 105),
        ("三千五百万", 35_000_000),
        ("一亿二千万", 120_000_000),
        ("二〇二四", 2024),
        ("两百", 200),
    ],
)
def test_han_numerals(text, value):
    assert han_number(text) == value


def test_what_is_no_han_number_is_none():
    assert han_number("") is None
    assert han_number("万") is None
