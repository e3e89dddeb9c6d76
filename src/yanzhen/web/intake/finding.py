"""What the search finds here: documents read in, and mechanisms the city named."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from yanzhen.web.frame.access import Person
from yanzhen.web.frame.rooms import Hit
from yanzhen.web.intake import mechanisms, queries

MOST = 20


def search(person: Person, words: str) -> list[Hit]:
    """Sheets by the name of their file, mechanisms by anything that stands in their row."""
    if not person.may("see_plan"):
        return []
    sheets = queries.sheets(person).filter(name__icontains=words)[:MOST]
    found = [Hit(_("文件"), one.name, one.unit.name, reverse("intake:sheet", args=[one.pk])) for one in sheets]
    rows = mechanisms.table(mechanisms.Asked(words=words)).rows[:MOST]
    address = reverse("intake:mechanisms")
    return found + [
        Hit(_("机制"), one.mechanism.name, str(one.status), f"{address}?{urlencode({'q': one.mechanism.name})}")
        for one in rows
    ]
