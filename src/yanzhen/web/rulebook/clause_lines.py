"""A rule as numbered lines, and the text it stands on with the same numbers in it: a colleague checks it by counting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from yanzhen.language import tree
from yanzhen.language.sentences import sentence
from yanzhen.language.tree import Node
from yanzhen.pack.checks.reading_back import SPANS
from yanzhen.pack.checks.view import bare
from yanzhen.pack.figures import figures
from yanzhen.pack.model import Clause
from yanzhen.web.rulebook.book import Book

LONGEST_MARK = 120


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: plain (empty kind), a column, a quantity, or a marked stretch that bears a line's number."""

    text: str
    kind: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a rule: its number, what it is (谁 且 给多少 封顶 上限 …), its words, a remark, chips.

    `steps` are the rows of a table (bound, value); `needles` are the words by which it is found in a text.
    """

    number: int
    label: str
    pieces: tuple[Piece, ...]
    note: str = ""
    assumed: bool = False
    judged: bool = False
    steps: tuple[tuple[str, str], ...] = ()
    needles: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Paper:
    """One paragraph on paper: its pieces, whether they are the document's own words, and where they stand."""

    pieces: tuple[Piece, ...]
    quoted: bool
    article: str = ""


def lines(book: Book, clause: Clause) -> list[Line]:
    """The rule of a clause in the order it is read, numbered from 1."""
    found = list(_lines(book, clause))
    return [
        Line(at, one.label, one.pieces, one.note, one.assumed, one.judged, one.steps, one.needles)
        for at, one in enumerate(found, start=1)
    ]


def papers(book: Book, clause: Clause, numbered: list[Line]) -> list[Paper]:
    """What the clause says: its quotes with the figures that carry the rule marked; restated, the rule as one paragraph."""
    quotes = [one for one in book.view.said(clause) if one.quoted]
    if not quotes:
        text = book.paragraphs[clause.id].text
        head, dot, rest = text.partition("。")
        needles = [(line.number, word) for line in numbered for word in line.needles]
        return [Paper((Piece(head + dot), *_marked(rest, needles)), False)]
    papers = []
    for quote in dict.fromkeys(one.text for one in quotes):
        needles = [(line.number, word) for line in numbered for word in _told_in(quote, line)]
        papers.append(Paper(tuple(_marked(quote, needles)), True))
    return papers


def _lines(book: Book, clause: Clause) -> Iterator[Line]:
    names = _columns(book, clause)

    def line(label: str, node: Node, note: str = "", assumed: bool = False, judged: bool = False) -> Line:
        said = sentence(node)
        steps = _steps(node)
        short = _("按%(by)s分档") % {"by": sentence(bare(node).by)} if steps else said
        return Line(0, label, tuple(_pieces(short, names)), note, assumed, judged, steps, (said,))

    first = True
    for one in clause.conditions:
        if one.source == "pays":
            continue
        barred = one.source == "unless"
        node = one.node.operand if barred and isinstance(one.node, tree.Not) else one.node
        label = _("不给") if barred else _("谁") if first else _("且")
        first = first and barred
        note = _("政策通则") if one.from_policy else ""
        if one.judged:
            note = _("由人评审")
        yield line(label, node, note, one.basis == "assumed", bool(one.judged))
    if clause.gives:
        yield Line(0, _("给"), (Piece(clause.gives),), needles=(clause.gives,))
    if clause.amount is not None:
        yield from _amount(clause, line)
    for times in clause.times:
        said = _("不超过 %(most)s 次") % {"most": times.most}
        yield Line(0, _("次数"), tuple(_pieces(f"{_per(times.per)}{SPANS[times.span]} {said}", names)))
    for cap in clause.every_cap:
        said = sentence(cap.most)
        note = _per(cap.per) + SPANS[cap.span]
        yield Line(0, _("封顶"), tuple(_pieces(said, names)), note, needles=(said,))
    if clause.top is not None:
        said = sentence(clause.top.most)
        words = _("连同已发的「%(matter)s」合计不超过 ") % {"matter": clause.top.counts}
        yield Line(0, _("上限"), (Piece(words), *_pieces(said, names)), _per(clause.top.per), needles=(said,))


def _amount(clause: Clause, line) -> Iterator[Line]:
    amount = clause.amount
    assert amount is not None
    label = _("收多少") if clause.charges else _("给多少")
    if amount.high is None:
        yield Line(0, label, (Piece(_("文件没有写明数额")),), amount.judged)
    elif amount.low == amount.high:
        yield line(label, amount.high, assumed=clause.basis == "assumed")
    else:
        yield line(label, amount.high, _("只写上限，由「%(who)s」决定") % {"who": amount.judged}, judged=True)
    for node in (end for end in (amount.high,) if end is not None):
        for term in dict.fromkeys(part for part in tree.walk(node) if isinstance(part, tree.TermOf)):
            body = line(_("其中"), term.body)
            yield Line(0, _("其中"), (Piece(term.name, "column"), Piece(" = "), *body.pieces), "", False, False,
                       body.steps, body.needles)  # fmt: skip


def _steps(node: Node) -> tuple[tuple[str, str], ...]:
    node = bare(node)
    if not isinstance(node, tree.Table) or node.form == "every":
        return ()
    return tuple((sentence(bound), sentence(value)) for bound, value in node.rows)


def _per(names: Iterable[str]) -> str:
    return "".join(_("每户") if name == "企业" else _("每个%(name)s") % {"name": name} for name in names)


def _columns(book: Book, clause: Clause) -> list[str]:
    """Column names, longest first, that sentences may hold."""
    registers = book.pack.vocabulary.registers
    names = {name for one in registers.values() for name in one.columns if len(name) > 1}
    terms = {part.name for one in clause.conditions for part in tree.walk(one.node) if isinstance(part, tree.TermOf)}
    if clause.amount is not None and clause.amount.high is not None:
        terms |= {part.name for part in tree.walk(clause.amount.high) if isinstance(part, tree.TermOf)}
    return sorted(names | terms, key=len, reverse=True)


def _pieces(text: str, names: list[str]) -> Iterator[Piece]:
    """The text with columns and quantities apart."""
    spans = [(one.start, one.end, "quantity") for one in figures(text)]
    for name in names:
        start = text.find(name)
        while start >= 0:
            spans.append((start, start + len(name), "column"))
            start = text.find(name, start + len(name))
    at = 0
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < at:
            continue
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[start:end], kind)
        at = end
    if at < len(text):
        yield Piece(text[at:])


def _told_in(quote: str, line: Line) -> list[str]:
    """The figures of a quote that a line holds, as the quote writes them; else the line's own columns that stand in it."""
    own = [one for words in (*line.needles, *(part for step in line.steps for part in step)) for one in figures(words)]
    there = [one.text for one in figures(quote) if any(one.equals(other.value, other.dimension) for other in own)]
    return there or [piece.text for piece in line.pieces if piece.kind == "column" and piece.text in quote]


def _marked(text: str, needles: list[tuple[int, str]]) -> Iterator[Piece]:
    """The text with the first place of each needle marked with its number; marks do not overlap."""
    spans: list[tuple[int, int, int]] = []
    for number, word in needles:
        if not word or len(word) > LONGEST_MARK:
            continue
        for match in re.finditer(re.escape(word), text):
            start, end = match.span()
            if all(end <= other[0] or other[1] <= start for other in spans):
                spans.append((start, end, number))
                break
    at = 0
    for start, end, number in sorted(spans):
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[start:end], "mark", number)
        at = end
    if at < len(text):
        yield Piece(text[at:])
