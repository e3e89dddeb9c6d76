"""How large a file from outside may be. Whatever is larger is refused before anything reads what it says.

Source: the project's threat bounds (zip bombs, far cells, entity bombs, parsers that crash or loop).
"""

from __future__ import annotations

from dataclasses import dataclass

_MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a workbook may hold. Bytes are counted while unpacking, since headers lie; a cell counts by where it stands."""

    file_bytes: int = 20 * _MEGABYTE
    parts: int = 500
    unpacked_bytes: int = 200 * _MEGABYTE
    part_bytes: int = 150 * _MEGABYTE
    ratio: int = 100
    ratio_from_bytes: int = _MEGABYTE
    rows: int = 200_000
    columns: int = 256
    cells: int = 5_000_000


BOUNDS = Bounds()

CSV_BYTES = 500 * _MEGABYTE
CSV_ROWS = 2_000_000
"""Plain text cannot swell when it is read, so csv may be larger than a workbook."""
