"""Why one firm has its score, rank and class: every item with its facts, what was added, taken and decided, what lifts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.schemes.contributions import Contribution, contributions
from yanzhen.engine.schemes.evaluation import OUT, RATED, STATUS, STATUS_WORDS, Evaluation
from yanzhen.engine.schemes.figures import figure
from yanzhen.engine.schemes.moving import Lift, lifts
from yanzhen.engine.schemes.results import apart_labels, names_of, remarks, score
from yanzhen.engine.subject import Facts
from yanzhen.engine.tracing import Traced, Tracer
from yanzhen.engine.writing import holder, missing_name
from yanzhen.errors import EngineError, did_you_mean
from yanzhen.facts.snapshot import Batches
from yanzhen.language.exact import Env
from yanzhen.language.values import KIND_WORDS
from yanzhen.pack.model import Pack
from yanzhen.periods import Period
from yanzhen.registers import Vocabulary
from yanzhen.units import show

POINTS = (("分", 1),)


@dataclass(frozen=True)
class ScoreExplained:
    """One firm in one evaluation. `items` go with `traces`, the values behind each item; `lifts` are proved."""

    evaluation: Evaluation
    row: int
    name: str
    apart: str
    items: tuple[Contribution, ...]
    traces: tuple[Traced, ...]
    lifts: tuple[Lift, ...]
    vocabulary: Vocabulary

    @property
    def status(self) -> str:
        """The firm's standing: does_not_apply, unrated, rated or unknown."""
        return STATUS[self.evaluation.status[self.row]]

    def as_text(self) -> str:
        """A page for a person: the answer first, then each item with its facts, then what is missing and what would lift it."""
        one, row = self.evaluation, self.row
        scheme = one.scheme
        head = one.label(row) or ("等次待定" if self.status == RATED and scheme.cuts else STATUS_WORDS[self.status])
        lines = [f"【{head}】{scheme.title}　{self.name}　{one.keys[row]}　{one.period}", f"  依据：{scheme.cite}"]
        lines += [f"  假定：{text}" for text in scheme.assumed]
        if self.status == OUT:
            return "\n".join([*lines, f"  不评：{self._outside()}"])
        lines += [f"  {text}" for text in self._answer()]
        for item, trace in zip(self.items, self.traces, strict=True):
            lines.append(f"  {self._item(item)}")
            lines += [f"      {line}" for part in trace.below() for line in part.lines()]
        lines += [f"  {text}" for text in remarks(one, row)]
        lines += self._missing()
        lines += [f"  {lift_words(lift)}" for lift in self.lifts]
        return "\n".join([*lines, *(f"  存疑：{text}" for text in scheme.doubts)])

    def _missing(self) -> list[str]:
        """The facts that would settle it; those of other firms where the firm's own score is known."""
        word = "缺" if self.evaluation.total(self.row) is None else "名次未定，因同组有企业缺"
        found = []
        for reason in sorted(self.evaluation.missing(self.row)):
            who = holder(reason, self.vocabulary)
            found.append(
                f"  {word}：{missing_name(reason)}　{KIND_WORDS[reason.kind]}" + (f"　由{who}提供" if who else "")
            )
        return found

    def _outside(self) -> str:
        at = int(self.evaluation.outside[self.row])
        return self.evaluation.tree.scope[at][0] if at >= 0 else "不归入任何一组"

    def _answer(self) -> list[str]:
        one, row = self.evaluation, self.row
        if self.status != RATED:
            return []
        scored, total = one.scored[int(one.group[row])], one.total(row)
        low, high, size = int(one.low[row]), int(one.high[row]), int(one.most[row])
        place = f"第 {low} 名" if low == high else f"第 {low} 至 {high} 名（同组有缺数的）"
        where = scored.tree.group.title + (f"·{self.apart}" if self.apart else "")
        words = [f"总分 {'待定' if total is None else show(total, POINTS)}，{where}{place}，共 {size:,} 户"]
        if one.scheme.cuts and one.cut.settled[row]:
            label = one.scheme.labels[int(one.cut.best[row])]
            words.append(f"按名次 {label}" + (f"，最后 {one.label(row)}" if one.label(row) not in ("", label) else ""))
        return words

    def _item(self, item: Contribution) -> str:
        dimension = item.item.value.type.dimension
        value = figure(item.value, dimension)
        against = f"，基准 {figure(item.against, dimension)}" if isinstance(item.against, Fraction) else ""
        points = show(item.points, POINTS) if isinstance(item.points, Fraction) else "待定"
        place = f"，本项第 {item.place} / {item.size}" if item.place else ""
        return f"{item.item.title}：{value}{against}；得 {points}（满分 {show(item.item.weight, POINTS)}）{place}"

    def as_json(self) -> dict[str, object]:
        """The same as plain maps; figures as text, so that nothing is rounded on the way."""
        one, row = self.evaluation, self.row
        total = one.total(row)
        return {
            "scheme": one.scheme.id, "subject": one.keys[row], "name": self.name, "period": str(one.period),
            "status": self.status, "group": one.scheme.groups[one.group[row]].name if one.group[row] >= 0 else "",
            "apart": self.apart, "score": None if total is None else str(total), "class": one.label(row),
            "rank": [int(one.low[row]), int(one.high[row])] if self.status == RATED else None,
            "size": int(one.most[row]) if self.status == RATED else None, "remarks": remarks(one, row),
            "outside": self._outside() if self.status == OUT else "", "assumed": list(one.scheme.assumed),
            "items": [
                {"item": item.item.name, "value": _plain(item.value), "against": _plain(item.against), "points": _plain(item.points),
                 "weight": str(item.item.weight), "place": item.place, "values": trace.as_json()}
                for item, trace in zip(self.items, self.traces, strict=True)
            ],
            "missing": [missing_name(reason) for reason in sorted(one.missing(row))],
            "lifts": [
                {"column": lift.column.name, "now": str(lift.now), "needed": _plain(lift.needed), "class": lift.label, "rank": lift.rank,
                 "items": list(lift.items)} for lift in self.lifts
            ],
        }  # fmt: skip


