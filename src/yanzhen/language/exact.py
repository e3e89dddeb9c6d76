"""The exact reading: one tree, one environment, one value.

Dispatch is a table from node class to handler. This module holds what both profiles share; other modules add theirs:
`FULL_HANDLERS` for full FEEL, `PACK_HANDLERS` for facts, rows, tables and period functions of packs. A handler takes
(interpreter, node, env).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from yanzhen.errors import LanguageError, Span, did_you_mean
from yanzhen.language import operators, tree
from yanzhen.language.bounds import EVALUATIONS, ITERATIONS, LEVELS
from yanzhen.language.interval import Interval, from_test
from yanzhen.language.quantity import quantity
from yanzhen.language.tree import Node
from yanzhen.language.values import Missing, reasons_of, unknown

_NOTHING: Mapping[str, object] = MappingProxyType({})
MESSAGES = 50


@dataclass(frozen=True, slots=True)
class Env:
    """Where an expression is read: FEEL variables, and for packs the row (`subject`) and the period in force."""

    variables: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    subject: object | None = None
    period: object | None = None

    def with_variables(self, values: Mapping[str, object]) -> Env:
        """With these variables in front of the others."""
        return replace(self, variables={**self.variables, **values})

    def at(self, *, period: object | None = None, subject: object | None = None) -> Env:
        """In another period, or at another row; what is not given stays."""
        return replace(
            self,
            period=self.period if period is None else period,
            subject=self.subject if subject is None else subject,
        )


@dataclass(frozen=True, slots=True)
class Note:
    """Why something became null, and where."""

    text: str
    span: Span

    def __str__(self) -> str:
        return self.text


Handler = Callable[["Interpreter", Node, Env], object]


class Interpreter:
    """Evaluates trees; `trace`, when switched on, keeps id(node) → value; `messages` says why values became null.

    Work is bounded: `iterations` turns in all, `evaluations` nodes (full FEEL only), and a depth that no stack exceeds.
    """

    def __init__(
        self, *, full: bool, iterations: int = ITERATIONS, evaluations: int = EVALUATIONS, trace: bool = False
    ) -> None:
        self.full = full
        self.iterations = iterations
        self.evaluations = evaluations
        self.level = 0
        self.trace: dict[int, object] | None = {} if trace else None
        self.messages: list[Note] = []
        self._handlers: dict[type[Node], Handler] = {**HANDLERS, **(FULL_HANDLERS if full else PACK_HANDLERS)}

    def evaluate(self, node: Node, env: Env) -> object:
        """The value of the tree in the environment."""
        handler = self._handlers.get(type(node))
        if handler is None:
            raise LanguageError(f"{type(node).__name__} 在这里不能求值", code="YZ-L33", span=node.span)
        value = self._bounded(handler, node, env) if self.full else handler(self, node, env)
        if self.trace is not None:
            self.trace[id(node)] = value
        return value

    def _bounded(self, handler: Handler, node: Node, env: Env) -> object:
        self.evaluations -= 1
        self.level += 1
        if self.evaluations < 0:
            raise LanguageError("计算量超过上限", code="YZ-L24", span=node.span, hint="减少循环或嵌套")
        if self.level > LEVELS:
            raise LanguageError(f"求值嵌套超过 {LEVELS} 层", code="YZ-L21", span=node.span, hint="减少函数互相调用")
        try:
            return handler(self, node, env)
        finally:
            self.level -= 1

    def spend(self, turns: int, node: Node | None = None) -> None:
        """Takes that many turns of the bound on iterations; LanguageError when none are left."""
        self.iterations -= turns
        if self.iterations < 0:
            raise LanguageError("循环次数超过上限", code="YZ-L24", span=node and node.span, hint="缩小列表或范围")

    def nothing(self, why: str, node: Node) -> None:
        """null, with the reason kept."""
        if len(self.messages) < MESSAGES:
            self.messages.append(Note(why, node.span))


# ---------------------------------------------------------------- handlers of both profiles


def _number(interpreter: Interpreter, node: tree.Number, env: Env) -> object:
    if interpreter.full and node.unit:
        return quantity(node.value, node.unit)
    return node.value


def _literal(interpreter: Interpreter, node: tree.Text, env: Env) -> object:
    return node.value


def _null(interpreter: Interpreter, node: tree.Null, env: Env) -> None:
    return None


def _negative(interpreter: Interpreter, node: tree.Negative, env: Env) -> object:
    return operators.negative(interpreter.evaluate(node.operand, env))


def _arithmetic(interpreter: Interpreter, node: tree.Arithmetic, env: Env) -> object:
    left = interpreter.evaluate(node.left, env)
    right = interpreter.evaluate(node.right, env)
    full = interpreter.full
    value = operators.arithmetic(node.op, left, right, full=full, literal=isinstance(node.right, tree.Number))
    if value is None and full:
        interpreter.nothing(f"{kind_of(left)} {node.op} {kind_of(right)} 没有值", node)
    return value


def _compare(interpreter: Interpreter, node: tree.Compare, env: Env) -> object:
    left = interpreter.evaluate(node.left, env)
    right = interpreter.evaluate(node.right, env)
    value = operators.compare(node.op, left, right, full=interpreter.full)
    if value is None:
        interpreter.nothing(f"{kind_of(left)} 与 {kind_of(right)} 不能用 {node.op} 比较", node)
    return value


def _within(interpreter: Interpreter, node: tree.Within, env: Env) -> object:
    value, low, high = (interpreter.evaluate(part, env) for part in (node.value, node.low, node.high))
    return operators.within(value, low, high, full=interpreter.full)


def _in(interpreter: Interpreter, node: tree.In, env: Env) -> object:
    value = interpreter.evaluate(node.value, env)
    answers = [operators.passes(value, interpreter.evaluate(test, env), full=interpreter.full) for test in node.tests]
    return operators.disjunction(answers, full=interpreter.full)


def _and(interpreter: Interpreter, node: tree.And, env: Env) -> object:
    values = []
    for item in node.items:
        values.append(interpreter.evaluate(item, env))
        if values[-1] is False and interpreter.trace is None:
            return False
    return operators.conjunction(values, full=interpreter.full)


def _or(interpreter: Interpreter, node: tree.Or, env: Env) -> object:
    values = []
    for item in node.items:
        values.append(interpreter.evaluate(item, env))
        if values[-1] is True and interpreter.trace is None:
            return True
    return operators.disjunction(values, full=interpreter.full)


def _not(interpreter: Interpreter, node: tree.Not, env: Env) -> object:
    return operators.negation(interpreter.evaluate(node.operand, env), full=interpreter.full)


def _if(interpreter: Interpreter, node: tree.If, env: Env) -> object:
    condition = interpreter.evaluate(node.condition, env)
    if not unknown(condition):
        return interpreter.evaluate(node.yes if condition is True else node.no, env)
    yes, no = interpreter.evaluate(node.yes, env), interpreter.evaluate(node.no, env)
    if not unknown(yes) and not unknown(no) and type(yes) is type(no) and yes == no:
        return yes
    return Missing(reasons_of(condition, yes, no))


def _list_of(interpreter: Interpreter, node: tree.ListOf, env: Env) -> list[object]:
    return [interpreter.evaluate(item, env) for item in node.items]


def _range(interpreter: Interpreter, node: tree.Range, env: Env) -> object:
    low, high = interpreter.evaluate(node.low, env), interpreter.evaluate(node.high, env)
    if unknown(low) or unknown(high):
        return Missing(reasons_of(low, high))
    if interpreter.full:
        keys = None if low is None or high is None else operators.order_keys(low, high)
        if keys is None or keys[0] > keys[1]:
            return interpreter.nothing("范围的两端不能比较，或低端大于高端", node)
    return Interval(low, high, node.low_closed, node.high_closed)


def _unary_test(interpreter: Interpreter, node: tree.UnaryTest, env: Env) -> object:
    operand = interpreter.evaluate(node.operand, env)
    return Missing(reasons_of(operand)) if unknown(operand) else from_test(node.op, operand)


def _name(interpreter: Interpreter, node: tree.Name, env: Env) -> object:
    if node.name in env.variables:
        return env.variables[node.name]
    if interpreter.full:
        return interpreter.nothing(f"没有名称「{node.name}」{did_you_mean(node.name, env.variables)}", node)
    raise LanguageError(
        f"没有名称「{node.name}」", code="YZ-L30", span=node.span, hint=did_you_mean(node.name, env.variables)
    )  # fmt: skip


def kind_of(value: object) -> str:
    """The kind of a value, in words for a message."""
    return _KINDS.get(type(value).__name__, type(value).__name__)


_KINDS = {
    "Fraction": "数", "str": "文字", "bool": "是否", "list": "列表", "dict": "上下文", "NoneType": "null", "date": "日期",
    "Date": "日期", "Time": "时间", "DateTime": "日期时间", "YearsMonths": "年月时长", "DaysTime": "日时时长",
    "Interval": "范围", "Quantity": "有单位的数", "int": "代码", "Closure": "函数", "Builtin": "函数",
}  # fmt: skip

HANDLERS: dict[type[Node], Handler] = {
    tree.Number: _number,
    tree.Text: _literal,
    tree.Boolean: _literal,
    tree.Null: _null,
    tree.Name: _name,
    tree.Negative: _negative,
    tree.Arithmetic: _arithmetic,
    tree.Compare: _compare,
    tree.Within: _within,
    tree.In: _in,
    tree.And: _and,
    tree.Or: _or,
    tree.Not: _not,
    tree.If: _if,
    tree.ListOf: _list_of,
    tree.Range: _range,
    tree.UnaryTest: _unary_test,
}
"""Node class → handler in both profiles."""

FULL_HANDLERS: dict[type[Node], Handler] = {}
"""Handlers of full FEEL, filled by feel/nodes.py; they stand in front of those above."""

PACK_HANDLERS: dict[type[Node], Handler] = {}
"""Handlers of packs, filled by the modules that know facts and rows; they stand in front of those above."""
