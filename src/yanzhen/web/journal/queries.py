"""Reading the journal: a person sees what their unit did and what they did themselves; audit administrators see all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.web.frame.access import Person
from yanzhen.web.journal.models import Entry


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for; empty: everything they may see."""

    who: str = ""
    thing: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as people read it."""

    entry: Entry
    sentence: str

    @property
    def at(self) -> datetime:
        """When, in local time."""
        return timezone.localtime(self.entry.at)

    @property
    def day(self) -> date:
        """The local day."""
        return self.at.date()

    @property
    def actor(self) -> str:
        """Who did it: name and post, or the command line."""
        return " ".join(part for part in (self.entry.name, self.entry.post) if part) or _("命令行")


def entries(person: Person, asked: Asked = Asked()) -> QuerySet[Entry]:
    """The entries the person may see that answer what is asked, newest first."""
    found = Entry.objects.all()
    if not person.may("see_whole_journal"):
        mine = Q(who=person.username)
        for path in person.own:
            mine |= Q(unit__startswith=path) | Q(area__startswith=path)
        found = found.filter(mine)
    if asked.who:
        found = found.filter(Q(who__icontains=asked.who) | Q(name__icontains=asked.who) | Q(post__icontains=asked.who))
    if asked.thing:
        found = found.filter(Q(thing__icontains=asked.thing) | Q(title__icontains=asked.thing))
    if asked.first:
        found = found.filter(at__gte=_midnight(asked.first))
    if asked.last:
        found = found.filter(at__lt=_midnight(asked.last + timedelta(days=1)))
    return found


def lines(found: Iterable[Entry]) -> list[Line]:
    """Each entry with its sentence, in the reader's language."""
    templates = verbs()
    return [Line(entry, sentence_of(entry, templates)) for entry in found]


def verbs() -> dict[str, str]:
    """Every verb any application writes, with its sentence; `%(thing)s`, `%(title)s` and the details are filled in."""
    return {verb: str(said) for app in apps.get_app_configs() for verb, said in getattr(app, "verbs", {}).items()}


class _Details(dict):
    """Details with a dash for what an older entry did not note."""

    def __missing__(self, key: str) -> str:
        return "—"


def sentence_of(entry: Entry, templates: dict[str, str]) -> str:
    """What was done, as a sentence; the verb and the thing themselves when no application knows the verb any more."""
    words = _Details(json.loads(entry.details), thing=entry.thing, title=entry.title or entry.thing)
    return templates.get(entry.verb, f"{entry.verb} %(title)s") % words


def details(entry: Entry) -> list[tuple[str, str]]:
    """What an entry notes beside its sentence, each as a name and a text."""
    noted = json.loads(entry.details)
    return [(name, "、".join(map(str, told)) if isinstance(told, list) else str(told)) for name, told in noted.items()]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
