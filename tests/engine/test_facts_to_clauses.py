"""The book of clauses: every verified fact stands in a pack, or in a pack's NOT-ENCODED.md with its reason."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from yanzhen.pack.loading import read_pack

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "tests" / "facts-to-clauses.tsv"
PACKS = sorted(path.parent for path in (ROOT / "packs").rglob("pack.yaml"))
ROW = re.compile(r"^\| *([A-Z0-9][A-Z0-9-]+) *\|[^|]+\|([^|]+)\|", re.MULTILINE)
DECIDED, FOR_HENGYANG = 60, 30


def facts_file() -> Path | None:
    """The file of facts, where it lies beside the repository."""
    places = (folder / "shared" / "facts" / "clauses.jsonl" for folder in (ROOT.parent, ROOT.parent.parent))
    return next((path for path in places if path.is_file()), None)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


@pytest.fixture(scope="module")
def clauses() -> dict[str, str]:
    """Every clause of every shipped pack → its file, from the root."""
    return {
        clause.id: str((ROOT / clause.place.file).resolve().relative_to(ROOT))
        for folder in PACKS
        for clause in read_pack(folder).clauses
    }


@pytest.fixture(scope="module")
def left_out() -> dict[str, str]:
    """Numbers of facts in a NOT-ENCODED.md → the reason."""
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "packs").rglob("NOT-ENCODED.md"))]
    return {number: reason.strip() for text in texts for number, reason in ROW.findall(text)}


def test_every_row_names_a_clause_and_the_file_it_stands_in(rows, clauses):
    wrong = [row for row in rows if clauses.get(row["clause"]) != row["file"]]

    assert wrong == []


def test_enough_clauses_are_decided_in_all_and_for_a_firm_of_the_city(clauses):
    city = {clause.id for clause in read_pack(ROOT / "packs" / "hengyang").clauses}

    assert len(clauses) >= DECIDED
    assert len(city) >= FOR_HENGYANG


def test_every_verified_fact_is_a_clause_or_left_out_with_its_reason(rows, left_out):
    source = facts_file()
    if source is None:
        pytest.skip("the facts are not on this machine")
    facts = [json.loads(line) for line in source.read_text("utf-8").splitlines() if line.strip()]
    verified = {fact["id"]: fact["title"] for fact in facts if fact["verified"]}
    encoded = {row["fact"] for row in rows}

    assert len(verified) >= 60
    assert {number: title for number, title in verified.items() if number not in encoded | left_out.keys()} == {}
    assert [number for number, reason in left_out.items() if len(reason) < 3] == []


def test_a_fact_that_is_not_verified_is_no_clause(rows):
    source = facts_file()
    if source is None:
        pytest.skip("the facts are not on this machine")
    facts = [json.loads(line) for line in source.read_text("utf-8").splitlines() if line.strip()]
    known = {fact["id"]: fact["verified"] for fact in facts}

    assert [row["fact"] for row in rows if known.get(row["fact"]) is not True] == []
