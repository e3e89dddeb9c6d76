"""Lines → articles: headlines, paragraphs joined across broken columns, headings of two ranks, reading order.

A report begins where a run of headline lines is followed by a byline or by the words reports begin with. Other headline lines
stand inside an article and are its headings. What a column broke is joined by `joining`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from yanzhen.reading.dates import DAY, Now, iso
from yanzhen.reading.headlines import Headline, banners_of, headline_of
from yanzhen.reading.joining import Chain, chained
from yanzhen.reading.lines import Line
from yanzhen.reading.page import MEDIUM, Article, Block, Dateline, Part, Passage

_COMMENT = re.compile(r"评论员|论[\u4e00-\u9fff]{4,}|时评|社论")
_EXPLAINED = re.compile(r"解读|问答|答记者问|一图读懂")
_PAPER = re.compile(r"([\u4e00-\u9fff]{2,6}(?:日报|晚报|晨报|时报))")
_FIRST_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:上午|下午|晚|凌晨|中午)?|\d{1,2}月(?:上旬|中旬|下旬|初|底)")


@dataclass
class Draft:
    """An article being put together."""

    headline: Headline
    body: list[Line] = field(default_factory=list)
    kind: str = "news"


@dataclass(frozen=True)
class Told:
    """An article and the chains of lines its blocks were made of, in the same order."""

    article: Article
    chains: tuple[Chain, ...]
    kicker: tuple[Line, ...] = ()
    title: tuple[Line, ...] = ()
    subtitle: tuple[Line, ...] = ()


def articles_of(text: str, lines: Sequence[Line], now: Now) -> list[Told]:
    """The articles in the order of the page; what was joined, and across what, is in their chains."""
    return [_told(text, draft, f"a{at}", now) for at, draft in enumerate(_drafts(lines), 1)]


def _drafts(lines: Sequence[Line]) -> Iterator[Draft]:
    """Articles as runs of lines: a headline, then a body."""
    current: Draft | None = None
    at = 0
    while at < len(lines):
        run = _run(lines, at)
        after = lines[at + len(run)] if at + len(run) < len(lines) else None
        begins = run and (any(line.kind == "byline" for line in run) or (after is not None and after.kind == "news"))
        if run and (current is None or begins or any(line.marks == 1 for line in run)):
            pointed, rest = _pointers(run)
            found, rest = banners_of(rest)
            if current is not None and not begins and not rest:
                current.body += run
            else:
                if current is not None:
                    yield current
                yield from (Draft(headline_of([line]), kind="pointer") for line in pointed)
                yield from (Draft(Headline((), tuple(banner), (), ()), kind="column_banner") for banner in found)
                current = Draft(headline_of(rest)) if rest else None
            at += len(run)
            continue
        if current is None:
            current = Draft(Headline((), (), (), ()))
        if run:
            current.body += run
            at += len(run)
        else:
            current.body.append(lines[at])
            at += 1
    if current is not None:
        yield current


def _run(lines: Sequence[Line], at: int) -> list[Line]:
    """Headline lines that stand together from here."""
    run: list[Line] = []
    while at < len(lines) and (
        lines[at].kind in ("head", "lead_in", "byline", "pointer")
        or (lines[at].kind == "dash" and run and len(lines[at].looked) < 40 and not lines[at].finished)
    ):
        if run and lines[at].numbered:
            break
        run.append(lines[at])
        at += 1
    return run


def _pointers(run: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Titles whose body is on another page, each by itself, and the rest of the run."""
    last = max((at + 1 for at, line in enumerate(run) if line.kind == "pointer"), default=0)
    return [line for line in run[:last] if line.kind != "pointer"], list(run[last:])


def _told(text: str, draft: Draft, name: str, now: Now) -> Told:
    head = draft.headline
    chains = chained(draft.body)
    wide = any(chain.lines[0].kind == "head" and _two_parts(chain.lines[0]) for chain in chains)
    blocks = tuple(_block(chain, wide) for chain in chains)
    every = [*head.kicker, *head.title, *head.subtitle, *head.byline, *draft.body]
    first, last = min(line.start for line in every), max(line.end for line in every)
    shown = head.title or tuple(draft.body[:1]) or tuple(every[:1])
    start, end = shown[0].start, shown[-1].end
    title = " ".join(line.shown.strip() for line in head.title)
    paper = _PAPER.search(" ".join(line.looked for line in [*head.byline, *draft.body[:1]])[:80])
    article = Article(
        Passage(start, end, text[start:end]),
        name,
        _type(draft, title),
        title,
        _part(head.kicker),
        _part(head.subtitle),
        _part(head.byline) or _inline_byline(draft.body),
        _dateline(draft.body, now),
        paper[1] if paper else None,
        blocks,
        (first, last),
        confidence="high" if head.title else MEDIUM,
        reason=None if head.title else "没有认出标题",
    )
    return Told(article, chains, head.kicker, head.title, head.subtitle)


def _type(draft: Draft, title: str) -> str:
    if draft.kind != "news":
        return draft.kind
    around = " ".join(
        line.looked for line in [*draft.headline.subtitle, *draft.headline.kicker, *draft.headline.byline]
    )
    if _COMMENT.search(around):
        return "commentary"
    if _EXPLAINED.search(around + " " + title):
        return "interpretation"
    return "news"


def _part(lines: Sequence[Line]) -> Part | None:
    if not lines:
        return None
    return Part(" ".join(line.shown.strip() for line in lines), tuple((line.start, line.end) for line in lines))


def _inline_byline(body: Sequence[Line]) -> Part | None:
    """(记者 …) behind the first words of a report."""
    if not body or body[0].kind != "news":
        return None
    found = re.match(r"[^(（]{2,12}[(]([^()]{2,40})[)]", body[0].strand.looked)
    if found is None:
        return None
    strand = body[0].strand
    passage = strand.passage(*found.span(1))
    return Part(passage.quote, ((passage.start, passage.end),))


def _dateline(body: Sequence[Line], now: Now) -> Dateline | None:
    first = next((line for line in body if line.kind in ("news", "body")), None)
    found = _FIRST_DATE.search(first.strand.looked[:60]) if first is not None else None
    if first is None or found is None:
        return None
    passage = first.strand.passage(*found.span())
    day = DAY.match(found[0])
    return Dateline(passage.quote, ((passage.start, passage.end),), iso(day, now) if day is not None else None)


def _two_parts(line: Line) -> bool:
    return bool(re.search(r"[,;] ?\S{3}|\S{4} \S{4}", line.looked))


def _block(chain: Chain, wide: bool) -> Block:
    first = chain.lines[0]
    role = "p"
    if len(chain.lines) == 1 and first.kind in ("head", "lead_in"):
        role = "h2" if first.numbered == 2 or (wide and not _two_parts(first) and not first.numbered) else "h"
    return Block(
        role,
        "".join(line.shown for line in chain.lines),
        tuple((line.start, line.end) for line in chain.lines),
        tuple(line.number for line in chain.lines),
    )
