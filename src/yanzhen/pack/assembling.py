"""All documents of a pack and its dependencies become one `Pack`, with everything found wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from yanzhen.errors import Place
from yanzhen.language import tree
from yanzhen.language.types import Type
from yanzhen.pack.calendars import read_calendar
from yanzhen.pack.cases import CaseReader, plain
from yanzhen.pack.cites import cite_of, require_cite
from yanzhen.pack.clauses import USUAL_REGISTER, PolicyReader, refuse_double_ids
from yanzhen.pack.evaluation import Scheme
from yanzhen.pack.expressions import BrokenTerm, Expressions, plain_number
from yanzhen.pack.folder import PackFolder, digest_of, read_folders
from yanzhen.pack.in_force import settle_versions
from yanzhen.pack.model import Case, Cite, Clause, Pack
from yanzhen.pack.parameters import refuse_misfit
from yanzhen.pack.plan.model import Plan
from yanzhen.pack.plan.reading import PlanReader
from yanzhen.pack.pools import PoolReader
from yanzhen.pack.problems import Problems
from yanzhen.pack.relations import RelationReader, refuse_circles
from yanzhen.pack.schemes import read_schemes
from yanzhen.pack.scope import Term, TermLayer
from yanzhen.pack.shapes import check_shape
from yanzhen.pack.text import Entry
from yanzhen.pack.vocabulary import read_vocabulary


@dataclass
class Assembly:
    """What reading a folder gave: the pack (None when it could not be put together), problems, and what was written.

    `tables` are all table maps with what they were bound to; `written` the documents of clauses and policies by their place;
    `texts` the source texts the pack holds, by policy id; `shared` the names of its shared terms; `terms` the type of every
    term that was bound, by where it is written; `elements` the ids of everything that can be named from elsewhere.
    """

    pack: Pack | None
    problems: Problems
    tables: list[tuple[Entry, tree.Node]] = field(default_factory=list)
    written: dict[Place, Entry] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    elements: frozenset[str] = frozenset()
    manifest: Entry | None = None
    terms: dict[Place, Type] = field(default_factory=dict)


def assemble(path: Path | str, change: Callable[[list[PackFolder]], None] | None = None) -> Assembly:
    """The pack in a folder with all it depends on; nothing is raised for what is wrong in it.

    `change` may alter the documents read before they are put together (`changing.py`); the files stay as they are.
    """
    problems = Problems()
    folders = read_folders(Path(path), problems)
    if change is not None:
        change(folders)
    if not folders or problems.unreadable:
        _check_shapes_only(folders, problems)
        return Assembly(None, problems)
    vocabulary = read_vocabulary(
        [document for pack in folders for document in pack.codes],
        [document for pack in folders for document in pack.registers],
        problems,
    )
    vocabulary = replace(vocabulary, calendar=read_calendar(folders, problems))
    expressions = Expressions(problems)
    root = TermLayer(expressions, vocabulary)
    views = _declare_terms(folders, root, problems)
    clauses: list[Clause] = []
    for pack in folders:
        reader = PolicyReader(pack.name, pack.manifest.map.get("place"), expressions, views[pack.name])
        for policy in pack.policies:
            clauses += reader.read(policy)
    plan = PlanReader(vocabulary, problems)
    for pack in folders:
        plan.read(pack.name, pack.plan)
        plan.read_mechanisms(pack.mechanisms)
    schemes = read_schemes(folders, expressions, views)
    parameters = _bind_unused_terms(root)
    refuse_double_ids(clauses, problems)
    clauses = settle_versions(clauses, problems)
    pool_reader, pools = PoolReader(expressions, clauses), []
    for pack in folders:
        for policy in pack.policies:
            pools += pool_reader.read(policy.pools, pack.name, policy.policy, policy.slug, views[pack.name])
    pool_reader.refuse_lost(pools)
    registers = {f"{term.pack}/{name}": term.register or USUAL_REGISTER for name, term in root.terms.items()}
    registers |= {element.id: element.register for element in (*clauses, *schemes)}
    registers |= {pool.id: USUAL_REGISTER for pool in pools}
    declared = frozenset(
        f"{pack.name}/{policy.slug}/{document.map['clause'].text}"
        for pack in folders
        for policy in pack.policies
        for document in policy.clauses
        if "clause" in document.map
    )
    refuse_circles(clauses, problems)
    related = RelationReader(clauses, vocabulary, problems)
    own = folders[-1]
    pack = Pack(
        own=own.name,
        title=own.manifest.map["title"].text,
        version=own.manifest.map["version"].text,
        area=own.manifest.map["place"].text if "place" in own.manifest.map else "",
        maintainers=tuple(item.text for item in own.manifest.map["maintainers"].items)
        if "maintainers" in own.manifest.map
        else (),
        depends=tuple(pack.name for pack in folders[:-1]),
        vocabulary=vocabulary,
        clauses=tuple(clauses),
        schemes=tuple(schemes),
        cases=tuple(_read_cases(folders, CaseReader(vocabulary, registers, declared - registers.keys(), problems))),
        sample=_sample(folders),
        digest=digest_of(folders),
        parameters=parameters,
        plan=plan.plan,
        groupings=_groupings(root),
        relations=tuple(one for folder in folders for one in related.read(folder, not problems.refused)),
        pools=tuple(pools),
    )
    return Assembly(
        pack,
        problems,
        expressions.tables,
        written=_written(folders),
        texts={
            f"{folder.name}/{policy.slug}": policy.text
            for folder in folders
            for policy in folder.policies
            if policy.text
        },
        shared=frozenset(root.terms),
        elements=declared | _elements(folders, clauses, root, plan.plan, schemes),
        manifest=own.manifest,
        terms=expressions.terms,
    )


def _elements(
    folders: list[PackFolder], clauses: list[Clause], root: TermLayer, plan: Plan, schemes: Sequence[Scheme]
) -> frozenset[str]:
    """Ids of policies, clauses, shared terms, registers, schemes and everything of the plan."""
    found = {f"{folder.name}/{policy.slug}" for folder in folders for policy in folder.policies}
    found |= {clause.id for clause in clauses} | {f"{term.pack}/{name}" for name, term in root.terms.items()}
    found |= {
        f"{folder.name}/{document.map['register'].text}"
        for folder in folders
        for document in folder.registers
        if "register" in document.map
    }
    parts = (plan.targets, plan.indicators, plan.lists, plan.projects, plan.duties, schemes)
    return frozenset(found | {element.id for part in parts for element in part})


def _written(folders: list[PackFolder]) -> dict[Place, Entry]:
    """Every document of a policy, of a clause and of a plan, by its place."""
    policies = [policy for pack in folders for policy in pack.policies]
    documents = [document for policy in policies for document in policy.clauses]
    documents += [policy.policy for policy in policies if policy.policy is not None]
    documents += [document for pack in folders for document in (*pack.plan, *pack.schemes)]
    return {document.place: document for document in documents}


def _check_shapes_only(folders: list[PackFolder], problems: Problems) -> None:
    """Where a document could not be read, names cannot be judged; shapes still can."""
    for pack in folders:
        for document, _ in pack.codes:
            check_shape(document, "codes", problems)
        for document, _ in pack.calendars:
            check_shape(document, "calendar", problems)
        for document in pack.registers:
            check_shape(document, "register", problems)
        for document in pack.terms:
            check_shape(document, "terms", problems)
        for document in pack.schemes:
            check_shape(document, "scheme", problems)
        for policy in pack.policies:
            if policy.policy is not None:
                check_shape(policy.policy, "policy", problems)
            for document in policy.clauses:
                check_shape(document, "clause", problems)
            for document in policy.relations:
                check_shape(document, "relation", problems)
            for document in policy.pools:
                check_shape(document, "pool", problems)
        for documents in [*pack.term_cases, *(cases for policy in pack.policies for cases in policy.cases)]:
            for document in documents:
                check_shape(document, "case", problems)


def _declare_terms(folders: list[PackFolder], root: TermLayer, problems: Problems) -> dict[str, TermLayer]:
    """Every pack's shared terms are declared; the layer each pack looks out from, by pack."""
    views: dict[str, TermLayer] = {}
    closures: dict[str, frozenset[str]] = {}
    for pack in folders:
        above = [closures.get(name, frozenset()) for name in pack.depends]
        closures[pack.name] = frozenset({pack.name}).union(*above)
        views[pack.name] = root.inside(closures[pack.name])
        for document in pack.terms:
            check_shape(document, "terms", problems)
            terms = document.map.get("terms")
            root.declare(terms, pack.name, USUAL_REGISTER, views[pack.name])
            for name, entry in (terms.map if terms else {}).items():
                if "cite" in entry.map:
                    cite_of(entry.map, Cite(), problems)
                elif "basis" not in entry.map and "cite" not in document.map:
                    require_cite(entry, f"共用的定义「{name}」", problems)
    return views


