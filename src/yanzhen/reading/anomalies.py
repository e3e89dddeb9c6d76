"""What a person should look at: broken columns, lost or doubled words, quotation marks that do not pair, doubtful names.

Each finding quotes the place, says what it takes to be right where it can, and how sure it is. Nothing is changed by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from yanzhen.reading.actions import ACTION
from yanzhen.reading.articles import Told
from yanzhen.reading.joining import Chain
from yanzhen.reading.labels import labels_of
from yanzhen.reading.lexicon import Lexicon
from yanzhen.reading.page import HIGH, LOW, MEDIUM, Anomaly, NamedList, Passage, Person
from yanzhen.reading.scene import Scene
from yanzhen.reading.slips import slips_of
from yanzhen.reading.strand import Strand

MOST_OF_A_KIND = 200
"""A page has fewer slips of one kind; what has more is no page of this kind, and the rest is left untold."""

_BOLD = re.compile(r"(?<=[\u4e00-\u9fff、])\*\*(?=[\u4e00-\u9fff])")
_CORNER = re.compile(r"[「『][^「」『』\n]{1,40}[」』]")
_TOLD_OF = re.compile(
    r"(?:他|她)?(?:说|指出|强调|表示),(?=[^。]{0,12}(?:市长|主席|书记|主任|领导)[^。]{4,80}(?:出席|参加)(?:会议|活动)?。)"
)
_NTH = re.compile(r"(?:(?<=[。;:,])|^)(?P<nth>[一二三四五六七八九十])是(?P<what>[\u4e00-\u9fff]{1,10})(?=[。,])")


def anomalies_of(
    text: str,
    told: Sequence[Told],
    scenes: Sequence[Scene],
    lists: Sequence[NamedList],
    people: Sequence[Person],
    lexicon: Lexicon,
) -> list[Anomaly]:
    """The anomalies of a page in the order of its text."""
    found = [*_printed(text), *_contradictions(scenes, lists), *_namesakes(people), *_unsaid(scenes)]
    for one in told:
        found += _article(text, one)
    found += slips_of(
        scenes,
        lexicon,
        [end for one in told for chain in one.chains for end in _joins(chain)],
        [person.name for person in people],
    )
    counted: dict[str, int] = {}
    kept = []
    for anomaly in sorted(found, key=lambda anomaly: anomaly.passage):
        counted[anomaly.type] = counted.get(anomaly.type, 0) + 1
        if counted[anomaly.type] <= MOST_OF_A_KIND:
            kept.append(anomaly)
    return kept


def _joins(chain: Chain) -> Iterator[int]:
    for line in chain.lines[:-1]:
        yield line.end


def _article(text: str, told: Told) -> Iterator[Anomaly]:
    """What became of an article's lines when they were put in order."""
    if told.article.type == "column_banner":
        start = told.article.passage.start
        yield _at(text, start, told.title[0].end, "stray_heading", "栏题", HIGH, "栏题插在稿件之间，不是独立稿件")
    for line in (*told.title, *told.subtitle):
        if line.marks:
            yield _at(text, line.start, line.end, "markup", line.shown, HIGH, "标题标记")
    torn: Chain | None = None
    for chain in told.chains:
        for before, after in pairwise(chain.lines):
            between = text[before.end : after.start]
            if between.strip(" \n\t\r*#\u3000"):
                first = next(
                    (line.start for other in told.chains for line in other.lines if line.start > before.end),
                    after.start,
                )
                begin = max(before.start, before.end - 9)
                yield _at(text, begin, min(first + 10, after.start), "reading_order", None, HIGH, "句未完即接另一段")
                left = text.rfind("\n", 0, after.start - 1)
                last = max(
                    (line.end for other in told.chains for line in other.lines if line.end <= after.start), default=left
                )
                yield _at(
                    text,
                    max(last - 2, 0),
                    after.start + 9,
                    "reading_order",
                    f"应接“{before.shown[-10:]}”",
                    HIGH,
                    "跳行接续",
                )
            else:
                begin, end = max(before.start, before.end - 5), min(after.end, after.start + 5)
                joined = before.shown[-5:] + after.shown[:5]
                yield _at(text, begin, end, "column_break", joined, HIGH, "分栏断行")
        if chain.moved and chain.lines[0].kind == "head":
            line = chain.lines[0]
            yield _at(
                text, line.start, line.end, "reading_order", "与同类小标题同属一栏，应在其后", HIGH, "版面顺序错乱"
            )
        if chain.torn:
            line = chain.lines[-1]
            cut = max(line.looked.rfind("。"), -1) + 1
            yield _at(
                text,
                max(line.start, line.end - (len(line.looked) - cut)),
                line.end,
                "text_loss",
                "句尾缺失",
                HIGH,
                None,
            )
        elif torn is not None and chain.lines[0].kind == "body" and torn.lines[-1].end < chain.lines[0].start:
            line = chain.lines[0]
            yield _at(
                text,
                line.start,
                min(line.end, line.start + 14),
                "text_loss",
                "句首缺失",
                MEDIUM,
                "上一段句尾缺失，本段不能与之拼合",
            )
        torn = chain if chain.torn else None
        yield from _lost_start(text, chain)


