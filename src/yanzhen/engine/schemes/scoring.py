"""A scheme evaluated for all firms at once, in the order the format fixes.

Scope → unrated → group → item scores → bonus and penalty → rank → cuts → veto → protection.
"""

from __future__ import annotations

import numpy as np

from yanzhen.engine.columns import logic
from yanzhen.engine.columns.ordering import Link, link_of, places
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.vectors import Mask, Numbers, Truths, Vector, broadcast, plain, united, without
from yanzhen.engine.schemes.classing import Ends, Guarded, by_score, by_share, first_sure, guard, refilled
from yanzhen.engine.schemes.evaluation import OPEN, OUT, RATED, STATUS, UNRATED, Evaluation, Scored
from yanzhen.engine.schemes.trees import GroupTree, SchemeTree, tree_of
from yanzhen.language.tree import Node
from yanzhen.pack.evaluation import NOT_RATED, Scheme
from yanzhen.periods import Period


def evaluate(scheme: Scheme, period: Period, reader: Reader, tree: SchemeTree | None = None) -> Evaluation:
    """The scheme for every row of its register; `tree` are its trees where they are known already."""
    return _Evaluating(tree or tree_of(scheme, reader.snapshot.vocabulary), period, reader).run()


class _Evaluating:
    """One evaluation on its way."""

    def __init__(self, tree: SchemeTree, period: Period, reader: Reader) -> None:
        self.tree, self.period, self.reader = tree, period, reader
        self.scheme = tree.scheme
        self.rows = reader.rows(self.scheme.register)
        self.whys: list = []

    def truths(self, node: Node) -> Truths:
        found = broadcast(self.reader.truths(node, self.scheme.register, self.period), self.rows)
        assert isinstance(found, Truths)
        return found

    def numbers(self, node: Node) -> Numbers:
        found = broadcast(plain(self.reader.numbers(node, self.scheme.register, self.period)), self.rows)
        assert isinstance(found, Numbers)
        return found

    def vector(self, node: Node) -> Vector:
        return broadcast(plain(self.reader.read(node, self.scheme.register, self.period)), self.rows)

    def run(self) -> Evaluation:
        scope, outside = self._scope()
        unrated = [self.truths(node) for node in self.tree.unrated]
        scored = [self._scored(group) for group in self.tree.groups]
        belongs = [self.truths(group.belongs) for group in self.tree.groups]
        status, group, left_out = self._standing(scope, unrated, belongs, scored)
        part, strays, apart = self._parts(group)
        found = self._ranked(scored, group, part, strays, status)
        low, high, least, most, score = found
        cut = self._cut(low, high, least, most, score, part, scored, group)
        veto, protect = self._guards(scored, group)
        classes = max(1, len(self.scheme.cuts))
        ends = guard(cut, veto, protect, classes)
        if self.scheme.refill:
            ends = guard(self._refilled(low, high, least, most, part, status, veto, cut), veto, protect, classes)
        self.whys += [(truth.why, status == STATUS.index(OPEN)) for truth in (*unrated, *belongs, scope)]
        settled = np.ones(self.rows, dtype=bool)
        self.whys += [(truth.why, settled) for truth in (*veto.truths, *protect.truths)]
        own = self._doubled()
        vetoed = first_sure(veto.truths, self.rows)
        return Evaluation(
            self.tree, self.period, self.reader.snapshot.frame(self.scheme.register).keys, status, group, part, scored,
            score, low, high, least, most, cut, ends, vetoed,
            np.where(vetoed < 0, first_sure(protect.truths, self.rows), -1), left_out, outside, own, apart, self.whys,
        )  # fmt: skip

    def _scope(self) -> tuple[Truths, np.ndarray]:
        tests = [self.truths(node) for _, node in self.tree.scope]
        outside = np.full(self.rows, -1, dtype=np.int64)
        for at, truth in reversed(list(enumerate(tests))):
            outside = np.where(truth.maybe, outside, at)
        whole = broadcast(logic.conjunction(tests), self.rows)
        assert isinstance(whole, Truths)
        return whole, outside

    def _scored(self, group: GroupTree) -> Scored:
        points, filled = [self.numbers(item.points) for item in group.items], []
        for item in group.items:
            bare = self.numbers(item.bare)
            filled.append(~bare.ok & bool(item.item.missing))
        return Scored(
            group, self.truths(group.member), [self.numbers(item.value) for item in group.items],
            [None if item.against is None else self.numbers(item.against) for item in group.items], points, filled,
            [self.numbers(node) for node in group.bonus], [self.numbers(node) for node in group.penalty],
            self.numbers(group.total), [self.truths(node) for node in group.veto],
            [self.truths(node) for node in group.protect],
        )  # fmt: skip

    def _standing(
        self, scope: Truths, unrated: list[Truths], belongs: list[Truths], scored: list[Scored]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Status, group and rule by which a firm is left out."""
        group = np.full(self.rows, -1, dtype=np.int64)
        open_rows = np.zeros(self.rows, dtype=bool)
        lacking = np.zeros(self.rows, dtype=bool)
        for at, (held, one) in enumerate(zip(belongs, scored, strict=True)):
            rated = one.member
            group = np.where((group < 0) & rated.sure, at, group)
            lacking |= held.sure & ~rated.maybe & any(item.item.missing == NOT_RATED for item in one.tree.items)
            open_rows |= rated.maybe & ~rated.sure
        named = first_sure(tuple(unrated), self.rows)
        left = scope.sure & (named >= 0)
        waits = (
            scope.maybe & ~left & np.logical_or.reduce([np.zeros(self.rows, bool), *(u.maybe for u in unrated)])
        ) | (scope.maybe & ~scope.sure)
        status = np.full(self.rows, STATUS.index(OUT))
        status[waits | open_rows] = STATUS.index(OPEN)
        status[group >= 0] = STATUS.index(RATED)
        status[left | lacking] = STATUS.index(UNRATED)
        status[~scope.maybe] = STATUS.index(OUT)
        return status, group, np.where(left, named, -1)

    def _parts(self, group: np.ndarray) -> tuple[np.ndarray, Mask, list[Vector]]:
        """The number of the part each firm is ranked in (its group and what keeps it apart), and firms of no known part."""
        part, strays, apart = group + 1, np.zeros(self.rows, dtype=bool), []
        for node in self.scheme.apart:
            vector = self.vector(node)
            link = link_of(vector, False, self.rows)
            strays |= ~link.known
            part = np.unique(part * (self.rows + 2) + link.code + 1, return_inverse=True)[1].reshape(-1)
            apart.append(vector)
        return part, strays, apart

    def _ranked(
        self, scored: list[Scored], group: np.ndarray, part: np.ndarray, strays: Mask, status: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, Numbers]:
        ones = np.ones(self.rows, dtype=np.int64)
        low, high, least, most = ones.copy(), ones.copy(), ones.copy(), ones.copy()
        num, ok, peak = np.zeros(self.rows, dtype=np.int64), np.zeros(self.rows, dtype=bool), 1
        for at, one in enumerate(scored):
            member = one.member
            sure, maybe = member.sure & ~strays, member.maybe & ~strays
            adrift = int((member.maybe & strays).sum())
            here = np.where(maybe, self._part_of(one, part, group, at), 0)
            total = one.total
            known = without(total.ok, total.none)
            links, whys = [], [total.why]
            for node, ascending in one.tree.order:
                if node is None:
                    link = link_of(total, ascending, self.rows)
                    links.append(Link(link.code, known))
                else:
                    vector = self.vector(node)
                    links.append(link_of(vector, ascending, self.rows))
                    whys.append(vector.why)
            found = places(links, here, sure, maybe)
            rows = sure | (member.sure & strays)
            sizes = [np.bincount(here[mask], minlength=int(here.max(initial=0)) + 1)[here] for mask in (sure, maybe)]
            low[rows], high[rows] = found.ahead[rows] + 1, found.could[rows] + 1 + adrift
            least[rows], most[rows] = sizes[0][rows], sizes[1][rows] + adrift
            wide = member.sure & strays
            high[wide] = most[wide] = int(maybe.sum()) + adrift
            num[rows], ok[rows], peak = total.num[rows], known[rows], max(peak, total.peak)
            self._tell(one, rows, here, maybe & (~known | ~sure), whys, strays)
        return low, high, least, most, Numbers(num, self.scheme.score.to, ok, None, None, peak)

    def _part_of(self, one: Scored, part: np.ndarray, group: np.ndarray, at: int) -> np.ndarray:
        """Parts of one group's members; a firm that only may belong stands in the part it would be in."""
        if not self.scheme.apart:
            return np.zeros(self.rows, dtype=np.int64)
        codes = np.zeros(self.rows, dtype=np.int64)
        for node in self.scheme.apart:
            link = link_of(self.vector(node), False, self.rows)
            codes = np.unique(codes * (self.rows + 2) + link.code + 1, return_inverse=True)[1].reshape(-1)
        return codes

    def _tell(self, one: Scored, rows: Mask, here: np.ndarray, unsure: Mask, whys: list, strays: Mask) -> None:
        """Whatever is open in a part is a reason for all of it: a firm of unknown score may stand ahead of any other."""

        def told():
            found = {}
            for reason, mask in united([*whys, one.member.why])().items():
                mine = np.broadcast_to(mask, (self.rows,)) & (unsure | (one.member.maybe & strays))
                if not mine.any():
                    continue
                touched = np.zeros(int(here.max(initial=0)) + 1, dtype=bool)
                touched[here[mine & ~strays]] = True
                found[reason] = rows & (touched[here] | bool((mine & strays).any()))
            return found

        self.whys.append((told, rows))
        everyone = np.ones(self.rows, dtype=bool)
        self.whys += [(why, everyone & one.member.maybe) for why in (*whys, one.member.why)]

    def _cut(
        self, low: np.ndarray, high: np.ndarray, least: np.ndarray, most: np.ndarray, score: Numbers, part: np.ndarray,
        scored: list[Scored], group: np.ndarray,
    ) -> Ends:  # fmt: skip
        cuts, mode = self.scheme.cuts, self.scheme.count.mode
        if not cuts:
            nowhere = np.zeros(self.rows, dtype=np.int64)
            return Ends(nowhere, nowhere)
        if cuts[0].by_score:
            found = by_score(cuts, score.num, self.scheme.score.to)
            return Ends(np.where(score.ok, found, 0), np.where(score.ok, found, len(cuts) - 1))
        return Ends(by_share(cuts, mode, low, most), by_share(cuts, mode, high, np.maximum(least, high)))

    def _guards(self, scored: list[Scored], group: np.ndarray) -> tuple[Guarded, Guarded]:
        """Veto and protection of each firm as its own group reads them."""
        found = []
        labels = self.scheme.labels
        for guards, pick in ((self.scheme.veto, "veto"), (self.scheme.protect, "protect")):
            truths = []
            for at, _ in enumerate(guards):
                sure, maybe = np.zeros(self.rows, dtype=bool), np.zeros(self.rows, dtype=bool)
                whys = []
                for number, one in enumerate(scored):
                    truth = getattr(one, pick)[at]
                    here = group == number
                    sure, maybe = np.where(here, truth.sure, sure), np.where(here, truth.maybe, maybe)
                    whys.append(truth.why)
                truths.append(Truths(sure, maybe, united(whys, maybe & ~sure)))
            found.append(Guarded(tuple(labels.index(one.label) for one in guards), tuple(truths)))
        return found[0], found[1]

    def _refilled(
        self, low: np.ndarray, high: np.ndarray, least: np.ndarray, most: np.ndarray, part: np.ndarray,
        status: np.ndarray, veto: Guarded, cut: Ends,
    ) -> Ends:  # fmt: skip
        """Classes when freed places are filled: exact in settled parts, bounded where something is open."""
        best, worst = cut.best.copy(), cut.worst.copy()
        cuts, mode = self.scheme.cuts, self.scheme.count.mode
        if not cuts or cuts[0].by_score:
            return cut
        rated = status == STATUS.index(RATED)
        barred = veto.limit([truth.sure for truth in veto.truths], self.rows, 0, True)
        unsure = veto.any_maybe(self.rows) & ~veto.any_sure(self.rows)
        for number in np.unique(part[rated]):
            at = np.flatnonzero(rated & (part == number))
            if (low[at] == high[at]).all() and (least[at] == most[at]).all() and not unsure[at].any():
                best[at] = worst[at] = refilled(cuts, mode, low[at], int(most[at][0]), barred[at])
            else:
                lifted = np.maximum(1, low[at] - int(veto.any_maybe(self.rows)[at].sum()))
                best[at] = by_share(cuts, mode, lifted, most[at])
        return Ends(best, worst)

    def _doubled(self) -> Mask:
        """Firms that meet the written conditions of more than one group: they are rated in the first."""
        met = np.zeros(self.rows, dtype=np.int64)
        for group in self.scheme.groups:
            tests = [self.truths(part.node) for part in group.conditions]
            if tests:  # a group without conditions takes the rest
                met += broadcast(logic.conjunction(tests), self.rows).sure
        return met > 1
