"""Sentences and clauses of a strand's words, as ranges; a comma inside brackets or a short quotation parts nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^。!?;…\n]*[。!?;…\n]*[”’」』]?")
_CLOSED = re.compile(r"\([^()]{0,60}\)|“[^“”]{0,40}”|‘[^‘’]{0,40}’|《[^《》]{0,80}》|「[^「」]{0,40}」")
_COMMA = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|,(?=\d)(?!\d{3}(?!\d))|——")


@dataclass(frozen=True, slots=True)
class Clause:
    """A range without the comma that ends it. `first`: it opens its sentence; `sentence` is the sentence's range."""

    start: int
    end: int
    sentence: tuple[int, int]

    @property
    def first(self) -> bool:
        """Whether it opens its sentence."""
        return self.start == self.sentence[0]


def sentences(words: str) -> Iterator[tuple[int, int]]:
    """Ranges of the sentences, the stop included."""
    at = 0
    while at < len(words):
        match = _SENTENCE.match(words, at)
        end = match.end() if match is not None and match.end() > at else at + 1
        if words[at:end].strip():
            yield at, end
        at = end


def clauses(words: str) -> Iterator[Clause]:
    """The clauses in order, blanks and dashes at their heads left out."""
    for start, end in sentences(words):
        shut = [match.span() for match in _CLOSED.finditer(words, start, end)]
        at, passed, opened = start, 0, None
        for comma in _COMMA.finditer(words, start, end):
            while passed < len(shut) and shut[passed][1] <= comma.start():
                passed += 1
            if passed < len(shut) and shut[passed][0] < comma.start():
                continue
            for clause in _clause(words, at, comma.start(), start, end, opened):
                opened = start if opened is None else opened
                yield clause
            at = comma.end()
        yield from _clause(words, at, end, start, end, opened)


def _clause(words: str, at: int, end: int, start: int, stop: int, opened: int | None) -> Iterator[Clause]:
    while at < end and words[at] in " \t\n—-•·*”’":
        at += 1
    while at < end and words[end - 1] in " \t\n。!?;…":
        end -= 1
    if at < end:
        yield Clause(at, end, (at if opened is None else start, stop))
