"""A document is taken in: kept under a random name, read, its lines put beside the plan."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from yanzhen.errors import ReadingError, SiteError
from yanzhen.reading import Lexicon, Page, Source, read, read_file
from yanzhen.reading.proposals import Origin, Proposal, compare, propose
from yanzhen.reading.suggesting import Endpoint, suggest
from yanzhen.web.frame.access import Person, require
from yanzhen.web.frame.place import city
from yanzhen.web.intake.models import PLAN, Line, Sheet
from yanzhen.web.intake.standing import plan_documents
from yanzhen.web.journal.chain import append
from yanzhen.web.people.models import Unit
from yanzhen.web.working.store import current

MOST_CHARACTERS = 200_000
"""Characters of a text that a page can show beside its reading; what is longer is read by `yanzhen read`."""
MOST_LINES = 1_000


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody hands in: name and bytes of the file, what for, year of print, where it was printed (None: as the text says)."""

    name: str
    data: bytes
    purpose: str = PLAN
    year: int | None = None
    origin: Origin | None = None


def take_in(person: Person, given: Given) -> Sheet:
    """The document's sheet, open for answers; the same document once more gives the sheet that is open already.

    Raises:
        SiteError: YZ-S105 why the file cannot be read (with the reader's own code); YZ-S106 too long for a page.
    """
    require(person, "read_into_plan")
    unit = Unit.objects.get(path=person.unit)
    digest = hashlib.sha256(given.data).hexdigest()
    again = Sheet.objects.filter(digest=digest, purpose=given.purpose, unit=unit, closed=None).first()
    if again is not None:
        return again
    name = Path(given.name.replace("\\", "/")).name[-200:] or _("未命名")
    try:
        source = read_file(given.data, name)
    except ReadingError as error:
        told = f"{error.what}（{error.code}）"
        raise SiteError(told, code="YZ-S105", hint=error.hint) from None
    if len(source.text) > MOST_CHARACTERS:
        words = {"have": f"{len(source.text):,}", "most": f"{MOST_CHARACTERS:,}"}
        raise SiteError(
            _("文字有 %(have)s 字，一页最多 %(most)s 字") % words, code="YZ-S106", hint=_("分成几份，或用 yanzhen read")
        )
    stored = _keep(given.data)
    try:
        with transaction.atomic():
            return _sheet(person, unit, given, source, digest, stored)
    except IntegrityError:  # handed in twice at once: the other one stands
        _drop(stored)
        return Sheet.objects.get(digest=digest, purpose=given.purpose, unit=unit, closed=None)
    except BaseException:
        _drop(stored)
        raise


def endpoint() -> Endpoint | None:
    """The language model the site may ask; None while none is set."""
    options = settings.OPTIONS
    if not options.suggest_url:
        return None
    return Endpoint(options.suggest_url, options.suggest_model, options.suggest_key, options.suggest_seconds)


def _sheet(person: Person, unit: Unit, given: Given, source: Source, digest: str, stored: str) -> Sheet:
    proposed: Sequence[Proposal] = ()
    lines: Sequence[Proposal] = ()
    marks: Mapping[str, Any] = {}
    year = given.year
    standing = current()
    if given.purpose == PLAN:
        lexicon = Lexicon.of(city().vocabulary, city().code)
        page = read(source.text, lexicon=lexicon, year=given.year)
        year = page.year
        proposed = propose(page, city().vocabulary, city().code, given.origin)[:MOST_LINES]
        lines = compare(proposed, plan_documents(standing.path))
        marks = _marks(page)
    sheet = Sheet.objects.create(
        purpose=given.purpose,
        name=source.name,
        stored=stored,
        digest=digest,
        kind=source.kind,
        text=source.text.replace("\x00", "\ufffd"),
        year=year,
        marks=marks,
        unit=unit,
        who=person.username,
        who_name=person.name,
        at=timezone.now(),
        compared=standing.number,
    )
    pairs = enumerate(zip(proposed, lines, strict=True), start=1)
    Line.objects.bulk_create(_line(sheet, number, bare, line) for number, (bare, line) in pairs)
    append(person, "intake.read", "sheet", sheet.pk, sheet.name, area=unit.path, lines=len(lines), digest=digest)
    return sheet


def _line(sheet: Sheet, number: int, bare: Proposal, line: Proposal) -> Line:
    return Line(
        sheet=sheet,
        number=number,
        kind=line.kind,
        proposed=bare.document,
        document=line.document,
        start=line.passage.start,
        end=line.passage.end,
        confidence=line.confidence,
        reason=line.reason,
        state=line.state,
        against=line.against,
    )


def _marks(page: Page) -> dict[str, Any]:
    """Anomalies, articles, notes, and what a model pointed at where one is set; its silence is told, and nothing else."""
    marks: dict[str, Any] = {
        "anomalies": [
            {
                "start": one.passage.start,
                "end": one.passage.end,
                "type": one.type,
                "suggested": one.suggested,
                "note": one.note,
            }
            | {"confidence": one.confidence, "reason": one.reason}
            for one in page.anomalies
        ],
        "articles": [{"title": one.title, "start": one.span[0], "type": one.type} for one in page.articles],
        "notes": list(page.notes),
        "year_basis": page.year_basis,
    }
    asked = endpoint()
    if asked is not None:
        try:
            answer = suggest(page.text, asked)
        except ReadingError as error:
            return marks | {"silent": f"{error.what}（{error.code}）"}
        marks["pointed"] = [
            {"start": one.passage.start, "end": one.passage.end, "kind": one.kind} for one in answer.items
        ]
        marks["refused"], marks["cut"] = answer.refused, answer.cut
    return marks


def folder() -> Path:
    """Where documents are kept, under names nobody chose."""
    return Path(settings.OPTIONS.data) / "intake"


def _keep(data: bytes) -> str:
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    stored = get_random_string(32, "0123456789abcdef")
    made = os.open(folder() / stored, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return stored


def _drop(stored: str) -> None:
    (folder() / stored).unlink(missing_ok=True)
