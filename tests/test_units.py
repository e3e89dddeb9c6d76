"""The table of units: what each is, what never mixes, what is refused with the form that was meant."""

from __future__ import annotations

from fractions import Fraction

import pytest

from yanzhen.errors import LanguageError
from yanzhen.language.parser import parse
from yanzhen.units import ANY_COUNT, SHARE, UnitError, addable, default_quantum, multiply, parse_unit, show

KINDS = {
    "money": "元 角 百元 千元 万元 百万元 亿元", "dollar": "美元 万美元 亿美元", "euro": "欧元 万欧元 亿欧元",
    "hkd": "港元 万港元 亿港元", "yen": "日元 万日元 亿日元", "share": "1 % ‰ 百分点", "area": "亩 公顷 平方米 平方公里",
    "months": "年 季 月", "days": "周 日", "working days": "工作日", "hours": "小时 分钟", "score": "分",
    "power": "千瓦时 万千瓦时 亿千瓦时", "coal, equal value": "吨标煤(等价值)", "coal, equivalent": "吨标煤(当量值)",
    "mass": "吨 千克", "volume": "立方米 万立方米 升", "pollutant": "当量", "heat": "摄氏度", "acid": "pH", "length": "米 公里",
    "priced": "元(2020年价) 万元(2020年价)", "priced otherwise": "万元(2015年价)",
    **{name: name for name in ["人", "人次", "户", "家", "个", "件", "项", "台", "套", "批", "列", "处", "所", "床", "次"]},
}  # fmt: skip


def test_units_of_one_kind_mix_and_of_two_kinds_never():
    kinds = [(kind, parse_unit(name).dimension) for kind, names in KINDS.items() for name in names.split()]

    for kind, dimension in kinds:
        for other, its in kinds:
            assert (addable(dimension, its) is not None) == (kind == other), (kind, other)


@pytest.mark.parametrize(
    ("name", "factor"),
    [
        ("角", "1/10"), ("百元", 100), ("百万元", 10**6), ("亿元", 10**8), ("亿美元", 10**8), ("%", "1/100"),
        ("‰", "1/1000"), ("百分点", "1/100"), ("公顷", 15), ("平方米", "15/10000"), ("平方公里", 1500), ("年", 12),
        ("季", 3), ("周", 7), ("分钟", "1/60"), ("亿千瓦时", 10**8), ("千克", "1/1000"), ("升", "1/1000"),
        ("公里", 1000), ("万元/亩", 10**4), ("元/千瓦时", 1), ("元/平方米·月", "2000/3"), ("人/平方公里", "1/1500"),
        ("毫克/升", 1000), ("个/升", 1000), ("公里/小时", 1000), ("万元(2020年价)", 10**4), ("万元(现价)", 10**4),
    ],
)  # fmt: skip
def test_a_unit_is_so_many_canonical_units(name, factor):
    assert parse_unit(name).factor == Fraction(factor)


def test_a_count_fits_any_counting_unit_and_nothing_else():
    assert all(addable(ANY_COUNT, parse_unit(name).dimension) for name in ("人", "家", "次"))
    assert [addable(ANY_COUNT, parse_unit(name).dimension) for name in ("元", "%", "亩", "分")] == [None] * 4


def test_money_of_a_price_year_is_stored_to_the_fen_and_its_growth_is_a_share():
    money = parse_unit("万元(2020年价)").dimension

    assert default_quantum(money) == Fraction(1, 100)
    assert multiply(money, money, -1) == SHARE
    assert multiply(money, parse_unit("元").dimension, -1) != SHARE
    assert show(Fraction(5), money) == "5 元(2020年价)"
    assert parse_unit("万元(现价)").dimension == parse_unit("元").dimension


@pytest.mark.parametrize("text", ["500 万元", "500万元", "500 万元 ", "５００万元"])
def test_a_blank_before_the_unit_makes_no_difference(text):
    assert parse(text) == parse("500 万元")


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("5 吨标煤", "要写明是哪一种", "吨标煤(等价值) 或 吨标煤(当量值)"),
        ("2024 年", "是时长", '所属期 = "2024"'),
        ("201 年", "是时长", "文字"),
        ("1,000 万元", "千分位逗号", "1000 万元"),
        ("3 万圆", "没有计量单位", "万元"),
    ],
)
def test_what_is_no_unit_is_refused_with_the_form_meant(text, said, hint):
    with pytest.raises(LanguageError) as error:
        parse(text)

    assert said in error.value.what and hint in error.value.hint


@pytest.mark.parametrize(
    "text", ["万亩(2020年价)", "亩(2020年价)", "元(20年价)", "/亩", "元/", "吨标煤", "万元/吨标煤"]
)
def test_these_are_no_units(text):
    with pytest.raises(UnitError):
        parse_unit(text)


def test_two_hundred_years_may_be_a_length_of_time():
    assert parse("200 年").value == 200
