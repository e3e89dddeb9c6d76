"""An article as the grammar reads it: its headline and paragraphs as strands, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from yanzhen.reading.articles import Told
from yanzhen.reading.page import Article
from yanzhen.reading.strand import Strand


@dataclass(frozen=True)
class Paragraph:
    """One block: `role` is p, h, h2, or title, kicker, subtitle for lines of the headline."""

    role: str
    strand: Strand
    number: int


@dataclass(frozen=True)
class Scene:
    """An article, its headline and its body as strands."""

    article: Article
    headline: tuple[Paragraph, ...]
    paragraphs: tuple[Paragraph, ...]

    @classmethod
    def of(cls, text: str, told: Told) -> Scene:
        """The scene of an article that was told."""
        head = []
        for role, lines in (("kicker", told.kicker), ("title", told.title), ("subtitle", told.subtitle)):
            head += [Paragraph(role, line.strand, line.number) for line in lines]
        body = []
        for block, chain in zip(told.article.body, told.chains):
            pieces = [piece for line in chain.lines for piece in line.pieces]
            body.append(Paragraph(block.role, Strand.of(text, pieces), block.lines[0]))
        return cls(told.article, tuple(head), tuple(body))

    def every(self) -> Iterator[Paragraph]:
        """Headline and body."""
        yield from self.headline
        yield from self.paragraphs
