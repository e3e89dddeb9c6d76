"""Named ways of working: 行动、计划、工程、机制、制度 with a name of their own, and what the sentence says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yanzhen.reading.actions import ACTION
from yanzhen.reading.clauses import clauses
from yanzhen.reading.page import HIGH, MEDIUM, Mechanism
from yanzhen.reading.scene import Scene
from yanzhen.reading.vocabulary import words as words_of

_KIND = (
    r"机制|制度|专项行动|行动计划|行动方案|行动|计划|工程|专班|清单|预案|体系|模式|试点|平台|方案|办法|意见|条例|责任状|承诺书|名录|后备库|培育库|整治|监测|走廊|河长制|湖长制|林长制|"
    r"田长制|恳谈会|招商|示范基地|大会战|专项|集群|示范区|奖补|考核|评价|革命"
)
_NAMED = re.compile(
    rf"(?P<quoted>[\u4e00-\u9fff]{{0,10}}[“‘《「][^“”‘’《》「」]{{2,40}}[”’》」][\u4e00-\u9fff]{{0,8}}?(?:{_KIND}))|(?P<code>[“‘「][^“”‘’「」]{{2,14}}[”’」])"
    rf"|(?P<plain>[\u4e00-\u9fff]{{2,18}}(?:{_KIND}))(?![\u4e00-\u9fff]{{0,2}}(?:性|化|力))|(?P<book>《[^《》]{{4,50}}(?:方案|办法|意见|条例|预案|规划)[^《》]{{0,12}}》)"
)
_LEAD = re.compile(r"(?:和|及|与|以|由|起|形成|在|对|把|将|的|等|[\u4e00-\u9fff]{2,10}(?:召开|主持))+")
_AIM = re.compile(
    r"(?:化解|促进|推动|确保|实现|提升|提高|服务|以便|为了|切实|从而|打造|保障|保持)[\u4e00-\u9fff“”]{2,24}"
)


def mechanisms_of(scene: Scene) -> Iterator[Mechanism]:
    """The mechanisms one article names, each name once."""
    seen: set[str] = set()
    for paragraph in scene.paragraphs:
        if paragraph.role != "p":
            continue
        strand = paragraph.strand
        words = strand.looked
        found = list(clauses(words))
        for at, clause in enumerate(found):
            action = ACTION.match(words, clause.start, clause.end)
            for match in _NAMED.finditer(words, clause.start, clause.end):
                name, start = _name(match)
                if name in seen or len(name) < 3 or (match["plain"] and action is None):
                    continue
                if match["code"] and (
                    not re.search(r"[一二三四五六七八九十百双两]|\+", name)
                    or len(name) > 10
                    or name[1:-1] in words_of("no_label")
                ):
                    continue
                if name in ("体制机制", "工作机制", "保障措施") or re.match(r"(?:完善|健全|创新)?(?:体制)?机制$", name):
                    continue
                seen.add(name)
                behind = found[at + 1] if at + 1 < len(found) and found[at + 1].sentence == clause.sentence else None
                aim = _AIM.search(words, match.end(), behind.end if behind is not None else clause.end)
                lead = clause.start if match.start() - clause.start <= 24 else start
                yield Mechanism(
                    strand.passage(lead, max(match.end(), min(clause.end, match.end() + 12)), anchor=match.end() - 1),
                    name[1:-1] if re.fullmatch(r"[“‘《][^“”‘’《》]+[”’》]", name) else name,
                    aim[0] if aim is not None else None,
                    None,
                    scene.article.id,
                    "partly" if aim is not None else "named",
                    confidence=HIGH if match["quoted"] or match["book"] else MEDIUM,
                    reason=None if match["quoted"] or match["book"] else "按名称末尾认作工作机制",
                )


def _name(match: re.Match[str]) -> tuple[str, int]:
    """The name without the verb before it, and where it begins."""
    words, start = match[0], match.start()
    action = ACTION.match(words)
    if action is not None and len(words) - action.end() >= 3:
        words, start = words[action.end() :], start + action.end()
    lead = _LEAD.match(words)
    if lead is not None and len(words) - lead.end() >= 3:
        words, start = words[lead.end() :], start + lead.end()
    return words, start
