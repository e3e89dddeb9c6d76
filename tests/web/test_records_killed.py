"""Workers and acceptances killed anywhere: twenty times, each settled by the next start, nothing lost, nothing twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.test_on_postgresql import INSIDE
from tests.web.test_serving import place

__all__ = ["place"]
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(INSIDE, reason="runs a site of its own, on both databases, once")

KILLED = """
import os, random, signal, sys, time
from yanzhen.web.serving import ready, bring_up_to_date
ready()
bring_up_to_date()
from datetime import timedelta
from django.db import connections
from django.utils import timezone
from tests.web.deliveries import AREAS, code, csv
from yanzhen.web.demo import seed
from yanzhen.web.people.models import Account
from yanzhen.web.people.person import person_of
from yanzhen.web.records import jobs, recovery, store
from yanzhen.web.records.actions import uploads as actions
from yanzhen.web.records.models import Batch, Fault, Upload
seed()
clerk = person_of(Account.objects.get(username="data"), timezone.localdate())
places = ("city", "east", "west")


def hand_in(number):
    rows = [(code(number * 40 + at), "样厂", AREAS[places[at % 3]], at, at) for at in range(39)]
    rows.append((code(number * 40 + 39), "样厂", AREAS["east"], "很多", 1))
    data, day = csv(*rows), timezone.localdate()
    return actions.hand_in(clerk, str(number), f"{number}.csv", [data], "企业", "2024", "", day).upload.pk


def read_and_accept(number):
    claim = jobs.claimed(number)
    if claim:
        jobs.read_claimed(number, claim)
    upload = Upload.objects.get(pk=number)
    actions.accept(clerk, upload, upload.version)


def in_child(number):
    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        read_and_accept(number)
        os._exit(0)
    except BaseException as error:
        os.write(2, repr(error).encode())
        os._exit(1)


def finished(number):
    child = in_child(number)
    assert os.waitpid(child, 0)[1] == 0


began = time.monotonic()
finished(hand_in(0))
usual = time.monotonic() - began
killed = 0
for number in range(1, int(sys.argv[1]) + 1):
    upload = hand_in(number)
    child = in_child(upload)
    time.sleep(random.Random(number).uniform(0.02, usual))
    os.kill(child, signal.SIGKILL)
    killed += os.waitpid(child, 0)[1] == signal.SIGKILL
    Upload.objects.filter(beat__isnull=False).update(beat=timezone.now() - jobs.LOST * 2)
    recovery.settle()
    finished(upload)
    files = {path.relative_to(store.facts()).as_posix() for path in store.facts().glob("*/*.parquet")}
    rows = list(Batch.objects.values_list("file", "rows"))
    assert files == {name for name, _rows in rows}, (files, rows)
    assert sorted(rows_ for _name, rows_ in rows) == [39] * (number + 1), rows
    assert Fault.objects.count() == number + 1
assert not list(store.facts().glob("*/.*")), "half-written files"
print(killed)
"""


def test_a_reading_or_an_acceptance_killed_anywhere_is_finished_by_the_next(place):
    told = {**place, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", KILLED, "20"], env=told, capture_output=True, text=True, timeout=500)

    assert done.returncode == 0, done.stderr[-3_000:]
    assert int(done.stdout.split()[-1]) >= 5, "children finished before they could be killed"
    chain = subprocess.run(
        [sys.executable, "-c", "from yanzhen.command import main; main()", "journal", "verify"],
        env={**os.environ, **place},
        capture_output=True,
        text=True,
    )
    assert chain.returncode == 0, chain.stdout
