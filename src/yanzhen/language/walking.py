"""Trees walked without repeating what stands in many places."""

from __future__ import annotations

from yanzhen.language.tree import Node, children


def parts(*nodes: Node):
    """As `walk`, but a part that stands in many places, as the body of a term does, comes once."""
    stack, seen = list(reversed(nodes)), set()
    while stack:
        top = stack.pop()
        if id(top) not in seen:
            seen.add(id(top))
            yield top
            stack.extend(reversed(children(top)))
