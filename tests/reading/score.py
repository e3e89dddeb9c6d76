"""Print how well annotated pages are read: `python tests/reading/score.py TEXTS ANNOTATIONS [--misses]`.

TEXTS holds `NNN*.txt`, ANNOTATIONS `NNN.json`; pages are matched by their first three characters.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import scoring

from yanzhen.reading import read


def main(texts: str, annotations: str, *options: str) -> None:
    """Score every annotated page and the whole."""
    total: dict[str, scoring.Score] = {}
    for gold_file in sorted(Path(annotations).glob("[0-9][0-9][0-9]*.json")):
        text_file = next(Path(texts).glob(f"{gold_file.stem[:3]}*.txt"))
        gold = json.loads(gold_file.read_text("utf-8"))
        told = read(text_file.read_text("utf-8")).as_dict()
        scores = scoring.score(gold, told)
        sys.stdout.write(f"\n{gold_file.stem}\n{scoring.table(scores)}\n")
        for name, one in scores.items():
            total[name] = total.get(name, scoring.Score(0, 0, 0)) + one
        if "--misses" in options:
            misses(gold, told)
    sys.stdout.write(f"\nall\n{scoring.table(total)}\n")


def misses(gold: dict, told: dict) -> None:
    """What was not read as annotated, and what was read besides."""
    for kind, same in (
        ("targets", scoring.same_target),
        ("lists", scoring.same_kind_of_list),
        ("events", scoring.same_event),
        ("tasks", lambda one, other: scoring.covers(one, other) >= 0.5),
        ("people", lambda one, other: scoring.bare(one["name"]) == scoring.bare(other["name"])),
        ("organisations", lambda one, other: scoring.bare(one["name"]) == scoring.bare(other["name"])),
        ("mechanisms", lambda one, other: scoring.covers(one, other) >= 0.5),
        (
            "anomalies",
            lambda one, other: scoring.overlap(one, other) > 0 and scoring.alike_anomaly(one["type"], other["type"]),
        ),
    ):
        for sign, left, right in (("-", gold, told), ("+", told, gold)):
            for row in left[kind]:
                if kind == "targets" and (row["value"] is None or row.get("qualitative")):
                    continue
                if not any(
                    same(row, other) for other in right[kind] if kind != "targets" or other["value"] is not None
                ):
                    kept = {key: value for key, value in row.items() if key not in ("note", "article", "basis_note")}
                    sys.stdout.write(f"{sign} {kind}: {json.dumps(kept, ensure_ascii=False)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
