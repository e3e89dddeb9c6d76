"""What each function answers, with all its facts and with one missing: the same in both readings."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.vectors import broadcast
from yanzhen.engine.subject import Facts
from yanzhen.facts import Memory, build_snapshot
from yanzhen.language import tree
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.parser import parse
from yanzhen.language.values import Between, Missing
from yanzhen.periods import Period

ON = date(2025, 6, 30)


def beside(name: str):
    """A module that stands beside this test."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None and spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


world, expressions, readings = beside("world"), beside("expressions"), beside("readings")
WORDS = world.vocabulary()


def answer(
    text: str | tree.Table, cells: dict[str, object], rows: dict[str, list[dict[str, object]]], period: str
) -> object:
    """The value for firm 甲 in both readings; cells are written `column` or `column@period`."""
    memory = Memory(WORDS)
    memory.add("企业", [{"主体": "甲"}], covers=[""], columns=("名",))
    for firm, column, value in [("甲", *cell) for cell in cells.items()] + [("乙", "税收@2024", 7)]:
        firm, _, column = column.rpartition(".") if "." in column else (firm, "", column)
        name, _, when = column.partition("@")
        said = Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else value
        memory.add("企业", [{"主体": firm, "期间": when, name: said}], covers=[when])
    for register, listed in rows.items():
        parts = world.KINDS[:1] if register == "关系" else ()
        filled = [
            {"主体": "甲", **{name: Fraction(v) if type(v) is int else v for name, v in row.items()}} for row in listed
        ]
        memory.add(register, filled, covers=[""], columns=tuple(WORDS.registers[register].columns), parts=parts)
    snapshot = build_snapshot(memory, WORDS)
    when = Period.parse(period)
    node = expressions.bound(text, WORDS, when.kind)
    at = snapshot.frame("企业").keys.index("甲")
    exact = Interpreter(full=False).evaluate(node, Env({"基准日": ON}, Facts(snapshot).subject("企业", at), when))
    vector = broadcast(Reader(snapshot, ON).read(node, "企业", when), snapshot.frame("企业").n)
    assert readings.as_value(vector, at) == exact
    return exact


def told(value: object) -> object:
    """The value as the tables below write it: reasons as sorted text after ?."""
    if isinstance(value, Missing):
        return "? " + "、".join(sorted(map(str, value.reasons)))
    if isinstance(value, Between):
        return f"[{value.low}, {value.high}] " + "、".join(sorted(map(str, value.reasons)))
    return value.isoformat() if isinstance(value, date) else value


SALES = {"收入@2024": 121, "收入@2023": 110, "收入@2022": 100}
BORN = {"成立日期": date(2023, 5, 1)}
THREE = [{"号": "1", "金额": 300}, {"号": "2", "金额": 200}, {"号": "3", "金额": 100}]
GAP = [*THREE, {"号": "4"}]
TIE = [*THREE, {"号": "4", "金额": 200, "件数": 1}]

