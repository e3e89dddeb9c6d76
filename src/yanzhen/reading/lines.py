"""Text → its printed lines, each with what kind of line it looks like. Markup is known and left out, offsets stay the text's.

head      no full stop, short: a title, a subtitle, a heading
lead_in   ends with a dash and introduces the title below it (引题)
dash      begins with a dash: a subtitle under a title, or a point of an enumeration in a body
byline    begins with a square or names who wrote it
news      begins as reports do: 本报讯, 新华社…电
pointer   sends the reader to another page
body      everything else
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from yanzhen.reading.strand import Strand

LONGEST_HEAD = 52
"""More characters than that is no headline."""

_MARKUP = re.compile(r"\*\*|(?m:^[ \t]*#{1,6}[ \t]+)|</?[A-Za-z!][^<>]{0,400}>|&(?:[a-z]{2,8}|#\d{1,6});")
_BREAK = re.compile(
    r"\n|</?(?:p|div|br|tr|li|ul|ol|h[1-6]|table|title|head|body|html|section|article)\b[^<>]{0,400}>", re.IGNORECASE
)
_UNSEEN = re.compile(
    r"<(script|style)\b[^<>]{0,400}>.{0,200000}?</\1\s*>|<!--.{0,20000}?-->", re.IGNORECASE | re.DOTALL
)
_HTML = re.compile(r"<(?:p|div|br|html|body|table|span|h[1-6])\b[^<>]{0,400}>", re.IGNORECASE)

_NEWS = re.compile(
    r"(?:本报|[\u4e00-\u9fff]{2,6}(?:晚报|日报|时报|晨报|新闻网|融媒体?|新闻))讯|新华社[\u4e00-\u9fff]{1,8}\d*月?\d*日?电"
)
_BYLINE = re.compile(r"[■□▲●◆◎]\s*\S|(?:本报|特约|见习|实习)?(?:全媒体)?(?:记者|通讯员|评论员|作者)[\s:：]\s*\S{2,4}")
_POINTER = re.compile(
    r"[>»→\s]*(?:详见|下转|上接|转|见)第?[一二三四五六七八九十\d]{1,3}版|[（(]?(?:下转|上接|详见|转)\S{0,6}版[)）]?\s*$"
)
_NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[(][一二三四五六七八九十]{1,3}[)]|第[一二三四五六七八九十百]{1,4}[章节条]"
)
_STOPS = "。!?…;"
_SPEECH = re.compile(r"(?:指出|强调|要求|表示|认为|说|介绍),")


@dataclass(frozen=True)
class Line:
    """One printed line: its range without surrounding blanks, its number from 0, its strand without markup.

    `wrapped`: it is as wide as its page, or goes on from one that is: no headline, however it looks.
    """

    start: int
    end: int
    number: int
    marks: int
    bold: bool
    strand: Strand
    wrapped: bool = False

    @property
    def shown(self) -> str:
        """Its words as printed, without markup."""
        return self.strand.shown

    @cached_property
    def looked(self) -> str:
        """Its words as the grammar sees them."""
        return self.strand.looked.strip()

    @property
    def pieces(self) -> tuple[tuple[int, int], ...]:
        """The ranges of its words."""
        return self.strand.pieces

    @cached_property
    def kind(self) -> str:
        """What kind of line it looks like."""
        seen = self.looked
        if _NEWS.match(seen):
            return "news"
        if _POINTER.match(seen) and len(seen) < 30:
            return "pointer"
        if _BYLINE.match(seen) and len(seen) < 40:
            return "byline"
        if seen.startswith(("——", "--", "—")):
            return "dash"
        if seen.endswith(("——", "--")) and len(seen) <= 3 * LONGEST_HEAD:
            return "lead_in"
        return "head" if self._is_head() else "body"

    @cached_property
    def numbered(self) -> int:
        """1 for 一、 and 第一章, 2 for (一), 0 for anything else."""
        if _NUMBERED.match(self.looked) is None:
            return 0
        return 2 if self.looked[0] == "(" else 1

    def _is_head(self) -> bool:
        seen = self.looked
        if self.marks:
            return True
        if self.wrapped:
            return False
        if len(seen) > LONGEST_HEAD or not seen or seen[-1] in ",、:" + _STOPS or "。" in seen[: len(seen) - 8]:
            return False
        if not any("\u4e00" <= letter <= "\u9fff" or letter.isalpha() for letter in seen):
            return False
        if seen[0] in ",.、;:)”’":
            return False
        if self.numbered:
            return True
        if _SPEECH.search(seen) or seen.count(",") > 2:
            return False
        parts = re.split(r"[,; ]", seen)
        return len(seen) >= 2 and (len(parts) == 1 or len(parts[-1]) >= 4 or "“" in parts[-1])

    @property
    def finished(self) -> bool:
        """Whether its last words end a sentence; a heading always does."""
        seen = self.looked.rstrip()
        return (
            self.kind == "head"
            or seen.endswith(("。", "!", "?", "…", "”", "；", ";", ":", "」", ".", "’", "』"))
            or (seen.endswith(")") and "。" in seen[-40:])
        )


def lines_of(text: str) -> list[Line]:
    """Every line that has words, in the order of the text."""
    lines = list(_lines(text))
    width = _width(lines)
    if not width:
        return lines
    told: list[Line] = []
    for line in lines:
        before = told[-1] if told and told[-1].number == line.number - 1 else None
        full = len(line.looked) >= width - 3
        goes_on = before is not None and not before.finished and len(before.looked) >= width - 3
        told.append(replace(line, wrapped=True) if full or goes_on else line)
    return told


def _width(lines: list[Line]) -> int:
    """The width at which a text was wrapped line by line (as text from a PDF is), 0 when it was not.

    Most lines then follow each other without a blank one, and most of them are as wide as the widest.
    """
    if (
        len(lines) < 8
        or sum(after.number == before.number + 1 for before, after in pairwise(lines)) * 10 < len(lines) * 7
    ):
        return 0
    lengths = sorted(len(line.looked) for line in lines)
    width = lengths[len(lengths) * 9 // 10]
    alike = sum(abs(length - width) <= 3 for length in lengths)
    return width if 12 <= width <= 2 * LONGEST_HEAD and alike * 2 >= len(lengths) else 0


def _lines(text: str) -> Iterator[Line]:
    """The lines as they stand."""
    html = _HTML.search(text) is not None
    unseen = [match.span() for match in _UNSEEN.finditer(text)] if html else []
    at = number = 0
    for match in (_BREAK if html else re.compile("\n")).finditer(text):
        yield from _line(text, at, match.start(), number, unseen)
        number += match.group() == "\n"
        at = match.end()
    yield from _line(text, at, len(text), number, unseen)


def _line(text: str, start: int, end: int, number: int, unseen: list[tuple[int, int]]) -> Iterator[Line]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start == end or any(first <= start < last for first, last in unseen):
        return
    pieces, at, marks, bold = [], start, 0, False
    for match in _MARKUP.finditer(text, start, end):
        pieces.append((at, match.start()))
        at = match.end()
        marks = max(marks, match.group().count("#") if match.start() == start and "#" in match.group() else 0)
        bold = bold or (match.group() == "**" and match.start() == start)
    pieces.append((at, end))
    strand = Strand.of(text, pieces)
    if strand.shown.strip():
        yield Line(start, end, number, marks, bold and text.startswith("**", end - 2), strand)
