"""Clauses of doing → tasks: action, object, actor, deadline. Attitudes are left aside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yanzhen.reading.actions import ACTION, ATTITUDE
from yanzhen.reading.clauses import Clause, clauses
from yanzhen.reading.dates import DEADLINE, Now, due
from yanzhen.reading.page import HIGH, LOW, MEDIUM, Task
from yanzhen.reading.scene import Paragraph, Scene
from yanzhen.reading.strand import Strand
from yanzhen.reading.vocabulary import either

_CALLED = re.compile(
    r"(?:要|并|还要|同时|此外|会议要求|会议强调|强调|要求|指出|一是|二是|三是|四是|五是|六是|其中|务必|必须|应|应当|将|需)+(?:要)?"
)
_ACTOR = re.compile(
    r"(?P<actor>(?:各级?[\u4e00-\u9fff()]{0,6}(?:部门|单位|党委、政府|县\(市\)区|县市区|园区|责任单位|方)|各级各部门|市政府领导|有关部门|相关部门|[\u4e00-\u9fff()]{0,10}“一把手”|"
    r"全市[\u4e00-\u9fff]{2,8}(?:系统|园区|企业|部门)|[\u4e00-\u9fff]{1,6}(?:部门|单位|局|委|办|中心|区|县|园区|企业|综保区|街道|乡镇)|广大[\u4e00-\u9fff]{3,8}|双方))(?:要|应|须|将|负责|必须|牵头|会同)(?!求)"
)
_SOON = re.compile(r"尽快|年底前|年内|月底前|按时序进度|如期|早日|第一时间|限期")
_WITH = re.compile(r"(?:以|按照|通过|按|围绕|针对|对照|采取|推行|把|将)[^,]{2,40}")
_PLEDGE = re.compile(r"责任状|承诺书|承诺")
_LATER = re.compile(r"(?P<verb>提出|制定|形成|开展|组建|实施|建立|出台|研究)(?=\S{2})")
_SAYS_WHAT_IS = re.compile(r"[^“”]{2,14}是")
_FIRM = re.compile(rf"[“《\d]|(?:{either('firm')})")
"""An object one can point at."""


def tasks_of(scene: Scene, now: Now) -> Iterator[Task]:
    """The tasks of one article, in the order they are read."""
    for paragraph in scene.paragraphs:
        if paragraph.role != "p" or scene.article.type == "commentary":
            continue
        found = list(clauses(paragraph.strand.looked))
        actor: str | None = None
        sentence = (-1, -1)
        for at, clause in enumerate(found):
            if clause.sentence[1] != sentence[1]:
                sentence = clause.sentence
                actor = None
            named = _ACTOR.search(paragraph.strand.looked, clause.start, clause.end)
            if named is not None:
                actor = re.sub(
                    r"^(?:[\u4e00-\u9fff]{0,6}(?:叮嘱|勉励|希望|要求|强调|指出)|特别是|对)+", "", named["actor"]
                )
            task = _task(scene, paragraph, found, at, named.end() if named is not None else None, actor, now)
            if task is not None:
                yield task


def _task(
    scene: Scene,
    paragraph: Paragraph,
    found: Sequence[Clause],
    at: int,
    behind: int | None,
    actor: str | None,
    now: Now,
) -> Task | None:
    clause, strand = found[at], paragraph.strand
    words = strand.looked
    begin = behind if behind is not None else clause.start
    called = _CALLED.match(words, begin, clause.end)
    if called is not None:
        begin = called.end()
    timed = DEADLINE.match(words, begin, clause.end) or _SOON.match(words, begin, clause.end)
    if timed is not None:
        begin = timed.end()
    means = _WITH.match(words, begin, clause.end)
    action = ACTION.match(words, begin, clause.end)
    if action is None and behind is None:
        inside = re.compile(r"[^,]{0,24}?(?=要(?!求|素|害|点))").match(words, begin, clause.end)
        if inside is None or not inside[0]:
            return None if means is None else _means(scene, strand, clause, actor, now)
        begin = inside.end() + 1
        action = ACTION.match(words, begin, clause.end)
    if action is None or ATTITUDE.search(words[clause.start : min(clause.end, clause.start + 36)]) is not None:
        return None
    verb, thing = _done(action["verb"], words[action.end() : clause.end])
    if thing[:1] == "了" or _SAYS_WHAT_IS.match(thing) is not None:
        return None
    if len(thing.strip()) < 2:
        return None
    return _told(scene, strand, clause, verb, thing, actor, now)


def _done(verb: str, thing: str) -> tuple[str, str]:
    """What is done to what: the verb behind 围绕 or 聚焦, where there is one; 承担起 and 落实好 without their last character."""
    if verb in ("围绕", "聚焦"):
        later = _LATER.search(thing)
        if later is not None:
            return later["verb"], thing[later.end() :]
        if verb == "围绕" or not re.search(r"(?:建设|工程|项目|行动)$", thing):
            return verb, ""
    return verb, re.sub(r"^(?:起|好)(?=[^点事])", "", thing)


def _means(scene: Scene, strand: Strand, clause: Clause, actor: str | None, now: Now) -> Task | None:
    """以建设…为引领: an action inside the means."""
    match = re.compile(
        r"以([^,]{2,6}?)?(?P<verb>建设|创建|推进|深入推进|打造)(?P<thing>[^,]{4,30})为(?:引领|抓手|牵引|载体)"
    ).match(strand.looked, clause.start, clause.end)
    if match is None:
        return None
    return _told(scene, strand, clause, match["verb"], match["thing"], actor, now)


def _told(scene: Scene, strand: Strand, clause: Clause, verb: str, thing: str, actor: str | None, now: Now) -> Task:
    words = strand.looked[clause.start : clause.end]
    firm = _FIRM.search(thing) is not None
    confidence = HIGH if actor is not None and firm else MEDIUM if firm else LOW
    reason = None if confidence == HIGH else "没有写明由谁做" if firm else "对象笼统，可能只是要求"
    return Task(
        strand.passage(clause.start, clause.end),
        verb,
        thing.strip()[:80],
        actor,
        _deadline(strand.looked, clause, now),
        scene.article.id,
        "文中出现" if actor is not None else None,
        "commitment" if _PLEDGE.search(words) else None,
        confidence=confidence,
        reason=reason,
    )


def _deadline(words: str, clause: Clause, now: Now) -> str | None:
    """When it is due: stated in the clause, or by the sentence before it."""
    for start, end in ((clause.start, clause.end), (clause.sentence[0], clause.start)):
        stated = DEADLINE.search(words, start, end)
        if stated is not None and (stated["year"] is None or re.search(r"^[到至在于力争确保取]|[前底末]$", stated[0])):
            return due(stated, now)[1]
    soon = _SOON.search(words, clause.start, clause.end)
    return soon[0] if soon is not None else None
