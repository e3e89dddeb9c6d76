"""The plausibility band a pack declares: outside it a comparison is held until a person says why it may stand.

The band is made of shared terms of the pack (`basis: assumed`); one that is not declared bounds nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from yanzhen.engine.compare.findings import OWED_LINE
from yanzhen.engine.compare.tallies import difference, side
from yanzhen.units import MONEY, SHARE, show

FEN = 100


@dataclass(frozen=True)
class Break:
    """One bound that does not hold: its name, the bound, and what was found, both in words."""

    name: str
    most: str
    found: str

    def __str__(self) -> str:
        return f"{self.name} {self.most}，算得 {self.found}"


@dataclass(frozen=True)
class Bound:
    """A named parameter, what it bounds in words, and how that is measured (None: not measurable here)."""

    name: str
    sentence: str
    dimension: tuple[tuple[str, int], ...]
    measure: Callable[[pl.DataFrame, pl.DataFrame], Fraction | None]


def _change(totals: pl.DataFrame, subjects: pl.DataFrame) -> Fraction | None:
    """|after − before| ÷ before of all that is owed; not measurable from nothing."""
    before, after = (_owed(totals, which) for which in ("before", "after"))
    return abs(Fraction(after - before, before)) if before else None


def _total(totals: pl.DataFrame, subjects: pl.DataFrame) -> Fraction:
    return Fraction(_owed(totals, "after"), FEN)


def _largest(totals: pl.DataFrame, subjects: pl.DataFrame) -> Fraction:
    """The greatest change of what one subject is owed."""
    owed = subjects.filter(pl.col("nature") == OWED_LINE)
    return Fraction(int(owed[difference("net")].abs().max() or 0), FEN)


def _owed(totals: pl.DataFrame, which: str) -> int:
    return int(totals.filter(pl.col("nature") == OWED_LINE)[side("net", which)].sum())


BOUNDS = (
    Bound("试算变动幅度上限", "应享合计的变动不超过改前的这一比例", SHARE, _change),
    Bound("试算应享合计上限", "改后的应享合计不超过这个数", MONEY, _total),
    Bound("试算单户变动上限", "任何一户应享的变动不超过这个数", MONEY, _largest),
)
"""What a pack may declare as shared terms."""


def breaks(parameters: dict[str, Fraction], totals: pl.DataFrame, subjects: pl.DataFrame) -> tuple[Break, ...]:
    """The declared bounds that do not hold."""
    found = []
    for bound in BOUNDS:
        most, value = parameters.get(bound.name), bound.measure(totals, subjects)
        if most is not None and value is not None and value > most:
            found.append(Break(bound.name, show(most, bound.dimension), show(value, bound.dimension)))
    return tuple(found)
