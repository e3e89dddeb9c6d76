"""The interface for programs: the rules as data and the check of a text, with a key of a unit, by the same queries as the pages."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import Person
from yanzhen.web.rulebook.actions.tokens import bearer
from yanzhen.web.rulebook.book import Book, book
from yanzhen.web.rulebook.checking import LONGEST, MOST_FILES
from yanzhen.web.rulebook.checking import check as check_texts
from yanzhen.web.rulebook.editions import newest
from yanzhen.web.rulebook.finding import Asked, Row, found, row_of

MOST_ROWS = 200


class Key(HttpBearer):
    """A request comes with a key of a unit, and is made as that unit."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """The person the key stands for; None refuses."""
        person = bearer(token, timezone.localdate())
        if person is not None:
            request.person = person
        return person


class Cited(Schema):
    """Where a rule comes from, as its pack says."""

    title: str
    doc: str
    issuer: str
    date: str
    article: str
    quote: str
    restated: bool


class ClauseLine(Schema):
    """A clause in a list. `most` is in 元, as text, so that nothing is rounded on the way; null when the text states none."""

    id: str
    title: str
    policy: str
    department: str
    nature: str
    place: str
    most: str | None
    start: date | None
    until: date | None
    assumed: bool
    cite: Cited


class ClauseWhole(ClauseLine):
    """A clause whole: the paragraph it reads as, what is in doubt, and its YAML text."""

    rule: str
    doubts: list[str]
    note: str
    text: str


class PolicyLine(Schema):
    """A document and the ids of its clauses."""

    id: str
    title: str
    doc: str
    issuer: str
    published: str
    clauses: list[str]


class Page(Schema):
    """Some of the clauses that answer, and how many there are."""

    count: int
    clauses: list[ClauseLine]


class Draft(Schema):
    """Texts by their path in the pack, laid over the newest edition."""

    texts: dict[str, str] = Field(min_length=1, max_length=MOST_FILES, description=f"path → YAML, ≤ {LONGEST}")


class Problem(Schema):
    """One problem `yanzhen check` finds."""

    id: str
    level: str
    file: str
    line: int
    column: int
    sentence: str
    hint: str


class Checked(Schema):
    """What checking said; `clean`: no problem of level E."""

    clean: bool
    problems: list[Problem]
    coverage: str


class Refusal(Schema):
    """Why a request was refused."""

    detail: Any


class Filter(Schema):
    """What the list may be asked for; each may be left out."""

    words: str = Field("", max_length=80)
    department: str = Field("", max_length=100)
    place: str = Field("", max_length=100)
    nature: str = Field("", max_length=20)
    industry: str = Field("", max_length=100)
    least: int | None = Field(None, ge=0, le=10**12, description="元")
    on: date | None = None
    offset: int = Field(0, ge=0, le=10**6)


api = NinjaAPI(title="Yanzhen 雁阵", version="1", docs_url=None, auth=Key(), urls_namespace="api")


@api.get("policies", response={200: list[PolicyLine], 401: Refusal, 403: Refusal}, url_name="policies")
def policies(request: HttpRequest) -> list[dict[str, Any]]:
    """Every document with its clauses, in the order of the packs."""
    _needs(request, "see_rules")
    told: dict[str, dict[str, Any]] = {}
    for one in book().pack.clauses:
        row = told.setdefault(
            one.policy.id,
            {
                "id": one.policy.id, "title": one.policy.title, "doc": one.policy.doc, "issuer": one.policy.issuer,
                "published": one.policy.published, "clauses": [],
            },
        )  # fmt: skip
        row["clauses"].append(one.id)
    return list(told.values())


@api.get("clauses", response={200: Page, 401: Refusal, 403: Refusal, 422: Refusal}, url_name="clauses")
def clauses(request: HttpRequest, asked: Query[Filter]) -> dict[str, Any]:
    """The clauses in force on a day that answer what is asked, at most 200 from `offset` on."""
    _needs(request, "see_rules")
    rules = book()
    least = None if asked.least is None else Fraction(asked.least)
    asking = Asked(asked.words, asked.department, asked.place, asked.nature, asked.industry, least, asked.on)
    rows = found(rules, asking, timezone.localdate())
    shown = rows[asked.offset : asked.offset + MOST_ROWS]
    return {"count": len(rows), "clauses": [_line(row) for row in shown]}


@api.get(
    "clauses/{path:name}",
    response={200: ClauseWhole, 401: Refusal, 403: Refusal, 404: Refusal, 422: Refusal},
    url_name="clause",
)
def clause(request: HttpRequest, name: str) -> dict[str, Any]:
    """One clause whole, by its id `pack/policy/clause`."""
    _needs(request, "see_rules")
    rules: Book = book()
    one = rules.clauses.get(name)
    if one is None:
        raise HttpError(404, "no such clause")
    read = rules.paragraphs[one.id]
    return _line(row_of(rules, one)) | {
        "rule": read.text, "doubts": list(one.doubts), "note": one.note, "text": rules.text_of(one),
    }  # fmt: skip


@api.post("check", response={200: Checked, 400: Refusal, 401: Refusal, 403: Refusal, 422: Refusal}, url_name="check")
def check(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    """The newest edition with the texts laid over it, checked as `yanzhen check` does. Nothing is kept."""
    _needs(request, "check_rules")
    try:
        verdict = check_texts(newest(), draft.texts)
    except SiteError as error:
        raise HttpError(400, error.what) from None
    return {
        "clean": verdict.clean,
        "coverage": verdict.coverage,
        "problems": [
            {
                "id": one.id, "level": one.level, "file": one.path, "line": one.line, "column": one.column,
                "sentence": one.sentence, "hint": one.hint,
            }
            for one in verdict.problems
        ],
    }  # fmt: skip


def _needs(request: HttpRequest, act: str) -> None:
    if not request.person.may(act):
        raise HttpError(403, act)


def _line(row: Row) -> dict[str, Any]:
    one, cite = row.clause, row.clause.cite
    most = row.most
    return {
        "id": one.id, "title": one.title, "policy": one.policy.id, "department": one.department, "nature": one.nature,
        "place": row.place, "most": None if most is None else f"{int(most * 100) // 100}.{int(most * 100) % 100:02d}",
        "start": one.in_force.start, "until": one.in_force.until, "assumed": row.assumed,
        "cite": {
            "title": cite.title, "doc": cite.doc, "issuer": cite.issuer, "date": cite.date, "article": cite.article,
            "quote": cite.quote, "restated": cite.restated,
        },
    }  # fmt: skip


def addresses() -> Any:
    """The interface's addresses; each says that it needs a key, which `Key` asks for."""
    patterns, app, space = api.urls
    for pattern in patterns:
        pattern.callback.needs = None if pattern.name in ("openapi-json", "api-root") else "key"
    return patterns, app, space
