"""Findings as Parquet and as CSV. Money stays an integer of fen; nothing in a CSV is run by a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from yanzhen.engine.result import COLUMNS

RUNS = r"^[=+\-@\t\r\n＝＋－＠]"
"""How a text begins that a spreadsheet may run. Source: OWASP, CSV injection; full-width twins included."""


def write_parquet(table: pl.DataFrame, path: Path, *, synthetic: bool) -> None:
    """Findings in a Parquet file whose metadata says whether they are about synthetic subjects."""
    label = {"yanzhen.kind": "findings", "yanzhen.synthetic": "yes" if synthetic else "no"}
    table.select(list(COLUMNS)).write_parquet(path, metadata=label)


def write_csv(table: pl.DataFrame, path: Path) -> None:
    """Findings as UTF-8 CSV; a text that would run as a formula begins with an apostrophe; numbers stay numbers."""
    guarded_csv(table.select(list(COLUMNS)), path)


def guarded_csv(table: pl.DataFrame, path: Path) -> None:
    """Any table as UTF-8 CSV, its texts guarded alike."""
    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    table.with_columns(guarded(pl.col(name)).alias(name) for name in texts).write_csv(path)


def guarded(text: pl.Expr) -> pl.Expr:
    """The text, with an apostrophe before it where a spreadsheet would run it."""
    return pl.when(text.str.contains(RUNS)).then(pl.lit("'") + text).otherwise(text)
