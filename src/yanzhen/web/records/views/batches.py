"""The list of batches, one batch, withdrawing it and undoing that."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yanzhen.web.frame.access import needs
from yanzhen.web.frame.paging import page_of
from yanzhen.web.frame.place import city
from yanzhen.web.people.views.telling import telling
from yanzhen.web.records import queries
from yanzhen.web.records.actions import batches as actions
from yanzhen.web.records.forms import BatchesForm, ReasonForm
from yanzhen.web.records.models import Batch
from yanzhen.web.records.showing import title


@require_safe
@needs("see_records")
def index(request: HttpRequest) -> HttpResponse:
    """Batches as asked in the address, newest first."""
    form = BatchesForm(request.GET)
    found = queries.batches(request.person)
    if form.is_valid():
        given = form.cleaned_data
        found = found.filter(register=given["register"]) if given["register"] else found
        words = given["q"].strip()
        if words:
            found = found.filter(
                Q(source__icontains=words) | Q(by_name__icontains=words) | Q(digest__startswith=words.lower())
            )
        if given["period"]:
            wanted = [one.pk for one in found if given["period"] in one.covers]
            found = found.filter(pk__in=wanted)
    page = page_of(request, found, 30)
    registers = city().vocabulary.registers
    told = [
        {"batch": one, "title": title(registers[one.register]) if one.register in registers else one.register}
        for one in page
    ]
    return render(request, "records/batches.html", {"form": form, "page": page, "told": told})


@require_safe
@needs("see_records")
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """One batch: what it holds, who delivered it, whether it stands, what came after it."""
    found = _batch(request, number)
    after = queries.later(found)
    visible = queries.batches(request.person).filter(pk__in=[one.pk for one in after])
    registers = city().vocabulary.registers
    mine = request.person.may("load_records") and request.person.owns(found.unit)
    context = {
        "batch": found,
        "title": title(registers[found.register]) if found.register in registers else found.register,
        "known_register": found.register in registers,
        "periods": found.periods,
        "superseded": queries.superseded(found, after),
        "later": visible,
        "standings": found.standings.all(),
        "mine": mine,
        "uploads": queries.uploads(request.person).filter(batch=found) if mine else [],
        "form": ReasonForm(),
    }
    return render(request, "records/batch.html", context)


@require_POST
@needs("load_records")
@telling("records:batch", "number")
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """The batch counts no more."""
    actions.withdraw(request.person, _batch(request, number), request.POST.get("reason", ""))
    messages.success(request, _("已撤回；文件和记录都在，可以恢复"))
    return redirect("records:batch", number)


@require_POST
@needs("load_records")
@telling("records:batch", "number")
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """The batch counts again."""
    actions.restore(request.person, _batch(request, number), request.POST.get("reason", ""))
    messages.success(request, _("已恢复"))
    return redirect("records:batch", number)


def _batch(request: HttpRequest, number: int) -> Batch:
    return get_object_or_404(queries.batches(request.person), pk=number)
