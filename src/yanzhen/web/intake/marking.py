"""The text cut into runs, each with the lines and doubts that stand on it: what the page shows at the left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text that something is said of: `group` lines, odd, pointed or role; `number` which of them."""

    start: int
    end: int
    group: str
    number: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of the text between two boundaries. `lines` are the numbers of the lines on it, as `3 5`; `odd` what is doubtful."""

    text: str
    lines: str = ""
    first: int = 0
    odd: int = 0
    pointed: int = 0
    role: str = ""
    words: str = ""


def runs(text: str, marks: Iterable[Mark]) -> list[Run]:
    """The whole text in order: the runs' texts joined are the text again. Takes time in proportion to text and marks."""
    opening: dict[int, list[Mark]] = {}
    closing: dict[int, list[Mark]] = {}
    for mark in marks:
        if 0 <= mark.start < mark.end <= len(text):
            opening.setdefault(mark.start, []).append(mark)
            closing.setdefault(mark.end, []).append(mark)
    bounds = sorted({0, len(text), *opening, *closing})
    live: list[Mark] = []
    found: list[Run] = []
    for start, end in pairwise(bounds):
        live = [mark for mark in live if mark not in closing.get(start, ())] + opening.get(start, [])
        found.append(_run(text[start:end], live))
    return found


def _run(text: str, live: list[Mark]) -> Run:
    if not live:
        return Run(text)
    lines = sorted({mark.number for mark in live if mark.group == "lines"})
    told = {mark.group: mark for mark in live if mark.group != "lines"}
    odd, pointed, role = told.get("odd"), told.get("pointed"), told.get("role")
    return Run(
        text,
        " ".join(map(str, lines)),
        lines[0] if lines else 0,
        odd.number if odd else 0,
        pointed.number if pointed else 0,
        role.words if role else "",
        odd.words if odd else "",
    )
