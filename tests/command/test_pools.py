"""What `pools` writes and tells: the order of giving, the waiting list, a little more money, every fen accounted for."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from yanzhen.engine.payout import frames
from yanzhen.facts import Memory

PACKS = Path(__file__).parents[2] / "packs"
CLAUSE = "hengyang/hyx-2021/技改投入奖补"
POOL = "hengyang/hyx-2021/衡阳县工业发展专项资金"


@pytest.fixture
def facts(monkeypatch, tmp_path):
    """Facts of 2023: firms of the county by key, each with its outlay in 万元 and the day its claim was accepted."""

    def make(firms: dict[str, tuple[int, str]], paid: list[dict] | None = None) -> Path:
        def folder(path, vocabulary):
            memory = Memory(vocabulary)
            memory.digests = {}
            for key, (outlay, _) in firms.items():
                cells = {"县区": "衡阳县", "行业": "C34", "当年技改投资": Fraction(outlay * 10_000)}
                memory.add("企业", [{"主体": key, "期间": "2023", **cells}])
            columns = {name: tuple(vocabulary.registers[name].columns) for name in ("兑付", "申报")}
            claimed = [
                {"主体": key, "申报编号": key, "条款": CLAUSE, "所属期": "2023", "受理日期": date.fromisoformat(day)}
                for key, (_, day) in firms.items()
                if day
            ]
            memory.add("申报", claimed, covers=[""], columns=columns["申报"])
            memory.add("兑付", paid or [], covers=[""], columns=columns["兑付"])
            return memory

        monkeypatch.setattr("yanzhen.facts.folder.Folder", folder)
        (tmp_path / "facts").mkdir()
        return tmp_path

    return make


def arguments(folder: Path, *more: object) -> list[object]:
    return ["pools", PACKS / "hengyang", "--facts", folder / "facts", "--year", 2023, "--on", "2024-06-30", *more]


def many(number: int) -> dict[str, tuple[int, str]]:
    """Firms that get 15 万元 each: 101 of them want more than the pool has."""
    return {f"S{at:07d}": (5000, f"2024-01-{at % 28 + 1:02d}") for at in range(number)}


def test_it_pays_in_order_names_who_waits_and_accounts_for_every_fen(call, facts):
    folder = facts(many(101) | {"S9999999": (600, "")})
    code, said, err = call(*arguments(folder, "--out", folder / "池.parquet", "--out", folder / "池.xlsx"))

    assert (code, err) == (0, "")
    table = pl.read_parquet(folder / "池.parquet")
    assert table.schema == pl.Schema(frames.ALLOCATION)
    assert table["given_fen"].sum() == 15_000_000_00
    assert table.filter(pl.col("waits_as") == 1).select("subject", "waiting_fen").rows() == [("S0000083", 150_000_00)]
    assert table.filter(pl.col("position").is_null()).select("subject", "reason").rows() == [
        ("S9999999", "没有受理时间：没有申报")
    ]
    assert "再多 10,000.00 元 more： 多得" not in said
    assert "S0000083 多得 10,000.00 元，还等 140,000.00 元" in said
    assert "（差 0 分）；应得" in said and said.count("（差 0 分）") == 2
    book = load_workbook(folder / "池.xlsx")
    assert book.sheetnames == ["对账", "次序与候补", "分担", "分期", "承诺与追回"]
    assert [cell.value for cell in book["次序与候补"][3]][2:6] == [1, None, None, "S0000000"]
    receipt = json.loads((folder / "池.parquet.receipt.json").read_text("utf-8"))
    assert set(receipt["findings"]["tables"]) == {"allocation", "funding", "instalments", "debts", "pools"}
    assert receipt["arguments"]["on"] == "2024-06-30"


def test_how_much_more_can_be_asked(call, facts):
    folder = facts(many(102))
    _, said, _ = call(*arguments(folder, "--out", folder / "池.csv", "--more", "20 万元"))

    assert "再多 200,000.00 元 more：" in said
    assert "多得 150,000.00 元，还等 0.00 元" in said and "多得 50,000.00 元，还等 100,000.00 元" in said


def test_a_table_of_the_others_goes_into_a_csv(call, facts):
    folder = facts(many(2))
    call(*arguments(folder, "--out", folder / "池.csv", "--table", "funding"))

    rows = pl.read_csv(folder / "池.csv")
    assert rows["payer"].to_list() == ["衡阳县工业发展专项资金"] * 2
    assert rows["fen"].sum() == 300_000_00


def test_a_firm_paid_twice_by_file_is_told(call, facts):
    row = {"主体": "S0000000", "条款": CLAUSE, "所属期": "2023", "金额": Fraction(150_000), "日期": date(2024, 5, 1)}
    folder = facts(many(2), [row | {"兑付编号": "D1"}, row | {"兑付编号": "D2"}])
    _, said, _ = call(*arguments(folder, "--out", folder / "池.csv"))

    assert "重复兑付 paid twice by file: S0000000" in said and "D1、D2" in said
    assert "其中多付 150,000.00 元" in said


@pytest.mark.parametrize(
    "more",
    [
        ("--more", "多一点"),
        ("--more", "0 元"),
        ("--more", "5 亩"),
        ("--more", "0.001 元"),
        ("--table", "给付"),
        ("--out", "x.pdf"),
    ],
)
def test_what_cannot_be_followed_is_refused_before_any_work(call, facts, more):
    folder = facts({})
    code, said, err = call(*arguments(folder, "--out", folder / "池.csv", *more))

    assert (code, said) == (2, "")
    assert err.startswith("YZ-C0")
    assert not (folder / "池.csv").exists()
