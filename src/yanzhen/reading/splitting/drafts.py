"""Articles with money become draft clauses in the shapes of a pack: figures as they stand, all else to be judged or doubted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from yanzhen.pack.figures import Figure, figures
from yanzhen.pack.shapes import UNSTATED
from yanzhen.reading.proposals.quoting import short
from yanzhen.reading.proposals.sheet import yaml_of
from yanzhen.reading.splitting.outline import Document, Section
from yanzhen.reading.splitting.phrases import (
    ADDITION,
    AMOUNT,
    CAP,
    CLAIM,
    DEPARTMENT,
    DISCRETION,
    RELATION,
    ROLES,
    THRESHOLD,
    TIME,
    WHO,
    Phrase,
    barred_of,
    phrases_of,
    sentences_of,
)
from yanzhen.units import MONEY, SHARE, show

Draft = dict[str, object]

_CONDITIONS = (WHO, THRESHOLD)
_NATURES = (("interest", "贴息"), ("guarantee", "担保"), ("tax_relief", "税"))
_SPANS = ((re.compile(r"每年|年度|当年"), "year"), (re.compile(r"累计|总额|同一"), "ever"))
_RULES = (
    (re.compile(r"补[足差]|差额"), "difference_only"),
    (re.compile(r"选择|择一|只能?享受[^,，。]{0,4}一"), "choose_one"),
    (re.compile(r"不得同时享受"), "excludes"),
    (re.compile(r"就高|从高|择高|择优|最高|重复"), "highest_of"),
)
_SIGNS = re.compile(r"[\s/“”\"《》。：:]+")
LONGEST_NAME = 30
_GIVES = re.compile(r"(?:一次性)?(?:分别)?(?:给予|奖励|补助|补贴|按)")
NO_PLACE = "原文有「{words}」（{role}），草稿没有写进规则"


def draft(document: Document, slug: str) -> dict[str, str]:
    """File name → text of a policy's folder: `policy.yaml`, `clauses/草稿.yaml` and, where they are stated, `relations.yaml`.

    An article is drafted when it names money; the others are told in the policy's `doubts`, one line each. Conditions are
    `judged` in the words of the text, an amount that is one figure is that figure, anything else is a range to be settled.
    """
    clauses: list[Draft] = []
    general: list[Phrase] = []
    relations: list[Draft] = []
    left: list[str] = []
    names: set[str] = set()
    for section in document.sections:
        phrases = phrases_of(document.text, section.start, section.end)
        awards = _awards(document.text, phrases)
        clauses += [_clause(document.text, section, award, names) for award in awards]
        if awards:
            continue
        barred, related = barred_of(document.text, phrases), _relations(section, phrases, slug)
        general += barred
        relations += related
        if section.leaf and section.words and not barred and not related:
            left.append(f"{section.article} {section.heading or short(section.words)}：没有写金额，没有拟成条款")
    files = {"policy.yaml": yaml_of(_policy(document, slug, general, left))}
    if clauses:
        files["clauses/草稿.yaml"] = "---\n".join(yaml_of(clause) for clause in clauses)
    if relations and len(clauses) > 1:
        files["relations.yaml"] = yaml_of(relations[0])
    return files


def _awards(text: str, phrases: Sequence[Phrase]) -> list[list[Phrase]]:
    """The phrases of each award of an article: a sentence with an amount of its own, with those around it that have none."""
    found: list[list[Phrase]] = []
    waiting: list[Phrase] = []
    for sentence in sentences_of(text, phrases):
        if any(phrase.role == AMOUNT for phrase in sentence):
            found.append([*waiting, *sentence])
            waiting = []
        elif found:
            found[-1] += sentence
        else:
            waiting += sentence
    if not found and any(phrase.role == CAP for phrase in waiting):
        return [waiting]
    return found


def _policy(document: Document, slug: str, general: Sequence[Phrase], left: list[str]) -> Draft:
    found: Draft = {
        "policy": slug,
        "title": document.title or UNSTATED,
        "doc": document.doc or UNSTATED,
        "issuer": document.issuer or UNSTATED,
        "published": document.date or UNSTATED,
        "in_force": {"from": document.date or UNSTATED, "until": UNSTATED, "by": "期末"},
        "department": UNSTATED,
        "note": "由文件拆出的草稿：judged 的各条待写成条件，金额和有效期待核对",
    }
    if general:
        found["unless"] = [_judged(at, phrase, "除外") for at, phrase in enumerate(general, start=1)]
    doubts = ["起止日期和按哪一天看，草稿取印发之日和期末，待核对", *left]
    return found | {"doubts": doubts}


def _clause(text: str, section: Section, phrases: Sequence[Phrase], names: set[str]) -> Draft:
    name = _name(section, names)
    told = next(phrase for phrase in phrases if phrase.role in (AMOUNT, CAP))
    amount, used = _amount(phrases)
    clause: Draft = {
        "clause": name,
        "title": section.heading or name,
        "cite": {"article": section.article or UNSTATED, "quote": short(told.words, _digits(told.words))},
    }
    asked = [phrase for phrase in phrases if phrase.role in _CONDITIONS] or _subject(phrases)
    who = [_judged(at, phrase) for at, phrase in enumerate(asked, start=1)]
    if who:
        clause["who"] = who
    barred = [_judged(at, phrase, "除外") for at, phrase in enumerate(barred_of(text, phrases), start=1)]
    if barred:
        clause["unless"] = barred
    clause["nature"] = next((nature for nature, word in _NATURES if word in told.words), "award")
    clause["pays"] = amount
    caps = [cap for phrase in phrases if phrase.role == CAP for cap in _cap(phrase)]
    if caps:
        clause["cap"] = caps[:1]
    clause["matter"] = [_SIGNS.sub("", section.heading) or name]
    department = next((phrase.words for phrase in phrases if phrase.role == DEPARTMENT), "")
    clause["department"] = re.sub(r"^.*[:：]|[）)]$|^由|负责$|牵头$", "", department) or UNSTATED
    doubts = [
        NO_PLACE.format(words=short(phrase.words), role=ROLES[phrase.role])
        for phrase in phrases
        if phrase.role in (ADDITION, DISCRETION, RELATION, TIME, CLAIM)
        or (phrase.role == AMOUNT and phrase not in used)
    ]
    return clause | ({"doubts": doubts} if doubts else {})


def _subject(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Who an amount is for where it says so itself: 省级标杆车间给予5万元."""
    for phrase in phrases:
        given = _GIVES.search(phrase.words) if phrase.role == AMOUNT else None
        if given and given.start() > 1:
            words = phrase.words[: given.start()]
            return [Phrase(WHO, words, phrase.start, phrase.start + len(words))]
    return []


