"""Dates and deadlines in running words, and the year a page was printed in.

Newspapers leave the year out. It is inferred from what the page says of itself, never from a clock: a numbered session
(2021年第20次常务会议), a year called this year, an anniversary, or a span of years that must end with the plan's own
(三年内 … 到2025年). `basis` says which; without any, dates have no year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from yanzhen.reading.numerals import count_of

_YEAR = r"(?<!\d)(?P<year>(?:19|20)\d\d)\s?年"
_SESSION = re.compile(rf"{_YEAR}(?:度)?第[一二三四五六七八九十\d]{{1,3}}次")
_IS_YEAR = re.compile(rf"{_YEAR}是")
_AHEAD = re.compile(
    rf"{_YEAR}(?:度)?(?:全市|全县|全省|政府|经济社会发展)?(?:工作)?(?:主要|预期|发展|重点)?(?:目标|工作安排|工作任务|重点工作|工作要点)"
)
_MEETING = re.compile(rf"{_YEAR}(?:度)?[\u4e00-\u9fff]{{0,10}}(?:会议|大会)")
_PAST = re.compile(rf"(?:过去的|刚刚过去的|去年|上年|回望){_YEAR}")
_DATED = re.compile(rf"{_YEAR}\d{{1,2}}月\d{{1,2}}日")
_FOUNDED = {"建党": 1921, "中国共产党成立": 1921, "建军": 1927, "新中国成立": 1949, "建国": 1949}
_ANNIVERSARY = re.compile(rf"({'|'.join(_FOUNDED)})(\d{{2,3}}|[一二三四五六七八九十百]{{2,5}})周年")
_WITHIN = re.compile(r"([一二两三四五六七八九十]|\d{1,2})年内")
_UNTIL = re.compile(rf"到{_YEAR}(?:底|末|年底)?")

DAY = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
    r"(?P<part>上午|下午|晚上|晚|凌晨|中午|当天|至\d{1,2}日|—\d{1,2}日)?"
)
FIRST_DAY = re.compile(r"(?:[鼠牛虎兔龙蛇马羊猴鸡狗猪]年|新春|新年|节后)(?:首个工作日|上班第一天)")
DEADLINE = re.compile(
    rf"(?:力争|争取|确保)?(?:在|到|至|于)?{_YEAR}(?!第|度|是)(?P<month>\d{{1,2}}月)?(?P<day>\d{{1,2}}日)?(?P<edge>底|末|年底|年末)?(?:之?前|以前)?"
    r"|(?P<this>今年|本年|年内|年底|年末|今年底|今年年底)(?:之?前|以前)?"
    r"|[“\"]?十(?P<plan>[三四五六七])五[”\"]?(?:期间|时期|末|期末)"
    r"|(?:在|到|至|于)?(?P<lone>\d{1,2})月(?:\d{1,2}日|底|末)?(?:之前|前|以前)"
    r"|(?P<within>[一二两三四五六七八九十\d]{1,2})(?P<span>年|个月)(?:内|之内|以内)"
)

_PLANS_FROM = 1955
"""Five-year plans end in this year and five for each: the fourteenth with 2025."""


@dataclass(frozen=True, slots=True)
class Now:
    """The year a page is of, and from what it was told."""

    year: int | None = None
    basis: str | None = None


def year_of(words: str, given: int | None = None) -> Now:
    """The year the page was printed in."""
    if given is not None:
        return Now(given, "由使用者给定")
    for pattern, shift, why in (
        (_SESSION, 0, "文中会议届次"),
        (_IS_YEAR, 0, "文中“年是”"),
        (_AHEAD, 0, "文中年度安排"),
        (_PAST, 1, "文中“过去的一年”"),
        (_MEETING, 0, "文中会议名称"),
        (_DATED, 0, "文中日期"),
    ):
        found = pattern.search(words)
        if found is not None:
            return Now(int(found["year"]) + shift, f"{why}：{found[0]}")
    anniversary = _ANNIVERSARY.search(words)
    if anniversary is not None and (count := count_of(anniversary[2])):
        return Now(_FOUNDED[anniversary[1]] + count, f"文中纪念年：{anniversary[0]}")
    within, until = _WITHIN.search(words), _UNTIL.search(words)
    if within is not None and until is not None and (count := count_of(within[1])) and count <= 10:
        return Now(int(until["year"]) - count, f"推定：“{within[0]}”与“{until[0]}”同指一个期限")
    return Now()


def iso(match: re.Match[str], now: Now) -> str | None:
    """A match of `DAY` as an ISO date; None without a year or when there is no such day."""
    year = int(match["year"]) if match["year"] else now.year
    if year is None:
        return None
    try:
        return date(year, int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return None


def due(match: re.Match[str], now: Now) -> tuple[int | None, str]:
    """The year a match of `DEADLINE` ends with, and the deadline in words or as ISO."""
    if match["year"]:
        year = int(match["year"])
        if match["month"]:
            return year, f"{year}-{int(match['month'][:-1]):02d}"
        return year, str(year)
    if match["this"]:
        return now.year, f"{now.year}-12-31" if now.year is not None else match["this"]
    if match["plan"]:
        year = _PLANS_FROM + 5 * (11 + "一二三四五六七八九".index(match["plan"]))
        return year, str(year)
    if match["lone"]:
        return None, match[0]  # a month alone may be next year's
    count = count_of(match["within"])
    if match["span"] == "年" and count and now.year is not None and count <= 30:
        return now.year + count, str(now.year + count)
    return None, match[0]
