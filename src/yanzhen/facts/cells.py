"""One cell's text → one typed value, or why not and what was probably meant.

Texts come from Word, WeChat and spreadsheets: full-width digits, 万 and 亿, units behind the number, dates in five
forms. What has one reading is read (and `understood` says how); what has two, or none, is a problem. Nothing is
guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from yanzhen.errors import nearest
from yanzhen.registers import Column, Vocabulary
from yanzhen.registers.checks import accepted, normal
from yanzhen.units import MONEY, NUMBER, Unit, UnitError, dimension_name, parse_unit, show

Value = Fraction | bool | str | date | None


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Why a text is not a value of its column; `suggestion` is what was probably meant, or empty."""

    why: str
    suggestion: str = ""


BLANKS = frozenset({"", "-", "--", "—", "——", "/"})
ERRORS = frozenset(
    {"#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DIV/0!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
"""What a spreadsheet shows, and saves as csv, where a formula failed."""

_YES = frozenset({"是", "√", "✓", "✔", "☑", "Y", "YES", "TRUE", "1"})
_NO = frozenset({"否", "×", "✗", "✘", "☐", "N", "NO", "FALSE", "0"})
_MULTIPLES = {"万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4}
_NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?(?P<times>万亿|千万|百万|十万|亿|万)?(?P<unit>.*)",
    re.ASCII,
)
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月)(\d{1,2})日?(?: ?00:00(?::00)?)?", re.ASCII
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_EXCEL_EPOCH = date(1899, 12, 30)
_NOISE = Fraction(1, 10**9)
_LONGEST = 200


def read_cell(text: str, column: Column, vocabulary: Vocabulary, *, unit: Unit | None = None) -> Value | CellProblem:
    """The value the text holds: a Fraction in canonical units, a bool, a date, a code, a text; None for a blank.

    Args:
        unit: of a number without its own, from the heading; default: the column's declared unit.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in BLANKS:
        return None
    if plain.upper() in ERRORS:
        return CellProblem("公式出错", "改正公式，或直接填值")
    if column.kind == "number":
        return _number(plain, column, unit or column.unit)
    if column.kind == "yesno":
        return _yesno(plain)
    if column.kind == "date":
        return None if plain == column.absent else _date(plain)
    if column.kind == "code":
        return _code(plain, text.strip(), column, vocabulary)
    if column.kind == "ref":
        return _ref(plain, column, vocabulary)
    return text.strip()


def understood(text: str, value: Value, column: Column, unit: Unit | None = None) -> str:
    """How a text that was not written plainly was read, for the reader to confirm; empty when it says what it holds."""
    bare = text.strip()
    if value is None:
        return "" if bare == "" else f"「{bare}」读作空"
    if column.kind == "number" and isinstance(value, Fraction):
        unit = unit or column.unit
        as_written = _PLAIN_NUMBER.fullmatch(bare) and Fraction(bare) * (unit.factor if unit else 1) == value
        return "" if as_written else f"「{bare}」读作 {show(value, column.unit.dimension if column.unit else NUMBER)}"
    if column.kind == "yesno":
        return "" if bare in ("是", "否") else f"「{bare}」读作{'是' if value else '否'}"
    if column.kind == "date":
        return "" if bare == str(value) else f"「{bare}」读作 {value}"
    return f"「{bare}」读作 {value}" if column.kind == "ref" and bare != value else ""


def _number(text: str, column: Column, unit: Unit | None) -> Fraction | CellProblem:
    text = text.replace("−", "-").replace("–", "-")
    if unit is not None and unit.dimension == MONEY:
        text = text.removeprefix("¥").strip()
    if len(text) > _LONGEST:
        return CellProblem("太长，不是一个数")
    match = None if re.search(r"[\d.,] +[\d.,]", text) else _NUMBER.fullmatch(text.replace(" ", ""))
    if match is None:
        return _not_a_number(text)
    value = Fraction(match["whole"].replace(",", "") + (match["part"] or "")) * _MULTIPLES.get(match["times"] or "", 1)
    if match["sign"] == "-":
        value = -value
    rest = match["unit"]
    if not rest:
        factor = _bare(unit).factor if match["times"] and unit else unit.factor if unit else 1
        return _on_step(value * factor, column)
    if re.match(r"[\d.,]|[eE][-+]?\d|[-~至]\d", rest):
        return _not_a_number(text)
    return _with_unit(value, match["times"] or "", rest, column, unit)


def _with_unit(value: Fraction, times: str, rest: str, column: Column, unit: Unit | None) -> Fraction | CellProblem:
    dimension = unit.dimension if unit else NUMBER
    try:
        found = parse_unit(rest)
    except UnitError:
        if re.search(r"(以上|以下|以内|左右|余|多|上下)$", rest):
            return CellProblem("不是一个确切的数", "填确切的数")
        return CellProblem(
            f"数后面的「{times}{rest}」不是计量单位", f"只填数，单位是 {unit.name}" if unit else "只填数"
        )
    if found.dimension != dimension:
        return CellProblem(
            f"单位「{times}{rest}」不合此列（{dimension_name(dimension)}）", f"用 {unit.name}" if unit else "不带单位"
        )
    if times and _bare(found).name != found.name:
        return CellProblem("倍数写了两次", "例如 1.2亿元")
    return _on_step(value * found.factor, column)


def _bare(unit: Unit) -> Unit:
    """The unit that 万 or 亿 behind a number multiplies: 元 for a column in 万元, 公里 for one in 公里."""
    for prefix in ("百万", "亿", "万", "千", "百"):
        try:
            inner = parse_unit(unit.name.removeprefix(prefix)) if unit.name.startswith(prefix) else None
        except UnitError:
            continue
        if inner is not None and inner.dimension == unit.dimension:
            return inner
    return unit


def _on_step(value: Fraction, column: Column) -> Fraction | CellProblem:
    """The value as a whole number of steps; float noise is taken off, anything finer is a problem."""
    step = column.step
    if abs(value / step) >= 2**62:
        return CellProblem("数太大，放不下", "检查单位")
    if (value / step).denominator == 1:
        return value
    near = round(value / step) * step
    if abs(value - near) < _NOISE * abs(value):
        return near
    dimension = column.unit.dimension if column.unit else NUMBER
    return CellProblem(f"比最小单位 {show(step, dimension)} 更细", f"按规定取整，最近的是 {show(near, dimension)}")


def _not_a_number(text: str) -> CellProblem:
    if re.fullmatch(r"[-+]?\d+(\.\d+)?[eE][-+]?\d+", text):
        return CellProblem("是科学计数法，可能已丢失位数", "把单元格格式改为数值或文本后重新导出")
    if re.fullmatch(r"\(\d[\d,]*(\.\d+)?\)", text):
        return CellProblem("括号表示负数，读不准", f"-{text[1:-1].replace(',', '')}")
    if re.fullmatch(r"\d+,\d{1,2}", text):
        return CellProblem("逗号不是小数点", text.replace(",", "."))
    if re.fullmatch(r"[-+]?[\d,]+(\.\d+)?", text):
        return CellProblem("千分位的逗号位置不对", text.replace(",", ""))
    if re.fullmatch(r"[-+]?\d[\d ]*(\.\d+)?", text):
        return CellProblem("数字中间有空格", text.replace(" ", ""))
    if text == "无":
        return CellProblem("「无」读不出是零还是不知道", "是零填 0，不知道留空")
    if re.match(r"[约近超><≥≤]", text) or re.search(r"\d *[-~至] *\d", text):
        return CellProblem("不是一个确切的数", "填确切的数")
    return CellProblem("应为数字", "如 12.5")


def _yesno(text: str) -> bool | CellProblem:
    folded = text.upper()
    if folded in _YES or folded in _NO:
        return folded in _YES
    return CellProblem("应为 是 或 否", {"有": "是", "无": "否", "X": "否"}.get(folded, ""))


def _date(text: str) -> date | CellProblem:
    match = _DATE.fullmatch(re.sub(r"(?<=[年月]) +", "", text)) or _COMPACT_DATE.fullmatch(text)
    if match is None:
        if re.fullmatch(r"[1-9]\d{4}", text):
            guess = _EXCEL_EPOCH + timedelta(days=int(text))
            return CellProblem("是表格软件的日期序号，不是日期", f"是否为 {guess}")
        if re.fullmatch(r"\d{4}(年|[-./]\d{1,2}|年\d{1,2}月)?", text):
            return CellProblem("日期不完整，缺月或日", "如 2026-01-05")
        return CellProblem("应为日期", "如 2026-01-05")
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return CellProblem(f"没有 {year} 年 {month} 月 {day} 日这一天")


def _code(plain: str, text: str, column: Column, vocabulary: Vocabulary) -> str | CellProblem:
    listed = vocabulary.codes[column.code or ""]
    at = listed.id_of(text)
    if at is None:
        at = listed.id_of(plain)
    if at is not None:
        return listed.codes[at].code
    close = nearest(plain, listed.names())
    return CellProblem(f"不在代码表「{listed.name}」里", f"是否为 {close}" if close else "")


def _ref(plain: str, column: Column, vocabulary: Vocabulary) -> str | CellProblem:
    key = normal(plain)
    problem = accepted(key, vocabulary.registers[column.ref or ""].accepts)
    return key if problem is None or problem.warning else CellProblem(problem.why, problem.suggestion)
