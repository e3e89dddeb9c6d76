"""How many a name says: 十大 → 10, 八大 → 8, 五全一常态 → 5 + 1."""

from __future__ import annotations

import re

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "双": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
HAN = "".join(DIGITS) + "".join(TENS) + "".join(MYRIADS)

_RUN = re.compile(r"双|[零〇一二两三四五六七八九十百]+|\d+")


def han_number(text: str) -> int | None:
    """The whole number written in Chinese numerals, or None when the text is no numeral."""
    if not text or any(sign not in HAN for sign in text):
        return None
    if all(sign in DIGITS for sign in text):
        return int("".join(str(DIGITS[sign]) for sign in text))
    total = section = 0
    digit: int | None = None
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in TENS:
            section += (1 if digit is None else digit) * TENS[sign]
            digit = None
        else:
            total = (total + section + (digit or 0)) * MYRIADS[sign]
            section, digit = 0, None
    return total + section + (digit or 0)


def counts_in(name: str) -> tuple[int, ...]:
    """The numbers a list's name is made of, in order; empty when it has none."""
    found = []
    for run in _RUN.findall(name):
        value = int(run) if run.isdigit() else han_number(run)
        if value is not None:
            found.append(value)
    return tuple(found)
