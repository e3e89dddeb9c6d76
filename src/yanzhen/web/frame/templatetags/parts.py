"""The components of the look as tags: a word, a shape, then a colour. Each writes plain HTML without a style attribute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from yanzhen.web.frame.icons import DRAWN, FORMATION
from yanzhen.web.frame.place import city

register = template.Library()

STATES = {
    "met": ("check", gettext_lazy("应享")),
    "near": ("stair", gettext_lazy("差一步")),
    "facts": ("question", gettext_lazy("待补")),
    "judgement": ("hourglass", gettext_lazy("待评审")),
    "not_met": ("cross", gettext_lazy("不符")),
}
LIGHTS = {
    "on_pace": gettext_lazy("正常"),
    "watch": gettext_lazy("预警"),
    "late": gettext_lazy("滞后"),
    "no_data": gettext_lazy("无数据"),
}
SOON = 2
"""Working days before the day due from which a clock is amber."""


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """A line drawing; always beside a word, so a screen reader passes over it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="{0}" height="{0}" aria-hidden="true"><path d="{1}"/></svg>',
        size,
        DRAWN[name],
    )


@register.simple_tag
def formation(size: int = 34, large: bool = False) -> SafeString:
    """The geese in the shape of 人: the mark (small), or the ornament of the sign-in page (large)."""
    step_x, step_y, reach, upto = (48, 40, 15, 9) if large else (8, 10, 6, 7)
    fly = FORMATION[:upto]
    left, top = max(x for x, _y in fly) * step_x + reach * 1.6, reach
    width, height = round(left * 2), round(max(y for _x, y in fly) * step_y + reach * 2)
    birds = "".join(
        f'<path d="M{left + x * step_x - reach:.0f} {top + y * step_y + reach * 0.55:.0f}'
        f'l{reach} {-reach}l{reach} {reach}" stroke-opacity="{1 - (0.11 * y if large else 0):.2f}"/>'
        for x, y in fly
    )
    shown = (width, height) if large else (size, round(size * height / width))
    return mark_safe(
        f'<svg class="formation" viewBox="0 0 {width} {height}" width="{shown[0]}" height="{shown[1]}"'
        f' aria-hidden="true">{birds}</svg>'
    )


@register.simple_tag
def chip(state: str, words: str = "") -> SafeString:
    """A finding's state, glyph and word; or a plain chip of that class (assumed, sample, draft, quiet) with its words."""
    if state in STATES:
        glyph, word = STATES[state]
        return format_html('<span class="chip chip-{}">{}{}</span>', state, icon(glyph, 14), words or word)
    said = words or {"assumed": _("假定"), "sample": _("示例")}.get(state, "")
    return format_html('<span class="chip chip-{}">{}</span>', state, said)


SHAPES = {
    "on_pace": '<circle cx="8" cy="8" r="6"/>',
    "watch": '<path d="M8 1.5 15 14H1z"/>',
    "late": '<path d="M2 2h12v12H2z"/>',
    "no_data": '<path d="M8 2 14 8 8 14 2 8z"/>',
}


@register.simple_tag
def light(state: str, words: str = "") -> SafeString:
    """A light: shape and word. The words may say more than the state's own."""
    shape = mark_safe(f'<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">{SHAPES[state]}</svg>')
    return format_html('<span class="light light-{}">{}{}</span>', state, shape, words or LIGHTS[state])


@register.simple_tag
def clock(due: date | None, day: date, stopped: bool = False) -> SafeString:
    """When it is due and how long that is: working days where the calendar answers, calendar days where not, and which."""
    if due is None:
        return format_html('<span class="clock clock-none">{}</span>', _("无期限"))
    days = city().calendar.between(day, due) if city().calendar else None
    working = days is not None
    left = days if days is not None else (due - day).days
    if stopped:
        state, words = "stopped", _("已停表")
    elif due < day:
        over = (day - due).days
        state, words = "late", ngettext("逾期 %(n)s 天", "逾期 %(n)s 天", over) % {"n": over}
    elif due == day:
        state, words = "soon", _("今天到期")
    elif working:
        state = "soon" if left <= SOON else "running"
        words = ngettext("剩 %(n)s 个工作日", "剩 %(n)s 个工作日", left) % {"n": left}
    else:
        state = "soon" if left <= SOON else "running"
        words = ngettext("剩 %(n)s 天（自然日）", "剩 %(n)s 天（自然日）", left) % {"n": left}
    return format_html(
        '<span class="clock clock-{}">{}<span><time datetime="{}">{}</time> <small>{}</small></span></span>',
        state,
        _pie(state),
        due.isoformat(),
        day_words(due),
        words,
    )


