"""What is done with the journal as a whole. Both leave an entry themselves."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from yanzhen.web.frame.access import Person, require
from yanzhen.web.journal.chain import Verdict, append, verify


def verify_chain(person: Person | None, expected: str = "") -> Verdict:
    """The whole chain was recomputed, and the journal says who asked and what came out."""
    if person is not None:
        require(person, "verify_journal")
    verdict = verify(expected)
    result = f"{len(verdict.faults)} 处不符" if verdict.faults else "完好"
    with transaction.atomic():
        append(person, "journal.verify", "journal", verdict.entries, result=result, digest=verdict.digest)
    return verdict


def note_export(person: Person, rows: int) -> None:
    """The journal says that so many entries left the site, with whom."""
    require(person, "export_journal")
    with transaction.atomic():
        append(person, "journal.export", "journal", "export", _("日志"), rows=rows)
