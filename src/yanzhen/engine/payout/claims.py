"""Where an award stands with its claim: accepted on a day, not claimed yet, or too late. Late means lapsed, never "not met"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yanzhen.engine.payout.awards import told
from yanzhen.engine.payout.records import CLAIMED, Claims, Key
from yanzhen.language.values import unknown

ACCEPTED, OPEN, LAPSED, UNKNOWN = "accepted", "open", "lapsed", "unknown"


@dataclass(frozen=True)
class Standing:
    """`state` is accepted, open (may still be claimed, or needs no claim), lapsed or unknown; `reason` says why."""

    state: str
    day: date | None = None
    turn: int = 0
    reason: str = ""


def standing(key: Key, claims: Claims, due: object, on: date, *, auto: bool = False, instalment: int = 1) -> Standing:
    """How a claim stands on day `on`, against the last lawful day `due` (a date, None for no limit, or not known).

    A claim counts from its day of acceptance; one accepted after `on` is not there yet. Of several the earliest counts.
    An award given without a claim (`auto`) never lapses for want of one.
    """
    rows = claims.rows.get((key, instalment), [])
    accepted = sorted((row.day, row.turn) for row in rows if row.day is not None and row.day <= on)
    if accepted:
        day, turn = accepted[0]
        if unknown(due):
            return Standing(UNKNOWN, day, turn, f"申报截止日待定：{told(due)}")
        if isinstance(due, date) and day > due and not auto:
            return Standing(LAPSED, day, turn, f"{day} 受理，晚于截止日 {due}")
        return Standing(ACCEPTED, day, turn)
    if auto:
        return Standing(OPEN, reason="免申即享")
    if unknown(due):
        return Standing(UNKNOWN, reason=f"申报截止日待定：{told(due)}")
    why = _not_accepted(key, claims, rows, instalment)
    if isinstance(due, date) and on > due:
        if not claims.delivered or claims.vague.get((key.clause, key.owner)):
            return Standing(UNKNOWN, reason=f"已过截止日 {due}，{why}")
        return Standing(LAPSED, reason=f"到截止日 {due} 没有受理的申报")
    return Standing(OPEN, reason=why)


def _not_accepted(key: Key, claims: Claims, rows: list, instalment: int) -> str:
    """Why there is no day of acceptance."""
    if not claims.delivered:
        return f"{CLAIMED}台账没有报来"
    vague = sorted(row.number for row in claims.vague.get((key.clause, key.owner), []))
    if vague:
        return f"{CLAIMED} {'、'.join(vague)} 没有写清申报的是哪一项"
    if rows:
        return "已申报，到基准日没有受理"
    return "没有申报" if instalment == 1 else f"第 {instalment} 期没有申报"
