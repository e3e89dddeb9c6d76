"""The seven sheets of the workbook: which findings go where, and under which names people know them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from yanzhen.command.words import BASES, NATURES, UNSTATED

if TYPE_CHECKING:
    from yanzhen.engine import Result
    from yanzhen.pack.model import Clause, Pack


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet: its printed name, where the value comes from, its kind and its width in characters.

    `kind` is text, wrapped, count, or money (an integer of fen, shown in 元).
    """

    name: str
    source: str
    kind: str = "text"
    width: int = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its fields, and how its rows come from a run; the row frame has one column a field, in order."""

    name: str
    fields: tuple[Field, ...]
    frame: Callable[[Pack, Result], pl.DataFrame]
    note: str = ""

    def rows(self, pack: Pack, result: Result) -> pl.DataFrame:
        """The rows to write, one column a field."""
        frame = self.frame(pack, result)
        return frame.select(pl.col(field.source).alias(field.name) for field in self.fields)


def _met(pack: Pack, result: Result) -> pl.DataFrame:
    found = _named(pack, result, pl.col("outcome") == "met")
    other = pl.when(pl.col("payee") != pl.col("subject")).then(pl.col("payee"))
    payees = {key: _name(result.names, key) for key in found["payee"].unique().drop_nulls().to_list()}
    return found.with_columns(other.alias("payee")).with_columns(
        pl.col("payee").replace_strict(payees, default="", return_dtype=pl.String).alias("payee_name"),
        pl.col("nature").replace_strict(NATURES, default=pl.col("nature")),
        pl.col("amount_basis").replace_strict(BASES, default=pl.col("amount_basis")),
        *_cut(pack, found),
    )


def _cut(pack: Pack, found: pl.DataFrame) -> list[pl.Expr]:
    """What cut each award and what is paid in its place, by title."""
    from yanzhen.engine.stacking.naming import title_of

    titles = {clause.id: clause.title for clause in pack.clauses}
    relations = {one: title_of(pack, one) for one in found["relation"].unique().drop_nulls().to_list() if one}
    beaten = {
        ids: "、".join(titles.get(one, one) for one in ids.split("、"))
        for ids in found["beaten_by"].unique().drop_nulls().to_list()
    }
    return [
        pl.col("relation").replace_strict(relations, default="", return_dtype=pl.String),
        pl.col("beaten_by").replace_strict(beaten, default="", return_dtype=pl.String),
    ]


def _near(pack: Pack, result: Result) -> pl.DataFrame:
    return _named(pack, result, pl.col("near").fill_null("") != "")


def _pending(kind: str) -> Callable[[Pack, Result], pl.DataFrame]:
    return lambda pack, result: _named(pack, result, pl.col("pending") == kind)


def _waiting(pack: Pack, result: Result) -> pl.DataFrame:
    """Findings that wait for facts, with who holds them."""
    found = _pending("facts")(pack, result)
    holders = dict(result.missing.select("fact", "held_by").iter_rows())
    lists = found["missing"].unique().to_list()
    held = {
        text: "、".join(dict.fromkeys(holders.get(fact) or UNSTATED for fact in text.split("、"))) for text in lists
    }
    return found.with_columns(
        pl.col("missing").replace_strict(held, default="", return_dtype=pl.String).alias("held_by")
    )


def _by_clause(pack: Pack, result: Result) -> pl.DataFrame:
    return result.totals.with_columns(pl.col("nature").replace_strict(NATURES, default=pl.col("nature")))


def _catalogue(pack: Pack, result: Result) -> pl.DataFrame:
    return pl.DataFrame([_entry(clause) for clause in pack.clauses], schema=dict.fromkeys(ENTRY, pl.String))


def _named(pack: Pack, result: Result, which: pl.Expr) -> pl.DataFrame:
    """The findings asked for, with the names of subjects and the titles of clauses."""
    found = result.table.filter(which)
    names = {key: _name(result.names, key) for key in found["subject"].unique().to_list()}
    titles = {clause.id: clause.title for clause in pack.clauses}
    return found.with_columns(
        pl.col("subject").replace_strict(names, default="", return_dtype=pl.String).alias("name"),
        pl.col("clause").replace_strict(titles, default="", return_dtype=pl.String).alias("title"),
    )


def _name(names: dict[str, str], key: str) -> str:
    """The printed name of a subject; a row that has none of its own bears its owner's."""
    return names.get(key) or names.get(key.partition("|")[0], "")


ENTRY = [
    "id",
    "title",
    "document",
    "doc",
    "issuer",
    "published",
    "citation",
    "quote",
    "starts",
    "until",
    "nature",
    "register",
    "amount",
    "basis",
    "department",
    "conditions",
    "doubts",
    "note",
]


AMOUNT_IDS = {"pays": "金额", "charges": "收取"}
"""Conditions that an amount implies bear the key of the amount; people read its name."""


