"""A small invented place: firms, their patents, certificates, black lists, projects and monthly power."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from yanzhen.facts import Memory, Snapshot, build_snapshot
from yanzhen.periods import Period
from yanzhen.registers import Code, CodeList, Column, Register, Vocabulary
from yanzhen.units import parse_unit


def columns(*declared: Column) -> dict[str, Column]:
    return {column.name: column for column in declared}


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    money = parse_unit("万元")
    firm = Register(
        "企业",
        ("统一社会信用代码",),
        columns(
            Column("企业名称", kind="text"),
            Column("成立日期", kind="date"),
            Column("注销日期", kind="date", absent="未注销"),
            Column("县区", kind="code", code="县市区", period="year"),
            Column("规模以上", kind="yesno", period="year", absent="否"),
            Column("营业收入", unit=money, period="year", measure="flow"),
            Column("研发投入", unit=money, title="研究开发费用(合计)", period="year", measure="flow"),
            Column("研发占比", unit=parse_unit("%"), period="year", measure="flow"),
            Column("用地", unit=parse_unit("亩"), period="year", measure="stock"),
            Column("亩均税收", unit=parse_unit("万元/亩"), period="year", measure="flow"),
            Column("员工", unit=parse_unit("人"), period="year", measure="stock"),
            Column("用电量", unit=parse_unit("千瓦时"), period="month", measure="flow"),
        ),
        accepts=("统一社会信用代码", "证券代码", "本册编号"),
        area="县区",
    )
    owned = {"企业": "统一社会信用代码"}
    patent = Register(
        "专利",
        ("统一社会信用代码", "专利号"),
        columns(
            Column("专利号", kind="text"),
            Column("授权日期", kind="date"),
            Column("级别", kind="code", code="级别"),
            Column("代理机构", kind="ref", ref="企业"),
            Column("所属项目", kind="ref", ref="项目"),
        ),
        belongs_to=owned,
        complete=True,
    )
    project = Register(
        "项目",
        ("统一社会信用代码", "项目编号"),
        columns(Column("项目编号", kind="text"), Column("投资额", unit=money)),
        belongs_to=owned,
    )
    listed = Register(
        "名单",
        ("统一社会信用代码", "名单"),
        columns(Column("名单", kind="code", code="名单名称"), Column("自", kind="date")),
        belongs_to=owned,
        complete=True,
        parts="名单",
    )
    opinion = Register(
        "意见",
        ("统一社会信用代码", "条件", "行"),
        columns(Column("条件", kind="text"), Column("行", kind="text"), Column("意见", kind="yesno")),
        belongs_to=owned,
    )
    certificate = Register(
        "资质",
        ("统一社会信用代码", "级别", "自"),
        columns(Column("级别", kind="code", code="级别"), Column("自", kind="date")),
        belongs_to=owned,
        complete=True,
    )
    codes = [
        CodeList("县市区", (Code("01", "东区"), Code("02", "西区", "01"))),
        CodeList("级别", (Code("市级", "市级"), Code("省级", "省级"), Code("国家级", "国家级")), ordered=True),
        CodeList("名单名称", (Code("失信", "严重失信主体名单"), Code("安全", "安全生产失信名单"))),
    ]
    registers = [firm, patent, project, listed, opinion, certificate]
    return Vocabulary({one.name: one for one in registers}, {one.name: one for one in codes})


@pytest.fixture
def memory(vocabulary) -> Memory:
    return Memory(vocabulary)


@pytest.fixture
def build(vocabulary):
    """Build a snapshot of the deliveries given."""
    return lambda batches, **options: build_snapshot(batches, vocabulary, **options)


@pytest.fixture(scope="session")
def said():
    """What a snapshot says in one cell, as plain Python."""
    return _said


def _said(snapshot: Snapshot, register: str, key: str, column: str, period: str = "") -> object:
    """The value of one cell, None when nothing is stored."""
    frame = snapshot.frame(register)
    if key not in frame.keys:
        return None
    stored = frame.stored(column, Period.parse(period) if period else None)
    row = frame.keys.index(key)
    if stored is None or not stored.present[row]:
        return None
    declared, value = frame.register.columns[column], stored.values[row]
    if declared.kind == "number":
        return int(value) * Fraction(declared.step)
    if declared.kind == "date":
        return date(1970, 1, 1) + timedelta(days=int(value))
    if declared.kind == "code":
        return snapshot.vocabulary.codes[declared.code].codes[int(value)].code
    return bool(value) if declared.kind == "yesno" else frame.words[column][int(value)]
