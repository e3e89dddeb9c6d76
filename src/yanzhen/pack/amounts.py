"""How much a clause gives or takes: the amount, the condition its tables imply, caps, ceiling, rounding."""

from __future__ import annotations

from fractions import Fraction

from yanzhen.errors import did_you_mean
from yanzhen.language import tree
from yanzhen.language.functions import ASKS_VALUE
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN, number
from yanzhen.pack.conditions import Frame
from yanzhen.pack.expressions import plain_number
from yanzhen.pack.model import Amount, Cap, Ceiling, Condition, Round, Times
from yanzhen.pack.quantities import read_quantity
from yanzhen.pack.shapes import TABLE, UNSTATED
from yanzhen.pack.text import Entry
from yanzhen.units import MONEY, show

MONEY_TYPE = number(MONEY)


def read_amount(frame: Frame, entry: Entry) -> tuple[Amount | None, Condition | None]:
    """The amount written (an expression, a table, or a range that somebody settles) and the condition its tables imply."""
    keys = entry.map
    if "between" not in keys:
        node = frame.expressions.value(entry)
        bound = _money(frame, node, entry)
        return (Amount(bound, bound) if bound is not None else None), _implied(frame, node, entry)
    ends = keys["between"].items
    if len(ends) != 2:
        return None, None
    nodes = [None if end.text == UNSTATED else frame.expressions.value(end) for end in ends]
    bound = [_money(frame, node, end) for node, end in zip(nodes, ends, strict=True)]
    if any(node is None and end.text != UNSTATED for node, end in zip(bound, ends, strict=True)):
        return None, None
    judged = keys["judged"].text if "judged" in keys else ""
    return Amount(bound[0], bound[1], judged), _implied(frame, nodes[1] or nodes[0], entry)


def _money(frame: Frame, node: Node | None, entry: Entry) -> Node | None:
    bound = frame.expressions.bind(node, frame.scope, entry, MONEY_TYPE)
    for one in tree.walk(bound) if bound is not None else ():
        value = plain_number(one)
        if one.type == MONEY_TYPE and value is not None and value < 0 and _given(bound, one):
            what = f"金额小于零：{show(value, MONEY)}"
            frame.expressions.problems.add("C01", entry.place, what, "给的写 pays，收的写 charges，都写正数")
    return bound


def _given(bound: Node, part: Node) -> bool:
    """Whether an amount is this figure as it stands, or takes it from one row of a table."""
    while isinstance(bound, tree.TermOf):
        bound = bound.body
    rows = [value for _, value in bound.rows] if isinstance(bound, tree.Table) else []
    return part is bound or any(part is value for value in rows)


def _implied(frame: Frame, node: Node | None, entry: Entry) -> Condition | None:
    """The condition that every table read for the amount gives a row: without one the clause is not met, never zero."""
    asked = _parts_that_may_be_nothing(frame, node) if node is not None else []
    if not asked:
        return None
    parts = tuple(tree.Call(tree.Name(ASKS_VALUE), (part,), span=part.span) for part in asked)
    joined = parts[0] if len(parts) == 1 else tree.And(parts, span=parts[0].span)
    bound = frame.expressions.bind(joined, frame.scope, entry, BOOLEAN)
    if bound is None:
        return None
    text = "；".join(f"{_shown(part)}有对应的一档" for part in asked)
    return Condition("pays", bound, text, "pays", entry.place, frame.cite)


def _parts_that_may_be_nothing(frame: Frame, node: Node) -> list[Node]:
    """The operands of the amount that a table without a fitting row would leave without a value."""
    if isinstance(node, tree.Arithmetic):
        parts = _parts_that_may_be_nothing(frame, node.left) + _parts_that_may_be_nothing(frame, node.right)
        return list(dict.fromkeys(parts))
    if isinstance(node, tree.Negative):
        return _parts_that_may_be_nothing(frame, node.operand)
    if isinstance(node, tree.Table):
        return [node] if node.otherwise is None or _has_open_rows(frame, node) else []
    if isinstance(node, tree.Name):
        body = frame.scope.body_of(node.name)
        return [node] if body is not None and may_be_nothing(body) else []
    return []


def _has_open_rows(frame: Frame, table: tree.Table) -> bool:
    values = [value for _, value in table.rows] + [table.otherwise]
    return any(value is not None and _parts_that_may_be_nothing(frame, value) for value in values)


def may_be_nothing(bound: Node) -> bool:
    """Whether a bound amount or rate has no value where no row of its tables fits."""
    if isinstance(bound, tree.TermOf):
        return may_be_nothing(bound.body)
    if isinstance(bound, tree.Table):
        values = [value for _, value in bound.rows] + ([bound.otherwise] if bound.otherwise is not None else [])
        return bound.otherwise is None or any(may_be_nothing(value) for value in values)
    if isinstance(bound, tree.Arithmetic):
        return may_be_nothing(bound.left) or may_be_nothing(bound.right)
    if isinstance(bound, tree.If):
        return may_be_nothing(bound.yes) or may_be_nothing(bound.no)
    return may_be_nothing(bound.operand) if isinstance(bound, tree.Negative) else False


