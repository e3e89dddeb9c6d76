"""An invented town of firms with an evaluation scheme, written to a folder and read like any pack."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction
from pathlib import Path

from yanzhen.facts import Memory
from yanzhen.pack.loading import load_pack, read_pack
from yanzhen.periods import Period

ON, YEAR = date(2025, 6, 30), Period.year_of(2024)

PACK = "pack: town\ntitle: 测试镇（虚构）\nformat: 1\nversion: 1.0\n"
REGISTERS = """register: 企业
key: 编号
name: 企业名称
exists: {from: 成立日期}
columns:
  企业名称: {type: text}
  成立日期: {type: date}
  镇: {code: 镇, period: year}
  规上: {type: yesno, period: year}
  停产: {type: yesno, period: year}
  事故: {type: yesno, period: year}
  新建: {type: yesno, period: year}
  用地: {unit: 亩, period: year, measure: stock, change: subject}
  税收: {unit: 万元, period: year, measure: flow, change: subject}
  能耗: {unit: 吨, period: year, measure: flow, change: subject}
  收入: {unit: 万元, period: year, measure: flow, change: subject}
---
register: 评价结果
belongs_to: {企业: 编号}
key: [编号, 方案, 所属期]
columns:
  方案: {type: text}
  所属期: {type: text}
  等次: {type: text}
  总分: {unit: 分}
  名次: {unit: 个}
"""
CODES = "codes: 镇\nfile: 镇.csv\nbasis: assumed\n"
TOWNS = "代码,名称,上级,自,至\n1,东镇,,,\n2,西镇,,,\n"
HEAD = """scheme: 评价
basis: assumed
in_force: {from: 2020-01-01, until: 未载明, by: 期末}
"""


class Town:
    """A pack folder that tests add files to; `read` gives the pack, `problems` what check says of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "town"
        for name, text in (
            ("pack.yaml", PACK), ("registers/企业.yaml", REGISTERS), ("codes/镇.yaml", CODES), ("codes/镇.csv", TOWNS),
        ):  # fmt: skip
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def scheme(self, text: str):
        """The pack with this scheme (its head is written for it)."""
        self.write("schemes/评价.yaml", HEAD + text)
        return read_pack(self.folder)

    def problems(self, text: str) -> list[str]:
        self.write("schemes/评价.yaml", HEAD + text)
        return [f"{one.id} {one.sentence}" for one in load_pack(self.folder).problems]


def firms(pack, rows: list[dict[str, object]], earlier: list[dict[str, object]] = ()) -> Memory:
    """Facts of 2024 (and of 2023): numbers are Fractions in canonical units, a column left out is not filled."""
    memory = Memory(pack.vocabulary)
    dated = [name for name, column in pack.vocabulary.registers["企业"].columns.items() if column.period]
    undated = [{"主体": row["主体"], "成立日期": row.get("成立日期", date(2010, 1, 1))} for row in rows]
    memory.add("企业", undated, covers=[""])
    for year, listed in (("2023", earlier), ("2024", rows)):
        if listed:
            kept = [
                {**{k: v for k, v in row.items() if k in dated and v is not None}, "主体": row["主体"], "期间": year}
                for row in listed
            ]
            memory.add("企业", kept, covers=[year], columns=dated)
    return memory


def drawn(seed: int, count: int, gaps: float = 0.0) -> list[dict[str, object]]:
    """Random firms; values repeat, so that there are ties; about `gaps` of the cells are empty."""
    draw = random.Random(seed)
    rows = []
    for at in range(count):
        row: dict[str, object] = {
            "主体": f"F{at:04d}", "镇": draw.choice(["东镇", "西镇"]), "规上": draw.random() < 0.6,
            "停产": draw.random() < 0.1, "事故": draw.random() < 0.1, "新建": draw.random() < 0.1,
            "用地": Fraction(draw.choice([10, 20, 30, 40])), "税收": Fraction(draw.choice([0, 10, 20, 20, 30, 45]) * 10_000),
            "能耗": Fraction(draw.choice([1, 2, 3, 5]) * 100), "收入": Fraction(draw.choice([100, 200, 300]) * 10_000),
        }  # fmt: skip
        for name in list(row):
            if name != "主体" and draw.random() < gaps:
                row[name] = None
        rows.append(row)
    return rows
