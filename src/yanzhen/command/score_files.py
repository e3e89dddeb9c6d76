"""Scores as Parquet, CSV and workbook. Nothing in them is run by a spreadsheet; synthetic firms are called so in each."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import xlsxwriter

from yanzhen.command.tables import guarded
from yanzhen.command.words import SYNTHETIC
from yanzhen.units import canonical_unit

if TYPE_CHECKING:
    from yanzhen.engine.schemes.evaluation import Evaluation
    from yanzhen.pack.model import Pack

HEADS = {
    "rank": "名次", "rank_worst": "名次至", "subject": "主体", "name": "名称", "group": "组", "apart": "分开排名",
    "status": "状态", "score": "总分", "class": "等次", "class_by_rank": "按名次的等次", "size": "同组户数", "reason": "说明",
    "missing": "缺",
}  # fmt: skip
KINDS = {"value": "指标值", "against": "基准", "points": "得分"}
STATUS = {"rated": "参评", "unrated": "不参评", "unknown": "待定"}
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_scores(
    table: pl.DataFrame, path: Path, suffix: str, pack: Pack, evaluation: Evaluation, on: date, synthetic: bool
) -> None:
    """The table in the format its name asks for."""
    if suffix == ".parquet":
        table.write_parquet(
            path, metadata={"yanzhen.kind": "scores", "yanzhen.synthetic": "yes" if synthetic else "no"}
        )
    elif suffix == ".csv":
        texts = [name for name, kind in table.schema.items() if kind == pl.String]
        table.with_columns(guarded(pl.col(name)).alias(name) for name in texts).write_csv(path)
    else:
        _workbook(table, path, pack, evaluation, on, synthetic)


def head_of(column: str, evaluation: Evaluation) -> str:
    """What people call a column, with the unit of what it holds."""
    kind, _, name = column.partition(":")
    if not name:
        return HEADS.get(column, column)
    items = [item for one in evaluation.scored for item in one.tree.items if item.item.name == name]
    unit = "分" if kind == "points" else canonical_unit(items[0].value.type.dimension)
    return (
        f"{items[0].item.title} {KINDS[kind]}（{unit}）"
        if unit not in ("", "%")
        else f"{items[0].item.title} {KINDS[kind]}"
    )


def _workbook(table: pl.DataFrame, path: Path, pack: Pack, evaluation: Evaluation, on: date, synthetic: bool) -> None:
    scheme = evaluation.scheme
    book = xlsxwriter.Workbook(str(path), SAFE)
    label = f"{SYNTHETIC}，非真实企业 · " if synthetic else ""
    title = f"{label}{scheme.title} · {pack.title} · 所属期 {evaluation.period} · 基准日 {on.isoformat()} · {table.height:,} 户"
    book.set_properties({"title": scheme.title, "comments": label, "created": datetime(on.year, on.month, on.day)})
    bold, head, number = (
        book.add_format({"bold": True, "font_size": 13}),
        book.add_format({"bold": True, "bottom": 1, "bg_color": "#EAEFF5", "text_wrap": True}),
        book.add_format({"num_format": "#,##0.0000"}),
    )
    page = book.add_worksheet("评价")
    page.write_string(0, 0, title, bold)
    if scheme.assumed:
        page.write_string(1, 0, f"假定：{'；'.join(scheme.assumed)}", bold)
    columns = [name for name in (*HEADS, *(name for name in table.columns if ":" in name)) if name in table.columns]
    for at, name in enumerate(columns):
        page.write_string(2, at, head_of(name, evaluation), head)
        page.set_column(at, at, 24 if name in ("name", "reason", "missing") else 12)
    for row, values in enumerate(table.select(columns).iter_rows(), start=3):
        for at, value in enumerate(values):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                page.write_string(row, at, STATUS.get(value, value) if columns[at] == "status" else value)
            else:
                page.write_number(
                    row, at, float(value), number if columns[at] not in ("rank", "rank_worst", "size") else None
                )
    page.freeze_panes(3, 4)
    page.autofilter(2, 0, max(2 + table.height, 3), len(columns) - 1)
    book.close()
