"""The scalars of hints, all of them text: shares, plain numbers, quantities with units, dates and lengths of time."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

from yanzhen.errors import FactsError
from yanzhen.registers import Column
from yanzhen.registers.vocabulary import parse_date
from yanzhen.units import MONEY, NUMBER, SHARE, Dimension, UnitError, dimension_name, parse_unit

_QUANTITY = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*(\S*)\Z")


class HintError(FactsError):
    """A hint for synthetic data cannot be followed."""

    code = "YZ-F31"


def quantity(text: object, where: str) -> tuple[Fraction, Dimension]:
    """The number in canonical units and its dimension: `2000 万元` is 20000000 of 元."""
    match = _QUANTITY.match(str(text).strip())
    if match is None:
        raise HintError(f"{where}：「{text}」不是数", code="YZ-F32", hint="写作 2000 万元、3%、60 人 或 0.5")
    if not match[2]:
        return Fraction(match[1]), NUMBER
    try:
        unit = parse_unit(match[2])
    except UnitError as error:
        raise HintError(f"{where}：「{text}」的单位读不出", code="YZ-F32", hint=error.hint) from error
    return Fraction(match[1]) * unit.factor, unit.dimension


def amount(text: object, column: Column, where: str) -> Fraction:
    """The quantity in the column's canonical unit.

    Raises:
        HintError: YZ-F32 when it is of another kind (a bare number against money, 人 against 家).
    """
    value, dimension = quantity(text, where)
    wanted = column.unit.dimension if column.unit else NUMBER
    if dimension != wanted:
        what = f"{where}：「{text}」是{dimension_name(dimension)}，列「{column.name}」是{dimension_name(wanted)}"
        raise HintError(what, code="YZ-F32", hint="写上与列相同种类的单位")
    return value


def share(text: object, where: str) -> float:
    """A chance or a spread: `3%` and `0.03` are the same here; never negative."""
    value, dimension = quantity(text, where)
    if dimension not in (NUMBER, SHARE) or value < 0:
        raise HintError(f"{where}：「{text}」不是比例", code="YZ-F32", hint="写作 3% 或 0.03")
    return float(value)


def chance(text: object, where: str) -> float:
    """A probability from 0 to 1."""
    value = share(text, where)
    if value > 1:
        raise HintError(f"{where}：「{text}」超过 100%", code="YZ-F32", hint="概率写作 0% 到 100%")
    return value


def rate(text: object, where: str) -> float:
    """A rate of change, which may be negative."""
    value, dimension = quantity(text, where)
    if dimension not in (NUMBER, SHARE) or value <= -1:
        raise HintError(f"{where}：「{text}」不是变化率", code="YZ-F32", hint="写作 6% 或 -2%，要大于 -100%")
    return float(value)


def months(text: object, where: str) -> int:
    """A length of time in whole months: `3 年` is 36."""
    value, dimension = quantity(text, where)
    if dimension != (("月", 1),) or value.denominator != 1:
        raise HintError(f"{where}：「{text}」不是整月数", code="YZ-F32", hint="写作 3 年 或 18 月")
    return int(value)


def day(text: object, where: str) -> date:
    """An ISO date."""
    found = parse_date(str(text).strip())
    if found is None:
        raise HintError(f"{where}：「{text}」不是日期", code="YZ-F32", hint="写作 2024-03-31")
    return found


def usual_median(column: Column, thresholds: tuple[Fraction, ...]) -> Fraction:
    """Where values of an unhinted column lie: about its own thresholds, else a hundred of its unit."""
    positive = sorted(value for value in thresholds if value > 0)
    if positive:
        return positive[len(positive) // 2]
    if column.unit is not None and column.unit.dimension == SHARE:
        return Fraction(5, 100)
    factor = column.unit.factor if column.unit else Fraction(1)
    small_money = column.unit is not None and column.unit.dimension == MONEY and factor < 10_000
    return 100 * factor * (1000 if small_money else 1)