def _shown(node: Node) -> str:
    if isinstance(node, tree.Table):
        return _shown(node.by)
    if isinstance(node, tree.Name):
        return node.name
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
        return f"{node.function.name}({'、'.join(_shown(arg) for arg in node.args)})"
    return "金额表"


# ---------------------------------------------------------------- limits


def read_caps(frame: Frame, entry: Entry | None) -> tuple[tuple[Cap, ...], tuple[Times, ...]]:
    """The caps written: of money, and counted ones; one that lacks how much, per what or within which span is recorded."""
    caps: list[Cap] = []
    times: list[Times] = []
    for item in entry.items if entry is not None else ():
        keys = item.map
        if not _complete(frame, item, ("most", "per", "in"), "cap"):
            continue
        per, when = _grouped_by(frame, keys["per"]), None
        if "when" in keys:
            guard = frame.expressions.condition(keys["when"], frame.id, "cap-when")
            when = frame.expressions.bind(guard, frame.scope, keys["when"], BOOLEAN)
        if _counted(keys["most"]) is not None:
            most = _times(frame, keys["most"])
            if most and per is not None:
                times.append(Times(most, per, keys["in"].text, item.place, when))
            continue
        limit = _money(frame, frame.expressions.value(keys["most"]), keys["most"])
        if limit is not None and per is not None:
            caps.append(Cap(limit, per, keys["in"].text, item.place, when))
    return tuple(caps), tuple(times)


def _counted(entry: Entry) -> str | None:
    """The number before 次, when a cap counts times."""
    if not isinstance(entry.value, str) or not entry.text.endswith("次"):
        return None
    number = entry.text.removesuffix("次").strip()
    return number if number.lstrip("-").replace(".", "", 1).isdigit() else None


def _times(frame: Frame, entry: Entry) -> int:
    """How many times at most; 0, recorded, when it is no whole number above zero."""
    number = _counted(entry) or ""
    if number.isdigit() and int(number) > 0:
        return int(number)
    frame.expressions.problems.add("C01", entry.place, f"次数要是正整数，不是「{entry.text}」", "如 1 次")
    return 0


def read_ceiling(frame: Frame, entry: Entry | None) -> Ceiling | None:
    """The ceiling over this award and all recorded under a matter."""
    if entry is None or not _complete(frame, entry, ("most", "counts", "per"), "ceiling"):
        return None
    keys = entry.map
    most = _money(frame, frame.expressions.value(keys["most"]), keys["most"])
    per = _grouped_by(frame, keys["per"])
    return Ceiling(most, keys["counts"].text, per, entry.place) if most is not None and per is not None else None


def read_round(frame: Frame, entry: Entry | None) -> Round:
    """The rounding at the end; to the fen, half up, when nothing is written."""
    keys = entry.map if entry is not None else {}
    to, mode = Fraction(1, 100), keys["mode"].text if "mode" in keys else "half_up"
    if "to" in keys:
        written = read_quantity(keys["to"].text)
        if written is None or written[1] != MONEY or written[0] <= 0:
            frame.expressions.problems.add(
                "P04", keys["to"].place, f"round 的 to 要写金额，不是「{keys['to'].text}」", "如 1 元"
            )
        elif written[0] % Fraction(1, 100):
            what = f"round 的 to「{entry.map['to'].text}」不是整分：付款时会多出或少掉一分"
            frame.expressions.problems.add("P04", keys["to"].place, what, "写 0.01 元 的整数倍")
        else:
            to = written[0]
    return Round(to, mode)


def _complete(frame: Frame, entry: Entry, names: tuple[str, ...], what: str) -> bool:
    lacking = [name for name in names if name not in entry.map]
    if lacking and entry.map and not entry.map.keys() - TABLE[what].keys.keys():
        frame.expressions.problems.add(
            "C01", entry.place, f"{what} 缺 {'、'.join(lacking)}", "上限要说清：多少、按什么合计、在多长时间内"
        )
    return not lacking and not any(entry.map[name].broken for name in names)


def _grouped_by(frame: Frame, entry: Entry) -> tuple[str, ...] | None:
    """Register, column or key names by which awards are grouped."""
    register = frame.scope.frame
    known = [register.name, *register.belongs_to, *register.key, *register.columns]
    good = True
    for item in entry.items:
        if item.text not in known:
            what = f"「{item.text}」不是台账「{register.name}」的栏目、键或所属"
            frame.expressions.problems.add("P03", item.place, what, did_you_mean(item.text, known))
            good = False
    return tuple(item.text for item in entry.items) if good else None
