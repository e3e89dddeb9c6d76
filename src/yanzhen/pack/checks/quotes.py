"""Q01–Q04: the words of the source against the rule: bounds, figures, words that ask for a key, and which year is last year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from yanzhen.errors import Place, Problem
from yanzhen.language import tree
from yanzhen.language.tree import Node
from yanzhen.pack.checks.tables import size_of
from yanzhen.pack.checks.view import NOTHING, Said, View, constant, rule_texts, squeezed, trees
from yanzhen.pack.figures import Figure, figures
from yanzhen.pack.model import Clause
from yanzhen.units import Dimension

_BEFORE = (
    ("<=", re.compile(r"(?:不超过|不高于|不大于|不多于|至多|不得超过|不得高于)\s*$")),
    (">=", re.compile(r"(?:不低于|不少于|不小于|至少|达到?了?|满|不得低于|不得少于)\s*$")),
    (">", re.compile(r"(?:超过|高于|大于|多于|突破)了?\s*$")),
    ("<", re.compile(r"(?:不足|低于|少于|小于|未达到?|不满|未满)\s*$")),
)
_AFTER = (
    (">=", re.compile(r"\s*(?:[（(]含[^）)]*[）)])?(?:及|或|（含）)?以上")),
    ("以下", re.compile(r"\s*(?:[（(]含[^）)]*[）)])?(?:及|或|（含）)?以下")),
    ("<=", re.compile(r"\s*(?:以内|之内|封顶)")),
)
_OF_THE_PART = re.compile(r"(?:元|%)?的?部分")
_TURNED = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}
_FORMS = {"steps": ">=", "slices": ">=", "upto": "<="}
_INCLUDES = {">=": "含本数，写 >=", ">": "不含本数，写 >", "<=": "含本数，写 <=", "<": "不含本数，写 <"}


SMALL = 10
"""A bare number below this is a count of years, steps or items, and is not looked for in the quote."""


def bounds_match(view: View) -> Iterator[Problem]:
    """Q01: the word beside a figure of the quote includes the figure, the operator does not, or the other way round."""
    for clause in view.own:
        written = list(_comparisons(clause))
        for said in view.said(clause):
            for figure in figures(said.text) if written else ():
                word, wanted = _word(said.text, figure, clause.policy.bounds)
                if not wanted:
                    continue
                near = [
                    (op, place)
                    for op, value, dimension, place in written
                    if figure.equals(value, dimension) and op[0] == wanted[0]
                ]
                if near and all(op != wanted or word == "以下？" for op, _ in near):
                    yield _bound_problem(view, clause, said, figure, word, wanted, near[0])


def _bound_problem(
    view: View, clause: Clause, said: Said, figure: Figure, word: str, wanted: str, near: tuple[str, Place]
) -> Problem:
    op, place = near
    if word == "以下？":
        what = f"原文「{figure.text}以下」含不含本数没有写明，规则写的是 {op}"
        hint = "policy 写 bounds: civil_code（以下含本数，民法典第一千二百五十九条）或 half_open（不含）"
        return Problem("Q01", "W", what, place, hint)
    what = f"{view.names(clause)}原文写「{word}」，规则却写 {op} {figure.text}"
    return Problem("Q01", "W", what, place, f"「{word.replace(figure.text, '').strip()}」{_INCLUDES[wanted]}")


def _word(text: str, figure: Figure, bounds: str) -> tuple[str, str]:
    """(the words about the figure, the operator they mean); 以下 without a say on bounds has its own mark."""
    if _OF_THE_PART.match(text, figure.end):
        return "", ""
    for op, pattern in _AFTER:
        match = pattern.match(text, figure.end)
        if match:
            shown = text[figure.start : match.end()].strip()
            if op != "以下":
                return shown, op
            if "含" in match.group() or "及" in match.group():
                return shown, "<="
            return ("以下？", "<=") if not bounds else (shown, "<=" if bounds == "civil_code" else "<")
    before = text[: figure.start]
    for op, pattern in _BEFORE:
        match = pattern.search(before)
        if match:
            return text[match.start() : figure.end].strip(), op
    return "", ""


def _comparisons(clause: Clause) -> Iterator[tuple[str, Fraction, Dimension, Place]]:
    """(operator as written, figure, dimension, place) of every comparison with a fixed number, and of table bounds."""
    for node, place in trees(clause):
        for part in tree.walk(node):
            if isinstance(part, tree.Compare) and part.op in _TURNED:
                for other, op in ((part.right, part.op), (part.left, _TURNED[part.op])):
                    value = constant(other)
                    if value is not None:
                        yield op, value, other.type.dimension, place
            elif isinstance(part, tree.Table) and part.form in _FORMS:
                for bound, _ in part.rows:
                    size = size_of(bound)
                    if isinstance(size, Fraction):
                        yield _FORMS[part.form], size, bound.type.dimension, place


# ---------------------------------------------------------------- Q02


def figures_match(view: View) -> Iterator[Problem]:
    """Q02: figures of the quote that the rule does not use; figures of the rule that no quote has."""
    for clause in view.own:
        said = view.said(clause)
        in_quotes = [(figure, one) for one in said for figure in figures(one.text)]
        if not in_quotes and not any(one.quoted for one in said):
            continue
        used, names = list(rule_figures(view, clause)), _names(clause)
        spoken = [figure for text in view.remarks(clause) for figure in figures(text)]
        for figure, one in in_quotes:
            if not has_place(figure, clause, used, names, spoken):
                what = f"{view.names(clause)}原文有「{figure.text}」，规则没有用到"
                yield Problem("Q02", "W", what, one.place)
        if all(one.quoted for one in said) and "restated" not in view.entry(clause).map.get("cite", NOTHING).map:
            yield from _unquoted(view, clause, [figure for figure, _ in in_quotes] + spoken)


def has_place(
    figure: Figure, clause: Clause, used: list[tuple[Fraction, Dimension | None]], names: str, spoken: list[Figure]
) -> bool:
    """Whether a figure of the source is used by the rule, is part of a name, is a day, or is spoken of in doubts or notes."""
    if any(figure.equals(value, dimension) for value, dimension in used) or squeezed(figure.text) in names:
        return True
    if any(figure.equals(other.value, other.dimension) for other in spoken):
        return True
    return figure.value == 12 and figure.dimension == (("月", 1),) and clause.period == "year" and "每年" in figure.text


def rule_figures(view: View, clause: Clause) -> Iterator[tuple[Fraction, Dimension | None]]:
    """Every figure the rule has: as written in its document, and in the terms it reads."""
    for text, _ in rule_texts(view.entry(clause)):
        for figure in figures(text):
            yield figure.value, figure.dimension
    for node, _ in trees(clause):
        for part in tree.walk(node):
            if isinstance(part, tree.Number):
                yield part.value, part.type.dimension if part.type.kind == "number" else None


def _unquoted(view: View, clause: Clause, quoted: list[Figure]) -> Iterator[Problem]:
    """The figures of the rule that no quote has, in one line at the first of them."""
    found: dict[Fraction, tuple[str, Place]] = {}
    for text, entry in rule_texts(view.entry(clause), besides=("claim", "round", "in_force")):
        for figure in figures(text):
            plain = figure.value in (0, 1) or (not figure.dimension and figure.value < SMALL)
            if not plain and not any(figure.equals(one.value, one.dimension) for one in quoted):
                place = entry.key or entry.place if text not in entry.text else entry.place
                found.setdefault(figure.value, (figure.text, place))
    if found:
        named = "、".join(f"「{text}」" for text, _ in found.values())
        yield Problem("Q02", "W", f"{view.names(clause)}规则有{named}，引用的原文没有", next(iter(found.values()))[1])


def _names(clause: Clause) -> str:
    """Names that may hold figures of their own: columns, codes, lists, texts."""
    found = [*clause.matter, clause.gives, clause.payee]
    for node, _ in trees(clause):
        for part in tree.walk(node):
            if isinstance(part, tree.Fact):
                found.append(part.column)
            elif isinstance(part, tree.Text):
                found.append(part.value)
            elif isinstance(part, tree.CodeIn):
                found.append(part.label)
            elif isinstance(part, tree.CodeValue):
                found.append(part.text)
            elif isinstance(part, tree.Judged):
                found.append(part.question)
    return squeezed(" ".join(found))


# ---------------------------------------------------------------- Q03, Q04

_FUNCTIONS = {
    "连续": {"连续", "连续年数", "近", "前", "复合增长率"},
    "首次": {"首次", "首次取得", "历史最高", "无值"},
    "新认定": {"首次取得", "首次", "期内"},
    "孰低": {"较低", "min", "最小"},
    "累计": {"合计", "sum", "近", "各期合计", "末期值"},
}


def words_match(view: View) -> Iterator[Problem]:
    """Q03: words of the source that ask for a key or a function which the rule does not have."""
    for clause in view.own:
        text = squeezed(" ".join(said.text for said in view.said(clause)))
        for word, there, what in _WORDS:
            if (
                word in text
                and not there(clause, text)
                and word not in _names(clause)
                and not view.considered(clause, word)
            ):
                place = next(said.place for said in view.said(clause) if word in squeezed(said.text))
                yield Problem("Q03", "W", f"{view.names(clause)}原文有「{word}」，规则里没有对应的写法", place, what)


def _calls(clause: Clause) -> set[str]:
    found = set()
    for node, _ in trees(clause):
        for part in tree.walk(node):
            if isinstance(part, tree.Call) and isinstance(part.function, tree.Name):
                found.add(part.function.name)
            elif isinstance(part, tree.Table) and part.first:
                found.add("首次")
            elif isinstance(part, tree.Quantified):
                found |= {"首次取得"} if _once_and_fresh(part) else set()
    return found


def _once_and_fresh(node: tree.Quantified) -> bool:
    """Whether it is what 首次取得 becomes: rows of certificates, one of their days within the period."""
    days = [part for part in tree.walk(node) if isinstance(part, tree.Compare) and part.left.type.kind == "date"]
    return any(isinstance(bare, tree.Known) and bare.name == "期初" for part in days for bare in tree.walk(part.right))


def _each_year(clause: Clause, text: str) -> bool:
    if re.search("每年[^，。；]{0,12}(?:最高|不超过|累计|限)", text):
        return any(cap.span == "year" for cap in clause.limits)
    return clause.period in ("year", "half", "quarter", "month")


def _added_up(clause: Clause, text: str) -> bool:
    capped = any(cap.span in ("ever", "policy", "year") for cap in clause.limits) or clause.top is not None
    return capped or bool(_calls(clause) & _FUNCTIONS["累计"])


def _per_row(clause: Clause, text: str) -> bool:
    every = any(
        isinstance(part, tree.Table) and part.form == "every" for node, _ in trees(clause) for part in tree.walk(node)
    )
    return clause.register != "企业" or every or any(set(cap.per) - {"企业"} for cap in clause.limits)


def _fresh(clause: Clause, text: str) -> bool:
    return clause.event is not None or bool(_calls(clause) & _FUNCTIONS["新认定"])


def _same(clause: Clause, text: str) -> bool:
    return bool(clause.limits) or clause.top is not None


def _chosen(clause: Clause, text: str) -> bool:
    judged = any(isinstance(part, tree.Judged) for node, _ in trees(clause) for part in tree.walk(node))
    return judged or bool(clause.amount and clause.amount.judged)


def _has(word: str):
    return lambda clause, text: bool(_calls(clause) & _FUNCTIONS[word])


def _once(clause: Clause, text: str) -> bool:
    return bool(_calls(clause) & _FUNCTIONS["首次"]) or any(cap.span == "ever" for cap in clause.limits)


_WORDS = (
    ("每年", _each_year, "每年的上限写 cap 的 in: year；每年判一次写 period: year"),
    ("累计", _added_up, "写 合计(…)、近(…)，或 cap 的 in: ever、policy"),
    ("连续", _has("连续"), "写 连续(条件, 2 年) 或 连续年数(条件)"),
    ("首次", _once, "写 首次(条件)、首次取得(证书)，或表里 first: highest"),
    ("新认定", _fresh, "写 首次取得(证书)，或 for: 资质 与 event: 认定日期"),
    ("每个", _per_row, "每个项目判一次写 for: 项目的台账，不写 计数 乘金额"),
    ("同一", _same, "同一事项只给一次的，写 cap 或 ceiling；读法写进 doubts"),
    ("孰低", _has("孰低"), "写 较低(甲, 乙)"),
    ("择优", _chosen, "由人挑选的写 judged"),
)

_LAST_YEAR = re.compile(r"上一?年度?|上一年")


def last_year(view: View) -> Iterator[Problem]:
    """Q04: last year, said of a claim made in the year after: the period judged or the one before it."""
    for clause in view.own:
        said = next((one for one in view.said(clause) if _LAST_YEAR.search(one.text)), None)
        dated = clause.in_force.start is not None or view.cases.get(clause.id)
        if (
            said is None
            or not dated
            or not _claimed_later(clause)
            or view.considered(clause, "上年", "上一年", "所属期")
        ):
            continue
        judged = clause.in_force.start.year if clause.in_force.start else int(view.cases[clause.id][0].period[:4])
        looks_back = "上年" in _calls(clause)
        what = (
            f"{view.names(clause)}原文写「上年」，{judged + 1} 年申报：若从申报之日看是 {judged} 年（所属期本身），"
            f"若从所属期看是 {judged - 1} 年；规则读作{f'上年(…)，即 {judged - 1} 年' if looks_back else f'所属期本身，即 {judged} 年'}"
        )
        yield Problem("Q04", "W", what, said.place, "把读法写进 doubts")


def _claimed_later(clause: Clause) -> bool:
    opens: Node | None = clause.claim.opens
    if opens is None:
        return False
    return any(isinstance(part, tree.Known) and part.name == "期末" for part in tree.walk(opens))
