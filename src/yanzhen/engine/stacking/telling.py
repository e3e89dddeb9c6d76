"""From gross to net in words: which relation cut an award, under which article, what stands in its place, how it is proved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from yanzhen.engine.exactly import Exactly
from yanzhen.engine.finding import EXACT, MET, Finding
from yanzhen.engine.plan import plan_run
from yanzhen.engine.stacking.naming import citation_of, title_of
from yanzhen.engine.stacking.one import findings_about, stack_exactly, top_of
from yanzhen.engine.stacking.past import FEN
from yanzhen.engine.stacking.settling import Settled
from yanzhen.engine.stacking.standings import Net
from yanzhen.pack.model import Pack
from yanzhen.periods import Period
from yanzhen.units import MONEY, show

PROOFS = {"enumerated": "全部 {} 种合法组合都算过", "bound": "求解器的上界等于所得"}


@dataclass(frozen=True)
class NetTold:
    """What is left of one exact award: its net, and the sentences from gross to net."""

    gross: int
    net: Net
    relation: str
    cite: str
    instead: tuple[str, ...]
    proof: str
    runner_up: str

    def lines(self) -> list[str]:
        """Gross, what cut it, what stands in its place, net; one line where nothing was compared."""
        if not self.relation and self.net.settled and not self.proof:
            return [f"实得：{money(self.net.low)}（没有与别的条款相抵）"]
        found = []
        if self.relation:
            by = f"，由 {'、'.join(self.instead)} 取代" if self.instead else ""
            found.append(f"相抵：{money(self.gross)} → {self._net()}　{self.relation}{by}")
            found.append(f"      依据：{self.cite}")
        found.append(f"实得：{self._net()}" + (f"　（{self.proof}）" if self.proof else ""))
        if self.net.open:
            found.append(f"      未定：{self.net.open}")
        if self.runner_up:
            found.append(f"      {self.runner_up}")
        return found

    def _net(self) -> str:
        return money(self.net.low) if self.net.settled else f"{money(self.net.low)} 至 {money(self.net.high)}"

    def as_json(self) -> dict[str, object]:
        """The same as plain maps, in whole fen."""
        return {
            "gross_fen": self.gross, "net_low_fen": self.net.low, "net_high_fen": self.net.high,
            "relation": self.net.relation, "relation_title": self.relation, "citation": self.cite,
            "beaten_by": list(self.net.beaten_by), "open": self.net.open, "proof": self.proof,
        }  # fmt: skip


class Telling:
    """Tells the net of awards of one subject; `clauses` are those that can bear on it, None for all."""

    def __init__(self, exactly: Exactly, year: Period, clauses: Iterable[str] | None) -> None:
        self.exactly, self.year = exactly, Period.year_of(year.year)
        self.elements = plan_run(exactly.pack, self.year, exactly.on, clauses).elements
        self._stacked: dict[str, tuple[dict, list[Settled], object]] = {}

    def of(self, finding: Finding, row: int) -> NetTold | None:
        """The way from gross to net of a met exact award; None for anything else."""
        if finding.outcome != MET or finding.basis != EXACT or finding.high is None:
            return None
        owner = top_of(self.exactly.facts.subject(finding.clause.register, row))
        if owner not in self._stacked:
            found = findings_about(self.exactly, self.elements, owner)
            self._stacked[owner] = stack_exactly(self.exactly, found, self.year)
        nets, settled, held = self._stacked[owner]
        net = nets.get(_key(finding))
        if net is None:
            return None
        pack = self.exactly.pack
        titles = {clause.id: clause.title for clause in pack.clauses}
        proof, runner_up = _proved(pack, settled, held, finding)
        return NetTold(
            int(finding.high * FEN), net, title_of(pack, net.relation), citation_of(pack, net.relation),
            tuple(titles[one] for one in net.beaten_by), proof, runner_up,
        )  # fmt: skip


def _proved(pack: Pack, settled: list[Settled], held, finding: Finding) -> tuple[str, str]:
    """How the bundle an award is part of is proved best, and the next best one with what it gives up."""
    titles = {clause.id: clause.title for clause in pack.clauses}
    for one in settled:
        mine = [held.found[at] for at in one.awards]
        if _key(finding) not in map(_key, mine):
            continue
        word, _, number = one.solution.proof.partition(" ")
        second = one.solution.runner_up
        if second is None:
            return PROOFS[word].format(number), ""
        paid = dict.fromkeys(titles[mine[at].clause.id] for at in sorted(second.chosen))
        less = money(one.solution.best.total - second.total)
        return PROOFS[word].format(number), f"次优：{'、'.join(paid)}，共 {money(second.total)}，少得 {less}"
    return "", ""


def _key(finding: Finding) -> tuple[str, str, Period]:
    return finding.clause.id, finding.subject, finding.period


def money(fen: int) -> str:
    """Fen in words."""
    return show(Fraction(fen, FEN), MONEY)
