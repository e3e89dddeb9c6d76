"""policies/*/relations.yaml become relations: which awards, compared for what, and nothing left that names no clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from yanzhen.errors import did_you_mean
from yanzhen.language import tree
from yanzhen.pack.cites import cite_of, require_cite
from yanzhen.pack.folder import PackFolder
from yanzhen.pack.model import Cite, Clause, Condition, Relation
from yanzhen.pack.problems import Problems
from yanzhen.pack.shapes import check_shape
from yanzhen.pack.text import Entry
from yanzhen.registers import Register, Vocabulary

RULES = {
    "highest_of": "就高不重复",
    "choose_one": "择一",
    "difference_only": "补差",
    "excludes": "不得同享",
    "adds": "可以叠加",
}
"""How people call each rule."""
_BETWEEN_CLAUSES = frozenset({"choose_one", "excludes", "adds"})
LEVELS = "级次"
"""The code list of levels of government, lowest first."""


class RelationReader:
    """Reads relations against the clauses of a pack and of those it depends on."""

    def __init__(self, clauses: Sequence[Clause], vocabulary: Vocabulary, problems: Problems) -> None:
        self.vocabulary = vocabulary
        self.problems = problems
        self.clauses = [clause for clause in clauses if clause.amount is not None]
        self.wholes: dict[str, list[str]] = {}
        for clause in self.clauses:
            self.wholes.setdefault(clause.one, []).append(clause.id)

    def read(self, pack: PackFolder, read_well: bool = True) -> list[Relation]:
        """The relations of one pack, in file order; with `read_well` False nothing is said of clauses that are not there."""
        found: list[Relation] = []
        for policy in pack.policies:
            keys = policy.policy.map if policy.policy is not None else {}
            under = Cite(*(keys[name].text if name in keys else "" for name in ("title", "issuer", "doc", "published")))
            for entry in policy.relations:
                if check_shape(entry, "relation", self.problems):
                    relation = self._relation(entry, pack.name, policy.slug, under, read_well)
                    found += [relation] if relation is not None else []
        self._refuse_contradictions(found)
        return found

    def _relation(self, entry: Entry, pack: str, policy: str, under: Cite, read_well: bool) -> Relation | None:
        keys, name = entry.map, entry.map["relation"].text
        what = f"关系「{name}」"
        require_cite(entry, what, self.problems)
        members, matter = self._members(keys["among"], pack, policy, read_well)
        per = tuple(item.text for item in keys["per"].items)
        rule, by = keys["rule"].text, keys["by"].text if "by" in keys else ""
        clauses = [clause for clause in self.clauses if clause.id in members]
        if not clauses or not self._grouped(keys["per"], clauses) or not self._ordered(entry, rule, by, clauses):
            return None
        if len({clause.one for clause in clauses}) == 1 and rule in _BETWEEN_CLAUSES and not matter:
            self.problems.add(
                "C06", keys["among"].place, f"{what}里只有一条，与谁比？", "among 至少写两条，或写 matter"
            )
            return None
        if len({clause.charges for clause in clauses}) > 1:
            self.problems.add("C06", keys["among"].place, f"{what}里有给的，也有收的", "给与收不比高低，分成两个关系")
            return None
        return Relation(
            id=f"{pack}/{policy}/{name}",
            title=keys["title"].text if "title" in keys else name,
            rule=rule,
            members=tuple(clause.id for clause in clauses),
            matter=matter,
            by=by,
            per=per,
            span=keys["in"].text,
            place=entry.place,
            cite=cite_of(keys, under, self.problems),
            basis=keys["basis"].text if "basis" in keys else "cited",
            doubts=tuple(item.text for item in keys["doubts"].items) if "doubts" in keys else (),
        )

    def _members(self, among: Entry, pack: str, policy: str, read_well: bool) -> tuple[set[str], str]:
        """Ids of the clauses and lines meant, and the matter they share when one is named."""
        if isinstance(among.value, dict):
            return self._described(among, pack, read_well)
        found: set[str] = set()
        for item in among.items:
            lines = self._named(item.text, pack, policy)
            if not lines and read_well:
                short = [part for one in self.clauses for part in _shorter(one.id, pack, policy)]
                self.problems.add("P03", item.place, f"没有给钱的条款「{item.text}」", did_you_mean(item.text, short))
            found |= set(lines)
        return found, ""

    def _named(self, text: str, pack: str, policy: str) -> list[str]:
        """Lines of a clause, or one line, by its full id, or by its id within the pack or the policy."""
        known = {clause.id for clause in self.clauses}
        for full in (text, f"{pack}/{text}", f"{pack}/{policy}/{text}"):
            if full in self.wholes:
                return self.wholes[full]
            if full in known:
                return [full]
        return []

    def _described(self, among: Entry, pack: str, read_well: bool) -> tuple[set[str], str]:
        chosen = self.clauses
        matter = among.map["matter"].text if "matter" in among.map else ""
        for key, entry in among.map.items():
            if key not in ("matter", "policy", "level"):
                continue
            told = {clause.id: _told(clause, key, self.vocabulary) for clause in self.clauses}
            wanted = {entry.text, f"{pack}/{entry.text}"} if key == "policy" else {entry.text}
            chosen = [clause for clause in chosen if wanted & told[clause.id]]
            known = {word for words in told.values() for word in words}
            if not wanted & known and read_well:
                what = {"matter": "事项", "policy": "政策", "level": "级次"}[key]
                self.problems.add(
                    "P03", entry.place, f"没有条款的{what}是「{entry.text}」", did_you_mean(entry.text, known)
                )
        alone = not {"policy", "level"} & among.map.keys()
        return {clause.id for clause in chosen}, matter if alone else ""

    def _grouped(self, per: Entry, clauses: list[Clause]) -> bool:
        """Whether every name of `per` means something for the rows of every clause."""
        good = True
        for item in per.items:
            lacking = [one for one in clauses if item.text not in group_names(self.vocabulary.registers[one.register])]
            if lacking:
                register = self.vocabulary.registers[lacking[0].register]
                what = f"条款「{lacking[0].id}」判的台账「{register.name}」没有「{item.text}」"
                hint = did_you_mean(item.text, group_names(register)) or f"写 {register.name} 的栏目、键或所属"
                self.problems.add("P03", item.place, what, hint)
                good = False
        return good

    def _ordered(self, entry: Entry, rule: str, by: str, clauses: list[Clause]) -> bool:
        """Whether `by` is there exactly for difference_only, and is an ordered code in every register it is read in."""
        if (rule == "difference_only") != bool(by):
            what = "difference_only 要写 by" if not by else f"{rule} 不用 by"
            self.problems.add("C06", entry.place, what, "by 写由低到高的那一栏" if not by else "删去 by，或改 rule")
            return False
        for clause in clauses if by else ():
            register = self.vocabulary.registers[clause.register]
            column = register.columns.get(by)
            codes = self.vocabulary.codes.get(column.code or "") if column is not None else None
            if codes is None or not codes.ordered:
                known = [
                    name
                    for name, one in register.columns.items()
                    if one.code and self.vocabulary.codes[one.code].ordered
                ]
                what = f"台账「{register.name}」的「{by}」不是有高低次序的代码，{clause.id} 无从补差"
                self.problems.add(
                    "C06", entry.map["by"].place, what, did_you_mean(by, known) or "给代码表写 ordered: 是"
                )
                return False
        return True

    def _refuse_contradictions(self, relations: list[Relation]) -> None:
        """Two relations of one id, or two that say of the same awards both this and that, are recorded."""
        for at, relation in enumerate(relations):
            for other in relations[:at]:
                if other.id == relation.id:
                    self.problems.add(
                        "P08", relation.place, f"关系「{relation.id}」已在 {other.place} 写过", "换一个编号"
                    )
                same = set(other.members) == set(relation.members)
                adds = "adds" in (other.rule, relation.rule) and same
                twice = same and (other.per, other.span) == (relation.per, relation.span)
                if other.rule != relation.rule and (adds or twice):
                    what = f"与 {other.place} 的「{other.id}」对同样的条款说了相反的话：{other.rule} 与 {relation.rule}"
                    self.problems.add("C06", relation.place, what, "只留文件说的一种，或写清各对哪几条")


PAID, MATTER = "兑付", "事项"


def refuse_circles(clauses: Sequence[Clause], problems: Problems) -> None:
    """Clauses each of which asks that another was paid before, round in a circle, are recorded: none could ever be the first."""
    users: dict[str, set[str]] = {}
    for clause in clauses:
        for tag in clause.matter:
            users.setdefault(tag, set()).add(clause.one)
    needs: dict[str, set[str]] = {}
    for clause in clauses:
        makers = [users.get(tag, set()) for condition in clause.conditions for tag in _asked(condition)]
        needs.setdefault(clause.one, set()).update(one for found in makers if clause.one not in found for one in found)
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle = error.args[1]
        place = next(clause.place for clause in clauses if clause.one == circle[0])
        what = f"互为领取的前提，谁也领不到第一笔：{' → '.join(reversed(circle))}"
        problems.add("C06", place, what, "去掉其中一处 已获(…)，或写明是哪一级政府发的")


def _asked(condition: Condition) -> Iterator[str]:
    """Matters that a condition asks to have been paid, by whichever government; not those that bar."""
    if condition.source != "who":
        return
    for node in tree.walk(condition.node):
        if isinstance(node, tree.Filter):
            parts = node.condition.items if isinstance(node.condition, tree.And) else (node.condition,)
            named = [part for part in parts if isinstance(part, tree.Compare) and isinstance(part.left, tree.Fact)]
            columns = {part.left.column: part.right for part in named if part.left.register == PAID}
            if len(named) == len(parts) and columns.keys() <= {MATTER, "所属期"}:
                matter = columns.get(MATTER)
                if isinstance(matter, tree.Text):
                    yield matter.value


def group_names(register: Register) -> Iterator[str]:
    """By what the rows of a register can be grouped: themselves, what they belong or refer to, keys and columns."""
    yield register.name
    yield from register.belongs_to
    yield from (column.ref for column in register.columns.values() if column.ref)
    yield from register.key
    yield from register.columns


def _told(clause: Clause, key: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The words by which a clause is meant: its matters, its policy, or the level of government of its policy."""
    if key == "matter":
        return frozenset(clause.matter)
    return frozenset({clause.policy.id}) if key == "policy" else frozenset(_level(clause, vocabulary))


def _level(clause: Clause, vocabulary: Vocabulary) -> Iterator[str]:
    """The level of government whose policy it is: the whole country highest, each node of the area tree one lower."""
    levels = vocabulary.codes.get(LEVELS)
    register = vocabulary.registers[clause.register]
    while register.area is None and register.owner is not None:
        register = vocabulary.registers[register.owner]
    column = register.columns.get(register.area or "")
    areas = vocabulary.codes.get(column.code or "") if column is not None else None
    if levels is None or areas is None:
        return
    at = clause.policy.area
    depth = 0 if at is None else len(areas.path(at))
    if depth < len(levels.codes):
        yield levels.codes[len(levels.codes) - 1 - depth].name


def _shorter(full: str, pack: str, policy: str) -> Iterator[str]:
    yield full
    yield full.removeprefix(f"{pack}/")
    yield full.removeprefix(f"{pack}/{policy}/")
