"""What cut an award, in words: a relation by its title and citation, a limit over several awards by what it is."""

from __future__ import annotations

from yanzhen.engine.stacking.standing import CAP, CEILING, COMBINE
from yanzhen.pack.model import Pack
from yanzhen.pack.relations import RULES

_OWN = {CAP: "几行合计的上限", CEILING: "连同其他来源的总额上限", COMBINE: "几行取一"}


def title_of(pack: Pack, relation: str) -> str:
    """How people call what cut an award; empty for nothing."""
    for one in pack.relations:
        if one.id == relation:
            return f"{RULES[one.rule]}：{one.title}"
    clause, _, kind = relation.rpartition(":")
    name = _OWN.get(kind.rstrip("0123456789"), "")
    titles = {one.one: one.whole.title if one.whole is not None else one.title for one in pack.clauses}
    return f"{name}：{titles.get(clause, clause)}" if name else relation


def citation_of(pack: Pack, relation: str) -> str:
    """Where it is written: the relation's own citation, or that of the clause whose limit it is."""
    for one in pack.relations:
        if one.id == relation:
            return str(one.cite)
    clause = relation.rpartition(":")[0]
    return next((str(one.cite) for one in pack.clauses if one.one == clause), "")
