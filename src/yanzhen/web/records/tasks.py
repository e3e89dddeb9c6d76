"""What records add to the day and to the search."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.web.frame.access import Person
from yanzhen.web.frame.rooms import Card, Hit, Task
from yanzhen.web.records import freshness as fresh
from yanzhen.web.records import queries
from yanzhen.web.records.catalogue import standing
from yanzhen.web.records.models import READ, REFUSED

SHOWN = 5
MOST = 20


def tasks(person: Person) -> list[Task]:
    """Files that were read and wait for a decision."""
    if not person.may("load_records"):
        return []
    found = queries.open_uploads(person).filter(state__in=(READ, REFUSED))[:SHOWN]
    return [
        Task(
            _("定「%(name)s」收不收") % {"name": one.name},
            _("可接收 %(taken)s 行，退回 %(bad)s 行") % {"taken": f"{one.taken:,}", "bad": f"{one.bad_rows:,}"},
            _("去看"),
            reverse("records:report", args=[one.pk]),
        )
        for one in found
    ]


def cards(person: Person, day: date) -> list[Card]:
    """By department: the last period that came, and when; first what came last, then what never did."""
    if not person.may("see_records"):
        return []
    listed = list(standing())
    year = fresh.last_year(day, listed)
    lines = [one for one in fresh.freshness(year, listed) if one.kind is not None]
    came = sorted((one for one in lines if one.latest), key=lambda one: -one.latest.pk)
    absent = [one for one in lines if not one.latest]
    shown = [*came[: SHOWN - 1], *absent[: SHOWN - min(len(came), SHOWN - 1)]]
    context = {
        "lines": shown,
        "year": year,
        "day": day,
        "owed": sum(bool(one.owed) for one in lines),
        "all": len(lines),
    }
    return [Card("records/card.html", context, 20)]


def search(person: Person, words: str) -> list[Hit]:
    """Files by name, batches by source or digest."""
    if not person.may("see_records"):
        return []
    match = Q(source__icontains=words) | Q(digest__startswith=words.lower()) | Q(register__icontains=words)
    found = [
        Hit(_("批次"), str(one), f"{one.source} · {one.rows:,}", reverse("records:batch", args=[one.pk]))
        for one in queries.batches(person).filter(match)[:MOST]
    ]
    if person.may("load_records"):
        found += [
            Hit(_("文件"), one.name, one.get_state_display(), reverse("records:report", args=[one.pk]))
            for one in queries.uploads(person).filter(name__icontains=words)[:MOST]
        ]
    return found
