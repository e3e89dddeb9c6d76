"""A small town whose awards are paid out: `town(clauses, pools).firm(…).rows(…).pay()`."""

from __future__ import annotations

from datetime import date

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
        table = result.awards
        if shuffle is not None:
            table = table.sample(fraction=1, shuffle=True, seed=shuffle)
        return pay_out(self.pack, build_snapshot(self.memory, self.pack.vocabulary), table, period, on)


@pytest.fixture
def town(tiny):
    """Makes the small town: `town(clauses, pools)`, both as YAML."""

    def make(clauses: str, pools: str = "") -> Town:
        more = {"registers/申报.yaml": CLAIMS}
        if pools:
            more["policies/p/pools.yaml"] = pools
        return Town(tiny(clauses, more=more))

    return make
