"""From met awards to how they stand: relations, lines of one clause, caps and ceilings over several, whichever way facts are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Protocol

from yanzhen.engine.payments import Question, cap_question, ceiling_question
from yanzhen.engine.stacking.past import Book, bucket_of
from yanzhen.engine.stacking.problem import ONE_LINE
from yanzhen.engine.stacking.standings import Award, Shared, Standing, Standings
from yanzhen.language.tree import Node
from yanzhen.pack.model import Cap, Ceiling, Clause, Pack, Relation
from yanzhen.periods import Period
from yanzhen.registers import Vocabulary

ADDS = "adds"
CEILING, CAP, COMBINE = "ceiling", "cap", "combine"


class Held(Protocol):
    """Met awards in the stated order, and what a reading of the facts says of each (by its position)."""

    clauses: Sequence[Clause]
    """The clause or line of each award."""
    periods: Sequence[Period]
    subjects: Sequence[str]
    owners: Sequence[str]
    fen: Sequence[int | None]
    """The exact amount of each, None when it is not exact."""
    places: dict[str, list[int]]
    """Clause or line → positions of its awards."""
    vocabulary: Vocabulary

    def group(self, at: int, per: tuple[str, ...]) -> str | None:
        """The group of an award by these names; None when a fact is missing."""
        ...

    def rank(self, at: int, by: str) -> int | None:
        """The place of the award's code in the order of its list; None when missing."""
        ...

    def applies(self, at: int, when: Node | None) -> bool:
        """Whether a guard surely holds for the award."""
        ...

    def room(self, at: int, most: Node, question: Question | None) -> tuple[int, int | None]:
        """What `most` leaves after the payments asked for: least and most, in fen (None: nothing bounds it)."""
        ...

    def book(self, relation: Relation) -> Book | None:
        """The payments that count under a relation; None when none could."""
        ...


def stand(held: Held, pack: Pack, year: Period) -> Standings:
    """How the exact awards stand to one another."""
    awards = [
        Award(clause.id, clause.one, (clause.one, subject, str(period)), fen or 0)
        for clause, subject, period, fen in zip(held.clauses, held.subjects, held.periods, held.fen, strict=True)
    ]
    found = Standings(awards)
    for relation in pack.relations:
        if any(member in held.places for member in relation.members):
            groups = _groups(relation, held, found)
            if relation.rule == ADDS:
                found.lifted += [frozenset(one.awards) for one in groups.values()]
            else:
                found.standings += _telling(groups, held.book(relation), held)
    for clause in pack.clauses:
        if clause.whole is not None and clause.id == clause.whole.lines[0]:
            _lines(clause, held, found)
            for number, cap in enumerate(clause.whole.caps):
                name = f"{clause.one}:{CAP}" + (f"{number + 1}" if len(clause.whole.caps) > 1 else "")
                found.shared += _capped(name, clause, cap, held, year)
    for clause in pack.clauses:
        if clause.id in held.places:
            found.shared += _topped(clause, held, pack)
    return found


def _groups(relation: Relation, held: Held, found: Standings) -> dict[tuple[str, str], Standing]:
    """The awards of a relation by group and span; those that cannot be placed are recorded as such."""
    groups: dict[tuple[str, str], Standing] = {}
    positions = sorted(at for member in relation.members for at in held.places.get(member, ()))
    for at in positions:
        text = held.group(at, relation.per)
        rank = held.rank(at, relation.by) if relation.by else 0
        if text is None or rank is None:
            if held.fen[at] is not None and relation.rule != ADDS:
                found.unplaced[at] = relation.id
            continue
        key = (text, bucket_of(held.periods[at], relation.span))
        group = groups.setdefault(key, Standing(relation.id, relation.rule))
        if held.fen[at] is None:
            group.others.add(held.clauses[at].id)
        else:
            group.awards.append(at)
            group.ranks.append(rank)
    return groups


def _telling(groups: dict[tuple[str, str], Standing], book: Book | None, held: Held) -> Iterator[Standing]:
    """The groups in which a relation can do anything: two awards, or something received before, or not known."""
    for (text, bucket), group in groups.items():
        if book is not None:
            group.received = book.received(text, bucket, {held.owners[at] for at in group.awards})
        received = group.received
        if group.awards and (
            len(group.awards) > 1 or group.others or received.open or received.low or received.clauses
        ):
            yield group


