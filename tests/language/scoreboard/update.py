"""Runs FEEL conformance cases and says of each: pass, fail, or pending with the reason.

`python tests/language/scoreboard/update.py` writes feel.tsv beside this file. Cases are looked for in the folder
`shared` beside the repository; they are not ours to ship. Numbers agree within 1e-8, zero durations are one duration.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
SCOREBOARD = HERE / "feel.tsv"
TOLERANCE = Fraction(1, 10**8)
NOW = datetime.datetime(2024, 6, 30, 12, 0)
ZERO = frozenset({"PT0S", "P0D", "P0M", "P0Y"})


@dataclass(frozen=True)
class Score:
    """One case: whether it expects a value, and how it went."""

    id: str
    kind: str
    outcome: str
    reason: str


def cases_file() -> Path | None:
    """The file of cases, if it is on this machine."""
    for folder in (ROOT.parent, ROOT.parent.parent):
        found = folder / "shared" / "tck" / "feel-dev.jsonl"
        if found.exists():
            return found
    return None


def run(source: Path) -> list[Score]:
    """The score of every case, in the order of the file."""
    return [score(json.loads(line)) for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]


def score(case: dict) -> Score:
    """The score of one case."""
    from yanzhen.language.evaluate import as_typed, evaluate_text
    from yanzhen.language.feel.dates import MOMENT

    given = MOMENT.set(NOW)
    try:
        outcome = evaluate_text(case["expr"], expected_type=case.get("type"))
    finally:
        MOMENT.reset(given)
    kind = "null" if case["expected"].get("t") == "null" else "value"
    if agrees(as_typed(outcome.value), case["expected"]):
        return Score(case["id"], kind, "pass", "")
    reason = pending_reason(case)
    if reason:
        return Score(case["id"], kind, "pending", reason)
    return Score(case["id"], kind, "fail", "; ".join(outcome.messages)[:120] or str(as_typed(outcome.value))[:120])


def pending_reason(case: dict) -> str:
    """Why a case cannot be decided from its expression alone; empty when it can."""
    if "t_context" in case["expr"]:
        return "asks for a type declared in the model, which the case does not carry"
    kind = case.get("type") or ""
    if (kind[:1].islower() and kind.endswith("Type")) or kind[:2] in ("tN", "tS"):
        return "the result is coerced to a type declared in the model, which the case does not carry"
    return ""


def agrees(found: dict, expected: dict) -> bool:
    """Whether two typed values are one value."""
    if "list" in expected:
        pairs = zip(found.get("list", ()), expected["list"])
        return len(found.get("list", ())) == len(expected["list"]) and all(agrees(*pair) for pair in pairs)
    if "context" in expected:
        entries = found.get("context")
        if entries is None or entries.keys() != expected["context"].keys():
            return False
        return all(agrees(entries[key], value) for key, value in expected["context"].items())
    if found.get("t") == expected["t"] == "decimal":
        return abs(Fraction(found["v"]) - Fraction(expected["v"])) <= TOLERANCE
    if found.get("t") == expected["t"] == "duration" and found["v"] in ZERO:
        return expected["v"] in ZERO
    return found == expected


def read_scoreboard() -> list[Score]:
    """The committed scores."""
    lines = SCOREBOARD.read_text(encoding="utf-8").splitlines()[1:]
    return [Score(*line.split("\t")) for line in lines]


def counted(scores: list[Score]) -> Counter[tuple[str, str]]:
    """How many of each kind and outcome."""
    return Counter((one.kind, one.outcome) for one in scores)


def main() -> int:
    """Writes the scoreboard; 1 when there are no cases."""
    source = cases_file()
    if source is None:
        sys.stderr.write("no cases: shared/tck/feel-dev.jsonl is not beside the repository\n")
        return 1
    scores = run(source)
    lines = ["id\tkind\toutcome\treason"]
    lines += [
        "\t".join((one.id, one.kind, one.outcome, one.reason.replace("\t", " ").replace("\n", " "))) for one in scores
    ]
    SCOREBOARD.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for (kind, outcome), number in sorted(counted(scores).items()):
        sys.stdout.write(f"{kind}\t{outcome}\t{number}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
