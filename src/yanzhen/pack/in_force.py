"""When a clause is in force, and which of two versions of a rule decides a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Protocol, TypeVar

from yanzhen.errors import Place, did_you_mean
from yanzhen.pack.model import InForce
from yanzhen.pack.problems import Problems
from yanzhen.pack.text import Entry
from yanzhen.registers.vocabulary import parse_date


class Versioned(Protocol):
    """What may be replaced by a later version of itself: a clause or a scheme, frozen."""

    id: str
    register: str
    in_force: InForce
    place: Place
    replaces: str


Dated = TypeVar("Dated", bound=Versioned)


def read_in_force(clause: Entry, policy: Entry, has_event: bool, problems: Problems) -> InForce:
    """The span of a clause: what it leaves out is its policy's; the date tested is its event's unless it says otherwise.

    A clause with a span of its own but without `by` is tested on its event; without an event, on what the policy says.
    """
    own = clause.map["in_force"].map if "in_force" in clause.map else {}
    general = policy.map["in_force"].map if "in_force" in policy.map else {}
    start, until = (_day(own.get(name, general.get(name))) for name in ("from", "until"))
    by = own["by"].text if "by" in own else "event" if own and has_event else ""
    by = by or (general["by"].text if "by" in general else "event" if has_event else "")
    place = clause.map["in_force"].place if own else clause.place
    if not by:
        problems.add("D01", place, "没有写按哪一天判断是否有效（in_force.by）", "写 by: 期初、期末 或 基准日")
    if by == "event" and not has_event:
        problems.add("D01", place, "in_force.by 写了 event，条款没有 event", "补上 event，或写 by: 期末")
    if start and until and until <= start:
        problems.add("D01", place, f"有效期止（{until}）不晚于起（{start}）", "until 是不再有效的第一天")
    return InForce(start, until, by or "期末")


def refuse_outliving(clause: Entry, policy: Entry, in_force: InForce, problems: Problems) -> None:
    """A clause that is to be alive when its policy has ended is recorded."""
    general = policy.map["in_force"].map if "in_force" in policy.map else {}
    end = _day(general.get("until"))
    if end is not None and (in_force.until is None or in_force.until > end) and "in_force" in clause.map:
        place = clause.map["in_force"].place
        problems.add("D01", place, f"政策到 {end} 为止，条款却更晚", "把条款的 until 改到政策终止之前")


def settle_versions(clauses: list[Dated], problems: Problems) -> list[Dated]:
    """The clauses (or schemes), each replaced one ending where the one that replaces it begins; overlaps are recorded."""
    known = {clause.id: clause for clause in clauses}
    for newer in clauses:
        if not newer.replaces:
            continue
        older = known.get(newer.replaces)
        if older is None:
            hint = did_you_mean(newer.replaces, known)
            problems.add("P03", newer.place, f"replaces 指的「{newer.replaces}」不存在", hint)
        elif older.register != newer.register:
            what = f"「{newer.id}」取代「{older.id}」，判的却不是同一本台账（{newer.register}、{older.register}）"
            problems.add("D02", newer.place, what, "两版的 for 要一样")
        elif newer.in_force.start is None:
            problems.add("D02", newer.place, f"取代「{older.id}」的一版没有写起始日", "写 in_force.from")
        elif older.in_force.until is None:
            known[older.id] = replace(older, in_force=replace(older.in_force, until=newer.in_force.start))
        elif older.in_force.until > newer.in_force.start:
            what = f"「{older.id}」到 {older.in_force.until} 才止，「{newer.id}」自 {newer.in_force.start} 已有效"
            problems.add("D02", newer.place, f"同一天有两版有效：{what}", "让旧版的 until 不晚于新版的 from")
    return [known[clause.id] for clause in clauses]


def _day(entry: Entry | None) -> date | None:
    return parse_date(entry.text) if entry is not None else None
