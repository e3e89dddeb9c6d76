"""The plan as it stands: its documents as text, beside which proposed lines are put."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from yanzhen.pack.cases import plain
from yanzhen.pack.problems import Problems
from yanzhen.pack.text import read_documents
from yanzhen.reading.page import Passage
from yanzhen.reading.proposals import PLAN_FILES, Proposal
from yanzhen.reading.proposals.proposal import Document
from yanzhen.reading.proposals.sheet import yaml_of
from yanzhen.web.intake.models import Line


@lru_cache(maxsize=2)
def plan_documents(pack: Path) -> tuple[Document, ...]:
    """Every document of the pack's own plan, in file order. A version of the pack never changes, so they are read once."""
    files = [pack / "plan" / name for name in PLAN_FILES.values()]
    entries = [entry for file in files if file.is_file() for entry in read_documents(file, str(file), Problems())]
    return tuple(held for held in map(plain, entries) if isinstance(held, dict) and held)


def plan_files(pack: Path) -> dict[str, str]:
    """The texts of the plan's files, by name."""
    found = {name: pack / "plan" / name for name in PLAN_FILES.values()}
    return {name: file.read_text("utf-8") for name, file in found.items() if file.is_file()}


def held(pack: Path, kind: str, name: str) -> str:
    """The document of that kind and name as the plan has it, as YAML; empty when it has none."""
    for document in plan_documents(pack):
        if document.get(kind) == name:
            return yaml_of(document)
    return ""


def proposal_of(line: Line, document: Document | None = None) -> Proposal:
    """The line as the reading proposed it, or with another document in its place."""
    quote = line.sheet.text[line.start : line.end]
    return Proposal(
        line.kind,
        document or line.document,
        Passage(line.start, line.end, quote),
        line.confidence,
        line.reason,
        line.state,
        line.against,
    )
