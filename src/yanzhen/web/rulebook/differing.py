"""Two texts beside each other, line by line, as people compare them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 3
"""Lines shown around what changed."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One row: a line before and after with its numbers (0: none there). `kind` is same, added, removed, changed or gap."""

    kind: str
    before: str = ""
    after: str = ""
    before_at: int = 0
    after_at: int = 0


def pairs(before: str, after: str, *, whole: bool = False) -> list[Pair]:
    """The rows; long stretches that are the same fall into a gap unless `whole`."""
    left, right = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    found: list[Pair] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            same = [Pair("same", left[at], left[at], at + 1, c + at - a + 1) for at in range(a, b)]
            found += same if whole else _shortened(same, first=a == 0, last=b == len(left))
        else:
            found += _beside(left[a:b], right[c:d], a, c)
    return found


def counted(before: str, after: str) -> tuple[int, int]:
    """(lines added, lines removed)."""
    rows = pairs(before, after)
    added = sum(one.kind in ("added", "changed") for one in rows)
    return added, sum(one.kind in ("removed", "changed") for one in rows)


def _shortened(same: list[Pair], first: bool, last: bool) -> Iterator[Pair]:
    head, tail = (0 if first else AROUND), (0 if last else AROUND)
    if len(same) <= head + tail + 1:
        yield from same
        return
    yield from same[:head]
    yield Pair("gap", before_at=len(same) - head - tail)
    yield from same[len(same) - tail :] if tail else ()


def _beside(left: list[str], right: list[str], a: int, c: int) -> Iterator[Pair]:
    for at in range(max(len(left), len(right))):
        if at >= len(left):
            yield Pair("added", "", right[at], 0, c + at + 1)
        elif at >= len(right):
            yield Pair("removed", left[at], "", a + at + 1, 0)
        else:
            yield Pair("changed", left[at], right[at], a + at + 1, c + at + 1)
