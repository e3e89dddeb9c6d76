"""可申报: a subject lacks one title only, one it can apply for, and the title's own conditions are met or open for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from yanzhen.engine.columns.vectors import Mask
from yanzhen.engine.decide import failed_rows
from yanzhen.engine.findings import Found
from yanzhen.language import tree
from yanzhen.language.walking import parts
from yanzhen.pack.model import Condition, Pack
from yanzhen.registers import Vocabulary


def titles_asked(condition: Condition, vocabulary: Vocabulary) -> frozenset[str]:
    """Names of the titles a condition asks for: codes of columns that one applies for."""
    found: set[str] = set()
    for part in parts(condition.node):
        if isinstance(part, tree.CodeIn) and isinstance(part.value, tree.Fact):
            column = vocabulary.column(part.value.register, part.value.column)
            if column.change == "application":
                codes = vocabulary.codes[column.code or ""].codes
                found |= {codes[at].name for at in part.nodes}
    return frozenset(found)


def application_rows(found: Found, all_found: Sequence[Found], pack: Pack) -> Mask:
    """Rows that are not near by a fact, failed only a title, and are met or open for a clause that gives that title."""
    decided = found.decided
    mask = np.zeros(decided.rows, dtype=bool)
    if not decided.once.any():
        return mask
    for position, condition in enumerate(found.clause.conditions):
        titles = titles_asked(condition, pack.vocabulary)
        if not titles:
            continue
        failed = np.zeros(decided.rows, dtype=bool)
        failed[failed_rows(decided, position)] = True
        for other in all_found:
            same = other.clause.register == found.clause.register and other.decided.period == decided.period
            if same and other.clause.gives in titles:
                mask |= failed & (other.decided.met | other.decided.unknown)
    return mask & ~found.near_rows()
