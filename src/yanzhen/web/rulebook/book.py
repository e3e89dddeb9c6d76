"""An edition of the pack, read: its clauses with their paragraphs, problems, cases tried. Read once a process, kept by digest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from yanzhen.engine.cases import CaseResult, run_cases
from yanzhen.errors import PackError, Problem
from yanzhen.pack.checks import Coverage, Report
from yanzhen.pack.checks import check as check_pack
from yanzhen.pack.checks.reading_back import ReadBack, read_back
from yanzhen.pack.checks.view import View
from yanzhen.pack.model import Clause, Pack
from yanzhen.web.rulebook.editions import current, folder
from yanzhen.web.rulebook.models import Edition


@dataclass(frozen=True)
class Book:
    """A pack that could be read, with what its checks say. `root` is its folder."""

    pack: Pack
    view: View
    problems: tuple[Problem, ...]
    coverage: Coverage
    root: Path
    decided: dict[str, list[CaseResult]] = field(default_factory=dict)

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        """Id → clause, those of the packs it depends on included, in their order."""
        return {clause.id: clause for clause in self.pack.clauses}

    @cached_property
    def paragraphs(self) -> dict[str, ReadBack]:
        """Id → the clause as one paragraph beside its source."""
        return {clause.id: self.paragraph_of(clause) for clause in self.pack.clauses}

    def paragraph_of(self, clause: Clause) -> ReadBack:
        """One clause as a paragraph beside its source."""
        return read_back(self.view, clause)

    def tried(self, name: str) -> list[CaseResult]:
        """The cases of one clause as the engine decides them, each once."""
        if name not in self.decided:
            chosen = tuple(case for case in self.pack.cases if case.of == name)
            self.decided[name] = run_cases(replace(self.pack, cases=chosen), own_only=False)
        return self.decided[name]

    def problems_of(self, clause: Clause) -> list[Problem]:
        """What the checks say of the clause's document."""
        return [one for one in self.problems if self.view.document_at(one.place) == clause.place]

    def file_of(self, clause: Clause) -> str:
        """The clause's file within the pack; empty when it belongs to a pack this one depends on."""
        place = Path(clause.place.file)
        return place.relative_to(self.root).as_posix() if place.is_relative_to(self.root) else ""

    def text_of(self, clause: Clause) -> str:
        """The clause as it is written."""
        place = Path(clause.place.file)
        lines = place.read_text("utf-8").split("\n")
        begins = clause.place.line - 1
        ends = next((at for at in range(begins, len(lines)) if lines[at].startswith("---")), len(lines))
        return "\n".join(lines[begins:ends]).rstrip() + "\n"


def in_force(clause: Clause, day: date) -> bool:
    """Whether a day lies in the clause's span; where the text gives no end it goes on."""
    span = clause.in_force
    return (span.start is None or span.start <= day) and (span.until is None or day < span.until)


def book(day: date | None = None) -> Book:
    """The rules in force as published on a day, today when none is said."""
    return of_edition(current(day))


def of_edition(edition: Edition) -> Book:
    """An edition, read."""
    place = folder(edition)
    return _kept(str(place), edition.digest)


def read(place: Path) -> Book | Report:
    """The pack in a folder; its report when it cannot be put together."""
    try:
        report = check_pack(place)
    except PackError as error:
        return Report(list(error.problems), Coverage())
    if report.view is None:
        return report
    return Book(report.view.pack, report.view, tuple(report.problems), report.coverage, place)


@lru_cache(maxsize=4)
def _kept(place: str, _digest: str) -> Book:
    found = read(Path(place))
    if isinstance(found, Report):
        raise PackError(f"地方包「{place}」读不出来", code="YZ-P01", problems=found.problems)
    return found
