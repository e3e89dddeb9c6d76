"""C04, C05, S01 where several awards meet: matters without a relation, payments nobody delivers, relations no case tries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from yanzhen.errors import Problem
from yanzhen.pack.checks.limits import share_time_and_place
from yanzhen.pack.checks.view import View
from yanzhen.pack.model import Case, Clause, Relation

THOUGHT_OF = ("同享", "兼得", "叠加", "取代", "不相加", "重复计", "分别计算", "relations.yaml")
PAID = "兑付"
LONG_SPANS = ("policy", "ever")
NAMED = 4
"""Clauses named in one message."""


def matters_without_relation(view: View) -> Iterator[Problem]:
    """C04: a matter that two or more clauses share in time and place, and no relation or ceiling says how they stand."""
    users: dict[str, list[Clause]] = defaultdict(list)
    for clause in view.pack.clauses:
        for tag in clause.matter if clause.amount is not None else ():
            users[tag].append(clause)
    own = {clause.id for clause in view.own}
    for tag, clauses in users.items():
        apart = {
            one.id: one
            for clause in clauses
            for other in clauses
            if clause.one != other.one and not _said(view, tag, clause, other)
            for one in (clause, other)
        }
        mine = [clause for clause in apart.values() if clause.id in own]
        if mine and not any(view.considered(clause, *THOUGHT_OF) for clause in mine):
            ids = list(dict.fromkeys(clause.one.partition("/")[2] for clause in apart.values()))
            named = "、".join(ids[:NAMED]) + (f" 等 {len(ids)} 条" if len(ids) > NAMED else "")
            what = f"事项「{tag}」有几条用，没有写能否同享：{named}"
            hint = "文件写了的写 relations.yaml；没有写的在 doubts 说明怎样读，或在 ticks 确认"
            yield Problem("C04", "W", what, view.key(mine[0], "matter"), hint)


def _said(view: View, tag: str, one: Clause, other: Clause) -> bool:
    """Whether something says how two clauses of one matter stand, or they never meet."""
    if one.place == other.place or one.id == other.replaces or other.id == one.replaces:
        return True
    if any({one.id, other.id} <= set(relation.members) for relation in view.pack.relations):
        return True
    if any(part.top is not None and part.top.counts == tag for part in (one, other)):
        return True
    return not share_time_and_place(view, one, other)


def payments_are_fed(view: View) -> Iterator[Problem]:
    """C05: a relation counts what was received before, and no register delivers all of it."""
    paid = view.pack.vocabulary.registers.get(PAID)
    for relation in _own(view):
        if relation.rule == "adds" or not (relation.span in LONG_SPANS or relation.matter):
            continue
        if any(clause.charges for clause in view.pack.clauses if clause.id in relation.members):
            continue
        if paid is None or not paid.complete:
            lacking = f"没有台账「{PAID}」" if paid is None else f"台账「{PAID}」没有写 rows: complete"
            what = f"关系「{relation.id.partition('/')[2]}」要数以前已发的，{lacking}：没有行不等于没有发"
            yield Problem("C05", "W", what, relation.place, "在 registers 里声明，并请财政报全各级次的兑付")


def relations_fire(view: View) -> Iterator[Problem]:
    """S01: each relation has a case in which it takes something, and so have lines of which one is paid and their limits."""
    clauses = {clause.id: clause for clause in view.pack.clauses}
    for relation in _own(view):
        members = [clauses[one] for one in relation.members]
        alone = len({one.one for one in members}) == 1
        if relation.rule == "adds" or (alone and view.pack.vocabulary.registers[members[0].register].owner is None):
            continue
        if not any(_cut(case) for one in members for case in view.cases.get(one.id, ())):
            what = f"关系「{relation.id.partition('/')[2]}」没有在案例里起过作用"
            yield Problem("S01", "E", what, relation.place, "写一个 expect 里 net 小于 amount 的案例")
    for clause in view.own:
        whole = clause.whole
        if whole is None or clause.id != whole.lines[0]:
            continue
        limits = [one for one in ("cap" if whole.caps else "", "ceiling" if whole.ceiling is not None else "") if one]
        asked = ([f"combine: {whole.combine}"] if whole.combine != "sum" else []) + limits
        if asked and not any(_cut(case) for line in whole.lines for case in view.cases.get(line, ())):
            what = f"「{whole.id.partition('/')[2]}」的 {'、'.join(asked)} 没有在案例里起过作用"
            yield Problem(
                "S01", "E", what, view.key(clause, "combine", "pays"), "写一个 expect 里 net 小于 amount 的案例"
            )


def _own(view: View) -> Iterator[Relation]:
    return (one for one in view.pack.relations if one.id.startswith(f"{view.pack.own}/"))


def _cut(case: Case) -> bool:
    """Whether a case expects less than its amount, or another clause in its place."""
    net, beaten = case.expect.get("net"), case.expect.get("beaten_by", "无")
    return (net is not None and net != case.expect.get("amount")) or beaten != "无"
