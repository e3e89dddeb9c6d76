"""Real firms: figures of published reports decided by both readings; nothing is filled in, nothing is said beyond them.

The whole table of 115 firms lies outside the repository and is decided where it is there; ten of them ship with a pack.
"""

from __future__ import annotations

import calendar
import csv
from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from yanzhen.engine import match
from yanzhen.engine.cases import disagreements
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.decide import Conditions
from yanzhen.engine.exactly import Exactly
from yanzhen.engine.findings import find
from yanzhen.engine.near import reach_of
from yanzhen.engine.plan import plan_run
from yanzhen.engine.subject import Facts
from yanzhen.facts import Memory, build_snapshot
from yanzhen.facts.intake import intake
from yanzhen.pack.loading import read_pack
from yanzhen.periods import Period

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent / "firms"
SHIPPED = ROOT / "packs" / "hengyang" / "real" / "企业.csv"
YEARS = (2019, 2020, 2021, 2023, 2024)
UNITS = {"营业收入": "元", "研发费用": "元", "从业人员": "人", "资产总额": "元", "净利润": "元"}
SUMMED = "流动与非流动合计相加"
"""How the source words a total that its table added up from two others."""


@cache
def whole_file() -> Path | None:
    """The table of all firms, where it lies beside the repository."""
    places = (folder / "shared" / "facts" / "enterprises.csv" for folder in (ROOT.parent, ROOT.parent.parent))
    return next((path for path in places if path.is_file()), None)


@pytest.fixture(scope="module")
def figures() -> list[dict[str, str]]:
    path = whole_file()
    if path is None:
        pytest.skip("the table of all firms is not beside the repository")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def pack():
    return read_pack(ROOT / "packs" / "hengyang")


@cache
def columns() -> dict[str, str]:
    """What the source calls a figure → the column of the packs, where one means exactly the same."""
    return {item: column for item, column, _ in mapping() if column != "-"}


def mapping() -> list[list[str]]:
    lines = (HERE / "items.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith(("#", "item\t"))]


def keys(figures: list[dict[str, str]]) -> dict[str, str]:
    """Each firm's number: its first 证券代码; firms without one bear a number of ours."""
    names = dict.fromkeys(row["name"] for row in figures)
    codes = {row["name"]: row["stock_code"].split("/")[0] for row in figures}
    without = [name for name in names if not codes[name]]
    return codes | {name: f"BC-{at:04d}" for at, name in enumerate(without, start=1)}


def place(county: str, known: frozenset[str]) -> str | None:
    """The most exact place of the code list that the source names; None where it names none of them."""
    if county.startswith("广州市"):
        return "广东省"
    if not county.startswith("衡阳市"):
        return "湖南省"
    rest = county.removeprefix("衡阳市")
    return rest if rest in known else "衡阳市"


def day(text: str) -> date:
    """The day a report is known by: the last one of the year or month the source gives."""
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])


@pytest.fixture(scope="module")
def delivered(figures, pack) -> Memory:
    """All figures that a column means exactly, one delivery a firm, year and report; nothing else."""
    memory, known = Memory(pack.vocabulary), keys(figures)
    names = frozenset(code.name for code in pack.vocabulary.codes["县市区"].codes)
    reports: dict[tuple, dict[str, object]] = {}
    for row in figures:
        at = (row["name"], row["year"], row["source_title"], row["source_date"])
        industry = row["industry"].split()[0]
        held = reports.setdefault(at, {"行业": industry, "县区": place(row["county"], names)})
        column = columns().get(row["item"])
        if column is not None:
            assert row["unit"] == UNITS[column]
            assert column not in held, f"{at} says {column} twice"
            held[column] = Fraction(row["value"])
    for (name, year, title, at), held in reports.items():
        facts = {"主体": known[name], "期间": year, "企业名称": name} | held
        memory.add("企业", [facts], covers=[year, ""], known=day(at), source=title)
    return memory


def test_every_item_is_mapped_or_left_out_with_its_reason(figures):
    listed = [item for item, _, _ in mapping()]
    unlisted = {
        item
        for item in {row["item"] for row in figures}
        if not any(item == one or (one.endswith("*") and item.startswith(one[:-1])) for one in listed)
    }

    assert unlisted == set()


