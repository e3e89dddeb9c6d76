"""People and their offices: a surname and a given name where the words around show that a person is meant.

A name stands behind an office (市委书记甲某), in a list of officials (市领导甲、乙、丙出席), before a verb of speaking, before
老师、同志、一行, or behind 记者. What was found once is counted everywhere on the page. The code lists say who is known; another
name is a suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yanzhen.reading.lexicon import Lexicon
from yanzhen.reading.page import HIGH, LOW, MEDIUM, Passage, Person
from yanzhen.reading.scene import Scene
from yanzhen.reading.strand import Strand
from yanzhen.reading.vocabulary import either

_NAME = rf"(?:(?:{either('surnames2')})[\u4e00-\u9fff]{{1,2}}|(?:{either('surnames')})[ ]?[\u4e00-\u9fff]{{1,2}}?)"
_FULL = rf"(?:(?:{either('surnames2')})[\u4e00-\u9fff]{{1,2}}|(?:{either('surnames')})[\u4e00-\u9fff]{{1,2}})"
_NAMES = rf"{_FULL}(?:、{_FULL})*"
_SAYS = (
    r"(?:指出|强调|要求|表示|说|认为|主持|出席|参加|深入|来到|赴|先后|会见|介绍|认真|勉励|叮嘱|充分|首先|察看|希望|又|在|对|一行|老师|同志|先生|女士|教授|代表|感谢|"
    r"第|分别|通报|参会|陪同|作|等|,|。|、|与|和|并|率|调研|看望|同|就|还|也|及|为|从|向|等\d|;|$|\)|任|主任)"
)
_OFFICE = rf"(?P<office>(?:[\u4e00-\u9fff]{{0,18}}?(?:{either('offices')})、?)+)"
_BY_OFFICE = re.compile(rf"{_OFFICE}(?P<name>{_NAME})(?={_SAYS})")
_OFFICIALS = re.compile(
    rf"(?P<office>(?:全?[省市县区]|州)领导)(?P<names>{_NAMES})(?=[出参主通分陪及、,。在为到]|会|等)"
)
_GROUP = re.compile(
    rf"(?P<names>{_FULL}(?:、{_FULL}){{1,}})等(?:\d+[位名人])?(?P<office>[\u4e00-\u9fff]{{0,8}}?(?:{either('offices')}|代表|人员|同志|专家|学者|干部|委员))"
)
_VICES = re.compile(
    rf"(?P<office>[\u4e00-\u9fff]{{0,8}}(?:{either('offices')}))(?P<names>{_FULL}(?:、{_FULL})+)(?=[出参主列陪。,等])"
)
_SPOKE = re.compile(
    rf"(?:(?<=[。,;”:、\n])|^)(?P<name>{_FULL})(?=指出|强调|要求|表示|说,|认为|介绍了|先后|一行|致辞|主持|出席|作报告|同[\u4e00-\u9fff]{{2,10}}(?:总统|总理|主席|首相)通电话)"
)
_SUFFIXED = re.compile(
    rf"(?P<org>[\u4e00-\u9fff]{{4,12}}(?:学|院|中学|小学|公司|医院))?(?P<name>{_FULL})(?P<office>老师|教授|院士|博士|先生|女士|同志|总书记|一行)"
)
_SOME = re.compile(rf"(?P<name>{_FULL})等\d+[名位人]")
_REPORTER = re.compile(
    rf"(?P<paper>[\u4e00-\u9fff]{{0,8}}?)(?P<office>(?:全媒体|见习|实习|特约)?(?:记者|通讯员|实习生))[\s:：]*(?P<names>{_NAME[:-1]})(?:[\s、]+{_NAME})*)"
)
_ONE = re.compile(r"[\u4e00-\u9fff](?: ?[\u4e00-\u9fff]){1,3}")
_ROSTER = re.compile(rf"{_FULL}")
_AGE = re.compile(r"(\d{1,3})岁的?[\u4e00-\u9fff]{0,10}$")
_NO_NAME = re.compile(either("no_person"))


@dataclass
class Found:
    """A name being collected."""

    office: str | None
    org: str | None
    passage: Passage
    age: int | None = None
    sure: bool = True


def people_of(
    scenes: Sequence[Scene], bylines: Sequence[Strand], lexicon: Lexicon, year: int | None = None
) -> list[Person]:
    """Every person of a page once, in the order of their first passage with an office."""
    found: dict[str, Found] = {}
    strands = [part.strand for scene in scenes for part in scene.every()]
    for strand in [*strands, *bylines]:
        for name, one in _in(strand):
            bare = name.replace(" ", "")
            kept = found.get(bare)
            if kept is None or (kept.office is None and one.office is not None):
                found[bare] = one
            elif one.office and kept.office and len(one.office) > len(kept.office) and one.office.endswith(kept.office):
                kept.office, kept.org = one.office, one.org or kept.org
    for name in [name for name in found if any(name != other and name.endswith(other) for other in found)]:
        del found[name]
    whole = "".join(strand.looked for strand in strands) + "".join(strand.looked for strand in bylines)
    for name in lexicon.people:
        holding = next((one for one in strands if name in one.looked), None)
        if name not in found and holding is not None:
            at = holding.looked.index(name)
            found[name] = Found(None, None, holding.passage(at, at + len(name)))
    told = [_person(name, one, whole, lexicon, year) for name, one in found.items()]
    return sorted(told, key=lambda person: person.passage)


def _person(name: str, one: Found, whole: str, lexicon: Lexicon, year: int | None) -> Person:
    known = name in lexicon.people
    confidence = HIGH if one.sure or known else (MEDIUM if one.office else LOW)
    reason = None if confidence == HIGH else "按姓氏和上下文认作人名"
    if known and not lexicon.in_office(name, year):
        confidence, reason = MEDIUM, f"代码表里此人的任期不含 {year} 年"
    return Person(
        one.passage,
        name,
        one.office,
        one.org,
        max(1, whole.count(name)),
        one.age,
        bool(lexicon.people) and not known,
        confidence=confidence,
        reason=reason,
    )


def _in(strand: Strand) -> Iterator[tuple[str, Found]]:
    words = strand.looked
    for match in _REPORTER.finditer(words):
        for one in re.finditer(_NAME + r"(?=[\s、)]|$)", words[match.start("names") : match.end() + 1]):
            start = match.start("names") + one.start()
            yield one[0], Found(match["office"], match["paper"] or None, strand.passage(start, start + len(one[0])))
    for pattern in (_OFFICIALS, _VICES, _GROUP):
        for match in pattern.finditer(words):
            at = match.start("names")
            for name in match["names"].split("、"):
                if pattern is not _VICES or _is_name(name):
                    yield name, Found(_office(match["office"])[0], None, strand.passage(at, at + len(name)))
                at += len(name) + 1
    for match in _BY_OFFICE.finditer(words):
        name = match["name"]
        if not _is_name(name):
            continue
        office, org = _office(match["office"])
        age = _AGE.search(words[max(0, match.start() - 12) : match.end("office")])
        begin = match.end("office") - len(office) - (len(org) if org and match["office"].startswith(org) else 0)
        yield (
            name,
            Found(office, org, strand.passage(max(begin, match.start()), match.end()), int(age[1]) if age else None),
        )
    for match in _SUFFIXED.finditer(words):
        if _is_name(match["name"]):
            called = {"老师": "教师", "一行": None}.get(match["office"], match["office"])
            yield match["name"], Found(called, match["org"], strand.passage(match.start(), match.end()))
    for pattern in (_SPOKE, _SOME):
        for match in pattern.finditer(words):
            if _is_name(match["name"]):
                yield match["name"], Found(None, None, strand.passage(*match.span("name")), sure=False)


def _is_name(name: str) -> bool:
    return 2 <= len(name.replace(" ", "")) <= 4 and _NO_NAME.search(name) is None


def _office(words: str) -> tuple[str, str | None]:
    """The office alone, and the organisation before it where it is named."""
    match = re.search(
        rf"(?P<org>[\u4e00-\u9fff\d.]{{2,24}}?(?:公司|集团|大学|学院|实验室|医院|委员会|区委|县委|小区|街道|协会|商会|银行|分公司))?(?P<office>(?:[\u4e00-\u9fff]{{0,6}}?(?:{either('offices')})、?)+)$",
        words,
    )
    if match is None:
        return words, None
    org = match["org"]
    if org is not None:
        org = org[max((stop.end() for stop in re.finditer(either("no_name"), org)), default=0) :]
    office = re.sub(r"^(?:由|中|其中|和|与)", "", match["office"].rpartition("的")[2])
    return office.strip("、"), org or None
