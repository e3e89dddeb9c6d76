"""What is asked about a file that could be read: probable slips that no single cell shows. Nothing is refused for them.

Asked are a bare number in a column of shares (3.5 or 3.5 %), a value a thousand times last year's or a thousandth of it
(元 for 万元), a short bare number as a key (a leading zero lost), and a column left empty where empty means something.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
import polars as pl

from yanzhen.facts.building import build_snapshot
from yanzhen.facts.coding import positions_in
from yanzhen.facts.headings import Heading
from yanzhen.facts.outcome import BadCell, Seen
from yanzhen.facts.shape import JOINT, own_keys
from yanzhen.facts.snapshot import SUBJECT, Batches, Snapshot
from yanzhen.facts.tables import Table, letter
from yanzhen.periods import Period
from yanzhen.registers import Column, Register, Vocabulary
from yanzhen.registers.checks import SECURITIES
from yanzhen.units import MONEY, NUMBER, SHARE, show

JUMP = 1_000
_SECURITIES_DIGITS = 6
_BARE = r"^[-+−]?[0-9０-９.．,，]+$"


@dataclass(frozen=True)
class Held:
    """A file's columns as read, aligned with the table's rows: `values` by name, `good` where a row has no problem."""

    table: Table
    register: Register
    vocabulary: Vocabulary
    headings: list[Heading]
    values: dict[str, pl.Series]
    periods: pl.Series
    good: pl.Series


def seen_in(held: Held) -> tuple[Seen, ...]:
    """How every column of the file was read, in its order."""
    return tuple(_seen(held, heading) for heading in held.headings)


def doubts_in(held: Held, before: Batches | None, known: date | None) -> list[BadCell]:
    """Everything that is asked, in the order of the file; jumps only where earlier deliveries are given."""
    found = [*_empty_columns(held), *_bare_shares(held), *_short_keys(held)]
    if before is not None:
        found += _jumps(held, before, known)
    return sorted(found, key=lambda one: (one.row, len(one.column), one.column))


def _seen(held: Held, heading: Heading) -> Seen:
    values, column = held.values[heading.name], heading.column
    unit = heading.unit or (column.unit if column else None)
    filled = values.len() - values.null_count()
    least = most = ""
    good = values.filter(held.good).drop_nulls()
    if column is not None and column.kind in ("number", "date") and good.len():
        least, most = (_shown(value, column) for value in (good.min(), good.max()))
    title = held.table.headings[heading.at].strip()
    unit_name = unit.name if unit and column and column.kind == "number" else ""
    return Seen(letter(heading.at), title, heading.name, unit_name, filled, values.null_count(), least, most)


def _shown(value: object, column: Column) -> str:
    if column.kind == "date":
        return str(value)
    dimension = column.unit.dimension if column.unit else NUMBER
    return show(int(value) * Fraction(column.step), dimension)  # type: ignore[call-overload]


def _empty_columns(held: Held) -> list[BadCell]:
    """Columns without any value where an empty cell says something: whoever does not hold the fact must not say it."""
    found = []
    for heading in held.headings:
        column = heading.column
        if column is None or column.absent is None or not held.values[heading.name].len():
            continue
        if held.values[heading.name].null_count() == held.values[heading.name].len():
            why = f"整列是空的，读作每一户都是「{column.absent}」"
            found.append(_asked(held, heading, None, "", why, "若不是你单位提供，请删去此列"))
    return found


def _bare_shares(held: Held) -> list[BadCell]:
    """One question for each column of shares that holds numbers without a sign."""
    found = []
    for heading in held.headings:
        if heading.column is None or heading.column.unit is None or heading.column.unit.dimension != SHARE:
            continue
        texts = pl.Series([row[heading.at].strip() if heading.at < len(row) else "" for row in held.table.rows])
        bare = (texts.str.contains(_BARE) & held.good & held.values[heading.name].is_not_null()).arg_true().to_list()
        if not bare:
            continue
        at, unit = bare[0], heading.unit or heading.column.unit
        value = _shown(held.values[heading.name][at], heading.column)
        why = f"没有写 {unit.name}，读作 {value}" + (f"（同样的共 {len(bare):,} 处）" if len(bare) > 1 else "")
        hint = f"若本意不是 {value}，请改；写成 {texts[at]}{unit.name} 就不再问"
        found.append(_asked(held, heading, at, texts[at], why, hint))
    return found


def _short_keys(held: Held) -> list[BadCell]:
    """Bare numbers shorter than a 证券代码 where one is accepted: a spreadsheet may have dropped their zeros."""
    if SECURITIES not in held.register.accepts:
        return []
    heading = next(heading for heading in held.headings if heading.name == SUBJECT)
    short = held.values[SUBJECT].str.contains(rf"^[0-9]{{1,{_SECURITIES_DIGITS - 1}}}$").fill_null(False)
    return [
        _asked(
            held,
            heading,
            at,
            held.values[SUBJECT][at],
            "按本册编号读；若是证券代码，前面的 0 可能丢了",
            f"是否为 {held.values[SUBJECT][at].zfill(_SECURITIES_DIGITS)}（把格式改为文本）",
        )
        for at in short.arg_true()
    ]


def _jumps(held: Held, before: Batches, known: date | None) -> list[BadCell]:
    """Values a thousand times those of a year earlier, or a thousandth of them."""
    dated = [heading for heading in held.headings if heading.column and heading.column.kind == "number"]
    dated = [heading for heading in dated if heading.column and heading.column.period]
    if not dated:
        return []
    wanted = {(held.register.name, heading.name) for heading in dated}
    snapshot = build_snapshot(before, held.vocabulary, known=known, registers=[held.register.name], columns=wanted)
    rows = _rows_of(held, snapshot)
    found: list[BadCell] = []
    for heading in dated:
        for text in held.periods.drop_nulls().unique().sort():
            if text:
                at_period = ((held.periods == text) & held.good).fill_null(False).to_numpy()
                found += _jumps_of(held, heading, snapshot, rows, Period.parse(text).years_back(1), at_period)
    return found


def _rows_of(held: Held, snapshot: Snapshot) -> np.ndarray:
    """Where each row of the file stands in the register's frame; −1 where it is new."""
    parts = [held.values[name].cast(pl.String).fill_null("") for name in (SUBJECT, *own_keys(held.register))]
    keys = pl.select(pl.concat_str(parts, separator=JOINT)).to_series().to_list()
    return positions_in(keys, snapshot.frame(held.register.name).keys)


