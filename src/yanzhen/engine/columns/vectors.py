"""Values of all rows of a frame at once: numbers, truths, days, codes and words, each with what is known and why not.

Every vector has `ok` (the value is known) and `none` (known to be nothing; None when that cannot happen); where neither
holds the value is missing. `why()` gives, for each reason, the rows whose value is missing because of it; it is asked only
for findings that are written, so its cost is not part of deciding.

Numbers are `num / den × quantum` with whole `num` and positive whole `den` (None for 1). `peak` bounds |num| and |den|, so
that a product which could pass 2^62 is found beforehand and computed with Python's own integers instead of wrapping.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from yanzhen.language.values import Reason

Mask = np.ndarray
Reasons = dict[Reason, Mask]
Why = Callable[[], Reasons]
LIMIT = 1 << 62


def nothing_missing() -> Reasons:
    """No reasons."""
    return {}


@dataclass(frozen=True, slots=True)
class Numbers:
    """Exact numbers; a constant has arrays of no dimension, which broadcast."""

    num: np.ndarray
    quantum: Fraction
    ok: Mask
    none: Mask | None = None
    den: np.ndarray | None = None
    peak: int = LIMIT
    why: Why = nothing_missing

    @property
    def low(self) -> Numbers:
        """The lower end of what is known: itself."""
        return self

    @property
    def high(self) -> Numbers:
        """The upper end of what is known: itself."""
        return self

    @property
    def open_below(self) -> Mask:
        """Where nothing bounds the value from below: where it is missing."""
        return ~self.ok

    open_above = open_below


@dataclass(frozen=True, slots=True)
class Ranged:
    """Numbers known only to lie between `low` and `high`; an end that is open bounds nothing; `ok` where the ends meet."""

    low: Numbers
    high: Numbers
    open_below: Mask
    open_above: Mask
    ok: Mask
    none: Mask | None = None
    why: Why = nothing_missing

    def settled(self) -> Numbers:
        """The values where the ends meet, missing elsewhere."""
        low = self.low
        den = None if low.den is None else np.where(self.ok, low.den, 1)
        return Numbers(np.where(self.ok, low.num, 0), low.quantum, self.ok, self.none, den, low.peak, self.why)


@dataclass(frozen=True, slots=True)
class Truths:
    """Three-valued truth: `sure` is true, `maybe` is true or unknown."""

    sure: Mask
    maybe: Mask
    why: Why = nothing_missing

    @property
    def ok(self) -> Mask:
        """Where the truth is known."""
        return self.sure | ~self.maybe

    @property
    def none(self) -> None:
        """A truth is never nothing."""
        return None


@dataclass(frozen=True, slots=True)
class Days:
    """Days since 1970-01-01."""

    days: np.ndarray
    ok: Mask
    none: Mask | None = None
    why: Why = nothing_missing


@dataclass(frozen=True, slots=True)
class Codes:
    """Ids of codes of one list, or positions in `words` for text."""

    ids: np.ndarray
    ok: Mask
    none: Mask | None = None
    words: tuple[str, ...] | None = None
    why: Why = nothing_missing


Vector = Numbers | Ranged | Truths | Days | Codes


def constant(value: Fraction) -> Numbers:
    """One number for all rows."""
    sign = (value > 0) - (value < 0)
    return Numbers(np.array(sign, dtype=np.int64), abs(value) or Fraction(1), np.array(True), None, None, 1)


def plain(vector: Vector) -> Vector:
    """The vector with intervals that are still open counted as missing."""
    return vector.settled() if isinstance(vector, Ranged) else vector


def none_of(*vectors: Vector) -> Mask | None:
    """Where any of them is known to be nothing."""
    found = None
    for vector in vectors:
        if vector.none is not None:
            found = vector.none if found is None else found | vector.none
    return found


def without(mask: Mask, none: Mask | None) -> Mask:
    """The mask where nothing is not."""
    return mask if none is None else mask & ~none


def united(parts: Iterable[Why], where: Mask | None = None) -> Why:
    """The reasons of all parts together, kept only `where` asked."""

    def why() -> Reasons:
        found: Reasons = {}
        if where is not None and not where.any():
            return found
        for part in parts:
            for reason, mask in part().items():
                kept = mask if where is None else mask & where
                if where is not None and not kept.any():
                    continue
                found[reason] = found[reason] | kept if reason in found else kept
        return found

    parts = tuple(part for part in parts if part is not nothing_missing)
    return why if parts else nothing_missing


def masked(why: Why, where: Mask) -> Why:
    """The same reasons, only where asked."""
    return united((why,), where)


def because(reasons: Iterable[Reason], where: Mask) -> Why:
    """Each of these reasons, for the rows where asked."""
    reasons = tuple(reasons)
    return lambda: dict.fromkeys(reasons, where)


def broadcast(vector: Vector, n: int) -> Vector:
    """The same vector with one value for each of n rows, so that rows can be taken from it."""

    def full(array: np.ndarray | None) -> np.ndarray | None:
        return None if array is None else np.broadcast_to(array, (n,))

    why = (lambda old: lambda: {reason: full(mask) for reason, mask in old().items()})(vector.why)
    match vector:
        case Numbers():
            return Numbers(
                full(vector.num), vector.quantum, full(vector.ok), full(vector.none), full(vector.den), vector.peak, why
            )
        case Truths():
            return Truths(full(vector.sure), full(vector.maybe), why)
        case Days():
            return Days(full(vector.days), full(vector.ok), full(vector.none), why)
        case Codes():
            return Codes(full(vector.ids), full(vector.ok), full(vector.none), vector.words, why)
        case Ranged():
            low, high = broadcast(vector.low, n), broadcast(vector.high, n)
            return Ranged(
                low, high, full(vector.open_below), full(vector.open_above), full(vector.ok), full(vector.none), why
            )


def taken(vector: Vector, rows: np.ndarray, lost: Mask, because_lost: Why, n: int) -> Vector:
    """For each row the value of row `rows[i]` of the vector (which has n rows); missing where `lost`."""
    vector = broadcast(vector, n)
    safe = np.where(lost, 0, rows)
    old = vector.why

    def pick(array: np.ndarray | None) -> np.ndarray | None:
        return None if array is None else (array[safe] if n else np.zeros(len(rows), array.dtype))

    def why() -> Reasons:
        found = {reason: pick(mask) & ~lost for reason, mask in old().items()}
        for reason, mask in because_lost().items():
            found[reason] = found[reason] | mask if reason in found else mask
        return found

    none = None if vector.none is None else pick(vector.none) & ~lost
    match vector:
        case Numbers():
            num = np.where(lost, 0, pick(vector.num))
            den = None if vector.den is None else np.where(lost, 1, pick(vector.den))
            return Numbers(num, vector.quantum, pick(vector.ok) & ~lost, none, den, vector.peak, why)
        case Truths():
            return Truths(pick(vector.sure) & ~lost, pick(vector.maybe) | lost, why)
        case Days():
            return Days(pick(vector.days), pick(vector.ok) & ~lost, none, why)
        case Codes():
            return Codes(pick(vector.ids), pick(vector.ok) & ~lost, none, vector.words, why)
        case Ranged():
            low = taken(vector.low, rows, lost, nothing_missing, n)
            high = taken(vector.high, rows, lost, nothing_missing, n)
            return Ranged(
                low,
                high,
                pick(vector.open_below) | lost,
                pick(vector.open_above) | lost,
                pick(vector.ok) & ~lost,
                none,
                why,
            )
