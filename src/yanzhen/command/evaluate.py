"""`yanzhen evaluate`: one expression, or a file of them, in the full language; no pack and no facts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from yanzhen.command.arguments import day
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
        str, typer.Option("--on", metavar="DATE", help="today() 和 now() 所取的日子 the day they answer")
    ] = "",
) -> None:
    """计算表达式（FEEL 全集）。Evaluate an expression of full FEEL, or a file of them."""
    from yanzhen.language.evaluate import as_typed, evaluate_jsonl, evaluate_text

    today = day(on, "--on")
    if bool(expression) == bool(jsonl) or bool(jsonl) != bool(out):
        raise CommandError("给一个表达式，或同时给 --jsonl 和 --out", code="YZ-C05", hint=EXAMPLES)
    if jsonl is None or out is None:
        value = as_typed(evaluate_text(expression, today=today))
        sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
        return
    if not jsonl.is_file():
        raise CommandError(f"没有文件：{jsonl}", code="YZ-C06", hint="查看路径")
    with whole(out) as (draft,):
        evaluate_jsonl(jsonl, draft, today=today)
