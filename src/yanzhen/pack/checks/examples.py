"""S01: a met case, both sides of every threshold, every limit reached. S05: a case on it, one a step beyond, one without the fact.

Beyond is where the answer turns: below a `>=`, above a `<=`. On it and one step beyond are the two sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from yanzhen.errors import Place, Problem
from yanzhen.language import tree
from yanzhen.language.sentences import sentence
from yanzhen.language.tree import Node
from yanzhen.language.values import unknown
from yanzhen.pack.checks.view import View, amounts, bare, constant
from yanzhen.pack.model import Clause
from yanzhen.pack.quantities import read_quantity
from yanzhen.pack.trials import Trial
from yanzhen.units import MONEY, SHARE, show

_ROWS = tree.Filter | tree.Quantified | tree.Each | tree.Call
_BEYOND = {">=": -1, "<": -1, "<=": 1, ">": 1}
_OUT = "does_not_apply"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure and what it is held against, both as trees of the row judged.

    `step` is what counts as one step: a fen of money, 0.01% of a share, one of anything else; 0 when any distance will do.
    `beyond` is −1 when the answer turns below, 1 above.
    """

    left: Node
    right: Node
    place: Place
    step: Fraction
    beyond: int

    @property
    def label(self) -> str:
        """The threshold in words."""
        return f"{sentence(self.left)} {self.bound}"

    @property
    def bound(self) -> str:
        """What it is held against, in words."""
        size = constant(self.right)
        return show(size, self.left.type.dimension) if size is not None else sentence(self.right)


@dataclass(frozen=True, slots=True)
class Reached:
    """Which cases a threshold has; `near` is one a single step beyond it."""

    on: bool
    near: bool
    beyond: bool
    other: bool
    without: bool

    @property
    def both_sides(self) -> bool:
        """Whether a case stands on either side."""
        return self.beyond and (self.on or self.other)


def both_sides(view: View) -> Iterator[Problem]:
    """S01: each clause (each line is one) has a case that is met; each threshold has cases on both sides; each limit is reached."""
    for clause in view.own:
        trials = in_scope(view, clause)
        if not any(trial.case.expect.get("outcome") == "met" for trial in trials):
            what = f"{view.names(clause)}没有符合的案例"
            yield Problem("S01", "E", what, clause.place, "写一个符合的案例，写明金额")
            continue
        bare_ones = [one for one in thresholds(view, clause) if not reach(one, trials).both_sides]
        if bare_ones:
            named = "、".join(one.label for one in bare_ones)
            what = f"{view.names(clause)}的门槛没有在两边都写案例：{named}"
            yield Problem("S01", "E", what, bare_ones[0].place)
        yield from _limits(view, clause, trials)


def close_by(view: View) -> Iterator[Problem]:
    """S05: each threshold has a case exactly on it, one a single step beyond it, and one without the fact."""
    for clause in view.own:
        trials = in_scope(view, clause)
        lacking: dict[str, list[str]] = {}
        place = clause.place
        for threshold in thresholds(view, clause) if trials else ():
            reached = reach(threshold, trials)
            if not reached.both_sides:
                continue
            step = "差一步" if threshold.beyond < 0 else "多一步"
            asked = (
                ("正好在门槛上", reached.on, threshold.label),
                (step, reached.near, threshold.label),
                ("缺数据", reached.without, sentence(_fact_of(threshold.left))),
            )
            for word, there, named in asked:
                if not there:
                    place = place if lacking else threshold.place
                    lacking.setdefault(word, []).append(named)
        if lacking:
            listed = "；".join(f"{word}（{'、'.join(dict.fromkeys(named))}）" for word, named in lacking.items())
            yield Problem("S05", "W", f"{view.names(clause)}的门槛缺案例：{listed}", place)


def in_scope(view: View, clause: Clause) -> list[Trial]:
    """The cases of the clause that are not about its scope."""
    return [trial for trial in view.trials(clause) if trial.case.expect.get("outcome") != _OUT]


def thresholds(view: View, clause: Clause) -> list[Threshold]:
    """The thresholds of the clause in its own conditions, terms and tables; those of shared terms have cases of their own."""
    found: dict[tuple[Node, Node], Threshold] = {}
    for condition in clause.conditions:
        if condition.source != "pays" and not condition.from_policy:
            for one in _in(view, condition.node, condition.place, ()):
                found.setdefault((one.left, one.right), one)
    for amount in amounts(clause):
        for one in _in(view, amount, view.pays(clause), ()):
            found.setdefault((one.left, one.right), one)
    return list(found.values())


