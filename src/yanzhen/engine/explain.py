"""Why: one subject, one clause or all, with every value behind every condition, the article, and what is missing.

The words come from the exact reading, which CI holds equal to the columns reading that decides the city.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from yanzhen.engine.advice.ground import Ground
from yanzhen.engine.advice.steps import Advised, advise
from yanzhen.engine.advice.words import step_lines, step_map
from yanzhen.engine.finding import (
    ABSENT,
    AT_MOST,
    DOES_NOT_APPLY,
    EXACT,
    JUDGEMENT,
    MET,
    NOT_MET,
    OUTCOME_WORDS,
    UNKNOWN,
    UNSET,
    Finding,
)
from yanzhen.engine.plan import Element, plan_run
from yanzhen.engine.schemes.results import settle
from yanzhen.engine.stacking.telling import NetTold, Telling
from yanzhen.engine.stacking.trying import related
from yanzhen.engine.subject import Facts
from yanzhen.engine.tracing import Traced, Tracer, mark
from yanzhen.engine.writing import holder, missing_name
from yanzhen.errors import EngineError, did_you_mean
from yanzhen.facts.building import build_snapshot
from yanzhen.facts.snapshot import Batches, Snapshot
from yanzhen.language.exact import Env
from yanzhen.language.values import KIND_WORDS
from yanzhen.pack.model import Clause, Pack
from yanzhen.periods import Period
from yanzhen.registers import Vocabulary
from yanzhen.units import MONEY, show

BASIS_WORDS = {
    EXACT: "金额已定",
    AT_MOST: "文件只写上限，实际金额另行核定",
    UNSET: "金额未公布，一事一议",
    ABSENT: "缺计算金额的事实",
}


@dataclass(frozen=True)
class Explained:
    """One condition: its sentence, how it stands, where it comes from, and the values behind it."""

    id: str
    text: str
    held: str
    cite: str
    basis: str
    traced: Traced


@dataclass(frozen=True)
class Explanation:
    """A finding with the values behind it, as text for people and as plain maps for programs."""

    finding: Finding
    conditions: tuple[Explained, ...]
    amount: Traced | None
    limits: tuple[str, ...]
    missing: tuple[tuple[str, str, str], ...]
    """(fact, why it is missing, who holds it)"""
    advised: Advised | None = None
    """Of a near miss: the steps that flip it, proved, and the facts that are not advised."""
    on: date | None = None
    net: NetTold | None = None

    def as_text(self) -> str:
        """A page for a person: the answer first, then the article, each condition with its values, then what is missing."""
        finding, clause = self.finding, self.finding.clause
        lines = [
            f"【{OUTCOME_WORDS[finding.outcome]}】{clause.title}　{clause.id}　{finding.subject}　{finding.period}"
        ]
        lines.append(f"  依据：{clause.cite}")
        if finding.outside:
            return "\n".join([*lines, f"  不适用：{finding.outside}"])
        lines += [f"  {line}" for line in self._answer()]
        for condition in self.conditions:
            assumed = "（本条为假定）" if condition.basis == "assumed" else ""
            lines.append(f"  {condition.held} {condition.text}{assumed}")
            lines += [f"      {line}" for part in condition.traced.below() for line in part.lines()]
        if self.amount is not None:
            lines.append("  金额")
            lines += [f"      {line}" for line in self.amount.lines()]
            lines += [f"      {line}" for line in self.limits]
        if self.net is not None:
            lines += [f"  {line}" for line in self.net.lines()]
        lines += [f"  缺：{fact}　{why}{'　由' + who + '提供' if who else ''}" for fact, why, who in self.missing]
        lines += [f"  存疑：{doubt}" for doubt in (*clause.policy.doubts, *clause.doubts)]
        return "\n".join(lines)

    def _answer(self) -> list[str]:
        finding = self.finding
        if finding.outcome == MET:
            if finding.clause.amount is None:
                return [f"给予：{finding.clause.gives}"]
            return [
                f"{money_words(finding)}（{BASIS_WORDS[finding.basis]}）"
                + (f"　付给 {finding.payee}" if finding.payee else "")
            ]
        if finding.outcome == NOT_MET and finding.near:
            gap = "" if finding.shortfall is None else f"，还差 {self._gap()}"
            return [f"差一步：{finding.near}{gap}", *self._steps()]
        if finding.outcome == UNKNOWN:
            return ["待评审：须由人认定" if finding.pending == JUDGEMENT else "待补数据"]
        return []

    def _steps(self) -> list[str]:
        """Each proved step, best first; what is not advised when there is none."""
        if self.advised is None or self.on is None:
            return []
        lines = [
            f"  {'步骤：' if not at else '　　　'}{line}"
            for step in self.advised.steps
            for at, line in enumerate(step_lines(step, self.on))
        ]
        return lines or [f"  没有可建议的一步：{part.what}　{part.why}" for part in self.advised.refused]

    def _gap(self) -> str:
        assert self.finding.shortfall is not None
        return show(self.finding.shortfall, self.finding.dimension)

    def as_json(self) -> dict[str, object]:
        """The same as plain maps; money in 元 as text, so that nothing is rounded on the way."""
        finding, clause = self.finding, self.finding.clause
        return {
            "clause": clause.id, "title": clause.title, "subject": finding.subject, "period": str(finding.period),
            "outcome": finding.outcome, "outside": finding.outside, "citation": str(clause.cite),
            "quote": clause.cite.quote, "restated": clause.cite.restated, "nature": clause.nature,
            "basis": finding.basis, "low": _yuan(finding.low), "high": _yuan(finding.high), "payee": finding.payee,
            "pending": finding.pending, "near": finding.near,
            "shortfall": None if finding.shortfall is None else self._gap(),
            "conditions": [
                {"id": part.id, "text": part.text, "holds": part.held, "cite": part.cite, "basis": part.basis,
                 "values": part.traced.as_json()} for part in self.conditions
            ],
            "amount": None if self.amount is None else self.amount.as_json(), "limits": list(self.limits),
            "net": None if self.net is None else self.net.as_json(),
            "missing": [{"fact": fact, "why": why, "held_by": who} for fact, why, who in self.missing],
            "steps": [step_map(step, self.on) for step in self.advised.steps] if self.advised and self.on else [],
            "doubts": [*clause.policy.doubts, *clause.doubts],
        }  # fmt: skip


def explain(
    pack: Pack,
    batches: Batches,
    period: Period,
    on: date,
    known: date | None,
    subject: str,
    clause: str | None = None,
) -> list[Explanation]:
    """Every finding about one subject (its own and those of its child rows), or of one clause only, in clause order.

    Raises EngineError YZ-E01 for an unknown clause, YZ-E05 for a subject no delivery names.
    """
    plan = plan_run(pack, period, on, None if clause is None else [clause])
    snapshot = build_snapshot(batches, pack.vocabulary, known=known)
    facts = Facts(snapshot)
    for barrier in plan.barriers:
        settle(barrier, facts.reader(on))
    ground = Ground(pack, plan, facts, on)
    told = Telling(ground.exactly, period, None if clause is None else related(pack, clause))
    found: list[Explanation] = []
    known_subject = False
    for element in plan.elements:
        rows = rows_about(subject, element.clause, snapshot)
        known_subject = known_subject or rows is not None
        for row in rows or ():
            for one in element.periods:
                explained = _explained(ground, element, one, row)
                found.append(replace(explained, net=told.of(explained.finding, row)))
    if not known_subject:
        keys = [key for name in snapshot.frames for key in snapshot.frame(name).keys[:20_000]]
        raise EngineError(f"没有主体「{subject}」", code="YZ-E05", hint=did_you_mean(subject, keys))
    return [one for one in found if not (one.finding.outside and clause is None and "事件" in one.finding.outside)]


def rows_about(subject: str, clause: Clause, snapshot: Snapshot) -> list[int] | None:
    """Rows of the clause's register that are the subject or belong to it; None when the subject is nowhere above them."""
    frame = snapshot.frame(clause.register)
    owner = frame.register.owner
    if owner is None:
        return [frame.keys.index(subject)] if subject in frame.keys else None
    owners = snapshot.frame(owner).keys
    if subject in frame.keys:
        return [frame.keys.index(subject)]
    if subject not in owners or owner not in frame.owners:
        return [] if subject in owners else None
    at = owners.index(subject)
    return [row for row in range(frame.n) if frame.owners[owner][row] == at]


