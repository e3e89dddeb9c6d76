"""What a delivery answers for: columns × periods, parts, and that none of its rows lies outside."""

from __future__ import annotations

import polars as pl

from yanzhen.errors import FactsError
from yanzhen.facts.snapshot import PERIOD, Batch, Frame
from yanzhen.periods import PER_YEAR, Period, PeriodError
from yanzhen.registers import CodeList, Register, Vocabulary


def period_of(text: str, where: str) -> Period:
    """The period a text names; YZ-F05 with the delivery's name when it names none."""
    try:
        return Period.parse(text)
    except PeriodError as error:
        raise FactsError(f"{where} 的期间「{text}」读不出", code="YZ-F05", hint=error.hint) from error


def covered(batch: Batch, register: Register) -> frozenset[Period]:
    """The periods a batch answers for; one that answers for a year answers for the months its columns have."""
    kinds = {column.period for column in register.columns.values() if column.period}
    found = {period_of(text, batch.named) for text in batch.covers if text}
    finer = [(whole, kind) for whole in found for kind in kinds if PER_YEAR[kind] > PER_YEAR[whole.kind]]
    return frozenset(found).union(*(whole.parts(kind) for whole, kind in finer))


def deliver(frame: Frame, batch: Batch, vocabulary: Vocabulary) -> None:
    """The frame records every column the batch holds for every period it covers, and the parts it answers for.

    A part is recorded by code and by name. Of a register told apart by part, all rows are delivered only when every
    part of its code list is.
    """
    register = frame.register
    periods = covered(batch, register)
    for name in batch.rows.columns:
        column = register.columns.get(name)
        if column is not None and column.period is None:
            frame.delivered_cells.add((name, None))
        elif column is not None:
            frame.delivered_cells.update((name, period) for period in periods if period.kind == column.period)
    if register.parts is None:
        frame.delivered_rows = True
        return
    listed = _part_list(register, vocabulary)
    for part in batch.parts:
        at = listed.id_of(part) if listed else None
        entry = None if at is None or listed is None else listed.codes[at]
        frame.delivered_parts.update({part} if entry is None else {entry.code, entry.name})
    frame.delivered_rows = listed is not None and all(entry.code in frame.delivered_parts for entry in listed.codes)


def check_inside(batch: Batch, rows: pl.DataFrame, register: Register, vocabulary: Vocabulary) -> None:
    """Every row is of a period and of a part that the batch answers for, else YZ-F05."""
    periods = covered(batch, register)
    for text in rows[PERIOD].unique().sort():
        if text and period_of(text, batch.named) not in periods:
            listing = "、".join(sorted(map(str, periods))) or "（无）"
            what = f"{batch.named} 有 {text} 的行，但这一批只报送 {listing}"
            raise FactsError(what, code="YZ-F05", hint="更正期间，或在 covers 里写明这一期")
    listed = _part_list(register, vocabulary)
    if register.parts is None or register.parts not in rows.columns or listed is None:
        return
    said = {listed.id_of(part) for part in batch.parts}
    for text in rows[register.parts].drop_nulls().unique().sort():
        if listed.id_of(text) not in said:
            listing = "、".join(sorted(batch.parts)) or "（无）"
            what = f"{batch.named} 有「{text}」的行，但这一批只报送 {listing}"
            raise FactsError(what, code="YZ-F05", hint="在 parts 里写明这一份，或移走这些行")


def _part_list(register: Register, vocabulary: Vocabulary) -> CodeList | None:
    return vocabulary.codes.get(register.columns[register.parts].code or "") if register.parts else None
