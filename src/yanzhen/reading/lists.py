"""Labels and enumerations → lists: items before the name, behind it, numbered 一是…二是…, or spread over headings and points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from yanzhen.reading.actions import ACTION
from yanzhen.reading.clauses import sentences
from yanzhen.reading.enumerations import Piece, Run, declared, pieces
from yanzhen.reading.labels import Label, labels_of
from yanzhen.reading.page import HIGH, MEDIUM, NamedList
from yanzhen.reading.scene import Paragraph, Scene
from yanzhen.reading.strand import Strand
from yanzhen.reading.undeclared import undeclared_of

_AMONG = re.compile(r"(?P<and>等)?(?P<of>[\u4e00-\u9fff“]{0,8}?)$")
_LINKS = ("这", "的", "共", "共计", "")
_BEHIND = re.compile(r"[”’」]?(?:[\u4e00-\u9fff]{0,6})?(?::|——|\(|,?即|,?包括|,?分别是|,?分别为)")
_ORDINAL = re.compile(
    r"(?:(?<=[。;:,”])|^)(?P<nth>[一二三四五六七八九十])是(?P<what>[^。,;:]{2,30})|(?:(?<=[。;:,])|^)(?P<only>[一二三四五六七八九十])是(?=[^。,;:]{2})"
)
_NTH = "一二三四五六七八九十"


@dataclass(frozen=True)
class Place:
    """A label in its paragraph."""

    paragraph: Paragraph
    label: Label


def lists_of(scenes: Sequence[Scene]) -> list[NamedList]:
    """Every list of a page once by name, one with items before a bare name, in the order of the text."""
    found: dict[str, NamedList] = {}
    for scene in scenes:
        places = [Place(part, label) for part in scene.every() for label in labels_of(part.strand.looked)]
        names = {place.label.name for place in places}
        places = [place for place in places if not place.label.noun or place.label.name + place.label.noun not in names]
        for place in places:
            _keep(found, _declared(scene, place), apart=place.label.form == "kinds")
        once = list({place.label.name: place for place in reversed(places)}.values())
        for place in once:
            kept = found.get(place.label.name)
            if place.label.form == "great" and kept is not None and kept.kind == "label_only":
                _keep(found, _spread(scene, place))
        for part in scene.paragraphs:
            for one in _shared(part, once):
                _keep(found, one)
    taken = [(one.passage.start, one.passage.end) for one in found.values() if one.kind == "enumerated"]
    for scene in scenes:
        for one in undeclared_of(scene, taken):
            found[f"{one.passage.start}"] = one
    return sorted(_same_stem(list(found.values())), key=lambda one: one.passage)


def _keep(found: dict[str, NamedList], one: NamedList | None, apart: bool = False) -> None:
    """Take up a list, or the better of two of one name; a plain count (三个方面) names no list: each stands `apart`."""
    if one is None:
        return
    key = f"{one.name}@{one.passage.start}" if apart else one.name
    kept = found.get(key)
    better = kept is None or (kept.kind == "label_only" and one.kind == "enumerated")
    if better or (kept is not None and one.found_count > kept.found_count and one.complete):
        found[key] = one


def _declared(scene: Scene, place: Place) -> NamedList | None:
    """The list of one label where it stands: with its items, or the bare name if it is a name at all."""
    label, strand = place.label, place.paragraph.strand
    if label.count is not None and label.count <= 60:
        for find in (_before, _after, _numbered):
            one = find(strand, label)
            if one is not None:
                titled = place.paragraph.role == "title"
                return replace(one, name=f"{one.name}(标题)") if titled else one
    if label.form == "kinds":
        return None
    confidence, reason = HIGH, None
    if len(label.parts) > 1:
        confidence, reason = MEDIUM, "复合代号，总数按各数之和"
    return NamedList(
        strand.passage(label.start, label.end),
        "label_only",
        label.name,
        label.count,
        (),
        0,
        False,
        label.note,
        label.parts,
        confidence=confidence,
        reason=reason,
    )


def _before(strand: Strand, label: Label) -> NamedList | None:
    """Items that end where the label begins: A、B、C等十大项目; A、B和C的“五全一常态”."""
    words = strand.looked
    sentence, clause = _opens(words, label.start)
    head = words[clause : label.start]
    among = re.search(r"等(?P<of>[^、,等]{0,10})$", head)
    if among is not None:
        end, open_ended, link = clause + among.start(), True, "等"
    else:
        open_ended, link = False, next(link for link in _LINKS if head.endswith(link))
        end = label.start - len(link)
        if not link and label.form == "code":
            return None
    if end - clause < 3 and words[clause - 1 : clause] != ",":
        return None
    assert label.count is not None
    run = declared(words, sentence, clause, end, label.count, far=open_ended or bool(link))
    if run is None and words[end - 1 : end] in ("”", "’"):
        run = _inside(words, clause, end, label.count)
    prefix = among["of"].strip("“的") if among is not None else ""
    if run is not None:
        return _list(strand, label, run, label.end, prefix=prefix)
    if open_ended:
        inner = declared(words, sentence, clause, end, len(pieces(words, clause, end, "、")))
        if inner is not None and 2 <= len(inner.items) < label.count and label.form != "code":
            return _list(strand, label, inner, label.end, prefix=prefix)
    return None


def _inside(words: str, clause: int, end: int, count: int) -> Run | None:
    """Items inside one quotation that ends here: “大梳理、大摸底、…、大服务”这“六大行动”."""
    opened = max(words.rfind("“", clause, end - 1), words.rfind("‘", clause, end - 1))
    if opened < 0:
        return None
    parts = pieces(words, opened + 1, end - 1, "、")
    return Run(opened, tuple(parts)) if len(parts) == count else None


def _after(strand: Strand, label: Label) -> NamedList | None:
    """Items behind the label: 三个关键词:导向、制度、文化; 三个方面对标:甲;乙;丙."""
    words = strand.looked
    match = _BEHIND.match(words, label.end)
    if match is None:
        return None
    closer = ")" if match[0].endswith("(") else "。!?"
    end = min((at for at in (words.find(sign, match.end()) for sign in closer) if at >= 0), default=len(words))
    for signs in (";", "、", ",", "、,"):
        parts = pieces(words, match.end(), end, signs)
        if len(parts) == label.count:
            return _list(strand, label, Run(label.start, tuple(parts)), end)
    if match[0].endswith((":", "(", "即", "包括")):
        run = declared(words, match.end(), match.end(), end, label.count or 0)
        if run is not None:
            return _list(strand, label, Run(label.start, run.items, run.joined), end)
    return None


def _numbered(strand: Strand, label: Label) -> NamedList | None:
    """Items numbered 一是…二是… further on in the paragraph, as many as declared."""
    words = strand.looked
    items: list[Piece] = []
    if label.form == "code":
        return None
    for match in _ORDINAL.finditer(words, label.end):
        nth = match["nth"] or match["only"]
        if _NTH.find(nth) != len(items):
            continue
        items.append(match.span("what") if match["nth"] else (match.end(), match.end() + 2))
    if len(items) == label.count:
        return _list(strand, label, Run(label.start, tuple(items)), label.end)
    return None


def _spread(scene: Scene, place: Place) -> NamedList | None:
    """Items in headings, in the heads of points, or in the last words of paragraphs: each ends with the label's noun."""
    label = place.label
    noun = label.noun
    if len(noun) < 2 or label.count is None:
        return None
    behind = [one for one in scene.paragraphs if one.number >= place.paragraph.number]
    sources = (
        [_named(one.strand, 0, len(one.strand.looked), noun) for one in behind if one.role in ("h", "h2")],
        [
            _named(one.strand, 0, _first_stop(one.strand.looked), noun)
            for one in behind
            if one.strand.looked.startswith("—")
        ],
        [_named(one.strand, *_last_clause(one.strand.looked), noun) for one in behind if one.role == "p"],
    )
    for source in sources:
        items = list(dict.fromkeys(item for item in source if item))
        if len(items) == label.count:
            return NamedList(
                place.paragraph.strand.passage(label.start, label.end),
                "enumerated",
                label.name,
                label.count,
                tuple(items),
                len(items),
                True,
                "分散在各段",
                confidence=MEDIUM,
                reason="各项不在一处，按名称末尾相同找到",
            )
    return None


