"""Keys of the interface: the list, a new one shown once, one taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yanzhen.web.frame.access import needs
from yanzhen.web.people.queries import units
from yanzhen.web.rulebook import queries
from yanzhen.web.rulebook.actions import tokens as actions
from yanzhen.web.rulebook.forms import TokenForm


@require_http_methods(["GET", "HEAD", "POST"])
@needs("keep_tokens")
def index(request: HttpRequest) -> HttpResponse:
    """The keys of the person's units; a new one, shown this once."""
    form, text = TokenForm(units(request.person).filter(closed=False), request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        _token, text = actions.give(request.person, form.cleaned_data["unit"], form.cleaned_data["name"])
        form = TokenForm(units(request.person).filter(closed=False))
    context = {"form": form, "text": text, "tokens": queries.tokens(request.person)}
    return render(request, "rulebook/tokens.html", context)


@require_POST
@needs("keep_tokens")
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """The key opens nothing any more."""
    actions.revoke(request.person, get_object_or_404(queries.tokens(request.person), pk=number))
    messages.success(request, _("已作废"))
    return redirect("rulebook:tokens")
