"""The interpreter: dispatch, environments, traces, `if` with what is not known."""

from __future__ import annotations

from fractions import Fraction

import pytest

from yanzhen.errors import LanguageError
from yanzhen.language import tree
from yanzhen.language.exact import HANDLERS, PACK_HANDLERS, Env, Interpreter
from yanzhen.language.parser import parse
from yanzhen.language.values import Missing, missing

A = missing("企业", "甲", "2024", "not_delivered")
B = missing("企业", "乙", "2024", "not_delivered")
ENV = Env({"甲": A, "乙": B, "一": Fraction(1), "无": None, "真": True})


def value(text: str) -> object:
    return Interpreter(full=False).evaluate(parse(text), ENV)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("if 甲 then 1 else 1", Fraction(1)),
        ("if 甲 then 1 else 2", A),
        ("if 甲 then 乙 else 2", Missing(A.reasons | B.reasons)),
        ("if 无 then 1 else 2", Fraction(2)),
        ("甲 and 一 > 2", False),
        ("甲 or 一 > 0", True),
        ("not 甲", A),
        ("甲 + 乙 > 3", Missing(A.reasons | B.reasons)),
        ("甲 in (1, 2)", A),
        ("一 in (甲, 1)", True),
        ("not 无", True),
        ("无 = 1 or 真", True),
        ("1 / 一 * 3", Fraction(3)),
    ],
)
def test_what_is_not_known_passes_through(text, answer):
    assert value(text) == answer


def test_a_trace_keeps_every_value_even_after_the_answer_is_settled():
    node = parse("一 > 2 and 甲 > 1")
    interpreter = Interpreter(full=False, trace=True)

    assert interpreter.evaluate(node, ENV) is False
    assert interpreter.trace[id(node.items[1])] == A
    assert interpreter.trace[id(node)] is False


def test_a_pack_names_what_it_does_not_know():
    with pytest.raises(LanguageError, match="没有名称「丙」"):
        value("丙 > 1")


def test_handlers_are_added_by_a_table(monkeypatch):
    monkeypatch.delitem(PACK_HANDLERS, tree.Known, raising=False)  # other rooms may have filled it
    monkeypatch.setitem(HANDLERS, tree.Known, lambda interpreter, node, env: f"{node.name} {env.period}")

    assert Interpreter(full=False).evaluate(tree.Known("期末"), Env(period=2024)) == "期末 2024"


def test_an_environment_is_never_changed():
    inner = ENV.with_variables({"一": Fraction(9)}).at(period=2023)

    assert (inner.variables["一"], inner.period) == (9, 2023)
    assert (ENV.variables["一"], ENV.period) == (1, None)
    assert inner.at(subject="x").period == 2023
