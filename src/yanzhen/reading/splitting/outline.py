"""The outline of a policy document: its head (title, number, issuer, date) and its numbered pieces, nested as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN = "一二三四五六七八九十百零〇"
LEVELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("章", re.compile(rf"第[{_HAN}\d]+[章节]")),
    ("条", re.compile(rf"第[{_HAN}\d]+条")),
    ("一", re.compile(rf"[{_HAN}]+、")),
    ("（一）", re.compile(rf"[（(][{_HAN}]+[）)]")),
    ("1", re.compile(r"\d{1,2}[.．、](?!\d)")),
    ("（1）", re.compile(r"[（(]\d{1,2}[）)]")),
)
"""Kinds of number, outermost first."""

MOST_CHARACTERS = 400_000
_NUMBER = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,12}[〔\[(（]\d{4}[〕\])）]\s*\d{1,4}\s*号")
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_ISSUER = re.compile(r"[\u4e00-\u9fff]{2,30}(?:人民政府办公[室厅]|人民政府|委员会|管理局|[局厅委部办]|办公室)\Z")
_TITLE = re.compile(r"(?:意见|办法|措施|政策|规定|细则|通知|方案|条例|若干.{0,20})(?:[（(].{1,10}[）)])?\Z")
_HEADING = re.compile(r"[^。；;，,：:]{2,30}[。：:]?(?=\s|\Z)|[^。；;，,：:]{2,30}[。：:]")
SMALLEST_LINE = 4


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered piece: its number as printed, its heading (may be empty), its own words and where they stand.

    `text[start:end] == words`; `path` is the numbers above it, outermost first. A piece with pieces below it holds only what
    stands before the first of them.
    """

    number: str
    heading: str
    words: str
    start: int
    end: int
    path: tuple[str, ...] = ()
    leaf: bool = True

    @property
    def article(self) -> str:
        """The number as a citation names it."""
        return "".join((*self.path, self.number)).rstrip("、.．")


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document as text with its head and its pieces in order; what the head does not say is empty."""

    text: str
    title: str
    doc: str
    issuer: str
    date: str
    sections: tuple[Section, ...]


def split_document(text: str) -> Document:
    """The document's head and pieces; a text without numbers is one piece. Never raises; longer texts are cut at the limit."""
    text = text[:MOST_CHARACTERS]
    starts = list(_starts(text))
    head = text[: starts[0][0]] if starts else text[:500]
    title, doc, issuer, date = _head(head, text)
    return Document(text, title, doc, issuer, date, tuple(_sections(text, starts)))


def _starts(text: str) -> list[tuple[int, int, int]]:
    """(where, where its words begin, level) of every number that stands at the beginning of a line."""
    found = []
    at = 0
    for line in text.split("\n"):
        lead = len(line) - len(line.lstrip(" \t　#*>-—"))
        for level, (_, pattern) in enumerate(LEVELS):
            match = pattern.match(line, lead)
            if match:
                found.append((at + lead, at + match.end(), level))
                break
        at += len(line) + 1
    return found


def _sections(text: str, starts: list[tuple[int, int, int]]) -> list[Section]:
    if not starts:
        stripped = text.strip()
        begin = text.find(stripped) if stripped else 0
        return [Section("", "", stripped, begin, begin + len(stripped))] if stripped else []
    found: list[Section] = []
    above: list[tuple[int, str]] = []
    for at, (start, begin, level) in enumerate(starts):
        end = starts[at + 1][0] if at + 1 < len(starts) else len(text)
        number = text[start:begin].strip()
        above = [(held, name) for held, name in above if held < level]
        words = text[begin:end]
        lead = len(words) - len(words.lstrip(" \t　\n"))
        body = words.strip(" \t　\n*#")
        heading = _heading(body)
        leaf = at + 1 >= len(starts) or starts[at + 1][2] <= level
        path = tuple(name for _, name in above)
        found.append(Section(number, heading, body, begin + lead, begin + lead + len(body), path, leaf))
        above.append((level, number))
    return [_placed(text, section) for section in found]


def _placed(text: str, section: Section) -> Section:
    """The section with offsets that hold to the letter."""
    if text[section.start : section.end] == section.words:
        return section
    at = text.find(section.words, max(0, section.start - 4)) if section.words else section.start
    at = at if at >= 0 else section.start
    return Section(
        section.number, section.heading, text[at : at + len(section.words)], at, at + len(section.words), section.path,
        section.leaf,
    )  # fmt: skip


def _heading(words: str) -> str:
    """The short line or sentence that names the piece, empty where it begins with its rule at once."""
    first = words.split("\n", 1)[0]
    match = _HEADING.match(first)
    if not match or len(match.group().rstrip("。：: ")) < 2:
        return ""
    named = match.group().strip().rstrip("。：:")
    return "" if match.end() >= len(words) and "给予" in named else named


def _head(head: str, text: str) -> tuple[str, str, str, str]:
    lines = [line.strip(" \t　#*") for line in head.split("\n")]
    lines = [line for line in lines if line]
    number = _NUMBER.search(head) or _NUMBER.search(text[:2000])
    title = next(
        (line for line in lines if _TITLE.search(line) and len(line) >= SMALLEST_LINE), lines[0] if lines else ""
    )
    issuer = next((line for line in lines if _ISSUER.fullmatch(line) and line != title), "")
    if not issuer:
        signed = [line.strip(" \t　") for line in text[-400:].split("\n")]
        issuer = next((line for line in reversed(signed) if _ISSUER.fullmatch(line)), "")
    date = _DATE.search(head) or _last(_DATE, text[-400:])
    told = f"{int(date[1]):04}-{int(date[2]):02}-{int(date[3]):02}" if date else ""
    return title, number.group().replace(" ", "") if number else "", issuer, told


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text):
        found = match
    return found
