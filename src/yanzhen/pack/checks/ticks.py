"""Ticks: a W that somebody looked at and meant, with the reason, beside the clause or, for all its clauses, in the policy."""

from __future__ import annotations

from collections.abc import Iterator

from yanzhen.errors import Place, Problem, did_you_mean
from yanzhen.pack.checks.view import View
from yanzhen.pack.text import Entry


def settle(view: View, found: list[Problem], levels: dict[str, str]) -> tuple[list[Problem], int]:
    """(the problems without those ticked, how many were ticked), with what is wrong with the ticks themselves."""
    documents = list(view.assembly.written.values())
    own = {clause.place for clause in view.own} | {clause.policy.place for clause in view.own}
    holders = {clause.place: clause.policy.place for clause in view.own}
    ticked: dict[Place, dict[str, Entry]] = {}
    kept: list[Problem] = []
    for document in documents:
        if document.place in own:
            ticked[document.place] = dict(_ticks(document))
            kept += _wrong(ticked[document.place], levels)
    used: set[Place] = set()
    count = 0
    for problem in found:
        home = view.document_at(problem.place)
        tick = None
        for place in (home, holders.get(home)) if home is not None else ():
            tick = tick or ticked.get(place, {}).get(problem.id)
        if tick is not None and problem.level == "W":
            used.add(tick.place)
            count += 1
        else:
            kept.append(problem)
    for ticks in ticked.values():
        for name, entry in ticks.items():
            if levels.get(name) == "W" and entry.place not in used:
                kept.append(Problem("P09", "I", f"ticks 里的 {name} 现在没有什么可确认", entry.place, "删去这一条"))
    return kept, count


def _ticks(document: Entry) -> Iterator[tuple[str, Entry]]:
    for item in document.map["ticks"].items if "ticks" in document.map else ():
        if "id" in item.map:
            yield item.map["id"].text, item


def _wrong(ticks: dict[str, Entry], levels: dict[str, str]) -> Iterator[Problem]:
    for name, entry in ticks.items():
        if name not in levels:
            warned = [known for known, level in levels.items() if level == "W"]
            hint = did_you_mean(name, warned) or "编号见 docs/reference/checks.md"
            yield Problem("P01", "E", f"没有检查「{name}」", entry.map["id"].place, hint)
        elif levels[name] != "W":
            what = f"{name} 的级别是 {levels[name]}，不能用 ticks 确认"
            yield Problem("P01", "E", what, entry.map["id"].place, "只有 W 可以确认；E 要改正")
