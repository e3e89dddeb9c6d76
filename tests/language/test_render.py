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


