"""Child rows of all owners at once: which surely belong, which possibly, and what they add up to for each owner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from yanzhen.engine.columns.arithmetic import ranged
from yanzhen.engine.columns.vectors import (
    LIMIT,
    Days,
    Mask,
    Numbers,
    Ranged,
    Reasons,
    Truths,
    Vector,
    Why,
    because,
    nothing_missing,
    plain,
    united,
)
from yanzhen.language.values import Reason


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of one child register picked for every owner.

    `owner[i]` is the owner's row of child row i, −1 for none; child rows are sorted by it. `sure` and `maybe` say which are
    picked; `why` (by child row) why a row is open. `closed`, `delivered` and `unclosed` hold for all owners alike.
    """

    register: str
    owner: np.ndarray
    owners: int
    sure: Mask
    maybe: Mask
    why: Why
    closed: bool
    delivered: bool
    unclosed: frozenset[Reason]

    def narrowed(self, held: Truths) -> Selection:
        """Only the rows for which the condition holds, surely or possibly."""
        sure, maybe = self.sure & held.sure, self.maybe & held.maybe
        why = united((self.why, held.why), maybe & ~sure)
        return Selection(
            self.register, self.owner, self.owners, sure, maybe, why, self.closed, self.delivered, self.unclosed
        )

    def any_of(self, mask: Mask) -> Mask:
        """For each owner, whether the mask holds for one of its rows."""
        return np.bincount(self.owner[mask & (self.owner >= 0)], minlength=self.owners).astype(bool)

    def reasons(self, of: Why) -> Why:
        """Reasons by child row, asked by owner."""

        def why() -> Reasons:
            return {reason: self.any_of(mask) for reason, mask in of().items()}

        return why

    def open_reasons(self) -> Why:
        """For each owner, all that would settle which rows belong."""
        whole = np.ones(self.owners, dtype=bool)
        return united((self.reasons(self.why), because(self.unclosed, whole)))


def some(chosen: Selection) -> Truths:
    """Whether an owner has a picked row."""
    sure = chosen.any_of(chosen.sure)
    maybe = chosen.any_of(chosen.maybe) | (not chosen.closed)
    return Truths(sure, maybe, united((chosen.open_reasons(),), maybe & ~sure))


def count(chosen: Selection) -> Numbers | Ranged:
    """How many rows each owner has picked."""
    ones = np.ones(len(chosen.owner), dtype=np.int64)
    low = _summed(chosen, ones, chosen.sure, 1, Fraction(1))
    if not chosen.delivered:
        nowhere = np.zeros(chosen.owners, dtype=bool)
        return Numbers(low.num, Fraction(1), nowhere, None, None, 1, because(chosen.unclosed, ~nowhere))
    high = _summed(chosen, ones, chosen.maybe, 1, Fraction(1))
    shut = np.zeros(chosen.owners, dtype=bool)
    return ranged(low, high, shut, shut if chosen.closed else ~shut, None, chosen.open_reasons())


def _summed(chosen: Selection, values: np.ndarray, mask: Mask, peak: int, quantum: Fraction) -> Numbers:
    """The sum of the masked values of each owner's rows."""
    held = mask & (chosen.owner >= 0)
    rows, kept = chosen.owner[held], values[held]
    bound = peak * max(1, int(np.bincount(rows, minlength=1).max()) if len(rows) else 1)
    if bound >= LIMIT or kept.dtype == object:
        totals = np.zeros(chosen.owners, dtype=object)
        np.add.at(totals, rows, kept.astype(object))
    else:
        totals = np.zeros(chosen.owners, dtype=np.int64)
        np.add.at(totals, rows, kept)
    return Numbers(totals, quantum, np.ones(chosen.owners, dtype=bool), None, None, bound)


def _gaps(chosen: Selection, values: Vector) -> tuple[Mask, Why]:
    """Owners with a picked row whose value is missing, and why."""
    gap = chosen.maybe & ~values.ok
    if values.none is not None:
        gap = gap & ~values.none
    return chosen.any_of(gap), chosen.reasons(united((values.why,), gap))


def total(chosen: Selection, values: Vector) -> Ranged:
    """The sum of a value over each owner's rows."""
    values = plain(values)
    assert isinstance(values, Numbers) and values.den is None, "sums of quotients are refused when binding"
    lost, why = _gaps(chosen, values)
    open_rows = chosen.maybe & ~chosen.sure
    num = np.broadcast_to(values.num, (len(chosen.owner),))
    low = np.where(open_rows, np.minimum(num, 0), num)
    high = np.where(open_rows, np.maximum(num, 0), num)
    known = chosen.maybe & values.ok
    ends = [_summed(chosen, side, known, values.peak, values.quantum) for side in (low, high)]
    shut = lost if chosen.closed else np.ones(chosen.owners, dtype=bool)
    return ranged(ends[0], ends[1], shut, shut, None, united((why, chosen.open_reasons())))


def extreme(chosen: Selection, values: Vector, largest: bool) -> Vector:
    """The largest or smallest value of each owner's rows; nothing where an owner surely has none."""
    if isinstance(values, Days):
        numbers = Numbers(values.days.astype(np.int64), Fraction(1), values.ok, values.none, None, 1 << 40, values.why)
        found = extreme(chosen, numbers, largest)
        settled = plain(found)
        assert isinstance(settled, Numbers)
        return Days(settled.num, settled.ok, settled.none, settled.why)
    values = plain(values)
    assert isinstance(values, Numbers) and values.den is None, "extremes of quotients are refused when binding"
    lost, why = _gaps(chosen, values)
    num = np.broadcast_to(values.num, (len(chosen.owner),))
    pick = np.maximum if largest else np.minimum

    def best(mask: Mask) -> tuple[np.ndarray, Mask]:
        held = mask & values.ok & (chosen.owner >= 0)
        seen = np.bincount(chosen.owner[held], minlength=chosen.owners).astype(bool)
        far = -values.peak if largest else values.peak
        found = np.full(chosen.owners, far, dtype=num.dtype)
        pick.at(found, chosen.owner[held], num[held])
        return np.where(seen, found, 0), seen

    (inner, has_sure), (outer, has_any) = best(chosen.sure), best(chosen.maybe)
    none = ~has_any & ~lost & chosen.closed
    lost = lost | (~has_sure & ~none)
    beyond = lost if chosen.closed else np.ones(chosen.owners, dtype=bool)
    known = np.ones(chosen.owners, dtype=bool)
    near = Numbers(inner, values.quantum, known, None, None, values.peak)
    far = Numbers(outer, values.quantum, known, None, None, values.peak)
    reasons = united((why, chosen.open_reasons()))
    low, high, below, above = (near, far, lost, beyond) if largest else (far, near, beyond, lost)
    return ranged(low, high, below, above, none if none.any() else None, reasons)


def whole(
    register: str, owner: np.ndarray, owners: int, closed: bool, delivered: bool, why: frozenset[Reason]
) -> Selection:
    """Every row of the register."""
    every = np.ones(len(owner), dtype=bool)
    return Selection(register, owner, owners, every, every, nothing_missing, closed, delivered, why)


Aggregate = Callable[[Selection, Vector], Vector]
