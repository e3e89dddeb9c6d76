"""A small run, made by hand, for the tests of what is written and shown; and a way to call the command."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest

from yanzhen.command import main
from yanzhen.engine.result import COLUMNS, TOTALS
from yanzhen.engine.stacking import BUNDLES
from yanzhen.errors import Place
from yanzhen.pack.model import Cite, Clause, InForce, Pack, Policy
from yanzhen.registers import Vocabulary

WU, CHEN = "91110000600037341L", "91350100M000100Y43"


@dataclass
class Run:
    """The shape of `yanzhen.engine.Result`."""

    table: pl.DataFrame
    totals: pl.DataFrame
    missing: pl.DataFrame
    names: dict[str, str]
    seconds: dict[str, float] = field(default_factory=dict)
    subjects: int = 2
    synthetic: bool = True
    digests: tuple[str, ...] = ("bb", "aa")
    bundles: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=BUNDLES))


def finding(subject: str, clause: str, outcome: str, **rest) -> dict[str, object]:
    row = dict.fromkeys(COLUMNS, "") | {"amount_fen": None, "ceiling_fen": None, "net_fen": None}
    return row | {"subject": subject, "clause": clause, "outcome": outcome, "period": "2024", "register": "企业"} | rest


def findings(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=COLUMNS)


@pytest.fixture
def run() -> Run:
    table = findings(
        finding(
            WU,
            "t/p/a",
            "met",
            amount_fen=12_345_678_90,
            net_fen=12_000_000_00,
            nature="award",
            amount_basis="exact",
            payee=WU,
        ),
        finding(WU, "t/p/b", "not_met", near="研发投入", reason="=差 2 万元", nature="award"),
        finding(CHEN, "t/p/a", "unknown", pending="facts", missing="企业.营业收入(2024) 未报送", nature="award"),
        finding(CHEN, "t/p/b", "not_met", pending="application", nature="award"),
        finding(CHEN + "|项目一", "t/p/c", "unknown", pending="judgement", missing="是否先进", nature="title"),
        finding(WU, "t/p/d", "met", ceiling_fen=500_000_00, nature="guarantee", amount_basis="at_most", payee=CHEN),
    )
    totals = pl.DataFrame(
        [
            ("t/p/a", "甲奖", "award", "企业", 2, 1, 0, 1, 0, 0, 12_345_678_90, 0, 0, 0, 12_000_000_00, 0),
            ("t/p/b", "乙奖[新]", "award", "企业", 2, 0, 2, 0, 1, 1, 0, 0, 0, 0, 0, 0),
            ("t/p/d", "丁担保", "guarantee", "企业", 2, 1, 1, 0, 0, 0, 0, 500_000_00, 0, 0, 0, 0),
        ],
        schema=TOTALS,
        orient="row",
    )
    missing = pl.DataFrame(
        {"fact": ["企业.营业收入[上年]"], "held_by": ["统计"], "findings": [1], "subjects": [1]},
    )
    return Run(table, totals, missing, {WU: "吴记机械", CHEN: "=陈记化工"})


@pytest.fixture
def pack() -> Pack:
    here = Place("policies/p/clauses/a.yaml")
    policy = Policy("t/p", "某地奖励办法", "某地政府", "某政发〔2024〕1号", "2024-01-01", here, None)

    def clause(name: str, title: str) -> Clause:
        return Clause(
            id=f"t/p/{name}",
            title=title,
            policy=policy,
            place=here,
            cite=Cite(title="某地奖励办法", article="三", restated=True),
            register="企业",
            period="year",
            event=None,
            in_force=InForce(date(2024, 1, 1), None, "期末"),
            area=None,
            conditions=(),
            nature="award",
            amount=None,
            gives="称号",
        )

    clauses = (clause("a", "甲奖"), clause("b", "乙奖[新]"), clause("c", "丙称号"), clause("d", "丁担保"))
    return Pack("t", "某地", "1.0", "1", (), (), Vocabulary({}, {}), clauses, (), digest="dd")


@pytest.fixture
def call(monkeypatch, capsys):
    """Call the command; answers (exit code, what it printed, what it said on the error stream)."""

    def run_command(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["yanzhen", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


@pytest.fixture
def rooms(monkeypatch, pack, run):
    """The rooms below the command, answering with the small run."""
    calls: list[tuple] = []

    def match(*arguments, **options):
        calls.append((arguments, options))
        options["progress"]("判定", 1, 2)
        return run

    engine = SimpleNamespace(match=match, calls=calls)
    monkeypatch.setitem(sys.modules, "yanzhen.engine", engine)
    monkeypatch.setitem(
        sys.modules,
        "yanzhen.facts.folder",
        SimpleNamespace(Folder=lambda path, vocabulary: SimpleNamespace(digests={"企业.parquet": "aa"})),
    )
    monkeypatch.setitem(sys.modules, "yanzhen.pack.loading", SimpleNamespace(read_pack=lambda path: pack))
    return engine
