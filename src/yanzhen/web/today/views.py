"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yanzhen.web.frame.access import signed_in
from yanzhen.web.frame.place import city
from yanzhen.web.frame.rooms import cards, tasks
from yanzhen.web.today import queries


@require_safe
@signed_in
def day(request: HttpRequest) -> HttpResponse:
    """What waits, what happened, which days count."""
    today = timezone.localdate()
    found = tasks(request.person, today)
    calendar = city().calendar
    context = {
        "day": today,
        "groups": queries.groups(found, today),
        "count": len(found),
        "due": sum(task.due is not None and task.due <= today and not task.stopped for task in found),
        "lines": queries.since_yesterday(request.person, today),
        "weeks": queries.weeks(today, calendar, found),
        "answered": calendar is not None and calendar.covers(today),
        "calendar": calendar,
        "cards": cards(request.person, today),
    }
    return render(request, "today/day.html", context)
