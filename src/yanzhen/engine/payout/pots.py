"""Pools by fund and span: what there is, what was paid, who asks, who is given what, who waits, and what more would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from yanzhen.engine.payout.awards import Award, Reading, told
from yanzhen.engine.payout.claims import ACCEPTED, LAPSED, Standing
from yanzhen.engine.payout.claims import UNKNOWN as UNSETTLED
from yanzhen.engine.payout.funding import Part, borne_by
from yanzhen.engine.payout.giving import Ask, Given, Rank, give_by_share, give_in_order, give_times
from yanzhen.engine.payout.records import Payments
from yanzhen.language.values import unknown
from yanzhen.pack.model import Pack
from yanzhen.pack.paying import Pool
from yanzhen.periods import PER_YEAR, Period
from yanzhen.units import MONEY, show

FEN = 100
NO_PLACE = "没有排序的依据"


@dataclass(frozen=True)
class Asked:
    """One award beside a pool: what it asks for in all (fen), what was paid already, what lapsed, and its ask for the rest."""

    award: Award
    whole: int
    paid: int
    lapsed: int
    ask: Ask
    reason: str = ""


@dataclass
class Pot:
    """One pool in one span. `new`, `carried` and `paid` are fen, for a counted pool times; `closed` says why nothing can be given."""

    pool: Pool
    span: str
    new: int
    carried: int
    paid: int
    asked: list[Asked]
    closed: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def there(self) -> int:
        """What is there to give now."""
        return max(0, self.new + self.carried - self.paid)

    @property
    def admitted(self) -> set[tuple[str, ...]]:
        """Asks of a counted pool that were paid in part: they have their place and need no other."""
        return {one.ask.id for one in self.asked if one.paid and one.ask.rank is not None}

    def give(self, more: int = 0) -> list[Given]:
        """Who is given what, with `more` fen (or times) than there is."""
        asks = [asked.ask for asked in self.asked]
        down = [key.descending for key in self.pool.order]
        if self.closed:
            return [Given(ask, 0) for ask in sorted(asks, key=lambda ask: ask.id)]
        if self.pool.times is not None:
            inside = [Given(ask, ask.fen) for ask in asks if ask.id in self.admitted]
            return inside + give_times(self.there + more, [ask for ask in asks if ask.id not in self.admitted], down)
        return (
            give_by_share(self.there + more, asks)
            if self.pool.pro_rata
            else give_in_order(self.there + more, asks, down)
        )


@dataclass
class Pots:
    """All pots of a run, with what they give."""

    pots: list[Pot]

    def allocation(self) -> list[dict[str, object]]:
        """The rows of ALLOCATION: by pool and span, then in the order of giving."""
        found = []
        for pot in self.pots:
            asked = {one.ask.id: one for one in pot.asked}
            for given in pot.give():
                one = asked[given.ask.id]
                found.append(
                    {"pool": pot.pool.id, "span": pot.span} | one.award.words
                    | {
                        "asked_fen": one.whole, "paid_fen": one.paid, "given_fen": given.given,
                        "waiting_fen": given.waiting, "lapsed_fen": one.lapsed, "position": given.position,
                        "waits_as": given.waits_as, "reason": _reason(pot, one, given),
                    }
                )  # fmt: skip
        return found

    def summary(self) -> list[dict[str, object]]:
        """The rows of POOLS: each pot reconciled."""
        found = []
        for pot in self.pots:
            given = pot.give()
            counted = pot.pool.times is not None
            anew = [one for one in given if not (counted and one.ask.id in pot.admitted)]
            spent = sum(one.given > 0 for one in anew) if counted else sum(one.given for one in given)
            waiting = [one for one in given if one.waiting]
            found.append({
                "pool": pot.pool.id, "span": pot.span, "order": order_words(pot.pool), "unit": "次" if counted else "分",
                "new": pot.new, "carried": pot.carried, "paid": pot.paid, "given": spent,
                "left": pot.new + pot.carried - pot.paid - spent,
                "asked": len(pot.asked) if counted else sum(one.whole for one in pot.asked),
                "waiting": len(waiting) if counted else sum(one.waiting for one in waiting),
                "awards": len(pot.asked), "waiting_awards": len(waiting),
                "reason": "；".join([*([pot.closed] if pot.closed else []), *pot.notes]),
            })  # fmt: skip
        return found

    def more(self, fen: int) -> list[dict[str, object]]:
        """The rows of MORE: what `fen` more in each pool of money, or one time more in each counted one, would change."""
        found = []
        for pot in self.pots:
            asked = {one.ask.id: one for one in pot.asked}
            before = {one.ask.id: one.given for one in pot.give()}
            for after in pot.give(1 if pot.pool.times is not None else fen):
                more = after.given - before[after.ask.id]
                if more:
                    words = asked[after.ask.id].award.words
                    row = {"pool": pot.pool.id, "span": pot.span} | words
                    found.append(row | {"more_fen": more, "still_waiting_fen": after.waiting})
        return found


def _reason(pot: Pot, one: Asked, given: Given) -> str:
    told = [one.reason] if one.reason else []
    if pot.closed:
        told.append(pot.closed)
    elif given.waiting and given.position is not None:
        told.append("名额用完" if pot.pool.times is not None else "资金用完" if not given.given else "资金只够这些")
    elif given.waiting and pot.pool.pro_rata:
        told.append("资金不足，按比例分")
    if given.tied and given.waiting:
        told.append("次序相同，按编号先后")
    return "；".join(told)


def _yuan(fen: int) -> str:
    return show(Fraction(fen, FEN), MONEY)


def order_words(pool: Pool) -> str:
    """The order of a pool as a person reads it."""
    if pool.pro_rata:
        return "按比例"
    return "，再".join(f"{key.text}{'由大到小' if key.descending else '由先到后'}" for key in pool.order)


def span_of(pool: Pool, period: Period) -> str:
    """The span of the pool that a period falls in (of a longer period its last day); empty where there is only one."""
    return str(Period.of(period.end, pool.span)) if pool.span in PER_YEAR else ""


def fill_pots(
    pack: Pack, year: Period, awards: Iterable[Award], parts: dict[Award, list[Part]], standings: dict[Award, Standing],
    payments: Payments, reading: Reading,
) -> Pots:  # fmt: skip
    """Every pool of the pack, for each of its spans in the year, with the awards that ask it for money."""
    groups: dict[tuple[str, str], list[Award]] = defaultdict(list)
    grains = {clause.id: clause.period for clause in pack.clauses}
    pool_of = {clause: pool for pool in pack.pools for clause in pool.clauses}
    for award in awards:
        pool = pool_of.get(award.key.clause)
        if pool is not None and award.net:
            groups[(pool.id, span_of(pool, Period.parse(award.key.period)))].append(award)
    pots = []
    for pool in pack.pools:
        for span in [str(part) for part in year.parts(pool.span)] if pool.span in PER_YEAR else [""]:
            asked = [
                _asked(pool, award, grains[award.key.clause], parts[award], standings[award], payments, reading)
                for award in groups[(pool.id, span)]
            ]
            known = {one.award.key: (one.award, parts[one.award]) for one in asked}
            pots.append(_pot(pool, span, asked, known, payments))
    return Pots(pots)


def _asked(
    pool: Pool, award: Award, grain: str, parts: list[Part], stands: Standing, payments: Payments, reading: Reading
) -> Asked:  # fmt: skip
    """What the award asks of the pool, and its place in the order."""
    assert award.net is not None
    id = (award.key.clause, award.subject, award.key.period)
    whole = borne_by(parts, pool.payers, award.net)
    paid, unclear = payments.paid(award.key)
    if whole is None:
        return Asked(award, award.net, 0, 0, Ask(id, award.net, None), f"谁出多少待定：{parts[0].reason}")
    mine = borne_by(parts, pool.payers, paid) or 0
    rest = max(0, whole - mine)
    told = f"已付 {_yuan(mine)}，多于应付 {_yuan(whole)}" if mine > whole else ""
    if unclear:
        return Asked(award, whole, mine, 0, Ask(id, rest, None), unclear)
    if stands.state == LAPSED and not paid:
        return Asked(award, whole, mine, rest, Ask(id, 0, None), stands.reason)
    if stands.state == UNSETTLED:
        return Asked(award, whole, mine, 0, Ask(id, rest, None), stands.reason)
    rank, why = _rank(pool, award, grain, stands, reading)
    return Asked(award, whole, mine, 0, Ask(id, rest, rank), "；".join(filter(None, (told, why if rest else ""))))


def _rank(pool: Pool, award: Award, grain: str, stands: Standing, reading: Reading) -> tuple[Rank | None, str]:
    """The award's values along the order; None, with the reason, where one is not known."""
    found: list[object] = []
    for key in pool.order:
        if key.by_claim:
            if stands.state != ACCEPTED or stands.day is None:
                return None, f"没有受理时间：{stands.reason}"
            found.append((stands.day, stands.turn))
            continue
        node = key.nodes[(award.register, grain)]
        value = reading.of(node, award)
        if value is None or unknown(value):
            return None, f"{NO_PLACE}「{key.text}」：{told(value)}"
        found.append(value)
    return tuple(found), ""


