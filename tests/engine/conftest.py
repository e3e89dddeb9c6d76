"""Packs and synthetic cities that several tests decide."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from yanzhen.engine import match
from yanzhen.engine.cases import disagreements
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.decide import Conditions
from yanzhen.engine.exactly import Exactly
from yanzhen.engine.findings import find
from yanzhen.engine.near import reach_of
from yanzhen.engine.plan import Element, plan_run
from yanzhen.engine.stacking.one import findings_about, stack_exactly
from yanzhen.engine.subject import Facts
from yanzhen.engine.thresholds import thresholds_of
from yanzhen.facts import Folder, Memory, build_snapshot
from yanzhen.facts.sample import write_sample
from yanzhen.pack.loading import read_pack
from yanzhen.pack.model import Pack
from yanzhen.periods import Period

ROOT = Path(__file__).parents[2]


def make_city(pack: Pack, folder: Path, firms: int, seed: int) -> Folder:
    """A synthetic city of the pack's place."""
    folder.mkdir(parents=True, exist_ok=True)
    write_sample(
        pack.vocabulary, pack.sample, *thresholds_of(pack), subjects=firms, seed=seed, years=(2022, 2023, 2024),
        folder=folder, places=frozenset({pack.area}) if pack.area else None,
    )  # fmt: skip
    return Folder(folder, pack.vocabulary)


@pytest.fixture(scope="session")
def city():
    """Makes a synthetic city: `city(pack, folder, firms, seed)`."""
    return make_city


@pytest.fixture(scope="session")
def packs() -> Path:
    return ROOT / "packs"


@pytest.fixture(scope="session")
def hengyang(packs) -> Pack:
    return read_pack(packs / "hengyang")


@pytest.fixture(scope="session")
def hengyang_city(hengyang, tmp_path_factory) -> Folder:
    """2,000 firms."""
    return make_city(hengyang, tmp_path_factory.mktemp("hengyang"), 2_000, 7)


REGISTERS = """
register: 企业
key: 统一社会信用代码
accepts: [本册编号]
area: 地区
exists: {from: 成立日期}
columns:
  地区: {code: 地区, period: year}
  成立日期: {type: date}
  投资: {unit: 元, period: year, measure: flow, change: subject}
  产值: {unit: 元, period: year, measure: flow, complete_from: 2022, change: subject}
  月产值: {unit: 元, period: month, measure: flow}
  重点: {type: yesno, period: year, absent: 否}
  有证: {code: 证书, period: year, change: application}
  规模: {unit: 人, period: year, measure: stock}
---
register: 专利
belongs_to: {企业: 统一社会信用代码}
key: [统一社会信用代码, 编号]
rows: complete
columns:
  编号: {type: text}
  授权日: {type: date}
  类别: {type: text}
  费用: {unit: 元}
---
register: 证
belongs_to: {企业: 统一社会信用代码}
key: [统一社会信用代码, 编号]
rows: complete
columns:
  编号: {type: text}
  发证日: {type: date}
  级: {code: 等级}
---
register: 兑付
belongs_to: {企业: 统一社会信用代码}
key: [统一社会信用代码, 兑付编号]
rows: complete
columns:
  兑付编号: {type: text}
  条款: {type: text}
  事项: {type: text}
  项目: {type: text}
  金额: {unit: 元}
  日期: {type: date}
  所属期: {type: text}
---
register: 认定意见
belongs_to: {企业: 统一社会信用代码}
key: [统一社会信用代码, 条件, 所属期, 行]
columns:
  条件: {type: text}
  所属期: {type: text}
  行: {type: text}
  意见: {type: yesno}
"""
POLICY = """
policy: p
title: 某镇奖励办法
doc: 未载明
issuer: 某镇人民政府
published: 2023-01-01
in_force: {from: 2023-01-01, until: 未载明, by: 期末}
"""
CODES = {
    "地区": "代码,名称,上级,自,至\n1,某镇,,,\n11,东村,1,,\n2,邻镇,,,\n",
    "证书": "代码,名称,上级,自,至\nG,好证,,,\nX,次证,,,\n",
    "等级": "代码,名称,上级,自,至\n1,甲级,,,\n2,乙级,,,\n",
}


