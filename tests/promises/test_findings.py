"""Promises 4 and 5 on real packs: every finding cites, every amount has a basis, and the same inputs give the same bytes."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

FIRMS = 300
BASES = {"exact", "at_most", "unset", "missing"}
PACKS = ["hengyang", "template", "elsewhere/changsha", "elsewhere/guangdong"]


@pytest.fixture(scope="module")
def yanzhen(root):
    """Call the command in a process of its own; answers what it printed."""

    def call(*arguments: object) -> str:
        program = "from yanzhen.command import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", program, *map(str, arguments)], capture_output=True, text=True, cwd=root
        )
        assert done.returncode == 0, done.stderr or done.stdout
        return done.stdout

    return call


@pytest.fixture(scope="module")
def run(root, tmp_path_factory, yanzhen):
    """Sample a pack's facts and match them, in processes of their own; answers the folder of facts and findings."""

    def once(name: str) -> Path:
        pack, folder = root / "packs" / name, tmp_path_factory.mktemp("run")
        yanzhen("sample", pack, "--enterprises", FIRMS, "--seed", 7, "--out", folder / "facts")
        out = [word for end in ("parquet", "csv", "xlsx") for word in ("--out", folder / f"f.{end}")]
        yanzhen("match", pack, "--facts", folder / "facts", "--year", 2024, "--on", "2025-06-30", "--all", *out)
        return folder

    return once


@pytest.fixture(scope="module", params=PACKS)
def output(request, run) -> Path:
    return run(request.param)


@pytest.fixture(scope="module")
def findings(output) -> pl.DataFrame:
    table = pl.read_parquet(output / "f.parquet")
    assert table.height > FIRMS
    return table


def test_no_finding_without_a_citation(findings):
    assert findings.filter(pl.col("citation").fill_null("") == "").height == 0


def test_no_finding_stands_twice(findings):
    assert findings.select("clause", "register", "subject", "period").is_duplicated().sum() == 0


def test_no_amount_without_a_basis(findings):
    money = findings.filter(pl.col("amount_fen").is_not_null() | pl.col("ceiling_fen").is_not_null())

    assert money.height > 0
    assert set(money["amount_basis"]) <= BASES
    assert set(money["outcome"]) == {"met"}


def test_only_an_exact_amount_is_a_sum_of_money(findings):
    met = findings.filter(pl.col("outcome") == "met")

    assert met.filter((pl.col("amount_basis") == "exact") != pl.col("amount_fen").is_not_null()).height == 0
    assert met.filter(pl.col("amount_fen") < 0).height == 0


def test_an_unknown_finding_says_what_it_waits_for(findings):
    unknown = findings.filter(pl.col("outcome") == "unknown")

    assert set(unknown["pending"]) <= {"facts", "judgement"}
    assert unknown.filter(pl.col("missing").fill_null("") == "").height == 0


def test_the_same_inputs_give_the_same_bytes(run):
    first, second = (
        {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file()
        }
        for folder in [run(PACKS[-1]) for _ in range(2)]
    )

    assert len(first) > 10
    assert first == second


def test_the_receipts_agree_on_the_findings(output):
    receipts = [json.loads(path.read_text("utf-8")) for path in output.glob("*.receipt.json")]

    assert len(receipts) == 3
    assert len({receipt["findings"]["digest"] for receipt in receipts}) == 1
    assert all(receipt["synthetic"] for receipt in receipts)
