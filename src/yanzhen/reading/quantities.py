"""Figures in running words: number, unit, comparator; ranges; ranks. What only looks like a figure is left alone.

A figure needs a unit that a measure word, a sign of share or a sum of money gives it. So a road (G107), a grade (5A级), a
network (5G), a list (500强), a release (4.0), a session (第三次) and a date are none, whatever stands beside them. Chinese
numerals of counting (两名演员, 一批) are figures only with a comparator; a capacity in a project's name (年产80万吨), an age
(65岁的), and whatever stands inside a short quotation are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from yanzhen.reading.numerals import ARABIC, HAN, value_of
from yanzhen.reading.vocabulary import either, words

_SCALE = "(?:[十百千]?[万亿]|百|千)(?:多|余)?"
_FIGURE = re.compile(
    rf"(?P<percent>百分之)?(?P<low>{ARABIC}|{HAN})"
    rf"(?P<many1>多|余|几)?(?P<scale>{_SCALE})?(?P<many2>多|余)?(?P<lowunit>%|个百分点|{'亿元|万元'})?"
    rf"(?:(?:-|—|–|~|～|至|到)(?P<high>{ARABIC}|{HAN})(?P<scale2>{_SCALE})?)?"
    rf"(?P<unit>(?:{either('measures')})(?:/(?:人|亩|户|年|平方公里|平方米|立方米|吨|家|个|月|日|天|公顷|小时|千瓦时|公里))?)?"
)

_BEFORE: tuple[tuple[str, str, bool], ...] = (
    (r"(?:不少于|不低于|不小于|至少|最少|起码|不得少于|不得低于|达到或超过)", ">=", False),
    (r"(?:至少|不少于|不低于|最少)(?:新?[\u4e00-\u9fff]{2})", ">=", False),
    (r"(?:不超过|不高于|不多于|不大于|至多|最多|最高|控制在|低于|少于|小于|降至|降到|压减到|不得超过)", "<=", False),
    (r"(?:突破|超过|超|逾|高于|大于|超出|多于)", ">=", True),
    (r"(?:大约|大概|约为|约|近|接近|将近)", "~", False),
    (r"(?:达到|达|增加到|增至|提高到|提升到|提升至|提高至|扩大到|实现|上升到|保持在|稳定在|增长到)", "reach", False),
)
_AFTER: tuple[tuple[str, str], ...] = (
    (r"(?:左右|上下)", "~"),
    (r"(?:\(含\))?(?:以上|及以上|或以上|以外|起)", ">="),
    (r"(?:以下|及以下|以内|之内|以里)", "<="),
)
_PREFIX = [(re.compile(words + r"(?:了|为|近|约)?$"), sign, strict) for words, sign, strict in _BEFORE]
_SUFFIX = [(re.compile(words), sign) for words, sign in _AFTER]

_COUNTING = frozenset(words("counting"))
"""Units with which small Chinese numerals count things in passing."""

_CAPACITY = re.compile(r"(?:年产|日产|年处理|日处理|年加工|年生产|月产|装机容量?|库容|时速)$")
_SIZE = re.compile(r"(?:全长|总长|长度|宽度?|水深|限高|海拔|占地|建筑面积|相距|距离|里程)约?$")
_SPENT = re.compile(r"(?:投资|投资额|占地面积|面积|规模|产能)(?:约|达)?$")
_ORDINAL = re.compile(r"(?:第|之|周年|初|农历|公元)$")
_QUOTED = re.compile(r"[“‘「『《][^“”‘’「」『』《》\n]{1,14}[”’」』》]")
_TIMES = re.compile(r"\d{4}年|\d{1,2}月\d{1,2}日|\d{1,2}月|\d{1,2}:\d{2}|\d{1,2}[时点]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a strand: its range with the comparator words, its own range, what it says.

    `comparator`: ">=", "<=", "=", "~", "between", or "reach" (达到: a promise means at least, a report means exactly).
    """

    start: int
    end: int
    at: int
    to: int
    value: Decimal
    unit: str
    comparator: str
    strict: bool = False
    upper: Decimal | None = None
    han: bool = False


def figures_of(text: str) -> Iterator[Figure]:
    """The figures in the text, from left to right, none inside another."""
    closed = [match.span() for match in _QUOTED.finditer(text)]
    closed += [match.span() for match in _TIMES.finditer(text)]
    closed.sort()
    shut = 0
    for match in _FIGURE.finditer(text):
        while shut < len(closed) and closed[shut][1] <= match.start():
            shut += 1
        if any(first < match.end("low") and match.start("low") < last for first, last in closed[shut : shut + 2]):
            continue
        figure = _figure(text, match)
        if figure is not None:
            yield figure


def _figure(words: str, match: re.Match[str]) -> Figure | None:
    unit = match["unit"] or match["lowunit"] or ("%" if match["percent"] else "")
    value = value_of(match["low"])
    han = not match["low"][0].isdigit()
    before = words[max(0, match.start() - 10) : match.start()]
    after = words[match.end() : match.end() + 6]
    if value is None or not unit or (before[-1:].isascii() and before[-1:].isalnum()) or _ORDINAL.search(before):
        return None
    if (
        re.match(r",\d", words[match.end("low") : match.end("low") + 2])
        or re.search(r"\d[,.]$|[-./]$", before)
        or (after[:1].isascii() and after[:1].isalpha())
        or unit == "G"
    ):
        return None
    scale = (match["scale"] or "").rstrip("多余")
    upper = value_of(match["high"]) if match["high"] else None
    if han and scale in ("百", "千"):
        return None
    if match["high"] and upper is None:
        return None
    scale = (match["scale2"] or "").rstrip("多余") or scale
    start, end, sign, strict = _compared(words, match.start(), match.end())
    many = match["many1"] or match["many2"] or (match["scale"] or "")[-1:] in ("多", "余")
    if many and sign in ("=", "reach"):
        sign, strict = ">=", True
    if upper is not None:
        sign = "between"
    if not _counts(words, match, unit, scale, sign, han, before, after):
        return None
    return Figure(start, end, match.start(), match.end(), value, scale + unit, sign, strict, upper, han)


def _counts(
    words: str, match: re.Match[str], unit: str, scale: str, sign: str, han: bool, before: str, after: str
) -> bool:
    """Whether the number is a figure at all."""
    if _CAPACITY.search(before) or (
        sign == "=" and (_SIZE.search(before) or (after[:1] == "的" and _SPENT.search(before)))
    ):
        return False
    if unit == "岁" and sign == "=":
        return False
    if han and unit in _COUNTING and not scale and sign in ("=", "reach"):
        return False
    if unit in ("届", "番", "次", "度", "分", "类", "种") and sign == "=" and han:
        return False
    return not (unit in ("小时", "分钟", "天", "个月") and sign == "=")


def _compared(words: str, start: int, end: int) -> tuple[int, int, str, bool]:
    """The range with the words that compare, the sign, and whether it is strictly more."""
    sign, strict = "=", False
    for pattern, found_sign, found_strict in _PREFIX:
        found = pattern.search(words[max(0, start - 8) : start])
        if found is not None:
            start, sign, strict = max(0, start - 8) + found.start(), found_sign, found_strict
            break
    for suffix, found_sign in _SUFFIX:
        match = suffix.match(words, end)
        if match is not None:
            if not (sign == ">=" and found_sign == "<="):
                sign = found_sign
            end = match.end()
            break
    return start, end, sign, strict