def _entry(clause: Clause) -> dict[str, str]:
    """One line of the catalogue: what the clause says, where it stands, and every doubt about it."""
    amount = clause.gives or "不给钱" if clause.amount is None else BASES[clause.amount.basis]
    return {
        "id": clause.id,
        "title": clause.title,
        "document": clause.policy.title,
        "doc": clause.policy.doc or UNSTATED,
        "issuer": clause.policy.issuer or UNSTATED,
        "published": clause.policy.published or UNSTATED,
        "citation": str(clause.cite),
        "quote": clause.cite.quote or ("转述，未见原文" if clause.cite.restated else ""),
        "starts": _day(clause.in_force.start),
        "until": _day(clause.in_force.until),
        "nature": NATURES.get(clause.nature, clause.nature),
        "register": clause.register,
        "amount": amount,
        "basis": {"cited": "原文", "assumed": "假定", "local": "本地规定"}.get(clause.basis, clause.basis),
        "department": clause.department or UNSTATED,
        "conditions": "\n".join(
            f"{AMOUNT_IDS.get(condition.id, condition.id)}  {condition.judged or condition.text}"
            for condition in clause.conditions
        ),
        "doubts": "\n".join((*clause.policy.doubts, *clause.doubts)),
        "note": clause.note,
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else UNSTATED


_WHO = (Field("主体", "subject", width=22), Field("名称", "name", width=30))
_WHAT = (Field("条款", "title", width=34), Field("条款编号", "clause", width=34))
_WHERE = (Field("所属期", "period", width=9), Field("依据", "citation", width=60))

SHEETS = (
    Sheet(
        "应享清单",
        (
            *_WHO,
            *_WHAT,
            Field("性质", "nature", width=9),
            Field("金额(元)", "amount_fen", "money", 16),
            Field("实得(元)", "net_fen", "money", 16),
            Field("上限(元)", "ceiling_fen", "money", 16),
            Field("金额口径", "amount_basis", width=12),
            Field("付给(空即本户)", "payee", width=22),
            Field("付给名称", "payee_name", width=30),
            Field("说明", "reason", width=40),
            Field("因何减少", "relation", width=30),
            Field("由谁取代", "beaten_by", width=30),
            *_WHERE,
        ),
        _met,
        "只有“实得”可以相加；上限不是应付数",
    ),
    Sheet(
        "差一步", (*_WHO, *_WHAT, Field("差在", "near", width=20), Field("差多少", "reason", width=50), *_WHERE), _near
    ),
    Sheet(
        "可申报",
        (*_WHO, *_WHAT, Field("说明", "reason", width=50), *_WHERE),
        _pending("application"),
        "取得所列称号后可享",
    ),
    Sheet(
        "待补数据",
        (
            *_WHO,
            *_WHAT,
            Field("缺什么", "missing", width=60),
            Field("谁有", "held_by", width=24),
            Field("所属期", "period", width=9),
        ),
        _waiting,
    ),
    Sheet(
        "待评审",
        (*_WHO, *_WHAT, Field("等待", "missing", width=40), Field("说明", "reason", width=50), *_WHERE),
        _pending("judgement"),
    ),
    Sheet(
        "按条款汇总",
        (
            Field("条款编号", "clause", width=36),
            Field("条款", "title", width=40),
            Field("性质", "nature", width=9),
            Field("判定对象", "register", width=12),
            Field("范围内", "in_scope", "count", 10),
            Field("符合", "met", "count", 10),
            Field("不符", "not_met", "count", 10),
            Field("待定", "unknown", "count", 10),
            Field("差一步", "near", "count", 10),
            Field("可申报", "application", "count", 10),
            Field("确定金额(元)", "exact_fen", "money", 18),
            Field("实得(元)", "net_fen", "money", 18),
            Field("另有上限(元)", "ceiling_fen", "money", 18),
            Field("未定标准(件)", "unset", "count", 12),
            Field("缺金额数据(件)", "absent", "count", 12),
        ),
        _by_clause,
    ),
    Sheet(
        "条款目录",
        (
            Field("条款编号", "id", width=36),
            Field("条款", "title", width=36),
            Field("政策", "document", "wrapped", 40),
            Field("文号", "doc", width=22),
            Field("印发机关", "issuer", width=22),
            Field("印发日期", "published", width=12),
            Field("依据", "citation", "wrapped", 44),
            Field("原文摘句", "quote", "wrapped", 40),
            Field("施行", "starts", width=12),
            Field("终止", "until", width=12),
            Field("性质", "nature", width=9),
            Field("判定对象", "register", width=12),
            Field("金额", "amount", "wrapped", 16),
            Field("规则来源", "basis", width=10),
            Field("牵头部门", "department", width=20),
            Field("条件", "conditions", "wrapped", 60),
            Field("疑义", "doubts", "wrapped", 50),
            Field("备注", "note", "wrapped", 40),
        ),
        _catalogue,
    ),
)
