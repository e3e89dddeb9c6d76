"""Pages and switches of the frame itself."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from yanzhen.web.frame.access import public, signed_in
from yanzhen.web.frame.context import LARGE
from yanzhen.web.frame.rooms import hits

YEAR = 365 * 24 * 3600


@require_POST
@public
def language(request: HttpRequest) -> HttpResponse:
    """The page one came from, in the language asked for; kept in a cookie."""
    answer = redirect(_back(request))
    asked = request.POST.get("language", "")
    if asked in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            asked,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return answer


@require_POST
@public
def print_size(request: HttpRequest) -> HttpResponse:
    """The page one came from in the other print size (大字版 or ordinary)."""
    answer = redirect(_back(request))
    now = "0" if request.COOKIES.get(LARGE) == "1" else "1"
    answer.set_cookie(LARGE, now, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return answer


@require_safe
@signed_in
def search(request: HttpRequest) -> HttpResponse:
    """What answers the words, of what the person may see."""
    words = request.GET.get("q", "").strip()[:80]
    return render(request, "frame/search.html", {"words": words, "hits": hits(request.person, words) if words else []})


@require_safe
@signed_in
def components(request: HttpRequest) -> HttpResponse:
    """Every component of the look on one page: for those who write pages, in demo mode or for system administrators."""
    if not (settings.OPTIONS.demo or request.person.may("see_components")):
        raise PermissionDenied("see_components")
    from yanzhen.web.frame.samples import SAMPLES

    day = timezone.localdate()
    clocks = {"running": day + timedelta(days=7), "today": day, "late": day - timedelta(days=23)}
    rows = list(zip(SAMPLES["chart"]["xAxis"]["data"], SAMPLES["chart"]["series"][0]["data"]))
    context = {**SAMPLES, "clocks": clocks, "day": day, "chart_rows": rows}
    return render(request, "frame/components.html", context)


@require_safe
@public
def alive(request: HttpRequest) -> HttpResponse:
    """200 and the word `alive` while site and database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("alive\n", content_type="text/plain")


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if safe else "/"
