"""What findings say of money, and whom they pay, as columns: no loop over rows."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import polars as pl

from yanzhen.engine.columns.vectors import LIMIT, Mask
from yanzhen.engine.finding import ABSENT, AT_MOST, EXACT, UNSET
from yanzhen.engine.findings import Found

FEN = 100


def worded(words: Sequence[str], at: np.ndarray) -> pl.Series:
    """The words that stand at these positions."""
    return pl.Series(words, dtype=pl.String).gather(at)


def money_of(found: Found, rows: np.ndarray, met: Mask) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Basis, exact amount and ceiling of the rows, in fen; those of them that are not met have none."""
    declared, given = found.declared, found.given
    nothing = pl.repeat(None, len(rows), dtype=pl.Int64, eager=True)
    if given is None:
        return worded(("", UNSET if declared else ""), met.astype(np.uint8)), nothing, nothing
    settled, counts = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=given.high.dtype)
    places = np.searchsorted(given.rows, rows[met])
    settled[met], counts[met] = found.settled[places], given.high[places]
    basis = worded(("", ABSENT, declared), met.astype(np.uint8) + settled)
    fen = in_fen(counts, given.step, settled)
    return basis, fen if declared == EXACT else nothing, fen if declared == AT_MOST else nothing


def in_fen(counts: np.ndarray, step: Fraction, kept: Mask) -> pl.Series:
    """The counts of steps as whole fen, null where not kept."""
    fen = step * FEN
    high = np.where(kept, counts, 0)
    if high.dtype == object or int(high.max(initial=0)) * fen.numerator >= LIMIT:
        return pl.Series(
            [int(count * fen) if held else None for count, held in zip(high, kept, strict=True)], dtype=pl.Int64
        )
    return pl.select(pl.when(pl.Series(kept)).then(pl.Series(high * fen.numerator // fen.denominator))).to_series()


def payees(found: Found, rows: np.ndarray, met: Mask) -> pl.Series:
    """The key of who is paid for each met row; empty for other rows and where it is not known."""
    snapshot = found.conditions.reader.snapshot
    at = rows if found.payee_rows is None else found.payee_rows[rows]
    texts = snapshot.frame(found.clause.register if found.payee_rows is None else found.payee_register).texts
    known = pl.Series(np.where(met & (at >= 0), at, -1)).replace(-1, None)
    return texts.gather(known.cast(pl.UInt32)).fill_null("") if len(texts) else worded(("",), np.zeros(len(rows), int))
