"""A body's lines → paragraphs: what a column broke is joined, and columns printed out of order are read in theirs.

A line that does not end a sentence is open, and the next line goes on with it. Where a heading comes first, the open line
waits: it is taken up again by a later line that cannot begin a paragraph after what stands above it. Between two open lines,
one cut after a comma is continued by words that begin with a verb, one cut inside a word is not. Then the lines that follow in
the same column come before those that were printed between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yanzhen.reading.actions import begins_with_action
from yanzhen.reading.lines import Line


@dataclass(frozen=True)
class Chain:
    """The lines of one paragraph in reading order. `jumped`: other lines are printed between them.

    `moved`: it is printed after lines that are read behind it. `torn`: its end is not on the page.
    """

    lines: tuple[Line, ...]
    jumped: bool = False
    moved: bool = False
    torn: bool = False


def chained(body: Sequence[Line]) -> tuple[Chain, ...]:
    """The paragraphs and headings of a body in reading order; every line is in exactly one of them."""
    return tuple(_ordered(_joined(body)))


def _joined(body: Sequence[Line]) -> list[Chain]:
    """Paragraphs in the order of their first lines."""
    chains: list[list[Line]] = []
    waiting: list[int] = []
    jumped: set[int] = set()
    for line in body:
        before = chains[-1] if chains and chains[-1] else None
        if before is None:
            chains.append([line])
        elif line.kind != "body":
            if not before[-1].finished:
                waiting.append(len(chains) - 1)
            chains.append([line])
        elif before[-1].finished:
            chains.append([line])
        else:
            earlier = _taken_up(chains, waiting, line)
            if earlier is None:
                before.append(line)
            else:
                waiting = [at for at in waiting if at != earlier]
                chains[earlier].append(line)
                jumped.add(earlier)
                chains.append([])  # what follows does not go on with the line that stays open
    told = []
    for at, lines in enumerate(chains):
        if lines:
            told.append(Chain(tuple(lines), at in jumped, False, not lines[-1].finished))
    return told


def _taken_up(chains: list[list[Line]], waiting: list[int], line: Line) -> int | None:
    """Which open paragraph further up this line goes on with, rather than with the one just above it; None: with that."""
    above = chains[-1][-1].looked
    if above[-1] in ",、;" or not begins_with_action(line.looked):
        return None
    return next((at for at in reversed(waiting) if chains[at][-1].looked[-1] in ",;"), None)


def _ordered(chains: list[Chain]) -> list[Chain]:
    """The same chains; behind one that was taken up again come those that follow it in its own column."""
    at = next((at for at, chain in enumerate(chains) if chain.jumped), None)
    if at is None:
        return chains
    resumed = chains[at].lines[-1].start
    between = [chain for chain in chains[at + 1 :] if chain.lines[0].start < resumed]
    after = [chain for chain in chains[at + 1 :] if chain.lines[0].start > resumed]
    column, rest = _column(chains[: at + 1], after)
    if not column:
        return [*chains[: at + 1], *between, *rest]
    moved = [Chain(chain.lines, chain.jumped, True, chain.torn) for chain in column]
    return [*chains[: at + 1], *moved, *between, *rest]


def _column(before: list[Chain], after: list[Chain]) -> tuple[list[Chain], list[Chain]]:
    """Headings made like those above, each with its first paragraph, that stand at the head of what follows."""
    made = [chain.lines[0].looked for chain in before if chain.lines[0].kind == "head"]
    taken = 0
    while taken + 1 < len(after) and after[taken].lines[0].kind == "head":
        heading = after[taken].lines[0].looked
        if not any(_alike(heading, other) for other in made) or after[taken + 1].lines[0].kind == "head":
            break
        taken += 2
    return after[:taken], after[taken:]


def _alike(one: str, other: str) -> bool:
    """Whether two headings begin and end with the same two characters: members of one series."""
    return len(one) > 5 and one != other and one[:2] == other[:2] and one[-2:] == other[-2:]


LOST_START = re.compile(r"[,、;:。)”’]")
"""What no paragraph begins with."""
