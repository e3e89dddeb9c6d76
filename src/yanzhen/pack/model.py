"""What a pack is once read: frozen values, every one with its place and its citation. Nothing here reads a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from yanzhen.errors import Place
from yanzhen.language.tree import Node
from yanzhen.pack.citation import Cite
from yanzhen.pack.paying import Instalment, Payer, Pool, PoolNamed, Promise
from yanzhen.pack.plan.model import Plan
from yanzhen.registers import Vocabulary

if TYPE_CHECKING:
    from yanzhen.pack.evaluation import Scheme

__all__ = [
    "Amount", "Cap", "Case", "Ceiling", "Cite", "Claim", "Clause", "Condition", "InForce", "Pack", "Policy", "Round",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of "who" or "unless". `node` says when it *holds for the subject*: an `unless` line is already negated.

    `source` is who, unless or pays (the implied "a row of the table fits"); `from_policy` marks an inherited line.
    `judged` is the question somebody must decide, empty for computed ones.
    """

    id: str
    node: Node
    text: str
    source: str
    place: Place
    cite: Cite
    from_policy: bool = False
    judged: str = ""
    basis: str = "cited"


@dataclass(frozen=True, slots=True)
class Amount:
    """How much. `low` and `high` are the same node for an exact amount; they differ for "up to" and ranges.

    `high` None: the rate is not published (basis unset). `judged` says who settles a range.
    """

    low: Node | None
    high: Node | None
    judged: str = ""

    @property
    def basis(self) -> str:
        """exact · at_most · unset, before facts are looked at."""
        if self.high is None:
            return "unset"
        return "exact" if self.low == self.high else "at_most"


@dataclass(frozen=True, slots=True)
class Cap:
    """Not more than `most` for each `per` (register or column names) within `span` (month quarter year policy ever)."""

    most: Node
    per: tuple[str, ...]
    span: str
    place: Place
    when: Node | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """A counted cap: not more than `most` times for each `per` within `span`."""

    most: int
    per: tuple[str, ...]
    span: str
    place: Place
    when: Node | None = None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """This award plus all recorded awards of matter `counts` may not exceed `most`, for each `per`, in the period judged."""

    most: Node
    counts: str
    per: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class InForce:
    """In force from (included) until (excluded); `by` names the date tested: event, 期初, 期末 or 基准日.

    None means the text does not say (未载明).
    """

    start: date | None
    until: date | None
    by: str


@dataclass(frozen=True, slots=True)
class Round:
    """Rounded once at the end to a multiple of `to` (canonical units)."""

    to: Fraction = Fraction(1, 100)
    mode: str = "half_up"


@dataclass(frozen=True, slots=True)
class Claim:
    """How it is claimed: mode auto, fast or apply; opens and due are dates read for the subject; evidence asked for."""

    mode: str = "apply"
    opens: Node | None = None
    due: Node | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Policy:
    """A document: what its clauses inherit."""

    id: str
    title: str
    issuer: str
    doc: str
    published: str
    place: Place
    area: int | None
    doubts: tuple[str, ...] = ()
    note: str = ""
    bounds: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """What the lines of one clause share: how they become one amount, and limits over their sum.

    `id` is the clause's own; `combine` is sum, highest, choose_one or first.
    """

    id: str
    title: str
    combine: str
    lines: tuple[str, ...]
    caps: tuple[Cap, ...] = ()
    ceiling: Ceiling | None = None


@dataclass(frozen=True)
class Relation:
    """How several awards stand to one another, as a document states it.

    `rule` is highest_of, choose_one, difference_only, excludes or adds. `members` are ids of clauses and lines, in pack order;
    `matter` is the tag they share when the relation names one (awards paid elsewhere under it then count), else empty. Awards
    are compared for each `per` (register or column names) within `span`; `by` is the ordered code of difference_only.
    """

    id: str
    title: str
    rule: str
    members: tuple[str, ...]
    matter: str
    by: str
    per: tuple[str, ...]
    span: str
    place: Place
    cite: Cite
    basis: str = "cited"
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clause:
    """One article that gives, in the shape the engine decides: conditions, amount, caps, scope.

    `id` is pack/policy/clause (and /line); a line knows the `whole` it is part of. `register` names the rows judged. `nature`
    is award, interest, guarantee, tax_relief, surcharge, service or title. `area` is an id in the code list of the
    register's area column, None: anywhere.
    """

    id: str
    title: str
    policy: Policy
    place: Place
    cite: Cite
    register: str
    period: str
    event: Node | None
    in_force: InForce
    area: int | None
    conditions: tuple[Condition, ...]
    nature: str
    amount: Amount | None
    gives: str = ""
    charges: bool = False
    caps: tuple[Cap, ...] = ()
    ceiling: Ceiling | None = None
    matter: tuple[str, ...] = ()
    payee: str = ""
    round: Round = Round()
    claim: Claim = Claim()
    department: str = ""
    basis: str = "cited"
    doubts: tuple[str, ...] = ()
    note: str = ""
    replaces: str = ""
    funded_by: tuple[Payer, ...] = ()
    pool: PoolNamed | None = None
    instalments: tuple[Instalment, ...] = ()
    clawback: tuple[Promise, ...] = ()
    times: tuple[Times, ...] = ()
    whole: Whole | None = None

    @property
    def one(self) -> str:
        """The id of the award it is part of: its clause's, for a line."""
        return self.whole.id if self.whole is not None else self.id

    @property
    def every_cap(self) -> tuple[Cap, ...]:
        """Its own caps, then those it shares with the other lines of its clause."""
        return self.caps + (self.whole.caps if self.whole is not None else ())

    @property
    def limits(self) -> tuple[Cap | Times, ...]:
        """Every cap that bears on it, of money or of times."""
        return self.times + self.every_cap

    @property
    def top(self) -> Ceiling | None:
        """The ceiling over it, or over the sum of its clause's lines."""
        return self.whole.ceiling if self.whole is not None else self.ceiling


@dataclass(frozen=True)
class Case:
    """One example a person can check: facts in, finding out, all still as written (the engine types them).

    `given` maps a column (or `register.column` of an owner) to a text or to {period: text}; `rows` maps a child register to
    a list of such maps, or to None for 未知 (not delivered).
    """

    name: str
    of: str
    place: Place
    period: str
    on: str
    given: dict[str, object]
    rows: dict[str, list[dict[str, object]] | None]
    expect: dict[str, object]
    asks: tuple[dict[str, str], ...] = ()
    subjects: dict[str, dict[str, object]] | str = field(default_factory=dict)
    """Other subjects of the same register, by name; or only how many there are."""


@dataclass(frozen=True)
class Pack:
    """A pack with everything it depends on, ready to decide. `clauses` and `cases` hold its own and its dependencies' elements.

    `own` is the pack's id: element ids start with it when they are its own. `area` is the code of its place as written, empty
    for anywhere. `parameters` are its shared terms that are plain numbers, in canonical units; `groupings` those that give a
    code, each with the register it is read in. `plan` is what it has promised: targets, lists, projects, duties, mechanisms.
    """

    own: str
    title: str
    version: str
    area: str
    maintainers: tuple[str, ...]
    depends: tuple[str, ...]
    vocabulary: Vocabulary
    clauses: tuple[Clause, ...]
    cases: tuple[Case, ...]
    sample: dict[str, object] = field(default_factory=dict)
    digest: str = ""
    parameters: dict[str, Fraction] = field(default_factory=dict)
    plan: Plan = field(default_factory=Plan)
    schemes: tuple[Scheme, ...] = ()
    groupings: dict[str, tuple[str, Node]] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    pools: tuple[Pool, ...] = ()
