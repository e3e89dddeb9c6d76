"""Names become what they stand for, literals become canonical, every node gets its type: the tree both readings read.

Binding is where the pack profile is enforced: what columns cannot run is an error here, with its place, so nothing falls
back to slow in silence. Shorthands become the few nodes that the readings know: `between` and `in` become comparisons, the
certificate and list functions become questions about rows of their registers.
"""

from __future__ import annotations

from yanzhen.language.binding import calls, operators, tables
from yanzhen.language.binding.binder import Binder, demand
from yanzhen.language.scope import Scope
from yanzhen.language.tree import Node
from yanzhen.language.types import Type

HANDLERS = {**operators.HANDLERS, **tables.HANDLERS, **calls.HANDLERS}


def bind(node: Node, scope: Scope, *, want: Type | None = None) -> Node:
    """The bound, typed tree of an expression that judges rows of `scope.register`.

    `want` is the type asked for: a boolean for conditions, a money number for amounts; a code type lets bare names and texts
    stand for codes. Raises LanguageError with the span of the offending part.
    """
    bound = Binder(HANDLERS, scope).bind(node, want)
    if want is not None:
        demand(bound, want)
    return bound
