"""Columns of deliveries as integer arrays: codes become ids, texts become positions in a word list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from yanzhen.errors import FactsError, did_you_mean
from yanzhen.registers import CodeList, Column
from yanzhen.units import NUMBER, show

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Coded:
    """One column of all rows: `values[i]` counts only where `valid[i]`; `words` is set for texts and refs."""

    column: Column
    values: np.ndarray
    valid: np.ndarray
    words: list[str] | None = None


def encode(series: pl.Series, column: Column, codes: dict[str, CodeList], named: Callable[[int], str]) -> Coded:
    """The column as integers (see `Stored`); `named(i)` says which delivery row i came from.

    Raises:
        FactsError: YZ-F06 a code that its list does not have.
    """
    valid = series.is_not_null().to_numpy()
    if column.kind == "number":
        return Coded(column, _plain(series, 0), valid)
    if column.kind == "yesno":
        return Coded(column, _plain(series, False), valid)
    if column.kind == "date":
        return Coded(column, _plain(series.to_physical(), 0), valid)
    positions, words = word_positions(series)
    if column.kind != "code":
        return Coded(column, positions, valid, words)
    ids = _ids(words, column, codes, lambda at: named(int(np.flatnonzero(valid & (positions == at))[0])))
    return Coded(column, ids[positions] if words else positions, valid)


def word_positions(series: pl.Series) -> tuple[np.ndarray, list[str]]:
    """Positions (int32; 0 where null) in the sorted list of the distinct texts, and that list."""
    coded = pc.dictionary_encode(_chunk(series))
    order = pc.sort_indices(coded.dictionary).to_numpy()
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    found = coded.indices.fill_null(0).to_numpy(zero_copy_only=False) if len(order) else np.zeros(len(series), np.int32)
    return (rank[found] if len(order) else found), coded.dictionary.take(pa.array(order)).to_pylist()


def positions_in(texts: list[str], known: list[str]) -> np.ndarray:
    """Where each text stands in `known`, −1 where it does not (int32)."""
    found = pc.index_in(pa.array(texts, pa.large_string()), value_set=pa.array(known, pa.large_string()))
    return found.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)


def count_of(value: Fraction, column: Column) -> int:
    """The value as a whole number of the column's steps.

    Raises:
        FactsError: YZ-F09 when it is finer than a step, or too large to hold.
    """
    count = value / column.step
    if count.denominator != 1 or abs(count.numerator) >= 2**62:
        dimension = column.unit.dimension if column.unit else NUMBER
        finer = count.denominator != 1
        why = f"比最小单位 {show(column.step, dimension)} 更细" if finer else "太大，放不下"
        what = f"列「{column.name}」的 {show(value, dimension)} {why}"
        raise FactsError(what, code="YZ-F09", hint="先按规定取整，或在台账里写更小的 quantum" if finer else "检查单位")
    return count.numerator


def shown(value: object, coded: Coded, codes: dict[str, CodeList]) -> str:
    """One stored value as a person reads it, for messages."""
    column = coded.column
    if column.kind == "number":
        return show(int(value) * Fraction(column.step), column.unit.dimension if column.unit else NUMBER)
    if column.kind == "yesno":
        return "是" if value else "否"
    if column.kind == "date":
        return str(_EPOCH + timedelta(days=int(value)))
    if column.kind == "code":
        return codes[column.code or ""].codes[int(value)].name
    return (coded.words or [])[int(value)]


def _plain(series: pl.Series, filler: object) -> np.ndarray:
    return (series.fill_null(filler) if series.null_count() else series).to_numpy()


def _chunk(series: pl.Series) -> pa.Array:
    array = series.to_arrow()
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _ids(words: list[str], column: Column, codes: dict[str, CodeList], named: Callable[[int], str]) -> np.ndarray:
    listed = codes[column.code or ""]
    ids = np.zeros(len(words), np.int32)
    for at, word in enumerate(words):
        found = listed.id_of(word)
        if found is None:
            what = f"{named(at)} 列「{column.name}」的「{word}」不在代码表「{listed.name}」里"
            hint = did_you_mean(word, listed.names()) or "更正此值，或在代码表里登记"
            raise FactsError(what, code="YZ-F06", hint=hint)
        ids[at] = found
    return ids
