"""The plan's files as they stand once lines are accepted: new documents at the end, changed ones in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from yanzhen.reading.proposals.differences import SAME
from yanzhen.reading.proposals.proposal import Proposal
from yanzhen.reading.proposals.sheet import yaml_of

PLAN_FILES = {
    "indicator": "indicators.yaml",
    "target": "targets.yaml",
    "list": "lists.yaml",
    "project": "projects.yaml",
    "duty": "duties.yaml",
}
"""Kind of line → the file of plan/ it is kept in."""

_SEPARATOR = re.compile(r"^---[ \t]*(?:#.*)?\n", re.MULTILINE)


def accepted(lines: Iterable[Proposal], files: Mapping[str, str]) -> dict[str, str]:
    """File name → its whole text, for every file of plan/ that the accepted lines change.

    `files` are the texts as they stand. Comments and order of what is there are kept; a line already there as it is
    changes nothing, so that accepting twice is accepting once.
    """
    texts = dict(files)
    for line in lines:
        if line.state == SAME:
            continue
        name = PLAN_FILES[line.kind]
        texts[name] = _with(texts.get(name, ""), line)
    return {name: text for name, text in texts.items() if text != files.get(name, "")}


def _with(text: str, line: Proposal) -> str:
    """The text with the line's document in the place of the one of the same id, or at the end."""
    written = yaml_of(line.document)
    head = re.compile(rf"^{re.escape(line.kind)}:[ \t]*{re.escape(line.name)}[ \t]*(?:#.*)?$", re.MULTILINE)
    parts = _SEPARATOR.split(text) if text.strip() else []
    for at, part in enumerate(parts):
        if head.search(part):
            comments = "".join(row for row in part.splitlines(keepends=True) if row.startswith("#"))
            parts[at] = comments + written
            return "---\n".join(parts)
    ending = "" if not parts or parts[-1].endswith("\n") else "\n"
    return "---\n".join([*parts[:-1], parts[-1] + ending, written]) if parts else written
