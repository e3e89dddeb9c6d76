"""A site for tests: settings from the environment, an invented town, one account for each role in each of its places.

Runs on SQLite; on PostgreSQL when YANZHEN_TEST_DATABASE names one, which tests/web/test_on_postgresql.py does.
"""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = tempfile.TemporaryDirectory(prefix="yanzhen-site-")
os.environ["DJANGO_SETTINGS_MODULE"] = "yanzhen.web.settings"
os.environ["YANZHEN_DATA"] = FOLDER.name
os.environ["YANZHEN_PACK"] = str(ROOT / "packs" / "template")
os.environ["YANZHEN_HOSTS"] = '["testserver", "127.0.0.1"]'
if os.environ.get("YANZHEN_TEST_DATABASE"):
    os.environ["YANZHEN_DATABASE_URL"] = os.environ["YANZHEN_TEST_DATABASE"]

import django  # noqa: E402

django.setup()

from django.test import Client  # noqa: E402

from tests.web.town import Town, build_town, sign_all_in  # noqa: E402
from yanzhen.web.people.models import Account  # noqa: E402


@pytest.fixture(autouse=True)
def fast_passwords(settings, request):
    """Argon2 is right for a site and slow for a thousand test accounts; tests of passwords themselves ask for it."""
    if "real_hasher" not in request.keywords and "real_hasher" not in request.fixturenames:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def real_hasher():
    """The site's own password hasher."""


BUILT: dict[str, object] = {}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The town stands in the test database before the first test; each test's changes are rolled back."""
    from django.conf import settings

    settings.PASSWORD_HASHERS, slow = ["django.contrib.auth.hashers.MD5PasswordHasher"], settings.PASSWORD_HASHERS
    with django_db_blocker.unblock():
        BUILT["town"] = build_town()
        BUILT["cookies"] = sign_all_in(BUILT["town"])
    settings.PASSWORD_HASHERS = slow


@pytest.fixture
def town(db) -> Town:
    """The town, as new."""
    return copy.deepcopy(BUILT["town"])


@pytest.fixture
def enter(db) -> Callable[[Account], Client]:
    """A new client, signed in as the account."""

    def entering(account: Account) -> Client:
        client = Client()
        client.cookies["yanzhen"] = BUILT["cookies"][account.username]
        return client

    return entering


@pytest.fixture(scope="session", autouse=True)
def folder_goes_away() -> Iterator[None]:
    yield
    FOLDER.cleanup()
