"""How the rulebook's values are written: money in 万元, spans, words of codes, what the text does not state."""

from __future__ import annotations

from fractions import Fraction

from django import template
from django.utils.translation import gettext as _

from yanzhen.pack.model import InForce
from yanzhen.web.rulebook import wording

register = template.Library()
UNSTATED = "未载明"


@register.filter
def wan(value: Fraction | int) -> str:
    """An amount in 元 as 万元 with commas and two decimals, half up."""
    return fen(int(Fraction(value) * 100))


@register.filter
def fen(value: int) -> str:
    """An amount in fen as 万元 with commas and two decimals, half up."""
    whole, rest = divmod((abs(value) + 5_000) // 10_000, 100)
    return f"{'-' if value < 0 else ''}{whole:,}.{rest:02d}"


@register.filter
def stated(text: str) -> str:
    """The text, or that the source does not say."""
    return text if text and text != UNSTATED else _("未载明")


@register.filter
def article(text: str) -> str:
    """The article as documents write it: 第三条, or as it stands where it is no plain number."""
    return f"第{text}条" if len(text) <= 3 else text


@register.filter
def file_name(path: str) -> str:
    """The last two parts of a path."""
    return "/".join(path.split("/")[-2:])


@register.simple_tag
def span(value: InForce) -> str:
    """From when to when, the end excluded as texts of law count it; what is not stated is said to be so."""
    start = value.start.isoformat() if value.start else _("未载明")
    return f"{start} – {value.until.isoformat() if value.until else _('终止日未载明')}"


@register.filter
def nature(name: str) -> str:
    """The word of a nature."""
    return str(wording.NATURES.get(name, name))


@register.filter
def rule(name: str) -> str:
    """The word of a relation's rule."""
    return str(wording.RULES.get(name, name))


@register.filter
def outcome(name: str) -> str:
    """The word of an outcome."""
    return str(wording.OUTCOMES.get(name, name))


@register.filter
def level(name: str) -> str:
    """The word of a check's level."""
    return str(wording.LEVELS.get(name, name))
