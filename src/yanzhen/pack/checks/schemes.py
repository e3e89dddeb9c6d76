"""S02, S03, S04 and P06 of schemes: sizes of small groups, weights and bounds, freed places, circles."""

from __future__ import annotations

from collections.abc import Iterator

from yanzhen.errors import Problem
from yanzhen.pack.checks.view import View
from yanzhen.pack.evaluation import Scheme, class_sizes
from yanzhen.pack.reads import circle, nodes_of, schemes_read

SMALL = 20
MODES = {"half_up": "四舍五入", "down": "舍去", "up": "进一"}
SHOWN = 3
HUNDRED = 100


def small_groups(view: View) -> Iterator[Problem]:
    """S02: below 20 firms the sizes of the classes depend on how they are rounded."""
    for scheme in view.schemes:
        if not scheme.cuts or scheme.cuts[0].by_score:
            continue
        differing = [size for size in range(1, SMALL) if len({_sizes(scheme, size, mode) for mode in MODES}) > 1]
        if differing:
            shown = "；".join(
                f"{size} 家时 " + "，".join(f"{word} {_sizes(scheme, size, mode)}" for mode, word in MODES.items())
                for size in differing[:SHOWN]
            )
            what = f"不足 {SMALL} 家的组有 {len(differing)} 种户数的分等随取整方式而变：{shown}"
            yield Problem("S02", "W", what, scheme.place, "")


def _sizes(scheme: Scheme, size: int, mode: str) -> str:
    sizes = class_sizes(scheme.cuts, size, mode)
    return "".join(f"{label}{count}" for label, count in zip(scheme.labels, sizes, strict=True))


def weights(view: View) -> Iterator[Problem]:
    """S03: weights that do not make 100, and groups where an item without a limit can decide alone."""
    for scheme in view.schemes:
        for group in scheme.groups:
            total = sum(item.weight for item in group.items)
            if group.items and total != HUNDRED:
                what = f"方案「{scheme.name}」组「{group.name}」的权重合计 {float(total):g}，不是 100"
                yield Problem("S03", "W", what, group.place, "")
            free = [item for item in group.items if item.shape == "ratio" and item.most is None]
            spoken = any("封顶" in text or "上限" in text for text in (*scheme.doubts, scheme.note))
            if len(group.items) > 1 and free and not spoken:
                largest = max(free, key=lambda item: item.weight)
                what = f"方案「{scheme.name}」组「{group.name}」有 {len(free)} 项得分不封顶，权重最大的是「{largest.name}」"
                yield Problem("S03", "W", what, largest.place, "")


def freed_places(view: View) -> Iterator[Problem]:
    """S04: a veto frees a place, protection takes one; whether it is filled changes the sizes of the classes."""
    for scheme in view.schemes:
        document = view.assembly.written.get(scheme.place)
        if not scheme.veto or not scheme.cuts or document is None or "refill" in document.map:
            continue
        first, limit = scheme.labels[0], scheme.veto[0].label
        before = class_sizes(scheme.cuts, HUNDRED, scheme.count.mode) if not scheme.cuts[0].by_score else ()
        shown = ""
        if before and limit != first:
            after = dict(zip(scheme.labels, before, strict=True))
            after[first], after[limit] = after[first] - 1, after[limit] + 1
            shown = f"：100 家原为 {_sizes(scheme, HUNDRED, scheme.count.mode)}，否决一家{first}后为 " + "".join(
                f"{label}{count}" for label, count in after.items()
            )
        yield Problem("S04", "W", f"方案「{scheme.name}」没有写否决空出的名额是否递补{shown}", scheme.place, "")


def circles(view: View) -> Iterator[Problem]:
    """P06: schemes whose results need each other in the same period."""
    reads = {
        scheme.name: frozenset().union(*(schemes_read(node) for node in nodes_of(scheme)))
        for scheme in view.pack.schemes
    }
    path = circle(reads)
    if path:
        start = next((scheme for scheme in view.pack.schemes if scheme.name == path[0]), None)
        if start is not None:
            what = f"评价方案绕成圈：{' → '.join(path)}"
            yield Problem("P06", "E", what, start.place, "让其中一个改看上年的结果，如 上年(等次(…))")
