"""Enumerations: runs of items parted by signs, split so that a declared count holds.

Between items stand 、 or commas or adjoining quotations, and 和、及、以及 before the last. Which of them part items is told by the
count: eight clauses parted by commas, one of which holds 、, are eight items; ten names in three groups are ten. Where there
are too many pieces, short names before an 以及 belong to its one item (甲乙、丙丁、戊己以及庚辛高速建设工程).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from yanzhen.reading.actions import ACTION

MOST_ITEMS = 120
_CLOSED = re.compile(r"\([^()]{0,80}\)|“[^“”]{0,60}”|‘[^‘’]{0,60}’|《[^《》]{0,80}》|「[^「」]{0,40}」")
_AND = re.compile(r"以及|和|及|与|暨")
_CALLED = re.compile(
    r"(?:切实|充分|深化)?(?:要|并|将|且|也|还)?(?:从|围绕|聚焦|针对|以|对于|对|在|就|把|包括|包含|即|分别是|分别为|涉及|涵盖|主要是|主要有|通过|由|按照|坚持|突出)"
)

Piece = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """Items as ranges of the words, the first without what leads in; `lead` is where the lead-in begins.

    `joined`: pieces had to be put together for the count to hold.
    """

    lead: int
    items: tuple[Piece, ...]
    joined: bool = False


def pieces(words: str, start: int, end: int, signs: str) -> list[Piece]:
    """Ranges parted by any of the signs outside quotations and brackets; quotations that adjoin are parted too."""
    shut = [match.span() for match in _CLOSED.finditer(words, start, end)]
    cuts, passed = [], 0
    for at in range(start, end):
        while passed < len(shut) and shut[passed][1] <= at:
            passed += 1
        if passed < len(shut) and shut[passed][0] < at:
            continue
        if words[at] in signs:
            cuts.append((at, at + 1))
        elif words[at] in "“‘「《" and at > start and words[at - 1] in "”’」》" and "、" in signs:
            cuts.append((at, at))
    ranges, at = [], start
    for first, last in [*cuts, (end, end)]:
        if words[at:first].strip():
            ranges.append((at, first))
        at = last
    return ranges


def declared(words: str, sentence: int, start: int, end: int, count: int, far: bool = True) -> Run | None:
    """The run that ends at `end` and has exactly `count` items; `start` begins its clause, `sentence` its sentence.

    Without `far` only signs inside the clause part items, or all signs of the sentence, never commas alone.
    """
    for run in _readings(words, sentence, start, end, count, far):
        if len(run.items) == count:
            return run
    return None


def _readings(words: str, sentence: int, start: int, end: int, count: int, far: bool) -> Iterator[Run]:
    """Ways to part the words, the plainest first."""
    inner = pieces(words, start, end, "、")
    yield from _with_last(words, inner, count)
    outer = pieces(words, sentence, end, ",;")
    if far and len(inner) <= 2:
        for skipped in range(min(4, len(outer))):
            yield from _with_last(words, outer[skipped:], count)
    both = pieces(words, sentence, end, "、,;")
    if count in range(2, len(both) + 1) and (far or len(inner) > 1):
        first = both[-count][0]
        if first == sentence or words[first - 1] in ",;。":
            yield _led(words, both[-count:])


def _with_last(words: str, parts: list[Piece], count: int) -> Iterator[Run]:
    if not parts or len(parts) > MOST_ITEMS:
        return
    if len(parts) == count:
        yield _led(words, parts)
    elif 0 < len(parts) < count:
        parted = _part_last(words, parts)
        if len(parted) == count:
            yield _led(words, parted)
    else:
        joined = _joined(words, parts, len(parts) - count)
        if joined is not None:
            run = _led(words, joined)
            yield Run(run.lead, run.items, True)


def _part_last(words: str, parts: list[Piece]) -> list[Piece]:
    """The pieces with the last one parted at its 和."""
    start, end = parts[-1]
    match = next(
        (one for one in _AND.finditer(words, start, end) if one.start() - start >= 2 and end - one.end() >= 2), None
    )
    return parts if match is None else [*parts[:-1], (start, match.start()), (match.end(), end)]


def _joined(words: str, parts: list[Piece], spare: int) -> list[Piece] | None:
    """The pieces with `spare` short ones put together with the one behind them that holds 以及 or 和."""
    best: tuple[int, int] | None = None
    for at in range(spare, len(parts)):
        start, end = parts[at]
        if _AND.search(words, start + 1, end - 1):
            size = parts[at][0] - parts[at - spare][0]
            if best is None or size < best[0]:
                best = (size, at)
    if best is None:
        return None
    size, at = best
    usual = median(end - start for start, end in parts)
    if size > spare * max(4.0, usual * 0.75):
        return None
    return [*parts[: at - spare], (parts[at - spare][0], parts[at][1]), *parts[at + 1 :]]


def _led(words: str, parts: list[Piece]) -> Run:
    """The run without the words that lead in to its first item."""
    start, end = parts[0]
    others = [words[one[0] : one[1]] for one in parts[1:]]
    called = _CALLED.match(words, start, end)
    if called is not None and end - called.end() >= 1:
        return Run(start, ((called.end(), end), *parts[1:]))
    begin = start
    match = ACTION.match(words, start, end)
    verbs = sum(ACTION.match(other) is not None for other in others)
    if match is not None and end - match.end() >= 2 and verbs * 2 <= len(others):
        begin = match.end()
    else:
        inside = re.compile(
            r".{1,14}?(?:实施|推进|开展|打造|建设|包括|推动|发挥|落实|要|从|深入|来到|前往|听取|就)"
        ).match(words, start, end)
        usual = median(map(len, others)) if others else 0
        if inside is not None and end - inside.end() >= 2 and end - start > usual + 6 and verbs * 2 <= len(others):
            begin = inside.end()
    if others and others[-1][:1] in "“《「" and words[begin] not in "“《「":
        begin = max(begin, words.find(others[-1][0], begin, end))
    begin = max(begin, _shaped(words, start, end, others))
    return Run(start, ((begin, end), *parts[1:]))


def _shaped(words: str, start: int, end: int, others: list[str]) -> int:
    """Where the first item begins if the others are of one length and share a character in one place (落地一批、开工一批)."""
    sizes = {len(other) for other in others}
    if len(others) < 2 or len(sizes) != 1 or end - start <= (size := sizes.pop()) or not 3 <= size <= 8:
        return start
    first = words[end - size : end]
    return end - size if any(len({one[at] for one in [first, *others]}) == 1 for at in range(size)) else start
