"""Every read of intake: sheets a person may see, a sheet ready to be shown, the numbers at its head."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from yanzhen.reading.proposals import CHANGED, CONFLICTING, NEW, SAME
from yanzhen.reading.proposals.proposal import Document
from yanzhen.reading.proposals.sheet import yaml_of
from yanzhen.web.frame.access import Person
from yanzhen.web.intake.marking import Mark, Run, runs
from yanzhen.web.intake.models import NO, OPEN, YES, Line, Sheet
from yanzhen.web.intake.standing import held, plan_documents
from yanzhen.web.people.models import Unit
from yanzhen.web.working.store import Standing, current

KINDS = {
    "indicator": _("指标"),
    "target": _("目标"),
    "list": _("名单"),
    "project": _("项目"),
    "duty": _("任务"),
}
STATES = {NEW: _("新"), SAME: _("已有"), CHANGED: _("有改动"), CONFLICTING: _("两说不一")}
SURE = {"high": _("把握高"), "medium": _("把握中"), "low": _("把握低")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as the page shows it: what it says in short, its YAML, what the plan has of it, what must be accepted with it."""

    line: Line
    kind: Any
    name: str
    says: str
    yaml: str
    rival: str
    needs: tuple[str, ...]
    state: Any
    sure: Any
    error: str = ""
    typed: str = ""
    """What somebody wrote that was refused."""

    @property
    def beside(self) -> bool:
        """Whether what the plan has must stand beside it."""
        return self.line.state in (CHANGED, CONFLICTING)

    @property
    def edit(self) -> str:
        """What the box for editing begins with."""
        return self.typed or self.line.edited or self.yaml


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers at the head of a sheet."""

    open: int = 0
    yes: int = 0
    no: int = 0
    states: tuple[tuple[str, Any, int], ...] = ()

    @property
    def all(self) -> int:
        """Every line."""
        return self.open + self.yes + self.no


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something doubtful of the text: which, its words, what it may be meant to be, why."""

    number: int
    words: str
    suggested: str
    note: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet with all its page needs."""

    sheet: Sheet
    runs: list[Run]
    lines: list[Shown]
    counted: Counted
    anomalies: list[Anomaly]
    pointed: list[Anomaly] = field(default_factory=list)
    stale: bool = False
    may_write: bool = False


def sheets(person: Person) -> QuerySet[Sheet]:
    """The sheets of the person's units, newest first, with `answered` and `all` counts."""
    mine = reduce(or_, (Q(unit__path__startswith=path) for path in person.own), Q(pk__in=()))
    counts = {"all": Count("lines"), "answered": Count("lines", filter=~Q(lines__answer=OPEN))}
    return (
        Sheet.objects.filter(mine)
        .select_related("unit")
        .defer("text", "marks")
        .annotate(**counts)
        .order_by("-at", "-id")
    )


def opened(person: Person, sheet: Sheet) -> Opened:
    """The sheet with its text in runs, its lines beside the plan, its doubts."""
    standing = current()
    lines = shown_lines(sheet, standing)
    doubts, pointed = _doubts(sheet), _pointed(sheet)
    marks = [Mark(one.line.start, one.line.end, "lines", one.line.number) for one in lines]
    for group, told in (("odd", sheet.marks.get("anomalies", ())), ("pointed", sheet.marks.get("pointed", ()))):
        marks += [Mark(one["start"], one["end"], group, at) for at, one in enumerate(told, start=1)]
    stale = not sheet.closed and standing.number != sheet.compared
    return Opened(sheet, runs(sheet.text, marks), lines, counted(sheet), doubts, pointed, stale, may_write(person))


def shown_lines(sheet: Sheet, standing: Standing | None = None) -> list[Shown]:
    """Every line of the sheet as it is shown."""
    lines = list(sheet.lines.all())
    standing = standing or current()
    return [_shown(line, sheet, lines, standing) for line in lines]


def shown(line: Line, error: str = "", typed: str = "") -> Shown:
    """One line as it is shown, with what was refused of it."""
    return _shown(line, line.sheet, list(line.sheet.lines.all()), current(), error, typed)


