"""Clear pages for what goes wrong: what happened, what is safe, what to do, a code."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from yanzhen.web.frame.access import STRANGER

LETTERS = "ABCDEFGHJKLMNPQRSTUWXY23456789"
log = logging.getLogger("yanzhen.web")


def page(request: HttpRequest, status: int, title: str, told: str, code: str, number: str = "") -> HttpResponse:
    """A page that says so, in the frame; `number` tells one occurrence from another."""
    context = {"title": title, "told": told, "code": f"{code}-{number}" if number else code, "status": status}
    return render(request, "frame/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    told = _("地址或内容不合规矩，没有做任何改动。请从页面上的链接进入。")
    return page(request, 400, _("看不懂这个请求"), told, "YZ-S60")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    told = _("您的岗位看不到这一页，或不能做这件事。没有做任何改动。需要时请找安全管理员调整岗位。")
    return page(request, 403, _("您的岗位不能进"), told, "YZ-S61")


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; also for what exists but is not for this person to see."""
    told = _("没有这一页，或不在您的单位能看的范围里。请检查地址，或从左边重新进入。")
    return page(request, 404, _("没有找到"), told, "YZ-S62")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of this session: signed out meanwhile, or sent from elsewhere."""
    told = _("这张表打开太久，或者您在别处重新登录过，所以没有提交。返回上一页刷新后再提交；填了一半的内容还在。")
    return page(request, 403, _("没有提交，也没有丢"), told, "YZ-S63")


def broken(request: HttpRequest) -> HttpResponse:
    """500: with a number that also stands in the log. The frame may be what is broken, so a plain page stands behind it."""
    number = get_random_string(6, LETTERS)
    log.error("YZ-S64-%s %s %s", number, request.method, request.path)
    title = _("出错了")
    told = _("是系统的错，不是您的。没有做完的改动已全部撤回。请把编号告诉系统管理员。")
    try:
        return page(request, 500, _("出错了"), told, "YZ-S64", number)
    except Exception:
        log.exception("the frame itself is broken")
        context = {"title": title, "told": told, "code": number, "person": STRANGER}
        return HttpResponse(render_to_string("frame/bare.html", context), status=500)


def locked(request: HttpRequest, failures: int, minutes: int) -> HttpResponse:
    """429: too many failed sign-ins; how long it lasts and who can end it."""
    told = _("连续 %(failures)s 次账号或密码不对。%(minutes)s 分钟后可以再试；着急的话，请安全管理员解除锁定。")
    return page(request, 429, _("账号暂时锁定"), told % {"failures": failures, "minutes": minutes}, "YZ-S65")
