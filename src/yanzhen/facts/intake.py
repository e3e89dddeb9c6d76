"""A department's csv or Parquet file → one delivery, or the exact list of cells that stand in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from yanzhen.errors import FactsError
from yanzhen.facts.cells import CellProblem, Value, read_cell, understood
from yanzhen.facts.headings import Heading, match_headings
from yanzhen.facts.memory import Memory
from yanzhen.facts.shape import JOINT, own_keys
from yanzhen.facts.snapshot import KNOWN, PERIOD, SUBJECT, Batch
from yanzhen.facts.tables import Table, letter, read_table
from yanzhen.periods import Period, PeriodError
from yanzhen.registers import Column, Register, Vocabulary
from yanzhen.registers.checks import accepted, normal

_DAY = Column(KNOWN, kind="date")


@dataclass(frozen=True, slots=True)
class BadCell:
    """One cell that could not be taken in. Row numbers are those of the file; `row` 0 means the file as a whole."""

    file: str
    row: int
    column: str
    heading: str
    value: str
    why: str
    suggestion: str = ""

    def __str__(self) -> str:
        row = f"第 {self.row} 行" if self.row else ""
        where = f"{self.file} {row}{f' {self.column} 列' if self.column else ''}"
        heading = f"「{self.heading}」" if self.heading else ""
        found = f"填了「{self.value}」，" if self.value else ""
        tail = f"；{self.suggestion}" if self.suggestion else ""
        return f"{where.rstrip()}{heading}：{found}{self.why}{tail}"


@dataclass(frozen=True)
class Intake:
    """What came of a file: `batch` None when nothing was taken in; `taken` of `rows` rows are in it.

    `understood` lists how texts that were not written plainly were read, and doubts about keys that do not refuse them.
    """

    batch: Batch | None
    problems: tuple[BadCell, ...]
    understood: tuple[str, ...]
    rows: int = 0
    taken: int = 0


def intake(
    path: Path,
    register: Register,
    vocabulary: Vocabulary,
    *,
    period: Period | None,
    known: date,
    source: str,
    keep_good: bool = False,
    parts: Iterable[str] = (),
) -> Intake:
    """The file as one delivery, whole or not at all; with `keep_good` the bad rows are left out and listed.

    Args:
        period: the period all rows are about; None when the file has a column 期间 or holds undated columns only.
        known: the day the delivery is accepted.
        parts: for a register told apart by part, the parts the file answers for; default: those of its rows.

    Returns:
        Problems in the order of the file. A heading that cannot be used refuses the whole file.
    """
    try:
        table = read_table(path)
    except FactsError as error:
        return Intake(None, (BadCell(path.name, 0, "", "", "", error.what, error.hint),), ())
    reading = _Reading(table, register, vocabulary, period)
    if not reading.problems:
        reading.read_rows()
    if reading.refused or (reading.problems and not keep_good):
        return Intake(None, tuple(reading.problems), reading.notes(), len(table.rows))
    columns = [heading.name for heading in reading.headings if heading.column]
    covers = {str(row[PERIOD]) for row in reading.good} | ({str(period)} if period else set())
    if any(register.columns[name].period is None for name in columns):
        covers.add("")
    batch = Memory(vocabulary).add(
        register.name, reading.good, covers=covers, parts=parts, columns=columns, known=known, source=source
    )
    return Intake(batch, tuple(reading.problems), reading.notes(), len(table.rows), len(reading.good))


@dataclass
class _Reading:
    """One pass over a table."""

    table: Table
    register: Register
    vocabulary: Vocabulary
    period: Period | None
    headings: list[Heading] = field(init=False)
    problems: list[BadCell] = field(default_factory=list)
    good: list[dict[str, object]] = field(default_factory=list)
    refused: bool = False

    def __post_init__(self) -> None:
        self._read: dict[tuple[int, str], tuple[Value | CellProblem, str]] = {}
        self._how: Counter[tuple[int, str]] = Counter()
        self._seen: dict[tuple[str, ...], int] = {}
        self._undated: dict[tuple[str, str], tuple[object, int]] = {}
        self.headings, wrong = match_headings(self.table.headings, self.register)
        for problem in wrong:
            self._whole(problem.why, problem.suggestion, problem.at)
        self._check_periods()
        self._check_width()
        if not self.table.rows:
            self._whole("没有数据行", "第一行写列名，以下每行一个主体")

    def notes(self) -> tuple[str, ...]:
        """What was understood, each way of writing once, with how often it came."""
        seen = [
            f"{letter(at)} 列「{self.table.headings[at].strip()}」{text}" + (f"，共 {times} 处" if times > 1 else "")
            for (at, text), times in self._how.items()
        ]
        return (*self.table.notes, *seen)

    def read_rows(self) -> None:
        """Fill `good` with the rows without a problem, `problems` with the cells of the others."""
        for number, cells in zip(self.table.numbers, self.table.rows, strict=True):
            before = len(self.problems)
            row = self._row(number, cells)
            if len(self.problems) == before:
                self._check_twice(number, row)
            if len(self.problems) == before:
                self.good.append(row)

    def _whole(self, why: str, suggestion: str = "", at: int | None = None) -> None:
        where = ("", "") if at is None else (letter(at), self.table.headings[at].strip())
        self.problems.append(BadCell(self.table.file, 0 if at is None else 1, *where, "", why, suggestion))
        self.refused = True

    def _check_periods(self) -> None:
        dated = [heading for heading in self.headings if heading.column and heading.column.period]
        if self.period is None and dated and not any(heading.name == PERIOD for heading in self.headings):
            names = "、".join(heading.name for heading in dated[:3])
            self._whole(f"没有期间，而「{names}」按期间报送", "说明这份数据是哪一期的，或加上「期间」列")
        for heading in dated:
            column = heading.column
            if self.period is not None and column is not None and column.period != self.period.kind:
                why = f"此列按 {column.period} 报送，不能用于 {self.period}"
                self._whole(why, "单独报送，并写明它的期间", heading.at)

    def _check_width(self) -> None:
        """Cells under a blank heading are lost facts: the file is refused, once for each such column."""
        blank = {at for at, text in enumerate(self.table.headings) if not text.strip()}
        used = {at for row in self.table.rows for at in blank if at < len(row) and row[at].strip()}
        for at in sorted(used):
            self._whole("这一列有数据却没有列名", "写上列名或删去此列", at)

    def _row(self, number: int, cells: list[str]) -> dict[str, object]:
        width = len(self.table.headings)
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            why = f"有 {len(cells)} 格，列名有 {width} 个"
            self.problems.append(BadCell(self.table.file, number, "", "", "", why, "检查是否多了或少了逗号"))
            return {}
        row: dict[str, object] = {PERIOD: str(self.period or "")}
        for heading in sorted(self.headings, key=lambda heading: heading.name != PERIOD):
            row[heading.name] = self._value(number, heading, cells[heading.at], row)
        return row

    def _value(self, number: int, heading: Heading, text: str, row: dict[str, object]) -> object:
        """The cell's value; read once for each distinct text of a column."""
        place = (heading.at, text)
        if place not in self._read:
            self._read[place] = self._interpret(heading, text)
        value, how = self._read[place]
        if isinstance(value, CellProblem):
            self._bad(number, heading, text, value)
            return None
        if how:
            self._how[(heading.at, how)] += 1
        column = heading.column
        if value is not None and column is not None and column.period and row[PERIOD] is not None:
            self._check_kind(number, heading, text, column, str(row[PERIOD]))
        return value

    def _interpret(self, heading: Heading, text: str) -> tuple[Value | CellProblem, str]:
        if heading.name == SUBJECT:
            return self._subject(text)
        if heading.name == PERIOD:
            return self._period(text), ""
        column = heading.column or _DAY
        value = read_cell(text, column, self.vocabulary, unit=heading.unit)
        if value is None and heading.name in own_keys(self.register):
            return CellProblem("主键不能空"), ""
        if isinstance(value, CellProblem):
            return value, ""
        return value, understood(text, value, column, heading.unit)

    def _subject(self, text: str) -> tuple[Value | CellProblem, str]:
        key = normal(text)
        owner = self.vocabulary.registers.get(self.register.owner or "", self.register)
        problem = accepted(key, owner.accepts or self.register.accepts)
        if problem is not None and not problem.warning:
            return CellProblem(problem.why, problem.suggestion), ""
        if JOINT in key:
            return CellProblem(f"主键不能含「{JOINT}」"), ""
        if problem is not None:
            return key, f"「{key}」{problem.why}，请核对"
        return key, "" if key == text.strip() else f"「{text.strip()}」读作 {key}"

    def _period(self, text: str) -> Value | CellProblem:
        bare = text.strip().removesuffix("年")
        try:
            found = str(Period.parse(bare)) if bare else str(self.period or "")
        except PeriodError as error:
            return CellProblem("不是期间", error.hint)
        if self.period is not None and found != str(self.period):
            return CellProblem(f"这份数据说明是 {self.period} 的", "改正期间，或分开报送")
        return found

    def _check_kind(self, number: int, heading: Heading, text: str, column: Column, period: str) -> None:
        if not period or Period.parse(period).kind != column.period:
            why = f"此列按 {column.period} 报送，这一行的期间是{f' {period}' if period else '空的'}"
            self._bad(number, heading, text, CellProblem(why, "改正期间，或另起一行"))

    def _check_twice(self, number: int, row: dict[str, object]) -> None:
        """No subject twice in one period, and no undated column with two values for one subject."""
        own = tuple(str(row[name]) for name in own_keys(self.register))
        subject = JOINT.join((str(row[SUBJECT]), *own))
        at = next(heading for heading in self.headings if heading.name == SUBJECT)
        first = self._seen.setdefault((subject, str(row[PERIOD])), number)
        if first != number:
            self._bad(number, at, str(row[SUBJECT]), CellProblem(f"与第 {first} 行重复", "只留一行"))
            return
        for heading in self.headings:
            value = row[heading.name]
            if heading.column is not None and heading.column.period is None and value is not None:
                other, where = self._undated.setdefault((subject, heading.name), (value, number))
                if other != value:
                    why = f"与第 {where} 行同一主体的值不同（此列不分期间）"
                    self._bad(number, heading, str(value), CellProblem(why, "核实后只留一个值"))

    def _bad(self, number: int, heading: Heading, text: str, problem: CellProblem) -> None:
        title = self.table.headings[heading.at].strip()
        where = (self.table.file, number, letter(heading.at), title)
        self.problems.append(BadCell(*where, text.strip()[:80], problem.why, problem.suggestion))