def _name(section: Section, taken: set[str]) -> str:
    stem = _SIGNS.sub("", section.heading)[:LONGEST_NAME] or section.article or "条款"
    name, again = stem, 1
    while name in taken:
        again += 1
        name = f"{stem}{again}"
    taken.add(name)
    return name


def _judged(at: int, phrase: Phrase, kind: str = "") -> Draft:
    return {
        "id": f"{kind or ROLES[phrase.role]}{at}",
        "judged": phrase.words,
        "cite": {"quote": short(phrase.words, _digits(phrase.words))},
    }


def _amount(phrases: Sequence[Phrase]) -> tuple[object, list[Phrase]]:
    """What the text lets one write at once: one figure of money, else a range that is still to be worked out."""
    given = [phrase for phrase in phrases if phrase.role == AMOUNT]
    capped = [phrase for phrase in phrases if phrase.role == CAP]
    sums = [figure for phrase in given for figure in _of(phrase, MONEY)]
    shares = [figure for phrase in given for figure in _of(phrase, SHARE)]
    most = [figure for phrase in capped for figure in _of(phrase, MONEY)]
    if len(sums) == 1 and not shares and not most:
        return _money(sums[0]), given
    words = "；".join(short(phrase.words, _digits(phrase.words)) for phrase in (*given, *capped)[:3])
    high = most[0] if most else max(sums, key=lambda figure: figure.value, default=None) if not shares else None
    return {
        "between": [show(Fraction(0), MONEY), _money(high) if high else UNSTATED],
        "judged": f"按原文核定：{words}",
    }, given


def _of(phrase: Phrase, dimension: object) -> list[Figure]:
    return [figure for figure in figures(phrase.words) if figure.dimension == dimension]


def _money(figure: Figure) -> str:
    return show(figure.value, MONEY).replace(",", "")


def _cap(phrase: Phrase) -> list[Draft]:
    """A cap only where the phrase says for how long; who it is per is the firm unless the text says otherwise."""
    span = next((span for pattern, span in _SPANS if pattern.search(phrase.words)), "")
    return [{"most": _money(figure), "per": "企业", "in": span} for figure in _of(phrase, MONEY)[:1]] if span else []


def _relations(section: Section, phrases: Sequence[Phrase], slug: str) -> list[Draft]:
    """The relation a general provision states, over all clauses of the document until an officer says which."""
    for phrase in phrases:
        rule = next((rule for pattern, rule in _RULES if pattern.search(phrase.words)), "")
        if phrase.role == RELATION and rule not in ("", "difference_only"):
            return [
                {
                    "relation": "同一事项",
                    "cite": {"article": section.article or UNSTATED, "quote": short(phrase.words)},
                    "rule": rule,
                    "among": {"policy": slug},
                    "per": "企业",
                    "in": "year",
                    "doubts": ["草稿把全文的条款放在一起，并按年度；适用哪几条、多长时间待核对"],
                }
            ]
    return []


def _digits(words: str) -> str:
    match = re.search(r"\d[\d,.]*", words)
    return match.group() if match else ""
