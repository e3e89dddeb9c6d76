"""Who asks, and what they may: every view says which act it needs, every query takes the person.

Acts are words in `people/roles.yaml`; a role is a list of acts, a post has roles, a person holds posts. Nothing else gives rights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from yanzhen.errors import SiteError

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in, with all their posts of this day taken together; a stranger has no username and no acts.

    `unit` is the path of the unit they act for; `own` are paths whose units, posts and entries they see (each with all below);
    `reach` are paths whose firms and facts they see: a department reaches what its government governs. `firm` is the credit
    code of a firm's user, who sees that firm and nothing else.
    """

    username: str = ""
    name: str = ""
    post: str = ""
    unit_name: str = ""
    unit: str = ""
    own: tuple[str, ...] = ()
    reach: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    firm: str = ""
    standing_in: tuple[str, ...] = ()
    """Posts filled today for somebody who is away."""

    @property
    def known(self) -> bool:
        """Whether somebody is signed in."""
        return bool(self.username)

    @property
    def acting(self) -> str:
        """Post and unit, as the journal keeps them."""
        return " · ".join(part for part in (self.post, self.unit_name) if part)

    @property
    def mark(self) -> str:
        """One letter that stands for the person."""
        return (self.name or self.username)[:1].upper()

    def may(self, act: str) -> bool:
        """Whether one of their roles allows the act."""
        return act in self.acts

    def owns(self, path: str) -> bool:
        """Whether a unit is theirs or below theirs."""
        return any(path.startswith(one) for one in self.own)

    def reaches(self, path: str) -> bool:
        """Whether the facts of a unit are for them to see."""
        return any(path.startswith(one) for one in self.reach)


STRANGER = Person()


def require(person: Person, act: str) -> None:
    """Nothing when the person may; else a SiteError. Actions call it first, whoever calls them."""
    if not person.may(act):
        raise SiteError(_("您的岗位不能做这件事"), code="YZ-S20", hint=_("需要的权限：%(act)s") % {"act": act})


def needs(act: str) -> Callable[[View], View]:
    """A view only for those who may do the act: strangers go to sign in and come back, others get a clear 403."""

    def guarded(view: View) -> View:
        @wraps(view)
        def guard(request: HttpRequest, *args: Any, **words: Any) -> HttpResponse:
            person: Person = request.person
            if not person.known:
                return _to_sign_in(request)
            if act and not person.may(act):
                raise PermissionDenied(act)
            return view(request, *args, **words)

        guard.needs = act
        return guard

    return guarded


signed_in = needs("")
"""A view for anybody who is signed in."""


def public(view: View) -> View:
    """A view for strangers too. It says so, so that no view is open by omission."""
    view.needs = None
    return view


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.htmx:
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    came_from = urlsplit(request.headers.get("Referer", "")).path or "/"
    return redirect(
        f"/sign-in/?{urlencode({'next': request.get_full_path() if request.method == 'GET' else came_from})}"
    )
