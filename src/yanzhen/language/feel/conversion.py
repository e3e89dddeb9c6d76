"""Conversions of FEEL: string(), number(), range(), is(), not() (DMN 1.5, 10.3.4.1, 10.3.4.2, 10.3.4.10)."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from yanzhen.errors import LanguageError
from yanzhen.language import operators, tree
from yanzhen.language.bounds import CHARACTERS
from yanzhen.language.feel.table import declare
from yanzhen.language.feel.temporal_text import temporal_text
from yanzhen.language.interval import Interval
from yanzhen.language.numbers import number_text, rounded
from yanzhen.language.quantity import Quantity
from yanzhen.language.temporal import TEMPORAL, DateTime, Time, as_date
from yanzhen.units import show

if TYPE_CHECKING:
    from yanzhen.language.exact import Interpreter

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_NAME = re.compile(r"[^\W\d]\w*(?: \w+)*")


@declare("string(from: any)")
def string(value: object) -> object:
    """The value as text; null stays null."""
    if value is None or isinstance(value, str):
        return value
    return text_of(value)


def text_of(value: object) -> str | None:
    """The value as FEEL writes it: text inside lists and contexts in quotes."""
    parts: list[str] = []
    size = 0
    stack: list[object] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, _Raw):
            piece = item.text
        elif isinstance(item, list):
            stack += [_Raw("]"), *_between(item), _Raw("[")]
            continue
        elif isinstance(item, dict):
            entries: list[object] = []
            for key, inner in item.items():
                entries += [
                    _Raw((", " if entries else "") + (key if _NAME.fullmatch(key) else _quoted(key)) + ": "),
                    inner,
                ]
            stack += [_Raw("}"), *reversed(entries), _Raw("{")]
            continue
        else:
            piece = _scalar(item)
        parts.append(piece)
        size += len(piece)
        if size > CHARACTERS:
            raise LanguageError(f"文字超过 {CHARACTERS} 个字符", code="YZ-L24")
    return "".join(parts)


class _Raw:
    """Text to be put down as it is."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


def _between(items: list[object]) -> list[object]:
    """The items with commas between them, last first."""
    laid: list[object] = []
    for place, item in enumerate(items):
        if place:
            laid.append(_Raw(", "))
        laid.append(item)
    return laid[::-1]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return number_text(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, TEMPORAL):
        return temporal_text(value)
    if isinstance(value, Quantity):
        return show(value.value, value.dimension)
    if isinstance(value, Interval):
        return _interval_text(value)
    return "function"


def _interval_text(value: Interval) -> str:
    if value.test:
        operand = value.low if value.low is not None else value.high
        return f"{value.test} {_scalar(operand)}"
    ends = ("[" if value.low_closed else "("), ("]" if value.high_closed else ")")
    return f"{ends[0]}{_scalar(value.low)}..{_scalar(value.high)}{ends[1]}"


@declare("number(from: string, grouping separator?: string?, decimal separator?: string?)")
def number(text: str, grouping: str | None, point: str | None) -> object:
    """The number the text writes with these separators."""
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or grouping == (point or "."):
        return None
    if grouping:
        text = text.replace(grouping, "")
    if point == ",":
        text = text.replace(".", "x").replace(",", ".")
    if len(text) > 1_000 or not _NUMBER.fullmatch(text):
        return None
    mantissa, _, power = text.lower().partition("e")
    if abs(int(power or 0)) > 6_200:
        return None
    return rounded(Fraction(mantissa) * Fraction(10) ** int(power or 0))


@declare("is(value1?: any, value2?: any)")
def identical(one: object, other: object) -> object:
    """Whether the two are the same element of FEEL's domain: also the same zone."""
    one, other = as_date(one), as_date(other)
    if type(one) is not type(other):
        return False
    if isinstance(one, Time | DateTime):
        return one == other
    return operators.equal(one, other) is True


@declare("not(negand: any)")
def negation(negand: object) -> object:
    """true for false, false for true."""
    return operators.negation(negand, full=True)


@declare("range(from: string)", calls=True)
def range_of(interpreter: Interpreter, text: str) -> object:
    """The range the text writes, its ends literals."""
    from yanzhen.language.exact import Env
    from yanzhen.language.parser import parse

    try:
        node = parse(text, full=True)
    except LanguageError:
        return None
    if not isinstance(node, tree.Range) or not _literal(node.low) or not _literal(node.high):
        return None
    return interpreter.evaluate(node, Env())


_MAKERS = frozenset({"date", "time", "date and time", "duration"})


def _literal(node: tree.Node) -> bool:
    if isinstance(node, tree.Negative):
        return isinstance(node.operand, tree.Number)
    if isinstance(node, tree.Call):
        named = isinstance(node.function, tree.Name) and node.function.name in _MAKERS
        return named and all(isinstance(arg, tree.Text | tree.Number) for arg in node.args)
    return isinstance(node, tree.Number | tree.Text | tree.At)
