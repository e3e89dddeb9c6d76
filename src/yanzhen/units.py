"""Money, area, share, count…: what may be added, compared and multiplied, exactly.

A unit is a factor and a dimension. A dimension is a product of atoms: money per area is `元¹ 亩⁻¹`. Atoms never mix:
人 is not 家, 月 is not 日, 吨标煤(等价值) is not 吨标煤(当量值). A share is a number that knows it is one, so that a bare `15`
is never taken for 15 %. Everything is stored in the canonical unit of its kind (money in 元, area in 亩).

Source of the table: docs/reference/units.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from yanzhen.errors import YanzhenError, did_you_mean

Dimension = tuple[tuple[str, int], ...]

NUMBER: Dimension = ()
SHARE: Dimension = (("%", 1),)
MONEY: Dimension = (("元", 1),)
AREA: Dimension = (("亩", 1),)
ANY_COUNT: Dimension = (("计数", 1),)
"""What 计数 gives: it fits every counting unit."""

_COUNTING = ["人", "人次", "户", "家", "个", "件", "项", "台", "套", "批", "列", "处", "所", "床", "次"]
FOREIGN = ["美元", "欧元", "港元", "日元"]


def _table() -> dict[str, tuple[Fraction, str]]:
    """Every simple unit → (how many canonical units it is, the canonical atom)."""
    rows: list[tuple[str, str, str]] = [
        ("元", "元", "1"), ("角", "元", "1/10"), ("百元", "元", "100"), ("千元", "元", "1000"), ("万元", "元", "10000"),
        ("百万元", "元", "1000000"), ("亿元", "元", "100000000"),
        ("1", "%", "1"), ("%", "%", "1/100"), ("‰", "%", "1/1000"), ("百分点", "%", "1/100"),
        ("亩", "亩", "1"), ("公顷", "亩", "15"), ("平方米", "亩", "15/10000"), ("平方公里", "亩", "1500"),
        ("月", "月", "1"), ("季", "月", "3"), ("年", "月", "12"), ("日", "日", "1"), ("周", "日", "7"),
        ("工作日", "工作日", "1"), ("小时", "小时", "1"), ("分钟", "小时", "1/60"),
        ("分", "分", "1"),
        ("千瓦时", "千瓦时", "1"), ("万千瓦时", "千瓦时", "10000"), ("亿千瓦时", "千瓦时", "100000000"),
        ("吨标煤(等价值)", "吨标煤(等价值)", "1"), ("吨标煤(当量值)", "吨标煤(当量值)", "1"),
        ("吨", "吨", "1"), ("千克", "吨", "1/1000"), ("立方米", "立方米", "1"), ("万立方米", "立方米", "10000"),
        ("升", "立方米", "1/1000"), ("毫克", "毫克", "1"), ("当量", "当量", "1"), ("摄氏度", "摄氏度", "1"), ("pH", "pH", "1"),
        ("米", "米", "1"), ("公里", "米", "1000"),
    ]  # fmt: skip
    rows += [(name, name, "1") for name in _COUNTING]
    for name in FOREIGN:
        rows += [(name, name, "1"), ("万" + name, name, "10000"), ("亿" + name, name, "100000000")]
    return {name: (Fraction(factor), atom) for name, atom, factor in rows}


TABLE = _table()

_PRICED = re.compile(r"(.+)\((?:现价|([12]\d{3}年价))\)\Z")
"""Money with its price year: 万元(2020年价) is a kind of its own; 万元(现价) is plain money."""

VARYING = "单位随"

UNSETTLED = {"吨标煤": ("吨标煤(等价值)", "吨标煤(当量值)")}
"""Names that stand for either of two units which never mix: whoever writes one says which."""


class UnitError(YanzhenError):
    """A unit is not known, or two units cannot be used together."""

    code = "YZ-U01"


@dataclass(frozen=True, slots=True)
class Unit:
    """A named unit: one of it is `factor` canonical units of its `dimension`."""

    name: str
    factor: Fraction
    dimension: Dimension


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit:
    """The unit written as `万元`, `万元/亩` or `元/平方米·月`: all after the slash divides; a UnitError if not known."""
    above, slash, below = text.partition("/")
    factor, powers = Fraction(1), dict[str, int]()
    for part, sign in ((above, 1), (below, -1)):
        if not part and (sign == 1 or slash):
            raise UnitError(f"「{text}」不是计量单位", hint="复合单位写作 万元/亩")
        for name in part.split("·") if part else ():
            size, atom = _simple(name)
            factor *= size**sign
            powers[atom] = powers.get(atom, 0) + sign
    return Unit(text, factor, _tidy(powers))


def _simple(name: str) -> tuple[Fraction, str]:
    """A unit without / and ·: how many canonical units it is, and the canonical atom."""
    if name in TABLE:
        return TABLE[name]
    if name in UNSETTLED:
        raise UnitError(f"「{name}」要写明是哪一种", hint=f"写作 {' 或 '.join(UNSETTLED[name])}，两者不能合用")
    priced = _PRICED.match(name)
    money = TABLE.get(priced[1]) if priced else None
    if priced is None or money is None or money[1] != "元":
        raise UnitError(f"没有计量单位「{name}」", hint=did_you_mean(name, TABLE))
    return money[0], f"元({priced[2]})" if priced[2] else "元"


def is_unit(text: str) -> bool:
    """Whether the text is a unit of the table or a compound of such."""
    try:
        parse_unit(text)
    except UnitError:
        return False
    return True


def varying(column: str) -> Dimension:
    """The kind of a number whose unit another column says, row by row: it compares with nothing but itself."""
    return ((f"{VARYING}{column}", 1),)


def varies(dimension: Dimension) -> str:
    """The column that says the unit of such a number; empty for every other kind."""
    return next((atom.removeprefix(VARYING) for atom, _ in dimension if atom.startswith(VARYING)), "")


def multiply(left: Dimension, right: Dimension, sign: int = 1) -> Dimension:
    """The dimension of left × right (`sign` −1: left ÷ right); like kinds divided give a share."""
    powers = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, 0) + sign * power
    result = _tidy(powers)
    divides_itself = sign < 0 and left == right and left not in (NUMBER, SHARE)
    if not result and (divides_itself or left == SHARE or right == SHARE):
        return SHARE
    return result


def addable(left: Dimension, right: Dimension) -> Dimension | None:
    """The common dimension if the two may be added or compared, else None (人 and 家 may not)."""
    if left == right:
        return left
    for one, other in ((left, right), (right, left)):
        if one == ANY_COUNT and (other == NUMBER or (len(other) == 1 and other[0] in COUNTS)):
            return other
    return None


COUNTS = frozenset((name, 1) for name in _COUNTING)

DEFAULT_QUANTUM = {MONEY: Fraction(1, 100), SHARE: Fraction(1, 1_000_000), AREA: Fraction(1, 10_000)}


def default_quantum(dimension: Dimension) -> Fraction:
    """The smallest step stored, in canonical units: money 0.01 元, share 0.000001, area 0.0001 亩, counts 1, else 0.0001."""
    if dimension in DEFAULT_QUANTUM:
        return DEFAULT_QUANTUM[dimension]
    if len(dimension) == 1 and dimension[0][1] == 1 and dimension[0][0].startswith("元("):
        return DEFAULT_QUANTUM[MONEY]
    counts = len(dimension) == 1 and dimension[0] in COUNTS
    return Fraction(1) if counts or dimension == ANY_COUNT else Fraction(1, 10_000)


def dimension_name(dimension: Dimension) -> str:
    """The dimension in words for a message: 元/亩, 占比, 纯数."""
    if dimension == NUMBER:
        return "纯数"
    if dimension == SHARE:
        return "占比(%)"
    if dimension == ANY_COUNT:
        return "计数"
    above = "·".join(atom + (f"^{power}" if power > 1 else "") for atom, power in dimension if power > 0)
    below = "·".join(atom + (f"^{-power}" if power < -1 else "") for atom, power in dimension if power < 0)
    return f"{above or '1'}/{below}" if below else above


def canonical_unit(dimension: Dimension) -> str:
    """The canonical unit's name, empty for a bare number."""
    return "" if dimension in (NUMBER, ANY_COUNT) else dimension_name(dimension) if dimension != SHARE else "%"


def show(value: Fraction, dimension: Dimension) -> str:
    """The value as a person writes it: 12 万元, 15%, 36 月; money and area pick the largest unit that stays short."""
    if dimension == SHARE:
        return f"{_digits(value * 100)}%"
    if dimension == MONEY and abs(value) >= 10_000:
        size, name = (100_000_000, "亿元") if abs(value) >= 100_000_000 else (10_000, "万元")
        return f"{_digits(value / size)} {name}"
    unit = canonical_unit(dimension)
    return f"{_digits(value)} {unit}" if unit else _digits(value)


def _digits(value: Fraction) -> str:
    """At most ten decimals, exact when it ends within them, else marked ≈."""
    scaled = value * 10**10
    whole = round(scaled)
    text = f"{abs(whole) // 10**10}.{abs(whole) % 10**10:010d}".rstrip("0").rstrip(".")
    return ("-" if value < 0 else "") + text if whole == scaled else "≈" + ("-" if value < 0 else "") + text


def _tidy(powers: dict[str, int]) -> Dimension:
    kept = {atom: power for atom, power in powers.items() if power}
    if set(kept) == {"%"}:
        return SHARE
    kept.pop("%", None)
    return tuple(sorted(kept.items()))
