"""Files of clerks for tests: invented firms whose numbers pass the checks, handed in, read and accepted as the site does it."""

from __future__ import annotations

import secrets
import uuid
from datetime import date
from pathlib import Path

import xlsxwriter
from django.utils import timezone

from tests.web.town import Town
from yanzhen.registers.checks import body_check_digit, check_digit
from yanzhen.web.frame.access import Person
from yanzhen.web.records import jobs, store
from yanzhen.web.records.actions import uploads as actions
from yanzhen.web.records.models import READ, Batch, Upload

AREAS = {"city": "样例市", "east": "东样区", "west": "西样区", "street": "东样区"}
HEADS = ("统一社会信用代码", "企业名称", "县区", "营业收入(万元)", "入库税收(元)")


def code(number: int) -> str:
    """A number that passes the standard's checks and that no registry gives."""
    start = f"91990101DEM{number:05d}"
    start += body_check_digit(start)
    return start + check_digit(start)


FIRMS = {place: code(at) for at, place in enumerate(("city", "east", "west"), start=1)} | {"street": code(2)}


def csv(*rows: tuple[object, ...], heads: tuple[str, ...] = HEADS) -> bytes:
    """A csv file of a department."""
    return "\n".join(",".join(map(str, row)) for row in (heads, *rows)).encode()


def workbook(path: Path, *rows: tuple[object, ...], heads: tuple[str, ...] = HEADS) -> Path:
    """The same as xlsx at `path`."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("报表")
    for at, row in enumerate((heads, *rows)):
        page.write_row(at, 0, row)
    book.close()
    return path


def hand_in(
    person: Person,
    data: bytes,
    name: str = "表.csv",
    period: str = "2024",
    register: str = "企业",
    day: date | None = None,
) -> Upload:
    """The file was handed in and its dry run is over."""
    done = actions.hand_in(
        person, str(uuid.uuid4()), name, [data], register, period, person.unit_name, day or timezone.localdate()
    )
    assert done.upload is not None, "the same file was accepted before"
    return read(done.upload)


def read(upload: Upload) -> Upload:
    """The dry run of the upload is over."""
    claim = jobs.claimed(upload.pk)
    if claim:
        jobs.read_claimed(upload.pk, claim)
    return Upload.objects.get(pk=upload.pk)


def accepted(person: Person, data: bytes, **words: object) -> Batch:
    """The file's good rows are a batch."""
    upload = hand_in(person, data, **words)
    assert upload.state == READ, upload.error
    return actions.accept(person, upload, upload.version)[0]


def firms() -> bytes:
    """One firm in the city itself, one in each of two counties."""
    return csv(*((FIRMS[place], f"样厂{place}", AREAS[place], 100, 5_000) for place in ("city", "east", "west")))


def record_targets(town: Town) -> dict[str, dict[str, list[object]]]:
    """Kind → place → what names a row, a batch, an upload, a register there."""
    accepted(town.person("data", "city"), firms())
    made: dict[str, dict[str, list[object]]] = {"row": {}, "batch": {}, "upload": {}, "register": {}}
    for place, unit in town.units.items():
        stored, told = secrets.token_hex(8), {"unit": unit.path, "unit_name": unit.name, "by": "x", "by_name": "x"}
        batch = Batch.objects.create(
            digest=stored.ljust(64, "0"),
            register="企业",
            known=timezone.localdate(),
            rows=1,
            file=f"企业/{stored}.parquet",
            area=unit.path,
            covers=["1999"],
            **told,
        )
        # A batch whose file is not there must not be read: it is withdrawn.
        batch.standings.create(withdrawn=True, reason="test", by="x", by_name="x")
        upload = Upload.objects.create(
            key=stored,
            stored=stored,
            name="表.csv",
            size=1,
            sha256="0" * 64,
            register="企业",
            known=timezone.localdate(),
            state=READ,
            reach=[unit.path],
            **told,
        )
        store.original(stored).write_bytes(b"x")
        store.rejects(stored).write_bytes(b"x")
        made["row"][place] = ["企业", FIRMS.get(place, FIRMS["city"])]
        made["batch"][place] = [batch.pk]
        made["upload"][place] = [upload.pk]
        made["register"][place] = ["企业"]
    return made