def test_an_item_is_mapped_once_to_a_column_that_is_there_or_says_why_not(pack):
    register = pack.vocabulary.registers["企业"]

    assert set(columns().values()) == set(UNITS) <= set(register.columns)
    assert [item for item, column, why in mapping() if column == "-" and not why] == []
    assert all(Counter(item for item, _, _ in mapping())[item] == 1 for item, _, _ in mapping())


def test_the_whole_file_is_read(figures, pack):
    known = keys(figures)

    assert (len(figures), len(known)) == (4344, 115)
    assert len(set(known.values())) == 115
    assert all(not row["uscc"] for row in figures)
    assert sorted(key for key in known.values() if key.startswith("BC-")) == [f"BC-{at:04d}" for at in range(1, 7)]


def test_every_figure_is_held_as_it_was_published_and_no_other(figures, delivered, pack):
    snapshot, known = build_snapshot(delivered, pack.vocabulary), keys(figures)
    frame, held = snapshot.frame("企业"), 0
    published: dict[tuple[str, str, str], set[Fraction]] = {}
    for row in figures:
        if row["item"] in columns():
            at = (known[row["name"]], row["year"], columns()[row["item"]])
            published.setdefault(at, set()).add(Fraction(row["value"]))
    for (column, period), stored in frame.columns.items():
        declared = frame.register.columns[column]
        if declared.kind == "number":
            for at in stored.present.nonzero()[0]:
                held += 1
                assert int(stored.values[at]) * declared.step in published[frame.keys[at], str(period), column]

    assert held == len(published) > 1_300


@pytest.mark.parametrize("year", YEARS)
def test_both_readings_say_the_same_of_every_firm(year, delivered, pack):
    period, on = Period.year_of(year), date(year + 1, 12, 31)
    snapshot = build_snapshot(delivered, pack.vocabulary)
    exactly, conditions = Exactly(pack, Facts(snapshot), on), Conditions(Reader(snapshot, on))
    differences, decided = [], 0
    for element in plan_run(pack, period, on).elements:
        for part in element.periods:
            found = find(element, part, conditions, pack, reach_of(pack))
            for row in range(snapshot.frame(element.clause.register).n):
                exact = exactly.find(element, part, row)
                differences += [
                    f"{exact.clause.id} {exact.subject}: {one}" for one in disagreements(exact, found.finding(row))
                ]
                decided += 1

    assert differences == []
    assert decided >= 115 * 3


@pytest.mark.parametrize("year", YEARS)
def test_what_is_not_published_is_waited_for_by_name(year, delivered, pack):
    result = match(pack, delivered, Period.year_of(year), date(year + 1, 12, 31), all_findings=True)
    unknown = result.table.filter(result.table["outcome"] == "unknown")

    assert result.subjects == 115 and not result.synthetic
    assert unknown.height > 0
    assert all(unknown["missing"])
    assert "资质" in set(result.missing["fact"])


@pytest.fixture(scope="module")
def shipped() -> list[dict[str, str]]:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_few_firms_ship_and_each_row_names_its_report_and_year(shipped):
    assert 5 <= len({row["证券代码"] for row in shipped}) <= 20
    assert all(row["报告出处"] and row["期间"].isdigit() for row in shipped)
    assert all(any(row[f"{column}({unit})"] for column, unit in UNITS.items()) for row in shipped)


def test_what_ships_is_taken_in_whole_and_has_no_credit_code(pack):
    register = pack.vocabulary.registers["企业"]
    taken = intake(SHIPPED, register, pack.vocabulary, period=None, known=date(2025, 6, 30), source="公开报告")

    assert taken.problems == () and taken.understood == ()
    assert taken.batch is not None and taken.batch.rows.height == taken.rows
    assert not taken.batch.synthetic
    assert all(len(key) == 6 for key in taken.batch.rows["主体"])


def test_what_ships_is_what_the_source_says(figures, shipped):
    said: dict[tuple[str, str], dict[str, set[str]]] = {}
    for row in figures:
        if row["item"] in columns():
            report = said.setdefault((row["name"], row["year"]), {})
            report.setdefault(columns()[row["item"]], set()).add(row["value"])
            title = "资产总额由同一抽取表的" + SUMMED if SUMMED in row["source_title"] else row["source_title"]
            report.setdefault("", set()).add(title if SUMMED in title else f"{title}，{row['source_date']}")
    for row in shipped:
        report = said[row["企业名称"], row["期间"]]
        assert set(row["报告出处"].split("；")) == report[""]
        for column, unit in UNITS.items():
            assert {row[f"{column}({unit})"]} == report.get(column, {""})
