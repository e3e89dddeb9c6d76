"""Proposed lines beside the plan as it stands: new, the same, changed by the same source, or at odds with another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from yanzhen.pack.shapes import UNSTATED
from yanzhen.reading.proposals.proposal import Document, Proposal

NEW, SAME, CHANGED, CONFLICTING = "new", "same", "changed", "conflicting"

_SUBSTANCE = {
    "target": ("of", "place", "due", "each", "goal"),
    "indicator": ("unit",),
    "list": ("count", "parts", "members", "complete", "of"),
    "project": ("place", "owner", "invest", "land", "promises"),
    "duty": ("does", "department", "due", "place"),
}
"""What a line says; its words about itself (title, note, doubts, citation) are left aside."""

_SUBJECT = {"target": ("of", "place", "due", "each")}
"""What two lines must share to speak of the same thing under different names."""


def compare(proposals: Iterable[Proposal], plan: Sequence[Document]) -> list[Proposal]:
    """The proposals with their states, in order. A line at odds with one of another source keeps its own id beside it.

    `plan` holds the documents of the plan as it stands, as text. Two sources that promise different figures for one
    indicator, place and day stand side by side: the later one's id ends with its date.
    """
    standing = {(_kind(document), str(document[_kind(document)])): document for document in plan}
    found: list[Proposal] = []
    for proposal in proposals:
        line = _beside(proposal, standing)
        found.append(line)
        standing.setdefault((line.kind, line.name), line.document)
    return found


def _beside(proposal: Proposal, standing: dict[tuple[str, str], Document]) -> Proposal:
    held = standing.get((proposal.kind, proposal.name))
    if held is None:
        rival = _rival(proposal, standing)
        if rival is None:
            return replace(proposal, state=NEW)
        return replace(proposal, state=CONFLICTING, against=rival)
    if _says(proposal.kind, held) == _says(proposal.kind, proposal.document) or _unfolds(held, proposal.document):
        return replace(proposal, state=SAME, against=proposal.name)
    if _unfolds(proposal.document, held):
        return replace(proposal, state=CHANGED, against=proposal.name)
    if _source(held) == _source(proposal.document) or proposal.kind == "indicator":
        return replace(proposal, state=CHANGED, against=proposal.name)
    apart = f"{proposal.name}（{_date(proposal.document)}）"
    again = standing.get((proposal.kind, apart))
    if again is not None and _says(proposal.kind, again) == _says(proposal.kind, proposal.document):
        return replace(proposal, state=SAME, against=apart)
    document = {key: apart if key == proposal.kind else value for key, value in proposal.document.items()}
    return replace(proposal, document=document, state=CONFLICTING, against=proposal.name)


def _rival(proposal: Proposal, standing: dict[tuple[str, str], Document]) -> str | None:
    """Another line about the same thing that says something else."""
    keys = _SUBJECT.get(proposal.kind)
    if keys is None:
        return None
    wanted = [proposal.document.get(key) for key in keys]
    for (kind, name), document in standing.items():
        same = kind == proposal.kind and [document.get(key) for key in keys] == wanted
        if same and _says(kind, document) != _says(kind, proposal.document):
            return name
    return None


def _unfolds(fuller: Document, barer: Document) -> bool:
    """Whether both are one list of one count, of which only the first says what is in it."""
    same = "list" in fuller and fuller.get("count") == barer.get("count")
    return same and barer.get("members") == UNSTATED != fuller.get("members")


def _kind(document: Document) -> str:
    return next(iter(document))


def _says(kind: str, document: Document) -> list[object]:
    return [document.get(key) for key in _SUBSTANCE[kind]]


def _source(document: Document) -> tuple[object, object]:
    cite = document.get("cite")
    return (cite.get("title"), cite.get("date")) if isinstance(cite, dict) else (None, None)


def _date(document: Document) -> str:
    return str(_source(document)[1] or "另一来源")
