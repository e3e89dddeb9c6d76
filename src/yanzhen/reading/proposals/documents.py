"""What a page promises as documents of a plan: targets with their indicators, named lists with their projects, duties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yanzhen.pack.plan.counts import counts_in
from yanzhen.pack.plan.reading import areas_of
from yanzhen.pack.shapes import UNSTATED
from yanzhen.reading.page import Article, Item, NamedList, Page, Passage, Target
from yanzhen.reading.proposals.figures import RANK, Measure, measure_of, plain
from yanzhen.reading.proposals.proposal import Document, Origin, Proposal
from yanzhen.reading.proposals.quoting import short
from yanzhen.registers import Vocabulary
from yanzhen.units import MONEY, parse_unit

LONGEST_NAME = 40
_NOT_IN_NAMES = re.compile(r"[\s/“”\"《》]+")
_YEAR = re.compile(r"(\d{4})\s*年")


def propose(page: Page, vocabulary: Vocabulary, place: str, origin: Origin | None = None) -> list[Proposal]:
    """Everything of the page a plan could hold, in the order of the text; `place` is the code of the pack's own area.

    `origin` goes over what the articles say of themselves. Figures that report or ask, and promises without a number, are
    left alone: they are no targets of a plan.
    """
    lines = _Lines(page, vocabulary, place, origin)
    found = [*lines.targets(), *lines.lists(), *lines.duties()]
    return sorted(_once(found), key=lambda line: (line.passage.start, line.kind != "indicator"))


def _once(lines: list[Proposal]) -> Iterator[Proposal]:
    seen: set[tuple[str, str]] = set()
    for line in lines:
        if (line.kind, line.name) not in seen:
            seen.add((line.kind, line.name))
            yield line


class _Lines:
    """The page beside the pack it is proposed to."""

    def __init__(self, page: Page, vocabulary: Vocabulary, place: str, origin: Origin | None) -> None:
        self.page, self.vocabulary, self.place, self.origin = page, vocabulary, place, origin

    def targets(self) -> Iterator[Proposal]:
        """Every promised figure, each after the indicator it is about."""
        for item in self.page.targets:
            if item.kind != "target" or item.value is None or item.qualitative:
                continue
            measure = measure_of(item.unit)
            if measure is None:
                continue
            yearly = measure.yearly or item.period == "annual"
            indicator = _name(item.indicator)
            yield self._line("indicator", _indicator(indicator, measure, yearly), item)
            place, noted = self._place(item.scope)
            name = f"{indicator}{item.by_year or ''}"
            due = f"{item.by_year}-12-31" if item.by_year is not None else UNSTATED
            document: Document = {
                "target": name,
                "cite": self._cite(item, _printed(item)),
                "of": indicator,
                "place": place,
                "due": due,
                "goal": _goal(item, measure),
            }
            if yearly:
                document["each"] = "year"
            document |= _told(doubts=_doubts(item, noted))
            yield self._line("target", document, item)

    def _place(self, scope: str | None) -> tuple[str, str]:
        """The code of the area a figure is about, and the scope in words where it is no area."""
        codes = areas_of(self.vocabulary)
        at = codes.id_of(scope) if codes is not None and scope else None
        if codes is not None and at is not None:
            return codes.codes[at].code, ""
        own = scope in (None, "", "全市", "全县", "全区", "全省")
        return self.place, "" if own else f"文中的范围是「{scope}」"

    def lists(self) -> Iterator[Proposal]:
        """Every list that counts itself, each project list followed by its projects."""
        for item in self.page.lists:
            if item.kind == "undeclared" or not (item.declared_count or item.declared_parts):
                continue
            name = _name(item.name)
            document: Document = {"list": name, "cite": self._cite(item, item.name)}
            if item.declared_count:
                document["count"] = str(item.declared_count)
            parts = [str(part) for part in item.declared_parts if part is not None]
            if parts and len(parts) == len(item.declared_parts) and counts_in(name):
                document["parts"] = parts
            projects = bool(item.items) and name.endswith("项目")
            members = [_name(one) if projects else one for one in item.items]
            document["members"] = members or UNSTATED
            if item.items and item.complete is False:
                document["complete"] = "否"
            if projects:
                document["of"] = "project"
            yield self._line("list", document, item)
            for member in item.items if projects else ():
                yield self._line("project", self._project(member, item), item)

    def _project(self, member: str, item: NamedList) -> Document:
        quoted = member if member in self.page.text else short(item.passage.quote, item.name)
        return {
            "project": _name(member),
            "cite": self._cite(item, quoted, quoted),
            "owner": UNSTATED,
            "note": f"{_name(item.name)}之一",
        }

    def duties(self) -> Iterator[Proposal]:
        """Every task the page lays on somebody, or sets a day for: without either nobody could answer for it."""
        for item in self.page.tasks:
            does = f"{item.action}{item.object}".strip()
            if not does or not (item.actor or item.deadline):
                continue
            year = _YEAR.search(item.deadline or "")
            document: Document = {
                "duty": _name(does)[:LONGEST_NAME],
                "cite": self._cite(item, does),
                "does": does,
                "department": item.actor or UNSTATED,
                "due": f"{year[1]}-12-31" if year else UNSTATED,
            }
            if item.deadline and not year:
                document["note"] = f"文中写「{item.deadline}」"
            yield self._line("duty", document, item)

    def _line(self, kind: str, document: Document, item: Item) -> Proposal:
        return Proposal(kind, document, item.passage, item.confidence, item.reason or "")

    def _cite(self, item: Item, keep: str, quote: str = "") -> Document:
        origin = self.origin or _origin(self._article(item.passage))
        cited: Document = {
            "title": origin.title or UNSTATED,
            "issuer": origin.issuer or UNSTATED,
            "date": origin.date or UNSTATED,
        }
        return cited | {"quote": quote or short(item.passage.quote, keep)}

    def _article(self, passage: Passage) -> Article | None:
        held = [one for one in self.page.articles if one.span[0] <= passage.start < one.span[1]]
        return held[-1] if held else (self.page.articles[0] if self.page.articles else None)


def _origin(article: Article | None) -> Origin:
    if article is None:
        return Origin()
    date = article.dateline.date if article.dateline is not None else None
    return Origin(article.title, article.newspaper or "", date or "")


def _indicator(name: str, measure: Measure, yearly: bool) -> Document:
    """An indicator others publish; how it is measured is not in the page and so an assumption."""
    ranked = measure.unit == RANK
    money = not ranked and parse_unit(measure.unit).dimension == MONEY
    return {
        "indicator": name,
        "value": UNSTATED,
        "unit": "1" if ranked else measure.unit,
        "measure": "flow" if money or yearly else "stock",
        "period": "year",
        "basis": "assumed",
        "note": "口径文中未载明；计量方式和周期为假定",
    }


def _goal(item: Target, measure: Measure) -> Document:
    assert item.value is not None
    value = measure.text(item.value)
    if measure.unit == RANK:
        return {"rank": plain(item.value)}
    if item.comparator == "between" and item.upper is not None:
        return {"between": [value, measure.text(item.upper)]}
    if item.comparator == "~":
        return {"about": value}
    return {"most" if item.comparator == "<=" else "least": value}


def _printed(item: Target) -> str:
    """The figure as the quote prints it, so that a shortened quote keeps it."""
    assert item.value is not None
    figure = plain(item.value)
    return figure if figure in item.passage.quote else ""


def _doubts(item: Target, noted: str) -> list[str]:
    return [text for text in (item.basis_note or "", noted, item.reason or "") if text]


def _told(**many: list[str]) -> Document:
    return {name: texts for name, texts in many.items() if texts}


def _name(text: str) -> str:
    """A name fit to be an id: without quotes, spaces and slashes."""
    return _NOT_IN_NAMES.sub("", text)[:LONGEST_NAME]
