"""Figures, ranks and coverages of an article → targets, reports and rules, each with subject, comparator, year and kind."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from yanzhen.reading.clauses import Clause, clauses
from yanzhen.reading.dates import DEADLINE, Now
from yanzhen.reading.enumerations import pieces
from yanzhen.reading.lexicon import Lexicon
from yanzhen.reading.mood import PROMISE, REPORT, Reach
from yanzhen.reading.page import HIGH, LOW, MEDIUM, Target
from yanzhen.reading.quantities import Figure, figures_of
from yanzhen.reading.ranks import Standing, standings_of
from yanzhen.reading.scene import Scene
from yanzhen.reading.strand import Strand
from yanzhen.reading.subjects import carried, subject_of

_RULE = re.compile(r"(?:面向|应当|须|必须|凡|符合|申请|报名|年龄|条件|不得|资格)")
_YEARLY = re.compile(r"每年|年均|逐年")
_WHICH = re.compile(r"的?[\u4e00-\u9fff]{1,8}")
_TIME_ONLY = re.compile(rf"(?:其中|同时|并|力争|预计)?(?:{DEADLINE.pattern})")
_APART = re.compile(r"分别|依次")
_ALIKE = re.compile(r"均|都|各(?!县|级|类|地|项|部|种|区)")
_SPLIT = re.compile(r"、|和|与|及|以及")


def targets_of(scene: Scene, now: Now, lexicon: Lexicon) -> Iterator[Target]:
    """The targets of one article in reading order."""
    reach = Reach(reports=scene.reports)
    for paragraph in scene.paragraphs:
        if paragraph.role != "p":
            reach.head(paragraph.strand.looked)
            continue
        reach.open(paragraph.strand.looked, now)
        found = list(clauses(paragraph.strand.looked))
        for at, clause in enumerate(found):
            reach.follow(paragraph.strand.looked, clause, now)
            yield from _of_clause(scene, paragraph.strand, found, at, reach, now, lexicon)
        reach.close(paragraph.strand.looked)


def _of_clause(
    scene: Scene, strand: Strand, found: Sequence[Clause], at: int, reach: Reach, now: Now, lexicon: Lexicon
) -> Iterator[Target]:
    clause = found[at]
    words = strand.looked[clause.start : clause.end]
    figures = list(figures_of(words))
    standings = list(standings_of(words))
    if not figures and not standings:
        return
    begin = clause.start
    if at and found[at - 1].sentence[1] == clause.sentence[1]:
        earlier = strand.looked[found[at - 1].start : found[at - 1].end]
        if _TIME_ONLY.fullmatch(earlier):
            begin = found[at - 1].start
    covered = next((one for one in standings if one.unit == "%"), None)
    if covered is not None and figures and figures[0].end <= covered.start:
        yield _covered(scene, strand, clause, begin, figures[0], covered, reach, now, lexicon)
        return
    if figures:
        yield from _figured(scene, strand, clause, begin, figures, reach, now, lexicon)
    for standing in standings:
        yield _ranked(scene, strand, clause, begin, standing, reach, now, lexicon)


def _figured(
    scene: Scene,
    strand: Strand,
    clause: Clause,
    begin: int,
    figures: list[Figure],
    reach: Reach,
    now: Now,
    lexicon: Lexicon,
) -> Iterator[Target]:
    """Targets of the figures of one clause; 分别 pairs names with figures, 均 gives one figure to every name."""
    words = strand.looked[clause.start : clause.end]
    head = words[: figures[0].start]
    apart, alike = _APART.search(words), _ALIKE.search(head)
    if apart is not None and len(figures) > 1:
        names = _paired(words[: min(apart.start(), figures[0].start)], len(figures)) or reach.names
        reach.names = names if len(names) == len(figures) else ()
        for at, figure in enumerate(figures):
            target = _one(scene, strand, clause, (begin, clause.end), figure, (0, len(words)), reach, now, lexicon)
            if reach.names:
                yield replace(target, indicator=names[at] + _grown(words, apart.end()), part=names[at])
            else:
                stem = _cleaned(words[: apart.start()])
                why = "“分别”所指的各项没有找齐"
                yield replace(target, indicator=stem, part=str(at + 1), confidence=LOW, reason=why)
        return
    if alike is not None and len(figures) == 1:
        every = [name for name in re.split("、|和|与", head[: alike.start()]) if name.strip()]
        if len(every) > 1:
            for name in every:
                target = _one(
                    scene, strand, clause, (begin, clause.end), figures[0], (0, len(words)), reach, now, lexicon
                )
                yield replace(target, indicator=_cleaned(name) + _grown(words, alike.end()), part=_cleaned(name))
            return
    figures, bounds = _qualified(words, figures)
    cuts = [0]
    for before, after in itertools.pairwise(figures):
        between = words[before.end : after.start]
        comma = max(between.rfind("、"), between.rfind(","))
        cuts.append(before.end + comma + 1 if comma >= 0 else before.end)
    cuts.append(len(words))
    for figure, first, last in zip(figures, cuts, cuts[1:]):
        opens = begin if first == 0 else clause.start + first
        end = clause.start + last - (words[last - 1] in "、,")
        target = _one(scene, strand, clause, (opens, end), figure, (first, last), reach, now, lexicon)
        bound = bounds.get(figure.at)
        yield target if bound is None else replace(target, threshold=_threshold(bound))


def _qualified(words: str, figures: list[Figure]) -> tuple[list[Figure], dict[int, Figure]]:
    """Figures without those that only say which things the next one counts (投资2亿元以上项目|100个), and these by the next."""
    kept, bounds = [], {}
    for figure, after in zip(figures, [*figures[1:], None]):
        if after is not None and words[figure.end - 1] in "上下内" and _WHICH.fullmatch(words, figure.end, after.start):
            bounds[after.at] = figure
        else:
            kept.append(figure)
    return kept, bounds


def _threshold(figure: Figure) -> dict[str, object]:
    return {"comparator": figure.comparator, "value": figure.value, "unit": figure.unit}


def _one(
    scene: Scene,
    strand: Strand,
    clause: Clause,
    span: tuple[int, int],
    figure: Figure,
    within: tuple[int, int],
    reach: Reach,
    now: Now,
    lexicon: Lexicon,
) -> Target:
    words = strand.looked[clause.start : clause.end]
    subject = carried(subject_of(words, within[0], within[1], figure), words[within[0] : figure.start], reach.indicator)
    if subject.found:
        reach.indicator = reach.indicator if subject.carried else subject.indicator
    sentence = strand.looked[clause.sentence[0] : clause.sentence[1]]
    kind, sure = _kind(words, sentence, figure, reach, now)
    comparator, note, reason = _comparator(figure, kind)
    yearly = _YEARLY.search(words[: figure.end]) is not None
    confidence = HIGH
    if not subject.found:
        confidence, reason = LOW, "没有写明是什么指标"
    elif not sure:
        confidence, reason = MEDIUM, reason or "从上下文推断是目标还是实绩"
    elif reason is not None:
        confidence = MEDIUM
    return Target(
        strand.passage(*span, anchor=clause.start + figure.at),
        kind,
        subject.indicator,
        _scope(subject.scope, lexicon),
        comparator,
        figure.value,
        figure.unit + "/年" * (yearly and figure.unit not in ("%", "个百分点")),
        None if yearly and reach.year is None else reach.year or (now.year if kind != "target" else None),
        note,
        figure.upper,
        period="annual" if yearly else None,
        article=scene.article.id,
        confidence=confidence,
        reason=reason,
    )


def _comparator(figure: Figure, kind: str) -> tuple[str, str | None, str | None]:
    """The sign, a note on it, and a reason to doubt it."""
    if figure.strict:
        return figure.comparator, "严格大于", None
    if figure.comparator == "reach":
        return (">=", "“达到”作>=", None) if kind == "target" else ("=", None, None)
    if figure.comparator == "=" and kind == "target":
        return ">=", None, "没有写比较词，承诺按至少理解"
    return figure.comparator, None, None


def _kind(words: str, sentence: str, figure: Figure, reach: Reach, now: Now) -> tuple[str, bool]:
    """target, actual or rule; and whether the words say so themselves, rather than the section or the sort of text."""
    if (figure.unit == "岁" and figure.comparator != "reach") or (
        figure.comparator in ("<=", ">=") and not figure.strict and _RULE.search(sentence[:40])
    ):
        return "rule", figure.unit == "岁"
    if reach.stated and reach.year is not None and now.year is not None and reach.year != now.year:
        return ("actual" if reach.year < now.year else "target"), True
    for part in (words, sentence):
        promised, reported = PROMISE.search(part), REPORT.search(part)
        if (promised is None) != (reported is None):
            return ("target" if reported is None else "actual"), True
    if reach.mood is not None:
        return reach.mood, True
    if reach.stated and now.year is None:
        return "target", False
    if reach.reports and not (figure.comparator in (">=", "<=", "~") and figure.unit not in ("位", "名", "人")):
        return "actual", True
    return "target", not reach.reports and figure.comparator != "="


def _ranked(
    scene: Scene,
    strand: Strand,
    clause: Clause,
    begin: int,
    standing: Standing,
    reach: Reach,
    now: Now,
    lexicon: Lexicon,
) -> Target:
    opens, ends = _segment(strand.looked, clause, standing)
    if opens != clause.start:
        begin = opens
    words = strand.looked[opens:ends]
    moved = opens - clause.start
    standing = replace(standing, start=standing.start - moved, end=standing.end - moved)
    figure = Figure(
        standing.start, standing.end, standing.start, standing.end, standing.value or Decimal(0), "名次", "=", False
    )
    subject = carried(subject_of(words, 0, len(words), figure), words[: figure.start], reach.indicator)
    ahead = reach.stated and reach.year is not None and (now.year is None or reach.year > now.year)
    if standing.keeps or ahead:
        kind = "target"
    elif REPORT.search(strand.looked[clause.sentence[0] : clause.sentence[1]]) or reach.mood == "actual":
        kind = "actual"
    else:
        kind = "target" if reach.mood == "target" or not reach.reports else "actual"
    comparator = standing.comparator if standing.unit == "%" else ("<=" if kind == "target" else "=")
    return Target(
        strand.passage(begin, ends, anchor=opens + standing.end - 1),
        kind,
        re.sub(r"(?:首次|稳住|继续|保持|实现|推动|确保)", "", subject.indicator),
        _scope(subject.scope, lexicon),
        comparator,
        standing.value,
        standing.unit,
        reach.year or (now.year if kind == "actual" else None),
        standing.note,
        qualitative=standing.value is None,
        article=scene.article.id,
        confidence=HIGH if subject.found else MEDIUM,
        reason=None if subject.found else "没有写明是什么指标",
    )


def _segment(words: str, clause: Clause, standing: Standing) -> tuple[int, int]:
    """The part of a clause between 、 that holds a rank, where each part is a saying of its own (稳住甲、稳住乙)."""
    parts = pieces(words, clause.start, clause.end, "、")
    heads = [words[start : start + 2] for start, _ in parts]
    if len(parts) > 1 and len(set(heads[1:] or heads)) == 1 and heads[-1] in words[parts[0][0] : parts[0][1]]:
        for start, end in parts:
            if start <= clause.start + standing.end - 1 < end:
                return start, end
    return clause.start, clause.end


def _covered(
    scene: Scene,
    strand: Strand,
    clause: Clause,
    begin: int,
    figure: Figure,
    standing: Standing,
    reach: Reach,
    now: Now,
    lexicon: Lexicon,
) -> Target:
    """实现2名以上全科医生乡镇卫生院全覆盖: a coverage whose subject holds a threshold."""
    words = strand.looked[clause.start : clause.end]
    name = re.sub(r"^(?:推动|确保|力争|实现)+", "", words[: standing.start])
    return Target(
        strand.passage(begin, clause.start + standing.end, anchor=clause.start + standing.end - 1),
        "target",
        name,
        _scope(None, lexicon),
        standing.comparator,
        standing.value,
        "%",
        reach.year,
        standing.note,
        threshold=_threshold(figure),
        article=scene.article.id,
    )


def _scope(written: str | None, lexicon: Lexicon) -> str | None:
    """Whose figure it is: as written, or the page's own place where the words say 全市 or nothing."""
    if written in (None, "全市", "我市") and lexicon.place is not None:
        return lexicon.place
    return written


def _cleaned(name: str) -> str:
    return re.sub(r"^(?:其中|全市|全年|确保|力争|实现|推动)+", "", name.strip(" ,、")).strip()


def _paired(head: str, count: int) -> tuple[str, ...]:
    """The names that 分别 pairs with `count` figures; 城乡居民 are two."""
    names = tuple(cleaned for name in _SPLIT.split(head) if (cleaned := _cleaned(name)))
    if len(names) == 1 and count == 2 and "城乡居民" in names[0]:
        return tuple(names[0].replace("城乡居民", each) for each in ("城镇居民", "农村居民"))
    return names if len(names) == count else ()


def _grown(words: str, at: int) -> str:
    found = re.match(r"(?:增长|下降|提高|降低|增加)", words[at : at + 2])
    return found[0] if found is not None else ""
