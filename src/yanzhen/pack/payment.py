"""`funded_by`, `instalments` and `clawback` of a clause: shares that reach the whole, dates and conditions that make sense."""

from __future__ import annotations

from fractions import Fraction

from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN, DATE, number
from yanzhen.pack.conditions import Frame
from yanzhen.pack.expressions import show_condition
from yanzhen.pack.paying import Instalment, Payer, Promise
from yanzhen.pack.problems import Problems
from yanzhen.pack.quantities import read_quantity
from yanzhen.pack.text import Entry
from yanzhen.units import MONEY, SHARE, show

REST = "rest"
WHOLE = Fraction(1)
MONEY_TYPE = number(MONEY)


def read_funding(frame: Frame, entry: Entry | None) -> tuple[Payer, ...]:
    """Who bears an award, in the order written; what does not reach the whole award in every case is recorded."""
    found: list[Payer] = []
    problems = frame.expressions.problems
    for item in entry.items if entry is not None else ():
        keys = item.map
        if "payer" not in keys:
            continue
        name = keys["payer"]
        if name.text in {payer.name for payer in found}:
            problems.add("P08", name.place, f"出资人「{name.text}」写了两次", "合成一条")
        share = _share(keys["share"], problems) if "share" in keys else None
        most = _money(frame, keys["most"]) if "most" in keys else None
        found.append(Payer(name.text, share, most, _condition(frame, keys.get("when"), "funded-by"), item.place))
    if entry is not None and found:
        _add_up(entry, "funded_by", problems, limits="most", guards=True)
    return tuple(found)


def read_instalments(frame: Frame, entry: Entry | None) -> tuple[Instalment, ...]:
    """The parts an award is given in, in order; shares that do not reach the whole are recorded."""
    found: list[Instalment] = []
    for item in entry.items if entry is not None else ():
        keys = item.map
        if not {"share", "due"} <= keys.keys():
            continue
        share = _share(keys["share"], frame.expressions.problems)
        due = _date(frame, keys["due"])
        when = _condition(frame, keys.get("when"), f"instalment-{len(found) + 1}")
        if due is not None:
            text = show_condition(keys["when"]) if "when" in keys else ""
            found.append(Instalment(share, when, text, due, item.place))
    if entry is not None and found:
        _add_up(entry, "instalments", frame.expressions.problems)
    return tuple(found)


def read_clawback(frame: Frame, entry: Entry | None) -> tuple[Promise, ...]:
    """When what was paid is owed back; without `share` all of it."""
    found: list[Promise] = []
    for item in entry.items if entry is not None else ():
        keys = item.map
        if not {"when", "due"} <= keys.keys():
            continue
        share = _share(keys["share"], frame.expressions.problems) if "share" in keys else WHOLE
        when = _condition(frame, keys["when"], f"clawback-{len(found) + 1}")
        due = _date(frame, keys["due"])
        if when is not None and due is not None:
            found.append(
                Promise(when, show_condition(keys["when"]), due, WHOLE if share is None else share, item.place)
            )
    return tuple(found)


def _add_up(entry: Entry, what: str, problems: Problems, *, limits: str = "", guards: bool = False) -> None:
    """The shares of a list reach 100 %: as they stand, or by a `rest` that stands last and once, without limit or guard."""
    shares = [item.map.get("share") for item in entry.items]
    rests = [at for at, share in enumerate(shares) if share is None or share.text == REST]
    lone = [at for at in rests if shares[at] is None]
    if lone and len(shares) > 1:
        problems.add(
            "C01", entry.items[lone[0]].place, f"{what} 的一项没有写 share", "写占比，如 50%，最后一项可写 rest"
        )
        return
    if len(rests) > 1:
        problems.add("C01", _at(entry, rests[1]), f"{what} 写了两个 rest", "rest 只能有一个，写在最后")
        return
    if rests and rests[0] != len(shares) - 1:
        problems.add("C01", _at(entry, rests[0]), f"{what} 的 rest 不在最后", "把 rest 移到最后一项")
        return
    total = sum((_value(share) for share in shares if share is not None and share.text != REST), Fraction(0))
    if total > WHOLE or (total != WHOLE and not rests):
        told = show(total, SHARE)
        problems.add(
            "C01", entry.items[0].place, f"{what} 的占比合计 {told}，不是 100%", "改占比，或最后一项写 share: rest"
        )
    last = entry.items[-1].map
    for key, why in ((limits, "封顶之后的余额"), ("when" if guards else "", "不合情形时的那一份")):
        used = [item for item in entry.items if key and key in item.map]
        if used and (not rests or (rests and key in last)):
            problems.add("C01", used[0].map[key].key or used[0].place, f"{what} 没有写{why}由谁承担",
                         "最后加一项 share: rest，不带 most 和 when")  # fmt: skip


def _at(entry: Entry, at: int):
    item = entry.items[at]
    return item.map["share"].place if "share" in item.map else item.place


def _value(entry: Entry) -> Fraction:
    size = read_quantity(entry.text)
    return size[0] if size is not None and size[1] == SHARE else Fraction(0)


def _share(entry: Entry, problems: Problems) -> Fraction | None:
    """The share as a fraction; None for the rest."""
    if entry.text == REST:
        return None
    size = read_quantity(entry.text)
    if size is None or size[1] != SHARE or not 0 < size[0] <= WHOLE:
        problems.add(
            "P04", entry.place, f"share 要写大于 0、不超过 100% 的占比，不是「{entry.text}」", "如 50%，或 rest"
        )
        return WHOLE
    return size[0]


def _money(frame: Frame, entry: Entry) -> Node | None:
    return frame.expressions.bind(frame.expressions.value(entry), frame.scope, entry, MONEY_TYPE)


def _date(frame: Frame, entry: Entry) -> Node | None:
    return frame.expressions.bind(frame.expressions.expression(entry), frame.scope, entry, DATE)


def _condition(frame: Frame, entry: Entry | None, name: str) -> Node | None:
    if entry is None:
        return None
    return frame.expressions.bind(frame.expressions.condition(entry, frame.id, name), frame.scope, entry, BOOLEAN)
