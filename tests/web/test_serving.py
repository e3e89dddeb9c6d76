"""The site as it is run: `yanzhen serve` and its worker, the commands beside it, several writers at once, on both databases."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest

from tests.web.test_on_postgresql import ADDRESS, INSIDE, why_not

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from yanzhen.command import main; main()"]
WRITERS, EACH = 4, 25

APPEND = """
import sys
from yanzhen.web.serving import ready
ready()
from django.db import transaction
from yanzhen.web.journal.chain import append
for number in range(int(sys.argv[1])):
    with transaction.atomic():
        append(None, "unit.add", "unit", number, "样", above="样")
"""

JOB = """
from yanzhen.web.serving import ready
ready()
from django_q.tasks import async_task, result
print(result(async_task("math.factorial", 5), wait=45_000))
"""

OFFERED = """
from yanzhen.web.serving import bring_up_to_date, ready
ready()
bring_up_to_date()
from django.contrib.auth import login
from django.test import Client, RequestFactory
from yanzhen.web.people.actions.first import first_administrator
from yanzhen.web.people.models import Account
print("/oidc/authenticate/" in Client().get("/sign-in/").content.decode())
answer = Client().get("/oidc/authenticate/")
print(answer.status_code, answer["Location"].startswith("https://sign-in.example/AUTHORIZE?"))
first_administrator("wang", "wang", "security_admin")
client = Client()
client.force_login(Account.objects.get(), backend="yanzhen.web.people.oidc.CityBackend")
print(client.get("/").status_code == 200)
"""

pytestmark = pytest.mark.skipif(INSIDE, reason="runs whole sites of its own, on both databases, once")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """The environment of an empty site, on either database."""
    told = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN_", "DJANGO_"))}
    told |= {"YANZHEN_DATA": str(tmp_path), "YANZHEN_PACK": str(ROOT / "packs" / "template"), "YANZHEN_DEMO": "true"}
    if request.param == "sqlite":
        yield told
        return
    if reason := why_not():
        pytest.skip(reason)
    name = f"yanzhen_serving_{os.getpid()}"
    with psycopg.connect(ADDRESS, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield told | {"YANZHEN_DATABASE_URL": f"{ADDRESS.rpartition('/')[0]}/{name}"}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def yanzhen(place: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *words], env=place, capture_output=True, text=True, timeout=300)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def children_of(pid: int) -> list[int]:
    """The processes started by one, as the kernel lists them."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


@pytest.mark.skipif(not (ROOT / "node_modules" / "htmx.org").is_dir(), reason="no page scripts: npm ci")
def test_a_site_is_served_runs_jobs_outlives_its_worker_and_stops_cleanly(place):
    port = free_port()
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port), "--workers", "1"],
        env=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        said = server.stdout.readline()
        assert f"http://127.0.0.1:{port}/" in said and "create-admin" in said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/alive/") as answer:
            assert answer.read() == b"alive\n"
        job = subprocess.run([sys.executable, "-c", JOB], env=place, capture_output=True, text=True)
        assert job.stdout.strip() == "120", job.stderr

        _web, worker = children_of(server.pid)
        os.killpg(worker, signal.SIGKILL)
        until = time.monotonic() + 30
        while (now := children_of(server.pid)) and (len(now) < 2 or now[1] == worker) and time.monotonic() < until:
            time.sleep(0.2)
        assert len(now) == 2 and now[1] != worker
    finally:
        server.send_signal(signal.SIGTERM)
        _out, complaints = server.communicate(timeout=90)
    assert server.returncode == 0, complaints
    with socket.socket() as free:
        assert free.connect_ex(("127.0.0.1", port)) != 0


def test_a_new_site_has_no_account_and_each_administrator_is_made_once(place):
    count = [
        sys.executable,
        "-c",
        APPEND.split("from django.db")[0] + "from yanzhen.web.people.models import Account\n",
    ]
    made = yanzhen(place, "site", "units")
    assert made.returncode == 0, made.stderr
    count[-1] += "print(Account.objects.count())"
    assert subprocess.run(count, env=place, capture_output=True, text=True).stdout.strip() == "0"

    first = yanzhen(place, "site", "create-admin", "wang", "--role", "security_admin")
    assert re.search(r"密码 \w{14}\n", first.stdout), first.stderr
    again = yanzhen(place, "site", "create-admin", "li", "--role", "security_admin")
    assert again.returncode == 2 and "YZ-S52" in again.stderr
    other = yanzhen(place, "site", "create-admin", "li", "--role", "handler")
    assert other.returncode == 2 and "YZ-C30" in other.stderr


def test_writers_at_once_make_one_chain(place):
    yanzhen(place, "site", "units")
    writers = [
        subprocess.Popen([sys.executable, "-c", APPEND, str(EACH)], env=place, stderr=subprocess.PIPE, text=True)
        for _ in range(WRITERS)
    ]
    assert [(writer.communicate(timeout=300)[1], writer.returncode) for writer in writers] == [("", 0)] * WRITERS

    told = yanzhen(place, "journal", "verify")
    assert told.returncode == 0, told.stdout + told.stderr
    assert f"{WRITERS * EACH + 1} 条" in told.stdout


def test_a_changed_row_makes_verify_fail(tmp_path, place):
    import sqlite3

    yanzhen(place, "site", "units")
    if "YANZHEN_DATABASE_URL" in place:
        with psycopg.connect(place["YANZHEN_DATABASE_URL"]) as server:
            server.execute("ALTER TABLE journal_entry DISABLE TRIGGER ALL")
            server.execute("UPDATE journal_entry SET title = 'x' WHERE number = 1")
    else:
        with sqlite3.connect(tmp_path / "site.sqlite3") as file:
            file.execute("DROP TRIGGER journal_no_update")
            file.execute("UPDATE journal_entry SET title = 'x' WHERE number = 1")
        file.close()
    told = yanzhen(place, "journal", "verify", "--json")

    assert told.returncode == 1 and '"number": 1' in told.stdout, told.stderr


def test_people_of_a_demonstration_are_seeded_once_and_in_demo_mode_only(place):
    serious = {name: value for name, value in place.items() if name != "YANZHEN_DEMO"}
    assert "YZ-S50" in yanzhen(serious, "site", "seed").stderr
    assert len(yanzhen(place, "site", "seed").stdout.splitlines()) >= 8
    assert "YZ-S51" in yanzhen(place, "site", "seed").stderr


def test_a_port_in_use_is_told(place):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = yanzhen(place, "serve", "--port", str(taken.getsockname()[1]))

    assert told.returncode == 2 and "YZ-S08" in told.stderr


def test_pages_without_their_scripts_are_not_served(place, tmp_path):
    told = yanzhen(place | {"YANZHEN_SCRIPTS": str(tmp_path / "nothing")}, "serve", "--port", str(free_port()))

    assert told.returncode == 2 and "npm ci" in told.stderr


def test_the_city_s_sign_in_is_offered_when_it_is_set(tmp_path):
    told = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN_", "DJANGO_"))}
    told |= {"YANZHEN_DATA": str(tmp_path), "YANZHEN_PACK": str(ROOT / "packs" / "template")}
    told |= {
        f"YANZHEN_OIDC_{name}": f"https://sign-in.example/{name}" for name in ("AUTHORIZE", "TOKEN", "USER", "KEYS")
    }
    told |= {"YANZHEN_OIDC_CLIENT": "yanzhen", "YANZHEN_OIDC_SECRET": "secret", "YANZHEN_HOSTS": '["testserver"]'}
    done = subprocess.run([sys.executable, "-W", "error", "-c", OFFERED], env=told, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True", "302", "True", "True"]