def _in(view: View, node: Node, place: Place, owners: tuple[tree.OwnerOf, ...]) -> Iterator[Threshold]:
    if isinstance(node, tree.TermOf) and node.name in view.assembly.shared:
        return
    if isinstance(node, tree.OwnerOf):
        yield from _in(view, node.inner, place, (*owners, node))
        return
    if isinstance(node, tree.Compare) and node.left.type.kind == "number" and node.op in _BEYOND:
        yield from _threshold(view, node.left, node.right, _BEYOND[node.op], place, owners)
    if isinstance(node, tree.Table) and node.form in ("steps", "upto", "slices") and node.by.type.kind == "number":
        for bound, _ in node.rows:
            if node.form != "slices" or constant(bound):
                yield from _threshold(view, node.by, bound, 1 if node.form == "upto" else -1, place, owners)
    if not isinstance(node, _ROWS):
        for child in tree.children(node):
            yield from _in(view, child, place, owners)


def _threshold(
    view: View, left: Node, right: Node, beyond: int, place: Place, owners: tuple[tree.OwnerOf, ...]
) -> Iterator[Threshold]:
    if constant(left) is not None or not any(isinstance(part, tree.Fact | tree.Call) for part in tree.walk(left)):
        return
    fact, step = bare(left), Fraction(0)
    while isinstance(fact, tree.OwnerOf):
        fact = bare(fact.inner)
    if isinstance(fact, tree.Fact):
        step = view.pack.vocabulary.column(fact.register, fact.column).step
        if fact.type.dimension not in (MONEY, SHARE):
            step = max(step, Fraction(1))
        elif fact.type.dimension == SHARE:
            step *= 100
    for owner in reversed(owners):
        left = tree.OwnerOf(owner.register, owner.via, left, type=left.type)
        if constant(right) is None:
            right = tree.OwnerOf(owner.register, owner.via, right, type=right.type)
    yield Threshold(left, right, place, step, beyond)


def reach(threshold: Threshold, trials: list[Trial]) -> Reached:
    """Which sides of the threshold the cases stand on."""
    apart: list[Fraction] = []
    without = False
    for trial in trials:
        left, right = trial.of(threshold.left), trial.of(threshold.right)
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            apart.append(left - right)
        else:
            without = without or unknown(left) or unknown(right)
        without = without or unknown(trial.of(_fact_of(threshold.left)))
    beyond = [size for size in apart if size * threshold.beyond > 0]
    return Reached(
        on=Fraction(0) in apart,
        near=any(abs(size) <= threshold.step for size in beyond) if threshold.step else bool(beyond),
        beyond=bool(beyond),
        other=any(size * threshold.beyond < 0 for size in apart),
        without=without,
    )


def _fact_of(left: Node) -> Node:
    """What may be missing of it: inside 缺省(x, v) that is x."""
    call = bare(left)
    defaulted = isinstance(call, tree.Call) and isinstance(call.function, tree.Name) and call.function.name == "缺省"
    return call.args[0] if defaulted else left


# ---------------------------------------------------------------- limits


def _limits(view: View, clause: Clause, trials: list[Trial]) -> Iterator[Problem]:
    """Each cap and the ceiling has a case in which it takes something away.

    A cap that a fixed amount cannot pass by itself only keeps it from being paid again; it needs no case.
    """
    if clause.amount is None or clause.amount.high is None:
        return
    limits = [("cap", cap.most, "条款", clause.id, cap.place) for cap in clause.caps]
    if clause.ceiling is not None:
        limits.append(("ceiling", clause.ceiling.most, "事项", clause.ceiling.counts, clause.ceiling.place))
    met = [(trial, trial.of(clause.amount.high)) for trial in trials if trial.case.expect.get("outcome") == "met"]
    fixed = constant(clause.amount.high)
    for name, most, column, text, place in limits:
        size = constant(most)
        if fixed is not None and size is not None and fixed <= size:
            continue
        if not any(_takes(trial, raw, most, column, text, len(limits)) for trial, raw in met):
            yield Problem(
                "S01", "E", f"{view.names(clause)}的 {name} 没有在案例里起过作用", place, "写一个超过上限的案例"
            )


def _takes(trial: Trial, raw: object, most: Node, column: str, text: str, limits: int) -> bool:
    limit = trial.of(most)
    if not isinstance(raw, Fraction) or not isinstance(limit, Fraction):
        return False
    if raw > limit - trial.paid(column, text):
        return True
    expected = trial.case.expect.get("amount", trial.case.expect.get("ceiling"))
    size = read_quantity(expected) if isinstance(expected, str) else None
    return limits == 1 and size is not None and size[0] < raw
