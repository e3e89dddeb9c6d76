"""A strand: words read in order, though they stand in several places of the page.

The grammar looks at one string per article, without markup and with its columns joined; a strand knows for each of its
characters where it stands in the text, and gives back passages that are words of the text itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from yanzhen.reading.letters import plain
from yanzhen.reading.page import Passage

_TAG = re.compile(r"<[^<>]{0,400}>|&[a-z#0-9]{2,8};")


@dataclass(frozen=True)
class Strand:
    """Joined words of a text. `looked` is what the grammar sees: `shown` with letters made alike, same length."""

    text: str
    shown: str
    looked: str
    _starts: tuple[int, ...]
    pieces: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str, pieces: Iterable[tuple[int, int]]) -> Strand:
        """The strand of these ranges of the text, in this order."""
        kept = tuple(piece for piece in pieces if piece[0] < piece[1])
        shown = "".join(text[start:end] for start, end in kept)
        starts = tuple(accumulate((end - start for start, end in kept), initial=0))[:-1]
        return cls(text, shown, plain(shown), starts, kept)

    def part(self, start: int, end: int) -> Strand:
        """The strand of the words from `start` to `end`."""
        cut = []
        for begin, (first, last) in zip(self._starts, self.pieces):
            low, high = max(start, begin), min(end, begin + last - first)
            if low < high:
                cut.append((first + low - begin, first + high - begin))
        return Strand.of(self.text, cut)

    def at(self, index: int) -> int:
        """Where the character at this index stands in the text."""
        piece = bisect_right(self._starts, index) - 1
        return self.pieces[piece][0] + index - self._starts[piece]

    def passage(self, start: int, end: int, anchor: int | None = None) -> Passage:
        """The words from `start` to `end` as they stand in the text.

        Words that run over a place where other text lies between are cut to the side on which `anchor` (default: the end)
        stands; a join of two columns that only white space or markup parts is kept whole.
        """
        end = max(end, start + 1)
        anchor = end - 1 if anchor is None else min(max(anchor, start), end - 1)
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        middle = bisect_right(self._starts, anchor) - 1
        low, high = middle, middle
        while low > first and self._near(low - 1):
            low -= 1
        while high < last and self._near(high):
            high += 1
        here = max(start, self._starts[low])
        there = min(end, self._starts[high] + self.pieces[high][1] - self.pieces[high][0])
        begin, finish = self.at(here), self.at(there - 1) + 1
        return Passage(begin, finish, self.text[begin:finish])

    def _near(self, piece: int) -> bool:
        """Whether only white space or markup lies between this piece and the next."""
        gap = self.pieces[piece + 1][0] - self.pieces[piece][1]
        if not 0 <= gap <= 1_000:
            return False
        between = self.text[self.pieces[piece][1] : self.pieces[piece + 1][0]]
        return not _TAG.sub("", between).strip(" \t\r\n*#>_\u3000")

    def joins(self) -> Iterator[int]:
        """Indices at which a new piece begins."""
        yield from self._starts[1:]
