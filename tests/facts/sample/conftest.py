"""A small invented vocabulary with every kind of column, and hints for its firms."""

from __future__ import annotations

from fractions import Fraction

import pytest

from yanzhen.facts import Folder, build_snapshot
from yanzhen.facts.sample import write_sample
from yanzhen.registers import Code, CodeList, Column, Register, Vocabulary
from yanzhen.units import parse_unit

YEARS = (2022, 2023, 2024)


def number(name: str, unit: str, period: str | None = "year", **rest) -> Column:
    return Column(name, unit=parse_unit(unit), period=period, **rest)


def registers() -> dict[str, Register]:
    firm = [
        Column("成立日期", kind="date"),
        Column("注销日期", kind="date", absent="未注销"),
        Column("企业名称", kind="text"),
        Column("县区", kind="code", code="县市区", period="year"),
        Column("行业", kind="code", code="行业", period="year", held_by="统计"),
        Column("大类", kind="code", code="大类", period="year", held_by="统计"),
        number("营业收入", "万元", measure="flow", held_by="统计"),
        number("从业人员", "人", measure="stock", held_by="统计"),
        number("净利润", "万元", held_by="税务"),
        number("税收", "元", held_by="税务", complete_from=2019),
        number("离职人数", "人", held_by="人社"),
        Column("规上", kind="yesno", period="year", absent="否"),
        Column("足额缴费", kind="yesno", period="year", held_by="人社"),
    ]
    certificate = [
        Column("名称", kind="code", code="资质名称"),
        Column("认定日期", kind="date"),
        Column("有效期至", kind="date", absent="长期"),
        Column("复审", kind="yesno", absent="否"),
    ]
    listed = [
        Column("名单", kind="code", code="名单名称"),
        Column("自", kind="date"),
        Column("至", kind="date", absent="长期"),
    ]
    loan = [
        Column("编号", kind="text"),
        Column("机构", kind="ref", ref="机构"),
        Column("起始日", kind="date"),
        number("金额", "万元", None),
        number("费率", "%", None),
        number("利息", "元", "year", measure="flow"),
    ]
    payment = [
        Column("编号", kind="text"),
        Column("事项", kind="text"),
        Column("日期", kind="date"),
        Column("所属期", kind="text"),
        number("金额", "元", None),
    ]
    owned = {"belongs_to": {"企业": "企业编号"}}
    found = [
        Register(
            "企业",
            ("企业编号",),
            _by_name(firm),
            label="企业名称",
            area="县区",
            exists_from="成立日期",
            exists_until="注销日期",
        ),
        Register("资质", ("企业编号", "名称", "认定日期"), _by_name(certificate), complete=True, **owned),
        Register("名单", ("企业编号", "名单", "自"), _by_name(listed), complete=True, parts="名单", **owned),
        Register("贷款", ("企业编号", "编号"), _by_name(loan), **owned),
        Register("兑付", ("企业编号", "编号"), _by_name(payment), complete=True, **owned),
        Register("机构", ("机构编号",), _by_name([Column("入体系", kind="yesno")])),
    ]
    return {register.name: register for register in found}


def codes() -> dict[str, CodeList]:
    area = [("10", "某省", None), ("1010", "某市", "10"), ("101001", "东区", "1010"), ("101002", "西区", "1010")]
    lists = {
        "县市区": [*area, ("20", "别省", None)],
        "行业": [
            ("C", "制造业", None),
            ("C1", "食品", "C"),
            ("C2", "纺织", "C"),
            ("F", "批发零售", None),
            ("F1", "零售", "F"),
        ],
        "大类": [("工业", "工业", None), ("商业", "商业", None), ("其他", "其他", None)],
        "资质名称": [("高企", "高企", None), ("小巨人", "小巨人", None)],
        "名单名称": [("失信", "失信", None), ("百强", "百强", None)],
    }
    return {name: CodeList(name, tuple(Code(*entry) for entry in entries)) for name, entries in lists.items()}


HINTS = {
    "企业": {
        "sample": "企业",
        "rows": "1",
        "columns": {
            "行业": {"weights": {"C": "40", "F": "60"}},
            "大类": {"follows": "行业", "map": {"C": "工业", "F1": ["商业", "其他"]}},
            "营业收入": {"median": "2000 万元", "spread": "1.2", "growth": "6%", "swing": "20%"},
            "从业人员": {"follows": "营业收入", "per": "60 万元", "spread": "0.5"},
            "净利润": {"follows": "营业收入", "ratio": "5%", "losses": "20%"},
            "税收": {"follows": "营业收入", "ratio": "3%", "spread": "0.6"},
            "离职人数": {"follows": "从业人员", "ratio": "4%", "at": ["5.5%"]},
            "规上": {"when": "营业收入 >= 2000 万元", "in": {"行业": "C"}, "chance": "95%"},
        },
        "missing": [{"if": "规上", "chance": "3%"}, {"chance": "35%"}],
        "thresholds": "2%",
        "basis": "assumed",
        "note": "合成数据",
    },
    "资质": {
        "sample": "资质",
        "rows": {"mean": "1.2", "most": "3", "in": {"行业": "C"}},
        "columns": {"有效期至": {"after": "认定日期", "by": "3 年"}},
    },
    "名单": {"sample": "名单", "rows": "0.1", "columns": {}},
    "贷款": {
        "sample": "贷款",
        "rows": {"mean": "0.5", "most": "4"},
        "columns": {"费率": {"median": "0.9%", "spread": "0.3"}, "金额": {"median": "200 万元"}},
    },
    "兑付": {
        "sample": "兑付",
        "rows": {"mean": "0.3", "most": "2"},
        "columns": {"所属期": {"year_of": "日期", "back": "1 年"}, "事项": {"values": {"技改": "2", "": "1"}}},
    },
}

THRESHOLDS = {
    ("企业", "营业收入"): [Fraction(20_000_000), Fraction(400_000_000)],
    ("企业", "税收"): [Fraction(2_000_000), Fraction(5_000_000)],
    ("贷款", "费率"): [Fraction(1, 100), Fraction(15, 1000)],
}
GROWTH = {("企业", "税收"): [Fraction(15, 100), Fraction(30, 100)]}


def _by_name(columns: list[Column]) -> dict[str, Column]:
    return {column.name: column for column in columns}


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary(registers(), codes())


@pytest.fixture(scope="session")
def hints() -> dict:
    return HINTS


@pytest.fixture
def write(vocabulary, tmp_path):
    """Writes a sample of the small vocabulary; whatever a test names replaces the usual."""

    def written(folder="facts", *, subjects=600, seed=7, words=vocabulary, given=HINTS, places=None, **rest):
        usual = {"thresholds": THRESHOLDS, "growth": GROWTH, "years": YEARS} | rest
        return write_sample(
            words, given, subjects=subjects, seed=seed, folder=tmp_path / folder, places=places, **usual
        )

    return written


@pytest.fixture(scope="session")
def city(vocabulary, tmp_path_factory):
    """A snapshot of 2,000 firms, read back from the folder as any delivery is."""
    folder = tmp_path_factory.mktemp("city")
    write_sample(
        vocabulary,
        HINTS,
        THRESHOLDS,
        GROWTH,
        subjects=2000,
        seed=1,
        years=YEARS,
        folder=folder,
        places=frozenset({"1010"}),
    )
    return build_snapshot(Folder(folder, vocabulary), vocabulary)
