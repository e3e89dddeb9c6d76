"""What came of a file that was taken in: the delivery or the cells in its way, how it was understood, what is asked."""

from __future__ import annotations

from dataclasses import dataclass

from yanzhen.errors import FactsError
from yanzhen.facts.snapshot import Batch
from yanzhen.facts.tables import Table
from yanzhen.periods import Period


@dataclass(frozen=True, slots=True)
class BadCell:
    """One cell that could not be taken in, or is doubted. `row` is that of the file; 0 means the file as a whole."""

    file: str
    row: int
    column: str
    heading: str
    value: str
    why: str
    suggestion: str = ""
    sheet: str = ""

    def __str__(self) -> str:
        row = f"第 {self.row} 行" if self.row else ""
        sheet = f"工作表「{self.sheet}」" if self.sheet else ""
        where = f"{self.file} {sheet}{' ' if sheet and row else ''}{row}{f' {self.column} 列' if self.column else ''}"
        return f"{where.rstrip()}{self.said}"

    @property
    def said(self) -> str:
        """The heading, the value found, why it is wrong, what to do: all but the place."""
        heading = f"「{self.heading}」" if self.heading else ""
        found = f"填了「{self.value}」，" if self.value else ""
        tail = f"；{self.suggestion}" if self.suggestion else ""
        return f"{heading}：{found}{self.why}{tail}"


@dataclass(frozen=True, slots=True)
class Seen:
    """How one column of the file was read: its letter and heading, what it is, in which unit, and what is in it.

    `least` and `most` are those of the values of good rows, as a person reads them; empty for what has no order.
    """

    letter: str
    heading: str
    name: str
    unit: str
    filled: int
    blank: int
    least: str = ""
    most: str = ""


@dataclass(frozen=True)
class Intake:
    """What came of a file: `batch` None when nothing was taken in; `taken` of `rows` rows are in it.

    `understood` lists how texts that were not written plainly were read, and doubts about keys that do not refuse them.
    `doubts` are questions: nothing is refused for them. `table` and `error`: a file that holds no table has the second.
    """

    batch: Batch | None
    problems: tuple[BadCell, ...]
    understood: tuple[str, ...]
    rows: int = 0
    taken: int = 0
    doubts: tuple[BadCell, ...] = ()
    seen: tuple[Seen, ...] = ()
    table: Table | None = None
    period: Period | None = None
    error: FactsError | None = None
