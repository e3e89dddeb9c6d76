"""Handing in a file, watching it being read, the report, accepting it or not."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import needs
from yanzhen.web.frame.paging import page_of
from yanzhen.web.frame.place import city
from yanzhen.web.people.views.telling import tell, telling
from yanzhen.web.records import queries, store
from yanzhen.web.records.actions import batches as batch_actions
from yanzhen.web.records.actions import uploads as actions
from yanzhen.web.records.forms import TemplateForm, UploadForm
from yanzhen.web.records.jobs import LOST, resume
from yanzhen.web.records.models import ASKED, BAD, LEVELS, READING, WAITING, Batch, Fault, Upload
from yanzhen.web.records.showing import title

KINDS = {
    "number": gettext_lazy("数字"),
    "code": gettext_lazy("代码"),
    "date": gettext_lazy("日期"),
    "key": gettext_lazy("主键"),
    "yesno": gettext_lazy("是否"),
    "text": gettext_lazy("文字"),
    "file": gettext_lazy("整份"),
}
STEPS = 3


@require_http_methods(["GET", "HEAD", "POST"])
@needs("load_records")
def hand_in(request: HttpRequest) -> HttpResponse:
    """A form for a file; what was handed in lately beside it."""
    asked = {name: request.GET[name] for name in ("register", "period") if name in request.GET}
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                return _handed_in(request, form)
            except (SiteError, ValidationError) as error:
                tell(form, error)
    else:
        form = UploadForm(initial={**asked, "source": request.person.unit_name})
    context = {
        "form": form,
        "template_form": TemplateForm(initial=asked),
        "uploads": queries.uploads(request.person)[:8],
    }
    return render(request, "records/upload.html", context)


@require_safe
@needs("load_records")
def index(request: HttpRequest) -> HttpResponse:
    """Everything the unit handed in, newest first."""
    return render(request, "records/uploads.html", {"page": page_of(request, queries.uploads(request.person), 30)})


@require_safe
@needs("load_records")
def report(request: HttpRequest, number: int) -> HttpResponse:
    """What the file would do, and each cell in its way; while it is being read, how far that is."""
    upload = _upload(request, number)
    level = request.GET.get("level") if request.GET.get("level") in LEVELS else ""
    kind = request.GET.get("kind") if request.GET.get("kind") in KINDS else ""
    every = list(upload.faults.values_list("level", "kind"))
    faults = upload.faults.filter(**({"level": level} if level else {}), **({"kind": kind} if kind else {}))
    page = page_of(request, faults, 11)
    shown = next((one for one in page.object_list if str(one.at) == request.GET.get("at")), None)
    shown = shown or next(iter(page.object_list), None)
    keep = request.GET.copy()
    keep.pop("at", None)
    context = {
        **_told(upload),
        "page": page,
        "fault": shown,
        "grid": _grid(shown) if shown else [],
        "sentence": _sentence(shown) if shown else "",
        "level": level,
        "kind": kind,
        "all": len(every),
        "bad": sum(one == BAD for one, _kind in every),
        "asked": sum(one == ASKED for one, _kind in every),
        "kinds": [
            (name, word, count) for name, word in KINDS.items() if (count := sum(two == name for _one, two in every))
        ],
        "keep": keep.urlencode(),
        "clashing": Batch.objects.filter(digest__in=upload.clashes),
        "has_rejects": store.rejects(upload.stored).is_file(),
    }
    return render(request, "records/report.html", context)


@require_safe
@needs("load_records")
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """How far the reading is; once it is over, the page loads anew. A reading nobody goes on with is begun again."""
    upload = _upload(request, number)
    if upload.state not in (WAITING, READING):
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer if request.htmx else redirect("records:report", number)
    since = upload.beat or upload.at
    if timezone.now() - since > LOST:
        resume()
    return render(request, "records/progress.html", _told(upload))


@require_POST
@needs("load_records")
@telling("records:report", "number")
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """The good rows are one batch."""
    batch, fresh = actions.accept(request.person, _upload(request, number), _version(request))
    told = _("已接收 %(rows)s 行，成为一个批次") if fresh else _("这些行早已接收，什么也没有变（%(rows)s 行）")
    messages.success(request, told % {"rows": f"{batch.rows:,}"})
    return redirect("records:batch", batch.pk)


@require_POST
@needs("load_records")
@telling("records:report", "number")
def set_aside(request: HttpRequest, number: int) -> HttpResponse:
    """The file will not be accepted."""
    actions.set_aside(request.person, _upload(request, number), _version(request))
    messages.success(request, _("已放弃，库里什么也没有变"))
    return redirect("records:report", number)


@require_safe
@needs("load_records")
def rejects(request: HttpRequest, number: int) -> FileResponse:
    """The refused rows as a workbook that goes in again."""
    upload = _upload(request, number)
    path = store.rejects(upload.stored)
    if not path.is_file():
        raise Http404("no rejects")
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"退回-{_stem(upload.name)}.xlsx")


@require_safe
@needs("load_records")
def original(request: HttpRequest, number: int) -> FileResponse:
    """The file as it was handed in: always a download, never shown."""
    upload = _upload(request, number)
    path = store.original(upload.stored)
    if not path.is_file():
        raise Http404("no original")
    batch_actions.note_original(request.person, upload)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=upload.name, content_type="application/octet-stream"
    )


def _handed_in(request: HttpRequest, form: UploadForm) -> HttpResponse:
    given = form.cleaned_data
    done = actions.hand_in(
        request.person,
        str(given["key"]),
        given["file"].name,
        given["file"].chunks(),
        given["register"],
        given["period"],
        given["source"],
        given["known"],
    )
    if done.again is not None:
        when = timezone.localtime(done.again.at)
        told = _("同一个文件 %(when)s 已经接收，这次什么也没有变") % {"when": f"{when:%Y-%m-%d %H:%M}"}
        messages.success(request, told)
        return redirect("records:batch", done.again.pk)
    assert done.upload is not None
    messages.success(request, _("文件已收到，正在试读；还没有入库"))
    return redirect("records:report", done.upload.pk)


def _upload(request: HttpRequest, number: int) -> Upload:
    return get_object_or_404(queries.uploads(request.person), pk=number)


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0


def _told(upload: Upload) -> dict[str, object]:
    """What both the page and its moving part show."""
    began = upload.began or upload.at
    return {
        "upload": upload,
        "register": city().vocabulary.registers.get(upload.register),
        "register_title": title(city().vocabulary.registers[upload.register]),
        "running": upload.state in (WAITING, READING),
        "seconds": int((timezone.now() - began).total_seconds()),
        "steps": STEPS,
        "progress_address": reverse("records:progress", args=[upload.pk]),
    }


def _grid(fault: Fault) -> list[dict[str, object]]:
    """The piece of the sheet around a cell, the cell itself marked."""
    letters = fault.around.get("letters", [])
    return [
        {
            "number": number,
            "cells": [
                {"text": text, "here": number == fault.row and letter == fault.column}
                for letter, text in zip(letters, cells)
            ],
        }
        for number, cells in fault.around.get("rows", [])
    ]


def _sentence(fault: Fault) -> str:
    """What a clerk forwards: place, found, why, what to do; in Chinese, since who filled it in reads that."""
    sheet = f"“{fault.sheet}”" if fault.sheet else ""
    row = f"第 {fault.row} 行" if fault.row else ""
    heading = f"『{fault.heading}』" if fault.heading else ""
    value = f"填了“{fault.value}”，" if fault.value else ""
    tail = f"；{fault.fix}" if fault.fix else ""
    return f"{sheet}{row}{heading}{value}{fault.why}{tail}。"


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name
