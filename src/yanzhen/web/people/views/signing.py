"""Coming in, going out, the own password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yanzhen.web.frame.access import public, signed_in
from yanzhen.web.frame.errors import locked
from yanzhen.web.frame.rooms import door
from yanzhen.web.people.actions import accounts as actions
from yanzhen.web.people.entering import address_of
from yanzhen.web.people.forms import PasswordForm, SignInForm
from yanzhen.web.people.middleware import password_due


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door for staff, and beside it the one for firms; `?as=firm` opens the second."""
    if request.person.known:
        return redirect(_after(request))
    form = SignInForm(request, request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            login(request, form.get_user())
            return redirect(_after(request))
        if not getattr(request, "axes_locked_out", False):
            actions.failed(request.POST.get("username", ""), address_of(request), locked=False)
    context = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "firm": request.GET.get("as") == "firm",
        "door": door(),
        "failures": settings.AXES_FAILURE_LIMIT,
        "lock_minutes": settings.OPTIONS.lock_minutes,
    }
    return render(request, "people/sign_in.html", context)


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict | None = None) -> HttpResponse:
    """After too many failures: how long it lasts and who can end it."""
    username = (credentials or {}).get("username") or request.POST.get("username", "")
    actions.failed(username, address_of(request), locked=True)
    return locked(request, settings.AXES_FAILURE_LIMIT, settings.OPTIONS.lock_minutes)


@require_POST
@public
def sign_out(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in here any more."""
    if request.person.known:
        actions.went_out(request.person)
        logout(request)
    return redirect("people:sign-in")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@signed_in
def password(request: HttpRequest) -> HttpResponse:
    """The person's own password; also where one is sent while it is due."""
    due = password_due(request)
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.change_password(request.person, request.user, form.cleaned_data["new"])
        update_session_auth_hash(request, request.user)
        actions.keep_session(request.user, request.session.session_key)
        messages.success(request, _("密码已换"))
        return redirect("today:day")
    return render(request, "people/password.html", {"form": form, "due": due})


def _after(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if safe else "/"
