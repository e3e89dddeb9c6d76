"""The chain: each entry's digest covers its words and the digest before it; the head is sealed with a key kept elsewhere.

Whoever may write to the database but has not the key cannot change, drop, add, reorder, cut or rebuild entries unseen.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import Person
from yanzhen.web.journal.models import Entry, Head

HASHED = ("number", "at", "who", "name", "post", "unit", "verb", "kind", "thing", "title", "area", "details")
MOST_FAULTS = 100
"""After so many, one more tells nothing new."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the chain does not hold: at which entry, and what is wrong."""

    number: int
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found: how many entries were read, the digest of the last, and the faults (the first hundred)."""

    entries: int
    digest: str
    faults: tuple[Fault, ...]


def digest_of(values: dict[str, object], previous: str, algorithm: str) -> str:
    """The digest of one entry after `previous`, as `algorithm:hex`."""
    at = values["at"]
    assert isinstance(at, datetime)
    words = [at.astimezone(UTC).isoformat(timespec="microseconds") if key == "at" else values[key] for key in HASHED]
    text = json.dumps([previous, *words], ensure_ascii=False, separators=(",", ":"))
    return f"{algorithm}:{hashlib.new(algorithm, text.encode('utf-8')).hexdigest()}"


def seal_of(number: int, digest: str) -> str:
    """The seal of a head."""
    return hmac.new(settings.JOURNAL_SEAL.encode("ascii"), f"{number}|{digest}".encode(), hashlib.sha256).hexdigest()


def append(
    person: Person | None, verb: str, kind: str, thing: object, title: str = "", *, area: str = "", **details: object
) -> Entry:
    """The entry is part of the chain if and only if the transaction it was called in is. `person` None: the command line.

    Must be called inside `transaction.atomic()`, where the change it tells of is made. Writers wait for each other at the head.
    """
    if not connection.in_atomic_block:
        raise SiteError("日志要和改动写在同一个事务里", code="YZ-S11", hint="在 transaction.atomic() 里调用")
    head = Head.objects.select_for_update().get(id=1)
    entry = Entry(
        number=head.number + 1,
        at=timezone.now(),
        who=person.username if person else "",
        name=person.name if person else "",
        post=person.acting if person else "",
        unit=person.unit if person else "",
        verb=verb,
        kind=kind,
        thing=str(thing)[:200],
        title=title[:300],
        area=area,
        details=json.dumps(details, ensure_ascii=False, sort_keys=True, default=str),
        previous=head.digest,
    )
    entry.digest = digest_of({key: getattr(entry, key) for key in HASHED}, entry.previous, settings.OPTIONS.digest)
    entry.save()
    Head.objects.filter(id=1).update(number=entry.number, digest=entry.digest, seal=seal_of(entry.number, entry.digest))
    return entry


def verify(expected: str = "") -> Verdict:
    """Every entry and the head were recomputed. `expected` is `number:algorithm:hex` noted down earlier, which must still stand.

    Nobody waits for it: entries written meanwhile lie beyond the head it started from.
    """
    head = Head.objects.get(id=1)
    count, last, faults = 0, "", []
    noted = expected.partition(":")
    for number, digest, what in _walk(head.number):
        count += 1
        if what and len(faults) < MOST_FAULTS:
            faults.append(Fault(number, what))
        if expected and str(number) == noted[0] and digest != noted[2]:
            faults.append(Fault(number, "与此前记下的摘要不同"))
        last = digest
    if expected and (not noted[0].isdigit() or int(noted[0]) > count):
        faults.append(Fault(count, f"此前记下的第 {noted[0]} 条不见了"))
    if (head.number, head.digest) != (count, last):
        faults.append(Fault(count, f"链头记着 {head.number} 条，实有 {count} 条，或末条摘要不同"))
    if head.number and not hmac.compare_digest(head.seal, seal_of(head.number, head.digest)):
        faults.append(Fault(head.number, "链头的封印不对：有人绕过本站改过，或密钥文件不是原来那把"))
    top = Entry.objects.aggregate(top=Max("number"))["top"] or 0
    if top > Head.objects.get(id=1).number:
        faults.append(Fault(top, "链头以后还有条目：有人绕过本站加过"))
    return Verdict(count, last, tuple(faults))


def _walk(upto: int) -> Iterator[tuple[int, str, str]]:
    """(number, stored digest, what is wrong or empty) of each entry, rising. After a fault it goes on from what is stored."""
    previous, due = "", 1
    columns = (*HASHED, "previous", "digest")
    for row in (
        Entry.objects.filter(number__lte=upto).order_by("number").values_list(*columns).iterator(chunk_size=5_000)
    ):
        values = dict(zip(columns, row))
        number, stored = int(values["number"]), str(values["digest"])
        algorithm = stored.partition(":")[0]
        what = ""
        if number != due:
            what = f"应是第 {due} 条：中间少了或多了"
        elif values["previous"] != previous:
            what = "接不上前一条"
        elif algorithm not in ("sha256", "sm3") or digest_of(values, previous, algorithm) != stored:
            what = "内容与摘要不符"
        yield number, stored, what
        previous, due = stored, number + 1
