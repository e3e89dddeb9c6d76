"""`yanzhen explain`: one subject, one clause or all: the values behind each answer, the article, what is missing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from yanzhen.command.arguments import FactsFolder, Known, On, PackFolder, Year, day, existing, judged

EXAMPLES = "例 Example:  yanzhen explain packs/cn --facts demo/facts --year 2024 --subject 91350100M000100Y43"


def explain(
    pack: PackFolder,
    facts: FactsFolder,
    year: Year,
    subject: Annotated[
        str, typer.Option("--subject", metavar="KEY", help="主体编号，如统一社会信用代码 key of the subject")
    ],
    clause: Annotated[str, typer.Option("--clause", metavar="ID", help="条款编号 one clause; default: all")] = "",
    scheme: Annotated[
        str,
        typer.Option("--scheme", metavar="S", help="解释评价得分，而不是条款 explain its score in a scheme instead"),
    ] = "",
    on: On = "",
    known: Known = "",
    as_json: Annotated[bool, typer.Option("--json", help="写成 JSON, for programs")] = False,
) -> None:
    """解释一户为什么符合、为什么不符、还缺什么。 Why one subject meets a clause or not: each value, the article."""
    from yanzhen.engine import explain as explain_subject
    from yanzhen.facts.folder import Folder
    from yanzhen.pack.loading import read_pack

    period, at = judged(year, on)
    seen = day(known, "--known")
    loaded = read_pack(existing(pack, "地方包"))
    batches = Folder(Path(existing(facts, "数据")), loaded.vocabulary)
    if scheme:
        from yanzhen.engine.schemes.explaining import explain_score

        told = explain_score(loaded, scheme, batches, period, at, seen, subject)
        text = json.dumps(told.as_json(), ensure_ascii=False, indent=2) if as_json else told.as_text()
        sys.stdout.write(text + "\n")
        return
    found = explain_subject(loaded, batches, period, at, seen, subject, clause or None)
    if as_json:
        sys.stdout.write(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2) + "\n")
    else:
        outside = [] if clause else [one for one in found if one.finding.outside]
        parts = [one.as_text().rstrip("\n") for one in found if one not in outside]
        if outside:
            lines = [f"  {one.finding.clause.title}：{one.finding.outside}" for one in outside]
            parts.append("\n".join([f"【不适用】另有 {len(outside)} 条 does not apply", *dict.fromkeys(lines)]))
        sys.stdout.write("\n\n".join(parts) + "\n")
