"""What took place: meetings, receptions, visits, contests, documents issued, calls; with day, chair, speakers, those present."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yanzhen.reading.clauses import sentences
from yanzhen.reading.dates import DAY, FIRST_DAY, Now, iso
from yanzhen.reading.page import HIGH, MEDIUM, Event, Passage, Person
from yanzhen.reading.scene import Paragraph, Scene

_END = (
    r"(?:常务会议|全体会议|工作会议|电视电话会议|视频会议|会议|全会|大会|座谈会|部署会|动员会|推进会|协商会|研讨会|发布会|恳谈会|调度会|汇报会|论证会|联席会|见面会|说明会|评审会|"
    r"培训班|研修班|竞赛|比赛|大赛|论坛|仪式|开幕式|博览会|洽谈会|活动|会)"
)
_MEETING = rf"[\u4e00-\u9fff“”‘’\d()、·+ ]{{0,44}}?{_END}(?:暨[\u4e00-\u9fff]{{2,20}}?{_END})?"
_CHAIRED = re.compile(rf"主持召开(?P<what>{_MEETING})(?=[,。;]|$|,)")
_HELD = re.compile(
    rf"(?P<what>{_MEETING})(?:在(?P<place>[\u4e00-\u9fff]{{1,14}}?))?(?:圆满|隆重|顺利|正式)?(?P<how>召开|举行|举办|开幕|落幕|闭幕|结业|开班|启动)"
)
_NAMED = rf"(?:“[^“”]{{2,60}}”)?{_MEETING}"
_CALLED = re.compile(
    rf"(?P<who>[\u4e00-\u9fff]{{2,12}}?)(?:以[\u4e00-\u9fff]{{2,10}}方式)?(?:组织)?(?:召开|举行|举办)了?"
    rf"(?P<what>{_NAMED})(?=[,。;]|$)"
)
_PASSED = re.compile(rf"(?P<what>{_MEETING})(?:审议通过|审议|研究|原则通过)了?(?=《)")
_MET = re.compile(r"(?:先后|分别)?会见(?P<whom>[^。;]{2,90})")
_PARTY = re.compile(r"(?P<party>[^,。;]{2,60}?一行)")
_CARED = re.compile(r"看望慰问|走访慰问|慰问")
_VISITED = re.compile(
    r"(?P<how>率(?:队|团|[\u4e00-\u9fff]{1,8}组)(?:来|赴|到)|赴|深入|来到|前往|率队赴|到)(?P<place>[\u4e00-\u9fff]{2,24}?)(?P<what>,到[\u4e00-\u9fff]{2,6}|调研|考察|检查|督导|走访|督查|指导|看望|现场办公|暗访|开展|(?=,)|(?=。))"
)
_ISSUED = re.compile(r"(?P<who>[\u4e00-\u9fff]{2,14}?)(?:联合)?印发了?(?P<what>《[^《》]{4,60}》)")
_CALL = re.compile(r"(?P<who>[\u4e00-\u9fff]{2,4})同(?P<whom>[\u4e00-\u9fff]{2,16})通电话")
_CONVEYED = re.compile(rf"传达学习(?:贯彻)?(?P<what>{_MEETING})精神")
_DATE = re.compile(rf"{DAY.pattern}|{FIRST_DAY.pattern}|\d{{1,2}}月(?:初|底|上旬|中旬|下旬)")
_BOOK = re.compile(r"《[^《》]{2,60}》")
_NEWS = re.compile(r"[\u4e00-\u9fff]{1,6}讯\s*(?:[(][^()]{0,40}[)])?\s*")
_HOSTS = re.compile(r"由(?P<who>[\u4e00-\u9fff、]{3,40}?)(?:联合)?(?:主办|承办|举办)的")
_KINDS = (
    ("常务会议", "常务会议"),
    ("全会", "全会"),
    ("动员", "动员大会"),
    ("部署会", "部署会"),
    ("座谈会", "座谈会"),
    ("协商会", "协商会"),
    ("恳谈会", "恳谈会"),
    ("研修班", "培训"),
    ("培训班", "培训"),
    ("竞赛", "竞赛"),
    ("比赛", "竞赛"),
    ("大赛", "竞赛"),
    ("论坛", "论坛"),
    ("仪式", "仪式"),
)


@dataclass(frozen=True)
class Day:
    """When: the words, the ISO date, where they stand."""

    text: str
    iso: str | None
    start: int


def events_of(scenes: Sequence[Scene], people: Sequence[Person], now: Now) -> list[Event]:
    """The events of a page in the order of its text."""
    names = [person.name for person in people if person.office != "记者"]
    first_day = _first_day(scenes, now)
    told: list[Event] = []
    conveyed: set[str] = set()
    for scene in scenes:
        if scene.article.type == "pointer":
            told += _pointed(scene)
            continue
        told += _main(scene, names, now, first_day)
        told += _issued(scene, now)
        for paragraph in scene.every():
            for match in _CONVEYED.finditer(paragraph.strand.looked):
                if match["what"] not in conveyed:
                    conveyed.add(match["what"])
                    passage = paragraph.strand.passage(*match.span())
                    told.append(
                        _event(
                            passage, match["what"], "会议(被传达)", None, scene, confidence=MEDIUM, reason="日期未给"
                        )
                    )
    return sorted(told, key=lambda event: event.passage)


def _main(scene: Scene, names: Sequence[str], now: Now, first_day: str | None) -> Iterator[Event]:
    """The event a report is of, from its first sentences; who was there, from its whole body."""
    paragraph = next((one for one in scene.paragraphs if one.role == "p"), None)
    if paragraph is None:
        return
    words = paragraph.strand.looked
    news = _NEWS.match(words)
    begin = news.end() if news is not None else 0
    for start, end in list(sentences(words[:600]))[:3]:
        start = max(start, begin)
        day = _day(words, start, end, now, first_day)
        if day is None:
            continue
        found = list(_occasions(paragraph, day, start, end, names))
        if found:
            for passage, name, kind, place, chair in found:
                yield _peopled(scene, names, _event(passage, name, kind, day, scene, place=place), chair)
            return


def _occasions(
    paragraph: Paragraph, day: Day, start: int, end: int, names: Sequence[str]
) -> Iterator[tuple[Passage, str, str, str | None, bool | None]]:
    """What a sentence says took place: passage, name, type, place, and whether the words before it name the chair."""
    strand = paragraph.strand
    words = strand.looked
    match = _CHAIRED.search(words, start, end)
    if match is not None:
        yield strand.passage(day.start, match.end()), match["what"], _type(match["what"]), None, True
        return
    match = _MET.search(words, start, end)
    if match is not None:
        who = _last_name(words[start : match.start()], names)
        parties = list(_PARTY.finditer(words, match.start("whom"), match.end("whom")))
        for party in parties:
            begin = day.start if party is parties[0] else party.start()
            whom = next(
                (re.search(f"{re.escape(name)}一行", party[0]) for name in names if f"{name}一行" in party[0]), None
            )
            yield strand.passage(begin, party.end()), f"{who}会见{(whom or party)[0]}", "会见", None, None
        if parties:
            return
    if _CARED.search(words, start, end) is not None:
        caring = _CARED.search(words, start, end)
        assert caring is not None
        stop = words.find(",", caring.end(), end)
        yield (
            strand.passage(day.start, stop if stop > 0 else end - 1),
            f"{_last_name(words[start : caring.start()], names)}慰问",
            "慰问",
            None,
            None,
        )
        return
    for pattern in (_HELD, _CALLED, _PASSED):
        match = pattern.search(words, max(start, day.start + len(day.text)), end)
        if match is not None:
            name = _bare(match["what"])
            place = match.groupdict().get("place")
            yield strand.passage(day.start, match.end()), name, _type(name), place, None
            return
    match = _VISITED.search(words, max(start, day.start + len(day.text)), end)
    if match is not None:
        stop = words.find("。", match.end())
        tail = (
            match.end()
            if match["what"] and not match["what"].startswith(",")
            else (stop if 0 < stop - match.end() < 40 else match.end())
        )
        who = _last_name(words[start : match.start()], names)
        yield (
            strand.passage(day.start, tail),
            f"{who}{match['how']}{match['place']}{match['what'] or ''}".strip(","),
            "调研",
            match["place"],
            None,
        )


def _event(
    passage: Passage,
    name: str,
    kind: str,
    day: Day | None,
    scene: Scene,
    *,
    place: str | None = None,
    confidence: str = HIGH,
    reason: str | None = None,
) -> Event:
    if day is not None and day.iso is None:
        confidence, reason = MEDIUM, "版面没有写明年份"
    books = tuple(dict.fromkeys(_BOOK.findall(passage.quote)))
    return Event(
        passage,
        name.strip(", "),
        kind,
        day.iso if day is not None else None,
        day.text if day is not None else None,
        None,
        (),
        (),
        place,
        scene.article.id,
        books,
        confidence=confidence,
        reason=reason,
    )


def _peopled(scene: Scene, names: Sequence[str], event: Event, chaired: bool | None) -> Event:
    """The event with chair, speakers and those present, as the article names them."""
    chair: str | None = None
    speakers: list[str] = []
    present: list[str] = []
    hosts: tuple[str, ...] = ()
    whole = [part.strand.looked for part in scene.every()]
    for name in names:
        called = re.escape(name)
        for words in whole:
            if name not in words:
                continue
            if chaired is not False and re.search(rf"{called}主持(?:召开|会议(?!部分)|$|。|,)", words):
                chair = chair or name
            if re.search(
                rf"{called}(?:出席并(?:讲话|强调)|在[\u4e00-\u9fff]{{2,10}}上?强调|强调|指出|要求|讲话|说|表示)", words
            ):
                speakers.append(name)
            if (
                re.search(rf"{called}[\u4e00-\u9fff、,]{{0,120}}(?:出席|参加|陪同|及全体)", words)
                and "领导" in words[: words.find(name)][-80:]
            ):
                present.append(name)
    host = _HOSTS.search(event.passage.quote)
    if host is not None:
        hosts = tuple(host["who"].split("、"))
    if event.type in ("会见", "慰问", "调研"):
        chair = None
    return Event(
        event.passage,
        _bare(event.name),
        event.type,
        event.date,
        event.date_text,
        chair,
        tuple(dict.fromkeys(speakers)),
        tuple(one for one in dict.fromkeys(present) if one not in speakers and one != chair),
        event.place,
        event.article,
        event.documents,
        hosts,
        confidence=event.confidence,
        reason=event.reason,
    )


def _issued(scene: Scene, now: Now) -> Iterator[Event]:
    """Documents that were issued, with the day where the sentence has one."""
    for paragraph in scene.paragraphs:
        words = paragraph.strand.looked
        for match in _ISSUED.finditer(words):
            start = max(words.rfind("。", 0, match.start()), words.rfind("——", 0, match.start())) + 1
            day = _day(words, max(start, match.start() - 30), match.start(), now, None)
            begin = day.start if day is not None else match.start()
            passage = paragraph.strand.passage(begin, match.end())
            yield _event(passage, f"{match['who']}印发{match['what']}", "文件印发", day, scene)


def _pointed(scene: Scene) -> Iterator[Event]:
    """A title whose report is on another page."""
    for paragraph in scene.headline:
        match = _CALL.search(paragraph.strand.looked)
        if match is not None:
            passage = paragraph.strand.passage(0, len(paragraph.strand.looked))
            yield _event(passage, match[0], "通电话", None, scene, confidence=MEDIUM, reason="只有标题，日期未给")


def _day(words: str, start: int, end: int, now: Now, first_day: str | None) -> Day | None:
    match = _DATE.search(words, start, end)
    if match is None:
        return None
    day = DAY.match(words, match.start())
    if day is not None:
        return Day(day[0], iso(day, now), match.start())
    return Day(match[0], first_day if FIRST_DAY.match(match[0]) else None, match.start())


def _first_day(scenes: Sequence[Scene], now: Now) -> str | None:
    """The date of the year's first working day, where another report of the page gives it (2月7日新春上班第一天)."""
    for scene in scenes:
        for paragraph in scene.paragraphs:
            for match in FIRST_DAY.finditer(paragraph.strand.looked):
                day = next(iter(DAY.finditer(paragraph.strand.looked, max(0, match.start() - 8), match.start())), None)
                if day is not None and day.end() == match.start():
                    return iso(day, now)
    return None


def _bare(name: str) -> str:
    """A meeting's name without who hosts it and what leads in to it."""
    name = re.sub(r"^由[\u4e00-\u9fff、]{2,40}?(?:主办|承办|举办)的", "", name)
    return re.sub(r"^(?:我市|上午|下午|,|了|出席|参加|在)+", "", name).strip()


def _type(name: str) -> str:
    return next((kind for word, kind in _KINDS if word in name), "会议")


def _last_name(words: str, names: Sequence[str]) -> str:
    """Whose deed a verb tells of: the known names before it."""
    before = sorted((words.rfind(name), name) for name in names if name in words)
    if before:
        return "、".join(name for _, name in before)
    match = re.search(
        r"(?:书记|市长|主席|主任|县长|区长|省长|部长|常委|局长|,|、)(?P<who>[\u4e00-\u9fff]{2,3})(?:先后|分别|一行|来到[\u4e00-\u9fff]{0,20})?$",
        words,
    )
    return match["who"] if match is not None else ""