PERIODS = [
    ("上年同期(收入)", SALES, 110),
    ("上年同期(收入)", {"收入@2024": 1}, "? 企业.收入(2023) 未报送"),
    ("上年同期(收入)", {"收入@2024": 1} | {"成立日期": date(2024, 1, 1)}, None),
    ("最近(收入, 期末)", SALES, 121),
    ("最近(收入, 期初)", SALES, 110),
    ("最近(收入, 基准日)", {"收入@2022": 100}, 100),
    ("最近(收入, 基准日)", {"收入@2014": 1}, "? 企业.收入(2024) 未报送"),
    ("最近(收入, 基准日)", {"收入@2015": 1}, 1),
    ("最近(收入, 期初)", {"成立日期": date(2024, 1, 1)}, None),
    ("最近(收入, 期末)", BORN, "? 企业.收入(2024) 未报送"),
    ("增长率(收入)", SALES, Fraction(1, 10)),
    ("增长率(收入)", {"收入@2024": 5, "收入@2023": 0}, "? 企业.收入(2023) 基数不为正，无法计算"),
    ("增长率(收入, 否)", {"收入@2024": 5, "收入@2023": 0}, None),
    ("增长率(收入, 否) >= 0%", {"收入@2024": 5, "收入@2023": 0}, False),
    ("增长率(收入, 是) >= 0%", {"收入@2024": 5, "收入@2023": 0}, True),
    ("增长率(收入, 是) >= 10%", SALES, True),
    ("增长率(收入, 是) > 10%", SALES, False),
    ("增长率(收入, 是) >= 0%", {"收入@2023": 1}, "? 企业.收入(2024) 未报送"),
    ("增长率(收入, 是) >= 0%", {"收入@2024": 1}, "? 企业.收入(2023) 未报送"),
    ("增长率(收入, 是) >= 0%", {"收入@2024": 1, "成立日期": date(2024, 1, 1)}, True),
    ("复合增长率(收入, 2 年) >= 10%", SALES, True),
    ("复合增长率(收入, 2 年) > 10%", SALES, False),
    ("10% < 复合增长率(收入, 2 年)", SALES, False),
    ("复合增长率(收入, 2 年) between 9.99% and 10%", SALES, True),
    ("复合增长率(收入, 2 年) >= 10.0000000001%", SALES, False),
    ("复合增长率(收入, 2 年) >= -150%", {"收入@2024": -9, "收入@2022": 1}, False),
    ("复合增长率(收入, 2 年) >= -400%", {"收入@2024": -9, "收入@2022": 1}, True),
    ("复合增长率(收入, 2 年) >= 5%", {"收入@2024": 9}, "? 企业.收入(2022) 未报送"),
    ("复合增长率(收入, 2 年) >= 5%", {"收入@2024": 9} | BORN, "? 企业.收入(2022) 上期尚无此主体，无法计算"),
    ("复合增长率(收入, 2 年, 否) >= 5%", {"收入@2024": 9} | BORN, False),
    ("复合增长率(收入, 2 年, 是) >= 5%", {"收入@2024": 9} | BORN, True),
    ("均值(近(收入, 2 年))", SALES, Fraction(231, 2)),
    ("均值(近(收入, 2 年))", {"收入@2024": 9}, "? 企业.收入(2023) 未报送"),
    ("均值(近(收入, 3 年))", {"收入@2024": 9, "收入@2023": 1} | BORN, 5),
    ('最后(近(档, 2 年)) = "国家级"', {"档@2024": "3"}, True),
    ('最后(近(档, 2 年)) = "国家级"', {"档@2024": "2"}, "? 企业.档(2023) 未报送"),
    ("类别差(档, 上年(档))", {"档@2024": "3", "档@2023": "1"}, 2),
    ("类别差(国家级, 档) = -1", {"档@2024": "2"}, False),
    ("类别差(档, 国家级) = -1", {"档@2024": "2"}, True),
    ("类别差(档, 上年(档))", {"档@2024": "3"}, "? 企业.档(2023) 未报送"),
    ('外币 * 汇率("美元", 期末)', {"外币@2024": 100}, Fraction("718.84")),
    ('外币 * 汇率("美元", 期初)', {"外币@2024": 100}, "? 美元汇率 表中未载明"),
    ('外币 * 汇率("美元", 批复日)', {"外币@2024": 100}, "? 企业.批复日 未报送"),
    ('外币 * 汇率("美元", 批复日)', {"外币@2024": 100, "批复日": date(2023, 12, 31)}, Fraction("708.27")),
    ("收入 < 100000000000000000 元 * 1000000000000", SALES, True),
    ("max(收入, 税收)", SALES | {"税收@2024": 7}, 121),
]


@pytest.mark.parametrize(("text", "cells", "expected"), PERIODS)
def test_of_periods(text, cells, expected):
    assert told(answer(text, cells, {}, "2024")) == expected