def _lost_start(text: str, chain: Chain) -> Iterator[Anomaly]:
    """A paragraph that begins with the tail of a word the page has elsewhere (争力和影响力 … 竞争力和影响力)."""
    line = chain.lines[0]
    head = line.looked[:6]
    if line.kind != "body" or len(head) < 6 or not re.fullmatch(r"[\u4e00-\u9fff]{6}", head):
        return
    before = {
        text[match.start() - 1]
        for match in re.finditer(re.escape(head[:5]), text)
        if match.start() > line.start + 5 or match.start() < line.start
    }
    if len(before) == 1 and re.match(r"[\u4e00-\u9fff]", lost := before.pop()):
        yield _at(
            text,
            line.start,
            min(line.end, line.start + 10),
            "text_loss",
            f"……{lost}{head}",
            HIGH,
            "句首缺失，同词在别处完整",
        )


def _printed(text: str) -> Iterator[Anomaly]:
    """Markup inside sentences, the first bold words of a report, signs that differ from the rest of the page."""
    first = text.find("**本报讯**")
    if first >= 0:
        yield _at(text, first, first + 7, "markup", "本报讯", HIGH, f"出现{text.count('**本报讯**')}次")
    for match in _BOLD.finditer(text):
        begin = max(text.rfind(sign, 0, match.start()) for sign in "*—,。\n") + 1
        if text.count("**", text.rfind("\n", 0, match.start()) + 1, match.start()) % 2:
            shown = text[begin : match.start()] + text[match.end() : match.end() + 4]
            yield _at(text, begin, match.end() + 2, "markup", shown, HIGH, "粗体标记断在句中")
    if "“" in text:
        for match in _CORNER.finditer(text):
            yield _at(text, *match.span(), "punctuation", f"“{match[0][1:-1]}”", MEDIUM, "正文用弯引号")
    for narrow, wide in ((",", "，"), (";", "；"), ("(", "（"), (":", "：")):
        few, many = sorted(((text.count(narrow), narrow), (text.count(wide), wide)))
        if 0 < few[0] <= 3 and many[0] >= 20:
            for match in re.finditer(re.escape(few[1]), text):
                if few[1] in ",:" and match.start() and text[match.start() - 1].isdigit():
                    continue
                begin = max(text.rfind("\n", 0, match.start()) + 1, match.start() - 6)
                shown = text[begin : match.start()] + many[1]
                yield _at(text, begin, match.end(), "punctuation", shown, HIGH, f"全文仅{few[0]}处“{few[1]}”")


def _contradictions(scenes: Sequence[Scene], lists: Sequence[NamedList]) -> Iterator[Anomaly]:
    """Names that count differently in two places; numbered items that differ from the list they expand."""
    counts: dict[str, tuple[int, Passage]] = {}
    for scene in scenes:
        for paragraph in scene.every():
            for label in labels_of(paragraph.strand.looked):
                if label.form != "great" or label.count is None or len(label.noun) < 4:
                    continue
                passage = paragraph.strand.passage(label.start, label.end)
                kept = counts.setdefault(label.noun, (label.count, passage))
                if kept[0] != label.count:
                    note = f"另处作“{kept[1].quote}”"
                    yield Anomaly(passage, "suspicious_fact", None, note, confidence=MEDIUM, reason="同名而声明数不同")
            yield from _numbered(paragraph.strand, lists)


