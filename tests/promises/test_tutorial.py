"""The tutorial and the executed how-to pages are true: commands are run, files written, outputs compared."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

PAGES = sorted(path.name for path in (Path(__file__).parents[2] / "docs").glob("tutorial*.md"))
EXECUTED = ("how-to/compare.md", "how-to/replay.md", "how-to/voucher.md")
"""Pages of which every command is run too."""

NEEDED = ("packs/cn", "packs/template", "src", "Makefile", "pyproject.toml", "requirements.lock")
"""What a fresh clone holds of which the tutorial speaks."""

KINDS = {"sh", "text", "yaml", "diff"}
BLOCK = re.compile(r"^```(\w+)(?: +([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: what kind, what stands behind the kind, its text, and the line it begins on."""

    kind: str
    about: str
    text: str
    line: int


def blocks(page: str) -> list[Block]:
    return [
        Block(found[1], found[2] or "", found[3], page[: found.start()].count("\n") + 1)
        for found in BLOCK.finditer(page)
    ]


def clone(root: Path, to: Path) -> Path:
    """A fresh clone, set up: the environment is this one."""
    for name in NEEDED:
        source, target = root / name, to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    programs = to / ".venv" / "bin"
    programs.mkdir(parents=True)
    command = f'exec "{sys.executable}" -c "from yanzhen.command import main; main()" "$@"'
    (programs / "yanzhen").write_text(f"#!/bin/sh\n{command}\n", "utf-8")
    (programs / "yanzhen").chmod(0o755)
    (programs / "activate").write_text(f'PATH="{programs}:$PATH"\n', "utf-8")
    (to / ".venv" / "ready").write_text(f"{to}\n", "utf-8")
    return to


def run(block: Block, folder: Path) -> str:
    """What the commands of a block print; each must end as the block says (0 unless `exit=`)."""
    expected = int(block.about.removeprefix("exit=") or 0)
    done = subprocess.run(
        ["bash", "-eu", "-c", ". .venv/bin/activate\n" + block.text],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "src"), "PYTHONUTF8": "1", "COLUMNS": "132"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == expected, f"line {block.line}:\n{block.text}\n{done.stdout}{done.stderr}"
    return done.stdout


def write(block: Block, folder: Path) -> None:
    """The file of a block: written whole, added to (`+`), or one place in it changed (`diff`)."""
    name, _, mode = block.about.partition(" ")
    path = folder / name
    if block.kind == "diff":
        lines = block.text.splitlines()
        old, new = ("\n".join(line[1:] for line in lines if line[0] == sign) for sign in "-+")
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"line {block.line}: {old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), "utf-8")
    elif mode == "+":
        path.write_text(path.read_text("utf-8") + block.text, "utf-8")
    else:
        assert not mode
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, "utf-8")


def shows(shown: str, printed: str) -> bool:
    """Whether what was printed is what is shown; a line … stands for any lines, … in a line for any signs."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == "…" else ".*?".join(map(re.escape, line.rstrip().split("…"))) + " *\n"
        for line in shown.splitlines()
    )
    return re.fullmatch(pattern, printed) is not None


@pytest.fixture(scope="module", params=[*PAGES, *EXECUTED])
def page(request, root) -> str:
    return (root / "docs" / request.param).read_text("utf-8")


@pytest.fixture(scope="module")
def followed(page, root, tmp_path_factory) -> tuple[Path, list[str]]:
    """The folder after the tutorial was followed from its first line to its last, and each output that differs."""
    folder, printed, wrong = clone(root, tmp_path_factory.mktemp("clone")), "", []
    for block in blocks(page):
        assert block.kind in KINDS, f"line {block.line}: nobody runs a block of {block.kind}"
        if block.kind == "sh":
            printed = run(block, folder)
        elif block.kind == "text":
            if not shows(block.text, printed):
                wrong.append(f"line {block.line} shows\n{block.text}\nprinted was\n{printed}")
        else:
            write(block, folder)
    return folder, wrong


def test_there_is_a_tutorial():
    assert "tutorial.md" in PAGES


def test_every_output_is_as_shown(followed):
    assert followed[1] == []


@pytest.mark.parametrize("page", PAGES, indirect=True)
def test_the_clause_of_the_tutorial_is_decided(followed):
    folder, _ = followed
    book = openpyxl.load_workbook(folder / "demo" / "mytown" / "应享清单.xlsx", read_only=True)
    clauses = {row[3] for row in book["应享清单"].iter_rows(min_row=3, values_only=True)}

    assert "mytown/yl-2024/职工培训补贴" in clauses


@pytest.mark.parametrize("page", PAGES, indirect=True)
def test_every_sheet_of_the_workbook_is_told_of_and_no_other(followed, page):
    folder, _ = followed
    book = openpyxl.load_workbook(folder / "demo" / "mytown" / "应享清单.xlsx", read_only=True)
    told = re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)

    assert told == book.sheetnames


def test_no_command_stands_outside_what_is_run(page):
    outside = BLOCK.sub("", page)

    assert not re.search(r"^(?: {4}|\t|\$ )", outside, re.MULTILINE)
    assert not re.search(r"^```", outside, re.MULTILINE)


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\n", "a\n", True),
        ("a\n", "b\n", False),
        ("a\n", "a\nb\n", False),
        ("…\nb\n", "a\na\nb\n", True),
        ("a\n…\n", "a\n", True),
        ("a\n…\n", "a\nb\n", True),
        ("a … c\n", "a 1 2 c  \n", True),
        ("a … c\n", "a 1\nc\n", False),
        ("…\nc\n", "a\nb\n", False),
    ],
)
def test_an_output_that_differs_would_be_found(shown, printed, same):
    assert shows(shown, printed) is same
