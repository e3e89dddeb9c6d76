"""Pages of intake: documents read in, one beside its reading, the draft of a policy, the mechanisms."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import needs
from yanzhen.web.frame.paging import page_of
from yanzhen.web.intake import drafting, queries
from yanzhen.web.intake import mechanisms as table
from yanzhen.web.intake.actions import answering, taking
from yanzhen.web.intake.editing import tried
from yanzhen.web.intake.forms import AnswerForm, MechanismForm, UploadForm
from yanzhen.web.intake.models import POLICY, YES, Line, Sheet
from yanzhen.web.people.views.telling import tell, telling, words

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see_plan")
def sheets(request: HttpRequest) -> HttpResponse:
    """Documents read in, newest first, and a form for the next."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = taking.take_in(request.person, form.given())
        except SiteError as error:
            tell(form, error)
        else:
            return redirect("intake:sheet", made.pk)
    page = page_of(request, queries.sheets(request.person), 20)
    return render(request, "intake/sheets.html", {"form": form, "page": page, "asks": taking.endpoint()})


@require_safe
@needs("see_plan")
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """The text at the left, what was read of it at the right."""
    found = _sheet(request, number)
    if found.purpose == POLICY:
        return render(request, "intake/policy.html", {"sheet": found, "drafted": drafting.drafted(found)})
    return render(request, "intake/sheet.html", {"sheet": found, "opened": queries.opened(request.person, found)})


@require_POST
@needs("read_into_plan")
def answer(request: HttpRequest, number: int, line: int) -> HttpResponse:
    """A line was accepted, rewritten, rejected or left open again."""
    found = _line(request, number, line)
    form = AnswerForm(request.POST)
    error, typed = "", request.POST.get("edited", "")[:20_000]
    if not form.is_valid():
        error = _("看不懂这个答复，没有改动。请用页面上的按钮")
    else:
        edited = typed if "edited" in request.POST and form.cleaned_data["answer"] == YES else None
        try:
            answering.answer(request.person, found, form.cleaned_data["answer"], form.cleaned_data["seen"], edited)
        except SiteError as refused:
            error = words(refused)
    if not request.htmx:
        if error:
            messages.error(request, error)
        return redirect(f"{reverse('intake:sheet', args=[number])}#line-{line}")
    fresh = _line(request, number, line)
    context = {
        "one": queries.shown(fresh, error, typed if error else ""),
        "sheet": fresh.sheet,
        "counted": queries.counted(fresh.sheet),
        "may_write": queries.may_write(request.person),
    }
    return render(request, "intake/answered.html", context)


@require_POST
@needs("read_into_plan")
def try_line(request: HttpRequest, number: int, line: int) -> HttpResponse:
    """What is wrong with a line as it is being rewritten; nothing is kept."""
    found = _line(request, number, line)
    _document, told = tried(request.POST.get("edited", ""), found.kind, found.sheet.text)
    return render(request, "intake/tried.html", {"told": told})


@require_POST
@needs("read_into_plan")
@telling("intake:sheet", "number")
def close(request: HttpRequest, number: int) -> HttpResponse:
    """The accepted lines were written, and the sheet is closed."""
    found = _sheet(request, number)
    try:
        version = answering.close(request.person, found)
    except SiteError as error:
        if error.code != "YZ-S101":
            raise
        moved = answering.recompare(request.person, found)
        messages.error(
            request, f"{words(error)}\n" + _("已重新比对：%(moved)s 行要重新答复，其余答复还在") % {"moved": moved}
        )
    else:
        told = _("已写进规划，成为第 %(version)s 版") % {"version": version} if version else _("已收起，没有行写进规划")
        messages.success(request, told)
    return redirect("intake:sheet", number)


@require_POST
@needs("read_into_plan")
@telling("intake:sheet", "number")
def compare(request: HttpRequest, number: int) -> HttpResponse:
    """The lines stand beside the plan as it is now."""
    moved = answering.recompare(request.person, _sheet(request, number))
    messages.success(request, _("已重新比对：%(moved)s 行要重新答复，其余答复还在") % {"moved": moved})
    return redirect("intake:sheet", number)


@require_safe
@needs("see_plan")
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """The folder of a policy as zip."""
    found = get_object_or_404(queries.sheets(request.person), pk=number, purpose=POLICY)
    body = drafting.zipped(found)
    answering.note_draft(request.person, found)
    return _download(body, "application/zip", f"{drafting.slug_of(found)}.zip")


@require_safe
@needs("see_plan")
def mechanisms(request: HttpRequest) -> HttpResponse:
    """The mechanisms the city named, as asked in the address."""
    form = MechanismForm(table.table(table.Asked()).groups, request.GET)
    found = table.table(form.asked())
    context = {"form": form, "table": found, "page": page_of(request, found.rows, 30), "query": request.GET.urlencode()}
    return render(request, "intake/mechanisms.html", context)


@require_safe
@needs("see_plan")
def mechanisms_workbook(request: HttpRequest) -> HttpResponse:
    """The rows asked for, as a workbook."""
    form = MechanismForm(table.table(table.Asked()).groups, request.GET)
    return _download(table.workbook(table.table(form.asked())), WORKBOOK, "mechanisms.xlsx")


def _sheet(request: HttpRequest, number: int) -> Sheet:
    return get_object_or_404(queries.sheets(request.person), pk=number)


def _line(request: HttpRequest, number: int, line: int) -> Line:
    found = _sheet(request, number)
    one = get_object_or_404(Line, sheet=found, number=line)
    one.sheet = found
    return one


def _download(body: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
