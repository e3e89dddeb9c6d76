"""A comparison as a workbook for people: totals, clauses, one sheet a grouping, the subjects and the findings that change."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import xlsxwriter

from yanzhen.command.sheets import Field
from yanzhen.command.words import NATURES, OWED, SYNTHETIC
from yanzhen.command.workbook import MOST_ROWS, SAFE, formats_of, write_sheet

if TYPE_CHECKING:
    from yanzhen.engine.compare import Comparison

LINES = {"owed": f"应享（{'＋'.join(NATURES[nature] for nature in OWED)}）", **NATURES}
"""How the lines of money are printed."""

OUTCOMES = {"met": "符合", "not_met": "不符，差一步", "unknown": "待定", "": "–"}

_COUNTS = (
    Field("新符合", "gained", "count", 9),
    Field("不再符合", "lost", "count", 9),
    Field("金额变", "changed", "count", 9),
    Field("增加的主体", "winners", "count", 11),
    Field("减少的主体", "losers", "count", 11),
)
_MONEY = {"net": "净额", "gross": "叠加前", "low": "低", "expected": "预计", "high": "高", "ceiling_low": "上限（已符合）",
          "ceiling_expected": "上限（预计）", "ceiling_high": "上限（全部待定都符合）"}  # fmt: skip
_MARKS = {"met": "符合", "near": "差一步", "open_facts": "待补", "open_judged": "待评审", "unset": "未定标准",
          "unsettled": "缺金额数据", "unbounded": "高端无界"}  # fmt: skip
_WHEN = {"before": "改前", "after": "改后", "difference": "差"}

MEASURES = (
    *(
        Field(f"{word}{when}", f"{name}_{at}", "money", 16)
        for name, word in _MONEY.items()
        for at, when in _WHEN.items()
    ),
    *_COUNTS,
    *(
        Field(f"{word}{when}", f"{name}_{at}", "count", 9)
        for name, word in _MARKS.items()
        for at, when in _WHEN.items()
    ),
)

HOW_TO_READ = (
    ("净额", "金额确定的判定，按叠加关系扣减之后"),
    ("叠加前", "金额确定的判定，各算各的"),
    ("低", "待定的一户都不符合；符合而缺金额数据的按最少计"),
    ("高", "待定的全部符合，各按封顶；“高端无界”的算不出上界，按同类平均计入"),
    (
        "预计",
        "待定的按同一条款、同一地区已判定者的符合比例计（不足 30 户的按全部地区），金额未知的按同类平均；逐条四舍五入到分",
    ),
    ("上限", "条文只写“最高”的，不是金额，单列，不与金额相加"),
    ("新符合、不再符合、金额变", "判定的条数"),
    ("增加、减少的主体", "净额增加、减少的主体数"),
)


def write_comparison(comparison: Comparison, heading: str, path: Path) -> None:
    """The workbook of a comparison, complete at `path`; the same comparison gives the same bytes."""
    book = xlsxwriter.Workbook(str(path), SAFE)
    label = f"{SYNTHETIC}，非真实企业" if comparison.synthetic else ""
    created = datetime(comparison.on.year, comparison.on.month, comparison.on.day)
    book.set_properties({"title": heading, "comments": label, "created": created})
    formats = formats_of(book)
    for name, fields, rows in _sheets(comparison):
        head = " · ".join(part for part in (label, name, heading, f"{rows.height:,} 行") if part)
        columns = rows.select(pl.col(field.source).alias(field.name) for field in fields)
        write_sheet(book.add_worksheet(name), fields, columns, head, bool(label), formats, MOST_ROWS)
    book.close()


def _sheets(comparison: Comparison) -> list[tuple[str, tuple[Field, ...], pl.DataFrame]]:
    line = Field("性质", "line", "text", 14)
    owner = (Field("主体", "owner", "text", 22), Field("名称", "name", "wrapped", 28))
    clause = (Field("条款", "title", "wrapped", 34), Field("编号", "clause", "text", 34))
    read = pl.DataFrame(HOW_TO_READ, schema=["word", "says"], orient="row")
    sheets = [
        ("合计", (line, *MEASURES), _lined(comparison.totals)),
        ("按条款", (*clause, line, *MEASURES), _lined(comparison.clauses)),
    ]
    for grouping, rows in sorted(comparison.groups.group_by("grouping"), key=lambda item: item[0]):
        fields = (Field(str(grouping[0]), "label", "text", 22), Field("代码", "group", "text", 14), line, *MEASURES)
        sheets.append((_sheet_name(f"按{grouping[0]}"), fields, _lined(rows.sort("group", "label", "nature"))))
    sheets += [
        ("变化的主体", (*owner, line, *MEASURES), named(_lined(comparison.subjects), comparison)),
        ("变化的判定", (*owner, *clause, *FINDING), _changed(comparison)),
        ("读法", (Field("词", "word", "text", 26), Field("意思", "says", "wrapped", 90)), read),
    ]
    return sheets


FINDING = (
    Field("台账", "register", "text", 12),
    Field("行", "subject", "text", 30),
    Field("所属期", "period", "text", 10),
    Field("判定改前", "outcome_before", "text", 12),
    Field("判定改后", "outcome_after", "text", 12),
    *(field for field in MEASURES if field.source.startswith(("net_", "ceiling_high_"))),
)


def _changed(comparison: Comparison) -> pl.DataFrame:
    from yanzhen.engine.compare.tallies import CHANGES

    titles = dict(comparison.clauses.select("clause", "title").iter_rows())
    rows = comparison.findings.filter(pl.any_horizontal(*(pl.col(name) > 0 for name in CHANGES)))
    rows = rows.with_columns(
        *(pl.col(f"outcome_{at}").replace_strict(OUTCOMES) for at in ("before", "after")),
        *(
            (pl.col(f"{name}_after") - pl.col(f"{name}_before")).alias(f"{name}_difference")
            for name in ("net", "ceiling_high")
        ),
        pl.col("clause").replace_strict(titles, default="", return_dtype=pl.String).alias("title"),
    )
    return named(rows, comparison)


def named(rows: pl.DataFrame, comparison: Comparison) -> pl.DataFrame:
    """The rows with the printed names of their owners."""
    names = {key: comparison.names.get(key, "") for key in rows["owner"].unique().to_list()}
    return rows.with_columns(pl.col("owner").replace_strict(names, default="", return_dtype=pl.String).alias("name"))


def _lined(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col("nature").replace_strict(LINES, default=pl.col("nature")).alias("line"))


def _sheet_name(name: str) -> str:
    """A name a spreadsheet takes: at most 31 characters, none of the signs it refuses."""
    return "".join(sign for sign in name if sign not in "[]:*?/\\'")[:31]
