"""A run of lines above a report → its kicker, title, subtitle, byline.

Where markup marks the title, what stands above it is the kicker and what stands below the subtitle. Otherwise a line that ends
with a dash is a kicker, the first plain line is the title, further plain lines of the same weight belong to it (two-line
titles), and a line that tells what took place, or begins with a dash, is the subtitle.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yanzhen.reading.lines import Line

EVENT = re.compile(
    r"召开|主持|出席|参加|会见|调研|讲话|结业|落幕|举行|举办|开幕|闭幕|慰问|印发|启动|通电话|考察|座谈|深入.{2,14}[村镇乡县区]|率队|传达学习|审议"
)
"""What a line says that tells of something taking place."""


@dataclass(frozen=True)
class Headline:
    """The lines of one headline by what they are; `banner` lines are a column's own title, above no report of their own."""

    kicker: tuple[Line, ...]
    title: tuple[Line, ...]
    subtitle: tuple[Line, ...]
    byline: tuple[Line, ...]


def headline_of(run: Sequence[Line]) -> Headline:
    """The parts of the lines above one report, at least one of which is its title."""
    byline = tuple(line for line in run if line.kind == "byline")
    lines = [line for line in run if line.kind != "byline"]
    marked = [at for at, line in enumerate(lines) if line.marks]
    if marked:
        at = marked[0]
        title = [line for line in lines[at:] if line.marks == lines[at].marks]
        below = [line for line in lines[at:] if line not in title]
        return Headline(tuple(lines[:at]), tuple(title), tuple(below), byline)
    kicker = []
    while lines and lines[0].kind == "lead_in" and len(lines) > 1:
        kicker.append(lines.pop(0))
    title = lines[:1]
    for at, line in enumerate(lines[1:], 1):
        told = EVENT.search(line.looked) is not None and not line.looked.startswith("关于")
        if line.kind == "dash" or told or len(title) == 3:
            return Headline(tuple(kicker), tuple(title), tuple(lines[at:]), byline)
        title.append(line)
    return Headline(tuple(kicker), tuple(title), (), byline)


def banners_of(run: Sequence[Line]) -> tuple[list[list[Line]], list[Line]]:
    """Columns' own titles at the head of a run (bold lines with a dash line under them, before a marked title), and the rest."""
    marked = next((at for at, line in enumerate(run) if line.marks), None)
    if marked is None or marked == 0:
        return [], list(run)
    above = list(run[:marked])
    if any(line.bold for line in above) or any(line.kind == "dash" for line in above):
        return [above], list(run[marked:])
    return [], list(run)
