"""Reading the rulebook's tables: drafts of one's units, versions of a file, relations and pools a clause stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from yanzhen.pack.model import Clause, Relation
from yanzhen.pack.paying import Pool
from yanzhen.web.frame.access import Person
from yanzhen.web.people.queries import below
from yanzhen.web.rulebook.book import Book
from yanzhen.web.rulebook.models import Draft, Text, Token, Trial


@dataclass(frozen=True, slots=True)
class Given:
    """A case as a row: its name, what is given, what should come out, and whether the engine says the same."""

    name: str
    given: str
    expect: str
    outcome: str
    passed: bool
    differences: tuple[str, ...]


def drafts(person: Person) -> QuerySet[Draft]:
    """Drafts of the person's units and of those below."""
    return Draft.objects.filter(below(person.own, "unit__path")).select_related("unit", "author")


def trials(person: Person) -> QuerySet[Trial]:
    """Trials of drafts the person may see."""
    return Trial.objects.filter(draft__in=drafts(person)).select_related("draft", "asked_by")


def tokens(person: Person) -> QuerySet[Token]:
    """Keys of the person's units and of those below."""
    return Token.objects.filter(below(person.own, "unit__path")).select_related("unit", "made_by")


def versions(path: str) -> QuerySet[Text]:
    """What editions made of a file, newest first."""
    found = Text.objects.filter(path=path).select_related("edition__reviewer", "edition__draft__author")
    return found.order_by("-edition__number")


def relations(book: Book, clause: Clause) -> list[tuple[Relation, list[Clause]]]:
    """The relations a clause stands in, each with the other clauses of it."""
    return [
        (one, [book.clauses[name] for name in one.members if name != clause.id and name in book.clauses])
        for one in book.pack.relations
        if clause.id in one.members
    ]


def pools(book: Book, clause: Clause) -> list[Pool]:
    """The pools a clause is paid from."""
    return [one for one in book.pack.pools if clause.id in one.clauses]


def cases(book: Book, clause: Clause) -> list[Given]:
    """The cases of a clause, each decided."""
    return [
        Given(
            one.case.name,
            _words({**one.case.given, **{name: rows for name, rows in one.case.rows.items() if rows is not None}}),
            _words({name: value for name, value in one.case.expect.items() if name != "outcome"}),
            str(one.case.expect.get("outcome", "")),
            one.passed,
            tuple(one.differences),
        )
        for one in book.tried(clause.id)
    ]


def upcoming(day: date) -> QuerySet[Text]:
    """Texts of editions whose day is still to come."""
    return Text.objects.filter(edition__start__gt=day).select_related("edition")


def _words(given: dict[str, object]) -> str:
    return "；".join(f"{name} {_value(value)}" for name, value in given.items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "、".join(f"{name} {_value(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "、".join(f"（{_value(one)}）" for one in value) or "0"
    return str(value)
