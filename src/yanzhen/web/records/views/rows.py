"""What has come and what is owed; rows of a register; one subject with its hidden values; template and export."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from pathlib import Path

import xlsxwriter
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yanzhen.errors import FactsError, SiteError
from yanzhen.facts.snapshot import SUBJECT
from yanzhen.facts.template import SAFE, fields_of, sheet_name, write_template
from yanzhen.periods import Period
from yanzhen.registers import Register
from yanzhen.web.frame.access import needs
from yanzhen.web.frame.paging import page_of
from yanzhen.web.frame.place import city
from yanzhen.web.people.views.telling import words
from yanzhen.web.records import freshness as fresh
from yanzhen.web.records import queries
from yanzhen.web.records.actions import batches as actions
from yanzhen.web.records.catalogue import standing
from yanzhen.web.records.forms import AskForm, ReasonForm, TemplateForm, registers
from yanzhen.web.records.scope import scope_of
from yanzhen.web.records.showing import title

MOST_EXPORTED = 10_000
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@needs("see_records")
def index(request: HttpRequest) -> HttpResponse:
    """By register, department and kind of period: what came for a year, when, what is owed and by whom."""
    listed = list(standing())
    text = request.GET.get("year", "")
    year = (
        int(text) if text.isdecimal() and 1990 <= int(text) <= 2100 else fresh.last_year(timezone.localdate(), listed)
    )
    every = fresh.freshness(year, listed)
    department, owed = request.GET.get("department", ""), request.GET.get("owed") == "1"
    found = [one for one in every if (not department or one.department == department) and (not owed or one.owed)]
    visible = set(queries.batches(request.person).values_list("pk", flat=True))
    context = {
        "year": year,
        "page": page_of(request, found, 25),
        "department": department,
        "owed": owed,
        "departments": sorted({one.department for one in every}),
        "registers": registers(),
        "visible": visible,
        "counts": [
            (state, sum(one.state == state for one in every)) for state in (fresh.WHOLE, fresh.PART, fresh.NONE)
        ],
        "template_form": TemplateForm(initial={"period": str(year)}),
        "waiting": queries.open_uploads(request.person).count() if request.person.may("load_records") else 0,
    }
    return render(request, "records/index.html", context)


@require_safe
@needs("see_records")
def listing(request: HttpRequest, register: str) -> HttpResponse:
    """Rows as they stand, as asked in the address."""
    declared = _register(register)
    form = AskForm(request.GET)
    found = queries.rows(request.person, declared, form.asked())
    page = page_of(request, found, 25)
    batches = dict(queries.batches(request.person).filter(register=register).values_list("digest", "pk"))
    keep = request.GET.copy()
    for name in ("page", "sort"):
        keep.pop(name, None)
    context = {
        "register": declared,
        "title": title(declared),
        "form": form,
        "page": page,
        "columns": found.columns,
        "rows": _lines(found, page.object_list, batches),
        "periods": queries.periods(request.person, declared),
        "sort": request.GET.get("sort", ""),
        "keep": keep.urlencode(),
        "query": request.GET.urlencode(),
        "hidden": any(hidden for *_rest, hidden in found.columns),
    }
    return render(request, "records/rows.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see_records")
def one(request: HttpRequest, register: str, subject: str) -> HttpResponse:
    """All rows of one subject; with a reason, their hidden values too, and the journal says so."""
    declared = _register(register)
    found = queries.rows(request.person, declared, queries.Asked(words=subject))
    found.table = found.table.filter(found.table[SUBJECT] == subject)
    if not len(found):
        raise Http404("no such subject")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reveal(request.person, declared.name, subject, form.cleaned_data["reason"])
            found.opened = True
        except SiteError as error:
            form.add_error("reason", words(error))
    hidden = any(hides for *_rest, hides in found.columns)
    rows = list(found[:200])
    lines = [(head, [row[at] for row in rows], hides) for at, (_name, head, _number, hides) in enumerate(found.columns)]
    context = {"register": declared, "title": title(declared), "subject": subject, "lines": lines, "rows": rows}
    return render(request, "records/one.html", {**context, "form": form, "hidden": hidden, "opened": found.opened})


@require_safe
@needs("see_records")
def export(request: HttpRequest, register: str) -> HttpResponse:
    """The rows asked for as a workbook that can go back in; hidden columns are left out."""
    declared = _register(register)
    found = queries.rows(request.person, declared, AskForm(request.GET).asked())
    back = f"{reverse('records:rows', args=[register])}?{request.GET.urlencode()}"
    if len(found) > MOST_EXPORTED:
        told = _("要导出的有 %(rows)s 行，一次最多 %(most)s 行。请按期间或名称缩小。")
        messages.error(request, told % {"rows": len(found), "most": MOST_EXPORTED})
        return redirect(back)
    heads, rows = found.cells()
    actions.note_export(request.person, declared.name, request.GET.get("period", ""), len(rows))
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {**SAFE, "in_memory": True})
    page = book.add_worksheet(sheet_name(title(declared)))
    for at, head in enumerate(heads):
        page.write_string(0, at, head)
    for at, cells in enumerate(rows, start=1):
        for column, value in enumerate(cells):
            if isinstance(value, float):
                page.write_number(at, column, value)
            elif value is not None:
                page.write_string(at, column, str(value))
    page.freeze_panes(1, 1)
    page.set_footer(f"&L{request.person.name} {timezone.localtime():%Y-%m-%d %H:%M}&R&P / &N")
    book.close()
    data.seek(0)
    return FileResponse(data, as_attachment=True, filename=f"{title(declared)}.xlsx", content_type=WORKBOOK)


@require_safe
@needs("see_records")
def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook for a register and a period, with only the person's department's columns if they want."""
    form = TemplateForm(request.GET)
    if not form.is_valid():
        messages.error(request, "\n".join(str(text) for listed in form.errors.values() for text in listed))
        return redirect("records:index")
    given = form.cleaned_data
    declared, vocabulary = _register(given["register"]), city().vocabulary
    period = Period.parse(given["period"]) if given["period"] else None
    units = scope_of(request.person).units
    holders = sorted(
        {one.held_by for one in declared.columns.values() if one.held_by and any(one.held_by in name for name in units)}
    )
    try:
        if given["mine"] and not holders:
            hint = _("不勾“只要本部门提供的列”，可下载整张表")
            raise SiteError(_("这个台账没有您单位提供的列"), code="YZ-S81", hint=hint)
        fields = fields_of(declared, vocabulary, period, holders if given["mine"] else ())
    except (FactsError, SiteError) as error:
        messages.error(request, words(error))
        return redirect(f"{reverse('records:index')}?{urlencode({'year': period.year} if period else {})}")
    with tempfile.TemporaryDirectory(prefix="yanzhen-") as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path, declared, vocabulary, period, fields)
        data = io.BytesIO(path.read_bytes())
    name = f"{title(declared)}{period or ''}.xlsx"
    return FileResponse(data, as_attachment=True, filename=name, content_type=WORKBOOK)


def _lines(found: queries.Rows, page: Iterable[list[str]], batches: dict[str, int]) -> list[dict[str, object]]:
    """Rows as the page shows them: cells with whether they are numbers, the day known, the batch if it may be opened."""
    numeric = [one for _name, _head, one, _hides in found.columns]
    return [
        {"cells": list(zip(row, numeric)), "known": row[-2], "digest": row[-1], "batch": batches.get(row[-1])}
        for row in page
    ]


def _register(name: str) -> Register:
    found = city().vocabulary.registers.get(name)
    if found is None:
        raise Http404("no such register")
    return found
