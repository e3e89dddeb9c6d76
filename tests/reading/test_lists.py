"""Lists: items split so that the declared count holds."""

from __future__ import annotations

import pytest

from yanzhen.reading import read

DECLARED = [
    ("加快推进甲站、乙站、丙站等三大项目建设。", "三大项目", ["甲站", "乙站", "丙站"]),
    (
        "推进甲路改造工程、乙河整治工程、丙永、丁南以及戊区供水工程等三大民生工程建设。",
        "三大民生工程",
        ["甲路改造工程", "乙河整治工程", "丙永、丁南以及戊区供水工程"],
    ),
    (
        "加快推进雨污分流改造,内涝点治理,甲湖、乙渡片区整治等“三大工程”。",
        "三大工程",
        ["雨污分流改造", "内涝点治理", "甲湖、乙渡片区整治"],
    ),
    ("从“感恩与关怀”“思路与出路”“努力与合力”三种关系展开。", "三种关系", ["感恩与关怀", "思路与出路", "努力与合力"]),
    ("共设立高中语文、数学,初中语文、数学四个学科。", "四个学科", ["高中语文", "数学", "初中语文", "数学"]),
    ("推动全域管理、全天值守和常态暗访的“两全一常态”机制。", "两全一常态", ["全域管理", "全天值守", "常态暗访"]),
    ("大力开展“大梳理、大摸底、大服务”这“三大行动”。", "三大行动", ["大梳理", "大摸底", "大服务"]),
    ("重点在三个方面对标:增强意识;提高效率;规范行为。", "三个方面", ["增强意识", "提高效率", "规范行为"]),
    ("实施“三大行动”,即产业行动、企业行动、园区行动。", "三大行动", ["产业行动", "企业行动", "园区行动"]),
    ("开展“两大行动”。一是大梳理。梳理家底。二是大摸底。摸清现状。", "两大行动", ["大梳理", "大摸底"]),
]


@pytest.mark.parametrize(("words", "name", "items"), DECLARED, ids=[name + words[:6] for words, name, _ in DECLARED])
def test_the_declared_count_holds(words, name, items):
    (one,) = [one for one in read(words).lists if one.kind == "enumerated"]

    assert (one.name, list(one.items)) == (name, items)
    assert one.declared_count == one.found_count == len(items) and one.complete


def test_a_list_that_names_fewer_is_incomplete():
    (one,) = read("统筹推进能源、工业、交通等十大行动落实。").lists

    assert (one.declared_count, list(one.items), one.complete) == (10, ["能源", "工业", "交通"], False)
    assert one.reason == "声明 10 项，列出 3 项"


@pytest.mark.parametrize(
    ("name", "count", "parts"),
    [
        ("五制一平台", 6, (5, 1)),
        ("一核两电三色四新", 10, (1, 2, 3, 4)),
        ("双减", 2, ()),
        ("三鬼", 3, ()),
        ("一核两群多中心", None, (1, 2, None)),
        ("四个不摘", 4, ()),
    ],
)
def test_a_composite_name_declares_its_parts(name, count, parts):
    (one,) = read(f"落实“{name}”机制。").lists

    assert (one.kind, one.name, one.declared_count, one.declared_parts) == ("label_only", name, count, parts)


@pytest.mark.parametrize("words", ["落实“一把手”责任。", "找准“第一”定位。", "召开“两会”。", "推进“一站式”服务。"])
def test_words_with_a_numeral_that_count_nothing_are_no_list(words):
    assert read(words).lists == ()


def test_years_of_an_action_are_no_count():
    (one,) = read("深化专项整治三年行动。").lists

    assert (one.declared_count, one.note) == (None, "年限,非列表")


def test_items_are_joined_across_columns():
    page = read("大标题在此\n\n开头说几句。着力加快推进甲城物流港、乙城\n\n处理中心、丙城物流园等三大物流项目建设。")

    (one,) = page.lists
    assert list(one.items) == ["甲城物流港", "乙城处理中心", "丙城物流园"]
    assert "\n\n" in one.passage.quote


def test_items_may_be_spread_over_headings():
    text = "大标题在此\n\n“三大基础”工程,全面提升实力\n\n说明几句话。\n\n"
    text += "\n\n".join(f"实施{name}基础工程\n\n内容。" for name in ("产业", "教育", "医疗"))

    (one,) = [one for one in read(text).lists if one.kind == "enumerated"]
    assert list(one.items) == ["产业基础工程", "教育基础工程", "医疗基础工程"]


def test_an_enumeration_without_a_count_is_undeclared():
    (one,) = read("健全改革备案、容错纠错、澄清正名等机制。").lists

    assert (one.kind, list(one.items), one.complete) == ("undeclared", ["改革备案", "容错纠错", "澄清正名"], None)