def _explained(ground: Ground, element: Element, period: Period, row: int) -> Explanation:
    exactly = ground.exactly
    finding = exactly.find(element, period, row)
    clause, vocabulary = finding.clause, exactly.pack.vocabulary
    env = exactly.env(exactly.facts.subject(clause.register, row), finding.period)
    if finding.outcome == DOES_NOT_APPLY:
        return Explanation(finding, (), None, (), ())
    tracer = Tracer(vocabulary)
    conditions = tuple(
        Explained(part.id, part.text, mark(value), str(part.cite), part.basis, tracer.trace(part.node, env))
        for part, value in finding.conditions
    )
    amount = None
    if finding.outcome == MET and clause.amount is not None and clause.amount.high is not None:
        amount = tracer.trace(clause.amount.high, env)
    limits = _limits(clause, finding, tracer, env) if amount is not None else ()
    advised = advise(ground, element, period, row) if finding.near else None
    return Explanation(finding, conditions, amount, limits, _missing(finding, vocabulary), advised, ground.on)


def _limits(clause: Clause, finding: Finding, tracer: Tracer, env: Env) -> tuple[str, ...]:
    """Caps and ceiling in the order they were applied, then the amount after rounding."""
    found = [
        f"次数：每 {'、'.join(times.per)} {SPAN_WORDS[times.span]} {times.most} 次（连同以前各期本条已付的）"
        for times in clause.times
    ]
    for cap in clause.caps:
        most = tracer.trace(cap.most, env).value
        found.append(f"封顶：每 {'、'.join(cap.per)} {SPAN_WORDS[cap.span]} {most}（减以前各期本条已付）")
    if clause.ceiling is not None:
        most = tracer.trace(clause.ceiling.most, env)
        found.append(f"总额不超过 {most.text} {most.value}（连同各级「{clause.ceiling.counts}」）")
    return (*found, f"结果：{money_words(finding)}")


SPAN_WORDS = {"month": "每月", "quarter": "每季", "year": "每年", "policy": "政策期内", "ever": "累计"}


def money_words(finding: Finding) -> str:
    """The amount in words: exact, a range, or up to."""
    if finding.basis == UNSET:
        return "金额另定"
    high = "…" if finding.high is None else show(finding.high, MONEY)
    if finding.basis == EXACT:
        return high
    return f"最高 {high}" if finding.basis == AT_MOST else f"{show(finding.low or Fraction(0), MONEY)} 至 {high}"


def _missing(finding: Finding, vocabulary: Vocabulary) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (missing_name(reason), KIND_WORDS[reason.kind], holder(reason, vocabulary))
        for reason in sorted(finding.missing)
    )


def _yuan(value: Fraction | None) -> str | None:
    """元 with two decimals; amounts are whole fen, so nothing is lost."""
    return None if value is None else str(Decimal(value.numerator) / Decimal(value.denominator))
