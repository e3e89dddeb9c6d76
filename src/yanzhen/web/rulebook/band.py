"""The cost of a trial drawn as a band: low to high, the expected as a dot, what it was before as a tick."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 300
"""Units of the drawing."""


@dataclass(frozen=True, slots=True)
class Band:
    """Places on the drawing, 0 to `WIDTH`, and the sums in fen they stand for."""

    low: int
    expected: int
    high: int
    before: int
    sums: dict[str, int]

    @property
    def length(self) -> int:
        """How long the band is; never nothing."""
        return max(self.high - self.low, 2)


def band(total: dict[str, int]) -> Band:
    """The band of a trial's total after the change; the scale ends a tenth beyond the greatest of them."""
    low, expected, high = (total.get(f"{name}_after", 0) for name in ("low", "expected", "high"))
    before = total.get("expected_before", 0)
    most = max(low, expected, high, before, 1) * 11 // 10 or 1
    return Band(*(value * WIDTH // most for value in (low, expected, high, before)), total)
