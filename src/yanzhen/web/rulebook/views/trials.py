"""Trying a draft: on one firm, and on the whole city with its progress."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yanzhen.errors import SiteError, YanzhenError
from yanzhen.web.frame.access import needs
from yanzhen.web.people.views.telling import telling
from yanzhen.web.rulebook import queries
from yanzhen.web.rulebook.actions import trials as actions
from yanzhen.web.rulebook.band import band
from yanzhen.web.rulebook.forms import FirmForm, TrialForm
from yanzhen.web.rulebook.trying import on_firm


@require_safe
@needs("try_rules")
def firm(request: HttpRequest, number: int) -> HttpResponse:
    """What the draft says of one firm."""
    draft = get_object_or_404(queries.drafts(request.person), pk=number)
    form = FirmForm(request.GET or None)
    told, why = [], ""
    if form.is_bound and form.is_valid():
        given, texts = form.cleaned_data, dict(draft.files.values_list("path", "text"))
        try:
            told = on_firm(request.person, texts, given["subject"].strip(), given["year"], given["on"])
        except YanzhenError as error:
            why = "\n".join(part for part in (error.what, error.hint) if part)
    return render(request, "rulebook/firm.html", {"draft": draft, "form": form, "told": told, "why": why})


@require_POST
@needs("try_rules")
@telling("rulebook:draft", "number")
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """A trial was asked for."""
    draft = get_object_or_404(queries.drafts(request.person), pk=number)
    form = TrialForm(request.POST)
    if not form.is_valid():
        raise SiteError(_("所属期或基准日没有写对"), code="YZ-S84", hint=_("写作 2024 和 2025-06-30"))
    trial = actions.ask(request.person, draft, form.cleaned_data["year"], form.cleaned_data["on"])
    return redirect("rulebook:trial", trial.pk)


@require_safe
@needs("try_rules")
def trial(request: HttpRequest, number: int) -> HttpResponse:
    """One trial: how far it is, or what it found. Fetched again by itself while it runs."""
    one = get_object_or_404(queries.trials(request.person), pk=number)
    context = {"trial": one, "draft": one.draft, "going": one.state in ("waiting", "running"), "result": one.result}
    if one.state in ("done", "held"):
        context["band"] = band(one.result["total"])
    return render(request, "rulebook/trial_part.html" if request.htmx else "rulebook/trial.html", context)
