"""Which clauses answer: by words, department, place, nature, industry, amount, and the day they are in force on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from yanzhen.language import tree
from yanzhen.pack.checks.view import amounts, constant, trees
from yanzhen.pack.model import Clause
from yanzhen.registers import CodeList
from yanzhen.web.rulebook.book import Book, in_force

INDUSTRIES = ("国民经济行业", "划型行业", "产业链")
"""Code lists that say what a firm does, by the names of PACK-FORMAT."""
ANYWHERE = "-"
"""Asked for as a place: clauses of no place in particular."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for; empty: everything in force on the day. `least` is in 元."""

    words: str = ""
    department: str = ""
    place: str = ""
    nature: str = ""
    industry: str = ""
    least: Fraction | None = None
    on: date | None = None
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A clause in a list. `most` is the greatest amount its text states, in 元; None when it states none."""

    clause: Clause
    place: str
    most: Fraction | None
    assumed: bool
    doubts: int


SORTS = {
    "": lambda row: (),
    "title": lambda row: (row.clause.title,),
    "-most": lambda row: (-(row.most or 0), row.clause.title),
    "start": lambda row: (row.clause.in_force.start or date.min, row.clause.id),
    "-start": lambda row: (-(row.clause.in_force.start or date.min).toordinal(), row.clause.id),
}


def found(book: Book, asked: Asked, day: date) -> list[Row]:
    """The clauses that answer, of the pack itself first, then of those it depends on."""
    own = f"{book.pack.own}/"
    chosen = [clause for clause in book.pack.clauses if _answers(book, clause, asked, day)]
    rows = [row_of(book, clause) for clause in sorted(chosen, key=lambda clause: not clause.id.startswith(own))]
    if asked.least is not None:
        rows = [row for row in rows if row.most is not None and row.most >= asked.least]
    return sorted(rows, key=SORTS.get(asked.sort, SORTS[""]))


def row_of(book: Book, clause: Clause) -> Row:
    """A clause as a list shows it."""
    assumed = "assumed" in {clause.basis, *(one.basis for one in clause.conditions)}
    return Row(clause, place_of(book, clause), most_of(clause), assumed, len(clause.doubts))


def place_of(book: Book, clause: Clause) -> str:
    """The name of the place a clause is for; empty for anywhere."""
    codes = _areas(book, clause)
    return "" if clause.area is None or codes is None else codes.codes[clause.area].name


def most_of(clause: Clause) -> Fraction | None:
    """The greatest amount that stands in the clause as a number: its cap for each firm, else its fixed amount or highest step."""
    capped = [value for cap in clause.every_cap if (value := constant(cap.most)) is not None]
    if capped:
        return max(capped)
    stated = []
    for node in amounts(clause):
        while isinstance(node, tree.TermOf):
            node = node.body
        rows = (
            [value for _bound, value in node.rows] if isinstance(node, tree.Table) and node.form != "slices" else [node]
        )
        stated += [value for one in rows if (value := constant(one)) is not None]
    return max(stated, default=None)


def choices(book: Book) -> dict[str, list[str]]:
    """What the drop-downs offer: departments, places, natures of clauses there are."""
    clauses = book.pack.clauses
    return {
        "department": sorted({one.department for one in clauses if one.department and one.department != "未载明"}),
        "place": sorted({name for one in clauses if (name := place_of(book, one))}),
        "nature": list(dict.fromkeys(one.nature for one in clauses)),
    }


def industries(book: Book) -> list[str]:
    """Names of industries for the drop-down: those some clause asks for, and the top ones of the lists."""
    lists = {one.name: one for one in _industries(book)}
    named = {
        lists[name].codes[at].name
        for clause in book.pack.clauses
        for name, nodes in _asks(book, clause)
        for at in nodes
    }
    return sorted(named | {code.name for one in lists.values() for code in one.codes if code.parent is None})


def _answers(book: Book, clause: Clause, asked: Asked, day: date) -> bool:
    place = place_of(book, clause)
    return (
        in_force(clause, asked.on or day)
        and all(word in _text(book, clause) for word in asked.words.lower().split())
        and (not asked.department or asked.department == clause.department)
        and (not asked.place or place == ("" if asked.place == ANYWHERE else asked.place))
        and (not asked.nature or asked.nature == clause.nature)
        and (not asked.industry or _for_industry(book, clause, asked.industry))
    )


def _text(book: Book, clause: Clause) -> str:
    said = " ".join(one.text for one in book.view.said(clause))
    parts = (clause.id, clause.title, clause.policy.title, clause.policy.doc, clause.policy.issuer, clause.department)
    return " ".join((*parts, *clause.matter, said, book.paragraphs[clause.id].text)).lower()


def _for_industry(book: Book, clause: Clause, name: str) -> bool:
    """Whether a firm of that industry could be meant: the clause asks for it, for what it lies in, or for no industry at all."""
    asks = _asks(book, clause)
    for listed, nodes in asks:
        codes = book.pack.vocabulary.codes[listed]
        at = codes.id_of(name)
        if at is not None and any(codes.within(at, node) or codes.within(node, at) for node in nodes):
            return True
    return not asks


def _asks(book: Book, clause: Clause) -> list[tuple[str, frozenset[int]]]:
    """(list, codes) of every industry a clause names."""
    lists = {one.name for one in _industries(book)}
    found = []
    for part in (part for node, _place in trees(clause) for part in tree.walk(node)):
        if isinstance(part, tree.CodeIn) and part.value.type.code in lists:
            found.append((part.value.type.code, part.nodes))
        if isinstance(part, tree.CodeValue) and part.list in lists:
            found.append((part.list, frozenset({part.id})))
    return found


def _industries(book: Book) -> list[CodeList]:
    codes = book.pack.vocabulary.codes
    return [codes[name] for name in INDUSTRIES if name in codes]


def _areas(book: Book, clause: Clause) -> CodeList | None:
    vocabulary, name = book.pack.vocabulary, clause.register
    while vocabulary.registers[name].area is None and vocabulary.registers[name].owner:
        name = vocabulary.registers[name].owner or ""
    register = vocabulary.registers[name]
    return None if register.area is None else vocabulary.codes[register.columns[register.area].code or ""]
