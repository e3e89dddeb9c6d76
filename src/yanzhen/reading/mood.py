"""Whether words promise or report, and for which year: what headings, lead-ins and earlier clauses leave in force.

二、2024年主要目标            heading: promises for 2024 until the next heading
过去一年,……                  paragraph: reports until it ends
到2025年,……,……             sentence: both clauses are for 2025
到2025年,主要目标是:          lead-in: the points below are for 2025
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yanzhen.reading.clauses import Clause
from yanzhen.reading.dates import DEADLINE, Now, due

_WILL = r"(?<![主重需不只])要(?![素求点害])"
PROMISE = re.compile(
    rf"到(?:19|20)\d\d年|力争|确保|争取|(?:预期|主要|奋斗|发展)目标|目标[是:]|年内|年底|年末|每年|年均|[\d一二三四五]年内|稳住|努力实现|{_WILL}|将|计划|预期|拟|"
    r"推动|实现.{0,20}全?覆盖|规划"
)
REPORT = re.compile(
    r"当前|过去|去年|上年|回望|已|截至|目前|今年以来|上半年|前三季度|同比|通报|当天|现场|荣获|获得|赢得|完成了|达成|完成投资|增长了|首次突破|一年来|五年来"
)
_SECTION = re.compile(
    r"(?P<year>(?:19|20)\d\d)年(?:度)?[\u4e00-\u9fff]{0,8}(?:(?P<past>回顾|完成情况|执行情况|工作情况|总结|成效|成绩)|(?P<next>目标|任务|安排|重点|打算|计划|要求|工作))"
)
_LOOKS_BACK = re.compile(r"(?:过去|刚刚过去|一年来|五年来|去年|上年|回顾|回望|截至|目前|今年以来|当前)")
_LOOKS_ON = re.compile(r"(?:到(?:19|20)\d\d年|今后|未来|今年.{0,24}目标|(?:主要|预期|总体)目标|下一步|力争)")
_FROM_THE_START = re.compile(r"[—\s]*(?:确保|力争)?到(?:19|20)\d\d年")
_AIM = re.compile(r"[^。]{2,40}(?:目标|任务|指标)(?:是|为)?[。:]")
"""A paragraph's first words that say of what year its figures are: “十四五”时期主要目标。 到2025年,……"""


@dataclass
class Reach:
    """What is in force where a clause stands. `reports`: the text is a report of news, not a plan.

    `year`: the deadline; `stated`: the sentence itself says it, or the part of it
    before a semicolon. `names`: those that the last 分别 paired. `mood`: target or actual by paragraph or section.
    """

    reports: bool
    sentence: int = -1
    year: int | None = None
    stated: bool = False
    indicator: str | None = None
    names: tuple[str, ...] = ()
    mood: str | None = None
    lead: int | None = None
    _stated_year: int | None = None
    _section_mood: str | None = None
    _section_year: int | None = None

    def head(self, words: str) -> None:
        """A heading: forget the lead-in; take up the year and the mood it gives."""
        found = _SECTION.search(words)
        self.lead = None
        self._section_year = int(found["year"]) if found is not None else None
        self._section_mood = ("actual" if found["past"] else "target") if found is not None else None

    def open(self, words: str, now: Now) -> None:
        """A paragraph: its first words may look back or on."""
        head = words[:24]
        back, on = _LOOKS_BACK.search(head), _LOOKS_ON.search(head)
        self.mood, self._stated_year = self._section_mood, None
        aim = _AIM.match(words) or _FROM_THE_START.match(words)
        stated = DEADLINE.search(aim[0]) if aim is not None else None
        if stated is not None:
            self._stated_year, self.mood = due(stated, now)[0], "target"
        if (back is None) != (on is None):
            self.mood = "target" if back is None else "actual"
        self.sentence = -1

    def follow(self, words: str, clause: Clause, now: Now) -> None:
        """A clause: a deadline it states is in force until its sentence ends."""
        if clause.sentence[1] != self.sentence:
            self.sentence, self.indicator, self.names = clause.sentence[1], None, ()
            if words[clause.sentence[0] - 1 : clause.sentence[0]] == ";":
                return self._stated(words, clause, now)
            self.year = self.lead or self._stated_year or self._section_year
            self.stated = self.lead is not None or self._stated_year is not None
        return self._stated(words, clause, now)

    def _stated(self, words: str, clause: Clause, now: Now) -> None:
        stated = DEADLINE.search(words, clause.start, clause.end)
        if stated is not None:
            year, _ = due(stated, now)
            if year is not None:
                self.year, self.stated = year, True

    def close(self, words: str) -> None:
        """The end of a paragraph: a colon leaves its deadline to the points below."""
        if words.rstrip().endswith(":"):
            self.lead = self.year