def _lines(clause: Clause, held: Held, found: Standings) -> None:
    """Lines of one award of which only one is paid: the highest, or the first that is met."""
    assert clause.whole is not None
    if clause.whole.combine == "sum":
        return
    units: dict[tuple[str, Period], list[int]] = defaultdict(list)
    for line in clause.whole.lines:
        for at in held.places.get(line, ()):
            units[held.subjects[at], held.periods[at]].append(at)
    name = f"{clause.one}:{COMBINE}"
    for positions in units.values():
        exact = sorted(at for at in positions if held.fen[at] is not None)
        others = {held.clauses[at].id for at in positions if held.fen[at] is None}
        if exact and len(positions) > 1:
            found.standings.append(Standing(name, ONE_LINE, exact, [0] * len(exact), others=others))
        if clause.whole.combine == "first" and (later := tuple(at for at in exact if at != positions[0])):
            found.shared.append(Shared(name, later, 0, 0))


def _capped(name: str, clause: Clause, cap: Cap, held: Held, year: Period) -> Iterator[Shared]:
    """A cap over the sum of a clause's lines, for each group and span."""
    assert clause.whole is not None
    ids = frozenset({clause.one, *clause.whole.lines})
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at in sorted(at for line in clause.whole.lines for at in held.places.get(line, ())):
        text = held.group(at, cap.per)
        if held.fen[at] is not None and held.applies(at, cap.when):
            key = f"alone {at}" if text is None else text
            groups[key, bucket_of(held.periods[at], cap.span)].append(at)
    first = year if clause.period in ("year", "none") else year.parts(clause.period)[0]
    question = cap_question(clause, cap, first, held.vocabulary, ids)
    for positions in groups.values():
        yield from _limits(name, positions, [(at, *held.room(at, cap.most, question)) for at in positions])


def _topped(clause: Clause, held: Held, pack: Pack) -> Iterator[Shared]:
    """A ceiling over this award and other awards of the run that its matter counts, or over the sum of its lines."""
    ceiling = clause.top
    if ceiling is None:
        return
    mine = clause.whole.lines if clause.whole is not None else (clause.id,)
    others = [
        one.id for one in pack.clauses if ceiling.counts in one.matter and one.id not in mine and one.id in held.places
    ]
    if not others and clause.whole is None:
        return  # already counted, for it alone
    beside = _beside(ceiling, [*mine, *others], held)
    ids = frozenset({clause.id, clause.one, *mine})
    apart = ids | {name for one in pack.clauses if one.id in others for name in (one.id, one.one)}
    for at in held.places[clause.id]:
        if held.fen[at] is None:
            continue
        group = beside.get((held.group(at, ceiling.per) or f"alone {at}"), [at])
        together = [one for one in group if held.fen[one] is not None and _within(held.periods[one], held.periods[at])]
        if clause.whole is None and set(together) <= {at}:
            continue
        present = {held.clauses[one].id for one in group}
        question = ceiling_question(clause, held.periods[at], held.vocabulary)
        asked = question.without(apart if set(others) <= present else ids)
        low, high = held.room(at, ceiling.most, asked)
        yield Shared(f"{clause.one}:{CEILING}", tuple(sorted({at, *together})), low, high, at)


def _beside(ceiling: Ceiling, members: Sequence[str], held: Held) -> dict[str, list[int]]:
    """The awards of these clauses by the ceiling's group; one whose rows know no such group counts by its owner."""
    found: dict[str, list[int]] = defaultdict(list)
    for member in members:
        for at in held.places.get(member, ()):
            text = held.group(at, ceiling.per)
            found[held.owners[at] if text is None else text].append(at)
    return found


@lru_cache(maxsize=10_000)
def _within(inner: Period, outer: Period) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _limits(name: str, positions: list[int], rooms: list[tuple[int, int, int | None]]) -> Iterator[Shared]:
    """One limit where the room is the same for all, else one for each award, holding where that award is paid."""
    if len({(low, high) for _, low, high in rooms}) == 1:
        _, low, high = rooms[0]
        yield Shared(name, tuple(positions), low, high)
        return
    for at, low, high in rooms:
        yield Shared(name, tuple(positions), low, high, at)