def _numbered(strand: Strand, lists: Sequence[NamedList]) -> Iterator[Anomaly]:
    numbered = list(_NTH.finditer(strand.looked))
    for one in lists:
        if one.kind != "enumerated" or len(numbered) < 2 or one.declared_count != len(one.items):
            continue
        pairs = [
            (match, one.items["一二三四五六七八九十".index(match["nth"])])
            for match in numbered
            if "一二三四五六七八九十".index(match["nth"]) < len(one.items)
        ]
        if sum(match["what"] == item for match, item in pairs) * 2 < len(pairs):
            continue
        for match, item in pairs:
            if match["what"] != item:
                passage = strand.passage(match.start("nth"), match.end())
                yield Anomaly(passage, "missing_char", f"{match['nth']}是{item}", f"前文作“{item}”", confidence=HIGH)


def _namesakes(people: Sequence[Person]) -> Iterator[Anomaly]:
    """Two names of three characters with one surname that differ in one character."""
    names = [person for person in people if len(person.name) == 3]
    for at, one in enumerate(names[:300]):
        for other in names[at + 1 : 300]:
            same = sum(left == right for left, right in zip(one.name, other.name))
            if (
                same == 2
                and one.name[0] == other.name[0]
                and abs(ord(_differing(one.name, other.name)[0]) - ord(_differing(one.name, other.name)[1])) < 40
            ):
                yield Anomaly(other.passage, "name_variant", one.name, f"与“{one.name}”只差一字", confidence=LOW)


def _differing(one: str, other: str) -> tuple[str, str]:
    return next((left, right) for left, right in zip(one, other) if left != right)


def _unsaid(scenes: Sequence[Scene]) -> Iterator[Anomaly]:
    """Somebody begins to speak and a list of those present follows: what was said is lost. And quotation marks without a twin."""
    for scene in scenes:
        for paragraph in scene.every():
            strand = paragraph.strand
            for match in _TOLD_OF.finditer(strand.looked):
                passage = strand.passage(match.start(), min(len(strand.looked), match.end() + 8))
                yield Anomaly(passage, "text_loss", "“说”后文字缺失", None, confidence=HIGH)
            yield from _unpaired(strand)


def _unpaired(strand: Strand) -> Iterator[Anomaly]:
    words = strand.looked
    opened: list[int] = []
    for match in re.finditer("[“”]", words):
        if match[0] == "“":
            opened.append(match.start())
        elif opened:
            opened.pop()
        else:
            begin = max(words.rfind(sign, 0, match.start()) for sign in ",。;:、") + 1
            action = ACTION.match(words, begin, match.start())
            at = action.end() if action is not None and match.start() - action.end() >= 2 else begin
            suggested = f"{words[begin:at]}“{words[at : match.start()]}”"
            yield Anomaly(strand.passage(begin, match.end()), "missing_quote", suggested, "缺左引号", confidence=HIGH)
    if opened and not (len(opened) == 1 and opened[0] == 0):
        for at in opened:
            end = min((stop for sign in ",。;" if (stop := words.find(sign, at)) >= 0), default=len(words))
            passage = strand.passage(at, max(at + 1, end), anchor=at)
            yield Anomaly(
                passage,
                "missing_quote",
                f"{words[at:end]}”",
                "缺右引号",
                confidence=MEDIUM,
                reason="右引号的位置请核对",
            )


def _at(
    text: str, start: int, end: int, kind: str, suggested: str | None, confidence: str, note: str | None
) -> Anomaly:
    start = max(0, min(start, len(text) - 1))
    end = min(len(text), max(end, start + 1))
    return Anomaly(Passage(start, end, text[start:end]), kind, suggested, note, confidence=confidence)
