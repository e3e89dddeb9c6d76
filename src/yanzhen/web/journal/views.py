"""Pages of the journal: the list as sentences, one entry with its digest, export, verification."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yanzhen.web.frame.access import needs
from yanzhen.web.frame.paging import page_of
from yanzhen.web.frame.sheets import csv_rows
from yanzhen.web.journal import actions, queries
from yanzhen.web.journal.forms import AskForm

MOST_EXPORTED = 10_000


@require_safe
@needs("see_journal")
def index(request: HttpRequest) -> HttpResponse:
    """Sentences, newest first, as asked in the address."""
    form = AskForm(request.GET)
    page = page_of(request, queries.entries(request.person, form.asked()), 30)
    context = {"form": form, "page": page, "lines": queries.lines(page.object_list)}
    return render(request, "journal/entries.html", context)


@require_safe
@needs("see_journal")
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry with everything that is hashed."""
    found = get_object_or_404(queries.entries(request.person), number=number)
    context = {"line": queries.lines([found])[0], "details": queries.details(found)}
    return render(request, "journal/entry.html", context)


@require_safe
@needs("export_journal")
def export(request: HttpRequest) -> StreamingHttpResponse | HttpResponse:
    """The entries asked for as csv, oldest first; beyond the limit it says so instead of cutting off."""
    found = queries.entries(request.person, AskForm(request.GET).asked()).order_by("number")
    rows = found.count()
    if rows > MOST_EXPORTED:
        told = _("要导出的有 %(rows)s 条，一次最多 %(most)s 条。请缩小时间。") % {"rows": rows, "most": MOST_EXPORTED}
        messages.error(request, told)
        return redirect(f"/journal/?{request.GET.urlencode()}")
    actions.note_export(request.person, rows)
    heads = ("序号", "时间", "账号", "姓名", "岗位", "动作", "对象", "对象名称", "内容", "前一条摘要", "摘要")
    columns = ("number", "at", "who", "name", "post", "verb", "thing", "title", "details", "previous", "digest")
    name = f"journal-{timezone.localdate():%Y%m%d}.csv"
    return csv_rows(name, heads, found.values_list(*columns).iterator(chunk_size=2_000))


@require_POST
@needs("verify_journal")
def check(request: HttpRequest) -> HttpResponse:
    """The chain was recomputed; the page lists what does not hold."""
    return render(request, "journal/verdict.html", {"verdict": actions.verify_chain(request.person)})