PIES = {
    "running": '<path class="fill" d="M9 9V3a6 6 0 0 1 5.2 9z"/>',
    "soon": '<path class="fill" d="M9 9V3a6 6 0 1 1-6 6z"/>',
    "late": '<path d="M9 5v5M9 12.5v.5"/>',
    "stopped": '<path d="M7 6v6M11 6v6"/>',
}


def _pie(state: str) -> SafeString:
    return mark_safe(
        '<svg class="pie" viewBox="0 0 18 18" width="16" height="16" aria-hidden="true">'
        f'<circle cx="9" cy="9" r="7.2"/>{PIES[state]}</svg>'
    )


WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def weekday(day: date) -> str:
    """The day of the week, short."""
    return day.strftime("%a") if english() else WEEKDAYS[day.weekday()]


def english() -> bool:
    """Whether the page is in English."""
    return (get_language() or "").startswith("en")


@register.filter
def short_weekday(day: date) -> str:
    """The head of a calendar's column."""
    return f"{day:%a}" if english() else WEEKDAYS[day.weekday()][1:]


@register.filter
def day_words(day: date | None) -> str:
    """A day in a list: `10-22 周三`, in English `22 Oct, Wed`."""
    if day is None:
        return "—"
    return f"{day.day} {day:%b}, {day:%a}" if english() else f"{day:%m-%d} {weekday(day)}"


@register.filter
def long_day(day: date) -> str:
    """A day as a title: `10 月 20 日 周一`, in English `Monday, 20 October`."""
    return f"{day:%A}, {day.day} {day:%B}" if english() else f"{day.month} 月 {day.day} 日 {weekday(day)}"


@register.simple_tag
def money(fen: int | None, unit: str = "万元", plus: bool = False) -> SafeString:
    """Money with commas and its unit: 万元 with two decimals, 元 with fen. Nothing is a dash, never a zero."""
    if fen is None:
        return mark_safe('<span class="money">—</span>')
    sign = "-" if fen < 0 else "+" if plus else ""
    hundredths = (abs(fen) + 5_000) // 10_000 if unit == "万元" else abs(fen)
    whole, rest = divmod(hundredths, 100)
    return format_html('<span class="money">{}<small> {}</small></span>', f"{sign}{whole:,}.{rest:02d}", unit)


@register.simple_tag
def rank(letter: str) -> SafeString:
    """A class of an evaluation: A to D, or T for unrated. Classes are not lights."""
    return format_html('<span class="rank rank-{}">{}</span>', letter, letter)


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of a reason tree: state, condition, own value, source; `parts` are the lines below an all or any."""

    state: str
    condition: str
    value: str = ""
    source: str = ""
    parts: tuple[Reason, ...] = ()


@register.inclusion_tag("parts/reasons.html")
def reasons(tree: Sequence[Reason]) -> dict[str, Any]:
    """Nested lists, one line a condition."""
    return {"tree": tree, "glyphs": {state: glyph for state, (glyph, _word) in STATES.items()}}


@register.simple_tag
def glyph(state: str) -> SafeString:
    """The glyph of a state with its word for those who hear the page."""
    drawn, word = STATES[state]
    return format_html(
        '<span class="glyph glyph-{}">{}<span class="unseen">{}</span></span>', state, icon(drawn, 16), word
    )


@register.inclusion_tag("parts/stepper.html")
def stepper(steps: Sequence[str], at: int, held: str = "") -> dict[str, Any]:
    """Steps of a procedure; `at` is the current one, counted from 0, `held` who holds it and until when."""
    told = [
        {"word": word, "state": "done" if here < at else "now" if here == at else "later", "number": here + 1}
        for here, word in enumerate(steps)
    ]
    return {"steps": told, "held": held}


@register.inclusion_tag("parts/timeline.html")
def timeline(events: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Newest first, the next step on top: each with when, what, who, and a state (next, late or empty)."""
    return {"events": events}


@register.inclusion_tag("parts/citation.html")
def citation(text: str, marked: str = "", doc: str = "", note: str = "") -> dict[str, Any]:
    """Words of a document on paper: the few that carry the rule marked, then the document number; `note`: 转述,非原文."""
    before, found, after = text.partition(marked) if marked else (text, "", "")
    return {"before": before, "marked": found, "after": after, "doc": doc, "note": note}


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A field with its label above, hint and errors tied to it."""
    told = [f"{bound.id_for_label}-hint"] if bound.help_text else []
    told += [f"{bound.id_for_label}-error"] if bound.errors else []
    attrs = {"aria-describedby": " ".join(told)} if told else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {"bound": bound, "widget": bound.as_widget(attrs=attrs)}


@register.inclusion_tag("parts/pager.html")
def pager(page: Any) -> dict[str, Any]:
    """Which rows of how many, and the way to the pages before and after."""
    return {"page": page}