def _jumps_of(
    held: Held, heading: Heading, snapshot: Snapshot, rows: np.ndarray, last: Period, wanted: np.ndarray
) -> list[BadCell]:
    stored = snapshot.frame(held.register.name).stored(heading.name, last)
    column = heading.column
    if stored is None or column is None:
        return []
    series = held.values[heading.name]
    now = series.fill_null(0).to_numpy()
    then = np.where((rows >= 0) & stored.present[rows], stored.values[rows], 0)
    sizes = np.abs(now.astype(np.float64)), np.abs(then.astype(np.float64))
    known = wanted & (now != 0) & (then != 0)
    jumped = known & ((sizes[0] >= JUMP * sizes[1]) | (sizes[0] * JUMP <= sizes[1]))
    found = []
    for at in np.flatnonzero(jumped):
        grown = sizes[0][at] > sizes[1][at]
        times = sizes[0][at] / sizes[1][at] if grown else sizes[1][at] / sizes[0][at]
        old, new = _shown(int(then[at]), column), _shown(int(now[at]), column)
        far = f"的 {times:,.0f} 倍" if grown else f"的 {times:,.0f} 分之一"
        money = column.unit is not None and column.unit.dimension == MONEY
        hint = "是否把元填成了万元" if money and grown else "是否把万元填成了元" if money else "核对单位"
        text = held.table.rows[at][heading.at].strip()[:80]
        found.append(_asked(held, heading, int(at), text, f"读作 {new}，是 {last} 的 {old} {far}", hint))
    return found


def _asked(held: Held, heading: Heading, at: int | None, value: str, why: str, hint: str) -> BadCell:
    number = held.table.numbers[at] if at is not None else held.table.first
    title = held.table.headings[heading.at].strip()
    return BadCell(held.table.file, number, letter(heading.at), title, value, why, hint, held.table.sheet)
