"""Organisations: names that end as organisations do, behind a place, a rank or a list sign; known ones to their code lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yanzhen.reading.actions import ACTION
from yanzhen.reading.lexicon import Lexicon
from yanzhen.reading.page import HIGH, MEDIUM, Organisation
from yanzhen.reading.scene import Scene
from yanzhen.reading.strand import Strand
from yanzhen.reading.vocabulary import either

_ENDS: tuple[tuple[str, str], ...] = (
    ("企业", r"(?:股份|集团|控股)?有限(?:责任)?公司(?:[\u4e00-\u9fff]{2,6}分?公司)?|集团(?!化)|分公司|公司|电厂|银行"),
    ("议事协调机构", r"领导小组|委员会|指挥部|安委会|专委会|联席会"),
    (
        "党政机关",
        r"办公厅|教育厅|科技厅|[\u4e00-\u9fff]{2}厅|组织部|统战部|宣传部|政法委|纪委监委|人大常委会|常委会工委|人民政府|发改委|卫健委|国资委|工信局|[\u4e00-\u9fff]{2,3}局",
    ),
    ("群团", r"总工会|教育工会|工会|妇联|团委|工商联|(?<!协)商会|协会|联合会"),
    ("学校", r"大学|学院|中学|小学|党校|职院"),
    ("医院", r"(?:附属|人民|中心|中)?医院(?:[\u4e00-\u9fff]{2,4}分院)?|附一医院"),
    ("园区", r"产业园|高新区|经开区|开发区|科技园|智慧园|产业创新城|物流园|工业园"),
    ("功能区", r"综保区|自贸区|保税区"),
    (
        "机构",
        r"(?:检测|储备|服务|救援|救治|诊疗|处理|集结|物流|指挥|研究|交易)中心(?:\([\u4e00-\u9fff]{2,6}\))?|实验室|研究院|研究所",
    ),
    ("媒体", r"日报|晚报|电视台|新华社"),
    ("行政村", r"(?:街道|镇|乡)[\u4e00-\u9fff]{2,4}?(?:村|社区)(?![民干组委落庄])"),
    ("保护区", r"自然保护区"),
    ("基地", r"救援[\u4e00-\u9fff]{0,4}基地"),
)
_FIXED = re.compile(
    r"党中央、国务院|党中央|国务院(?:[\u4e00-\u9fff]{1,4}委会)?|(?<![\u4e00-\u9fff])?(?:省|市|县|区)委、(?:省|市|县|区)政府|(?<!城)(?:省|市)政府|(?:市|省)政协|(?:市|省)人大常委会"
)
_STOPS = re.compile(either("no_name"))
_LEFT = re.compile(r"[\u4e00-\u9fff\d]+$")


def organisations_of(scenes: Sequence[Scene], bylines: Sequence[Strand], lexicon: Lexicon) -> list[Organisation]:
    """Every organisation of a page once, in the order of the text."""
    found: dict[str, tuple[str, Strand, int, int]] = {}
    strands = [*(part.strand for scene in scenes for part in scene.every()), *bylines]
    for strand in strands:
        for kind, start, end in _in(strand.looked, lexicon):
            found.setdefault(strand.looked[start:end], (kind, strand, start, end))
    whole = "\n".join(strand.looked for strand in strands)
    told = []
    for name, (kind, strand, start, end) in found.items():
        known = name in lexicon.organisations or name in lexicon.places
        told.append(
            Organisation(
                strand.passage(start, end),
                name,
                kind,
                name,
                whole.count(name),
                bool(lexicon.organisations) and not known,
                confidence=HIGH if known or kind in ("党政机关", "企业", "群团") else MEDIUM,
                reason=None
                if known or kind in ("党政机关", "企业", "群团")
                else "按名称末尾认作机构，名称的起点请核对",
            )
        )
    return sorted(told, key=lambda one: one.passage)


def _in(words: str, lexicon: Lexicon) -> list[tuple[str, int, int]]:
    found = [("党政机关", *match.span()) for match in _FIXED.finditer(words)]
    found += [("机构", at, at + len(name)) for name in lexicon.organisations if (at := words.find(name)) >= 0]
    taken = list(found)
    for kind, ends in _ENDS:
        for match in re.finditer(ends, words):
            start = _start(words, match.start())
            size = match.start() - start
            if size < (1 if kind in ("党政机关", "群团") else 2) or size > 18:
                continue
            if any(first < match.end() and start < last for _, first, last in taken):
                continue
            name = words[start : match.end()]
            if not _plausible(kind, name):
                continue
            found.append((kind, start, match.end()))
            taken.append((kind, start, match.end()))
    return found


def _start(words: str, end: int) -> int:
    """Where the name begins whose closing word begins at `end`: behind the last sign or word no name holds."""
    left = _LEFT.search(words, max(0, end - 24), end)
    if left is None:
        return end
    start = left.start()
    for stop in _STOPS.finditer(words, start, end):
        start = stop.end()
    action = ACTION.match(words, start, end)
    if action is not None and end - action.end() >= 2 and len(action["verb"]) >= 2:
        start = action.end()
    return start


def _plausible(kind: str, name: str) -> bool:
    """Whether a name says of whom it is; 物流园区 and 一个公司 do not."""
    if re.search(
        r"^(?:企业|国有|国内|重点|龙头|头部|领军|市场|平台|民营|大型|外地|市属|部分|成员|产业|行业|专业|科研|办公|一个|多|新|老|大型|大中|大小|一流|县级|青年|沿海|农业|农村|各类|类|第|部门|不断|建立|综合|专题|委办|\d)",
        name,
    ):
        return False
    if kind == "党政机关" and _STOPS.search(name):
        return False
    return not (kind == "党政机关" and name.endswith("局") and re.search(r"格局|结局|布局|开局|全局|大局", name))
