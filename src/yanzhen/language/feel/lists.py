"""List functions of FEEL (DMN 1.5, 10.3.4.4). Positions begin at 1, −1 is the last. Lists are never changed in place."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import TYPE_CHECKING

from yanzhen.language import operators
from yanzhen.language.feel.calls import apply
from yanzhen.language.feel.closures import arity
from yanzhen.language.feel.table import declare

if TYPE_CHECKING:
    from yanzhen.language.exact import Interpreter


def same(left: object, right: object) -> bool:
    """Whether two items count as one in a list (null is like null)."""
    return operators.equal(left, right) is True


@declare("list contains(list: list, element: any)")
def list_contains(items: list[object], element: object) -> object:
    """Whether the element occurs."""
    return any(same(item, element) for item in items)


@declare("count(list: list)")
def count(items: list[object]) -> object:
    """How many, nulls included."""
    return Fraction(len(items))


def _extreme(items: list[object], sign: str) -> object:
    if not items or any(item is None for item in items):
        return None
    best = items[0]
    for item in items:
        better = operators.compare(sign, item, best, full=True)
        if better is None and operators.order_keys(item, best) is None:
            return None
        if better:
            best = item
    return best


@declare("min(list: list)")
@declare("min(c...: any)")
def least(items: list[object]) -> object:
    """The least of values of one kind."""
    return _extreme(items, "<")


@declare("max(list: list)")
@declare("max(c...: any)")
def greatest(items: list[object]) -> object:
    """The greatest of values of one kind."""
    return _extreme(items, ">")


@declare("all(list: list)")
@declare("all(b...: any)")
def every(items: list[object]) -> object:
    """and over a list; of an empty list true."""
    return operators.conjunction(items, full=True)


@declare("any(list: list)")
@declare("any(b...: any)")
def some(items: list[object]) -> object:
    """or over a list; of an empty list false."""
    return operators.disjunction(items, full=True)


@declare("sublist(list: list, start position: number, length?: number)")
def sublist(items: list[object], start: Fraction, length: Fraction | None) -> object:
    """The part that begins at the position."""
    at = int(start)
    if not 1 <= abs(at) <= len(items) or (length is not None and length < 1):
        return None
    begin = at - 1 if at > 0 else len(items) + at
    if length is None:
        return items[begin:]
    return items[begin : begin + int(length)] if begin + int(length) <= len(items) else None


@declare("append(list: list, item...: any)")
def append(items: list[object], more: list[object]) -> object:
    """With these items after it."""
    return [*items, *more]


@declare("concatenate(list...: list)", calls=True)
def concatenate(interpreter: Interpreter, lists: list[list[object]]) -> object:
    """All lists one after the other."""
    interpreter.spend(sum(map(len, lists)) // 8)
    return [item for items in lists for item in items]


@declare("insert before(list: list, position: number, newItem: any)")
def insert_before(items: list[object], position: Fraction, item: object) -> object:
    """With an item before the one at the position."""
    at = _index(items, position)
    return None if at is None else [*items[:at], item, *items[at:]]


@declare("remove(list: list, position: number)")
def remove(items: list[object], position: Fraction) -> object:
    """Without the item at the position."""
    at = _index(items, position)
    return None if at is None else [*items[:at], *items[at + 1 :]]


@declare("list replace(list: list, position: number, newItem: any)")
def replace_at(items: list[object], position: Fraction, item: object) -> object:
    """With another item at the position."""
    at = _index(items, position)
    return None if at is None else [*items[:at], item, *items[at + 1 :]]


@declare("list replace(list: list, match: function, newItem: any)", calls=True)
def replace_matching(interpreter: Interpreter, items: list[object], match: object, item: object) -> object:
    """With another item wherever match(item, newItem) is true; null when it is not true or false."""
    if arity(match) != 2:
        return None
    interpreter.spend(len(items))
    answers = [apply(interpreter, match, [old, item]) for old in items]
    if not all(isinstance(answer, bool) for answer in answers):
        return None
    return [item if answer else old for old, answer in zip(items, answers)]


def _index(items: list[object], position: Fraction) -> int | None:
    at = int(position)
    if not 1 <= abs(at) <= len(items):
        return None
    return at - 1 if at > 0 else len(items) + at


@declare("reverse(list: list)")
def backwards(items: list[object]) -> object:
    """In the other order."""
    return items[::-1]


@declare("index of(list: list, match: any)")
def index_of(items: list[object], match: object) -> object:
    """Positions of all items equal to the match."""
    return [Fraction(place) for place, item in enumerate(items, 1) if same(item, match)]


@declare("union(list...: list)", calls=True)
def union(interpreter: Interpreter, lists: list[list[object]]) -> object:
    """All items of all lists, each once."""
    return distinct(interpreter, [item for items in lists for item in items])


@declare("distinct values(list: list)", calls=True)
def distinct(interpreter: Interpreter, items: list[object]) -> object:
    """Each item once, where it first stood."""
    kept: list[object] = []
    for item in items:
        interpreter.spend(1 + len(kept) // 16)
        if not any(same(item, other) for other in kept):
            kept.append(item)
    return kept


@declare("flatten(list: list)", calls=True)
def flatten(interpreter: Interpreter, items: list[object]) -> object:
    """Lists within it replaced by their items, to any depth."""
    flat: list[object] = []
    stack = [iter(items)]
    while stack:
        for item in stack[-1]:
            interpreter.spend(1)
            if isinstance(item, list):
                stack.append(iter(item))
                break
            flat.append(item)
        else:
            stack.pop()
    return flat


@declare("sort(list: list, precedes?: function)", calls=True)
def sort(interpreter: Interpreter, items: list[object], precedes: object) -> object:
    """In the order the function gives (stable); without one, rising."""
    if precedes is not None and arity(precedes) != 2:
        return None

    def before(left: object, right: object) -> object:
        interpreter.spend(1)
        if precedes is None:
            return operators.compare("<", left, right, full=True)
        return apply(interpreter, precedes, [left, right])

    failed: list[bool] = []

    def order(left: object, right: object) -> int:
        answer = before(left, right)
        if not isinstance(answer, bool):
            failed.append(True)
        return -1 if answer is True else 1 if before(right, left) is True else 0

    ordered = sorted(items, key=functools.cmp_to_key(order))
    return None if failed else ordered
