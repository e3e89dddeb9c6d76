"""A term with dates: which of its versions a day has, as a table by that day. The old name gives the version in force."""

from __future__ import annotations

from datetime import date, timedelta

from yanzhen.errors import did_you_mean
from yanzhen.language import tree
from yanzhen.language.tree import Node
from yanzhen.language.types import DATE
from yanzhen.pack.problems import Problems
from yanzhen.pack.shapes import UNSTATED
from yanzhen.pack.text import Entry
from yanzhen.registers.vocabulary import parse_date

DAYS = ("期初", "期末", "基准日")
EPOCH = date(1970, 1, 1)


def chain_of(name: str, terms: dict[str, Entry]) -> list[str]:
    """The term and those that replace it, and those that replace these, by the day from which each holds."""
    found = [name]
    for known in found:
        found += [other for other, entry in terms.items() if _replaced(entry) == known and other not in found]
    return [name, *sorted(found[1:], key=lambda other: _day(terms[other], "from") or date.max)]


def refuse_versions(terms: dict[str, Entry], problems: Problems) -> None:
    """What is wrong with the dates of the terms of one place is recorded: no day to test, no such term, two at once."""
    for name, entry in terms.items():
        keys = entry.map
        span = keys.get("in_force")
        if span is not None:
            by = span.map["by"].text if "by" in span.map else ""
            if by not in DAYS:
                place = span.map["by"].place if "by" in span.map else span.place
                problems.add(
                    "D01", place, f"定义「{name}」没有写按哪一天看是否有效", f"in_force 写 by: {'、'.join(DAYS)} 之一"
                )
            if isinstance(keys["value"].value if "value" in keys else None, list):
                problems.add("P01", span.key or span.place, f"「{name}」是一组代码，不分版本", "在代码表里写 自、至")
            start, until = _day(entry, "from"), _day(entry, "until")
            if start and until and until <= start:
                problems.add("D01", span.place, f"有效期止（{until}）不晚于起（{start}）", "until 是不再有效的第一天")
        if "replaces" in keys:
            _refuse_replacing(name, entry, terms, problems)


def _refuse_replacing(name: str, entry: Entry, terms: dict[str, Entry], problems: Problems) -> None:
    written = entry.map["replaces"]
    older, start = terms.get(written.text), _day(entry, "from")
    if older is None or written.text == name:
        hint = did_you_mean(written.text, [other for other in terms if other != name])
        problems.add(
            "P03", written.place, f"同一处没有定义「{written.text}」可以取代", hint or "取代的与被取代的写在同一处"
        )
        return
    if name in chain_of(name, terms)[1:] or written.text in chain_of(name, terms):
        problems.add("P06", written.place, f"定义「{name}」与「{written.text}」互相取代", "只写后一版取代前一版")
        return
    if start is None:
        problems.add("D02", written.place, f"定义「{name}」取代「{written.text}」，没有写起始日", "写 in_force.from")
        return
    for key in ("for", "unit", "code"):
        if _word(entry, key) != _word(older, key):
            problems.add("D02", written.place, f"「{name}」与它取代的「{written.text}」的 {key} 不同", "两版要一样")
    ends = _day(older, "until")
    if ends is not None and ends > start:
        what = f"定义「{written.text}」到 {ends} 才止，「{name}」自 {start} 已有效"
        problems.add("D02", written.place, f"同一天有两版有效：{what}", "让旧版的 until 不晚于新版的 from")
    begins = _day(older, "from")
    if begins is not None and begins >= start:
        problems.add(
            "D02",
            written.place,
            f"「{name}」自 {start} 起，不晚于它取代的「{written.text}」",
            "新版的 from 要晚于旧版的",
        )
    if "in_force" in older.map and _by(older) != _by(entry):
        problems.add("D02", written.place, f"「{name}」与它取代的「{written.text}」按不同的日子看", "两版的 by 要一样")
    rivals = [other for other, one in terms.items() if other < name and _replaced(one) == written.text]
    if any(_day(terms[other], "from") == start for other in rivals):
        problems.add("D02", written.place, f"「{written.text}」自 {start} 起有两个定义取代", "只留一个")


def dated(versions: list[tuple[Entry, Node]]) -> Node:
    """The value of the version in force: steps by the day tested; before, between and after their spans there is none.

    `versions` are bound bodies of one type, the oldest first.
    """
    by = tree.Known(next(_by(entry) for entry, _ in reversed(versions) if "in_force" in entry.map), type=DATE)
    rows, always = [], None
    for entry, body in versions:
        start, until = _day(entry, "from"), _day(entry, "until")
        if until is not None:
            last = _of(until - timedelta(days=1))
            body = tree.Table("upto", by, ((last, body),), span=body.span, type=body.type)
        if start is None:
            always = body
        else:
            rows.append((_of(start), body))
    if not rows and always is not None:
        return always
    whole = versions[-1][1]
    return tree.Table("steps", by, tuple(rows), always, span=whole.span, type=whole.type)


def _of(day: date) -> tree.Day:
    return tree.Day((day - EPOCH).days, type=DATE)


def _replaced(entry: Entry) -> str:
    return _word(entry, "replaces")


def _word(entry: Entry, key: str) -> str:
    return entry.map[key].text if key in entry.map else ""


def _by(entry: Entry) -> str:
    span = entry.map["in_force"].map if "in_force" in entry.map else {}
    return span["by"].text if "by" in span and span["by"].text in DAYS else "期末"


def _day(entry: Entry, key: str) -> date | None:
    span = entry.map["in_force"].map if "in_force" in entry.map else {}
    return parse_date(span[key].text) if key in span and span[key].text != UNSTATED else None
