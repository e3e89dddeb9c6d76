"""What happens when somebody has come in, by password or by the city's sign-in: the session is theirs and the journal knows."""

from __future__ import annotations

from axes.helpers import get_client_ip_address
from django.http import HttpRequest
from django.utils import timezone

from yanzhen.web.people.actions.accounts import came_in
from yanzhen.web.people.models import Account
from yanzhen.web.people.person import person_of


def note_entry(sender: object, request: HttpRequest, user: Account, **_rest: object) -> None:
    """The account's one session is this one, and the journal says from where it came in."""
    if request.session.session_key is None:
        request.session.save()
    came_in(person_of(user, timezone.localdate()), user, request.session.session_key, address_of(request))


def address_of(request: HttpRequest) -> str:
    """The address a request comes from, as the lock counts it."""
    return get_client_ip_address(request) or "?"
