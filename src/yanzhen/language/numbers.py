"""Numbers of the exact reading: fractions that never round by themselves, FEEL's 34 digits where a result has no end.

FEEL's numbers are IEEE 754 decimal128. A `Fraction` holds every one of them exactly and sums and quotients too, so nothing
is rounded between two operators. Only what grows beyond 1,024 bits, and functions without an exact result (roots, powers
with broken exponents), are rounded to decimal128's 34 digits, half to even.
"""

from __future__ import annotations

import decimal
from fractions import Fraction

DIGITS = 34
LARGEST = Fraction(10) ** 6145
CONTEXT = decimal.Context(
    prec=DIGITS,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.Overflow, decimal.InvalidOperation],
)
WIDE = decimal.Context(prec=DIGITS + 12, Emin=-99_999, Emax=99_999, traps=[decimal.Overflow, decimal.InvalidOperation])
"""Guard digits for functions computed in several steps."""

_BITS = 1_024
_POWER_BITS = 60_000


def to_decimal(value: Fraction, context: decimal.Context = CONTEXT) -> decimal.Decimal:
    """The value as a decimal of the context's precision; decimal.Overflow beyond its range."""
    return context.divide(decimal.Decimal(value.numerator), decimal.Decimal(value.denominator))


def rounded(value: Fraction) -> Fraction:
    """The value with 34 significant digits, half to even."""
    return Fraction(to_decimal(value, WIDE if abs(value) >= LARGEST else CONTEXT))


def trimmed(value: Fraction) -> Fraction | None:
    """The value, rounded to 34 digits once it takes more than 1,024 bits; None beyond decimal128's range."""
    if value.numerator.bit_length() <= _BITS and value.denominator.bit_length() <= _BITS:
        return value
    try:
        return Fraction(to_decimal(value))
    except (decimal.Overflow, decimal.InvalidOperation):
        return None


def from_decimal(value: decimal.Decimal) -> Fraction | None:
    """A computed decimal as a number of at most 34 digits; None when it is no finite number of FEEL."""
    try:
        kept = CONTEXT.plus(value)
    except (decimal.Overflow, decimal.InvalidOperation):
        return None
    return Fraction(kept) if kept.is_finite() else None


def power(base: Fraction, exponent: Fraction) -> Fraction | None:
    """base ** exponent, exact for whole exponents of moderate size, else 34 digits; None where it has no value."""
    if not base:
        return None if exponent < 0 else Fraction(1 if not exponent else 0)
    if exponent.denominator == 1:
        bits = max(base.numerator.bit_length(), base.denominator.bit_length())
        if bits * abs(exponent.numerator) <= _POWER_BITS:
            return trimmed(base**exponent.numerator)
    elif base < 0:
        return None
    if abs(exponent) > 10**9:
        return Fraction(1) if base == 1 else None
    try:
        size = abs(to_decimal(base, WIDE))
        result = WIDE.power(size, to_decimal(exponent, WIDE))
    except (decimal.Overflow, decimal.InvalidOperation):
        return None
    if base < 0 and exponent.numerator % 2:
        result = -result
    return from_decimal(result)


def number_text(value: Fraction) -> str:
    """The number as FEEL writes it: at most 34 significant digits, no exponent, no trailing zeros."""
    try:
        text = format(to_decimal(value), "f")
    except decimal.Overflow:
        text = format(to_decimal(value, WIDE), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def round_to(value: Fraction, scale: int, mode: str) -> Fraction:
    """The value at `scale` decimals (negative: tens, hundreds). Modes are those of `decimal`: up, down, half_up, …"""
    factor = Fraction(10) ** scale
    scaled = value * factor
    whole = scaled.numerator // scaled.denominator
    rest = scaled - whole
    if not rest:
        return value
    half = Fraction(1, 2)
    if mode == "ceiling":
        up = True
    elif mode == "floor":
        up = False
    elif mode == "up":
        up = scaled > 0
    elif mode == "down":
        up = scaled < 0
    elif rest != half:
        up = rest > half
    elif mode == "half_even":
        up = whole % 2 == 1
    else:
        up = (scaled > 0) == (mode == "half_up")
    return (whole + 1 if up else whole) / factor
