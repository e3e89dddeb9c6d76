"""`python -m benchmarks.run`: every engine on one workload in one run, compared first, then timed; a table in docs/benchmarks.md.

Engines that differ in a single decision of the sample, or in the sums over all decisions, stop the run. Ends with 1 when a floor
is missed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks import workload as work
from benchmarks.answers import MET, UNKNOWN, sample
from benchmarks.limit import bytes_moved, rates
from benchmarks.measure import ENGINES
from benchmarks.singles import singles
from benchmarks.table import Measured, told
from benchmarks.writing import write_facts, write_pack

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = 2_000


class Disagreement(Exception):
    """Two engines decided differently; nothing was timed that may be believed."""


def prepare(folder: Path, subjects: int, clauses: list[work.Clause], seed: int) -> None:
    """The workload lies in the folder: a pack, facts, and the same as one wide table; and of the first rows alike."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pack = write_pack(folder / "packs", clauses, ROOT / "packs" / "cn")
    table = work.city(subjects, seed)
    for name, rows, facts in (("wide", table, "facts"), ("sample", sample(table, SAMPLE), "sample")):
        rows.write_parquet(folder / f"{name}.parquet")
        write_facts(folder / facts, rows, pack)


def measured(name: str, folder: Path, runs: int, count: int, seed: int) -> dict:
    """The measurements of one engine, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.measure", name, str(folder), str(runs), str(count), str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def compare(folder: Path, found: dict[str, dict]) -> int:
    """How many decisions of the sample were compared; Disagreement when any two engines differ."""
    ours = np.load(folder / "yanzhen.npz")
    compared = 0
    for name in found:
        theirs = np.load(folder / f"{name}.npz")
        two_valued = "near" not in theirs
        left, right = ((part["status"] == MET if two_valued else part["status"]) for part in (ours, theirs))
        pairs = [("status", left, right if not two_valued else theirs["status"] == MET)]
        pairs += [(part, ours[part], theirs[part]) for part in ("near", "amount") if part in theirs]
        for part, one, other in pairs:
            wrong = np.argwhere(one != other)
            if len(wrong):
                clause, row = (int(at) for at in wrong[0])
                raise Disagreement(
                    f"{name}: {part} differs in {len(wrong)} pairs, first clause {clause}, subject {row}"
                )
        sums = [
            part[: len(other)] for part, other in zip(found["yanzhen"]["totals"], found[name]["totals"], strict=True)
        ]
        if sums != found[name]["totals"]:
            at = next(at for at, part in enumerate(sums) if part != found[name]["totals"][at])
            raise Disagreement(f"{name}: sums of clause {at} differ: {sums[at]} and {found[name]['totals'][at]}")
        compared += ours["status"].size if name != "yanzhen" else 0
    return compared


def main() -> int:
    """Measures, compares, writes the table; 1 when a floor is missed."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--subjects", type=int, default=700_000)
    parser.add_argument("--clauses", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=ROOT / "benchmarks" / "work")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks.md")
    asked = parser.parse_args()
    if asked.runs < 3:
        parser.error("--runs: a median needs at least 3")
    clauses = work.clauses(asked.clauses, asked.seed)
    prepare(asked.folder, asked.subjects, clauses, asked.seed)
    found = {}
    for name in ENGINES:
        found[name] = measured(name, asked.folder, asked.runs, asked.clauses, asked.seed)
        sys.stderr.write(f"{name}: {sorted(found[name]['wall'])[asked.runs // 2]:.2f} s\n")
    compared = compare(asked.folder, found)
    ours = np.load(asked.folder / "yanzhen.npz")["status"]
    shares = float((ours == MET).mean()), float((ours == UNKNOWN).mean())
    limit = bytes_moved(asked.folder / "wide.parquet", found["yanzhen"]["totals"], asked.clauses), rates()
    text, missed = told(
        Measured(
            asked.subjects,
            asked.clauses,
            asked.runs,
            asked.seed,
            compared,
            shares,
            found,
            limit,
            singles(asked.folder, clauses),
        )
    )
    asked.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    for floor in missed:
        sys.stderr.write(f"floor missed: {floor}\n")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
