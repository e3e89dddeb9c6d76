"""Standings become nets: awards that bear on one another are one problem, solved exactly; the others keep what they have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from yanzhen.engine.stacking.enumerating import alone
from yanzhen.engine.stacking.problem import CHOICE, DIFFERENCE, HIGHEST, Bundle, Group, Limit, Problem, Solution
from yanzhen.engine.stacking.solving import solve
from yanzhen.engine.stacking.standings import Net, Shared, Standing, Standings

EVERYTHING = 1 << 60
"""Fen that were received where nobody can say how much: nothing is left."""

NOT_DELIVERED = "以前兑付的情况没有报来"
NOT_PLACED = "与谁相比的数据缺"


@dataclass(frozen=True)
class Settled:
    """Awards that bear on one another (positions, in the stated order), solved; `open` when a fact of it is missing."""

    awards: tuple[int, ...]
    problem: Problem
    solution: Solution
    open: bool


def settle(standings: Standings) -> tuple[dict[int, Net], list[Settled]]:
    """The net of every award that anything bears on, and the problems they were part of, by first award."""
    nets: dict[int, Net] = {}
    settled: list[Settled] = []
    for part in _components(standings):
        nets |= _nets(standings, part, settled)
    for at, relation in standings.unplaced.items():
        high = nets[at].high if at in nets else standings.awards[at].fen
        nets[at] = Net(0, high, relation, (), NOT_PLACED)
    return nets, sorted(settled, key=lambda one: one.awards)


@dataclass
class _Part:
    """One component: its awards, and what holds among them."""

    awards: list[int]
    standings: list[Standing]
    shared: list[Shared]


def _components(standings: Standings) -> Iterable[_Part]:
    """Awards linked by any relation or limit, each set once, by first award."""
    above = {at: at for one in standings.standings for at in one.awards}
    above |= {at: at for one in standings.shared for at in one.awards}

    def root(at: int) -> int:
        while above[at] != at:
            above[at] = above[above[at]]
            at = above[at]
        return at

    for one in (*standings.standings, *standings.shared):
        for at in one.awards[1:]:
            left, right = sorted((root(one.awards[0]), root(at)))
            above[right] = left
    parts: dict[int, _Part] = {}
    for at in sorted(above):
        parts.setdefault(root(at), _Part([], [], [])).awards.append(at)
    for standing in standings.standings:
        if standing.awards:
            parts[root(standing.awards[0])].standings.append(standing)
    for shared in standings.shared:
        parts[root(shared.awards[0])].shared.append(shared)
    return parts.values()


def _nets(standings: Standings, part: _Part, settled: list[Settled]) -> dict[int, Net]:
    problem = _problem(standings, part, least=True)
    solution = solve(problem)
    waiting = [one for one in part.standings if one.received.open]
    is_open = bool(waiting) or any(one.low != one.high for one in part.shared)
    settled.append(Settled(tuple(part.awards), problem, solution, is_open))
    lows = highs = solution.best.paid
    if is_open and len(part.standings) == 1 and not part.shared and part.standings[0].rule in (HIGHEST, DIFFERENCE):
        lows = solve(_problem(standings, part, least=False)).best.paid  # more received before leaves no award more
    elif is_open:
        lows, highs = (0,) * problem.n, tuple(alone(problem, at) for at in range(problem.n))
    found = {}
    for place, at in enumerate(part.awards):
        low, high = lows[place], highs[place]
        relation, beaten = _why(standings, part, problem, solution.best, place)
        found[at] = Net(low, high, relation, beaten, _open(standings, part, at, low != high))
    return found


def _problem(standings: Standings, part: _Part, least: bool) -> Problem:
    """The component in whole fen, with the least or the most that may have been received."""
    place = {at: number for number, at in enumerate(part.awards)}
    awards = [standings.awards[at] for at in part.awards]
    clauses, units = _numbered(one.one for one in awards), _numbered(one.unit for one in awards)
    groups = []
    for one in part.standings:
        ranked = range(len(one.awards))
        if one.rule == DIFFERENCE:
            ranked = sorted(ranked, key=lambda at: (one.ranks[at], one.awards[at]))
        received = one.received.low if least else EVERYTHING if one.received.high is None else one.received.high
        members = tuple(place[one.awards[at]] for at in ranked)
        rule = CHOICE if one.rule == "excludes" else one.rule
        groups.append(Group(one.relation, rule, members, received, _kept(one, awards, clauses, place)))
    limits = []
    for shared in part.shared:
        room = shared.high if least else shared.low
        if room is not None:
            of = None if shared.of is None else place[shared.of]
            limits.append(Limit(shared.relation, tuple(place[at] for at in shared.awards), max(0, room), of))
    lifted = frozenset(
        (place[one], place[other])
        for together in standings.lifted
        for one in together & place.keys()
        for other in together & place.keys()
        if place[one] < place[other]
    )
    return Problem(tuple(one.fen for one in awards), clauses, units, tuple(groups), tuple(limits), lifted)


def _kept(one: Standing, awards: list, clauses: tuple[int, ...], place: dict[int, int]) -> frozenset[int] | None:
    """Numbers of the clauses that a choice already recorded leaves; None when none is recorded."""
    if not one.received.clauses:
        return None
    return frozenset(clauses[place[at]] for at in one.awards if awards[place[at]].one in one.received.clauses)


def _numbered(words: Iterable[object]) -> tuple[int, ...]:
    numbers: dict[object, int] = defaultdict(lambda: len(numbers))
    return tuple(numbers[word] for word in words)


def _why(standings: Standings, part: _Part, problem: Problem, best: Bundle, place: int) -> tuple[str, tuple[str, ...]]:
    """What cut an award (the first relation that did), and the clauses paid in its place."""
    if best.paid[place] >= problem.amounts[place]:
        return "", ()
    rivals = sorted(problem.rivals[place] & best.chosen)
    if rivals:
        for group in problem.groups:
            held = [at for at in rivals if at in group.awards] if place in group.awards else []
            if held:
                return group.name, tuple(dict.fromkeys(standings.awards[part.awards[at]].clause for at in held))
    for group in problem.groups:
        if place in group.awards and group.rule == DIFFERENCE:
            below = group.awards[: group.awards.index(place)]
            paid = [at for at in below if best.paid[at]]
            names = tuple(dict.fromkeys(standings.awards[part.awards[at]].clause for at in paid))
            if paid or group.received:
                return group.name, names
            above = [at for at in group.awards[group.awards.index(place) + 1 :] if best.paid[at]]
            if above:
                return group.name, tuple(dict.fromkeys(standings.awards[part.awards[at]].clause for at in above))
        elif place in group.awards and (group.received or group.kept is not None):
            return group.name, ()
    for limit in problem.limits:
        holds = limit.of is None or limit.of in best.chosen or limit.of == place
        if place in limit.awards and holds and sum(best.paid[at] for at in limit.awards) >= limit.room:
            others = [at for at in limit.awards if at != place and best.paid[at]]
            return limit.name, tuple(dict.fromkeys(standings.awards[part.awards[at]].clause for at in others))
    return (problem.groups[0].name if problem.groups else problem.limits[0].name), ()


def _open(standings: Standings, part: _Part, at: int, waiting: bool) -> str:
    """What keeps an award open, and which awards of the same matter are not settled."""
    told = [NOT_DELIVERED] if waiting else []
    told += [
        f"同组有金额未定的：{'、'.join(sorted(one.others))}"
        for one in part.standings
        if one.others and at in one.awards
    ]
    return "；".join(dict.fromkeys(told))
