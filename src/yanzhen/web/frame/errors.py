"""Clear pages for what goes wrong: what happened, what is safe, what to do, a code."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import STRANGER

log = logging.getLogger("yanzhen.web")


def page(request: HttpRequest, status: int, title: str, told: str, code: str) -> HttpResponse:
    """A page that says so, in the frame."""
    context = {"title": title, "told": told, "code": code, "status": status}
    return render(request, "frame/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    told = _("地址或内容不合规矩，没有做任何改动。请从页面上的链接进入。")
    return page(request, 400, _("看不懂这个请求"), told, "YZ-400")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    told = _("您的岗位看不到这一页，或不能做这件事。没有做任何改动。需要时请找安全管理员调整岗位。")
    return page(request, 403, _("您的岗位不能进"), told, "YZ-403")


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; also for what exists but is not for this person to see."""
    told = _("没有这一页，或不在您的单位能看的范围里。请检查地址，或从左边重新进入。")
    return page(request, 404, _("没有找到"), told, "YZ-404")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of this session: signed out meanwhile, or sent from elsewhere."""
    told = _("这张表打开太久，或者您在别处重新登录过，所以没有提交。返回上一页刷新后再提交；填了一半的内容还在。")
    return page(request, 403, _("没有提交，也没有丢"), told, "YZ-CSRF")


def broken(request: HttpRequest) -> HttpResponse:
    """500: with a number that also stands in the log. The frame may be what is broken, so a plain page stands behind it."""
    code = "YZ-500-" + get_random_string(6, "ABCDEFGHJKLMNPQRSTUWXY23456789")
    log.error("%s %s %s", code, request.method, request.path)
    title = _("出错了")
    told = _("是系统的错，不是您的。没有做完的改动已全部撤回。请把编号告诉系统管理员。")
    try:
        return page(request, 500, title, told, code)
    except Exception:
        log.exception("the frame itself is broken")
        context = {"title": title, "told": told, "code": code, "person": STRANGER}
        return HttpResponse(render_to_string("frame/bare.html", context), status=500)


def told_on_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What an action refuses with a SiteError is told on the page one came from, with its code; nothing was changed."""

    @wraps(view)
    def telling(request: HttpRequest, *args: Any, **words: Any) -> HttpResponse:
        try:
            return view(request, *args, **words)
        except SiteError as error:
            messages.error(request, f"{error.what}\n{error.hint}\n{error.code}")
            return redirect(request.path)

    return telling
