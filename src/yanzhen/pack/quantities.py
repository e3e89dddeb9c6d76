"""A quantity written as data: `12 万元`, `3%`, `0.01 亩`, `36`. Expressions belong to the language, not here."""

from __future__ import annotations

import re
from fractions import Fraction

from yanzhen.units import NUMBER, Dimension, UnitError, parse_unit

_QUANTITY = re.compile(r"(-?\d+(?:\.\d+)?)\s*(\S*)\Z")
_TWINS = str.maketrans("％－", "%-")


def read_quantity(text: str) -> tuple[Fraction, Dimension] | None:
    """(value in canonical units, dimension), or None when the text is no number with a known unit."""
    match = _QUANTITY.match(text.strip().translate(_TWINS))
    if match is None:
        return None
    if not match[2]:
        return Fraction(match[1]), NUMBER
    try:
        unit = parse_unit(match[2])
    except UnitError:
        return None
    return Fraction(match[1]) * unit.factor, unit.dimension
