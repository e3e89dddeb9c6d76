"""An article as the grammar reads it: its headline and paragraphs as strands, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from yanzhen.reading.articles import Told
from yanzhen.reading.dates import DAY
from yanzhen.reading.page import Article
from yanzhen.reading.strand import Strand

LONGEST = 3_000
"""The grammar looks at no more characters at once: one endless line costs no more than as many paragraphs."""


@dataclass(frozen=True)
class Paragraph:
    """One block: `role` is p, h, h2, or title, kicker, subtitle for lines of the headline."""

    role: str
    strand: Strand
    number: int


@dataclass(frozen=True)
class Scene:
    """An article, its headline and its body as strands. `reports`: it begins as reports of news do."""

    article: Article
    headline: tuple[Paragraph, ...]
    paragraphs: tuple[Paragraph, ...]
    reports: bool = True

    @classmethod
    def of(cls, text: str, told: Told) -> Scene:
        """The scene of an article that was told."""
        head = []
        for role, lines in (("kicker", told.kicker), ("title", told.title), ("subtitle", told.subtitle)):
            head += [Paragraph(role, line.strand, line.number) for line in lines]
        body = []
        for block, chain in zip(told.article.body, told.chains):
            strand = Strand.of(text, [piece for line in chain.lines for piece in line.pieces])
            body += [Paragraph(block.role, part, block.lines[0]) for part in _bounded(text, strand)]
        first = next((chain.lines[0] for chain in told.chains if chain.lines[0].kind in ("body", "news")), None)
        news = first is not None and (first.kind == "news" or DAY.match(first.looked) is not None)
        return cls(told.article, tuple(head), tuple(body), news)

    def every(self) -> Iterator[Paragraph]:
        """Headline and body."""
        yield from self.headline
        yield from self.paragraphs


def _bounded(text: str, strand: Strand) -> Iterator[Strand]:
    """The strand, or parts of it that end with a sentence where one ends in time."""
    words = strand.looked
    start = 0
    while len(words) - start > LONGEST:
        stop = max(words.rfind(sign, start + LONGEST // 2, start + LONGEST) for sign in "。!?;")
        end = stop + 1 if stop > 0 else start + LONGEST
        yield strand.part(start, end)
        start = end
    yield strand.part(start, len(words)) if start else strand
