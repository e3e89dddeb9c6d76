"""A policy document beside the draft its articles give: phrases with their roles, files of a policy's folder, the folder as zip."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from yanzhen.reading.splitting import ROLES, Phrase, draft, phrases_of, split_document
from yanzhen.web.intake.marking import Mark, Run, runs
from yanzhen.web.intake.models import Sheet

BORN = (1980, 1, 1, 0, 0, 0)
"""The date every file of the archive bears, so that one sheet gives one archive."""


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase as the page shows it."""

    number: int
    role: str
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """An article with its phrases."""

    article: str
    heading: str
    phrases: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a policy document gives: its text in runs, its articles, the draft's files."""

    runs: list[Run]
    parts: list[Part]
    files: dict[str, str]
    title: str
    clauses: int


def slug_of(sheet: Sheet) -> str:
    """The name of the draft's folder, which is the policy's id until an officer gives it a better one."""
    return f"draft-{sheet.pk}"


def drafted(sheet: Sheet) -> Drafted:
    """The document split, and the draft of its clauses. It is made anew each time: the text never changes."""
    document = split_document(sheet.text)
    parts: list[Part] = []
    marks: list[Mark] = []
    number = 0
    for section in document.sections:
        said: list[Said] = []
        for phrase in phrases_of(document.text, section.start, section.end):
            if phrase.role == "other":
                continue
            number += 1
            said.append(Said(number, ROLES[phrase.role], phrase.words))
            marks.append(_mark(phrase, number))
        if said:
            parts.append(Part(section.article, section.heading, tuple(said)))
    files = draft(document, slug_of(sheet))
    clauses = files.get("clauses/草稿.yaml", "").count("clause: ")
    return Drafted(runs(document.text, marks), parts, files, document.title, clauses)


def zipped(sheet: Sheet) -> bytes:
    """The draft's folder as an archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in draft(split_document(sheet.text), slug_of(sheet)).items():
            archive.writestr(zipfile.ZipInfo(f"{slug_of(sheet)}/{name}", BORN), text.encode("utf-8"))
    return held.getvalue()


def _mark(phrase: Phrase, number: int) -> Mark:
    return Mark(phrase.start, phrase.end, "lines", number)
