from datetime import date
from fractions import Fraction

import pytest

from yanzhen.facts.cells import CellProblem, read_cell, understood
from yanzhen.registers import Column
from yanzhen.units import parse_unit

OF = {
    "万元": Column("营业收入", unit=parse_unit("万元")),
    "%": Column("研发占比", unit=parse_unit("%")),
    "人": Column("员工", unit=parse_unit("人")),
    "公里": Column("里程", unit=parse_unit("公里")),
    "千瓦时": Column("用电量", unit=parse_unit("千瓦时")),
    "万元/亩": Column("亩均税收", unit=parse_unit("万元/亩")),
    "系数": Column("系数"),
    "是否": Column("规模以上", kind="yesno", absent="否"),
    "日期": Column("有效期至", kind="date", absent="长期"),
    "县": Column("县区", kind="code", code="县市区"),
    "级": Column("级别", kind="code", code="级别"),
    "文字": Column("企业名称", kind="text"),
    "参照": Column("代理机构", kind="ref", ref="企业"),
}

READ = [
    ("万元", "500", 5_000_000),
    ("万元", "０.５", 5_000),
    ("万元", "500万元", 5_000_000),
    ("万元", "500 万 元", 5_000_000),
    ("万元", "1.2亿", 120_000_000),
    ("万元", "1.2 亿元", 120_000_000),
    ("万元", "500万", 5_000_000),
    ("万元", "3元", 3),
    ("万元", "￥500元", 500),
    ("万元", "1,234,567.5", 12_345_675_000),
    ("万元", "1，234", 12_340_000),
    ("万元", "-3.5", -35_000),
    ("万元", "−3", -30_000),
    ("万元", "+3", 30_000),
    ("万元", "0.000001", Fraction(1, 100)),
    ("万元", "0.30000000000000004", 3_000),
    ("万元", "10亿元", 10**9),
    ("%", "15", Fraction(15, 100)),
    ("%", "15%", Fraction(15, 100)),
    ("%", "１５％", Fraction(15, 100)),
    ("%", "3‰", Fraction(3, 1000)),
    ("人", "1.2万", 12_000),
    ("人", "1.2万人", 12_000),
    ("公里", "1.2万", 12_000_000),
    ("公里", "3", 3_000),
    ("千瓦时", "2万千瓦时", 20_000),
    ("千瓦时", "2千瓦时", 2),
    ("万元/亩", "21.39", 213_900),
    ("万元/亩", "21.39万元/亩", 213_900),
    ("万元/亩", "2万", 20_000),
    ("系数", "1.05", Fraction(105, 100)),
    ("是否", "是", True),
    ("是否", "√", True),
    ("是否", "yes", True),
    ("是否", "否", False),
    ("是否", "×", False),
    ("日期", "2026.1.5", date(2026, 1, 5)),
    ("日期", "2026-01-05", date(2026, 1, 5)),
    ("日期", "2026/1/5", date(2026, 1, 5)),
    ("日期", "2026年1月5日", date(2026, 1, 5)),
    ("日期", "2026年 1月 5日", date(2026, 1, 5)),
    ("日期", "20260105", date(2026, 1, 5)),
    ("日期", "2026-01-05 00:00:00", date(2026, 1, 5)),
    ("日期", "２０２４.２.２９", date(2024, 2, 29)),
    ("日期", "长期", None),
    ("县", "01", "01"),
    ("县", "东区", "01"),
    ("县", " ０１ ", "01"),
    ("级", "国家级", "国家级"),
    ("文字", "  甲（集团）厂 ", "甲（集团）厂"),
    ("参照", "９１３５０１００m000100y43", "91350100M000100Y43"),
    *(
        (kind, blank, None)
        for kind in ("万元", "是否", "日期", "县", "文字")
        for blank in ("", "  ", "　", "-", "——", "/")
    ),
]

