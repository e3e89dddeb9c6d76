"""`over`, `apart_by` and `order` of a definition become the population its functions look over."""

from __future__ import annotations

from yanzhen.errors import Place, did_you_mean
from yanzhen.language import tree
from yanzhen.language.scope import Over, Scope
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN
from yanzhen.pack.expressions import Expressions
from yanzhen.pack.text import Entry

APART = ("code", "boolean", "text")
RANKABLE = ("number", "date", "code")
PEERS = tree.Known("本组", type=BOOLEAN)
"""Stands for "the firms rated together" until the engine says who they are; never evaluated."""


def read_over(entry: Entry, scope: Scope, expressions: Expressions, peers: bool = False) -> Over | None:
    """The population of a definition read in rows of the scope's register; None when it makes no sense, which is recorded.

    With `peers`, 本组 is the firms a scheme rates together.
    """
    member: Node | None = PEERS
    if not peers or entry.map["over"].text != PEERS.name:
        member = _member(entry.map["over"], scope, expressions)
    apart = read_apart(entry.map.get("apart_by"), scope, expressions)
    then = read_order(entry.map.get("order"), scope, expressions)
    if entry.map.get("missing", entry).text == "不计" and "cite" not in entry.map and "basis" not in entry.map:
        what = "missing 是文本自己的规定，要有 cite，或写 basis: assumed"
        expressions.problems.add("P05", entry.map["missing"].key or entry.place, what, "补上 cite: {quote: …}")
    if member is None or apart is None or then is None:
        return None
    return Over(member, apart, then, "missing" in entry.map and entry.map["missing"].text == "不计")


def _member(entry: Entry, scope: Scope, expressions: Expressions) -> Node | None:
    """Who belongs: all rows of the register, or those of which a yes/no expression holds."""
    if entry.text == scope.register:
        return tree.Boolean(True, type=BOOLEAN)
    symbol_known = entry.text in scope.names()
    other = scope.rows_of(entry.text) is not None
    if other or (not symbol_known and entry.text.isidentifier()):
        what = f"over 写的「{entry.text}」不是台账「{scope.register}」，也不是它的是否栏目或定义"
        expressions.problems.add("P03", entry.place, what, did_you_mean(entry.text, [scope.register, *scope.names()]))
        return None
    return expressions.bind(expressions.expression(entry), scope, entry, BOOLEAN)


def read_apart(entry: Entry | None, scope: Scope, expressions: Expressions) -> tuple[Node, ...] | None:
    """What keeps parts of the population apart: codes, texts, yes/no; None when one makes no sense."""
    found: list[Node] = []
    good = True
    for item in entry.items if entry is not None else ():
        node = expressions.bind(expressions.expression(item), scope, item)
        if node is not None and node.type.kind not in APART:
            what = f"apart_by 要写代码、文字或是否，「{item.text}」是{node.type}"
            expressions.problems.add("P04", item.place, what, "如 apart_by: 县区")
            node = None
        good = good and node is not None
        if node is not None:
            found.append(node)
    return tuple(found) if good else None


def read_order(entry: Entry | None, scope: Scope, expressions: Expressions) -> tuple[tuple[Node, bool], ...] | None:
    """A chain `x desc, y asc` as (value, smallest first); None when it makes no sense."""
    found: list[tuple[Node, bool]] = []
    good = True
    for text, ascending, place in split_order(entry, expressions):
        if not text:
            good = False
            continue
        part = Entry(text, place)
        node = expressions.bind(expressions.expression(part), scope, part)
        if node is not None and node.type.kind not in RANKABLE:
            expressions.problems.add("P04", place, f"不能按「{text}」排先后：它是{node.type}", "写数、日期或有序代码")
            node = None
        good = good and node is not None
        if node is not None:
            found.append((node, ascending))
    return tuple(found) if good else None


def split_order(entry: Entry | None, expressions: Expressions) -> list[tuple[str, bool, Place]]:
    """(expression, smallest first, place) of each link of a chain; an empty expression, recorded, where none is said."""
    found = []
    for start, link in _links(entry.text) if entry is not None else ():
        assert entry is not None
        text, _, way = link.strip().rpartition(" ")
        place = entry.at(start)
        if way not in ("desc", "asc") or not text:
            what = f"「{link.strip()}」没有写 desc（由大到小）或 asc（由小到大）"
            expressions.problems.add("P01", place, what, "如 order: 入库税收 desc")
            text = ""
        found.append((text.strip(), way == "asc", place))
    return found


def _links(text: str) -> list[tuple[int, str]]:
    """(position, text) of what stands between commas outside brackets."""
    found, depth, begin = [], 0, 0
    for at, sign in enumerate(text + ","):
        depth += (sign in "([（") - (sign in ")]）")
        if sign in ",，" and depth == 0:
            found.append((begin, text[begin:at]))
            begin = at + 1
    return found