def _shown(line: Line, sheet: Sheet, lines: list[Line], standing: Standing, error: str = "", typed: str = "") -> Shown:
    line.sheet = sheet
    rival = held(standing.path, line.kind, line.against) or _earlier(line, lines)
    return Shown(
        line=line,
        kind=KINDS.get(line.kind, line.kind),
        name=str(line.document.get(line.kind, "")),
        says=says(line.kind, line.document),
        yaml=yaml_of(line.document),
        rival=rival if line.against else "",
        needs=_needs(line, lines, standing),
        state=STATES[line.state],
        sure=SURE[line.confidence],
        error=error,
        typed=typed,
    )


def _earlier(line: Line, lines: list[Line]) -> str:
    """What an earlier line of the same sheet says, where that is what the line is at odds with."""
    for one in lines:
        if one.number < line.number and (one.kind, one.document.get(one.kind)) == (line.kind, line.against):
            return yaml_of(one.document)
    return ""


def _needs(line: Line, lines: list[Line], standing: Standing) -> tuple[str, ...]:
    """Names of lines without which this one cannot stand: not in the plan, and not accepted yet."""
    if line.kind == "target":
        wanted = [("indicator", str(line.document.get("of", "")))]
    elif (
        line.kind == "list" and line.document.get("of") == "project" and isinstance(line.document.get("members"), list)
    ):
        wanted = [("project", str(name)) for name in line.document["members"]]
    else:
        return ()
    there = {(kind, str(one[kind])) for one in plan_documents(standing.path) for kind in list(one)[:1]}
    there |= {(one.kind, str(one.document.get(one.kind))) for one in lines if one.answer == YES}
    return tuple(name for kind, name in wanted if (kind, name) not in there)


def says(kind: str, document: Document) -> str:
    """What a document says in one line, in the words of the pack."""
    parts: list[str] = []
    goal = document.get("goal")
    if isinstance(goal, dict):
        parts.append(_goal(goal))
    for key in ("unit", "count", "does", "department", "due"):
        value = document.get(key)
        if isinstance(value, str) and value not in ("未载明", "1", document.get(kind)):
            parts.append(f"{value} 项" if key == "count" else value)
    members = document.get("members")
    if isinstance(members, list):
        parts.append("、".join(map(str, members)))
    if document.get("each") == "year":
        parts.append("每年")
    return " · ".join(parts)


_SIGNS = {"least": "≥ ", "most": "≤ ", "about": "约 ", "rank": "位次 ≤ "}


def _goal(goal: dict[str, object]) -> str:
    for key, value in goal.items():
        if key in _SIGNS:
            return f"{_SIGNS[key]}{value}"
        if key == "between" and isinstance(value, list):
            return " – ".join(map(str, value))
    return ""


def counted(sheet: Sheet) -> Counted:
    """How many lines are open, accepted, rejected, and in which states."""
    rows = list(sheet.lines.values_list("answer", "state"))
    answers, states = Counter(answer for answer, _state in rows), Counter(state for _answer, state in rows)
    told = tuple((state, word, states[state]) for state, word in STATES.items() if states[state])
    return Counted(answers[OPEN], answers[YES], answers[NO], told)


def may_write(person: Person) -> bool:
    """Whether the person may write the city's plan: somebody of the city or one of its departments."""
    top = Unit.objects.filter(parent=None).first()
    return bool(top) and person.may("read_into_plan") and person.reaches(top.path)


def _doubts(sheet: Sheet) -> list[Anomaly]:
    return [
        Anomaly(
            at,
            " ".join(sheet.text[one["start"] : one["end"]].split())[:60],
            one.get("suggested") or "",
            one.get("note") or one.get("reason") or "",
            one.get("type") or "",
        )
        for at, one in enumerate(sheet.marks.get("anomalies", ()), start=1)
    ]


def _pointed(sheet: Sheet) -> list[Anomaly]:
    kinds = {"targets": KINDS["target"], "lists": KINDS["list"], "tasks": KINDS["duty"], "mechanisms": _("机制")}
    return [
        Anomaly(at, " ".join(sheet.text[one["start"] : one["end"]].split())[:60], "", str(kinds.get(one["kind"], "")))
        for at, one in enumerate(sheet.marks.get("pointed", ()), start=1)
    ]
