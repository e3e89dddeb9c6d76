"""The words of the rulebook's codes, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NATURES = {
    "award": _("奖补"),
    "interest": _("贴息"),
    "guarantee": _("担保补贴"),
    "tax_relief": _("税收减免"),
    "surcharge": _("加征"),
    "service": _("服务"),
    "title": _("称号"),
}
RULES = {
    "highest_of": _("就高不重复"),
    "choose_one": _("自选一项"),
    "difference_only": _("补差"),
    "excludes": _("不同时享受"),
    "adds": _("可以同享"),
}
OUTCOMES = {
    "met": _("符合"),
    "not_met": _("不符"),
    "unknown": _("待补"),
    "does_not_apply": _("不适用"),
}
LEVELS = {"E": _("必须改"), "W": _("请确认"), "I": _("供参考")}
