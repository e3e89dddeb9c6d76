"""Canonical text parses back to an equal tree; sentences say what decides."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.language import render, sentences, tree
from yanzhen.language.parser import parse

NAMES = st.sampled_from(["甲", "营业收入", "x", "a1", "工业产值_累计", "在库"])
UNITS = st.sampled_from(["", "", "万元", "%", "‰", "万元/亩", "吨标煤(等价值)", "元/平方米·月", "人"])
NUMBERS = st.builds(
    tree.Number, st.integers(0, 10**6).map(lambda whole: Fraction(whole, 1000)), UNITS
)  # fmt: skip
TEXTS = st.builds(tree.Text, st.text(st.sampled_from('甲a"\\n\n“”\t /*（'), max_size=6))
ATOMS = st.one_of(NUMBERS, TEXTS, st.builds(tree.Boolean, st.booleans()), st.builds(tree.Name, NAMES))


def _flat(kind: type, items: list[tree.Node]) -> tree.Node:
    """A chain as the parser builds it: no And directly inside And."""
    flat: list[tree.Node] = []
    for item in items:
        flat += item.items if isinstance(item, kind) else [item]
    return kind(tuple(flat))


def _shared(inner: st.SearchStrategy[tree.Node]) -> list[st.SearchStrategy[tree.Node]]:
    pair = st.lists(inner, min_size=2, max_size=3)
    few = st.lists(inner, min_size=1, max_size=3).map(tuple)
    ranges = st.builds(tree.Range, inner, inner, st.booleans(), st.booleans())
    tests = st.builds(tree.UnaryTest, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), inner)
    several = st.lists(st.one_of(inner, tests, ranges), min_size=2, max_size=3).map(tuple)
    return [
        st.builds(tree.Negative, inner),
        st.builds(tree.Arithmetic, st.sampled_from("+-*/"), inner, inner),
        st.builds(tree.Compare, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner, inner),
        st.builds(tree.Within, inner, inner, inner),
        st.builds(tree.In, inner, st.one_of(several, st.tuples(st.one_of(inner, tests, ranges)))),
        pair.map(lambda items: _flat(tree.And, items)),
        pair.map(lambda items: _flat(tree.Or, items)),
        st.builds(tree.Not, inner),
        st.builds(tree.If, inner, inner, inner),
        st.builds(tree.Path, inner, NAMES),
        st.builds(tree.Filter, inner, inner),
        st.builds(tree.Call, st.builds(tree.Name, NAMES), few),
        st.builds(tree.ListOf, few),
        st.builds(tree.Quantified, st.sampled_from(["some", "every"]), st.tuples(st.tuples(NAMES, inner)), inner),
    ]


def _full(inner: st.SearchStrategy[tree.Node]) -> list[st.SearchStrategy[tree.Node]]:
    steps = st.builds(tree.Range, inner, inner, st.just(True), st.just(True), st.just(True))
    entries = st.lists(st.tuples(st.sampled_from(["k", "a b", "甲"]), inner), max_size=3).map(tuple)
    kinds = st.sampled_from(["", "number", "list<number>", "function<number, Any> -> context<a: string>"])
    return [
        st.builds(tree.Arithmetic, st.just("**"), inner, inner),
        st.builds(tree.For, st.tuples(st.tuples(NAMES, st.one_of(inner, steps))), inner),
        st.builds(tree.Context, entries),
        st.builds(tree.FunctionOf, st.lists(st.tuples(NAMES, kinds), max_size=2).map(tuple), inner),
        st.builds(tree.InstanceOf, inner, kinds.filter(bool)),
        st.builds(tree.Call, inner, st.tuples(inner), st.just(("start position",))),
        st.builds(tree.UnaryTest, st.sampled_from(["<", ">=", "!="]), inner),
        st.builds(tree.At, st.sampled_from(["2024-01-01", "P1D"])),
    ]


def pack_trees() -> st.SearchStrategy[tree.Node]:
    """Trees that the pack profile can write."""
    return st.recursive(ATOMS, lambda inner: st.one_of(_shared(inner)), max_leaves=10)


def full_trees() -> st.SearchStrategy[tree.Node]:
    """Trees of full FEEL."""
    atoms = st.one_of(ATOMS, st.just(tree.Null()), st.builds(tree.Name, st.just("date and time")))
    return st.recursive(atoms, lambda inner: st.one_of(*_shared(inner), *_full(inner)), max_leaves=10)


@given(pack_trees())
@settings(max_examples=250, deadline=None)
def test_canonical_text_of_a_pack_tree_parses_back(node):
    text = render.canonical(node)

    assert parse(text) == node
    assert render.canonical(parse(text)) == text


@given(full_trees())
@settings(max_examples=250, deadline=None)
def test_canonical_text_of_a_full_tree_parses_back(node):
    text = render.canonical(node)

    assert parse(text, full=True) == node


SENTENCES = [
    ("营业收入 >= 500 万元 and not 在库", "营业收入不低于 500 万元，且不是在库"),
    ("营业收入 > 1 亿元 or 从业人数 < 20 人", "营业收入高于 1 亿元，或从业人数低于 20 人"),
    ("a and (b or c)", "a，且（b，或c）"),
    ("not (营业收入 >= 500 万元)", "营业收入低于 500 万元"),
    ("营业收入 between 1 万元 and 2 万元", "营业收入介于 1 万元 与 2 万元 之间（含两端）"),
    ("年龄 in (1..3]", "年龄高于 1且不超过 3"),
    ('级别 in ("国家级", "省级")', "级别为“国家级”、“省级”之一"),
    ("增长率(工业产值) >= 15%", "工业产值比上年的增长率不低于 15%"),
    ('持有("高新技术企业")', "持有“高新技术企业”"),
    ('在名单("失信名单", 期末)', "在“失信名单”上（期末）"),
    ("10% * 增量(研发费用)", "研发费用比上年的增量的 10%"),
    ('计数(专利[类别 = "发明"]) >= 2 件', "专利（限类别为 “发明”）的数量不低于 2 件"),
    ("较低(发票金额, 付款金额)", "发票金额、付款金额中较低的"),
    ("some p in 项目 satisfies 投资额 >= 1 亿元", "项目中有一项符合：投资额不低于 1 亿元"),
    ("if 在库 then 5 万元 else 2 万元", "在库的为 5 万元，否则为 2 万元"),
    ("首次(在库)", "首次在库"),
    ("(a + b) * 2", "（a 加 b） 乘以 2"),
    ("重大项目 = 是", "重大项目"),
    ("重大项目 = 否", "不是重大项目"),
]


@pytest.mark.parametrize(("text", "said"), SENTENCES)
def test_a_sentence_says_what_decides(text, said):
    assert sentences.sentence(parse(text)) == said


def _table(form: str, **more) -> tree.Table:
    rows = tuple((parse(bound), parse(value)) for bound, value in (("500 万元", "5 万元"), ("1 亿元", "20 万元")))
    return tree.Table(form, parse("营业收入"), rows, **more)


def _rows(register: str, *rest: tree.Node) -> tree.Quantified:
    named = tree.CodeIn(tree.Fact(register, "名称"), frozenset({1}), "甲证")
    return tree.Quantified("some", (("", tree.Rows(register)),), tree.And((named, *rest)))


def _on(op: str, column: str, day: str) -> tree.Compare:
    return tree.Compare(op, tree.Fact("资质", column), tree.Known(day))


OPEN = tree.Or((tree.Call(tree.Name("无值"), (tree.Fact("资质", "有效期至"),)), _on(">=", "有效期至", "期末")))
FRESH = tree.Not(tree.Fact("资质", "复审"))
CERTIFICATES = [
    (_rows("资质", _on("<=", "认定日期", "期末"), OPEN), "期末持有有效的“甲证”"),
    (_rows("名单", _on("<=", "自", "期末"), OPEN), "期末在“甲证”上"),
    (
        _rows("资质", FRESH, _on(">=", "认定日期", "期初"), _on("<=", "认定日期", "期末")),
        "所属期内取得“甲证”（复审不算）",
    ),
    (_rows("资质", FRESH, _on("<", "认定日期", "期初")), "期初以前取得过“甲证”"),
]


@pytest.mark.parametrize(("node", "said"), CERTIFICATES)
def test_questions_about_certificates_are_said_as_people_say_them(node, said):
    assert sentences.sentence(node) == said


TABLES = [
    (_table("steps"), "按营业收入分档：达到 500 万元 的为 5 万元；达到 1 亿元 的为 20 万元"),
    (_table("steps", first="highest", otherwise=parse("0 元")),
     "按营业收入分档：达到 500 万元 的为 5 万元；达到 1 亿元 的为 20 万元；其余为 0 元，只就首次达到的最高一档"),
    (_table("upto"), "按营业收入分档：不超过 500 万元 的为 5 万元；不超过 1 亿元 的为 20 万元"),
    (_table("slices"), "按营业收入分段累加：达到 500 万元 的部分按 5 万元；达到 1 亿元 的部分按 20 万元"),
    (_table("match"), "营业收入为500 万元的为 5 万元；营业收入为1 亿元的为 20 万元"),
    (tree.Table("every", parse("产值"), ((parse("10 亿元"), parse("5 万元")),), above=parse("20 亿元"), first="each"),
     "产值超过 20 亿元 的部分每满 10 亿元 给 5 万元，每一档首次达到时各一次"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "said"), TABLES, ids=[f"{table.form}-{table.first}" for table, _ in TABLES])
def test_a_table_is_said_whole(table, said):
    assert sentences.sentence(table) == said


BOUND = [
    (tree.Fact("企业", "营业收入"), "营业收入", "营业收入"),
    (tree.OwnerOf("企业", "统一社会信用代码", tree.Fact("企业", "行业")), "企业.行业", "所属企业的行业"),
    (tree.TermOf("规上", tree.Fact("企业", "在库")), "规上", "规上"),
    (tree.Each(tree.Rows("贷款"), tree.Fact("贷款", "利息")), "贷款.利息", "贷款的利息"),
    (tree.CodeIn(tree.Fact("企业", "行业"), frozenset({3}), "制造业"), '属于(行业, "制造业")', "行业属于制造业"),
    (tree.Day(20_088), '"2024-12-31"', "2024 年 12 月 31 日"),
    (tree.ShiftDay(tree.Known("期末"), tree.Number(Fraction(3)), "月"), "期末 + 3 月", "期末后 3 月"),
    (tree.AtLeast(2, (tree.Name("a"), tree.Name("b"))), "at_least(2; a; b)", "下列至少 2 项：a；b"),
    (tree.Judged("p/q/c/c1", "技术先进"), 'judged("p/q/c/c1")', "经评审认定：技术先进"),
]


@pytest.mark.parametrize(("node", "text", "said"), BOUND, ids=[type(node).__name__ for node, _, _ in BOUND])
def test_a_bound_node_is_written_and_said(node, text, said):
    assert render.canonical(node) == text
    assert sentences.sentence(node) == said


def test_every_node_class_can_be_written_and_said():
    classes = {
        kind for kind in vars(tree).values()
        if isinstance(kind, type) and issubclass(kind, tree.Node) and kind is not tree.Node
    }  # fmt: skip

    assert classes == set(render.WRITERS) == set(sentences.SAY)