def _pot(
    pool: Pool, span: str, asked: list[Asked], known: dict[object, tuple[Award, list[Part]]], payments: Payments
) -> Pot:  # fmt: skip
    """The pot of one span: its money, what the span before left, what was paid from it so far."""
    new = pool.times if pool.times is not None else int(pool.money * FEN)
    paid, closed = _spent(pool, span, known, payments)
    pot = Pot(pool, span, new, 0, paid, asked, closed)
    if pool.carry_over and span:
        if pool.since is None:
            pot.notes.append("起始日未载明，上期结余未计")
        else:
            at = Period.of(pool.since, pool.span)
            while at < Period.parse(span):
                before, unclear = _spent(pool, str(at), {}, payments)
                pot.carried, pot.closed = max(0, pot.carried + new - before), pot.closed or unclear
                at = at.shift(1)
    if pot.paid > new + pot.carried:
        pot.notes.append("已付多于本期的钱")
    return pot


def _spent(
    pool: Pool, span: str, known: dict[object, tuple[Award, list[Part]]], payments: Payments
) -> tuple[int, str]:  # fmt: skip
    """What was paid from the pool in a span, and why that may not be all of it.

    A payment whose payers are not told apart counts whole: what may have come from the pool is not given again.
    """
    total, counted, unclear = 0, set(), []
    by_award: dict[object, int] = defaultdict(int)
    for row in payments.of_clauses(frozenset(pool.clauses)):
        if row.key.period and span and span_of(pool, Period.parse(row.key.period)) != span:
            continue
        if row.fen is None or (span and not row.key.period):
            unclear.append(row.number)
            continue
        by_award[row.key] += row.fen
        counted.add(row.key)
    for key, fen in by_award.items():
        award = known.get(key)
        mine = borne_by(award[1], pool.payers, fen) if award is not None else None
        total += fen if mine is None else mine
    closed = "" if payments.delivered or not pool.clauses else "兑付台账没有报来，不知池里已付多少"
    if unclear:
        closed = f"兑付 {'、'.join(sorted(unclear))} 没有写清所属期或金额，不知池里已付多少"
    return (len(counted) if pool.times is not None else total), closed
