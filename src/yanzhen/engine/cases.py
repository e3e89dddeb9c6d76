"""The pack's own examples, decided by both readings: a case passes when both say what it expects."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.decide import Conditions
from yanzhen.engine.exactly import Exactly
from yanzhen.engine.finding import Finding
from yanzhen.engine.findings import find
from yanzhen.engine.near import reach_of
from yanzhen.engine.payout.examples import award_differences, pool_differences
from yanzhen.engine.plan import Element, area_condition
from yanzhen.engine.schemes.cases import differences_of
from yanzhen.engine.stacking.trying import is_beaten_by, money_of, nets_of
from yanzhen.engine.subject import Facts
from yanzhen.errors import EngineError
from yanzhen.facts import Memory, build_snapshot
from yanzhen.facts.cells import CellProblem, read_cell
from yanzhen.facts.shape import JOINT
from yanzhen.facts.snapshot import Snapshot
from yanzhen.pack.evaluation import Scheme
from yanzhen.pack.model import Case, Clause, Pack
from yanzhen.periods import Period
from yanzhen.registers import Column, Register, Vocabulary
from yanzhen.units import MONEY, parse_unit, show

SUBJECT = "案例主体"
NETS = frozenset({"net", "beaten_by"})
"""What a case may expect of its award once others are looked at."""
NOT_GIVEN = "未知"
MONEY_COLUMN = Column("金额", unit=parse_unit("元"))


@dataclass(frozen=True)
class CaseResult:
    """Whether a case passed, and each difference as a sentence."""

    case: Case
    passed: bool
    differences: list[str] = field(default_factory=list)


def run_cases(pack: Pack, own_only: bool = True) -> list[CaseResult]:
    """Every case of the pack (with `own_only`, not those of the packs it depends on), in file order."""
    clauses = {clause.id: clause for clause in pack.clauses}
    schemes = {scheme.id: scheme for scheme in pack.schemes}
    chosen = [case for case in pack.cases if not own_only or case.of.split("/")[0] == pack.own]
    return [
        _run(pack, clauses, case) if case.of not in schemes else _rated(pack, schemes[case.of], case) for case in chosen
    ]


def _run(pack: Pack, clauses: dict[str, Clause], case: Case) -> CaseResult:
    pool = next((pool for pool in pack.pools if pool.id == case.of), None)
    try:
        if pool is not None:
            differences = pool_differences(pool, case)
            return CaseResult(case, not differences, differences)
        exact, columns = decide_case(pack, clauses, case)
    except EngineError as error:
        return CaseResult(case, False, [error.what])
    differences = compare(case, exact, pack)
    differences += award_differences(pack, case, exact, lambda: snapshot_of(pack, exact.clause, case)[0])
    if NETS & case.expect.keys():
        differences += net_differences(pack, clauses[case.of], case)
    differences += [f"两种读法不一致：{text}" for text in disagreements(exact, columns)]
    return CaseResult(case, not differences, differences)


def _rated(pack: Pack, scheme: Scheme, case: Case) -> CaseResult:
    """A case of a scheme: every firm it names is evaluated together."""
    try:
        period, on = Period.parse(case.period), date.fromisoformat(case.on)
        facts = CaseFacts(pack, scheme, case, period)
        differences = differences_of(pack, scheme, case, facts.memory, facts.key, period, on)
    except EngineError as error:
        differences = [error.what]
    return CaseResult(case, not differences, differences)


def decide_case(pack: Pack, clauses: dict[str, Clause], case: Case) -> tuple[Finding, Finding]:
    """The case's finding by the exact reading and by the columns reading.

    Raises EngineError YZ-E04 for a case of an unknown clause, or with a value that cannot be read.
    """
    clause = clauses.get(case.of)
    if clause is None:
        raise EngineError(f"案例「{case.name}」所指的条款「{case.of}」不存在", code="YZ-E04", place=case.place)
    period, on = Period.parse(case.period), date.fromisoformat(case.on)
    snapshot, row = snapshot_of(pack, clause, case)
    element = Element(clause, (period,), area_condition(clause, pack.vocabulary))
    exact = Exactly(pack, Facts(snapshot), on).find(element, period, row)
    found = find(element, period, Conditions(Reader(snapshot, on)), pack, reach_of(pack))
    return exact, found.finding(row)


def snapshot_of(pack: Pack, clause: Clause, case: Case) -> tuple[Snapshot, int]:
    """The case's facts, and the number of the row it is about."""
    facts = CaseFacts(pack, clause, case, Period.parse(case.period))
    snapshot = build_snapshot(facts.memory, pack.vocabulary)
    return snapshot, snapshot.frame(clause.register).keys.index(facts.key)


