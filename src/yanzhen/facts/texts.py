"""A column of texts → a column as deliveries hold it. Plain decimals are converted together, all else text by text."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

import polars as pl

from yanzhen.facts.cells import BLANKS, CellProblem, Value, read_cell, understood
from yanzhen.facts.coding import count_of
from yanzhen.facts.shape import dtype_of
from yanzhen.registers import Column, Vocabulary
from yanzhen.units import Unit

_PLAIN = r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"
_DECIMALS = 6
_LIMIT = 2**62

Read = Callable[[str], tuple[Value | CellProblem, str]]
"""One text → its value or what is wrong, and how it was understood where it was not written plainly."""


@dataclass
class Texts:
    """What a column of texts holds, aligned with its rows.

    `values` is typed as in a Batch, null where blank or bad; `bad` maps rows to problems; `how` counts each way in
    which a text that was not written plainly was understood.
    """

    values: pl.Series
    bad: dict[int, CellProblem] = field(default_factory=dict)
    how: Counter[str] = field(default_factory=Counter)


def read_texts(texts: list[str], column: Column, vocabulary: Vocabulary, unit: Unit | None = None) -> Texts:
    """Every text as `read_cell` reads it, numbers as counts of the column's step."""

    def read(text: str) -> tuple[Value | CellProblem, str]:
        value = read_cell(text, column, vocabulary, unit=unit)
        how = "" if isinstance(value, CellProblem) else understood(text, value, column, unit)
        return (count_of(value, column) if isinstance(value, Fraction) else value), how

    if column.kind != "number":
        return each_text(texts, read, dtype_of(column))
    said = unit or column.unit
    counts = _plain_counts(texts, (said.factor if said else 1) / column.step)
    rest = counts.is_null().arg_true().to_list()
    found = each_text([texts[at] for at in rest], read, dtype_of(column))
    if rest:
        counts = counts.scatter(rest, found.values)
    return Texts(counts, {rest[at]: problem for at, problem in found.bad.items()}, found.how)


def read_by_code(
    texts: list[str], codes: pl.Series | None, register: str, column: Column, vocabulary: Vocabulary
) -> Texts:
    """Numbers whose unit follows a code of their row, each read in its own; `codes` are the rows' codes, null where unknown."""
    if codes is None:
        codes = pl.Series([None], dtype=pl.String).new_from_index(0, len(texts))
    whole = Texts(pl.Series([None], dtype=pl.Int64).new_from_index(0, len(texts)))
    for code in codes.unique(maintain_order=True).to_list():
        rows = (codes.is_null() if code is None else codes == code).fill_null(False).arg_true().to_list()
        measured = None if code is None else vocabulary.in_unit_of(register, column, code)
        some = [texts[at] for at in rows]
        if measured is None:
            found = each_text(some, partial(_unitless, f"「{column.unit_by}」没有填或没有写单位"), pl.Int64())
        else:
            found = read_texts(some, measured, vocabulary)
        whole.values = whole.values.scatter(rows, found.values)
        whole.bad |= {rows[at]: problem for at, problem in found.bad.items()}
        whole.how.update(found.how)
    return whole


def _unitless(why: str, text: str) -> tuple[Value | CellProblem, str]:
    bare = unicodedata.normalize("NFKC", text).strip()
    return (None if bare in BLANKS else CellProblem(f"不知道单位：{why}")), ""


def each_text(texts: list[str], read: Read, dtype: pl.DataType) -> Texts:
    """Every text as `read` reads it; each distinct text is read once."""
    known: dict[str, tuple[Value | CellProblem, str]] = {}
    values: list[object] = []
    bad: dict[int, CellProblem] = {}
    how: Counter[str] = Counter()
    for at, text in enumerate(texts):
        if text not in known:
            known[text] = read(text)
        value, said = known[text]
        if said:
            how[said] += 1
        if isinstance(value, CellProblem):
            bad[at] = value
            value = None
        values.append(value)
    return Texts(pl.Series(values, dtype=dtype), bad, how)


def _plain_counts(texts: list[str], steps: Fraction) -> pl.Series:
    """Counts of steps for texts that are plain decimals and come out whole and small enough; null for all others."""
    series = pl.Series(texts, dtype=pl.String)
    plain = series.str.contains(_PLAIN)
    series = pl.select(pl.when(plain).then(series)).to_series()
    whole = series.str.extract(r"^-?([0-9]+)").cast(pl.Int64)
    part = series.str.extract(r"\.([0-9]+)$").fill_null("").str.pad_end(_DECIMALS, "0").cast(pl.Int64)
    scaled = whole * 10**_DECIMALS + part
    ratio = steps / 10**_DECIMALS
    fits = (scaled <= _LIMIT // ratio.numerator) & (scaled % ratio.denominator == 0)
    counts = pl.select(pl.when(fits).then(scaled) // ratio.denominator * ratio.numerator).to_series()
    return pl.select(pl.when(series.str.starts_with("-")).then(-counts).otherwise(counts)).to_series()
