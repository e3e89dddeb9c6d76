"""Drafts: the list, the editor with live errors, two versions beside each other, review and publication."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import needs
from yanzhen.web.frame.paging import page_of
from yanzhen.web.people.views.telling import tell, telling, words
from yanzhen.web.rulebook import queries
from yanzhen.web.rulebook.actions import drafts as actions
from yanzhen.web.rulebook.actions import publishing
from yanzhen.web.rulebook.book import book, of_edition
from yanzhen.web.rulebook.checking import Verdict, check
from yanzhen.web.rulebook.completing import keys_of_file
from yanzhen.web.rulebook.differing import pairs
from yanzhen.web.rulebook.editions import newest, text_of
from yanzhen.web.rulebook.forms import BeginForm, FirmForm, PublishForm, TrialForm
from yanzhen.web.rulebook.models import Draft, DraftFile
from yanzhen.web.rulebook.texts import starting
from yanzhen.web.rulebook.trying import facts, sees_city


@require_safe
@needs("see_drafts")
def index(request: HttpRequest) -> HttpResponse:
    """The drafts of the person's units, those at work first."""
    found = queries.drafts(request.person)
    if request.GET.get("all") != "1":
        found = found.filter(state__in=("open", "review"))
    return render(request, "rulebook/drafts.html", {"page": page_of(request, found, 25), "all": request.GET.get("all")})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("write_rules")
def begin(request: HttpRequest) -> HttpResponse:
    """A new file, or (with `path`) a published one to change."""
    rules = of_edition(newest())
    asked = request.POST.get("path", "")
    if request.method == "POST" and asked:
        try:
            draft = actions.begin(request.person, request.POST.get("title", "") or asked, asked)
        except SiteError as error:
            messages.error(request, words(error))
            return redirect("rulebook:drafts")
        return redirect("rulebook:draft", draft.pk)
    form = BeginForm(rules, request.POST or None)
    if request.method == "POST" and form.is_valid():
        path = form.path()
        try:
            draft = actions.begin(request.person, form.cleaned_data["name"], path, starting(path))
        except SiteError as error:
            tell(form, error)
        else:
            return redirect("rulebook:draft", draft.pk)
    return render(request, "rulebook/begin.html", {"form": form})


@require_safe
@needs("see_drafts")
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """One draft: its text, what the check says, what may be done next."""
    one = _draft(request, number)
    files = list(one.files.all())
    file = next((each for each in files if str(each.pk) == request.GET.get("file")), files[0])
    writes = one.state == "open" and request.person.may("write_rules")
    verdict, refused = _checked(files)
    today = timezone.localdate()
    why = ""
    if one.state == "review":
        why = publishing.why_not(request.person, one)
    elif verdict is not None:
        why = verdict.why_not or actions.held(one, {each.path: each.text for each in files})
    context: dict[str, Any] = {
        "draft": one, "files": files, "file": file, "writes": writes, "verdict": verdict, "refused": refused,
        "why": why, "stale": actions.stale(one) if one.state in ("open", "review") else [],
        "keys": keys_of_file(file.path), "step": {"open": 0, "review": 1}.get(one.state, 3),
        "publish": PublishForm(initial={"start": max(today, newest().start)}),
        "may_review": one.state == "review" and request.person.may("review_rules"),
        "trial_form": TrialForm(initial=_last_year()), "firm_form": FirmForm(initial=_last_year()),
        "trials": one.trials.all()[:3], "facts": facts() is not None, "whole_city": sees_city(request.person),
        "may_try": request.person.may("try_rules"), "more": BeginForm(book()) if writes else None,
    }  # fmt: skip
    return render(request, "rulebook/draft.html", context)