def net_differences(pack: Pack, clause: Clause, case: Case) -> list[str]:
    """Where what relations leave of the case's award is not what it expects, or the two readings differ in it."""
    period = Period.parse(case.period)
    facts = CaseFacts(pack, clause, case, period)
    snapshot = build_snapshot(facts.memory, pack.vocabulary)
    on = date.fromisoformat(case.on)
    exact, columns = nets_of(pack, clause, snapshot, facts.key, SUBJECT, period, on)
    found = []
    if "net" in case.expect and money_of(exact) != (wanted := _money(case.expect["net"])):
        found.append(f"net：应为 {_shown(wanted)}，得到 {_shown(money_of(exact))}")
    if "beaten_by" in case.expect and not is_beaten_by(exact, case.expect["beaten_by"]):
        told = "、".join(exact.beaten_by) if exact is not None else ""
        found.append(f"beaten_by：应为 {_shown(case.expect['beaten_by'])}，得到 {told or '无'}")
    return found if exact == columns else [*found, f"两种读法不一致：net 精确 {exact}，按列 {columns}"]


class CaseFacts:
    """A case's facts as deliveries: what is given was delivered, what is left out was not."""

    def __init__(self, pack: Pack, clause: Clause | Scheme, case: Case, period: Period) -> None:
        self.pack, self.case, self.period = pack, case, period
        self.memory = Memory(pack.vocabulary)
        self.register = pack.vocabulary.registers[clause.register]
        own = {name: value for name, value in case.given.items() if "." not in name}
        self.links: dict[str, str] = {}
        others: dict[str, dict[str, object]] = {}
        for name, value in case.given.items():
            if "." in name:
                register, _, column = name.partition(".")
                others.setdefault(register, {})[column] = value
        for name, given in others.items():
            self._other(name, given)
        self._stand_in_place(clause, own, others)
        self.key = self._judged(own)
        for name, given in case.subjects.items() if isinstance(case.subjects, dict) else ():
            self._stand_in_place(clause, given, {}, name)
            self._deliver(self.register, {"主体": name}, given)
        for name, listed in case.rows.items():
            if listed is not None:
                self._rows(pack.vocabulary.registers[name], listed)

    def _other(self, name: str, given: dict[str, object]) -> None:
        """Facts of the owner, or of a row referred to by a column of that name."""
        column = self.register.columns.get(name)
        register = column.ref if column is not None and column.ref else name
        key = SUBJECT if name in self.register.belongs_to else str(self.case.given.get(name, f"案例{name}"))
        if column is not None:
            self.links[name] = key
        self._deliver(self.pack.vocabulary.registers[register], {"主体": key}, given)

    def _stand_in_place(
        self, clause: Clause | Scheme, own: dict[str, object], others: dict[str, dict[str, object]], key: str = SUBJECT
    ) -> None:
        """A case that names no area stands where the clause holds."""
        path = [self.register]
        while path[-1].area is None and path[-1].owner is not None:
            path.append(self.pack.vocabulary.registers[path[-1].owner])
        holder, column = path[-1], path[-1].area
        if len(path) > 1:
            self.memory.add(path[1].name, [{"主体": key}], columns=())
        if clause.area is None or column is None:
            return
        named = own if holder is self.register else others.get(holder.name, {})
        if column not in named:
            codes = self.pack.vocabulary.codes[holder.columns[column].code or ""]
            self._deliver(holder, {"主体": key}, {column: codes.codes[clause.area].code})

    def _judged(self, given: dict[str, object]) -> str:
        """The row the case is about; returns its key. Key columns nobody gave are made up for the case."""
        base: dict[str, object] = {"主体": SUBJECT}
        for name in self.register.key[1 if self.register.owner else len(self.register.key) :]:
            column = self.register.columns[name]
            text = given.get(name)
            if text is None and column.kind == "text":
                base[name] = "案例"
            elif isinstance(text, str) and text != NOT_GIVEN:
                base[name] = self._typed(self.register, name, text, given)
        base |= {name: key for name, key in self.links.items() if name not in given}
        self._deliver(self.register, base, given)
        return self._key(base)

    def _key(self, base: dict[str, object]) -> str:
        parts = [SUBJECT]
        for name in self.register.key[1:] if self.register.owner else ():
            codes = self.pack.vocabulary.codes.get(self.register.columns[name].code or "")
            text = str(base.get(name, ""))
            at = codes.id_of(text) if codes is not None else None
            parts.append(text if codes is None or at is None else codes.codes[at].code)
        return JOINT.join(parts)

    def _deliver(self, register: Register, base: dict[str, object], given: dict[str, object]) -> None:
        """One delivery for each period that something is given for."""
        cells: dict[str, dict[str, object]] = {"": {}}
        for name, value in given.items():
            column = register.columns[name]
            default = "" if column.period is None else str(self.period if column.period == self.period.kind else "")
            dated = value if isinstance(value, dict) else {default or self._whole(column): value}
            for when, text in dated.items():
                if text != NOT_GIVEN:
                    cells.setdefault(when, {})[name] = self._typed(register, name, text, given)
        for when, values in cells.items():
            self.memory.add(register.name, [{**base, "期间": when, **values}], covers=[when])

    def _whole(self, column: Column) -> str:
        """The period a value without one is for: the case's own, in the column's grain."""
        return "" if column.period is None else str(Period.of(self.period.start, column.period))

    def _rows(self, register: Register, listed: list[dict[str, object]]) -> None:
        """A register delivered whole: its rows with all its columns, and all its parts; dated columns by their periods."""
        whole, dated = [], {}
        for number, given in enumerate(listed, start=1):
            row: dict[str, object] = {"主体": SUBJECT}
            if not any(name in given for name in register.key[1:]):
                row[register.key[-1]] = f"案例{number}"
            keys = {name: self._typed(register, name, given[name], given) for name in register.key[1:] if name in given}
            row |= keys
            for name, value in given.items():
                column = register.columns[name]
                for when, text in (value if isinstance(value, dict) else {self._whole(column): value}).items():
                    if text != NOT_GIVEN and when:
                        cells = {"主体": SUBJECT, **row, "期间": when, name: self._typed(register, name, text, given)}
                        dated.setdefault((when, name), []).append(cells)
                    elif text != NOT_GIVEN:
                        row[name] = self._typed(register, name, text, given)
            whole.append(row)
        parts = []
        if register.parts is not None:
            codes = self.pack.vocabulary.codes[register.columns[register.parts].code or ""]
            parts = [entry.code for entry in codes.codes]
        undated = tuple(name for name, column in register.columns.items() if column.period is None)
        self.memory.add(register.name, whole, covers=[""], parts=parts, columns=undated)
        for (when, name), rows in dated.items():
            own = (*register.key[1:], name)
            kept = [{key: cell for key, cell in row.items() if key in ("主体", "期间", *own)} for row in rows]
            self.memory.add(register.name, kept, covers=[when], parts=parts)

    def _typed(self, register: Register, name: str, text: object, given: dict[str, object]) -> object:
        column = register.columns[name]
        code = given.get(column.unit_by or "")
        measured = self.pack.vocabulary.in_unit_of(register.name, column, code)
        if measured is None:
            what = f"案例「{self.case.name}」的 {name}：「{column.unit_by}」是 {code or '未知'}，不知道单位"
            raise EngineError(what, code="YZ-E04", place=self.case.place, hint=f"写上「{column.unit_by}」")
        value = read_cell(str(text), measured, self.pack.vocabulary)
        if isinstance(value, CellProblem):
            what = f"案例「{self.case.name}」的 {column.name}：「{text}」{value.why}"
            raise EngineError(what, code="YZ-E04", place=self.case.place, hint=value.suggestion)
        return value


