"""Figures in running Chinese text: 一百万元, 500万, 3.5%, 百分之五, 5‰, 三年, 20%至30%. For comparing a quote with its rule.

What only looks like a figure is left out: calendar years and days, document numbers, articles, list numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from yanzhen.units import SHARE, TABLE, Dimension, parse_unit

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_PARTS = {"百分之": Fraction(1, 100), "千分之": Fraction(1, 1000), "万分之": Fraction(1, 10_000)}
_OTHER_NAMES = {
    "个百分点": "百分点", "个月": "月", "个季度": "季", "季度": "季", "天": "日", "个工作日": "工作日", "名": "人", "位": "人",
    "人民币": "元", "倍": "", "张": "个", "个小时": "小时", "周年": "年",
}  # fmt: skip
_UNITS = sorted({*TABLE, *_OTHER_NAMES}, key=len, reverse=True)
_TWINS = str.maketrans("０１２３４５６７８９．％，", "0123456789.%,")
_HAN = "零〇一二两三四五六七八九十百千万亿"
_UNIT = "|".join(map(re.escape, _UNITS))
_FIGURE = re.compile(
    rf"(?P<part>百分之|千分之|万分之)?(?:(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)\s*(?P<times>[十百千]?[万亿]|万亿)?|(?P<han>[{_HAN}]+))"
    rf"\s*(?P<unit>{_UNIT})?"
)
_REACHES = re.compile(r"\s*(?:-|—|–|~|～|至|到)+\s*")
_NO_FIGURES = re.compile(
    r"\d{4}\s*[-—–至~～]*\s*(?:\d{4})?\s*年度?(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?"
    r"|\d{4}[-./]\d{1,2}(?:[-./]\d{1,2})?|[〔\[]\d{4}[〕\]]\s*第?\d*\s*号?|\d+\s*月\s*\d+\s*日"
    rf"|第\s*[{_HAN}\d]+\s*(?:条|款|项|章|节|类|批|届|名|档|年|季度|期|次|个|一)?"
    rf"|[（(]\s*[{_HAN}\d]+\s*[)）]|(?<![{_HAN}\d])一次性|\d+[A-Za-z]|[A-Za-z]+\d+|[同每任某另单统唯]一[项个件家户名人次种类]?|之一|万元户|[{_HAN}]+、(?=[^{_HAN}\d])"
)
_LAST_YEAR = 200


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a text, in canonical units; `dimension` is None when the text names no unit (500万)."""

    value: Fraction
    dimension: Dimension | None
    text: str
    start: int
    end: int

    def equals(self, value: Fraction, dimension: Dimension | None) -> bool:
        """Whether it is the same figure; a unit that one side leaves out fits any."""
        return self.value == value and (
            self.dimension == dimension
            or not self.dimension
            or not dimension
            or (SHARE not in (self.dimension, dimension) and not {"元", "亩"} & {self.dimension[0][0], dimension[0][0]})
        )


def figures(text: str) -> list[Figure]:
    """Every figure of the text in order."""
    plain = _NO_FIGURES.sub(lambda match: " " * len(match.group()), text.translate(_TWINS))
    found: list[Figure] = []
    waiting: tuple[Fraction, re.Match[str]] | None = None
    for match in _FIGURE.finditer(plain):
        number = _number(match)
        if number is None:
            continue
        if waiting is not None and match["unit"] and _REACHES.fullmatch(plain[waiting[1].end() : match.start()]):
            times = _times(match) if not waiting[1]["times"] else 1
            found.append(_figure(waiting[0] * times, match, waiting[1], text))
        waiting = None
        if match["unit"] or match["part"] or match["times"]:
            found.append(_figure(number, match, match, text))
        elif match["number"]:
            waiting = (number, match)
            if not _REACHES.match(plain, match.end()):
                found.append(
                    Figure(number, None, text[match.start() : match.end()].strip(), match.start(), match.end())
                )
    return [figure for figure in found if not _is_calendar_year(figure)]


def _figure(number: Fraction, unit_of: re.Match[str], at: re.Match[str], text: str) -> Figure:
    if unit_of["part"]:
        value, dimension = number * _PARTS[unit_of["part"]], SHARE
    elif unit_of["unit"]:
        name = _OTHER_NAMES.get(unit_of["unit"], unit_of["unit"])
        unit = parse_unit(name) if name else None
        value, dimension = (number * unit.factor, unit.dimension) if unit else (number, SHARE)
    else:
        value, dimension = number, None
    end = at.start() + len(at.group().rstrip())
    return Figure(value, dimension, text[at.start() : end], at.start(), end)


def _number(match: re.Match[str]) -> Fraction | None:
    if match["number"]:
        return Fraction(match["number"].replace(",", "")) * _times(match)
    if not (match["unit"] or match["part"]):
        return None
    return han_number(match["han"])


def _times(match: re.Match[str]) -> int:
    size = 1
    for sign in match["times"] or "":
        size *= _TENS.get(sign, 1) * _MYRIADS.get(sign, 1)
    return size


def han_number(text: str) -> Fraction | None:
    """The number written in Han numerals (一百二十, 三千万, 二〇二四); None when it is none."""
    if text and all(sign in _DIGITS for sign in text):
        return Fraction("".join(str(_DIGITS[sign]) for sign in text))
    whole = part = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _TENS:
            part += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            size, part, digit = _MYRIADS[sign], part + digit, 0
            if not part and not whole:
                return None
            whole = (whole + part) * size if size > whole > 0 else whole + part * size
            part = 0
    return Fraction(whole + part + digit) if text else None


def _is_calendar_year(figure: Figure) -> bool:
    return figure.text.endswith("年") and figure.value > _LAST_YEAR * 12
