"""`yanzhen check`: everything a pack's text gets wrong, each with its place."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from yanzhen.command.arguments import PackFolder, existing
from yanzhen.errors import CommandError, PackError, Problem, did_you_mean

if TYPE_CHECKING:
    from yanzhen.pack.checks import ReadBack

EXAMPLES = (
    "例 Example:  yanzhen check packs/cn  ·  yanzhen check packs/cn --read 稳岗返还  ·  yanzhen check packs/cn --json"
)


def check(
    pack: PackFolder,
    clause: Annotated[
        str, typer.Argument(metavar="CLAUSE", help="只看一条 one clause only: 条款 or 政策/条款; default: all")
    ] = "",
    read: Annotated[
        bool, typer.Option("--read", help="把规则读成一段话，列在原文旁边 each rule as a paragraph beside its source")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="问题与读法写成 JSON, for editors and CI")] = False,
) -> None:
    """检查地方包：写法、名称、单位、原文、案例。Check a pack: shapes, names, units, quotes, cases; exit 0 or 1.

    E 必须改 must be mended · W 请确认 please confirm · I 供参考 for information. 有 E 时退出码为 1。
    """
    from yanzhen.pack.checks import Coverage, Report
    from yanzhen.pack.checks import check as check_pack

    existing(pack, "地方包")
    try:
        report = check_pack(pack)
    except PackError as error:
        if not error.problems:
            raise
        report = Report(list(error.problems), Coverage())
    reads = report.read_back()
    problems = sorted(report.problems, key=lambda problem: problem.place)
    if clause:
        reads = _named(clause, reads)
        problems = [problem for problem in problems if report.clause_at(problem.place) in {one.clause for one in reads}]
    refused = any(problem.level == "E" for problem in problems)
    if as_json:
        sys.stdout.write(_as_json(problems, str(report.coverage), reads))
    else:
        said = "".join(f"{one}\n\n" for one in reads) if read else ""
        sys.stdout.write(said + _as_text(problems, "" if clause else str(report.coverage)))
    raise typer.Exit(1 if refused else 0)


def _named(name: str, reads: Sequence[ReadBack]) -> list[ReadBack]:
    """The clause (or its lines) that a whole id, or the end of one, names."""
    found = [one for one in reads if f"/{name}/" in f"/{one.clause}/"]
    if not found:
        hint = did_you_mean(name, [one.clause.split("/")[2] for one in reads])
        raise CommandError(f"包里没有条款「{name}」", code="YZ-C20", hint=hint or "写条款名，或 政策/条款")
    return found


def _as_text(problems: Sequence[Problem], coverage: str) -> str:
    counts = " · ".join(f"{level} {sum(problem.level == level for problem in problems)}" for level in "EWI")
    return "\n".join([*map(str, problems), *([coverage] if coverage else []), f"问题 problems: {counts}"]) + "\n"


def _as_json(problems: Sequence[Problem], coverage: str, reads: Sequence[ReadBack]) -> str:
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
    clauses = [
        {
            "clause": one.clause,
            "title": one.title,
            "cite": one.cite,
            "restated": one.restated,
            "said": list(one.said),
            "rule": one.text,
            "unplaced": list(one.unplaced),
        }
        for one in reads
    ]
    return json.dumps({"problems": rows, "coverage": coverage, "read": clauses}, ensure_ascii=False, indent=2) + "\n"
