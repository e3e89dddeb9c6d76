"""A small invented world for differential tests: firms with histories, gaps and values on thresholds, and rows they own."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

from yanzhen.facts import Memory, build_snapshot
from yanzhen.facts.snapshot import Snapshot
from yanzhen.registers import Code, CodeList, Column, Register, Vocabulary
from yanzhen.units import parse_unit

YEARS = range(2019, 2025)
MONEY = [Fraction(value) for value in (-100, 0, 100, 199, 200, 201, 300, 500, 100_000_000, 9_000_000_000_000)]
"""Values in 元: around the literals that expressions use, nothing, losses, and what products of 64 bits cannot hold."""
COUNTS = [Fraction(value) for value in (0, 1, 2, 3, 4, 10, 30)]
SHARES = [Fraction(value, 100) for value in (-5, 0, 3, 15, 20, 50, 100)]
DAYS = [
    date(2019, 1, 1),
    date(2022, 12, 31),
    date(2023, 1, 1),
    date(2024, 2, 29),
    date(2024, 12, 31),
    date(2025, 6, 30),
]
WORDS = ["甲", "乙", "丙"]


def vocabulary() -> Vocabulary:
    """企业 with dated and undated columns of every kind; three child registers: complete, partial, never delivered."""
    tree = CodeList("类别", (Code("A", "大类"), Code("A1", "中类", "A"), Code("A11", "小类", "A1"), Code("B", "别类")))
    level = CodeList("级别", (Code("1", "市级"), Code("2", "省级"), Code("3", "国家级")), ordered=True)
    yuan, people, share, month = (parse_unit(text) for text in ("元", "人", "%", "千瓦时"))
    firm = {
        "成立日期": Column("成立日期", kind="date"),
        "收入": Column("收入", unit=yuan, period="year", measure="flow", complete_from=2019, change="subject"),
        "税收": Column("税收", unit=yuan, period="year", measure="flow", complete_from=2020),
        "人数": Column("人数", unit=people, period="year", measure="stock", complete_from=2019, change="subject"),
        "占比": Column("占比", unit=share, period="year", measure="average"),
        "入库": Column("入库", kind="yesno", period="year", complete_from=2019, absent="否"),
        "达标": Column("达标", kind="yesno", period="year", complete_from=2019),
        "补助": Column("补助", unit=yuan, period="year", measure="flow", absent="0 元"),
        "用电": Column("用电", unit=month, period="quarter", measure="flow"),
        "类": Column("类", kind="code", code="类别", period="year"),
        "级": Column("级", kind="code", code="级别"),
        "名": Column("名", kind="text"),
        "批复日": Column("批复日", kind="date"),
        "到期日": Column("到期日", kind="date", absent="长期"),
    }
    row = {
        "号": Column("号", kind="text"),
        "金额": Column("金额", unit=yuan),
        "件数": Column("件数", unit=people),
        "类": Column("类", kind="code", code="类别"),
        "有效": Column("有效", kind="yesno"),
        "日": Column("日", kind="date"),
    }
    owned = {"企业": "代码"}

    def child(name: str, complete: bool) -> Register:
        return Register(name, ("代码", "号"), dict(row), belongs_to=owned, complete=complete)

    registers = {
        "企业": Register("企业", ("代码",), firm, exists_from="成立日期"),
        "合同": child("合同", True),
        "线索": child("线索", False),
        "贷款": child("贷款", True),
    }
    return Vocabulary(registers, {"类别": tree, "级别": level})


def world(seed: int, firms: int) -> Snapshot:
    """The world's facts: about a quarter of the cells not filled, one column of one year and one register not delivered."""
    draw = random.Random(seed)
    words = vocabulary()
    memory = Memory(words)
    keys = [f"S{number:04d}" for number in range(firms)]
    for column in words.registers["企业"].columns.values():
        undelivered = draw.choice([*YEARS, 0, 0])
        for period in _periods(column):
            if period == str(undelivered):
                continue
            filled = [key for key in keys if draw.random() > 0.25]
            rows = [{"主体": key, "期间": period, column.name: value(column, draw)} for key in filled]
            memory.add("企业", [*rows, *({"主体": key} for key in keys)] if not period else rows,
                       covers=[period], columns=(column.name,))  # fmt: skip
    for name in ("合同", "线索"):
        rows = []
        for key in draw.sample(keys, firms * 3 // 4):
            for number in range(draw.choice([1, 1, 2, 4])):
                cells = {
                    column.name: value(column, draw)
                    for column in words.registers[name].columns.values()
                    if column.name != "号" and draw.random() > 0.15
                }
                rows.append({"主体": key, "号": str(number), **cells})
        memory.add(name, rows, covers=[""], columns=tuple(words.registers[name].columns))
    return build_snapshot(memory, words)


def _periods(column: Column) -> list[str]:
    if column.period is None:
        return [""]
    if column.period == "year":
        return [str(year) for year in YEARS]
    return [f"{year}-Q{quarter}" for year in YEARS for quarter in (1, 2, 3, 4)]


def value(column: Column, draw: random.Random) -> object:
    """One value of the column's kind, often exactly on what expressions ask."""
    if column.kind == "number":
        assert column.unit is not None
        pool = {"元": MONEY, "人": COUNTS, "%": SHARES, "千瓦时": COUNTS}[column.unit.name]
        beside = draw.choice([0, 0, 0, -1, 1]) * column.step
        return draw.choice(pool) + (beside if draw.random() < 0.3 else 0)
    if column.kind == "yesno":
        return draw.random() < 0.5
    if column.kind == "date":
        return draw.choice(DAYS) + timedelta(days=draw.choice([0, 0, 1, -1]))
    if column.kind == "code":
        return draw.choice(["A", "A1", "A11", "B"] if column.code == "类别" else ["1", "2", "3"])
    return draw.choice(WORDS)
