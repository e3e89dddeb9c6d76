"""Whether a row of a register exists in a period: what every scope and every population starts from."""

from __future__ import annotations

from yanzhen.language import tree
from yanzhen.language.types import BOOLEAN, DATE
from yanzhen.registers import Vocabulary


def exists(register: str, vocabulary: Vocabulary) -> tree.Node | None:
    """The condition that a row exists at some time of the period; a beginning or end not known excludes nothing."""
    declared = vocabulary.registers[register]
    tests: list[tree.Node] = []
    for column, op, edge in ((declared.exists_from, ">", "期末"), (declared.exists_until, "<", "期初")):
        if column is not None:
            fact = tree.Fact(register, column, type=DATE)
            surely = tree.Compare(op, fact, tree.Known(edge, type=DATE), type=BOOLEAN)
            known = tree.Call(tree.Name("已知"), (fact,), type=BOOLEAN)
            tests.append(tree.Not(tree.And((known, surely), type=BOOLEAN), type=BOOLEAN))
    if declared.owner is not None:
        above = exists(declared.owner, vocabulary)
        if above is not None:
            lifted = tree.OwnerOf(declared.owner, declared.belongs_to[declared.owner], above, type=BOOLEAN)
            without = tree.Call(tree.Name("已知"), (lifted,), type=BOOLEAN)
            tests.append(tree.Or((lifted, tree.Not(without, type=BOOLEAN)), type=BOOLEAN))
    if not tests:
        return None
    return tests[0] if len(tests) == 1 else tree.And(tuple(tests), type=BOOLEAN)
