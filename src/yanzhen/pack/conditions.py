"""who and unless become conditions: the policy's lines first, each with an id, its text and its citation."""

from __future__ import annotations

from dataclasses import dataclass

from yanzhen.language import tree
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN
from yanzhen.pack.cites import cite_of
from yanzhen.pack.expressions import Expressions, show_condition
from yanzhen.pack.model import Cite, Condition
from yanzhen.pack.scope import PackScope
from yanzhen.pack.text import Entry


@dataclass(frozen=True)
class Frame:
    """What one clause's expressions are read in: its id, its scope, its citation, and its policy's citation and register."""

    id: str
    scope: PackScope
    expressions: Expressions
    cite: Cite
    policy_cite: Cite
    policy_register: str


def read_conditions(frame: Frame, clause: Entry, policy: Entry) -> list[Condition]:
    """The conditions of a clause in order: who (policy's, own), unless (policy's, own); wrong ones are recorded, left out."""
    found: list[Condition] = []
    for key, inherited, own in (("who", "p", "c"), ("unless", "pu", "u")):
        for source, letter, from_policy in ((policy, inherited, True), (clause, own, False)):
            lines = source.map[key].items if key in source.map else []
            for number, entry in enumerate(lines, start=1):
                condition = _read(frame, entry, f"{letter}{number}", key, from_policy)
                if condition is not None:
                    found.append(condition)
    _refuse_doubles(frame, found)
    return found


def read_condition(frame: Frame, entry: Entry, name: str, source: str) -> Condition | None:
    """One condition of the clause itself."""
    return _read(frame, entry, name, source, False)


def _read(frame: Frame, entry: Entry, name: str, source: str, from_policy: bool) -> Condition | None:
    expressions, keys = frame.expressions, entry.map
    name = keys["id"].text if "id" in keys else name
    node = expressions.condition(entry, frame.id, name)
    owner = _asked_of(frame, node) if from_policy and node is not None else ""
    if owner:
        via = frame.scope.frame.belongs_to[owner]
        inner = expressions.bind(node, frame.scope.rows_of(owner), entry, BOOLEAN)
        node = inner and tree.OwnerOf(owner, via, inner, span=inner.span, type=BOOLEAN)
    else:
        node = expressions.bind(node, frame.scope, entry, BOOLEAN)
    if node is None:
        return None
    if source == "unless":
        node = tree.Not(node, span=node.span, type=BOOLEAN)
    return Condition(
        id=name,
        node=node,
        text=show_condition(entry),
        source=source,
        place=entry.place,
        cite=cite_of(keys, frame.policy_cite if from_policy else frame.cite, expressions.problems),
        from_policy=from_policy,
        judged=keys["judged"].text if "judged" in keys else "",
        basis=keys["basis"].text if "basis" in keys else "cited",
    )


def _asked_of(frame: Frame, node: Node) -> str:
    """The owner that an inherited line is asked of, empty for the row itself.

    A policy's lines speak of the policy's own subjects: a clause that judges rows which belong to such a subject asks them
    of the owner, unless they make sense only in the row, or a person decides them for the row.
    """
    owner = frame.policy_register
    if owner not in frame.scope.frame.belongs_to or any(isinstance(part, tree.Judged) for part in tree.walk(node)):
        return ""
    scope = frame.scope.rows_of(owner)
    return owner if scope is not None and frame.expressions.makes_sense(node, scope, BOOLEAN) else ""


def _refuse_doubles(frame: Frame, conditions: list[Condition]) -> None:
    seen: dict[str, Condition] = {}
    for condition in conditions:
        first = seen.setdefault(condition.id, condition)
        if first is not condition:
            what = f"条件编号「{condition.id}」已在 {first.place} 用过"
            frame.expressions.problems.add("P08", condition.place, what, "换一个 id")
