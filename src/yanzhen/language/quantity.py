"""Numbers that carry a unit, in full FEEL: `5 万元 + 3 元` is 50003 元, and `5 万元 + 3` is refused with the reason.

In packs units are checked when binding and values are plain numbers; there no Quantity arises.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from yanzhen.errors import LanguageError
from yanzhen.language.numbers import trimmed
from yanzhen.units import NUMBER, Dimension, addable, canonical_unit, dimension_name, multiply, parse_unit

VERBS = {"+": "相加", "-": "相减", "*": "相乘", "/": "相除", "**": "乘方"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` canonical units of `dimension`."""

    value: Fraction
    dimension: Dimension


def quantity(value: Fraction, unit: str) -> Quantity:
    """The number as written in that unit."""
    read = parse_unit(unit)
    return Quantity(value * read.factor, read.dimension)


def arithmetic(op: str, left: object, right: object) -> object:
    """left op right where at least one is a Quantity; LanguageError when the units do not allow it."""
    one, other = _parts(left), _parts(right)
    if one is None or other is None:
        return None
    value, kind = one
    number, other_kind = other
    if op in ("+", "-"):
        common = addable(kind, other_kind)
        if common is None:
            raise mismatch(kind, other_kind, VERBS[op])
        return _with(value + number if op == "+" else value - number, common)
    if op == "*":
        return _with(value * number, multiply(kind, other_kind))
    if op == "/":
        return _with(value / number, multiply(kind, other_kind, -1)) if number else None
    raise mismatch(kind, other_kind, VERBS[op])


def comparable(left: object, right: object) -> tuple[Fraction, Fraction] | None:
    """The two values in one unit; None for what is no number; LanguageError when the units differ in kind."""
    one, other = _parts(left), _parts(right)
    if one is None or other is None:
        return None
    if addable(one[1], other[1]) is None:
        raise mismatch(one[1], other[1], "比较")
    return one[0], other[0]


def mismatch(left: Dimension, right: Dimension, verb: str) -> LanguageError:
    """The refusal to use the two kinds together."""
    hint = "两边换成同一种单位"
    if NUMBER in (left, right):
        unit = canonical_unit(right if left == NUMBER else left)
        hint = f"给没有单位的数写上单位，如 3{'' if unit == '%' else ' '}{unit}"
    return LanguageError(f"{dimension_name(left)} 与 {dimension_name(right)} 不能{verb}", code="YZ-L32", hint=hint)


def _parts(value: object) -> tuple[Fraction, Dimension] | None:
    if isinstance(value, Quantity):
        return value.value, value.dimension
    return (value, NUMBER) if type(value) is Fraction else None


def _with(value: Fraction, dimension: Dimension) -> object:
    kept = trimmed(value)
    if kept is None:
        return None
    return kept if dimension == NUMBER else Quantity(kept, dimension)