def _named(strand: Strand, start: int, end: int, noun: str) -> str | None:
    """The name that ends with the noun in these words, without the verb before it."""
    words = strand.looked[start:end].lstrip("—- ")
    at = words.find(noun)
    if at < 1:
        return None
    name = words[: at + len(noun)]
    match = ACTION.match(name)
    if match is not None and len(name) - match.end() > len(noun):
        name = name[match.end() :]
    return name if len(name) > len(noun) and not re.search(r"[“”,、:\d]|[一二三四五六七八九十]大", name) else None


def _first_stop(words: str) -> int:
    match = re.search(r"[。,:]", words.lstrip("—"))
    return len(words) if match is None else match.start() + len(words) - len(words.lstrip("—"))


def _last_clause(words: str) -> tuple[int, int]:
    end = len(words.rstrip("。 "))
    return max(words.rfind(",", 0, end), words.rfind("。", 0, end)) + 1, end


def _shared(paragraph: Paragraph, places: Sequence[Place]) -> Iterator[NamedList]:
    """Enumerations whose items all end with a label's noun and are as many as it declares, far from the label."""
    words = paragraph.strand.looked
    for place in places:
        noun, count = place.label.noun, place.label.count
        if place.label.form != "great" or count is None or len(noun) < 2 or words.count(noun) < count:
            continue
        for start, end in sentences(words):
            for clause in pieces(words, start, end, ",;。:"):
                parts = pieces(words, *clause, "、")
                if len(parts) == count and all(words[first:last].endswith(noun) for first, last in parts):
                    run = declared(words, clause[0], clause[0], clause[1], count)
                    if run is not None:
                        yield _list(
                            paragraph.strand, replace(place.label, start=run.lead, end=clause[1]), run, clause[1]
                        )


