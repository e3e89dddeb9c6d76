"""Ticks: a W that somebody looked at and meant, with the reason, beside the clause or, for all its clauses, in the policy."""

from __future__ import annotations

from collections.abc import Iterator

from yanzhen.errors import Place, Problem, did_you_mean
from yanzhen.pack.checks.view import View
from yanzhen.pack.text import Entry


def wrong_ticks(view: View, levels: dict[str, str]) -> Iterator[Problem]:
    """P01: ticks of what is no check, or of a check that cannot be ticked. `levels` maps every check to its level."""
    for ticks in _ticked(view).values():
        for name, entry in ticks.items():
            if name not in levels:
                warned = [known for known, level in levels.items() if level == "W"]
                hint = did_you_mean(name, warned) or "编号见 docs/reference/checks.md"
                yield Problem("P01", "E", f"没有检查「{name}」", entry.map["id"].place, hint)
            elif levels[name] != "W":
                what = f"{name} 的级别是 {levels[name]}，不能用 ticks 确认"
                yield Problem("P01", "E", what, entry.map["id"].place, "只有 W 可以确认；E 要改正")


def settle(view: View, found: list[Problem], levels: dict[str, str]) -> tuple[list[Problem], int]:
    """(the problems without those ticked, with P09 for ticks that tick nothing; how many were ticked)."""
    ticked = _ticked(view)
    policies = {clause.place: clause.policy.place for clause in view.own}
    kept: list[Problem] = []
    used: set[Place] = set()
    for problem in found:
        home = view.document_at(problem.place)
        holders = (home, policies.get(home, home)) if home is not None else ()
        tick = next((ticked[place][problem.id] for place in holders if problem.id in ticked.get(place, {})), None)
        if tick is not None and problem.level == "W":
            used.add(tick.place)
        else:
            kept.append(problem)
    for ticks in ticked.values():
        for name, entry in ticks.items():
            if levels.get(name) == "W" and entry.place not in used:
                kept.append(Problem("P09", "I", f"ticks 里的 {name} 现在没有什么可确认", entry.place, "删去这一条"))
    return kept, len(found) + sum(problem.id == "P09" for problem in kept) - len(kept)


def _ticked(view: View) -> dict[Place, dict[str, Entry]]:
    """Document of an own clause, policy, scheme or line of the plan → its ticks by check."""
    own = {clause.place for clause in view.own} | {clause.policy.place for clause in view.own}
    own |= {element.place for element in (*view.planned, *view.schemes)}
    return {
        place: dict(_ticks(view.assembly.written[place])) for place in sorted(own) if place in view.assembly.written
    }


def _ticks(document: Entry) -> Iterator[tuple[str, Entry]]:
    for item in document.map["ticks"].items if "ticks" in document.map else ():
        if "id" in item.map:
            yield item.map["id"].text, item
