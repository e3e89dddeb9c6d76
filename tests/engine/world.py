"""A small invented world for differential tests: firms with histories, gaps and values on thresholds, and rows they own."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

from yanzhen.facts import Memory, build_snapshot
from yanzhen.facts.snapshot import Snapshot
from yanzhen.language.workdays import WorkingDays
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
KINDS = ["同控", "同法人", "无人报"]
SCHEMES = ["评价", "另评"]
CALENDAR = WorkingDays(
    "测试历",
    date(2022, 1, 1),
    date(2025, 6, 30),
    frozenset({date(2022, 12, 30), date(2023, 1, 2), date(2024, 2, 29), date(2024, 12, 31)}),
    frozenset({date(2022, 12, 31), date(2024, 3, 2)}),
)
"""It ends before some of the days that occur, and begins after others."""


def vocabulary() -> Vocabulary:
    """企业 with dated and undated columns of every kind; child registers that are complete, partial, never delivered, told
    apart by part, and those that functions read: 关系, 评价结果, 兑付.
    """
    measured = [
        ("A", "大类", None, "元"),
        ("A1", "中类", "A", "元"),
        ("A11", "小类", "A1", "元"),
        ("B", "别类", None, "人"),
    ]
    tree = CodeList("类别", tuple(Code(code, name, up, unit=parse_unit(unit)) for code, name, up, unit in measured))
    level = CodeList("级别", (Code("1", "市级"), Code("2", "省级"), Code("3", "国家级")), ordered=True)
    kinds = CodeList("关系种类", tuple(Code(str(at), name) for at, name in enumerate(KINDS)))
    yuan, people, share, month, dollar, score = map(parse_unit, ("元", "人", "%", "千瓦时", "美元", "分"))
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
        "存量": Column("存量", unit=people, period="quarter", measure="stock"),
        "外币": Column("外币", unit=dollar, period="year", measure="flow"),
        "档": Column("档", kind="code", code="级别", period="year"),
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
        "量": Column("量", unit_by="类"),
        "类": Column("类", kind="code", code="类别"),
        "级": Column("级", kind="code", code="级别"),
        "名": Column("名", kind="text"),
        "有效": Column("有效", kind="yesno"),
        "日": Column("日", kind="date"),
    }
    relation = {
        "种类": Column("种类", kind="code", code="关系种类"),
        "对方": Column("对方", kind="ref", ref="企业"),
        "自": Column("自", kind="date"),
        "至": Column("至", kind="date", absent="长期"),
    }
    result = {
        "方案": Column("方案", kind="text"),
        "所属期": Column("所属期", kind="text"),
        "等次": Column("等次", kind="text"),
        "总分": Column("总分", unit=score),
    }
    payment = {
        "号": Column("号", kind="text"),
        "事项": Column("事项", kind="text"),
        "所属期": Column("所属期", kind="text"),
        "付款级次": Column("付款级次", kind="code", code="级别"),
        "金额": Column("金额", unit=yuan),
    }
    owned = {"企业": "代码"}

    def child(name: str, complete: bool) -> Register:
        return Register(name, ("代码", "号"), dict(row), belongs_to=owned, complete=complete)

    registers = {
        "企业": Register("企业", ("代码",), firm, exists_from="成立日期"),
        "合同": child("合同", True),
        "线索": child("线索", False),
        "贷款": child("贷款", True),
        "关系": Register("关系", ("代码", "种类", "对方"), relation, belongs_to=owned, complete=True, parts="种类"),
        "评价结果": Register("评价结果", ("代码", "方案", "所属期"), result, belongs_to=owned),
        "兑付": Register("兑付", ("代码", "号"), payment, belongs_to=owned, complete=True),
    }
    return Vocabulary(registers, {"类别": tree, "级别": level, "关系种类": kinds}, CALENDAR)


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
    _records(memory, keys, draw)
    return build_snapshot(memory, words)


def _records(memory: Memory, keys: list[str], draw: random.Random) -> None:
    """Who is related to whom, results of two schemes, payments of some years; now and then none of it came."""

    def some(made: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in made.items() if draw.random() > 0.15}

    related, results, paid = [], [], []
    for key in keys:
        for other in draw.sample([*keys, "不在册"], draw.choice([0, 0, 1, 2])):
            dates = some({"自": draw.choice(DAYS), "至": draw.choice(DAYS)})
            related.append({"主体": key, "种类": draw.choice(KINDS[:2]), "对方": other, **dates})
        for scheme in SCHEMES:
            for year in draw.sample([*YEARS], 3):
                said = some({"等次": draw.choice("ABCD"), "总分": Fraction(draw.choice([40, 59, 60, 90]))})
                results.append({"主体": key, "方案": scheme, "所属期": str(year), **said})
        for number in range(draw.choice([0, 0, 1, 3])):
            said = {"事项": draw.choice(["补偿", "奖励"]), "所属期": str(draw.choice([2023, 2024]))}
            said |= {"付款级次": draw.choice(["1", "2", "3"]), "金额": draw.choice(MONEY)}
            paid.append({"主体": key, "号": str(number), **some(said)})
    for register, rows in (("关系", related), ("评价结果", results), ("兑付", paid)):
        if draw.random() > 0.1:
            columns = tuple(memory.vocabulary.registers[register].columns)
            memory.add(register, rows, covers=[""], columns=columns, parts=KINDS[:2] if register == "关系" else ())


def _periods(column: Column) -> list[str]:
    if column.period is None:
        return [""]
    if column.period == "year":
        return [str(year) for year in YEARS]
    return [f"{year}-Q{quarter}" for year in YEARS for quarter in (1, 2, 3, 4)]


def value(column: Column, draw: random.Random) -> object:
    """One value of the column's kind, often exactly on what expressions ask."""
    if column.kind == "number":
        if column.unit is None:
            return draw.choice([Fraction(200), Fraction(300), Fraction(0), Fraction(2), Fraction(3)])
        pool = {"元": MONEY, "人": COUNTS, "%": SHARES, "千瓦时": COUNTS, "美元": MONEY}[column.unit.name]
        beside = draw.choice([0, 0, 0, -1, 1]) * column.step
        return draw.choice(pool) + (beside if draw.random() < 0.3 else 0)
    if column.kind == "yesno":
        return draw.random() < 0.5
    if column.kind == "date":
        return draw.choice(DAYS) + timedelta(days=draw.choice([0, 0, 1, -1]))
    if column.kind == "code":
        return draw.choice(["A", "A1", "A11", "B"] if column.code == "类别" else ["1", "2", "3"])
    return draw.choice(WORDS)
