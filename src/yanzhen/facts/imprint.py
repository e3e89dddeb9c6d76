"""What a workbook made here says of itself on a hidden sheet: its register, its period, the sheet to fill in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SHEET = "雁阵"
GUIDE = "填表说明"
CODES = "代码表"
FAULTS = "问题清单"
OWN_SHEETS = (SHEET, GUIDE, CODES, FAULTS)
"""Sheets of ours that hold no facts."""

SAMPLE = "示例："
"""How the key of the sample row begins; no number of a subject holds a colon, so such a row is never a fact."""

_MARK = "雁阵表样"
FORMAT = "1"


@dataclass(frozen=True, slots=True)
class Imprint:
    """Register and period are texts, the period empty when rows say it themselves; `sheet` is where the facts stand."""

    register: str
    period: str
    sheet: str

    def lines(self) -> list[tuple[str, str]]:
        """What the hidden sheet holds, row by row."""
        return [(_MARK, FORMAT), ("台账", self.register), ("期间", self.period), ("工作表", self.sheet)]


def imprint_of(rows: Iterable[list[str]]) -> Imprint | None:
    """The imprint that a sheet's rows hold; None when they are something else."""
    said = {row[0].strip(): row[1].strip() for row in rows if len(row) > 1}
    if _MARK not in said or "台账" not in said:
        return None
    return Imprint(said["台账"], said.get("期间", ""), said.get("工作表", ""))
