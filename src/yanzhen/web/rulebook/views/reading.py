"""The rules as people read them: lists, a policy, a clause, versions. Open to strangers but for versions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yanzhen.pack.checks.examples import in_scope, reach, thresholds
from yanzhen.pack.model import Clause
from yanzhen.web.frame.access import needs, public
from yanzhen.web.frame.paging import page_of
from yanzhen.web.frame.sheets import csv_rows
from yanzhen.web.rulebook import queries
from yanzhen.web.rulebook.book import Book, book, in_force
from yanzhen.web.rulebook.clause_lines import lines, papers
from yanzhen.web.rulebook.differing import counted, pairs
from yanzhen.web.rulebook.finding import found, place_of, row_of
from yanzhen.web.rulebook.forms import AskForm
from yanzhen.web.rulebook.models import Text
from yanzhen.web.rulebook.wording import NATURES

PAGE = 25


@require_safe
@public
def clauses(request: HttpRequest) -> HttpResponse:
    """The clauses in force on a day that answer what is asked."""
    rules, form, rows, day = _answered(request)
    context = {
        "form": form, "page": page_of(request, rows, PAGE), "day": day, "sort": request.GET.get("sort", ""),
        "query": _without(request, "sort", "page"), "natures": NATURES, "pack": rules.pack,
    }  # fmt: skip
    return render(request, "rulebook/clauses.html", context)


@require_safe
@public
def export(request: HttpRequest) -> HttpResponse:
    """The same list as csv."""
    _rules, _form, rows, _day = _answered(request)
    heads = [
        _("编号"),
        _("条款"),
        _("政策"),
        _("文号"),
        _("部门"),
        _("地方"),
        _("给什么"),
        _("最高 元"),
        _("自"),
        _("至（不含）"),
    ]
    told = (
        (
            row.clause.id, row.clause.title, row.clause.policy.title, row.clause.policy.doc, row.clause.department,
            row.place, str(NATURES[row.clause.nature]), _plain(row.most), row.clause.in_force.start or "",
            row.clause.in_force.until or "",
        )
        for row in rows
    )  # fmt: skip
    return csv_rows("clauses.csv", heads, told)


@require_safe
@public
def policy(request: HttpRequest, name: str) -> HttpResponse:
    """A document and its clauses."""
    rules, day = book(), timezone.localdate()
    mine = [one for one in rules.pack.clauses if one.policy.id == name]
    if not mine:
        raise Http404
    rows = [(row_of(rules, one), in_force(one, day)) for one in mine]
    pack, _slash, slug = name.partition("/")
    relations = {one.id: one for clause in mine for one, _others in queries.relations(rules, clause)}
    pools = {one.id: one for clause in mine for one in queries.pools(rules, clause)}
    context = {
        "policy": mine[0].policy, "cite": mine[0].cite, "rows": rows, "relations": relations.values(),
        "pools": pools.values(), "natures": NATURES, "day": day, "file": f"policies/{slug}/policy.yaml",
        "own": pack == rules.pack.own,
    }  # fmt: skip
    return render(request, "rulebook/policy.html", context)


@require_safe
@public
def clause(request: HttpRequest, name: str) -> HttpResponse:
    """One clause: the article beside the rule."""
    rules, day = book(), timezone.localdate()
    one = rules.clauses.get(name)
    if one is None:
        raise Http404
    return render(request, "rulebook/clause.html", page_of_clause(request, rules, one) | {"day": day})


def page_of_clause(request: HttpRequest, rules: Book, one: Clause) -> dict[str, Any]:
    """What a clause's page shows; cases, checks and the text itself are for officers."""
    numbered = lines(rules, one)
    officer = request.person.may("see_rules")
    file = rules.file_of(one)
    context: dict[str, Any] = {
        "clause": one, "row": row_of(rules, one), "lines": numbered, "papers": papers(rules, one, numbered),
        "read": rules.paragraphs[one.id], "place": place_of(rules, one), "nature": NATURES[one.nature],
        "relations": queries.relations(rules, one), "pools": queries.pools(rules, one),
        "siblings": [rules.clauses[name] for name in (one.whole.lines if one.whole else ()) if name in rules.clauses],
        "in_force": in_force(one, timezone.localdate()), "officer": officer,
    }  # fmt: skip
    if officer:
        reached = [(edge.label, reach(edge, in_scope(rules.view, one))) for edge in thresholds(rules.view, one)]
        context |= {
            "cases": queries.cases(rules, one), "problems": rules.problems_of(one), "text": rules.text_of(one),
            "file": file, "versions": list(queries.versions(file)[:6]) if file else [], "reached": reached,
            "drafts": queries.drafts(request.person).filter(files__path=file, state__in=("open", "review"))
            if file and request.person.may("see_drafts") else [],
        }  # fmt: skip
    return context


@require_safe
@needs("see_rules")
def versions(request: HttpRequest, path: str) -> HttpResponse:
    """What each edition made of a file; the one asked for beside what it was before."""
    told = list(queries.versions(path))
    if not told and not any(book().file_of(one) == path for one in book().view.own):
        raise Http404
    chosen: Text | None = None
    if told:
        asked = request.GET.get("number", "")
        chosen = next((one for one in told if str(one.edition_id) == asked), told[0])
    context = {
        "path": path, "versions": [(one, counted(one.before, one.after)) for one in told], "chosen": chosen,
        "pairs": pairs(chosen.before, chosen.after) if chosen else [],
    }  # fmt: skip
    return render(request, "rulebook/versions.html", context)


def _answered(request: HttpRequest):
    rules, day = book(), timezone.localdate()
    form = AskForm(rules, request.GET or None)
    asked = form.asked(request.GET.get("sort", "")) if form.is_bound else AskForm(rules, {}).asked("")
    return rules, form, found(rules, asked, day), asked.on or day


def _without(request: HttpRequest, *names: str) -> str:
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()


def _plain(value: Any) -> str:
    return "" if value is None else f"{int(value * 100) // 100}.{int(value * 100) % 100:02d}"
