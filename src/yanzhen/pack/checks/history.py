"""H02 growth that is published elsewhere, H03 sums of what does not add up, V01 money on two bases in one expression."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yanzhen.errors import Problem
from yanzhen.language import tree
from yanzhen.language.tree import Node
from yanzhen.pack.checks.view import View, trees
from yanzhen.registers import Column

_SUMS = ("合计", "sum", "各期合计")
_MEASURES = {"stock": "时点数", "ytd": "累计数", "average": "平均数"}
_GROWTH = re.compile("增长率|增速|增幅|同比")
_PRICES = (("现价", re.compile("现价|当年价")), ("可比价", re.compile(r"可比价|不变价|\d{4}年价")))
_COAL = (("等价值", re.compile("等价值")), ("当量值", re.compile("当量值")))


def published_growth(view: View) -> Iterator[Problem]:
    """H02: growth computed here where a column holds the official one."""
    registers = view.pack.vocabulary.registers
    for clause in view.own:
        for node, place in trees(clause):
            for part in tree.walk(node):
                if not _is_call(part, "增长率"):
                    continue
                for fact in tree.walk(part):
                    if not isinstance(fact, tree.Fact):
                        continue
                    official = [
                        name
                        for name, column in registers[fact.register].columns.items()
                        if name != fact.column and fact.column in f"{name}{column.title}" and _GROWTH.search(name)
                    ]
                    if official:
                        what = f"增长率({fact.column}) 由两年数据相除；已有公布的「{official[0]}」，口径调整时两者不同"
                        yield Problem("H02", "W", what, place, f"写 {official[0]}，或在 doubts 说明为何自算")


def sums_add_up(view: View) -> Iterator[Problem]:
    """H03: a sum over periods of a stock, a year-to-date or an average; a sum of months of statistics without January."""
    registers = view.pack.vocabulary.registers
    for clause in view.own:
        for node, place in trees(clause):
            for part in tree.walk(node):
                if not any(_is_call(part, name) for name in _SUMS):
                    continue
                for fact in _added(part):
                    column = registers[fact.register].columns[fact.column]
                    if column.measure in _MEASURES:
                        what = f"合计的「{fact.column}」是{_MEASURES[column.measure]}，各期相加没有意义"
                        yield Problem("H03", "W", what, place, "取 期末值(…)、平均值(…)，或改用发生额的栏目")
                    elif column.period == "month" and "统计" in column.held_by:
                        what = f"合计的「{fact.column}」按月统计，1 月通常不单独统计，逐月相加会少一个月"
                        yield Problem("H03", "W", what, place, "取累计数的栏目，或说明 1 月如何补")


def _added(call: tree.Call) -> Iterator[tree.Fact]:
    """Figures that a sum adds over periods: those of 近 and of all parts of a period, not those of rows beside each other."""
    for part in tree.walk(call):
        over_time = _is_call(part, "近") or (part is call and _is_call(part, "各期合计"))
        if over_time:
            yield from (fact for fact in tree.walk(part) if isinstance(fact, tree.Fact))


def one_basis(view: View) -> Iterator[Problem]:
    """V01: money with and without VAT, at current and at comparable prices, or coal on two bases, in one expression."""
    registers = view.pack.vocabulary.registers
    for clause in view.own:
        for node, place in trees(clause):
            seen: set[str] = set()
            for part in tree.walk(node):
                if not isinstance(part, tree.Compare | tree.Arithmetic):
                    continue
                facts = [one for one in tree.walk(part) if isinstance(one, tree.Fact)]
                for what in _mixed([registers[fact.register].columns[fact.column] for fact in facts]):
                    if what not in seen:
                        seen.add(what)
                        yield Problem("V01", "W", what, place, "换成同一口径的栏目，或在 doubts 说明")


def _mixed(columns: list[Column]) -> Iterator[str]:
    taxed = {column.vat: column.name for column in columns if column.vat}
    if len(taxed) > 1:
        yield f"「{taxed['included']}」含增值税，「{taxed['excluded']}」不含，写在一个式子里"
    for pair in (_PRICES, _COAL):
        named = {
            word: column.name
            for column in columns
            for word, pattern in pair
            if pattern.search(f"{column.name}{column.title}{column.unit.name if column.unit else ''}")
        }
        if len(named) > 1:
            (one, first), (other, second) = named.items()
            yield f"「{first}」按{one}，「{second}」按{other}，写在一个式子里"


def _is_call(node: Node, name: str) -> bool:
    return isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.function.name == name
