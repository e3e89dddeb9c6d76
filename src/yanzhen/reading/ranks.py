"""Ranks (位居全省第三, 稳定在百强, 居前列) and coverage (全覆盖, 基本覆盖): figures without a unit of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from yanzhen.reading.numerals import ARABIC, HAN, value_of

_PLACE = r"(?:[\u4e00-\u9fff“”()]{0,10})"
_STANDS = (
    r"(?:排名?|位居|位列|位于|列|居|位|进入|迈进|迈入|跻身|进位到?"
    r"|跃居|跃升至?|升至|稳居|稳定在|保持在?|保持|(?<=增速)|(?<=总量)|(?<=规模)|(?<=排名))"
)
_RANK = re.compile(
    rf"{_STANDS}{_PLACE}(?:第(?P<nth>{ARABIC}|{HAN})(?:位|名)?(?![次届个批章条款项季期阶步代产大类名第顺\d])"
    rf"|前(?P<top>{ARABIC}|{HAN})(?:强|位|名)?(?![年次届个天])|(?P<hundred>[百千])强|(?P<front>前列|首位|前茅))"
)
_COVER = re.compile(r"(?P<basic>基本)?(?:实现)?(?:全面|全部|完全)?(?P<full>全覆盖|(?<=基本)覆盖)")
_KEEP = re.compile(r"稳住|保持|稳定|力争|确保|争取|迈进|(?<![主重需不只])要(?![素求点害])|继续|努力|目标")
_FIRST = re.compile(r"首次$")


@dataclass(frozen=True, slots=True)
class Standing:
    """A rank or a coverage: its range, value, unit and comparator; `keeps` where the words ask to keep or reach it."""

    start: int
    end: int
    value: Decimal | None
    unit: str
    comparator: str
    keeps: bool
    note: str | None = None


def standings_of(words: str) -> Iterator[Standing]:
    """Ranks and coverages of one clause."""
    for match in _RANK.finditer(words):
        keeps = _KEEP.search(words[: match.end()]) is not None
        number = match["nth"] or match["top"]
        if match["front"] and match["front"] != "首位":
            yield Standing(match.start(), match.end(), None, "名次", "<=" if keeps else "=", keeps, "定性“前列”")
            continue
        value = Decimal(1 if match["front"] else 100 if match["hundred"] == "百" else 1000)
        if number is not None:
            found = value_of(number)
            if found is None:
                continue
            value = found
        upper = keeps or match["nth"] is None
        yield Standing(match.start(), match.end(), value, "名次", "<=" if upper else "=", keeps)
    for match in _COVER.finditer(words):
        basic = match["basic"] is not None
        tail = words[match.end() : match.end() + 3]
        if tail[:1] in ("、", "的", "管", "监", "式") or "、" in words[match.end() : match.end() + 2]:
            continue  # 全覆盖管理 and 全覆盖、无遗漏的 say how, not how much
        note = "“基本覆盖”按约100%" if basic else "“全覆盖”按100%"
        yield Standing(match.start(), match.end(), Decimal(100), "%", "~" if basic else "=", True, note)