REFUSED = [
    ("万元", "12,5", "逗号不是小数点", "12.5"),
    ("万元", "1,2345", "千分位的逗号位置不对", "12345"),
    ("万元", "12 500", "数字中间有空格", "12500"),
    ("万元", "1.2E+08", "科学计数法", "重新导出"),
    ("万元", "(500)", "括号表示负数", "-500"),
    ("万元", "500万万元", "倍数写了两次", "1.2亿元"),
    ("万元", "5人", "单位「人」不合此列", "万元"),
    ("万元", "15%", "单位「%」不合此列", "万元"),
    ("万元", "5美元", "单位「美元」不合此列", "万元"),
    ("万元", "5块", "「块」不是计量单位", "万元"),
    ("万元", "约500", "不是一个确切的数", "确切"),
    ("万元", "500-600", "不是一个确切的数", "确切"),
    ("万元", "500万元以上", "不是一个确切的数", "确切"),
    ("万元", "无", "读不出是零还是不知道", "填 0"),
    ("万元", "不详", "应为数字", "12.5"),
    ("万元", "nan", "应为数字", ""),
    ("万元", "1.2.3", "", ""),
    ("万元", "0.0000011", "更细", "0.01 元"),
    ("万元", "9" * 20, "太大", "单位"),
    ("万元", "9" * 300, "太长", ""),
    ("%", "15万元", "单位「万元」不合此列", "%"),
    ("%", "0.00001%", "更细", ""),
    ("人", "3.5", "比最小单位 1 人 更细", "4 人"),
    ("人", "3家", "单位「家」不合此列", "人"),
    ("系数", "15%", "单位「%」不合此列", "不带单位"),
    ("是否", "有", "应为 是 或 否", "是"),
    ("是否", "大概", "应为 是 或 否", ""),
    ("日期", "46027", "日期序号", "2026-01-05"),
    ("日期", "2026年1月", "不完整", "2026-01-05"),
    ("日期", "2026-02-30", "没有 2026 年 2 月 30 日", ""),
    ("日期", "26.1.5", "应为日期", "2026-01-05"),
    ("日期", "2026-1.5", "应为日期", ""),
    ("日期", "短期", "应为日期", ""),
    ("县", "东去", "不在代码表「县市区」里", "东区"),
    ("参照", "91350100M000100Y4Z", "不含「Z」", ""),
]


@pytest.mark.parametrize(("kind", "text", "value"), READ)
def test_a_text_with_one_reading_is_read(vocabulary, kind, text, value):
    assert read_cell(text, OF[kind], vocabulary) == value


@pytest.mark.parametrize(("kind", "text", "why", "suggestion"), REFUSED)
def test_a_text_with_two_readings_or_none_is_a_problem_with_a_suggestion(vocabulary, kind, text, why, suggestion):
    found = read_cell(text, OF[kind], vocabulary)

    assert isinstance(found, CellProblem)
    assert why in found.why
    assert suggestion in found.suggestion


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.0000000009", 1), ("1.000000002", None), ("1000000.0005", 1_000_000), ("1000000.0011", None)],
)
def test_float_noise_is_less_than_a_billionth_of_the_value(vocabulary, text, value):
    found = read_cell(text, OF["人"], vocabulary)

    assert isinstance(found, CellProblem) if value is None else found == value


@pytest.mark.parametrize(("unit", "value"), [("元", 500), ("千元", 500_000), ("亿元", 5 * 10**10)])
def test_the_heading_says_the_unit_of_bare_numbers_and_the_cell_may_say_its_own(vocabulary, unit, value):
    assert read_cell("500", OF["万元"], vocabulary, unit=parse_unit(unit)) == value
    assert read_cell("3万元", OF["万元"], vocabulary, unit=parse_unit(unit)) == 30_000


@pytest.mark.parametrize(
    ("kind", "text", "note"),
    [
        ("万元", "500", ""),
        ("万元", "1.2亿", "「1.2亿」读作 1.2 亿元"),
        ("万元", "1,234", "「1,234」读作 1234 万元"),
        ("万元", "0.30000000000000004", "「0.30000000000000004」读作 3000 元"),
        ("日期", "2026-01-05", ""),
        ("日期", "2026.1.5", "「2026.1.5」读作 2026-01-05"),
        ("日期", "长期", "「长期」读作空"),
        ("是否", "√", "「√」读作是"),
        ("县", "东区", ""),
        ("万元", "", ""),
    ],
)
def test_what_was_not_written_plainly_is_said(vocabulary, kind, text, note):
    assert understood(text, read_cell(text, OF[kind], vocabulary), OF[kind]) == note
