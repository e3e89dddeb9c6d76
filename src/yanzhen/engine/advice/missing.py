"""What one subject's open findings wait for: which facts, from whom, what money hangs on them, and whether one fact is enough.

Whether a fact alone settles a finding is not guessed from the shape of the rule: the clause is decided for every value the
fact could have, numbers stretch by stretch, yes/no facts and codes value by value.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from yanzhen.engine.advice.cells import OPINION, Cell, rows_under
from yanzhen.engine.advice.ground import Ground, everything_read
from yanzhen.engine.advice.ray import Tangled, stretches
from yanzhen.engine.advice.search import FAR
from yanzhen.engine.exactly import Exactly
from yanzhen.engine.finding import ABSENT, MET, UNKNOWN, Finding
from yanzhen.engine.plan import Element, amount_nodes
from yanzhen.engine.writing import missing_name
from yanzhen.language import tree
from yanzhen.language.subjects.history import round_to
from yanzhen.language.values import FACT_KINDS, NOT_JUDGED, Missing, Reason
from yanzhen.pack.model import Clause
from yanzhen.periods import Period
from yanzhen.registers import Vocabulary

ALONE, PERHAPS, TOGETHER, UNTRIED = "alone", "perhaps", "together", "untried"
"""Whatever the fact says, the finding is settled · some values settle it · none does without other facts · not tried out."""
MOST_STRETCHES = 200
MOST_CODES = 400

FIRM, DEPARTMENT, JUDGE, NOBODY = "firm", "department", "judge", "nobody"
"""Who must act: the subject itself, the department that holds the fact, whoever judges; nobody can for what is no base."""


@dataclass(frozen=True)
class Fact:
    """One missing fact of one finding: why it is missing, who holds it, who must act, and what it settles."""

    reason: Reason
    name: str
    held_by: str
    by: str
    settles: str


@dataclass(frozen=True)
class Waiting:
    """An open finding (unknown, or met with its amount open) and what it waits for.

    `exact` is what the clause gives if it is met and all facts of the amount are known; else `ceiling` is its upper limit,
    None when nothing bounds it or it gives no money.
    """

    finding: Finding
    exact: Fraction | None
    ceiling: Fraction | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Asked:
    """One missing fact over all findings of the subject: the money that hangs on it, exact and ceilings apart."""

    name: str
    held_by: str
    by: str
    findings: tuple[Waiting, ...]
    alone: int
    """Findings it settles alone, whatever it says."""
    exact: Fraction
    ceiling: Fraction


def waiting_of(ground: Ground, top: tuple[str, int]) -> list[Waiting]:
    """Every open finding about the subject (its own rows and those below it), most money first."""
    found = []
    for element in ground.plan.elements:
        for row in rows_under(ground.facts, top, element.clause.register):
            for period in element.periods:
                finding = ground.exactly.find(element, period, row)
                if finding.outcome == UNKNOWN or (finding.outcome == MET and finding.basis == ABSENT):
                    found.append(_waiting(ground, element, period, row, finding))
    zero = Fraction(0)
    return sorted(found, key=lambda one: (-(one.exact or zero), -(one.ceiling or zero), one.finding.clause.id))


def asked_for(waiting: list[Waiting]) -> list[Asked]:
    """The facts the findings wait for: those on which most exact money hangs first, then by ceilings, then by findings."""
    by_name: dict[str, list[tuple[Fact, Waiting]]] = {}
    for one in waiting:
        for fact in one.facts:
            by_name.setdefault(fact.name, []).append((fact, one))
    found = []
    for name, pairs in by_name.items():
        first, findings = pairs[0][0], tuple(one for _, one in pairs)
        exact = sum((one.exact or Fraction(0) for one in findings), Fraction(0))
        ceiling = sum((one.ceiling or Fraction(0) for one in findings), Fraction(0))
        alone = sum(fact.settles == ALONE for fact, _ in pairs)
        found.append(Asked(name, first.held_by, first.by, findings, alone, exact, ceiling))
    return sorted(found, key=lambda one: (-one.exact, -one.ceiling, -len(one.findings), one.name))


def stake(exactly: Exactly, element: Element, period: Period, row: int) -> tuple[Fraction | None, Fraction | None]:
    """What the clause gives the row if it is met: exact, or at most; both None when it gives no computed money."""
    clause = element.clause
    if clause.amount is None or clause.amount.high is None:
        return None, None
    _, high, reasons = exactly.amount(element, exactly.facts.subject(clause.register, row), period)
    if high is None:
        return None, None
    high = round_to(high, clause.round.to, clause.round.mode)
    return (high, None) if clause.amount.basis == "exact" and not reasons else (None, high)


def deliverer(reason: Reason, clause: Clause, vocabulary: Vocabulary) -> tuple[str, str]:
    """(who holds the fact, who must act)."""
    if reason.kind == NOT_JUDGED:
        return clause.department or clause.policy.issuer, JUDGE
    register = vocabulary.registers.get(reason.register)
    column = register.columns.get(reason.column) if register is not None else None
    if reason.kind not in FACT_KINDS:
        return column.held_by if column is not None else "", NOBODY
    if column is not None:
        firm = not column.held_by and column.change == "subject"
        return column.held_by, FIRM if firm else DEPARTMENT
    holders = sorted({held.held_by for held in register.columns.values() if held.held_by}) if register else []
    return "、".join(holders), DEPARTMENT


def _waiting(ground: Ground, element: Element, period: Period, row: int, finding: Finding) -> Waiting:
    exact, ceiling = stake(ground.exactly, element, period, row)
    lacking = _lacking(ground, element, period, row)
    facts = []
    for reason in sorted(finding.missing):
        held_by, by = deliverer(reason, element.clause, ground.pack.vocabulary)
        cells = lacking.get((reason.register, reason.column, reason.period), [])
        if reason.kind == NOT_JUDGED:
            cells = [Cell(OPINION, row, reason.column, period)] if str(period) == reason.period else []
        settles = _settles(ground, element, period, row, finding, cells)
        facts.append(Fact(reason, missing_name(reason), held_by, by, settles))
    return Waiting(finding, exact, ceiling, tuple(facts))


def _lacking(ground: Ground, element: Element, period: Period, row: int) -> dict[tuple[str, str, str], list[Cell]]:
    """The cells behind the reasons: everything the clause reads of the row that is missing."""
    found: dict[tuple[str, str, str], list[Cell]] = {}
    for cell, value in everything_read(ground, element, period, row).items():
        if isinstance(value, Missing):
            when = "" if cell.period is None else str(cell.period)
            found.setdefault((cell.register, cell.column, when), []).append(cell)
    return found


def _settles(ground: Ground, element: Element, period: Period, row: int, finding: Finding, cells: list[Cell]) -> str:
    """Whether the fact alone settles the finding: for every value, for some, for none."""
    if len(cells) != 1:
        return UNTRIED
    cell = cells[0]

    def settled(value: object) -> bool:
        there = ground.changed({cell: value})
        outcome, _ = there.find_outcome(element, period, row)
        if outcome is None or outcome is False or finding.outcome == UNKNOWN:
            return outcome is not None
        _, _, reasons = there.amount(element, there.facts.subject(element.clause.register, row), period)
        return not reasons

    try:
        answers = set(_tried(ground, element, cell, settled))
    except Tangled:
        return UNTRIED
    if not answers:
        return UNTRIED
    return ALONE if answers == {True} else PERHAPS if True in answers else TOGETHER


def _tried(ground: Ground, element: Element, cell: Cell, settled):
    """What `settled` says of every value the fact could have; nothing for kinds that are not tried."""
    column = None if cell.register == OPINION else ground.pack.vocabulary.column(cell.register, cell.column)
    if column is None or column.kind == "yesno":
        yield from (settled(True), settled(False))
    elif column.kind == "number":
        for _, _, answer in stretches(
            lambda path: settled(path.fact(column.step)), -FAR, FAR, (-FAR, FAR), MOST_STRETCHES
        ):
            yield answer
    elif column.kind == "code":
        for code in alike(element, len(ground.pack.vocabulary.codes[column.code or ""].codes)):
            yield settled(code)


def alike(element: Element, codes: int) -> list[int]:
    """One code of each sort the clause can tell apart; all of them where it compares codes by order."""
    nodes = [condition.node for condition in element.clause.conditions]
    nodes += [node for node in (element.area, *amount_nodes(element.clause)) if node is not None]
    marks: list[frozenset[int]] = []
    parts = [part for node in nodes for part in tree.walk(node)]
    if any(map(_between_codes, parts)):
        marks = [frozenset({code}) for code in range(codes)]
    for part in parts:
        if isinstance(part, tree.CodeIn):
            marks.append(part.nodes)
        elif isinstance(part, tree.CodeValue):
            marks += [frozenset({part.id}), frozenset(range(part.id))]
    sorts = {tuple(code in mark for mark in marks): code for code in reversed(range(codes))}
    if len(sorts) > MOST_CODES:
        raise Tangled(f"超过 {MOST_CODES} 种代码")
    return sorted(sorts.values())


def _between_codes(part: tree.Node) -> bool:
    """Whether two codes are compared neither of which the clause writes down."""
    if isinstance(part, tree.Call):
        return part.function.name in ("类别差", "最前", "最后", "不重复计数")
    if not isinstance(part, tree.Compare) or part.left.type.kind != "code":
        return False
    return not isinstance(part.left, tree.CodeValue) and not isinstance(part.right, tree.CodeValue)
