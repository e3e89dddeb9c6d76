"""What binding refuses, with the form that was meant; and what it says back of what it bound."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from yanzhen.errors import LanguageError
from yanzhen.language.render import canonical, sentence


def beside(name: str):
    """A module that stands beside this test."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None and spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


world, expressions = beside("world"), beside("expressions")
WORDS = world.vocabulary()

REFUSED = [
    *((f"{name}(收入) <= 10", "L65", "要写在有 over 的定义里") for name in ("名次", "占位", "均值", "中位数", "总量")),
    ("复合增长率(收入, 2 年) + 1% > 5%", "L66", "只能直接与一个比例比较"),
    ("复合增长率(收入, 2 年) > 5 元", "L51", "不能与元比较"),
    ("复合增长率(收入, 2 年) > 5", "L51", "5%"),
    ("复合增长率(收入, 18 月) > 5%", "L62", "整数年"),
    ("复合增长率(收入, 2 年) > 复合增长率(税收, 2 年)", "L66", ""),
    ("复合增长率(收入) > 5%", "L48", "参数个数"),
    ("增长率(收入, 是) + 1% > 5%", "L66", ""),
    ("增长率(收入, 1) > 5%", "L62", "写 是 或 否"),
    ("计数(近(收入, 2 年)) > 1 个", "L63", "不是各期"),
    ("合计(合同.金额 / 2) > 1 元", "L53", "不能做加减乘除"),
    ("取前(合同, 3, 类)[有效].金额 = 1", "L53", "数值"),
    ("计数(取前(合同, 0, 金额)) > 1 个", "L62", "大于零的整数"),
    ("计数(取前(合同, 2 个, 金额)) > 1 个", "L62", "大于零的整数"),
    ('最后(合同.类) = "A"', "L57", "大小先后"),
    ("最后(合同.金额) > 1 元", "L53", "不能用于"),
    ("类别差(类, 上年(类)) > 1", "L57", "大小先后"),
    ("类别差(档, 类) > 1", "L56", "同一个代码表"),
    ("最近(级, 期末) = 国家级", "L62", "有期间的栏目"),
    ("最近(收入, 批复日) > 1 元", "L62", "写明的日期"),
    ("最近(收入 + 税收, 期末) > 1 元", "L62", "直接写"),
    ('some e in 关联("不认识") satisfies e.入库', "L46", "没有"),
    ('some e in 关联("同控") satisfies e.甲 = 1', "L41", "不认识"),
    ('已获("补偿", "市级", "今年") > 1 元', "L62", "当期 或 历年"),
    ('已获("补偿", "乡级") > 1 元', "L46", "没有"),
    ('外币 * 汇率("欧元", 期末) > 1 元', "L67", "欧元汇率"),
    ('外币 * 汇率("卢布", 期末) > 1 元', "L62", "没有币种"),
    ('收入 * 汇率("美元", 期末) > 1 元', "L51", "不能与元比较"),
    ("外币 > 1 元", "L51", '汇率("美元", 期末)'),
    ("人数 > 3 家", "L51", "人不能与家比较"),
    ("占比 >= 15", "L51", "15%"),
    ("批复日 + 3 小时 > 期末", "L54", "工作日"),
    ("期末值(存量, 1) > 3 人", "L48", ""),
    ("存量 > 3 人", "L44", "期末值(存量)"),
    ('所属期 = "今年"', "T01", "不是期间"),
]


@pytest.mark.parametrize(("text", "code", "said"), REFUSED)
def test_a_slip_is_refused_with_the_form_meant(text, code, said):
    with pytest.raises(Exception) as error:
        expressions.bound(text, WORDS)

    assert error.value.code == f"YZ-{code}" and said in f"{error.value.what} {error.value.hint}"


def test_a_yearly_column_in_a_shorter_decision_must_say_which_year():
    with pytest.raises(LanguageError) as error:
        expressions.bound("收入 > 200 元", WORDS, "quarter")

    assert error.value.code == "YZ-L44" and "上年(收入) 或 最近(收入, 期末)" in error.value.hint


def test_without_a_calendar_nothing_counts_by_working_days():
    for text in ("工作日数(批复日, 期末) > 3 工作日", "批复日 + 3 工作日 > 期末", "满(批复日, 3 工作日)"):
        with pytest.raises(LanguageError) as error:
            expressions.bound(text, replace(WORDS, calendar=None))
        assert error.value.code == "YZ-L67" and "pack.yaml" in error.value.hint


def test_a_row_of_quotients_is_not_added_up_inside_the_columns():
    with pytest.raises(LanguageError) as error:
        expressions.bound('合计(关联("同控").人均) > 1 元', WORDS)

    assert "先分别合计" in error.value.hint


SAID = [
    ("复合增长率(收入, 2 年) >= 5%", "收入近 2 年的复合增长率不低于 5%", "复合增长率(收入, 2 年) >= 5%"),
    ("增长率(收入, 否) > 5%", "收入比上年的增长率（没有可比基数的不算符合）高于 5%", "增长率(收入, false) > 5%"),
    ("上年同期(收入) > 1 元", "上年同期收入高于 1 元", "上年同期(收入) > 1 元"),
    ("最近(收入, 期末) > 1 元", "截至期末最近一期的收入高于 1 元", "最近(收入, 期末) > 1 元"),
    ("批复日 + 3 工作日 <= 期末", "批复日后 3 工作日不晚于 期末", "(批复日 + 3 工作日) <= 期末"),
    (
        "工作日数(批复日, 期末) <= 5 工作日",
        "自批复日至期末的工作日数不超过 5 工作日",
        "工作日数(批复日, 期末) <= 5 工作日",
    ),
    ("合计(取前(合同, 3, 金额).金额) > 1 元", "合同中金额最大的 3 行的金额合计高于 1 元",
     "合计(取前(合同, 3, 金额).金额) > 1 元"),
    ('最后(合同.级) = "省级"', "合同的级中排在最后的为 省级", "最后(合同.级) = 省级"),
    ('等次("评价") = "D"', "“评价”等次为 “D”", '等次("评价") = "D"'),
    ('总分("评价", "2023") > 60 分', "“评价”2023 年的总分高于 60 分", '总分("评价", "2023") > 60 分'),
    ('外币 * 汇率("美元", 期末) > 1 元', "（外币 乘以 期末的美元汇率）高于 1 元", '外币 * 汇率("美元", 期末) > 1 元'),
    ('some e in 关联("同控") satisfies e.入库', "期末与之有“同控”关系的主体中有一项符合：对方的入库", ""),
    ("不重复计数(合同.类) > 1 个", "合同的类不重复的数量高于 1 个", "不重复计数(合同.类) > 1 个"),
    ("类别差(档, 级) > 1", "档比级靠后的位数高于 1", "类别差(档, 级) > 1"),
    ("均值(合同.金额) > 1 元", "合同的金额的平均高于 1 元", "均值(合同.金额) > 1 元"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said", "written"), SAID)
def test_what_was_bound_is_said_in_the_words_written(text, said, written):
    node = expressions.bound(text, WORDS)

    assert sentence(node) == said
    assert not written or canonical(node) == written
