"""Being away: who stands in, from when to when."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import needs
from yanzhen.web.people import queries
from yanzhen.web.people.actions import away as actions
from yanzhen.web.people.forms import AwayForm
from yanzhen.web.people.models import Post
from yanzhen.web.people.views.telling import tell, words


@require_http_methods(["GET", "HEAD", "POST"])
@needs("go_away")
def index(request: HttpRequest) -> HttpResponse:
    """Absences so far, and a form for the next."""
    day = timezone.localdate()
    mine = Post.objects.filter(holder=request.user, closed=False).select_related("unit")
    form = AwayForm(
        mine, queries.deputies(request.user), request.POST or None, initial={"first": day, "post": mine.first()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.delegate(request.person, request.user, today=day, **form.cleaned_data)
        except SiteError as error:
            tell(form, error)
        else:
            messages.success(request, _("已交代：到期自动收回"))
            return redirect("people:away")
    context = {"form": form, "absences": queries.absences(request.person, request.user)[:50], "day": day, "mine": mine}
    return render(request, "people/away.html", context)


@require_POST
@needs("go_away")
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """The absence was taken back."""
    found = get_object_or_404(queries.absences(request.person, request.user), pk=number)
    try:
        actions.withdraw(request.person, request.user, found)
        messages.success(request, _("已收回代办"))
    except SiteError as error:
        messages.error(request, words(error))
    return redirect("people:away")
