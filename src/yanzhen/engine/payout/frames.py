"""The tables that paying gives. Money is whole fen; text that says nothing is empty; what is not known is null."""

from __future__ import annotations

import polars as pl

_TEXT, _FEN, _DAY = pl.String(), pl.Int64(), pl.Date()
_AWARD = {"clause": _TEXT, "register": _TEXT, "subject": _TEXT, "period": _TEXT, "payee": _TEXT}

FUNDING: dict[str, pl.DataType] = _AWARD | {"payer": _TEXT, "fen": _FEN, "reason": _TEXT}
"""One row for each award and each who bears part of it. The parts of an award add up to its net amount; `fen` is null, and
`reason` says why, where a fact that tells the payers apart is missing."""

ALLOCATION: dict[str, pl.DataType] = (
    {"pool": _TEXT, "span": _TEXT}
    | _AWARD
    | {
        "asked_fen": _FEN, "paid_fen": _FEN, "given_fen": _FEN, "waiting_fen": _FEN, "lapsed_fen": _FEN,
        "position": pl.Int64(), "waits_as": pl.Int64(), "reason": _TEXT,
    }
)  # fmt: skip
"""One row for each award a pool is asked for: asked = paid + given + waiting + lapsed (but for what was paid too much, which
`reason` names). `position` is the place in the order, `waits_as` the place among those who wait; null without a place."""

POOLS: dict[str, pl.DataType] = {
    "pool": _TEXT, "span": _TEXT, "order": _TEXT, "unit": _TEXT, "new": _FEN, "carried": _FEN, "paid": _FEN, "given": _FEN,
    "left": _FEN, "asked": _FEN, "waiting": _FEN, "awards": pl.Int64(), "waiting_awards": pl.Int64(), "reason": _TEXT,
}  # fmt: skip
"""One row for each pool and span: new + carried = paid + given + left, in fen or, for counted pools, times (`unit` 次)."""

INSTALMENTS: dict[str, pl.DataType] = _AWARD | {
    "number": pl.Int64(), "of": pl.Int64(), "share": _TEXT, "fen": _FEN, "ceiling_fen": _FEN, "paid_fen": _FEN,
    "state": _TEXT, "due": _DAY, "reason": _TEXT,
}  # fmt: skip
"""One row for each part of each award. `state` is paid, met, not_met, unknown or lapsed; `fen` is null where only a ceiling
is known."""

DEBTS: dict[str, pl.DataType] = {
    "clause": _TEXT, "register": _TEXT, "subject": _TEXT, "period": _TEXT, "owner": _TEXT, "number": pl.Int64(),
    "promise": _TEXT, "state": _TEXT, "paid_fen": _FEN, "share": _TEXT, "fen": _FEN, "due": _DAY, "reason": _TEXT,
    "citation": _TEXT,
}  # fmt: skip
"""One row for each promise that stands on money paid. `state` is owed, kept, open or unknown; `fen` is what is owed back."""

MORE: dict[str, pl.DataType] = {"pool": _TEXT, "span": _TEXT} | _AWARD | {"more_fen": _FEN, "still_waiting_fen": _FEN}
"""One row for each award that would get more, or less, if a pool had more money."""


def table(rows: list[dict[str, object]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """The rows as a frame of the schema."""
    return pl.DataFrame(rows, schema=schema, orient="row")