def _list(strand: Strand, label: Label, run: Run, end: int, prefix: str = "") -> NamedList:
    items = tuple(_shown(strand, piece) for piece in run.items)
    name = prefix + label.name if prefix and not label.name.startswith(prefix) else label.name
    complete = len(items) == label.count
    last = max(end, max(piece[1] for piece in run.items))
    confidence, reason = HIGH, None
    if run.joined:
        confidence, reason = MEDIUM, "顿号多于声明数，短名并入“以及”所在的一项"
    elif not complete:
        confidence, reason = MEDIUM, f"声明 {label.count} 项，列出 {len(items)} 项"
    return NamedList(
        strand.passage(min(run.lead, label.start), last, anchor=label.end - 1),
        "enumerated",
        name,
        label.count,
        items,
        len(items),
        complete,
        None,
        label.parts,
        confidence=confidence,
        reason=reason,
    )


def _shown(strand: Strand, piece: Piece) -> str:
    """An item as printed, without quotation marks around the whole of it."""
    words = strand.shown[piece[0] : piece[1]].strip(" ,、;")
    if words[:1] in "“‘「" and words[-1:] in "”’」" and not re.search("[“”‘’「」]", words[1:-1]):
        return words[1:-1]
    return words


def _opens(words: str, at: int) -> tuple[int, int]:
    """Where the sentence and the clause that hold a position begin."""
    sentence = max((words.rfind(sign, 0, at) for sign in "。!?…\n"), default=-1) + 1
    depth_free = [piece for piece in pieces(words, sentence, at, ",;:") if piece[1] <= at]
    clause = depth_free[-1][0] if depth_free else sentence
    while clause < at and words[clause] in " —-”":
        clause += 1
    return sentence, clause


def _same_stem(found: list[NamedList]) -> list[NamedList]:
    """Take a shared first word off the first item of a title's list where another list of the page shows it is shared."""
    told = []
    for one in found:
        other = next((two for two in found if f"{two.name}(标题)" == one.name and two.kind == "enumerated"), None)
        if other is not None and len(other.items) == len(one.items):
            stem = _common(other.items)
            first = one.items[0]
            if stem and first.startswith(stem) and not any(item.startswith(stem) for item in one.items[1:]):
                one = replace(one, items=(first[len(stem) :], *one.items[1:]), note=f"“{stem}”为共用前缀")
        told.append(one)
    return told


def _common(items: Sequence[str]) -> str:
    first, last = min(items), max(items)
    size = next((at for at, (one, two) in enumerate(zip(first, last)) if one != two), min(len(first), len(last)))
    return first[:size] if size >= 2 else ""