def compare(case: Case, finding: Finding, pack: Pack) -> list[str]:
    """Where the finding is not what the case expects, one sentence each."""
    found: list[str] = []
    for name, expected in case.expect.items():
        if name not in _ACTUAL:
            continue  # of relations, or of what becomes of the award
        actual = _ACTUAL[name](finding, pack)
        wanted = _WANTED.get(name, lambda text: text)(expected)
        if actual != wanted:
            found.append(f"{name}：应为 {_shown(wanted)}，得到 {_shown(actual)}")
    return found


def _amount(finding: Finding, pack: Pack) -> tuple[Fraction | None, Fraction | None] | Fraction | None:
    if finding.low == finding.high:
        return finding.low
    return finding.low, finding.high


def _missing(finding: Finding, pack: Pack) -> list[str]:
    columns = {name: register.columns for name, register in pack.vocabulary.registers.items()}
    named = {
        reason.column if reason.column in columns.get(reason.register, ()) else reason.register
        for reason in finding.missing
    }
    return sorted(named)


def _money(text: object) -> object:
    if isinstance(text, list):
        return tuple(_money(item) for item in text)
    value = read_cell(str(text), MONEY_COLUMN, Vocabulary({}, {}))
    return value if isinstance(value, Fraction) else text


_ACTUAL = {
    "outcome": lambda finding, pack: finding.outcome,
    "amount": _amount,
    "ceiling": lambda finding, pack: finding.high,
    "basis": lambda finding, pack: finding.basis,
    "near": lambda finding, pack: finding.near,
    "missing": _missing,
    "pending": lambda finding, pack: finding.pending,
    "payee": lambda finding, pack: finding.payee.removeprefix("案例"),
}
_WANTED = {
    "amount": _money,
    "ceiling": _money,
    "missing": lambda names: sorted(names if isinstance(names, list) else [names]),
}


def _shown(value: object) -> str:
    if isinstance(value, Fraction):
        return show(value, MONEY)
    if isinstance(value, tuple | list):
        return f"[{', '.join(_shown(item) for item in value)}]"
    return str(value)


def disagreements(exact: Finding, columns: Finding) -> list[str]:
    """Where the two readings differ; nothing when they agree in everything a finding says."""
    names = ("outcome", "basis", "low", "high", "missing", "pending", "near", "shortfall", "payee")
    pairs = ((name, getattr(exact, name), getattr(columns, name)) for name in names)
    return [f"{name} 精确 {_shown(one)}，按列 {_shown(other)}" for name, one, other in pairs if one != other]
