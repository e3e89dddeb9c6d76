"""`yanzhen check`: everything a pack's text gets wrong, each with its place."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from yanzhen.command.arguments import PackFolder, existing
from yanzhen.errors import PackError, Problem

EXAMPLES = "例 Example:  yanzhen check packs/cn  ·  yanzhen check packs/cn --json"


def check(
    pack: PackFolder,
    as_json: Annotated[bool, typer.Option("--json", help="问题逐条写成 JSON, for editors and CI")] = False,
) -> None:
    """检查地方包：写法、名称、单位、引文。 Check a pack: shapes, names, units, citations; exit 0 or 1.

    E 必须改 must be mended · W 请确认 please confirm · I 供参考 for information. 有 E 时退出码为 1。
    """
    from yanzhen.pack.checks import check as check_pack

    existing(pack, "地方包")
    try:
        report = check_pack(pack)
        found, coverage = tuple(report.problems), str(report.coverage)
    except PackError as error:
        if not error.problems:
            raise
        found, coverage = error.problems, ""
    problems = sorted(found, key=lambda problem: problem.place)
    refused = any(problem.level == "E" for problem in problems)
    sys.stdout.write(_as_json(problems, coverage) if as_json else _as_text(problems, coverage))
    raise typer.Exit(1 if refused else 0)


def _as_text(problems: Sequence[Problem], coverage: str) -> str:
    counts = " · ".join(f"{level} {sum(problem.level == level for problem in problems)}" for level in "EWI")
    return "\n".join([*map(str, problems), *([coverage] if coverage else []), f"问题 problems: {counts}"]) + "\n"


def _as_json(problems: Sequence[Problem], coverage: str) -> str:
    rows = [
        {
            "id": problem.id,
            "level": problem.level,
            "file": problem.place.file,
            "line": problem.place.line,
            "column": problem.place.column,
            "sentence": problem.sentence,
            "hint": problem.hint,
        }
        for problem in problems
    ]
    return json.dumps({"problems": rows, "coverage": coverage}, ensure_ascii=False, indent=2) + "\n"