@pytest.fixture
def tiny(tmp_path):
    """Reads a small invented pack whose clauses are given as YAML: `tiny(clauses, terms="", relations="", more={path: text})`."""

    def make(
        clauses: str,
        terms: str = "terms:\n  差一步幅度: {value: 30%, basis: assumed}\n",
        relations: str = "",
        more: dict[str, str] | None = None,
    ) -> Pack:
        root = tmp_path / "town"
        head = "pack: town\ntitle: 某镇（虚构）\nformat: 1\nversion: 1\nplace: 1\n"
        files = {
            "pack.yaml": head,
            "registers/台账.yaml": REGISTERS,
            "codes/代码.yaml": "\n---\n".join(
                f"codes: {name}\nfile: {name}.csv\nordered: 是\nbasis: assumed" for name in CODES
            ),
            **{f"codes/{name}.csv": text for name, text in CODES.items()},
            "policies/p/policy.yaml": POLICY,
            "policies/p/clauses/条款.yaml": clauses,
            "terms/参数.yaml": terms,
            **({"policies/p/relations.yaml": relations} if relations else {}),
            **(more or {}),
        }
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.lstrip("\n"), encoding="utf-8")
        return read_pack(root)

    return make


class Delivered:
    """Facts of a small pack, and what a run says of them."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.memory = Memory(pack.vocabulary)

    def firm(self, key: str, year: int = 2024, **cells: object) -> Delivered:
        """One firm's facts of one year; it stands in the pack's place."""
        self.memory.add("企业", [{"主体": key, "期间": str(year), "地区": "东村", **cells}])
        return self

    def rows(self, register: str, *rows: dict[str, object]) -> Delivered:
        """A child register delivered whole."""
        self.memory.add(register, rows, covers=[""], columns=tuple(self.pack.vocabulary.registers[register].columns))
        return self

    def decide(self, year: int = 2024, on: date = date(2025, 6, 30), **options: object) -> dict[tuple[str, str], dict]:
        """(clause, subject) → its row of the findings, both readings having agreed on it."""
        result = match(self.pack, self.memory, Period.year_of(year), on, all_findings=True, **options)
        self.result = result
        self.check_exactly(year, on)
        return {(row["clause"].split("/", 2)[2], row["subject"]): row for row in result.table.to_dicts()}

    def check_exactly(self, year: int, on: date) -> None:
        """The exact reading says the same of every row."""
        snapshot = build_snapshot(self.memory, self.pack.vocabulary)
        exactly, conditions = Exactly(self.pack, Facts(snapshot), on), Conditions(Reader(snapshot, on))
        for element in plan_run(self.pack, Period.year_of(year), on).elements:
            for period in element.periods:
                found = find(element, period, conditions, self.pack, reach_of(self.pack))
                for row in range(found.decided.rows):
                    assert disagreements(exactly.find(element, period, row), found.finding(row)) == []
        if hasattr(self, "result"):
            self.check_nets(exactly, plan_run(self.pack, Period.year_of(year), on).elements, Period.year_of(year))

    def check_nets(self, exactly: Exactly, elements: tuple[Element, ...], year: Period) -> None:
        """The exact reading leaves the same of every award, subject by subject."""
        awards = self.result.awards.filter(pl.col("basis") == "exact")
        for owner in awards["owner"].unique():
            nets, _, _ = stack_exactly(exactly, findings_about(exactly, elements, owner), year)
            mine = awards.filter(pl.col("owner") == owner)
            assert mine.height
            for row in mine.iter_rows(named=True):
                net = nets[row["clause"], row["subject"], Period.parse(row["period"])]
                assert (net.low, net.high, net.relation, "、".join(net.beaten_by), net.open) == tuple(
                    row[name] for name in ("net_low_fen", "net_high_fen", "relation", "beaten_by", "open")
                )


@pytest.fixture
def delivered():
    """Facts for a small pack: `delivered(pack).firm(…).rows(…).decide()`."""
    return Delivered
