"""The same tests once more on PostgreSQL, where there is one: YANZHEN_POSTGRESQL, or the usual port of this machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).parents[2]
ADDRESS = os.environ.get("YANZHEN_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")
LEFT_OUT = ("--ignore=tests/web/test_routes.py",)
"""The table of routes: its rows are made in one piece, in which PostgreSQL loses its connection; it runs on SQLite."""
INSIDE = bool(os.environ.get("YANZHEN_TEST_DATABASE"))


def why_not() -> str:
    """Why there is no PostgreSQL to test on, or nothing."""
    try:
        psycopg.connect(ADDRESS, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        return f"no PostgreSQL at {ADDRESS.rpartition('@')[2]}: {str(error).splitlines()[0]}"
    return ""


@pytest.mark.skipif(INSIDE, reason="these are the tests on PostgreSQL")
def test_the_site_passes_its_tests_on_postgresql_too():
    if reason := why_not():
        pytest.skip(reason)
    # Its own settings, read anew: what this run has set would be read before its conftest.
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/web", "-p", "no:cacheprovider", "-m", "not browser", *LEFT_OUT],
        cwd=ROOT,
        env={**outside, "YANZHEN_TEST_DATABASE": ADDRESS},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout[-8_000:] + done.stderr[-2_000:]
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) > 150


@pytest.mark.skipif(not INSIDE, reason="asks which database it is, on PostgreSQL only")
def test_it_really_is_postgresql(db):
    from django.db import connection

    assert connection.vendor == "postgresql"
