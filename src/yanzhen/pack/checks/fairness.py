"""L01–L04: what 公平竞争审查条例 (in force since 2024-08-01) forbids or asks a ground for, and what must not be told of persons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yanzhen.errors import Place, Problem
from yanzhen.language import tree
from yanzhen.language.tree import Node
from yanzhen.pack.checks.view import PROSE, View, amounts, bare
from yanzhen.pack.model import Clause, Condition
from yanzhen.pack.text import Entry
from yanzhen.registers import Column

_BY_LAW = ("tax_relief",)
_ELSEWHERE = re.compile("外地|外省|外市|外县|区外企业|本地企业|本地产品|本地注册|本地户籍")
_REGISTERED = re.compile("注册地|登记地|迁入地|迁入|新注册|总部所在地")
_MOVING = re.compile("迁出|外迁|搬离|迁离|不迁移|不得迁|不迁|注册地变更")


def paid_from_taxes(view: View) -> Iterator[Problem]:
    """L01: the amount follows taxes paid."""
    columns = view.pack.vocabulary
    for clause in view.own:
        if clause.nature in _BY_LAW or clause.charges:
            continue
        linked = {
            part.column
            for amount in amounts(clause)
            for part in tree.walk(amount)
            if isinstance(part, tree.Fact) and columns.column(part.register, part.column).tax_linked
        }
        if linked:
            what = f"{view.names(clause)}按缴税多少给钱（{'、'.join(sorted(linked))}）"
            hint = "公平竞争审查条例第十条：没有法律、行政法规依据或国务院批准不得；有依据的在 ticks 写明依据和终止日"
            yield Problem("L01", "W", what, view.pays(clause), hint)


def one_firm_or_place(view: View) -> Iterator[Problem]:
    """L02: a condition names one firm, asks where a firm is registered, or sets outsiders apart."""
    for clause in view.own:
        for condition in clause.conditions:
            if condition.source == "pays" or condition.from_policy:
                continue
            said = _singled_out(view, clause, condition)
            if said:
                hint = "公平竞争审查条例第十条：不得给特定经营者优惠；适用地域写 place，不写成条件"
                yield Problem("L02", "W", f"{view.names(clause)}{said}", condition.place, hint)


def _singled_out(view: View, clause: Clause, condition: Condition) -> str:
    registers = view.pack.vocabulary.registers
    for part in _outside_terms(condition.node):
        if isinstance(part, tree.Fact):
            column = registers[part.register].columns[part.column]
            if _REGISTERED.search(f"{column.name}{column.title}"):
                return f"以「{column.name}」为条件，即看企业在哪里登记"
        asked = part.value if isinstance(part, tree.CodeIn) else part.left if isinstance(part, tree.Compare) else None
        asked = bare(asked) if asked is not None else None
        if isinstance(asked, tree.Fact):
            frame = registers[asked.register]
            naming = asked.column in (frame.label, *(frame.key if frame.owner is None else ()))
            if naming and isinstance(part, tree.Compare) and part.op in ("=", "!="):
                return f"点名一户企业：{condition.text}"
            if (
                asked.column == frame.area
                and not clause.charges
                and not _part_of_place(view, clause, frame.columns, part)
            ):
                return f"以所在地「{asked.column}」为条件，即看企业在哪里登记"
    match = _ELSEWHERE.search(condition.text) or _ELSEWHERE.search(condition.judged)
    return f"按「{match.group()}」区别对待" if match else ""


def _part_of_place(view: View, clause: Clause, columns: dict[str, Column], part: Node) -> bool:
    """Whether a condition names a part of the place where the clause holds: some of its counties."""
    codes = next((column.code for column in columns.values() if column.name == _column_of(part)), None)
    if clause.area is None or codes is None or not isinstance(part, tree.CodeIn):
        return False
    inside = view.pack.vocabulary.codes[codes].below(clause.area) - {clause.area}
    return part.nodes <= inside


def _column_of(part: Node) -> str:
    asked = bare(part.value) if isinstance(part, tree.CodeIn) else part
    return asked.column if isinstance(asked, tree.Fact) else ""


def _outside_terms(node: Node) -> Iterator[Node]:
    """The parts of a condition as written, without those of the terms it reads."""
    yield node
    if not isinstance(node, tree.TermOf):
        for child in tree.children(node):
            yield from _outside_terms(child)


def moving_out(view: View) -> Iterator[Problem]:
    """L03: moving out is barred or charged."""
    seen: set[Place] = set()
    for clause in view.own:
        for document in (view.entry(clause), view.policy(clause)):
            for text, place in _ruling(document):
                match = _MOVING.search(text)
                if match and place not in seen:
                    seen.add(place)
                    what = f"「{match.group()}」：不得阻碍企业迁出，也不得因迁出收回奖补"
                    yield Problem("L03", "E", what, place, "公平竞争审查条例第九条；删去这一条，或写进 NOT-ENCODED.md")


def _ruling(entry: Entry, name: str = "") -> Iterator[tuple[str, Place]]:
    """The texts of a document that decide something: expressions, questions, what is given, quotes."""
    if isinstance(entry.value, str):
        yield entry.text, entry.place
    for item in entry.items if isinstance(entry.value, list) else ():
        yield from _ruling(item, name)
    for key, value in entry.map.items():
        if key in ("quote", "judged", "gives", "cite") or key not in PROSE:
            yield from _ruling(value, key)


def personal_columns(view: View) -> Iterator[Problem]:
    """L04: a condition reads what concerns a person; the reason shown to another unit would tell it."""
    for clause in view.own:
        for condition in clause.conditions:
            personal = {
                part.column
                for part in tree.walk(condition.node)
                if isinstance(part, tree.Fact) and view.pack.vocabulary.column(part.register, part.column).personal
            }
            if personal:
                what = (
                    f"{view.names(clause)}的条件看个人信息（{'、'.join(sorted(personal))}），理由给别的单位看就泄露了"
                )
                yield Problem("L04", "W", what, condition.place, "理由只给 held_by 的单位看；确需如此的在 ticks 写明")
