"""How large a text, a tree and a computation may be, in each profile. Checked before anything is evaluated."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of reading: characters, depth of the tree and of brackets, what may be begun and unfinished at one place
    (brackets and operators together: it bounds the parser's own stack), nodes, digits of a number, items of a list.
    """

    characters: int
    depth: int
    unfinished: int
    nodes: int
    digits: int
    items: int


PACK = Bounds(characters=4_096, depth=32, unfinished=64, nodes=500, digits=28, items=1_000)
FULL = Bounds(characters=65_536, depth=128, unfinished=160, nodes=20_000, digits=34, items=1_000)

ITERATIONS = 100_000
"""Turns of for, some, every, filters and ranges in one evaluation, all together."""

EVALUATIONS = 2_000_000
"""Nodes evaluated in one evaluation of full FEEL."""

LEVELS = 200
"""Depth of evaluation, functions calling functions included (the tree itself is no deeper than FULL.depth)."""

CHARACTERS = 1_000_000
"""Length of one computed text."""
