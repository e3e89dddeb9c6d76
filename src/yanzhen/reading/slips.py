"""Slips of print inside sentences: characters and words printed twice, places with one character taken for another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from yanzhen.reading.lexicon import Lexicon
from yanzhen.reading.page import HIGH, LOW, MEDIUM, Anomaly
from yanzhen.reading.scene import Scene
from yanzhen.reading.strand import Strand
from yanzhen.reading.vocabulary import words as vocabulary

_TWICE = re.compile(r"([\u4e00-\u9fff])\1(?!\1)")
_WORD_TWICE = re.compile(r"([\u4e00-\u9fff]{2,8})、?\1(?!再|[、，,]?[\u4e00-\u9fff]{0,2}再)")
_NEAR = 96
"""Characters as near as that in the order of radicals and strokes mostly share their radical (鄱 and 酃)."""


def slips_of(
    scenes: Sequence[Scene], lexicon: Lexicon, joins: Sequence[int], names: Sequence[str]
) -> Iterator[Anomaly]:
    """The slips of a page; `joins` are the positions in the text where columns were joined; `names` of people."""
    strands = [part.strand for scene in scenes for part in scene.every()]
    whole = "\n".join(strand.looked for strand in strands)
    pairs = Counter(whole[at : at + 2] for at in range(len(whole) - 1))
    grams = Counter(whole[at : at + 4] for at in range(len(whole) - 3))
    joined, given = set(joins), {name[-2:] for name in names}
    for strand in strands:
        yield from _doubled(strand, pairs, grams, joined, given)
        yield from _places(strand, lexicon)


def _doubled(
    strand: Strand, pairs: Counter[str], grams: Counter[str], joins: set[int], given: set[str]
) -> Iterator[Anomaly]:
    words = strand.looked
    for match in _WORD_TWICE.finditer(words):
        if len(set(match[1])) > 1:
            start, end = match.span()
            yield Anomaly(
                strand.passage(start, end),
                "duplicate_word",
                match[1],
                None,
                confidence=HIGH if len(match[1]) > 2 else MEDIUM,
            )
    rightly = vocabulary("doubled")
    for match in _TWICE.finditer(words):
        at = match.start()
        letter = match[1]
        compound = False
        broken = strand.at(at) + 1 in joins
        once = words[max(0, at - 2) : at + 1] + words[at + 2 : at + 4]
        elsewhere = any(grams[once[first : first + 4]] for first in range(max(0, len(once) - 3)))
        if not elsewhere and not broken:
            before, after = words[at - 1 : at], words[at + 2 : at + 3]
            if match[0] in rightly or before in ("", "一", "“", "‘") or after in ("", "”", "’") or match[0] in given:
                continue
            compound = pairs[before + letter] > 1 or pairs[letter + after] > 1
        begin, end = max(0, at - 2), min(len(words), at + 5)
        suggested = words[begin : at + 1] + words[at + 2 : end]
        sure = elsewhere or broken
        confidence = HIGH if sure else LOW if compound else MEDIUM
        yield Anomaly(
            strand.passage(begin, end, anchor=at),
            "duplicate_char",
            suggested,
            "别处作“" + once + "”" if elsewhere else None,
            confidence=confidence,
            reason=None if sure else "同一字连写，请核对",
        )


def _places(strand: Strand, lexicon: Lexicon) -> Iterator[Anomaly]:
    """Words that differ from a known place in one character of like shape, or in one of four and more."""
    words = strand.looked
    known = set(lexicon.places)
    seen: set[tuple[int, int]] = set()
    for place in lexicon.places:
        if not 2 <= len(place) <= 8 or not re.fullmatch(r"[\u4e00-\u9fff]+", place):
            continue
        for at in range(len(place)):
            pattern = re.compile(re.escape(place[:at]) + f"([^{place[at]}\\W\\d])" + re.escape(place[at + 1 :]))
            for match in pattern.finditer(words):
                near = abs(ord(match[1]) - ord(place[at])) <= _NEAR
                if (
                    match[0] in known
                    or match.span() in seen
                    or not (near or (len(place) >= 4 and place[-1:] not in "市县区镇乡"))
                ):
                    continue
                if any(match[0] in other for other in known):
                    continue
                seen.add(match.span())
                yield Anomaly(
                    strand.passage(*match.span()),
                    "wrong_char",
                    place,
                    "地名表有“" + place + "”",
                    confidence=HIGH if near else MEDIUM,
                    reason=None if near else "与地名表只差一字",
                )