DAYS = [
    ("工作日数(批复日, 到期日)", "2024-03-01", "2024-03-04", 2),  # the 2nd, a Saturday, is worked
    ("工作日数(批复日, 到期日)", "2024-02-28", "2024-03-01", 1),  # the 29th, a Thursday, is free
    ("工作日数(批复日, 到期日)", "2024-03-04", "2024-03-04", 0),
    ("工作日数(批复日, 到期日)", "2024-03-04", "2024-03-01", -2),
    ("工作日数(批复日, 到期日)", "2021-12-31", "2024-03-01", "? 测试历 表中未载明"),
    ("工作日数(批复日, 到期日)", "2025-06-27", "2025-06-30", 1),
    ("工作日数(批复日, 到期日)", "2025-06-27", "2025-07-01", "? 测试历 表中未载明"),
    ("工作日数(批复日, 到期日)", None, "2025-06-30", "? 企业.批复日 未报送"),
    ("批复日 + 1 工作日", "2024-03-01", None, "2024-03-02"),
    ("批复日 + 2 工作日", "2024-03-01", None, "2024-03-04"),
    ("批复日 + 1 工作日", "2024-02-28", None, "2024-03-01"),
    ("批复日 + 0 工作日", "2024-03-03", None, "2024-03-03"),
    ("批复日 - 1 工作日", "2024-03-04", None, "2024-03-02"),
    ("批复日 - 1 工作日", "2024-03-03", None, "2024-03-02"),
    ("批复日 - 1 工作日", "2022-01-03", None, "? 测试历 表中未载明"),
    ("批复日 + 1 工作日", "2025-06-30", None, "? 测试历 表中未载明"),
    ("满(批复日, 1 工作日)", "2024-12-27", None, True),  # a Friday; the next working day is the 30th, the 31st is free
    ("满(批复日, 2 工作日)", "2024-12-27", None, False),
]


@pytest.mark.parametrize(("text", "first", "last", "expected"), DAYS)
def test_of_working_days(text, first, last, expected):
    cells = {"批复日": first, "到期日": last}
    days = {name: date.fromisoformat(day) for name, day in cells.items() if day}

    assert told(answer(text, days, {}, "2024")) == expected


CODED = [{"号": "1", "级": "1", "类": "A"}, {"号": "2", "级": "2", "类": "A"}]
OF_ROWS = [
    ("合计(取前(合同, 2, 金额).金额)", THREE, 500),
    ("合计(取前(合同, 9, 金额).金额)", THREE, 600),
    ("合计(取前(合同, 2, 金额).金额)", TIE, 500),
    ("合计(取前(合同, 2, 金额).件数)", TIE, "? 合同 并列，取谁未定、合同.件数 未填写"),
    ("计数(取前(合同, 3, 金额))", TIE, 3),
    ("计数(取前(合同, 2, 金额))", GAP, "[1, 3] 合同.金额 未填写"),
    ("计数(取前(合同, 2, 金额))", [], 0),
    ("计数(取前(合同, 2, 金额))", None, "? 合同 未报送"),
    ("some e in 取前(合同, 2, 金额) satisfies e.金额 = 300 元", THREE, True),
    ("some e in 取前(合同, 1, 金额) satisfies e.金额 = 200 元", THREE, False),
    ("some e in 取前(合同, 1, 金额) satisfies e.金额 = 300 元", GAP, "? 合同.金额 未填写"),
    ("均值(合同.金额)", THREE, 200),
    ("mean(合同.金额)", THREE, 200),
    ("均值(合同.金额)", [], None),
    ("均值(合同.金额)", GAP, "? 合同.金额 未填写"),
    ("均值(合同.金额)", None, "? 合同 未报送"),
    ("不重复计数(合同.金额)", TIE, 3),
    ("不重复计数(合同.金额)", GAP, "[3, 4] 合同.金额 未填写"),
    ("不重复计数(合同.金额) >= 3 件", GAP, True),
    ("不重复计数(合同.类)", CODED, 1),
    ("不重复计数(合同.金额)", [], 0),
    ("不重复计数(合同.金额)", None, "? 合同 未报送"),
    ('最后(合同.级) = "省级"', CODED, True),
    ('最前(合同.级) = "市级"', CODED, True),
    ('最前(合同.级) = "市级"', [*CODED, {"号": "3"}], True),
    ('最后(合同.级) = "省级"', [*CODED, {"号": "3"}], "? 合同.级 未填写"),
    ("最后(合同.级)", [], None),
    ("最后(合同.级)", None, "? 合同 未报送"),
]


