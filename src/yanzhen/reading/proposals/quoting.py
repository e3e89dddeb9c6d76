"""A quote short enough to cite: whole words of the text, cut at a sign of punctuation, with the figure inside."""

from __future__ import annotations

import re

LONGEST = 40
_BREAK = re.compile(r"[,，;；。:：!！?？、\n]")
_DIGIT = re.compile(r"[0-9零〇一二两三四五六七八九十百千万亿]+")


def short(quote: str, keep: str = "") -> str:
    """At most 40 characters of the quote, one run of it; `keep` (a figure as printed) stays inside where it can."""
    lines = [line for line in (part.strip() for part in re.split(r"\s*\n+\s*", quote)) if line]
    kept = next((line for line in lines if keep and keep in line), lines[0] if lines else "")
    if len(kept) <= LONGEST:
        return kept
    at = kept.find(keep) if keep else -1
    if at < 0:
        found = _DIGIT.search(kept)
        at = found.start() if found and keep else 0
    starts = [0, *(match.end() for match in _BREAK.finditer(kept))]
    for start in starts:
        if start <= at and (at + len(keep)) - start <= LONGEST:
            ends = [match.start() for match in _BREAK.finditer(kept, start) if match.start() - start <= LONGEST]
            ends = [end for end in ends if end >= at + len(keep)]
            if len(kept) - start <= LONGEST:
                return kept[start:].strip()
            if ends:
                return kept[start : ends[-1]].strip()
    start = max(0, min(at, len(kept) - LONGEST))
    return kept[start : start + LONGEST].strip()
