"""J01 how much a person decides, J02 facts that no department delivers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from yanzhen.errors import Problem
from yanzhen.language import tree
from yanzhen.pack.checks.view import View, trees
from yanzhen.pack.model import Clause, Condition

NOBODY = ("", "未载明")


def judged_share(view: View) -> Iterator[Problem]:
    """J01: clauses only a person can decide, or that say auto though a person decides; and the share in the pack."""
    total = judged = 0
    for clause in view.own:
        lines = [one for one in clause.conditions if one.source != "pays" and not one.from_policy]
        open_ones = [one for one in lines if _asks_a_person(one)]
        total, judged = total + len(lines), judged + len(open_ones)
        decided = bool(open_ones) or bool(clause.amount and clause.amount.judged)
        if lines and len(open_ones) == len(lines):
            yield Problem("J01", "I", f"{view.names(clause)}的条件全部要评审，不能免申即享", clause.place)
        elif decided and clause.claim.mode == "auto":
            what = f"{view.names(clause)}写了 auto（免申即享），却有要人认定的内容"
            yield Problem("J01", "I", what, view.key(clause, "claim"), "改为 fast 或 apply，或把认定前移到名单")
    if judged and view.assembly.manifest is not None:
        what = f"本包 {total} 条条件中有 {judged} 条要评审（{100 * judged // total}%）"
        yield Problem("J01", "I", what, view.assembly.manifest.place)


def _asks_a_person(condition: Condition) -> bool:
    return any(isinstance(part, tree.Judged) for part in tree.walk(condition.node))


def nobody_delivers(view: View) -> Iterator[Problem]:
    """J02: columns that clauses read and no department holds, each once, where a clause first reads it."""
    registers = view.pack.vocabulary.registers
    readers: dict[tuple[str, str], list[Clause]] = defaultdict(list)
    for clause in view.own:
        seen = {
            (part.register, part.column)
            for node, _ in trees(clause)
            for part in tree.walk(node)
            if isinstance(part, tree.Fact)
        }
        for register, column in sorted(seen):
            if registers[register].columns[column].held_by in NOBODY and not registers[register].complete:
                readers[register, column].append(clause)
    for (register, column), clauses in readers.items():
        what = f"「{register}.{column}」没有写由谁报送，{len(clauses)} 条条款要用；报来之前，有关企业都是待补"
        yield Problem("J02", "I", what, clauses[0].place, f"在台账「{register}」写 held_by，并与该部门商定")
