"""A stacking problem in whole fen: awards of one payee that bear on one another, and what each relation allows.

Nothing here knows clauses, registers or packs. Awards stand in the stated order (clauses of the pack, then event, then key):
where two bundles pay the same in all, the one that pays more to the earlier award is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

HIGHEST, CHOICE, DIFFERENCE, ONE_LINE = "highest_of", "choose_one", "difference_only", "one_line"


@dataclass(frozen=True)
class Group:
    """Awards (by position) under one relation, and what was received under it before, in fen.

    `highest_of`: one of them, less what was received. `choose_one` (and excludes): all awards of one clause; `kept` names the
    clauses a recorded choice leaves, None when none is recorded. `difference_only`: `awards` stand from the lowest rank up,
    each pays what it exceeds what was received and what the lower ones pay. `one_line`: one of the lines of one award.
    """

    name: str
    rule: str
    awards: tuple[int, ...]
    received: int = 0
    kept: frozenset[int] | None = None


@dataclass(frozen=True)
class Limit:
    """The awards together pay no more than `room`; with `of`, only where that award itself is paid."""

    name: str
    awards: tuple[int, ...]
    room: int
    of: int | None = None


@dataclass(frozen=True)
class Problem:
    """`amounts` are what each award (or line of one) would pay alone, `clauses` the number of the clause it comes from.

    `units` number the awards that lines are part of: lines of one award count as one to every relation. `lifted` are pairs
    that a relation of rule adds lets stand side by side.
    """

    amounts: tuple[int, ...]
    clauses: tuple[int, ...]
    units: tuple[int, ...]
    groups: tuple[Group, ...]
    limits: tuple[Limit, ...] = ()
    lifted: frozenset[tuple[int, int]] = frozenset()

    @property
    def n(self) -> int:
        """How many awards."""
        return len(self.amounts)

    @cached_property
    def most(self) -> tuple[int, ...]:
        """The most each award can pay under its relations, whatever else is paid."""
        found = [max(0, amount) for amount in self.amounts]
        for group in self.groups:
            for at in group.awards:
                if group.rule == HIGHEST:
                    found[at] = min(found[at], self._rest(group, at, group.awards))
                elif group.rule == CHOICE and group.kept is not None and self.clauses[at] not in group.kept:
                    found[at] = 0
        return tuple(found)

    @cached_property
    def rivals(self) -> tuple[frozenset[int], ...]:
        """For each award those it may not stand beside."""
        return _rivals(self.clauses, self.units, tuple((one.rule, one.awards) for one in self.groups), self.lifted)

    def _rest(self, group: Group, at: int, awards: Iterable[int]) -> int:
        """What the award that `at` is a line of leaves under a group, of the awards given: its lines less what was received."""
        lines = sum(max(0, self.amounts[one]) for one in awards if self.units[one] == self.units[at])
        return max(0, lines - group.received)

    @cached_property
    def sums(self) -> tuple[tuple[frozenset[int], int, int | None], ...]:
        """Every sum that may hold: (awards, room, the award that must be paid for it to hold; None for always)."""
        found = [(frozenset(limit.awards), max(0, limit.room), limit.of) for limit in self.limits]
        for group in self.groups:
            for place, at in enumerate(group.awards):
                if group.rule == DIFFERENCE:
                    below = group.awards[: place + 1]
                    found.append((frozenset(below), self._rest(group, at, below), at))
                elif group.rule == HIGHEST and group.received:
                    lines = frozenset(one for one in group.awards if self.units[one] == self.units[at])
                    if len(lines) > 1:
                        found.append((lines, self._rest(group, at, group.awards), None))
        return tuple(dict.fromkeys(found))

    def bounds(self, paid: Iterable[int]) -> list[tuple[frozenset[int], int]]:
        """The sums that hold while exactly these awards may be paid: (awards, fen they may not exceed together)."""
        chosen = frozenset(paid)
        return [(awards & chosen, room) for awards, room, of in self.sums if of is None or of in chosen]

    @cached_property
    def asked(self) -> frozenset[int]:
        """Awards whose being paid forbids or bounds others; of the rest, leaving one out never pays more."""
        rivals = {at for at, others in enumerate(self.rivals) if others}
        return frozenset(rivals | {of for _, _, of in self.sums if of is not None})

    def lawful(self, paid: Sequence[int]) -> str:
        """Empty when a bundle (fen for each award) keeps every relation; else what it breaks."""
        chosen = [at for at, fen in enumerate(paid) if fen > 0]
        for at, fen in enumerate(paid):
            if fen < 0 or fen > self.most[at]:
                return f"award {at} pays {fen}, at most {self.most[at]}"
        for at in chosen:
            if self.rivals[at] & set(chosen):
                return f"award {at} stands beside {sorted(self.rivals[at] & set(chosen))}"
        for awards, room in self.bounds(chosen):
            if sum(paid[at] for at in awards) > room:
                return f"awards {sorted(awards)} pay more than {room}"
        return ""


@lru_cache(maxsize=1_000)
def _rivals(
    clauses: tuple[int, ...],
    units: tuple[int, ...],
    groups: tuple[tuple[str, tuple[int, ...]], ...],
    lifted: frozenset[tuple[int, int]],
) -> tuple[frozenset[int], ...]:
    found: list[set[int]] = [set() for _ in clauses]
    for rule, awards in groups:
        alike = {HIGHEST: units, CHOICE: clauses, ONE_LINE: range(len(clauses))}.get(rule)
        for one in awards if alike is not None else ():
            for other in awards:
                if alike[one] != alike[other] and (min(one, other), max(one, other)) not in lifted:
                    found[one].add(other)
    return tuple(map(frozenset, found))


@lru_cache(maxsize=10_000)
def nested(sets: tuple[frozenset[int], ...]) -> bool:
    """Whether of any two sets one lies within the other, or they have nothing in common."""
    return all(not one & other or one <= other or other <= one for at, one in enumerate(sets) for other in sets[:at])


@dataclass(frozen=True)
class Bundle:
    """A lawful bundle: fen for each award."""

    paid: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.paid)

    @property
    def chosen(self) -> frozenset[int]:
        """The awards paid anything."""
        return frozenset(at for at, fen in enumerate(self.paid) if fen > 0)


@dataclass(frozen=True)
class Solution:
    """The best bundle, how it is proved best, and the best lawful one that pays some award the best does not.

    `proof` is "enumerated N" (all N lawful choices were valued) or "bound = value" (no bundle can pay more).
    """

    best: Bundle
    runner_up: Bundle | None
    proof: str
