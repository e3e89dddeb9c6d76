"""Figures of an evaluation as people write them: money in 万元, shares in %, two decimals, four below one."""

from __future__ import annotations

from fractions import Fraction

from yanzhen.units import SHARE, Dimension, canonical_unit


def figure(value: object, dimension: Dimension, up: bool = False) -> str:
    """The value rounded for reading; `up` rounds so that the figure is surely enough; 待补 where there is none."""
    if not isinstance(value, Fraction):
        return "待补"
    scaled = value * scale_of(dimension)
    places = 2 if abs(scaled) >= 1 else 4
    if up:
        scaled = Fraction(-(-scaled * 10**places // 1), 10**places)
    return f"{decimal(scaled, places)}{'' if dimension == SHARE else ' '}{unit_of(dimension)}".rstrip()


def scale_of(dimension: Dimension) -> Fraction:
    """How many of the units people write one canonical unit is."""
    return Fraction(100) if dimension == SHARE else Fraction(1, 10_000) if ("元", 1) in dimension else Fraction(1)


def unit_of(dimension: Dimension) -> str:
    """The unit people write."""
    return ("万" if ("元", 1) in dimension else "") + canonical_unit(dimension)


def decimal(value: Fraction, places: int) -> str:
    """The value with that many decimals, half away from zero, thousands parted."""
    rounded = (abs(value) * 10**places + Fraction(1, 2)) // 1
    text = f"{rounded // 10**places:,}.{rounded % 10**places:0{places}d}"
    return ("-" if value < 0 and rounded else "") + text
