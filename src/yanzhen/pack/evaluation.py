"""What an evaluation scheme is once read: frozen values, every one with its place and its citation."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from yanzhen.errors import Place
from yanzhen.language.tree import Node
from yanzhen.pack.model import Cite, Condition, InForce, Round

MEAN_OF_GROUP, ZERO, NOT_RATED = "组内平均得分", "零分", "不参评"
"""What a text may say of a firm whose value of an item is missing."""

TOTAL = "总分"
SCORE_STEP, WHOLE = Round(Fraction(1, 10_000)), Round(Fraction(1))


@dataclass(frozen=True, slots=True)
class Item:
    """One indicator. `weight`, `most` and `least` are in 分; `floor` is the share of the weight that the least value gets.

    `shape` is ratio, min_max, inverse, rank or table; `against` the benchmark of ratio and inverse; `missing` what the text
    says of a value that is missing, empty when it says nothing.
    """

    name: str
    title: str
    value: Node
    weight: Fraction
    shape: str
    place: Place
    cite: Cite
    against: Node | None = None
    most: Fraction | None = None
    least: Fraction | None = None
    floor: Fraction = Fraction(0)
    missing: str = ""
    basis: str = "cited"


@dataclass(frozen=True, slots=True)
class Group:
    """Firms scored by the same items and ranked together."""

    name: str
    title: str
    conditions: tuple[Condition, ...]
    items: tuple[Item, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Points:
    """Points added or taken where `when` holds, at most `most`; `value` and `most` in 分."""

    when: Node
    value: Node
    most: Fraction | None
    text: str
    place: Place
    cite: Cite


@dataclass(frozen=True, slots=True)
class Guard:
    """A firm of which `when` holds is put in class `label`: not better (veto), not worse (protect), or not rated (unrated)."""

    when: Node
    label: str
    text: str
    place: Place
    cite: Cite


@dataclass(frozen=True, slots=True)
class Key:
    """One link of the order: a value, None for the total score; the largest first unless `ascending`."""

    text: str
    node: Node | None
    ascending: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """A class and where it ends: a cumulative share from the top, or (`by_score`) the least score it takes."""

    label: str
    bound: Fraction
    by_score: bool = False


@dataclass(frozen=True)
class Scheme:
    """An evaluation: who is rated, how they are scored, ranked and classed.

    `id` is pack/name. `apart` keeps populations apart within every group. `score` rounds every item, bonus and penalty;
    `count` says how the size of a class is rounded. Cuts run from the best class to the worst; none: no classes are given.
    `event` is always None: a scheme judges periods.
    """

    id: str
    name: str
    title: str
    place: Place
    cite: Cite
    register: str
    period: str
    in_force: InForce
    area: int | None
    conditions: tuple[Condition, ...]
    unrated: tuple[Guard, ...]
    groups: tuple[Group, ...]
    apart: tuple[Node, ...] = ()
    apart_names: tuple[str, ...] = ()
    bonus: tuple[Points, ...] = ()
    penalty: tuple[Points, ...] = ()
    order: tuple[Key, ...] = (Key(TOTAL, None),)
    cuts: tuple[Cut, ...] = ()
    score: Round = SCORE_STEP
    count: Round = WHOLE
    refill: bool = False
    veto: tuple[Guard, ...] = ()
    protect: tuple[Guard, ...] = ()
    publish: dict[str, str] = field(default_factory=dict)
    department: str = ""
    basis: str = "cited"
    assumed: tuple[str, ...] = ()
    """What in it is assumed, in words: shown wherever its results are."""
    doubts: tuple[str, ...] = ()
    note: str = ""
    replaces: str = ""
    event: None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes, best first."""
        return tuple(cut.label for cut in self.cuts)


def class_sizes(cuts: tuple[Cut, ...], size: int, mode: str) -> tuple[int, ...]:
    """How many firms each class has when `size` firms are ranked without ties and cuts are shares."""
    ends = [whole_firms(cut.bound * size, mode) for cut in cuts]
    return tuple(end - begin for begin, end in pairwise([0, *ends]))


def whole_firms(value: Fraction, mode: str) -> int:
    """A number of firms by mode half_up, down, up or half_even."""
    if mode == "down":
        return floor(value)
    if mode == "up":
        return ceil(value)
    return round(value) if mode == "half_even" else floor(value + Fraction(1, 2))
