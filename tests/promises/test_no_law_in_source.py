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
EXAMPLE = re.compile("例|如|写")
"""What stands before an amount that only shows how one is written."""


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
    found |= {path.parent.name for path in (root / "packs").rglob("pack.yaml")} - {"cn", "template"}
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
    from yanzhen.language.functions import PACK_FUNCTIONS

    shown = {function.example for function in PACK_FUNCTIONS.values()}
    found = set()
    for path in sources:
        if path.name != "units.py":
            texts = [text for text in strings(ast.parse(path.read_text("utf-8"))) if text not in shown]
            found |= {f"{path.name}: {text}" for text in texts if amounts(text)}
    assert found == set()


def amounts(text: str) -> list[str]:
    """Amounts of money in a text, those that only show how one is written left aside."""
    return [match.group() for match in AMOUNT.finditer(text) if not EXAMPLE.search(text[: match.start()])]


def strings(tree: ast.Module) -> list[str]:
    """Texts the program uses, an f-string as one; what only documents the program is left aside."""
    found: list[str] = []

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        if isinstance(node, ast.JoinedStr):
            parts = [part for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            found.append("".join(part.value for part in sorted(parts, key=lambda part: (part.lineno, part.col_offset))))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
        else:
            for child in ast.iter_child_nodes(node):
                visit(child)

    visit(tree)
    return found


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("limit = '300 万元'", ["300 万元"]),
        ("'''up to 300 万元'''", []),
        ("hint = '写作 500 万元'", []),
        ("hint = f'如 {amount or '500 万元'}'".replace("'500 万元'", '"500 万元"'), []),
        ("cap = '最高100万元，如'", ["100万元"]),
    ],
)
def test_an_amount_is_found_where_it_is_used(text, held):
    assert [amount for used in strings(ast.parse(text)) for amount in amounts(used)] == held
