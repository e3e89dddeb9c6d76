"""The pack's own examples of paying out: what a case expects of payers, instalments, promises, and of a pool."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import polars as pl

from yanzhen.engine.finding import MET, Finding
from yanzhen.engine.payout import pay_out
from yanzhen.engine.payout.giving import Ask, Given
from yanzhen.engine.payout.pots import Asked, Pot
from yanzhen.errors import EngineError
from yanzhen.facts.shape import JOINT
from yanzhen.facts.snapshot import Snapshot
from yanzhen.pack.model import Case, Pack
from yanzhen.pack.paying import Pool
from yanzhen.pack.quantities import read_quantity
from yanzhen.registers.vocabulary import parse_date
from yanzhen.units import MONEY, show

EXPECTED = ("funding", "instalments", "debts")
"""Keys of `expect` that speak of what becomes of one award."""

_SCHEMA = {
    "clause": pl.String, "register": pl.String, "subject": pl.String, "period": pl.String, "payee": pl.String,
    "owner": pl.String, "basis": pl.String, "net_fen": pl.Int64, "ceiling_fen": pl.Int64,
}  # fmt: skip
FEN = 100


def award_differences(pack: Pack, case: Case, finding: Finding, snapshot: Callable[[], Snapshot]) -> list[str]:
    """Where what becomes of a case's award is not what it expects; nothing when it expects nothing of that."""
    wanted = {name: case.expect[name] for name in EXPECTED if name in case.expect}
    if not wanted:
        return []
    payout = pay_out(pack, snapshot(), _table(finding), finding.period, date.fromisoformat(case.on), enough=True)
    funding = {row["payer"]: _money(row["fen"]) for row in payout.funding.iter_rows(named=True)}
    owed = [
        _money(row["fen"]) if row["state"] == "owed" else row["state"] for row in payout.debts.iter_rows(named=True)
    ]
    got = {"funding": funding, "instalments": payout.instalments["state"].to_list(), "debts": owed}
    return _apart(wanted, got)


def _table(finding: Finding) -> pl.DataFrame:
    """The finding as a table of awards that no relation cuts."""
    if finding.outcome != MET or not finding.basis:
        return pl.DataFrame(schema=_SCHEMA)
    settled = finding.basis == "exact"
    fen = None if finding.high is None else int(finding.high * FEN)
    row = {
        "clause": finding.clause.id, "register": finding.clause.register, "subject": finding.subject,
        "period": str(finding.period), "payee": finding.payee, "owner": finding.subject.split(JOINT, 1)[0],
        "basis": finding.basis, "net_fen": fen if settled else None, "ceiling_fen": None if settled else fen,
    }  # fmt: skip
    return pl.DataFrame([row], schema=_SCHEMA)


def pool_differences(pool: Pool, case: Case) -> list[str]:
    """Where a pool gives a case's asks otherwise than it expects: `given`, `waiting` by 主体, and what is `left`."""
    asked = {str(ask.get("主体", "")): _ask(pool, case, ask) for ask in case.asks}
    if len(asked) < len(case.asks):
        raise EngineError(f"案例「{case.name}」的 asks 有重复的主体", code="YZ-E04", place=case.place)
    new = pool.times if pool.times is not None else int(pool.money * FEN)
    beside = [Asked(None, ask.fen, 0, 0, ask) for ask in asked.values()]
    given = Pot(pool, case.period, new, 0, 0, beside).give()
    got = {
        "given": {one.ask.id[0]: _money(one.given) for one in given if one.given},
        "waiting": {one.ask.id[0]: _money(one.waiting) for one in given if one.waiting},
        "left": _left(pool, new, given),
    }
    return _apart(case.expect, got)


def _ask(pool: Pool, case: Case, ask: dict[str, str]) -> Ask:
    size = read_quantity(str(ask.get("金额", "")))
    if "主体" not in ask or size is None or size[1] != MONEY or (size[0] * FEN).denominator != 1:
        what = f"案例「{case.name}」的 asks 每项要写 主体 和 金额：{ask}"
        raise EngineError(
            what, code="YZ-E04", place=case.place, hint="如 {主体: 甲, 金额: 10 万元, 受理时间: 2025-01-02}"
        )
    values = [_value(ask[key.text]) for key in pool.order if key.text in ask]
    rank = tuple(values) if len(values) == len(pool.order) and None not in values else None
    return Ask((ask["主体"],), int(size[0] * FEN), rank)


def _value(text: str) -> object:
    """A day, yes or no, or a number; None for 未知."""
    day = parse_date(text)
    if day is not None:
        return day
    if text in ("是", "否"):
        return text == "是"
    size = read_quantity(text)
    return None if size is None else size[0]


def _left(pool: Pool, new: int, given: list[Given]) -> str:
    if pool.times is not None:
        return f"{new - sum(one.given > 0 for one in given)} 次"
    return _money(new - sum(one.given for one in given))


def _money(fen: int | None) -> str:
    return "未知" if fen is None else show(Fraction(fen, FEN), MONEY)


def _apart(wanted: dict[str, object], got: dict[str, object]) -> list[str]:
    """One sentence for each key whose value is another one; money is compared as money, however written."""
    found = []
    for name, expected in wanted.items():
        if name not in got:
            found.append(f"{name}：资金池的案例不看这一项")
        elif _plain(expected) != _plain(got[name]):
            found.append(f"{name}：应为 {_words(expected)}，得到 {_words(got[name])}")
    return found


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return read_quantity(str(value)) or str(value)


def _words(value: object) -> str:
    if isinstance(value, dict):
        return "、".join(f"{name} {item}" for name, item in value.items()) or "没有"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
