"""A plan once read: every line with its place and its citation, figures in canonical units. Nothing here reads a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from yanzhen.errors import Place
from yanzhen.pack.citation import Cite
from yanzhen.units import Dimension

LEAST, MOST, ABOUT, BETWEEN, RANK = "least", "most", "about", "between", "rank"


@dataclass(frozen=True, slots=True)
class Goal:
    """What must be reached. `kind` is least, most, about, between or rank; `high` differs from `low` for between only.

    `within` is the share by which `about` may be missed. `growth_from` names the period from which a growth counts.
    """

    kind: str
    low: Fraction
    high: Fraction
    dimension: Dimension
    within: Fraction = Fraction(0)
    growth_from: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """Where the way to the goal begins: a period and its value; an assumed one says so."""

    period: str
    value: Fraction
    basis: str = "cited"


@dataclass(frozen=True, slots=True)
class Pace:
    """What should be reached by when: rising days, each with a value in the goal's unit."""

    steps: tuple[tuple[date, Fraction], ...]
    basis: str = "cited"


@dataclass(frozen=True, slots=True)
class Lights:
    """Red, yellow, green: `steps` rise, each from a lower bound (a share); below the first the light is `otherwise`."""

    by: str
    steps: tuple[tuple[Fraction, str], ...]
    otherwise: str
    basis: str = "cited"


@dataclass(frozen=True, slots=True)
class Split:
    """How a target is broken down: over the members of a code list, by a measure, and how the parts add up."""

    over: str
    also_over: str
    by: str
    sum: str
    basis: str = "cited"


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain from a target to a firm: who does what, and the ledger, list or clause it leads to."""

    department: str
    does: str
    ledger: str = ""
    due: str = ""
    named_list: str = ""
    clause: str = ""
    basis: str = "cited"


@dataclass(frozen=True)
class Target:
    """A promised value. `due` None: the text gives no day; `each` says it holds for every period instead."""

    id: str
    title: str
    place: Place
    cite: Cite
    of: str
    area: str
    due: date | None
    each: str
    goal: Goal
    base: Base | None = None
    pace: Pace | None = None
    lights: Lights | None = None
    split: Split | None = None
    cascade: tuple[Step, ...] = ()
    department: str = ""
    basis: str = "cited"
    doubts: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Indicator:
    """A figure with a definition. `value` is the expression as written, empty when others compute and publish it."""

    id: str
    title: str
    place: Place
    cite: Cite
    value: str
    over: str
    apart_by: tuple[str, ...]
    unit: str
    dimension: Dimension
    measure: str
    period: str
    department: str = ""
    basis: str = "cited"
    note: str = ""


@dataclass(frozen=True)
class NamedList:
    """A list the city counts by name. `count` is what it says of itself, None when it says nothing.

    `members` None: the text names the list without unfolding it; `complete` False: it unfolds a part.
    """

    id: str
    title: str
    place: Place
    cite: Cite
    count: int | None
    parts: tuple[int, ...]
    members: tuple[str, ...] | None
    complete: bool
    of: str
    department: str = ""
    doubts: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised of a project, by when, and when it was kept (None: not known)."""

    name: str
    place: Place
    cite: Cite
    due: date | None
    done: date | None
    goal: Goal | None


@dataclass(frozen=True)
class Project:
    """A named project; money and land None where no text says them."""

    id: str
    title: str
    place: Place
    cite: Cite
    area: str
    owner: str
    invest: Fraction | None
    land: Fraction | None
    promises: tuple[Promise, ...]
    of: str
    department: str = ""
    doubts: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Duty:
    """Who does what by when, as a text lays it down."""

    id: str
    title: str
    place: Place
    cite: Cite
    does: str
    department: str
    due: date | None
    area: str = ""
    note: str = ""


@dataclass(frozen=True)
class Mechanism:
    """A mechanism the city names, and the elements of packs that carry it out."""

    row: int
    name: str
    place: Place
    group: str
    pages: tuple[str, ...]
    quote: str
    status: str
    by: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Plan:
    """Everything a pack and those it depends on have promised, in file order."""

    targets: tuple[Target, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    lists: tuple[NamedList, ...] = ()
    projects: tuple[Project, ...] = ()
    duties: tuple[Duty, ...] = ()
    mechanisms: tuple[Mechanism, ...] = ()
