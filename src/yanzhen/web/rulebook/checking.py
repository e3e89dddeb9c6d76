"""A draft checked as `yanzhen check` does: the pack with the draft laid over it, in bounded size, one at a time a process.

What is checked is text that the loader reads; nothing of it is run but the bounded language, on the draft's own cases.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from yanzhen.engine.cases import CaseResult, run_cases
from yanzhen.errors import Problem, SiteError
from yanzhen.pack.checks.reading_back import ReadBack
from yanzhen.web.rulebook.book import Book, read
from yanzhen.web.rulebook.editions import inside, laid_over
from yanzhen.web.rulebook.models import Edition

LONGEST = 60_000
"""Signs in one text; the longest file of a pack in use has a quarter of that."""
MOST_FILES = 8
SHOWN = 60
WAIT = 20.0
"""Seconds a check waits for the one before it."""
REMEMBERED = 16
"""Verdicts kept in a process: an editor's page, its autosave and its review ask the same."""
_one_at_a_time = threading.Lock()
_remembered: dict[tuple[str, tuple[tuple[str, str], ...], bool], Verdict] = {}


@dataclass(frozen=True, slots=True)
class Found:
    """One problem as the editor shows it: `path` within the pack, whether it lies in the draft's own files."""

    level: str
    id: str
    path: str
    line: int
    column: int
    sentence: str
    hint: str
    here: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking said: problems of the draft's files first, its clauses read back, its cases decided, the coverage line."""

    problems: tuple[Found, ...]
    read_back: tuple[ReadBack, ...]
    cases: tuple[CaseResult, ...]
    coverage: str
    clean: bool

    @property
    def failed(self) -> list[CaseResult]:
        """Cases that came out otherwise than they say."""
        return [one for one in self.cases if not one.passed]

    @property
    def why_not(self) -> str:
        """Why it cannot be published as it stands; empty when it can."""
        errors = [one for one in self.problems if one.level == "E"]
        if errors:
            told = _("还有 %(n)s 处必须改：%(path)s 第 %(line)s 行 %(what)s")
            first = errors[0]
            return told % {"n": len(errors), "path": first.path, "line": first.line, "what": first.sentence}
        if self.failed:
            return _("还有 %(n)s 个案例与引擎算的不一致：%(name)s") % {
                "n": len(self.failed),
                "name": self.failed[0].case.name,
            }
        return ""


def bounded(texts: Mapping[str, str]) -> None:
    """Nothing when the texts may be checked; a SiteError for too many, too long or misplaced ones."""
    if len(texts) > MOST_FILES:
        raise SiteError(_("一份草稿最多 %(n)s 个文件") % {"n": MOST_FILES}, code="YZ-S72", hint=_("分成几份起草"))
    for path, text in texts.items():
        inside(path)
        if len(text) > LONGEST or "\0" in text:
            told = _("%(path)s 太长：最多 %(n)s 字") % {"path": path, "n": LONGEST}
            raise SiteError(told, code="YZ-S72", hint=_("分成几个文件"))


def check(edition: Edition, texts: Mapping[str, str], *, cases: bool = False) -> Verdict:
    """The edition with the texts laid over it, checked; with `cases`, the cases of the clauses in these files decided as well."""
    bounded(texts)
    known = (edition.digest, tuple(sorted(texts.items())), cases)
    if known in _remembered:
        return _remembered[known]
    if not _one_at_a_time.acquire(timeout=WAIT):
        raise SiteError(_("正在核对别的草稿，稍后再查"), code="YZ-S73", hint=_("几秒后自动再查"))
    try:
        with laid_over(edition, texts) as place:
            verdict = _verdict(place, texts, cases)
    finally:
        _one_at_a_time.release()
    while len(_remembered) >= REMEMBERED:
        _remembered.pop(next(iter(_remembered)), None)
    _remembered[known] = verdict
    return verdict


def _verdict(place: Path, texts: Mapping[str, str], cases: bool) -> Verdict:
    found = read(place)
    problems = sorted((_found(one, place, texts) for one in found.problems), key=_order)
    clean = not any(one.level == "E" for one in problems)
    if not isinstance(found, Book):
        return Verdict(tuple(problems[:SHOWN]), (), (), "", False)
    mine = [clause for clause in found.view.own if found.file_of(clause) in texts]
    told = tuple(found.paragraph_of(clause) for clause in mine)
    decided: tuple[CaseResult, ...] = ()
    if cases and clean:
        names = {clause.id for clause in mine} | {clause.one for clause in mine}
        mentioned = {Path(path).parent.parent.name for path in texts}
        chosen = tuple(
            case for case in found.pack.cases if case.of in names or _in_policies(case.of, found.pack.own, mentioned)
        )
        decided = tuple(run_cases(replace(found.pack, cases=chosen)))
    return Verdict(tuple(problems[:SHOWN]), told, decided, str(found.coverage), clean)


def _in_policies(name: str, own: str, slugs: set[str]) -> bool:
    pack, _slash, rest = name.partition("/")
    return pack == own and rest.partition("/")[0] in slugs


def _found(problem: Problem, root: Path, texts: Mapping[str, str]) -> Found:
    place = Path(problem.place.file)
    inner = place.relative_to(root).as_posix() if place.is_relative_to(root) else "/".join(place.parts[-4:])
    plain = problem.sentence.replace(f"{root}/", "").replace(str(root.parent), "")
    hint = problem.hint.replace(f"{root}/", "").replace(str(root.parent), "")
    here = inner in texts
    return Found(problem.level, problem.id, inner, problem.place.line, problem.place.column, plain, hint, here)


def _order(one: Found) -> tuple[object, ...]:
    return ("EWI".index(one.level), not one.here, one.path, one.line, one.column)
