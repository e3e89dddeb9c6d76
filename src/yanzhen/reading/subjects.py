"""What a figure is of: the indicator and its scope, from the words around the number in its clause.

到2025年,全市|地区生产总值|达到|5500亿元左右        words before the verb
培育形成|5家左右|5A级龙头物流企业                    words behind, where only a verb stands before
|5名|选手荣获一等奖                                  words behind, where nothing stands before
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yanzhen.reading.dates import DAY, DEADLINE
from yanzhen.reading.quantities import Figure

_SCOPE = re.compile(r"(?:全[国省市县区乡镇]|我[省市县区]|各县\(?市?\)?区|各县市区|每[个名家所])")
_LEAD = re.compile(
    r"(?:其中|[一二三四]季度|上半年|前三季度|共?发生|最终|另有|另|预计|并且|并|且|同时|全年|全面|确保|力争|争取|努力|推动实现|推动|实现|使|让|新增的|以及|到时|届时|要|将|还|也|共有|"
    r"每年|年均|每季度|每月|年内|当年|今年|明年|去年|上年|累计|再|总体|基本|进一步|稳定|主要预期目标是|目标是|预期目标为|"
    r"至少|最多|不少于|不低于|高出|低于)"
)
_VERB = re.compile(
    r"(?:力争|确保|预计|可|将|要|累计|分别|均|都|各|总量|再)?(?:达到了?|达|突破|超过|超|实现了?|完成了?|为|是|约|占|有|共有|共|增加到|增至|"
    r"提高到|提升到|提升至|提高至|扩大到|保持在|稳定在|控制在|降至|降到|不低于|不少于|不超过|至少|至|到|近|逾|仅|就|位列|等|力争|争取|确保|预计)$"
)
_GROWTH = re.compile(r"(增长|增幅|增速|增加|下降|降低|减少|提高|提升|上升|回落|缩短|压减)(?:了|到|至|速度)?$")
_DOING = re.compile(
    r"(?:计划|力争|全年|新|再|共|累计|成功|可|将)?(?:培育形成|培育壮大|培育|引进|招引|吸引|建成|建设|新建|改建|扩建|新增|净增|完成|实现|发放|开展|组织|打造|创建|"
    r"争取|认定|发展|安排|投入|筹集|改造|治理|修复|开工|竣工|投产|签约|落地|储备|实施|举办|开通|新开通|盘活|清理|处置|化解|帮助|带动|提供|支持|培训|选派|评选|评出|决出|获得|拥有|设立|"
    r"推动|推进|种植|栽植|收获|整治|提质|建立|推广|引育|招聘|资助|奖励|补助|压减|淘汰|关闭|减少|节约|收储|出让|供应|保障|入库|申报|通报|查处|办结|化解|受理|新引进)+(?:了|约|至少)?$"
)
_MADE = re.compile(r"(?:力争|计划)?(?:培育|建成|拥有|打造|形成|达)")
_COUNTED = frozenset("人名位户家个项件所座")
"""Units with which people and things are counted one by one."""

_NAME_END = re.compile(r"[,。;:!?(]|和一批|以及|并|来[\u4e00-\u9fff]|(?<=[\u4e00-\u9fff]{4})(?:踊跃|表现|,)")


@dataclass(frozen=True, slots=True)
class Subject:
    """Indicator and scope as written; `found` is False where the words name no indicator."""

    indicator: str
    scope: str | None
    found: bool
    carried: bool = False


_BARE = re.compile(
    r"(?:同比|比上年|年均|平均)?(?:增长|增幅|增速|增加|下降|降低|减少|提高|提升|上升|回落)?(?:排|居|列|位)?"
)
_OF = re.compile(r"(?:高出|高于|低于|快于|快出|同比|年均|增|降|其)")


def carried(subject: Subject, before: str, last: str | None) -> Subject:
    """The subject with what the sentence spoke of before, where the clause leaves it out (…达3840亿元,增长8.1%)."""
    words = re.sub(rf"^(?:{_LEAD.pattern})+", "", before.strip(" ,"))
    if last is None or not (_BARE.fullmatch(words) or _OF.match(words) or not subject.found):
        return subject
    stem = re.sub(r"(?:同比)?(?:增长|增速|增加|下降)$", "", last)
    if subject.indicator.startswith(stem):
        return subject
    return Subject(stem + re.sub(r"[排居列位]$", "", words), subject.scope, True, True)


def subject_of(words: str, start: int, end: int, figure: Figure) -> Subject:
    """The subject of a figure in its clause `words[start:end]`."""
    before, scope = _trimmed(words[start : figure.start])
    after = words[figure.end : end]
    growth = _GROWTH.search(before)
    if growth is not None and growth.start() > 1:
        return Subject(before[: growth.start()] + growth[1], scope, True)
    if figure.unit in _COUNTED and before and not _VERB.search(before) and not _DOING.search(before):
        behind = _behind(after)
        if len(behind) > 1:
            group = before.endswith("等") or "、" in before
            return Subject(behind, scope if group else scope or before, True)
    if before.endswith("等") and figure.unit in _COUNTED:
        return Subject(_behind(after) or before, scope, True)
    named = _VERB.sub("", before)
    named = _VERB.sub("", named)
    doing = _DOING.fullmatch(named) if named else None
    if named and doing is None:
        rest = _DOING.search(named)
        if rest is not None and rest.start() >= 2:
            behind = _behind(after)
            return Subject(named[: rest.start()] + behind if behind else named, scope, True)
        return Subject(named, scope, len(named) > 1)
    behind = _behind(after)
    if behind:
        return Subject(("" if _MADE.match(named) else named) + behind, scope, True)
    return Subject(named or before or figure.unit, scope, False)


def _trimmed(before: str) -> tuple[str, str | None]:
    """Words before the number without times, callings and scope; the scope apart."""
    scope = None
    while True:
        before = before.lstrip(" ,:的")
        for pattern in (DEADLINE, DAY, _LEAD):
            match = pattern.match(before)
            if match is not None and match.end():
                before = before[match.end() :]
                break
        else:
            match = _SCOPE.match(before)
            if match is None or scope is not None:
                return before.strip(), scope
            scope = match[0]
            before = before[match.end() :]


def _behind(after: str) -> str:
    """The noun behind a number: 5家左右|5A级龙头物流企业."""
    after = after.lstrip(" 的")
    end = _NAME_END.search(after)
    return (after[: end.start()] if end is not None else after)[:24].strip()