def _plain(value: object) -> str | None:
    return str(value) if isinstance(value, Fraction) else None


def lift_words(lift: Lift) -> str:
    """怎样升一等: one fact from what it is to what it must be."""
    unit = lift.column.unit.dimension if lift.column.unit is not None else ()
    name = lift.column.title or lift.column.name
    if lift.needed is None:
        return f"升一等：单靠「{name}」升不了"
    step = f"由 {figure(lift.now, unit)} 到 {figure(lift.needed, unit, up=True)}"
    return f"升一等：「{name}」{step}，即为 {lift.label}，重算第 {lift.rank} 名"


def explain_score(
    pack: Pack, name: str, batches: Batches, period: Period, on: date, known: date | None, subject: str
) -> ScoreExplained:
    """Why the firm has its score in the scheme. EngineError YZ-E05 for a subject no delivery names, YZ-E07 for no such scheme."""
    evaluation, reader = score(pack, name, batches, period, on, known)
    if subject not in evaluation.keys:
        hint = did_you_mean(subject, evaluation.keys[:20_000])
        raise EngineError(f"没有主体「{subject}」", code="YZ-E05", hint=hint)
    return explained(evaluation, reader, evaluation.keys.index(subject), pack.vocabulary)


def explained(evaluation: Evaluation, reader: Reader, row: int, vocabulary: Vocabulary) -> ScoreExplained:
    """One firm of an evaluation already made."""
    facts = Facts(reader.snapshot)
    facts.use(reader)
    env = Env({"基准日": reader.on}, facts.subject(evaluation.scheme.register, row), evaluation.period)
    items = contributions(evaluation, row)
    tracer = Tracer(vocabulary)
    trees = evaluation.scored[int(evaluation.group[row])].tree.items if items else ()
    return ScoreExplained(
        evaluation, row, names_of(evaluation, reader)[row], apart_labels(evaluation, reader)[row], tuple(items),
        tuple(tracer.trace(item.value, env) for item in trees), tuple(lifts(evaluation, reader, row)), vocabulary,
    )  # fmt: skip