@require_POST
@needs("write_rules")
def save(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """The text was saved and checked; or nothing was, and both texts are shown."""
    one = _file(request, number, file)
    text, version = request.POST.get("text", ""), _whole(request.POST.get("version"))
    try:
        one = actions.save(request.person, one, version, text)
    except SiteError as error:
        one.refresh_from_db()
        context = {
            "error": error,
            "theirs": one,
            "pairs": pairs(one.text, text)[:400],
            "draft": one.draft,
            "mine": text,
        }
        return render(request, "rulebook/refused.html", context, status=200 if request.htmx else 409)
    if not request.htmx:
        messages.success(request, _("已存草稿 %(time)s") % {"time": f"{timezone.localtime():%H:%M}"})
        return redirect(f"{request.path.rsplit('/files/', 1)[0]}/?file={one.pk}")
    verdict, refused = _checked(list(one.draft.files.all()))
    context = {"verdict": verdict, "refused": refused, "file": one, "draft": one.draft, "saved": timezone.localtime(),
               "why": verdict.why_not if verdict else ""}  # fmt: skip
    return render(request, "rulebook/checked.html", context)


@require_POST
@needs("write_rules")
@telling("rulebook:draft", "number")
def add_file(request: HttpRequest, number: int) -> HttpResponse:
    """The draft holds one more file."""
    one = _draft(request, number)
    form = BeginForm(of_edition(newest()), request.POST)
    if not form.is_valid():
        raise SiteError(_("文件名不行"), code="YZ-S70", hint=_("只能有字母、数字、汉字和 -"))
    made = actions.add_file(request.person, one, form.path(), starting(form.path()))
    return redirect(f"{_address(number)}?file={made.pk}")


@require_POST
@needs("write_rules")
@telling("rulebook:draft", "number")
def send(request: HttpRequest, number: int) -> HttpResponse:
    """The draft waits for a second person."""
    actions.send(request.person, _draft(request, number))
    messages.success(request, _("已送审，等另一人复核"))
    return redirect("rulebook:draft", number)


@require_POST
@needs("write_rules")
@telling("rulebook:draft", "number")
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """The draft was given up."""
    actions.drop(request.person, _draft(request, number))
    messages.success(request, _("已放弃，文本仍可查看"))
    return redirect("rulebook:drafts")


@require_POST
@needs("review_rules")
@telling("rulebook:draft", "number")
def send_back(request: HttpRequest, number: int) -> HttpResponse:
    """The draft is open again."""
    one = _draft(request, number)
    publishing.send_back(request.person, one, _whole(request.POST.get("version")), request.POST.get("said", ""))
    messages.success(request, _("已退回起草人"))
    return redirect("rulebook:draft", number)


@require_POST
@needs("review_rules")
@telling("rulebook:draft", "number")
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """The draft is an edition."""
    one = _draft(request, number)
    form = PublishForm(request.POST)
    if not form.is_valid():
        raise SiteError(_("生效日没有写对"), code="YZ-S79", hint=_("写作 2025-06-30"))
    version, day = _whole(request.POST.get("version")), timezone.localdate()
    made = publishing.publish(request.person, one, version, form.cleaned_data["start"], day)
    messages.success(request, _("已发布为第 %(n)s 版，%(day)s 起生效") % {"n": made.number, "day": made.start})
    return redirect("rulebook:draft", number)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("write_rules")
def rebase(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """What was published meanwhile beside the draft; the officer keeps one text that stands on the newest."""
    one = _file(request, number, file)
    standing, told = text_of(newest(), one.path), ""
    if request.method == "POST":
        try:
            text = request.POST.get("text", "")
            actions.rebase(request.person, one, _whole(request.POST.get("version")), text)
        except SiteError as error:
            told = words(error)
        else:
            messages.success(request, _("已对照，草稿改以最新发布的文本为底"))
            return redirect(f"{_address(number)}?file={one.pk}")
    context = {"draft": one.draft, "file": one, "pairs": pairs(standing, one.text), "told": told}
    return render(request, "rulebook/rebase.html", context)


@require_safe
@needs("see_drafts")
def difference(request: HttpRequest, number: int) -> HttpResponse:
    """What the draft changes, file by file."""
    one = _draft(request, number)
    changed = [(file, pairs(file.base_text, file.text)) for file in one.files.all()]
    return render(request, "rulebook/difference.html", {"draft": one, "changed": changed})


def _checked(files: list[DraftFile]) -> tuple[Verdict | None, SiteError | None]:
    try:
        return check(newest(), {one.path: one.text for one in files}, cases=True), None
    except SiteError as error:
        return None, error


def _draft(request: HttpRequest, number: int) -> Draft:
    return get_object_or_404(queries.drafts(request.person), pk=number)


def _file(request: HttpRequest, number: int, file: int) -> DraftFile:
    return get_object_or_404(DraftFile.objects.select_related("draft__unit"), pk=file, draft=_draft(request, number))


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _address(number: int) -> str:
    return reverse("rulebook:draft", args=[number])


def _last_year() -> dict[str, Any]:
    today = timezone.localdate()
    return {"year": today.year - 1, "on": today}