@pytest.mark.parametrize(("text", "rows", "expected"), OF_ROWS)
def test_of_rows(text, rows, expected):
    assert told(answer(text, {}, {} if rows is None else {"合同": rows}, "2024")) == expected


RELATED = [{"种类": "同控", "对方": "乙", "自": date(2023, 1, 1)}]
ENDED = [{"种类": "同控", "对方": "乙", "自": date(2022, 1, 1), "至": date(2024, 12, 30)}]
ABROAD = [{"种类": "同控", "对方": "丙", "自": date(2023, 1, 1)}]
RESULTS = [
    {"方案": "评价", "所属期": "2024", "等次": "D", "总分": 50},
    {"方案": "评价", "所属期": "2022", "等次": "A"},
    {"方案": "另评", "所属期": "2024", "等次": "B"},
]
PAID = [
    {"号": "1", "事项": "补偿", "所属期": "2024", "付款级次": "3", "金额": 10},
    {"号": "2", "事项": "补偿", "所属期": "2023", "付款级次": "1", "金额": 20},
    {"号": "3", "事项": "奖励", "所属期": "2024", "付款级次": "1", "金额": 40},
]
RECORDS = [
    ('some e in 关联("同控") satisfies e.税收 >= 7 元', "关系", RELATED, True),
    ('some e in 关联("同控") satisfies e.税收 > 7 元', "关系", RELATED, False),
    ('计数(关联("同控")[税收 >= 7 元]) = 1 家', "关系", RELATED, True),
    ('合计(关联("同控").税收)', "关系", RELATED, 7),
    ('some e in 关联("同控") satisfies e.税收 >= 7 元', "关系", ENDED, False),
    ('some e in 关联("同控", 期初) satisfies e.税收 >= 7 元', "关系", ENDED, True),
    ('some e in 关联("同控") satisfies e.收入 >= 7 元', "关系", RELATED, "? 企业.收入(2024) 未报送"),
    ('some e in 关联("同控") satisfies e.税收 >= 7 元', "关系", ABROAD, "? 关系.对方 未填写"),
    ('some e in 关联("同控") satisfies e.税收 >= 7 元', "关系", [], False),
    ('some e in 关联("同法人") satisfies e.税收 >= 7 元', "关系", [], "? 关系.同法人 未报送"),
    ('some e in 关联("同控") satisfies e.税收 >= 7 元', "兑付", PAID, "? 关系.同控 未报送"),
    ('等次("评价") = "D"', "评价结果", RESULTS, True),
    ('等次("评价", "2022") = "A"', "评价结果", RESULTS, True),
    ('等次("评价", "2023") = "A"', "评价结果", RESULTS, "? 评价结果.等次(2023) 未报送"),
    ('上年(等次("评价"))', "评价结果", RESULTS, "? 评价结果.等次(2023) 未报送"),
    ('前(等次("评价"), 2 年) = "A"', "评价结果", RESULTS, True),
    ('连续年数(等次("评价") = "D") >= 1 年', "评价结果", RESULTS, True),
    ('连续年数(等次("评价") = "D") >= 2 年', "评价结果", RESULTS, "? 评价结果.等次(2023) 未报送"),
    ('总分("评价") >= 60 分', "评价结果", RESULTS, False),
    ('总分("另评")', "评价结果", RESULTS, "? 评价结果.总分 未填写"),
    ('等次("评价")', "兑付", PAID, "? 评价结果.等次(2024) 未报送"),
    ('已获("补偿")', "兑付", PAID, 30),
    ('已获("补偿", "历年")', "兑付", PAID, 30),
    ('已获("补偿", "当期")', "兑付", PAID, 10),
    ('已获("补偿", "市级")', "兑付", PAID, 20),
    ('已获("补偿", "市级", "当期")', "兑付", PAID, 0),
    ('已获("补偿")', "兑付", [], 0),
    ('已获("补偿")', "评价结果", RESULTS, "? 兑付 未报送"),
    ('已获("补偿")', "兑付", [*PAID, {"号": "4", "事项": "补偿"}], "? 兑付.金额 未填写"),
]


