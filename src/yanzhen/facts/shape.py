"""The shape every delivery has before anything reads it: which columns, of which type, with which keys filled.

A delivery from a file, from the site's catalogue or from a case passes the same check, so the snapshot is built without
asking again.
"""

from __future__ import annotations

import polars as pl

from yanzhen.errors import FactsError, did_you_mean
from yanzhen.facts.snapshot import KNOWN, PERIOD, SUBJECT, Batch
from yanzhen.registers import Column, Register

JOINT = "|"
"""What joins the parts of a child row's key; no part but the last may hold it."""

_DTYPES = {"number": pl.Int64(), "date": pl.Date(), "yesno": pl.Boolean()}
_WORDS = {
    pl.Int64(): "整数（以列的最小单位计数）",
    pl.Date(): "日期",
    pl.Boolean(): "是否（布尔）",
    pl.String(): "文字",
}


def dtype_of(column: Column) -> pl.DataType:
    """How values of the column are held: numbers int64 in steps, days dates, yes/no booleans, all else text."""
    return _DTYPES.get(column.kind, pl.String())


def own_keys(register: Register) -> tuple[str, ...]:
    """The key columns beyond 主体 that tell the rows of one owner apart; a key part that is no column is the period."""
    return tuple(name for name in register.key[1:] if name in register.columns)


def conform(batch: Batch, register: Register) -> pl.DataFrame:
    """The rows with every column known and typed, keys filled, and an empty text where there is no period.

    Rows that passed when their file was read are not looked at again.

    Raises:
        FactsError: YZ-F03 an unknown column, YZ-F04 a wrong type, YZ-F08 an empty or unusable key.
    """
    rows, where = batch.rows, batch.named
    if batch.conformed is rows:
        return rows
    expected = {SUBJECT: pl.String(), PERIOD: pl.String(), KNOWN: pl.Date()}
    for name in expected:
        if name not in rows.columns:
            raise FactsError(f"{where} 缺少列「{name}」", code="YZ-F03", hint="每一行都要有 主体、期间、获知 三列")
    for name in own_keys(register):
        if name not in rows.columns:
            hint = f"台账「{register.name}」的主键是 {'、'.join(register.key)}"
            raise FactsError(f"{where} 缺少主键列「{name}」", code="YZ-F08", hint=hint)
    for name, dtype in rows.schema.items():
        if name not in expected and name not in register.columns:
            hint = did_you_mean(name, register.columns) or "删去此列，或先在台账里登记"
            raise FactsError(f"{where} 有未登记的列「{name}」（台账「{register.name}」）", code="YZ-F03", hint=hint)
        wanted = expected.get(name) or dtype_of(register.columns[name])
        if dtype != wanted:
            what = f"{where} 列「{name}」是 {dtype}，应为{_WORDS[wanted]}"
            raise FactsError(what, code="YZ-F04", hint="用 facts.write_batch 或 intake 生成文件")
    _check_keys(rows, where, own_keys(register))
    return rows.with_columns(pl.col(PERIOD).fill_null("")) if rows[PERIOD].null_count() else rows


def _check_keys(rows: pl.DataFrame, where: str, own: tuple[str, ...]) -> None:
    """主体 and 获知 are filled, at least one part of a row's own key is, and no key can be read in two ways."""
    text = {name for name, dtype in rows.schema.items() if dtype == pl.String()}

    def blank(name: str) -> pl.Expr:
        return (pl.col(name) == "").fill_null(True) if name in text else pl.col(name).is_null()

    tests = [(SUBJECT, "是空的", blank(SUBJECT)), (KNOWN, "是空的", pl.col(KNOWN).is_null())]
    for name in (SUBJECT, *own)[: max(1, len(own))]:
        if name in text:
            joint = pl.col(name).str.contains(JOINT, literal=True).fill_null(False)
            tests.append((name, f"含有「{JOINT}」", joint))
    if own:
        tests.append(("、".join(own), "是空的", pl.all_horizontal(blank(name) for name in own)))
    found = rows.select(test.any().alias(str(at)) for at, (*_, test) in enumerate(tests)).row(0)
    for bad, (name, why, test) in zip(found, tests, strict=True):
        if bad:
            at = rows.select(test.arg_max()).item()
            what = f"{where} 第 {at + 1} 行的「{name}」{why}（主体 {rows[SUBJECT][at]}）"
            raise FactsError(what, code="YZ-F08", hint="补上或更正主键后重新报送")
