"""Promise 2: packs hold no program; the program holds no place, no amount and no threshold of law."""

from __future__ import annotations

import ast
import csv
import re

import pytest

PLACES = ("县市区", "园区")
"""Code lists whose names are places."""

NO_PLACE = {"不在园区"}

AMOUNT = re.compile(r"[0-9][0-9,.]*\s*(?:百|千|万|百万|亿)?元")
SHOWS_NOTATION = {"500 万元", "500万元", "1 万元", "0.01 元", "21.39 万元", "1,000 万元", "10000 元", "10,000 元"}
"""Amounts a message may show as an example of how one is written."""


def test_packs_hold_data_only(root):
    kinds = {path.suffix for path in (root / "packs").rglob("*") if path.is_file()}

    assert kinds <= {".yaml", ".csv", ".md"}


@pytest.fixture(scope="module")
def places(root) -> set[str]:
    """Every name and number of a place in any pack, and the packs' own names."""
    found = set()
    for name in PLACES:
        for path in (root / "packs").rglob(f"codes/{name}.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                found |= {text for row in csv.DictReader(file) for text in (row["代码"], row["名称"])}
    found |= {path.parent.name for path in (root / "packs").rglob("pack.yaml")} - {"cn"}
    return found - NO_PLACE


def test_the_program_names_no_place(sources, places):
    assert {"430400", "hengyang"} <= places and len(places) > 50
    word = re.compile("|".join(sorted(map(re.escape, places), key=len, reverse=True)))
    short = re.compile("衡阳|湖南|长沙|广东|hengyang", re.IGNORECASE)

    named = {
        f"{path.name}: {match.group()}"
        for path in sources
        for pattern in (word, short)
        for match in pattern.finditer(path.read_text("utf-8"))
    }
    assert named == set()


def test_the_program_holds_no_amount(sources):
    found = set()
    for path in sources:
        if path.name == "units.py":
            continue
        for text in strings(ast.parse(path.read_text("utf-8"))):
            found |= {f"{path.name}: {amount}" for amount in AMOUNT.findall(text) if amount not in SHOWS_NOTATION}
    assert found == set()


def strings(tree: ast.Module) -> list[str]:
    """Texts the program uses; what only documents it is left aside."""
    documents = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents
    ]


@pytest.mark.parametrize(
    ("text", "held"),
    [("limit = '300 万元'", ["300 万元"]), ("'''up to 300 万元'''", []), ("hint = '写作 500 万元'", ["500 万元"])],
)
def test_amounts_are_looked_for_in_what_is_used(text, held):
    assert [amount for used in strings(ast.parse(text)) for amount in AMOUNT.findall(used)] == held