@pytest.mark.parametrize(("text", "register", "rows", "expected"), RECORDS)
def test_of_records(text, register, rows, expected):
    assert told(answer(text, {"成立日期": date(2010, 1, 1)}, {register: rows}, "2024")) == expected


SHORTER = [
    ('所属期 = "2024"', "2024-Q2", True),
    ('所属期 = "2024-H1"', "2024-Q2", True),
    ('所属期 = "2024-H1"', "2024-Q3", False),
    ('所属期 != "2024-H1"', "2024-Q3", True),
    ('所属期 > "2023"', "2024-Q1", True),
    ('所属期 > "2024"', "2024-Q4", False),
    ('所属期 <= "2024"', "2024-Q4", True),
    ('所属期 <= "2024-H1"', "2024-Q2", True),
    ('所属期 <= "2024-H1"', "2024-Q3", False),
    ('所属期 < "2024-H2"', "2024-Q2", True),
    ('"2024-H2" > 所属期', "2024-Q2", True),
    ('所属期 >= "2024-05"', "2024-Q2", False),
    ('所属期 >= "2024-04"', "2024-Q2", True),
    ('所属期 = "2024-Q2"', "2024-Q2", True),
    ('所属期 >= "2024-Q3"', "2024-Q2", False),
    ('所属期 >= "2024"', "2024", True),
    ("上年(收入) = 110 元", "2024-Q2", True),
    ("最近(收入, 期末) = 110 元", "2024-Q2", True),
    ("期末值(存量) = 4 人", "2024", True),
    ("平均值(存量) = 2.5 人", "2024", True),
    ("平均值(存量)", "2023", "? " + "、".join(f"企业.存量(2023-Q{at}) 未报送" for at in (1, 2, 3, 4))),
    ("期末值(存量)", "2023", "? 企业.存量(2023-Q4) 未报送"),
    ("用电 = 10 千瓦时", "2024", True),
    ("用电", "2023", "? 企业.用电(2023-Q1) 未报送、企业.用电(2023-Q2) 未报送、企业.用电(2023-Q3) 未报送"),
    ("用电 > 上年同期(用电)", "2024-Q4", False),
    ("用电 > 上年同期(用电)", "2024-Q3", "? 企业.用电(2023-Q3) 未报送"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "period", "expected"), SHORTER)
def test_of_shorter_and_longer_periods(text, period, expected):
    quarters = {f"{name}@2024-Q{at}": at for name in ("存量", "用电") for at in (1, 2, 3, 4)}

    assert told(answer(text, SALES | quarters | {"用电@2023-Q4": 9}, {}, period)) == expected


def banded(form: str, by: str, *bounds: str) -> tree.Table:
    """A table that gives 1 元, 2 元 … by its bounds, and 9 元 where none fits."""
    rows = tuple((parse(bound), parse(f"{at} 元")) for at, bound in enumerate(bounds, start=1))
    return tree.Table(form, parse(by), rows, parse("9 元"))


RUN = {"入库@2024": True, "入库@2023": True, "达标@2024": True, "达标@2023": True}


@pytest.mark.parametrize(
    ("form", "by", "bounds", "value"),
    [
        ("steps", "连续年数(达标)", ("1 年", "2 年"), 2),  # at least two years: the last band, however many more
        ("steps", "连续年数(达标)", ("1 年", "2 年", "3 年"), None),  # two years or three
        ("steps", "连续年数(达标)", ("1 年",), 1),
        ("upto", "连续年数(达标)", ("1 年",), 9),  # surely more than one
        ("upto", "连续年数(达标)", ("1 年", "2 年"), None),
        ("steps", "计数(合同[有效])", ("1 件", "3 件"), 1),  # one or two of them
        ("steps", "计数(合同[有效])", ("2 件", "3 件"), None),
        ("upto", "计数(合同[有效])", ("2 件",), 1),
        ("upto", "计数(合同[有效])", ("1 件", "2 件"), None),
    ],
)
def test_an_interval_within_one_band_of_a_table_is_settled(form, by, bounds, value):
    contracts = {"合同": [{"号": "1", "有效": True}, {"号": "2"}]}
    found = answer(banded(form, by, *bounds), RUN, contracts, "2024")

    assert found == value if value is not None else isinstance(found, Missing)
