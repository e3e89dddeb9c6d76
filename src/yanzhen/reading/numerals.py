"""Numbers as written → exact values: 5500, 1,500, 8.1, ３０, 七十, 一百二十, 两千五, 百分之三十, 三成.

A value is what the digits say; the multiplier behind them (70 万户) stays with the unit, as people quote it.
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = "零〇一二两三四五六七八九"
_VALUE = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TEN = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

ARABIC = r"(?<![\d.])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,15}(?:\.\d{1,8})?"
HAN = r"[零〇一二两三四五六七八九十百千]{1,9}(?:点[零〇一二三四五六七八九]{1,4})?"


def value_of(words: str) -> Decimal | None:
    """The number that digits or Chinese numerals say; None when they are none (一二三, 百千)."""
    if words[:1].isdigit():
        return Decimal(words.replace(",", ""))
    whole, _, part = words.partition("点")
    number = _whole(whole)
    if number is None:
        return None
    return Decimal(f"{number}.{''.join(str(_VALUE[letter]) for letter in part)}") if part else Decimal(number)


def count_of(words: str) -> int | None:
    """A small whole number in either writing, None when it is not one."""
    value = value_of(words) if words and re.fullmatch(rf"{ARABIC}|{HAN}|[万亿{DIGITS}十百千]+", words) else None
    return int(value) if value is not None and value == value.to_integral_value() else None


def _whole(words: str) -> int | None:
    if not words:
        return None
    if all(letter in _VALUE for letter in words):
        if len(words) == 1:
            return _VALUE[words]
        return int("".join(str(_VALUE[letter]) for letter in words)) if len(words) == 4 else None
    total = section = digit = 0
    last = 10_000
    for at, letter in enumerate(words):
        if letter in _VALUE:
            if digit:
                return None
            digit = _VALUE[letter]
        elif letter in _TEN:
            if _TEN[letter] >= last and at:
                return None
            last = _TEN[letter]
            section += (digit or (1 if at == 0 or words[at - 1] in "零〇万亿" else 0)) * last
            digit = 0
        else:
            total = (total + section + digit) * _LARGE[letter]
            section = digit = 0
            last = 10_000
    if digit and last in (100, 1000) and words[-2:-1] in ("百", "千"):
        digit *= last // 10
    return total + section + digit
