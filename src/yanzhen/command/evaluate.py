"""`yanzhen evaluate`: one expression, or a file of them, in the full language; no pack and no facts.

The only verb that may read the clock: FEEL's today() and now() ask for it, and only when --on gives no day.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from yanzhen.command.arguments import day
from yanzhen.command.progress import shown
from yanzhen.command.whole import whole
from yanzhen.errors import CommandError

EXAMPLES = "例 Example:  yanzhen evaluate '500 万元 * 3%'  ·  yanzhen evaluate --jsonl cases.jsonl --out answers.jsonl"


def evaluate(
    expression: Annotated[str, typer.Argument(metavar="EXPR", help="一个表达式 one expression")] = "",
    jsonl: Annotated[
        Path | None, typer.Option("--jsonl", metavar="IN", help="每行一个 {id, expr} one case a line")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="OUT", help="每行一个 {id, value} one answer a line")
    ] = None,
    on: Annotated[
        str, typer.Option("--on", metavar="DATE", help="today() 所取的日子 the day it answers; default: today")
    ] = "",
) -> None:
    """计算表达式（FEEL 全集）。 Evaluate an expression of full FEEL, or a file of them.

    结果带类型 typed as JSON：{"t": "decimal", "v": "15"}。读不懂的表达式给出位置和改法。
    """
    from yanzhen.language.feel.dates import MOMENT

    if bool(expression) == bool(jsonl) or bool(jsonl) != bool(out):
        raise CommandError("给一个表达式，或同时给 --jsonl 和 --out", code="YZ-C05", hint=EXAMPLES)
    given = day(on, "--on")
    token = MOMENT.set(datetime.combine(given, time(), UTC) if given else datetime.now(UTC))
    try:
        if jsonl is not None and out is not None:
            _evaluate_file(jsonl, out)
        else:
            _evaluate_one(expression)
    finally:
        MOMENT.reset(token)


def _evaluate_one(expression: str) -> None:
    """Print the value; an expression that cannot be read is refused, and why a value is null is told."""
    from yanzhen.language.evaluate import as_typed, evaluate_text

    outcome = evaluate_text(expression)
    if outcome.error is not None:
        raise outcome.error
    sys.stdout.write(json.dumps(as_typed(outcome.value), ensure_ascii=False) + "\n")
    sys.stderr.writelines(f"{message}\n" for message in outcome.messages)


def _evaluate_file(source: Path, out: Path) -> None:
    """Write an answer for each case; a case that cannot be read answers null, with the error beside it."""
    from yanzhen.language.evaluate import evaluate_jsonl

    if not source.is_file():
        raise CommandError(f"没有文件：{source}", code="YZ-C06", hint="查看路径")
    try:
        lines = source.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise CommandError(f"文件不是 UTF-8：{source}", code="YZ-C06", hint="另存为 UTF-8") from None
    with shown() as step, whole(out) as (draft,), draft.open("w", encoding="utf-8") as answers:
        cases, errors = evaluate_jsonl(lines, answers, lambda done: step("计算", done, len(lines)))
    sys.stdout.write(f"{cases} 个表达式 expressions，其中 {errors} 个出错 with an error；已写 written: {out}\n")
