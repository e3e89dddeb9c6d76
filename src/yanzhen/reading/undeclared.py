"""Enumerations that declare no count: three items or more, of one make, closed by 等 or a quotation, or alike in form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yanzhen.reading.clauses import clauses
from yanzhen.reading.enumerations import Piece, Run, declared, pieces
from yanzhen.reading.page import HIGH, MEDIUM, NamedList
from yanzhen.reading.scene import Scene
from yanzhen.reading.strand import Strand
from yanzhen.reading.vocabulary import either

_AND_SO_ON = re.compile(rf"等(?P<of>[\u4e00-\u9fff]{{0,8}}?(?:{either('heads')}|模式|行动|整治|片区|道路|议题))?")
_OFFICIALS = re.compile(r"(?:市|省|县|区)领导")
_QUOTED = re.compile(r"“([^“”]{5,60})”")


def undeclared_of(scene: Scene, taken: Sequence[tuple[int, int]]) -> Iterator[NamedList]:
    """The lists without a count of one article, none inside a declared one."""
    for paragraph in scene.paragraphs:
        if paragraph.role != "p":
            continue
        strand = paragraph.strand
        for start, end, run, of in _runs(strand.looked):
            passage = strand.passage(start, end, anchor=run.items[-1][1] - 1)
            if any(first < passage.end and passage.start < last for first, last in taken):
                continue
            items = tuple(_shown(strand, piece) for piece in run.items)
            sure = of is not None or _alike(items)
            yield NamedList(
                passage,
                "undeclared",
                of or "、".join(items[:3]),
                None,
                items,
                len(items),
                None,
                "带“等”" if of is not None else None,
                confidence=HIGH if sure else MEDIUM,
                reason=None if sure else "并列成分，未声明数量",
            )


def _runs(words: str) -> Iterator[tuple[int, int, Run, str | None]]:
    for clause in clauses(words):
        if (
            "、" not in words[clause.start : clause.end]
            and "”“" not in words[clause.start : clause.end]
            and "+" not in words
        ):
            continue
        if _OFFICIALS.match(words, clause.start):
            continue
        inner = _in_quotation(words, clause.start, clause.end)
        if inner is not None:
            yield clause.start, clause.end, inner, None
            continue
        closing = _AND_SO_ON.search(words, clause.start, clause.end)
        end = closing.start() if closing is not None else clause.end
        parts = pieces(words, clause.start, end, "、")
        if len(parts) < 3:
            continue
        whole = parts
        parts = _cut_tail(words, parts) if closing is None else parts
        run = declared(words, clause.start, clause.start, parts[-1][1], len(parts))
        if run is None:
            continue
        items = [words[first:last] for first, last in run.items]
        if closing is None and parts == whole and not _alike(items):
            continue
        if max(map(len, items)) > 24 or all(re.search(r"\d", item) for item in items):
            continue
        of = (closing["of"] or "") if closing is not None else None
        yield clause.start, (closing.end() if closing is not None else clause.end), run, of


def _in_quotation(words: str, start: int, end: int) -> Run | None:
    for match in _QUOTED.finditer(words, start, end):
        for signs in ("、", "+"):
            parts = pieces(words, *match.span(1), signs)
            if len(parts) >= 3:
                return Run(match.start(), tuple(parts))
    return None


def _cut_tail(words: str, parts: list[Piece]) -> list[Piece]:
    """The last item without what the sentence goes on to say of all (租购并举的住房制度)."""
    start, end = parts[-1]
    others = [last - first for first, last in parts[:-1]]
    of = words.find("的", start, end)
    if of > start and end - start > max(others) + 2 and "的" not in words[parts[0][0] : parts[-2][1]]:
        return [*parts[:-1], (start, of)]
    return parts


def _alike(items: Sequence[str]) -> bool:
    """Whether items are of one make: the same last or first characters, or the same short length."""
    sizes = {len(item) for item in items}
    if len(items[-1]) > max(map(len, items[:-1])) + 4:
        return False
    if len({item.strip("“”")[-1:] for item in items}) == 1 or len({item.strip("“”")[:1] for item in items}) == 1:
        return True
    return len(sizes) == 1 and max(sizes) <= 8


def _shown(strand: Strand, piece: Piece) -> str:
    words = strand.shown[piece[0] : piece[1]].strip(" ,、;+")
    if words[:1] == "“" and words[-1:] == "”" and not re.search("[“”]", words[1:-1]):
        return words[1:-1]
    return words
