"""A department's file (xlsx, ods, csv, Parquet) → one delivery, or the exact list of cells that stand in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from yanzhen.errors import FactsError
from yanzhen.facts.bounds import BOUNDS
from yanzhen.facts.cells import CellProblem, Value
from yanzhen.facts.containers import kind_of
from yanzhen.facts.doubts import Held, doubts_in, seen_in
from yanzhen.facts.headings import Heading, match_headings
from yanzhen.facts.imprint import SAMPLE
from yanzhen.facts.layout import table_in
from yanzhen.facts.outcome import BadCell, Intake
from yanzhen.facts.shape import JOINT, own_keys
from yanzhen.facts.snapshot import KNOWN, PERIOD, SUBJECT, Batch, Batches
from yanzhen.facts.tables import Table, letter, read_table
from yanzhen.facts.texts import Texts, each_text, read_by_code, read_texts
from yanzhen.facts.workbooks import read_workbook
from yanzhen.periods import Period, PeriodError
from yanzhen.registers import Column, Register, Vocabulary
from yanzhen.registers.checks import accepted, normal

_DAY = Column(KNOWN, kind="date")
_SAMPLES = (SAMPLE, SAMPLE.replace("：", ":"))
_TOTALS = ("合计", "总计", "小计", "合计数")
_TOTAL_ROW = "合计行、备注行不要报送，删去这一行"


def intake(
    path: Path,
    register: Register,
    vocabulary: Vocabulary,
    *,
    period: Period | None,
    known: date | None,
    source: str = "",
    keep_good: bool = False,
    parts: Iterable[str] = (),
    sheet: str = "",
    before: Batches | None = None,
) -> Intake:
    """The file as one delivery, whole or not at all; with `keep_good` the bad rows are left out and listed.

    Args:
        period: the period all rows are about; None when the workbook says it, when the file has a column 期间, or when it
            holds undated columns only.
        known: the day the delivery is accepted; None: the last day of the period.
        parts: for a register told apart by part, the parts the file answers for; default: those of its rows.
        sheet: which sheet of a workbook, where several hold the register's key.
        before: what was delivered earlier, so that values far from last year's are asked about.

    Returns:
        Problems in the order of the file. A heading that cannot be used refuses the whole file.
    """
    try:
        table, period = _opened(path, register, sheet, period)
        known = known or (period.end if period else None)
    except FactsError as error:
        return Intake(None, (BadCell(path.name, 0, "", "", "", error.what, error.hint),), (), error=error)
    reading = _Reading(table, register, vocabulary, period)
    if known is None and not any(heading.name == KNOWN for heading in reading.headings):
        reading.refuse("不知道哪一天获知", "写明 --known，或写明 --period，或加上「获知」列")
    if not reading.refused:
        reading.read_rows()
    table, rows = reading.table, len(reading.table.rows)
    problems = tuple(sorted(reading.problems, key=lambda one: (one.row, len(one.column), one.column)))
    came = Intake(None, problems, reading.notes(), rows, table=table, period=period)
    if reading.refused:
        return came
    held = reading.held()
    doubts = doubts_in(held, before, known)
    came = replace(came, doubts=tuple(doubts), seen=seen_in(held))
    if problems and not keep_good:
        return came
    good = reading.good(known)
    columns = [heading.column for heading in reading.headings if heading.column]
    covers = {*good[PERIOD].unique()} | ({str(period)} if period else set())
    if register.parts and not parts:
        parts = good[register.parts].drop_nulls().unique()
    batch = Batch(
        register=register.name,
        rows=good,
        covers=frozenset(covers | {""} if any(column.period is None for column in columns) else covers),
        parts=frozenset(parts),
        known=known or max(good[KNOWN], default=date.min),
        source=source,
    )
    return replace(came, batch=batch, taken=good.height)


def _opened(path: Path, register: Register, sheet: str, period: Period | None) -> tuple[Table, Period | None]:
    """The table a file holds, and the period: the one given, or the one a workbook made by `template` says."""
    with path.open("rb") as file:
        archive = kind_of(file.read(BOUNDS.file_bytes + 1), path.name) == "zip"
    if not archive:
        return read_table(path), period
    if path.stat().st_size > BOUNDS.file_bytes:
        what = f"{path.name} 超过 {BOUNDS.file_bytes >> 20} MB"
        raise FactsError(what, code="YZ-F11", hint="删去图片和多余的工作表，或分成几份，或另存为 CSV UTF-8")
    found = table_in(read_workbook(path.read_bytes(), path.name), register, sheet)
    said = found.imprint.period if found.imprint else ""
    if said and period is not None and said != str(period):
        what = f"{path.name} 是 {said} 的表，不是 {period} 的"
        raise FactsError(what, code="YZ-F13", hint="改 --period，或换一个文件")
    return found.table, period if period or not said else Period.parse(said)


@dataclass
class _Reading:
    """One pass over a table, column by column, then what only whole rows can tell; a row with a problem is not good."""

    table: Table
    register: Register
    vocabulary: Vocabulary
    period: Period | None
    headings: list[Heading] = field(init=False)
    problems: list[BadCell] = field(default_factory=list)
    refused: bool = False

    def __post_init__(self) -> None:
        self._held: dict[str, pl.Series] = {}
        self._notes: list[str] = []
        self._faulted: set[tuple[int, int]] = set()
        self._how: list[tuple[int, str, int]] = []
        self._bad_rows: set[int] = set()
        self.headings, wrong = match_headings(self.table.headings, self.register)
        spoiled = {fault.column for fault in self.table.faults if fault.at is None}
        for problem in wrong:
            if problem.at is None or problem.at not in spoiled:
                self._whole(problem.why, problem.suggestion, problem.at)
        self._leave_sample_out()
        self._check_faults()
        self._check_periods()
        self._check_blank_headings()
        if not self.table.rows:
            self._whole("没有数据行", "第一行写列名，以下每行一个主体")

    def refuse(self, why: str, suggestion: str) -> None:
        """The file as a whole is not taken in."""
        self._whole(why, suggestion)

    def held(self) -> Held:
        """The columns as they were read, for those who look at all of them."""
        good = pl.Series([at not in self._bad_rows for at in range(len(self.table.rows))], dtype=pl.Boolean)
        return Held(self.table, self.register, self.vocabulary, self.headings, self._held, self._period_texts(), good)

    def notes(self) -> tuple[str, ...]:
        """What was understood, each way of writing once, with how often it came."""
        seen = [
            f"{letter(at)} 列「{self._title(at)}」{text}" + (f"，共 {times} 处" if times > 1 else "")
            for at, text, times in self._how
        ]
        return (*self.table.notes, *self._notes, *seen)

    def good(self, known: date | None) -> pl.DataFrame:
        """The rows without a problem, as a batch holds them."""
        n = len(self.table.rows)
        days = self._held.get(KNOWN, pl.Series([None], dtype=pl.Date).new_from_index(0, n))
        days = days if known is None else days.fill_null(known)
        columns = {heading.name: self._held[heading.name] for heading in self.headings if heading.column}
        rows = pl.DataFrame({SUBJECT: self._held[SUBJECT], PERIOD: self._period_texts(), KNOWN: days, **columns})
        return rows.filter(pl.Series([at not in self._bad_rows for at in range(n)], dtype=pl.Boolean))

    def read_rows(self) -> None:
        """Read every cell and note every problem."""
        broken = self._check_width()
        for heading in sorted(self.headings, key=lambda one: bool(one.column and one.column.unit_by)):
            found = self._read(
                heading, ["" if at in broken else cells[heading.at] for at, cells in enumerate(self.table.rows)]
            )
            self._held[heading.name] = found.values
            self._how += [(heading.at, text, times) for text, times in found.how.items()]
            for at, problem in found.bad.items():
                if at not in broken and (at, heading.at) not in self._faulted:
                    self._bad(at, heading, problem)
        self._check_keys()
        self._check_kinds()
        self._check_twice()

    def _read(self, heading: Heading, texts: list[str]) -> Texts:
        if heading.name == SUBJECT:
            return each_text(texts, self._subject, pl.String())
        if heading.name == PERIOD:
            return each_text(texts, self._period, pl.String())
        if heading.column is not None and heading.column.unit_by:
            codes = self._held.get(heading.column.unit_by)
            return read_by_code(texts, codes, self.register.name, heading.column, self.vocabulary)
        found = read_texts(texts, heading.column or _DAY, self.vocabulary, heading.unit)
        if self.table.epoch1904:
            found.bad = {at: _without_1900(problem) for at, problem in found.bad.items()}
        return found

    def _subject(self, text: str) -> tuple[Value | CellProblem, str]:
        key = normal(text)
        owner = self.vocabulary.registers.get(self.register.owner or "", self.register)
        problem = accepted(key, owner.accepts or self.register.accepts)
        if problem is not None and not problem.warning:
            total = text.strip() in ("", *_TOTALS)
            return CellProblem(problem.why, _TOTAL_ROW if total else problem.suggestion), ""
        if key in _TOTALS:
            return CellProblem("不是主体", _TOTAL_ROW), ""
        if JOINT in key:
            return CellProblem(f"主键不能含「{JOINT}」"), ""
        if problem is not None:
            return key, f"「{key}」{problem.why}，请核对"
        return key, "" if key == text.strip() else f"「{text.strip()}」读作 {key}"

    def _period(self, text: str) -> tuple[Value | CellProblem, str]:
        bare = text.strip().removesuffix("年")
        try:
            found = str(Period.parse(bare)) if bare else str(self.period or "")
        except PeriodError as error:
            return CellProblem("不是期间", error.hint), ""
        if self.period is not None and found != str(self.period):
            return CellProblem(f"这份数据说明是 {self.period} 的", "改正期间，或分开报送"), ""
        return found, ""

    def _period_texts(self) -> pl.Series:
        said = pl.Series([str(self.period or "")]).new_from_index(0, len(self.table.rows))
        return self._held.get(PERIOD, said)

    def _leave_sample_out(self) -> None:
        """Rows of which the key says that they are a sample are no facts."""
        at = next((heading.at for heading in self.headings if heading.name == SUBJECT), None)
        if at is None:
            return
        sample = _SAMPLES
        samples = {n for n, row in enumerate(self.table.rows) if at < len(row) and row[at].lstrip().startswith(sample)}
        if not samples:
            return
        numbers = "、".join(str(self.table.numbers[n]) for n in sorted(samples))
        self._notes.append(f"第 {numbers} 行是示例，没有读")
        kept = [n for n in range(len(self.table.rows)) if n not in samples]
        places = {n: place for place, n in enumerate(kept)}
        self.table = replace(
            self.table,
            rows=[self.table.rows[n] for n in kept],
            numbers=[self.table.numbers[n] for n in kept],
            faults=tuple(
                fault if fault.at is None else replace(fault, at=places[fault.at])
                for fault in self.table.faults
                if fault.at is None or fault.at in places
            ),
        )

    def _check_faults(self) -> None:
        """What the file itself has wrong in a column that is read."""
        by_column = {heading.at: heading for heading in self.headings}
        for fault in self.table.faults:
            if fault.at is None:
                self._whole(fault.why, fault.suggestion, fault.column)
            elif fault.column in by_column:
                self._faulted.add((fault.at, fault.column))
                self._bad(fault.at, by_column[fault.column], CellProblem(fault.why, fault.suggestion))

    def _check_periods(self) -> None:
        dated = [(heading, heading.column) for heading in self.headings if heading.column and heading.column.period]
        if self.period is None and dated and not any(heading.name == PERIOD for heading in self.headings):
            names = "、".join(heading.name for heading, _ in dated[:3])
            self._whole(f"没有期间，而「{names}」按期间报送", "说明这份数据是哪一期的，或加上「期间」列")
        for heading, column in dated:
            if self.period is not None and column.period != self.period.kind:
                why = f"此列按 {column.period} 报送，不能用于 {self.period}"
                self._whole(why, "单独报送，并写明它的期间", heading.at)

    def _check_blank_headings(self) -> None:
        """Cells under a blank heading are lost facts: the file is refused, once for each such column."""
        blank = {at for at, text in enumerate(self.table.headings) if not text.strip()}
        used = {at for row in self.table.rows for at in blank if at < len(row) and row[at].strip()}
        for at in sorted(used):
            self._whole("这一列有数据却没有列名", "写上列名或删去此列", at)

    def _check_width(self) -> set[int]:
        """Rows of another width than the headings: nothing in them can be trusted to stand in its column."""
        width, broken = len(self.table.headings), set()
        for at, cells in enumerate(self.table.rows):
            if len(cells) < width or any(cell.strip() for cell in cells[width:]):
                broken.add(at)
                problem = CellProblem(f"有 {len(cells)} 格，列名有 {width} 个", "检查是否多了或少了逗号")
                self._bad(at, None, problem)
        return broken

    def _check_keys(self) -> None:
        """A row of a child register has a key of its own, if only in part."""
        own = own_keys(self.register)
        first = next((heading for heading in self.headings if heading.name in own), None)
        filled = [self._held[name].is_not_null() for name in own]
        for at, parts in enumerate(zip(*filled, strict=True)):
            if first is not None and not any(parts) and at not in self._bad_rows:
                self._bad(at, first, CellProblem("主键不能空"))

    def _check_kinds(self) -> None:
        """A value stands in a row of its column's kind of period."""
        if PERIOD not in self._held:
            return
        texts = self._held[PERIOD]
        kinds = {text: Period.parse(text).kind if text else "" for text in texts.drop_nulls().unique()}
        for heading in self.headings:
            if heading.column is None or heading.column.period is None:
                continue
            kind = heading.column.period
            others = [text for text, found in kinds.items() if found != kind]
            for at in (self._held[heading.name].is_not_null() & texts.is_in(others)).arg_true():
                why = f"此列按 {kind} 报送，这一行的期间是{f' {texts[at]}' if texts[at] else '空的'}"
                self._bad(at, heading, CellProblem(why, "改正期间，或另起一行"))

    def _check_twice(self) -> None:
        """No subject twice in one period, and no undated column with two values for one subject."""
        by_key = next(heading for heading in self.headings if heading.name == SUBJECT)
        keys = list(zip(*(self._held[name] for name in (SUBJECT, *own_keys(self.register))), strict=True))
        seen: dict[tuple, int] = {}
        for at, place in enumerate(zip(keys, self._period_texts(), strict=True)):
            if at not in self._bad_rows and (first := seen.setdefault(place, at)) != at:
                why = f"与第 {self.table.numbers[first]} 行重复"
                self._bad(at, by_key, CellProblem(why, "只留一行"))
        undated = [heading for heading in self.headings if heading.column and heading.column.period is None]
        for heading in undated if PERIOD in self._held else ():
            said: dict[tuple, tuple[object, int]] = {}
            for at, (key, value) in enumerate(zip(keys, self._held[heading.name], strict=True)):
                if value is None or at in self._bad_rows:
                    continue
                other, first = said.setdefault(key, (value, at))
                if other != value:
                    why = f"与第 {self.table.numbers[first]} 行同一主体的值不同（此列不分期间）"
                    self._bad(at, heading, CellProblem(why, "核实后只留一个值"))

    def _title(self, at: int) -> str:
        return self.table.headings[at].strip()

    def _whole(self, why: str, suggestion: str = "", at: int | None = None) -> None:
        where = (0, "", "") if at is None else (self.table.first, letter(at), self._title(at))
        self.problems.append(BadCell(self.table.file, *where, "", why, suggestion, self.table.sheet))
        self.refused = True

    def _bad(self, at: int, heading: Heading | None, problem: CellProblem) -> None:
        where = ("", "", "")
        if heading is not None:
            text = self.table.rows[at][heading.at].strip()[:80]
            where = (letter(heading.at), self._title(heading.at), text)
        number = self.table.numbers[at]
        cell = BadCell(self.table.file, number, *where, problem.why, problem.suggestion, self.table.sheet)
        self.problems.append(cell)
        self._bad_rows.add(at)


def _without_1900(problem: CellProblem) -> CellProblem:
    """A guess of a date from its number holds for the other date system only."""
    return CellProblem(problem.why, "把格式改为日期") if "日期序号" in problem.why else problem
