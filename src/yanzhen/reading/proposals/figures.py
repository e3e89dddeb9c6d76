"""Figures of a page in the units a pack knows: 70 万户 becomes 700000 户, 1 万名 a year becomes 10000 人 each year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from yanzhen.units import UnitError, parse_unit

RANK = "名次"
_SAME = {"名": "人", "位": "人", "名学生": "人", "辆": "台", "列次": "列", "吨级": "吨", "人以上": "人"}
_MANY = {"千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_PER_YEAR = ("/年", "每年")


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit a pack knows, how many of it one of the printed unit is, and whether it counts anew each year."""

    unit: str
    times: int = 1
    yearly: bool = False

    def text(self, value: Decimal) -> str:
        """The value as a pack writes it; a rank has no unit, a share no space."""
        figure = plain(value * self.times)
        if self.unit == RANK:
            return figure
        return f"{figure}{self.unit}" if self.unit in ("%", "‰") else f"{figure} {self.unit}"


def measure_of(printed: str) -> Measure | None:
    """The measure of a unit as printed; None when no pack knows such a unit."""
    name, yearly = printed.strip(), False
    for ending in _PER_YEAR:
        if name.endswith(ending):
            name, yearly = name.removesuffix(ending), True
    if name == RANK:
        return Measure(RANK, yearly=yearly)
    for prefix in ("", *sorted(_MANY, key=len, reverse=True)):
        if not name.startswith(prefix):
            continue
        rest = name.removeprefix(prefix)
        rest = _SAME.get(rest, rest)
        if _known(rest):
            return Measure(rest, _MANY.get(prefix, 1), yearly)
    return None


def _known(name: str) -> bool:
    try:
        parse_unit(name)
    except UnitError:
        return False
    return bool(name)


def plain(value: Decimal) -> str:
    """The shortest decimal that is the value, never with an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
