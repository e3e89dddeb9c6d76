"""How a refusal of an action is told: on the form it came from, or on the page of the thing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yanzhen.errors import SiteError


def tell(form: Form, error: SiteError | ValidationError) -> None:
    """The form carries what was refused and why, beside the field where it is known."""
    if isinstance(error, SiteError):
        form.add_error(None, words(error))
        return
    for field, told in getattr(error, "message_dict", {"__all__": error.messages}).items():
        form.add_error(field if field in form.fields else None, told)


def telling(to: str, key: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A POST view whose refusal is told on the page it goes back to; nothing was changed."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def with_refusal(request: HttpRequest, **given: Any) -> HttpResponse:
            try:
                return view(request, **given)
            except SiteError as error:
                messages.error(request, words(error))
                return redirect(to, given[key])

        return with_refusal

    return wrap


def words(error: SiteError) -> str:
    """What, what to do, and the code, in lines."""
    return "\n".join(part for part in (error.what, error.hint, error.code) if part)
