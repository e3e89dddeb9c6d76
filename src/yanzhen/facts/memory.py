"""Deliveries from plain Python rows: cases of a pack, forms, tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

import polars as pl

from yanzhen.errors import FactsError, did_you_mean
from yanzhen.facts.coding import count_of
from yanzhen.facts.shape import dtype_of, own_keys
from yanzhen.facts.snapshot import KNOWN, PERIOD, SUBJECT, Batch
from yanzhen.registers import Column, Register, Vocabulary

FIRST_DAY = date(1970, 1, 1)
"""When facts are known whose day nobody asks for."""


class Memory:
    """Deliveries held in memory; add each with `add`.

    What was delivered is every column a delivery holds × every period it covers: facts of different periods with
    different columns are different deliveries.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._batches: dict[str, list[Batch]] = {}

    def batches(self, register: str) -> Iterable[Batch]:
        """All deliveries of a register, oldest first."""
        return sorted(self._batches.get(register, []), key=lambda batch: batch.known)

    def add(
        self,
        register: str,
        rows: Iterable[Mapping[str, object]] = (),
        *,
        covers: Iterable[str] | None = None,
        parts: Iterable[str] = (),
        columns: Iterable[str] = (),
        known: date = FIRST_DAY,
        source: str = "",
        synthetic: bool = False,
    ) -> Batch:
        """One more delivery, and the batch it became.

        Args:
            rows: maps with 主体, 期间 (text or Period, left out when undated), 获知 (default `known`) and columns.
                Numbers are Fraction or int in canonical units, codes are code, name or id, None is an empty cell.
            covers: periods answered for, "" for undated; default: those of the rows ("" when there are none).
            parts: for a register told apart by part, the parts answered for; default: those of the rows.
            columns: columns held even where no row has them.

        Raises:
            FactsError: YZ-F02 no such register, YZ-F03 no such column, YZ-F04 a value of another type, YZ-F09 a number
                finer than the column's step.
        """
        declared = self.vocabulary.registers.get(register)
        if declared is None:
            raise FactsError(
                f"没有台账「{register}」", code="YZ-F02", hint=did_you_mean(register, self.vocabulary.registers)
            )
        listed = [dict(row) for row in rows]
        named = [*own_keys(declared), *columns, *(name for row in listed for name in row)]
        names = [name for name in dict.fromkeys(named) if name not in (SUBJECT, PERIOD, KNOWN)]
        periods = [str(row.get(PERIOD) or "") for row in listed]
        data: dict[str, pl.Series] = {
            SUBJECT: pl.Series([row.get(SUBJECT) for row in listed], dtype=pl.String),
            PERIOD: pl.Series(periods, dtype=pl.String),
            KNOWN: pl.Series([row.get(KNOWN) or known for row in listed], dtype=pl.Date),
        }
        for name in names:
            column = _column(declared, name)
            data[name] = pl.Series([self._held(row.get(name), column) for row in listed], dtype=dtype_of(column))
        if declared.parts and not parts:
            parts = data[declared.parts].drop_nulls().unique() if declared.parts in data else ()
        batch = Batch(
            register=register,
            rows=pl.DataFrame(data),
            covers=frozenset(covers if covers is not None else (periods or [""])),
            parts=frozenset(str(part) for part in parts),
            known=known,
            source=source,
            synthetic=synthetic,
        )
        self._batches.setdefault(register, []).append(batch)
        return batch

    def _held(self, value: object, column: Column) -> object:
        if value is None:
            return None
        if column.kind == "number" and isinstance(value, int | Fraction) and not isinstance(value, bool):
            return count_of(Fraction(value), column)
        if column.kind == "code" and isinstance(value, int) and not isinstance(value, bool):
            return self.vocabulary.codes[column.code or ""].codes[value].code
        if isinstance(value, {"number": (), "date": date, "yesno": bool}.get(column.kind, str)):
            return value
        what = f"列「{column.name}」（{column.kind}）不能放 {value!r}"
        raise FactsError(what, code="YZ-F04", hint="数用 Fraction，日期用 date，是否用 bool，代码和文字用 str")


def _column(register: Register, name: str) -> Column:
    if name not in register.columns:
        what = f"台账「{register.name}」没有列「{name}」"
        raise FactsError(what, code="YZ-F03", hint=did_you_mean(name, register.columns))
    return register.columns[name]
