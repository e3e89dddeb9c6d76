"""What the operators mean on values: arithmetic, equality, order, and/or/not, between, in.

Two kinds of nothing pass through differently. A `Missing` operand makes the result Missing, reasons united, except where
and/or are settled without it. `None` follows FEEL in the full profile; in packs (`full=False`) it is known to be nothing:
a comparison with it is false, arithmetic with it is None, `not None` is true, whatever the other operand is. A `Between` is decided by comparison when the interval settles it, else counts as Missing.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction

from yanzhen.errors import LanguageError
from yanzhen.language import quantity, temporal_arithmetic
from yanzhen.language.bounds import CHARACTERS
from yanzhen.language.interval import Interval
from yanzhen.language.numbers import power, trimmed
from yanzhen.language.quantity import Quantity
from yanzhen.language.temporal import TEMPORAL, Date, as_date, comparable
from yanzhen.language.values import BASE_NOT_POSITIVE, Between, Missing, missing, reasons_of, unknown

ORDER = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


# ---------------------------------------------------------------- arithmetic


def arithmetic(op: str, left: object, right: object, *, full: bool, literal: bool = False) -> object:
    """left op right. In packs a divisor ≤ 0 gives Missing (base not positive) unless it is a `literal`."""
    if unknown(left) or unknown(right):
        return Missing(reasons_of(left, right))
    if left is None or right is None:
        return None
    if type(left) is Fraction and type(right) is Fraction:
        return _numbers(op, left, right, base=not full and not literal)
    if isinstance(left, Quantity) or isinstance(right, Quantity):
        return quantity.arithmetic(op, left, right)
    if isinstance(left, str) and isinstance(right, str) and op == "+":
        if len(left) + len(right) > CHARACTERS:
            raise LanguageError(f"文字超过 {CHARACTERS} 个字符", code="YZ-L24")
        return left + right
    if isinstance(left, TEMPORAL) or isinstance(right, TEMPORAL):
        function = _TEMPORAL.get(op)
        return function(left, right) if function else None
    return None


_TEMPORAL = {
    "+": temporal_arithmetic.add,
    "-": temporal_arithmetic.subtract,
    "*": temporal_arithmetic.multiply,
    "/": temporal_arithmetic.divide,
}


def _numbers(op: str, left: Fraction, right: Fraction, *, base: bool) -> object:
    if op == "+":
        return trimmed(left + right)
    if op == "-":
        return trimmed(left - right)
    if op == "*":
        return trimmed(left * right)
    if op == "**":
        return power(left, right)
    if base and right <= 0:
        return missing("", "", None, BASE_NOT_POSITIVE)
    return trimmed(left / right) if right else None


def negative(value: object) -> object:
    """−value for a number or a duration."""
    if unknown(value):
        return Missing(reasons_of(value))
    if isinstance(value, Quantity):
        return Quantity(-value.value, value.dimension)
    return -value if type(value) is Fraction else temporal_arithmetic.negated(value)


# ---------------------------------------------------------------- comparison


def compare(op: str, left: object, right: object, *, full: bool) -> bool | Missing | None:
    """left op right with op one of = != < <= > >=."""
    if not full and (left is None or right is None):
        return False
    if isinstance(left, Missing) or isinstance(right, Missing):
        return Missing(reasons_of(left, right))
    if isinstance(left, Between) or isinstance(right, Between):
        return _between(op, left, right)
    if not full:
        return _plain(op, left, right)
    if op in ORDER:
        return _ordered(op, left, right)
    same = equal(left, right)
    return same if same is None or op == "=" else not same


def _plain(op: str, left: object, right: object) -> bool:
    """In packs: types were checked when binding, only the two classes of days need a bridge."""
    if type(left) is not type(right):
        left, right = as_date(left), as_date(right)
    if op == "=":
        return left == right
    if op == "!=":
        return left != right
    return ORDER[op](left, right)


def _ordered(op: str, left: object, right: object) -> bool | None:
    keys = order_keys(left, right)
    return None if keys is None else ORDER[op](*keys)


def order_keys(left: object, right: object) -> tuple[object, object] | None:
    """Keys in which the two values have FEEL's order, or None if they have none."""
    if type(left) is type(right) and isinstance(left, Fraction | str):
        return left, right
    if isinstance(left, Quantity) or isinstance(right, Quantity):
        return quantity.comparable(left, right)
    if isinstance(left, TEMPORAL) and isinstance(right, TEMPORAL):
        return comparable(left, right)
    return None


