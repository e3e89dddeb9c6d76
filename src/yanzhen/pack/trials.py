"""The cases of a clause, tried out on its parts: what a threshold, a table or an amount is for the facts of each case.

Only what a case writes is known here. The finding itself is the engine's; this reading serves the checks that ask whether
the cases reach a threshold, a cap or a ceiling.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from yanzhen.errors import YanzhenError
from yanzhen.language import subjects  # noqa: F401  fills the handlers of packs
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.scope import RowSet
from yanzhen.language.tree import Node
from yanzhen.language.values import NOT_DELIVERED, NOT_JUDGED, Missing, missing
from yanzhen.pack.model import Case, Clause, Pack
from yanzhen.pack.quantities import read_quantity
from yanzhen.periods import Period
from yanzhen.registers import Column, Register, Vocabulary
from yanzhen.registers.vocabulary import is_yes, parse_date

NOT_GIVEN = "未知"
PAID, JUDGED = "兑付", "认定意见"


class CaseSubject:
    """The row a case is about, its owner, or a row below it; implements `language.scope.Subject`."""

    __slots__ = ("case", "frame", "given", "place", "register", "vocabulary")

    def __init__(
        self, vocabulary: Vocabulary, case: Case, register: str, given: dict[str, object], place: int | None
    ) -> None:
        self.vocabulary = vocabulary
        self.case = case
        self.register = register
        self.frame: Register = vocabulary.registers[register]
        self.given = given
        self.place = place

    def value(self, column: str, period: Period) -> object:
        """What the case gives for the column in the period; Missing when it gives nothing."""
        declared = self.frame.columns[column]
        when = period if declared.period else None
        written = self.given.get(column)
        if isinstance(written, dict):
            written = written.get("" if when is None else str(when))
        elif when is not None and written is not None and Period.parse(self.case.period).shift(0) != when:
            own = Period.of(Period.parse(self.case.period).start, declared.period or "year")
            written = written if own == when else None
        if written is None and column == self.frame.area and self.place is not None and column not in self.given:
            return self.place
        value = None if written in (None, NOT_GIVEN) else self._typed(declared, str(written))
        if value is not None:
            return value
        if when is not None and self.existed(period) is False:
            return False if declared.kind == "yesno" else None
        return missing(self.register, column, when, NOT_DELIVERED)

    def _typed(self, declared: Column, text: str) -> object:
        column = self.vocabulary.in_unit_of(self.register, declared, self.given.get(declared.unit_by or "", ""))
        if column is None:
            return None
        if column.kind == "number":
            size = read_quantity(text)
            if size is None or column.unit is None:
                return None
            return size[0] * column.unit.factor if not size[1] and column.unit.dimension else size[0]
        if column.kind == "yesno":
            return is_yes(text)
        if column.kind == "date":
            return parse_date(text)
        codes = self.vocabulary.codes.get(column.code or "")
        return codes.id_of(text) if codes is not None else text

    def owner(self, register: str, via: str) -> CaseSubject:
        """The owner's row, or the row a column refers to, with what the case writes before a dot."""
        lead = via if via in self.frame.columns and self.frame.columns[via].kind == "ref" else register
        given = {name.partition(".")[2]: value for name, value in self.given.items() if name.startswith(f"{lead}.")}
        return CaseSubject(self.vocabulary, self.case, register, given, self.place)

    def rows(self, register: str, part: str) -> RowSet:
        """The rows the case lists."""
        listed = self.case.rows.get(register)
        reason = missing(register, "", None, NOT_DELIVERED).reasons
        if listed is None:
            return RowSet((), False, False, reason)
        found = tuple(CaseSubject(self.vocabulary, self.case, register, row, None) for row in listed)
        return RowSet(found, self.vocabulary.registers[register].complete, True, reason)

    def among(self, node: Node, period: Period, on: date) -> object:
        """Not known: a case tells of the subject, not of everyone it stands among."""
        return missing(self.register, "", period, NOT_DELIVERED)

    def evaluated(self, scheme: str, column: str, period: Period) -> None:
        """Nothing but what the case writes."""
        return

    def existed(self, period: Period) -> bool | None:
        """Whether it existed by the end of the period, when the case says when it began."""
        begins = self.frame.exists_from
        day = parse_date(str(self.given.get(begins, ""))) if begins else None
        return None if day is None else day <= period.end

    def judgement(self, key: str, period: Period) -> bool | Missing:
        """What the case's rows of 认定意见 say."""
        for row in self.case.rows.get(JUDGED) or ():
            if row.get("条件") == key and is_yes(str(row.get("意见"))) is not None:
                return bool(is_yes(str(row.get("意见"))))
        return missing(JUDGED, key, period, NOT_JUDGED)


@dataclass(frozen=True, slots=True)
class Trial:
    """One case, ready to ask."""

    case: Case
    subject: CaseSubject
    env: Env

    def of(self, node: Node) -> object:
        """The value of a bound tree for the case; Missing when it cannot be told."""
        try:
            return Interpreter(full=False).evaluate(node, self.env)
        except (YanzhenError, ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
            return missing(self.subject.register, "", self.env.period, NOT_DELIVERED)

    def paid(self, column: str, text: str) -> Fraction:
        """What the case's rows of 兑付 hold under a clause (条款) or a matter (事项)."""
        rows = [row for row in self.case.rows.get(PAID) or () if row.get(column) == text]
        sizes = [read_quantity(str(row.get("金额", ""))) for row in rows]
        return sum((size[0] for size in sizes if size is not None), Fraction(0))


def trials_of(pack: Pack, clause: Clause, cases: list[Case]) -> Iterator[Trial]:
    """Each case of the clause as a trial; a case whose period or day cannot be read is left out."""
    for case in cases:
        try:
            period = Period.parse(case.period)
            on = date.fromisoformat(case.on) if case.on else period.end
        except (YanzhenError, ValueError):
            continue
        if clause.event is None and clause.period in ("half", "quarter", "month") and period.kind == "year":
            continue
        subject = CaseSubject(pack.vocabulary, case, clause.register, case.given, clause.area)
        yield Trial(case, subject, Env(subject=subject, period=period, variables={"基准日": on}))
