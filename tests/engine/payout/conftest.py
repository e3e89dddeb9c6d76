"""A small town whose awards are paid out: `town(clauses, pools).firm(…).rows(…).pay()`."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from yanzhen.engine import match
from yanzhen.engine.payout import pay_out
from yanzhen.facts import Memory, build_snapshot
from yanzhen.periods import Period

CLAIMS = """
register: 申报
belongs_to: {企业: 统一社会信用代码}
key: [统一社会信用代码, 申报编号]
rows: complete
columns:
  申报编号: {type: text}
  条款: {type: text}
  项目: {type: text}
  所属期: {type: text}
  期次: {unit: 次}
  受理日期: {type: date}
  受理序号: {unit: 次}
"""
AWARDS: dict[str, object] = {
    "clause": pl.String, "register": pl.String, "subject": pl.String, "period": pl.String, "payee": pl.String,
    "owner": pl.String, "event": pl.Date, "nature": pl.String, "basis": pl.String, "gross_fen": pl.Int64,
    "ceiling_fen": pl.Int64, "net_fen": pl.Int64, "relation": pl.String, "beaten_by": pl.String,
}  # fmt: skip


class Town:
    """Facts of the small town, and what becomes of its awards."""

    def __init__(self, pack) -> None:
        self.pack = pack
        self.memory = Memory(pack.vocabulary)

    def firm(self, key: str, year: int = 2024, **cells: object) -> Town:
        self.memory.add("企业", [{"主体": key, "期间": str(year), "地区": "东村", **cells}])
        return self

    def rows(self, register: str, *rows: dict[str, object]) -> Town:
        self.memory.add(register, rows, covers=[""], columns=tuple(self.pack.vocabulary.registers[register].columns))
        return self

    def paid(self, *rows: dict[str, object]) -> Town:
        """All of 兑付: each {主体, 金额, …}; clause, number and period are made up where left out."""
        return self.rows(
            "兑付",
            *[{"兑付编号": f"F{at}", "条款": self.first, "所属期": "2024"} | row for at, row in enumerate(rows, 1)],
        )

    def claimed(self, *rows: dict[str, object]) -> Town:
        """All of 申报: each {主体, 受理日期, …}."""
        return self.rows(
            "申报",
            *[{"申报编号": f"S{at}", "条款": self.first, "所属期": "2024"} | row for at, row in enumerate(rows, 1)],
        )

    @property
    def first(self) -> str:
        return self.pack.clauses[0].id

    def pay(self, year: int = 2024, on: date = date(2025, 6, 30), shuffle: int | None = None):
        """What becomes of the awards; `shuffle` mixes the rows of the table of awards."""
        period = Period.year_of(year)
        result = match(self.pack, self.memory, period, on)
        table = awards_of(result)
        if shuffle is not None:
            table = table.sample(fraction=1, shuffle=True, seed=shuffle)
        return pay_out(self.pack, build_snapshot(self.memory, self.pack.vocabulary), table, period, on)


def awards_of(result) -> pl.DataFrame:
    """The met findings of a run as awards that no relation cuts."""
    met = result.table.filter((pl.col("outcome") == "met") & (pl.col("amount_basis") != ""))
    amounts = pl.col("amount_fen").alias("gross_fen"), pl.col("amount_fen").alias("net_fen")
    owner = pl.col("subject").str.split("|").list.first().alias("owner")
    nothing = pl.lit("").alias("relation"), pl.lit("").alias("beaten_by"), pl.lit(None, pl.Date).alias("event")
    return met.with_columns(*amounts, owner, *nothing, basis="amount_basis").select(list(AWARDS))


@pytest.fixture
def town(tiny):
    """Makes the small town: `town(clauses, pools)`, both as YAML."""

    def make(clauses: str, pools: str = "") -> Town:
        more = {"registers/申报.yaml": CLAIMS}
        if pools:
            more["policies/p/pools.yaml"] = pools
        return Town(tiny(clauses, more=more))

    return make
