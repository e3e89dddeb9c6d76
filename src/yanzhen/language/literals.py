"""A number and the unit after it are one literal: `500 万元`, `21.39 万元/亩`, `3%`, `1 吨标煤(等价值)`.

The longest compound that the table of units knows is taken; `100 万元/人数` stays a division, for 人数 is no unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from yanzhen.errors import LanguageError, Span, nearest
from yanzhen.language.lexer import Token
from yanzhen.units import TABLE, UNSETTLED, is_unit

LONGEST_YEARS = 200


@dataclass(frozen=True, slots=True)
class Literal:
    """What was read: the value as written, the unit as written (without blanks), its place, and the token after it."""

    value: Fraction
    unit: str
    span: Span
    next: int


def read_number(tokens: list[Token], at: int, text: str, keywords: frozenset[str], *, full: bool) -> Literal:
    """The literal that begins with the number token at `at`."""
    number = tokens[at]
    unit, after = _unit(tokens, at + 1, keywords)
    span = Span(number.start, tokens[after - 1].end)
    if after == at + 1:
        _refuse_comma(tokens, at, text, keywords, full=full)
    elif not is_unit(unit):
        raise _unknown_unit(text, tokens[at + 1], unit)
    elif unit == "年" and number.value > LONGEST_YEARS:
        what = f"「{number.text} 年」是时长，不会这么长"
        raise LanguageError(what, code="YZ-L07", text=text, span=span, hint=f'年份是文字：所属期 = "{number.text}"')
    return Literal(number.value, unit, span, after)


def _unit(tokens: list[Token], at: int, keywords: frozenset[str]) -> tuple[str, int]:
    """The unit written from token `at` on, and the token after it; an empty unit when there is none."""
    unit, after = _simple(tokens, at, keywords)
    if not unit:
        return "", at
    while tokens[after].kind == "symbol" and tokens[after].text in ("/", "·"):
        sign = tokens[after]
        more, end = _simple(tokens, after + 1, keywords)
        touching = tokens[after - 1].end == sign.start and sign.end == tokens[after + 1].start
        if not more or not touching or not is_unit(more) or (sign.text == "/" and "/" in unit):
            break
        unit, after = unit + sign.text + more, end
    return unit, after


def _simple(tokens: list[Token], at: int, keywords: frozenset[str]) -> tuple[str, int]:
    token = tokens[at]
    if token.kind == "symbol" and token.text in ("%", "‰"):
        return token.text, at + 1
    if token.kind != "name" or token.text in keywords:
        return "", at
    if tokens[min(at + 1, len(tokens) - 1)].text == "(":
        for close in (at + 3, at + 4):
            inside = "".join(part.text for part in tokens[at + 2 : close])
            if close < len(tokens) and tokens[close].text == ")" and is_unit(whole := f"{token.text}({inside})"):
                return whole, close + 1
    return token.text, at + 1


def _refuse_comma(tokens: list[Token], at: int, text: str, keywords: frozenset[str], *, full: bool) -> None:
    """`1,000 万元` would be two values: 1 and 000 万元."""
    digits = [tokens[at].text]
    step = at
    while (
        step + 2 < len(tokens)
        and tokens[step + 1].text == ","
        and tokens[step + 2].kind == "number"
        and tokens[step].end == tokens[step + 1].start
        and tokens[step + 1].end == tokens[step + 2].start
        and len(tokens[step + 2].text.split(".")[0]) == 3
    ):
        step += 2
        digits.append(tokens[step].text)
    if step == at or len(digits[0]) > 3 or not digits[0].isdigit():
        return
    unit, after = _unit(tokens, step + 1, keywords)
    if unit or (digits[-1].startswith("0") and not full):
        span = Span(tokens[at].start, tokens[after - 1].end)
        fixed = "".join(digits) + (f" {unit}" if unit else "")
        raise LanguageError("数字里不写千分位逗号", code="YZ-L06", text=text, span=span, hint=f"写作 {fixed}")


def _unknown_unit(text: str, token: Token, unit: str) -> LanguageError:
    if unit in UNSETTLED:
        hint = f"写作 {' 或 '.join(UNSETTLED[unit])}，两者不能合用"
        return LanguageError(f"「{unit}」要写明是哪一种", code="YZ-L05", text=text, span=token.span, hint=hint)
    close = nearest(unit, TABLE)
    hint = f"是否想写「{close}」？" if close else "单位见 docs/reference/units.md；名称不能以数字开头"
    return LanguageError(f"没有计量单位「{unit}」", code="YZ-L05", text=text, span=token.span, hint=hint)
