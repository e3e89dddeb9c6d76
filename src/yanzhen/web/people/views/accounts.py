"""Accounts: the list, a new one, one with what may be done to it; a firm's own page."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import needs
from yanzhen.web.frame.paging import page_of
from yanzhen.web.people import queries
from yanzhen.web.people.actions import accounts as actions
from yanzhen.web.people.forms import AccountForm, FirmAccountForm
from yanzhen.web.people.models import Account, Firm
from yanzhen.web.people.views.telling import tell, telling


@require_safe
@needs("keep_accounts")
def index(request: HttpRequest) -> HttpResponse:
    """The accounts the person keeps."""
    words = request.GET.get("q", "").strip()[:60]
    found = queries.accounts(request.person).prefetch_related("posts__unit")
    if words:
        found = (found.filter(username__icontains=words) | found.filter(name__icontains=words)).distinct()
    return render(request, "people/accounts.html", {"page": page_of(request, found, 30), "q": words})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("keep_accounts")
def add(request: HttpRequest) -> HttpResponse:
    """A form for an account of staff; the password is shown once."""
    form = AccountForm(queries.units(request.person).filter(closed=False), request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.create_account(request.person, given["home"], given["username"], given["name"])
        except (SiteError, ValidationError) as error:
            tell(form, error)
        else:
            return _given(request, *made)
    return render(request, "people/form.html", {"form": form, "title": _("开立工作人员账号"), "verb": _("开立")})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("keep_accounts")
def add_firm(request: HttpRequest) -> HttpResponse:
    """A form for an account of a firm's user, and the firm when it is new."""
    places = queries.units(request.person).filter(closed=False, kind__in=("county", "park", "city"))
    form = FirmAccountForm(places, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _with_firm(request, form.cleaned_data)
        except (SiteError, ValidationError) as error:
            tell(form, error)
        else:
            return _given(request, *made)
    return render(request, "people/form.html", {"form": form, "title": _("开立企业账号"), "verb": _("开立")})


@require_safe
@needs("keep_accounts")
def account(request: HttpRequest, username: str) -> HttpResponse:
    """One account: its posts, whether it is locked, what may be done."""
    found = _account(request, username)
    tries = AccessAttempt.objects.filter(username=found.username, failures_since_start__gte=settings.AXES_FAILURE_LIMIT)
    context = {"account": found, "locked": tries.exists(), "posts": found.posts.select_related("unit")}
    return render(request, "people/account.html", context)


@require_POST
@needs("keep_accounts")
@telling("people:account", "username")
def reset(request: HttpRequest, username: str) -> HttpResponse:
    """A new password, shown once."""
    found = _account(request, username)
    return _given(request, found, actions.reset_password(request.person, found))


@require_POST
@needs("keep_accounts")
@telling("people:account", "username")
def close(request: HttpRequest, username: str) -> HttpResponse:
    """The account was closed or opened."""
    closed = request.POST.get("closed") == "1"
    actions.close_account(request.person, _account(request, username), closed)
    messages.success(request, _("已停用") if closed else _("已恢复"))
    return redirect("people:account", username)


@require_POST
@needs("keep_accounts")
@telling("people:account", "username")
def unlock(request: HttpRequest, username: str) -> HttpResponse:
    """The lock was lifted."""
    actions.unlock(request.person, _account(request, username))
    messages.success(request, _("已解除锁定"))
    return redirect("people:account", username)


@require_safe
@needs("see_own_firm")
def my_firm(request: HttpRequest) -> HttpResponse:
    """What is kept of the firm whose user asks."""
    firm = get_object_or_404(queries.firms(request.person), code=request.person.firm)
    users = Account.objects.filter(firm=firm).order_by("username")
    return render(request, "people/my_firm.html", {"firm": firm, "users": users})


def _account(request: HttpRequest, username: str) -> Account:
    return get_object_or_404(queries.accounts(request.person), username=username)


def _with_firm(request: HttpRequest, given: dict[str, Any]) -> tuple[Account, str]:
    with transaction.atomic():
        firm = Firm.objects.filter(code=given["code"]).first()
        if firm is None:
            firm = actions.add_firm(request.person, given["home"], given["code"], given["firm_name"])
        return actions.create_account(request.person, firm.unit, given["username"], given["name"], firm)


def _given(request: HttpRequest, made: Account, password: str) -> HttpResponse:
    return render(request, "people/given.html", {"account": made, "password": password})