def _bind_unused_terms(root: TermLayer) -> dict[str, Fraction]:
    """Shared terms that no clause reads are bound too, so that what is wrong in them is found.

    Gives the values of those that are plain numbers: the parameters of the pack.
    """
    parameters: dict[str, Fraction] = {}
    for name, term in root.terms.items():
        body = _body_of(term)
        refuse_misfit(term, body, root.expressions.problems)
        value = plain_number(body) if body is not None else None
        if value is not None:
            parameters[name] = value
    return parameters


def _groupings(root: TermLayer) -> dict[str, tuple[str, tree.Node]]:
    """The shared terms whose value is a code, with the register they are read in: what subjects may be grouped by."""
    found: dict[str, tuple[str, tree.Node]] = {}
    for name, term in root.terms.items():
        register = term.register or USUAL_REGISTER
        symbol = term.layer.bound.get((name, register, "year"))
        if symbol is not None and symbol.body is not None and symbol.type.kind == "code":
            found[name] = (register, symbol.body)
    return found


def _body_of(term: Term) -> tree.Node | None:
    layer = term.layer
    bound = [symbol for (name, *_), symbol in layer.bound.items() if name == term.name]
    if bound:
        return bound[0].body if bound[0] is not None else None
    register = term.register or USUAL_REGISTER
    if register not in layer.vocabulary.registers:
        return None
    try:
        return layer.symbol(term, register, "year").body
    except BrokenTerm:
        return None


def _read_cases(folders: list[PackFolder], reader: CaseReader) -> list[Case]:
    found: list[Case] = []
    for pack in folders:
        for documents in pack.term_cases:
            found += reader.read(documents, pack.name)
        for policy in pack.policies:
            for documents in policy.cases:
                found += reader.read(documents, pack.name, policy.slug)
    return found


def _sample(folders: list[PackFolder]) -> dict[str, object]:
    """Hints for synthetic data: a depending pack's keys go over those of the packs below it, map by map."""
    found: dict[str, object] = {}
    for pack in folders:
        for document in pack.sample:
            hints = plain(document)
            _lay_over(found.setdefault(str(hints["sample"]), {}), hints)
    return found


def _lay_over(below: dict[str, object], above: object) -> None:
    for name, value in above.items() if isinstance(above, dict) else ():
        old = below.get(name)
        if isinstance(old, dict) and isinstance(value, dict):
            _lay_over(old, value)
        else:
            below[name] = value
