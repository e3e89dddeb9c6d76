"""The two readings of one tree agree on random expressions over an invented world: value, interval and reasons."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from yanzhen.engine.columns import arithmetic
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.vectors import broadcast
from yanzhen.engine.subject import Facts
from yanzhen.engine.tracing import Tracer
from yanzhen.errors import LanguageError
from yanzhen.language import operators, tree
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.functions import PACK_FUNCTIONS
from yanzhen.language.render import canonical, sentence
from yanzhen.language.types import BOOLEAN
from yanzhen.language.values import unknown
from yanzhen.periods import Period

ON, YEAR, QUARTER = date(2025, 6, 30), Period.year_of(2024), Period.parse("2024-Q2")
FIRMS, EXPRESSIONS, SEEDS = 60, 160, range(1, 4)


def beside(name: str):
    """A module that stands beside this test."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None and spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


world, expressions, readings = beside("world"), beside("expressions"), beside("readings")


class Pairs:
    """Every (expression, firm) pair of one seed, read twice."""

    def __init__(self, seed: int, count: int = EXPRESSIONS) -> None:
        self.snapshot = world.world(seed, FIRMS)
        self.drawn = expressions.Expressions(seed)
        self.facts, self.reader = Facts(self.snapshot), Reader(self.snapshot, ON)
        self.seen: Counter[str] = Counter()
        self.differences: list[str] = []
        for number in range(count):
            kind = (self.drawn.truth, self.drawn.money, self.drawn.truth, self.drawn.share)[number % 4]
            text = self.drawn.table() if number % 5 == 4 else kind(3)
            try:
                node = expressions.bound(text, self.snapshot.vocabulary)
            except LanguageError:
                self.seen["refused"] += 1
                continue
            self.read(node, range(FIRMS))
            if node.type.kind == "number":
                self.stand_on(node)
        for _ in range(count // 14):
            for kind in (self.drawn.history_test, self.drawn.growth_test, self.drawn.picked_test):
                self.read(expressions.bound(kind(1), self.snapshot.vocabulary), range(0, FIRMS, 3))
            for kind in (self.drawn.record_test, self.drawn.working_day_test):
                self.read(expressions.bound(kind(1), self.snapshot.vocabulary), range(1, FIRMS, 3))
            node = expressions.bound(self.drawn.quarter_test(1), self.snapshot.vocabulary, "quarter")
            self.read(node, range(0, FIRMS, 3), QUARTER)

    def stand_on(self, node: tree.Node) -> None:
        """The number compared with the very values it has: each firm exactly on its threshold."""
        values = [Interpreter(full=False).evaluate(node, self.env(row)) for row in range(FIRMS)]
        for value in {one for one in values if isinstance(one, Fraction)}:
            at = tree.Number(value, type=node.type)
            compared = tree.Compare(self.drawn.draw.choice(expressions.OPS), node, at, type=BOOLEAN)
            self.read(compared, [row for row in range(FIRMS) if values[row] == value])

    def env(self, row: int, period: Period = YEAR) -> Env:
        return Env({"基准日": ON}, self.facts.subject("企业", row), period)

    def read(self, node: tree.Node, rows: Iterable[int], period: Period = YEAR) -> None:
        columns = broadcast(self.reader.read(node, "企业", period), FIRMS)
        for row in rows:
            interpreter = Interpreter(full=False, trace=True)
            exact, other = interpreter.evaluate(node, self.env(row, period)), readings.as_value(columns, row)
            self.note(node, interpreter.trace or {}, exact)
            if exact != other:
                self.differences.append(f"{canonical(node)}\n  第 {row} 行：精确 {exact}\n  按列 {other}")

    def note(self, node: tree.Node, trace: dict[int, object], exact: object) -> None:
        """What kind of pair it was."""
        self.seen["pairs"] += 1
        parts = list(tree.walk(node))
        self.seen["unknown"] += unknown(exact)
        self.seen["a fact missing"] += any(unknown(trace.get(id(part))) for part in parts)
        self.seen["on a threshold"] += any(_on_threshold(part, trace) for part in parts)
        self.seen["child rows"] += any(isinstance(part, tree.Rows) for part in parts)
        self.seen.update({part.function.name for part in parts if isinstance(part, tree.Call)})
        earlier = ("上年", "前", "近", "增长率", "增量", "首次", "连续", "连续年数", "历史最高", "复合增长倍数", "最近")
        self.seen["earlier periods"] += any(
            isinstance(part, tree.Call) and part.function.name in earlier for part in parts
        )


def _on_threshold(part: tree.Node, trace: dict[int, object]) -> bool:
    """Whether two numbers compared, or a value and a bound of its table, are exactly equal."""
    if isinstance(part, tree.Compare):
        left, right = trace.get(id(part.left)), trace.get(id(part.right))
        return isinstance(left, Fraction) and left == right
    if isinstance(part, tree.Table):
        by = trace.get(id(part.by))
        return isinstance(by, Fraction) and any(by == trace.get(id(bound)) for bound, _ in part.rows)
    return False


@pytest.fixture(scope="module")
def pairs() -> list[Pairs]:
    return [Pairs(seed) for seed in SEEDS]


def test_both_readings_give_the_same_value_interval_and_reasons(pairs):
    differences = [text for one in pairs for text in one.differences]

    assert differences[:3] == []


def test_the_pairs_are_many_and_hard(pairs):
    seen = sum((one.seen for one in pairs), Counter())

    assert seen["pairs"] >= 20_000
    assert seen["on a threshold"] >= seen["pairs"] / 5
    assert seen["a fact missing"] >= seen["pairs"] / 4
    assert seen["child rows"] >= seen["pairs"] / 10
    assert seen["earlier periods"] >= seen["pairs"] / 10
    assert seen["unknown"] < seen["pairs"] * 0.6
    assert seen["refused"] <= len(pairs) * 3


def test_every_function_is_among_them(pairs):
    seen = sum((one.seen for one in pairs), Counter())
    spelled_out = {
        "满",
        "期内",
        "属于",
        "持有",
        "首次取得",
        "在名单",
        "期末值",
        "已获",
        "关联",
        "复合增长率",
        "等次",
        "总分",
        "汇率",
        "名次",
        "占位",
        "中位数",
        "总量",
    }
    inner = {"复合增长倍数", "复合倍数", "无基数", "评价所得", "载明", "工作日后", "上一年度", "末期值", "各期合计"}

    assert sorted((PACK_FUNCTIONS.keys() - spelled_out | inner) - seen.keys()) == []


def test_every_answer_can_be_explained_and_said(pairs):
    drawn, snapshot, facts = pairs[0].drawn, pairs[0].snapshot, pairs[0].facts
    tracer = Tracer(snapshot.vocabulary)
    for row in range(FIRMS):
        for kind in (drawn.truth, drawn.growth_test, drawn.picked_test, drawn.record_test, drawn.working_day_test):
            node = expressions.bound(kind(1), snapshot.vocabulary)
            told = tracer.trace(node, Env({"基准日": ON}, facts.subject("企业", row), YEAR))
            assert told.text and told.value and sentence(node)


@pytest.mark.parametrize("op", [">=", ">", "<=", "<", "="])
def test_a_comparison_flipped_in_the_columns_is_found(monkeypatch, op):
    other = {">=": ">", ">": ">=", "<=": "<", "<": "<=", "=": "!="}[op]
    monkeypatch.setitem(arithmetic.TESTS, op, arithmetic.TESTS[other])

    assert Pairs(0, 60).differences


@pytest.mark.parametrize("op", [">=", ">", "<=", "<"])
def test_a_comparison_flipped_in_the_exact_reading_is_found(monkeypatch, op):
    other = {">=": ">", ">": ">=", "<=": "<", "<": "<="}[op]
    monkeypatch.setitem(operators.ORDER, op, operators.ORDER[other])

    assert Pairs(0, 60).differences
