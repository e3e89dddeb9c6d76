"""pools.yaml becomes pools: money, order, and the clauses whose awards are paid from each; two pools never claim one award."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction

from yanzhen.errors import did_you_mean
from yanzhen.language import tree
from yanzhen.language.tree import Node
from yanzhen.pack.cites import cite_of, require_cite
from yanzhen.pack.expressions import Expressions
from yanzhen.pack.model import Cite, Clause
from yanzhen.pack.paying import CLAIMED, PRO_RATA, OrderKey, Pool, Source
from yanzhen.pack.quantities import read_quantity
from yanzhen.pack.scope import PackScope, TermLayer
from yanzhen.pack.shapes import check_shape
from yanzhen.pack.text import Entry
from yanzhen.registers.vocabulary import parse_date
from yanzhen.units import MONEY

_TIMES = re.compile(r"(-?\d+)\s*次\Z")
_DIRECTIONS = ("asc", "desc")
SORTABLE = frozenset({"number", "date", "boolean"})
"""Kinds of value a ranking may stand on; codes only of an ordered list."""


@dataclass
class PoolReader:
    """Reads the pools of all packs in sight against their clauses. `taken` is the pool (id) each clause belongs to already."""

    expressions: Expressions
    clauses: list[Clause]
    taken: dict[str, str] = field(default_factory=dict)

    def read(self, documents: list[Entry], pack: str, policy: Entry | None, slug: str, layer: TermLayer) -> list[Pool]:
        """The pools of one policy, in file order; everything wrong is recorded."""
        problems, found = self.expressions.problems, []
        for entry in documents:
            shaped = check_shape(entry, "pool", problems)
            name = entry.map.get("pool")
            if name is None or not name.text:
                continue
            if name.text in {pool.title for pool in found}:
                problems.add("P08", name.place, f"资金池「{name.text}」写了两次", "换一个名称")
                continue
            require_cite(entry, f"资金池「{name.text}」", problems)
            if shaped:
                found.append(self._pool(entry, f"{pack}/{slug}/{name.text}", pack, slug, policy, layer))
        return found

    def refuse_lost(self, pools: list[Pool]) -> None:
        """A clause whose key `pool` names none is recorded, with the nearest name."""
        names = [pool.title for pool in pools]
        for named in dict.fromkeys(clause.pool for clause in self.clauses if clause.pool is not None):
            if not any(_names(named.name, pool.id) for pool in pools):
                hint = did_you_mean(named.name, names) or "资金池写在政策文件夹的 pools.yaml"
                self.expressions.problems.add("P03", named.place, f"没有资金池「{named.name}」", hint)

    def _pool(
        self, entry: Entry, id: str, pack: str, slug: str, policy: Entry | None, layer: TermLayer
    ) -> Pool:  # fmt: skip
        keys, problems = entry.map, self.expressions.problems
        sources, times = self._money(keys["money"])
        members = self._members(keys["clauses"], pack, slug, id)
        order, pro_rata = self._order(keys.get("order"), members, layer)
        if pro_rata and times is not None:
            problems.add("P01", keys["order"].place, "按次数的池不能按比例分", "写先后次序，如 order: 受理时间 asc")
        self._payers_meet(keys["money"], sources, members)
        given = policy.map if policy is not None else {}
        told = {name: given[name].text for name in ("title", "issuer", "doc", "published") if name in given}
        from_policy = Cite(
            told.get("title", ""), told.get("issuer", ""), told.get("doc", ""), told.get("published", "")
        )
        return Pool(
            id=id,
            title=keys["pool"].text,
            span=keys["in"].text,
            sources=sources,
            times=times,
            order=order,
            pro_rata=pro_rata,
            carry_over=_of(keys, "carry_over") == "是",
            clauses=tuple(sorted(clause.id for clause in members)),
            place=entry.place,
            cite=str(cite_of(keys, from_policy, problems)),
            basis=_of(keys, "basis") or "cited",
            doubts=tuple(item.text for item in keys["doubts"].items) if "doubts" in keys else (),
            since=parse_date(_of(given["in_force"].map, "from")) if "in_force" in given else None,
        )

    # ------------------------------------------------------------ money

    def _money(self, entry: Entry) -> tuple[tuple[Source, ...], int | None]:
        """The sources, or how many times a counted pool gives."""
        problems, sources, times = self.expressions.problems, [], []
        for item in entry.items:
            most = item.map.get("most")
            if most is None:
                continue
            counted = _TIMES.match(most.text)
            if counted is not None:
                times.append(int(counted[1]))
                value = Fraction(int(counted[1]))
            else:
                size = read_quantity(most.text)
                if size is None or size[1] != MONEY:
                    problems.add(
                        "P04", most.place, f"money 要写金额或次数，不是「{most.text}」", "如 500 万元，或 3 次"
                    )
                    continue
                value = size[0]
                sources.append(Source(_of(item.map, "payer"), value))
            if value <= 0:
                problems.add("P01", most.place, f"资金池的钱要大于零，不是「{most.text}」", "照文本写每期的数额")
            elif counted is None and (value * 100).denominator != 1:
                problems.add("P04", most.place, f"资金池的钱细过一分：「{most.text}」", "写到分")
        if not entry.items or not (sources or times):
            problems.add("P01", entry.place, "资金池没有写钱", "如 money: [{payer: 县财政, most: 500 万元}]")
        if (times and sources) or len(times) > 1:
            problems.add("P01", entry.place, "按次数的池只写一项次数，不与金额同写", "分成两个池")
        return tuple(sources), times[0] if times else None

    def _payers_meet(self, entry: Entry, sources: tuple[Source, ...], members: list[Clause]) -> None:
        """A pool bears only what its own payers bear: one that bears nothing of a clause with payers of its own is recorded."""
        payers = {source.payer for source in sources if source.payer}
        for clause in members:
            own = [payer.name for payer in clause.funded_by]
            if payers and own and not payers & set(own):
                what = f"资金池的出资人（{'、'.join(sorted(payers))}）都不在条款「{clause.id}」的 funded_by 里"
                self.expressions.problems.add("P03", entry.place, what, f"条款写的是 {'、'.join(own)}")

    # ------------------------------------------------------------ clauses

    def _members(self, entry: Entry, pack: str, slug: str, id: str) -> list[Clause]:
        problems = self.expressions.problems
        paying = [clause for clause in self.clauses if clause.amount is not None and not clause.charges]
        if isinstance(entry.value, dict):
            found = [clause for clause in paying if self._fits(clause, entry, pack)]
            if not found:
                what = f"没有给钱的条款合于 {'、'.join(f'{key}: {value.text}' for key, value in entry.map.items())}"
                problems.add("P03", entry.place, what, "只写文本里有预算、还没有条款的，写 clauses: []")
        else:
            found = []
            for item in entry.items:
                listed = self._named(item, pack, slug, paying)
                found += [clause for clause in listed if clause not in found]
        own = [clause for clause in paying if clause.pool is not None and _names(clause.pool.name, id)]
        found += [clause for clause in own if clause not in found]
        for clause in found:
            other = self.taken.setdefault(clause.id, id)
            if clause.pool is not None and not _names(clause.pool.name, id):
                other = clause.pool.name
            if other != id:
                what = f"条款「{clause.id}」的钱已由资金池「{other}」出，又写进「{id}」"
                problems.add("P08", entry.place, what, "一笔奖补只从一个池出：改 clauses，或用 matter 分开")
        return found

    def _fits(self, clause: Clause, entry: Entry, pack: str) -> bool:
        policy, matter = _of(entry.map, "policy"), _of(entry.map, "matter")
        there = not policy or clause.policy.id in (policy, f"{pack}/{policy}")
        within = bool(policy) or clause.id.startswith(f"{pack}/")
        return bool(policy or matter) and there and within and (not matter or matter in clause.matter)

    def _named(self, item: Entry, pack: str, slug: str, paying: list[Clause]) -> list[Clause]:
        """The clause of a name, or its lines."""
        for full in (item.text, f"{pack}/{item.text}", f"{pack}/{slug}/{item.text}"):
            found = [clause for clause in paying if clause.id == full or clause.id.startswith(f"{full}/")]
            if found and full.count("/") >= 2:
                return found
        short = [clause.id.removeprefix(f"{pack}/").removeprefix(f"{slug}/") for clause in paying]
        self.expressions.problems.add(
            "P03", item.place, f"没有给钱的条款「{item.text}」", did_you_mean(item.text, short)
        )
        return []

    # ------------------------------------------------------------ order

    def _order(
        self, entry: Entry | None, members: list[Clause], layer: TermLayer
    ) -> tuple[tuple[OrderKey, ...], bool]:  # fmt: skip
        problems = self.expressions.problems
        text = entry.text.strip() if entry is not None else ""
        if entry is None:
            return (OrderKey(CLAIMED, False),), False
        if text == PRO_RATA:
            return (), True
        found = []
        for part in _parts(text):
            words = part.split()
            direction = words[-1] if words and words[-1] in _DIRECTIONS else ""
            name = part.strip().removesuffix(direction).strip() if direction else part.strip()
            if not name:
                problems.add(
                    "P01", entry.place, f"order 里有空的一段：「{text}」", "如 order: 入库税收 desc, 受理时间 asc"
                )
                continue
            key = OrderKey(name, direction == "desc")
            if not key.by_claim:
                key = replace(key, nodes=self._nodes(Entry(name, entry.place), members, layer))
            found.append(key)
        return tuple(found), False

    def _nodes(self, entry: Entry, members: list[Clause], layer: TermLayer) -> dict[tuple[str, str], Node]:
        """The tree of an order's word for the rows of each clause: in the row itself, else in what it belongs to."""
        found: dict[tuple[str, str], Node] = {}
        for clause in members:
            key = (clause.register, clause.period)
            if key in found:
                continue
            scope = PackScope(layer.vocabulary, layer, clause.register, clause.period)
            node = self.expressions.expression(entry)
            if node is None:
                return {}
            bound = self._bound(node, scope, entry)
            if bound is None:
                return {}
            kind = bound.type.kind
            codes = layer.vocabulary.codes.get(bound.type.code) if kind == "code" else None
            if kind not in SORTABLE and not (codes is not None and codes.ordered):
                what = f"order 的「{entry.text}」是{bound.type}，不能排先后"
                self.expressions.problems.add("P07", entry.place, what, "用数、日期、是否或有序的代码")
                return {}
            found[key] = bound
        return found

    def _bound(self, node: Node, scope: PackScope, entry: Entry) -> Node | None:
        """Bound in the row, else in its owner; what is in neither is recorded at the row."""
        for owner, via in scope.frame.belongs_to.items():
            above = scope.rows_of(owner)
            if above is not None and not self.expressions.makes_sense(node, scope):
                if not self.expressions.makes_sense(node, above):
                    continue
                inner = self.expressions.bind(node, above, entry)
                return inner and tree.OwnerOf(owner, via, inner, span=inner.span, type=inner.type)
        return self.expressions.bind(node, scope, entry)


def _names(name: str, id: str) -> bool:
    """Whether a name, short or whole, is that of the pool."""
    return id == name or id.endswith(f"/{name}")


def _parts(text: str) -> list[str]:
    """The words of a chain: cut at commas that stand in no bracket."""
    found, depth = [""], 0
    for letter in text:
        depth += (letter in "([（") - (letter in ")]）")
        if letter in ",，" and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return found


def _of(keys: dict[str, Entry], name: str) -> str:
    return keys[name].text if name in keys else ""
