"""Kleene logic on truth vectors, and truth packed 64 rows a word for the logic between conditions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from yanzhen.engine.columns.vectors import Mask, Truths, united


def conjunction(items: Sequence[Truths]) -> Truths:
    """All of them."""
    sure, maybe = items[0].sure, items[0].maybe
    for item in items[1:]:
        sure, maybe = sure & item.sure, maybe & item.maybe
    return Truths(sure, maybe, united((item.why for item in items), maybe & ~sure))


def disjunction(items: Sequence[Truths]) -> Truths:
    """Any of them."""
    sure, maybe = items[0].sure, items[0].maybe
    for item in items[1:]:
        sure, maybe = sure | item.sure, maybe | item.maybe
    return Truths(sure, maybe, united((item.why for item in items), maybe & ~sure))


def negation(item: Truths) -> Truths:
    """Swaps and complements."""
    return Truths(~item.maybe, ~item.sure, item.why)


def at_least(count: int, items: Sequence[Truths]) -> Truths:
    """At least `count` of them."""
    sure = sum(item.sure.astype(np.int16) for item in items) >= count
    maybe = sum(item.maybe.astype(np.int16) for item in items) >= count
    return Truths(sure, maybe, united((item.why for item in items), maybe & ~sure))


def fixed(value: bool) -> Truths:
    """One truth for all rows."""
    return Truths(np.array(value), np.array(value))


def packed(mask: Mask, rows: int) -> np.ndarray:
    """The mask as 64-bit words, row i in bit i; bits beyond the last row are 0."""
    bits = np.packbits(np.broadcast_to(mask, (rows,)), bitorder="little")
    words = np.zeros((rows + 63) // 64 * 8, dtype=np.uint8)
    words[: len(bits)] = bits
    return words.view("<u8")


def unpacked(words: np.ndarray, rows: int) -> Mask:
    """The mask again, one truth a row."""
    return np.unpackbits(words.view(np.uint8), bitorder="little", count=rows).astype(bool)
