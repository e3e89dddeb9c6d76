"""Each request knows its person; sessions end when idle; passwords that are due are changed before anything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from yanzhen.web.frame.access import STRANGER
from yanzhen.web.people.models import Account
from yanzhen.web.people.person import person_of, privileged

RENEW = 60
"""Seconds after which a visit moves the end of the session on; not each request writes."""

CITY = "yanzhen.web.people.oidc.CityBackend"


def who_asks(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """`request.person` is set, a stranger where nobody is signed in."""

    def asking(request: HttpRequest) -> HttpResponse:
        request.person = STRANGER
        account = request.user
        if not account.is_authenticated:
            return answer(request)
        person = person_of(account, timezone.localdate())
        if privileged(person) and account.session != request.session.session_key:
            logout(request)
            return answer(request)
        request.person = person
        now = int(timezone.now().timestamp())
        if now - request.session.get("seen", 0) > RENEW:
            request.session["seen"] = now
        if password_due(request) and request.path not in _open_while_due():
            return redirect("people:password")
        return answer(request)

    return asking


def password_due(request: HttpRequest) -> bool:
    """Whether the password must be changed first: given by somebody else, or older than the site allows.

    Whoever came in by the city's sign-in has no password here to change.
    """
    if request.session.get(BACKEND_SESSION_KEY) == CITY:
        return False
    account: Account = request.user
    days, made = settings.OPTIONS.password_days, account.password_day
    return account.must_change or bool(days and made and made + timedelta(days=days) < timezone.localdate())


def _open_while_due() -> set[str]:
    names = ("people:password", "people:sign-out", "frame:language", "frame:print-size", "frame:alive")
    return {reverse(name) for name in names}
