"""What the rulebook brings to the day and answers to a search."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.web.frame.access import Person
from yanzhen.web.frame.rooms import Hit, Task
from yanzhen.web.rulebook import queries
from yanzhen.web.rulebook.book import book
from yanzhen.web.rulebook.finding import Asked, found

SHOWN = 20


def tasks(person: Person) -> list[Task]:
    """Drafts to review, and drafts that were sent back to their author."""
    told: list[Task] = []
    if person.may("review_rules"):
        told += [
            Task(_("复核「%(title)s」") % {"title": one.title}, f"{one.unit.name} · {one.author.name}", _("复核"),
                 reverse("rulebook:draft", args=[one.pk]))
            for one in queries.drafts(person).filter(state="review")[:SHOWN]
            if person.username not in one.writers
        ]  # fmt: skip
    if person.may("write_rules"):
        told += [
            Task(_("改「%(title)s」") % {"title": one.title}, _("被退回：%(said)s") % {"said": one.said[:60]}, _("去改"),
                 reverse("rulebook:draft", args=[one.pk]))
            for one in queries.drafts(person).filter(state="open", author__username=person.username).exclude(said="")[:SHOWN]
        ]  # fmt: skip
    return told


def search(words: str) -> list[Hit]:
    """At most twenty clauses in force."""
    rows = found(book(), Asked(words=words), timezone.localdate())
    return [
        Hit(_("条款"), row.clause.title, row.clause.policy.title, reverse("rulebook:clause", args=[row.clause.id]))
        for row in rows[:SHOWN]
    ]
