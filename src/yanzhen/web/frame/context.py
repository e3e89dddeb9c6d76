"""What every page shows around itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from yanzhen.web.frame.access import STRANGER, Person
from yanzhen.web.frame.place import city
from yanzhen.web.frame.rooms import rooms, tasks

LARGE = "large"
"""The cookie of 大字版."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """City, person, rail, number of tasks, print size. It must not fail, for the error pages stand in it too."""
    person: Person = getattr(request, "person", STRANGER)
    match = getattr(request, "resolver_match", None)
    return {
        "city": city(),
        "person": person,
        "rooms": rooms(person),
        "here": f"{match.app_name}:" if match else "",
        "waiting": len(tasks(person, timezone.localdate())) if person.known else 0,
        "large": request.COOKIES.get(LARGE) == "1",
        "demo": settings.OPTIONS.demo,
        "oidc": bool(settings.OPTIONS.oidc_client),
        "idle_minutes": settings.OPTIONS.idle_minutes,
    }