def equal(left: object, right: object) -> bool | None:
    """FEEL's equality: null equals only null; values of different kinds have none."""
    if left is None or right is None:
        return left is right
    if isinstance(left, Quantity) or isinstance(right, Quantity):
        keys = quantity.comparable(left, right)
        return keys and keys[0] == keys[1]
    if isinstance(left, TEMPORAL) and isinstance(right, TEMPORAL):
        keys = comparable(left, right)
        if keys is not None:
            return keys[0] == keys[1]
        return False if type(as_date(left)) is type(as_date(right)) else None
    if type(left) is not type(right):
        return None
    if isinstance(left, list):
        return _all_equal(left, right) if len(left) == len(right) else False
    if isinstance(left, dict):
        if left.keys() != right.keys():
            return False
        return _all_equal(list(left.values()), [right[key] for key in left])
    if isinstance(left, Interval):
        return left == right
    return left == right if isinstance(left, Fraction | str | bool | int) else (True if left is right else None)


def _all_equal(left: Sequence[object], right: Sequence[object]) -> bool | None:
    answers = [equal(one, other) for one, other in zip(left, right)]
    return False if False in answers else None if None in answers else True


def _between(op: str, left: object, right: object) -> bool | Missing:
    """A comparison in which at least one side is only known as an interval."""
    low, high = _ends(left)
    other_low, other_high = _ends(right)
    reasons = Missing(reasons_of(left, right))
    if op in ("=", "!="):
        apart = _surely_less(high, other_low) or _surely_less(other_high, low)
        return (op == "!=") if apart else reasons
    if op in (">", ">="):
        low, high, other_low, other_high = other_low, other_high, low, high
        op = MIRROR[op]
    yes = high is not None and other_low is not None and ORDER[op](high, other_low)
    no = low is not None and other_high is not None and not ORDER[op](low, other_high)
    return True if yes else False if no else reasons


def _ends(value: object) -> tuple[object, object]:
    return (value.low, value.high) if isinstance(value, Between) else (value, value)


def _surely_less(high: object, low: object) -> bool:
    return high is not None and low is not None and high < low


# ---------------------------------------------------------------- truth


def conjunction(values: Sequence[object], *, full: bool) -> bool | Missing | None:
    """and: false if any is false; else Missing if any is; else true if all are. In packs None counts as false."""
    if any(value is False or (value is None and not full) for value in values):
        return False
    if any(unknown(value) for value in values):
        return Missing(reasons_of(*values))
    return True if all(value is True for value in values) else None


def disjunction(values: Sequence[object], *, full: bool) -> bool | Missing | None:
    """or: true if any is true; else Missing if any is; else false if all are. In packs None counts as false."""
    if any(value is True for value in values):
        return True
    if any(unknown(value) for value in values):
        return Missing(reasons_of(*values))
    return False if all(value is False or (value is None and not full) for value in values) else None


def negation(value: object, *, full: bool) -> bool | Missing | None:
    """not: in packs `not None` is true, for what does not exist does not fulfil anything."""
    if unknown(value):
        return Missing(reasons_of(value))
    if value is None and not full:
        return True
    return (not value) if isinstance(value, bool) else None


# ---------------------------------------------------------------- between, in


def within(value: object, low: object, high: object, *, full: bool) -> bool | Missing | None:
    """low <= value <= high; false as soon as one side is."""
    return conjunction(
        [compare(">=", value, low, full=full), compare("<=", value, high, full=full)], full=full
    )  # fmt: skip


def in_interval(value: object, interval: Interval, *, full: bool) -> bool | Missing | None:
    """Whether the value lies in the range, or passes the test the range was written as."""
    if interval.test in ("=", "!="):
        return compare(interval.test, value, interval.low, full=full)
    answers = []
    if interval.low is not None:
        answers.append(compare(">=" if interval.low_closed else ">", value, interval.low, full=full))
    if interval.high is not None:
        answers.append(compare("<=" if interval.high_closed else "<", value, interval.high, full=full))
    return conjunction(answers, full=full)


def passes(value: object, test: object, *, full: bool) -> bool | Missing | None:
    """One test of `in`: a range, a list (any of it), or a value to equal."""
    if isinstance(test, Interval):
        return in_interval(value, test, full=full)
    if isinstance(test, list):
        if full and equal(value, test):
            return True
        answers = [passes(value, item, full=full) for item in test]
        return disjunction([False if answer is None else answer for answer in answers], full=full)
    if test is None and value is not None:
        return None if full else False
    return compare("=", value, test, full=full)


def same_day(left: object, right: object) -> bool:
    """Whether two dates of either class are one day."""
    return isinstance(left, Date | datetime.date) and as_date(left) == as_date(right)
