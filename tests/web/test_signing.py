"""Coming in: no default account, lockout, idle sessions, passwords, one session for administrators, the city's sign-in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from tests.web.town import PASSWORD
from yanzhen.web.journal.models import Entry
from yanzhen.web.people.actions import accounts
from yanzhen.web.people.models import Account

SIGN_IN = "/sign-in/"


def attempt(client: Client, username: str, password: str = PASSWORD, **extra):
    return client.post(SIGN_IN, {"username": username, "password": password}, **extra)


def test_the_right_password_comes_in_and_the_journal_knows(town):
    client = Client()
    answer = attempt(client, "handler-east")

    assert (answer.status_code, answer["Location"]) == (302, "/")
    entry = Entry.objects.order_by("-number").first()
    assert (entry.verb, entry.who, entry.thing) == ("session.in", "handler-east", "handler-east")
    assert client.get("/").status_code == 200


def test_five_failures_lock_the_account_from_there_and_the_right_password_does_not_help(town):
    client = Client()
    told = [attempt(client, "handler-east", "wrong").status_code for _ in range(5)]
    assert told == [200, 200, 200, 200, 429]

    answer = attempt(client, "handler-east")
    assert answer.status_code == 429 and "YZ-S65" in answer.content.decode()
    assert attempt(client, "lead-east").status_code == 302
    assert Entry.objects.filter(verb="session.locked", thing="handler-east").count() >= 1


def test_four_failures_do_not_lock(town):
    client = Client()
    for _ in range(4):
        attempt(client, "handler-east", "wrong")

    assert attempt(client, "handler-east").status_code == 302


def test_a_lock_lasts_fifteen_minutes(town, settings):
    from axes.models import AccessAttempt

    for _ in range(5):
        attempt(Client(), "handler-east", "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14, seconds=50))
    assert attempt(Client(), "handler-east").status_code == 429

    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=10))
    assert attempt(Client(), "handler-east").status_code == 302


def test_a_security_administrator_unlocks(town):
    for _ in range(5):
        attempt(Client(), "handler-east", "wrong")
    accounts.unlock(town.person("security_admin", "east"), town.accounts["handler", "east"])

    assert attempt(Client(), "handler-east").status_code == 302


def test_what_was_typed_as_a_name_there_is_no_account_of_is_not_kept(town):
    attempt(Client(), "MyPassword123")

    assert not Entry.objects.filter(thing__icontains="MyPassword123").exists()
    assert Entry.objects.order_by("-number").first().verb == "session.failed"


def test_a_wrong_name_and_a_wrong_password_are_told_alike(town):
    pages = [attempt(Client(), name, "wrong").content.decode() for name in ("handler-east", "nobody-there")]

    assert all("账号或密码不对" in page for page in pages)


def test_a_closed_account_does_not_come_in(town):
    Account.objects.filter(username="handler-east").update(is_active=False)

    assert attempt(Client(), "handler-east").status_code == 200


def test_an_idle_session_ends_after_thirty_minutes(settings):
    assert settings.SESSION_COOKIE_AGE == 30 * 60


def test_a_visit_moves_the_end_on_but_not_each_visit_writes(town, enter, django_assert_max_num_queries):
    client = enter(town.accounts["handler", "east"])
    client.get("/")
    seen = client.session["seen"]
    client.get("/")

    assert client.session["seen"] == seen


@pytest.mark.parametrize(("role", "ended"), [("security_admin", True), ("handler", False)])
def test_an_administrator_is_signed_in_from_one_place_at_a_time(town, role, ended):
    first, second = Client(), Client()
    attempt(first, f"{role}-east")
    attempt(second, f"{role}-east")

    assert (first.get("/").status_code == 302) is ended
    assert second.get("/").status_code == 200


def test_a_password_given_by_somebody_else_is_changed_before_anything(town):
    _account, password = accounts.create_account(None, town.units["east"], "new-one", "新人")
    client = Client()
    attempt(client, "new-one", password)
    assert client.get("/")["Location"] == "/password/"

    told = {"old": password, "new": "Fliegt-nach-2027", "again": "Fliegt-nach-2027"}
    assert client.post("/password/", told)["Location"] == "/"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("age", "due"), [(90, False), (91, True)])
def test_a_password_lasts_ninety_days(town, enter, age, due):
    Account.objects.filter(username="handler-east").update(password_day=timezone.localdate() - timedelta(age))
    answer = enter(town.accounts["handler", "east"]).get("/")

    assert (answer.status_code == 302 and answer["Location"] == "/password/") is due


@pytest.mark.parametrize(
    ("password", "right"),
    [
        ("goosefly26", True),
        ("goosefl26", False),
        ("goosefliesx", False),
        ("8264091753", False),
        ("password123", False),
        ("handlereast1", False),
    ],
)
def test_a_password_is_long_mixed_and_not_a_common_one(password, right):
    account = Account(username="handlereast", name="某人")
    if right:
        validate_password(password, account)
        return
    with pytest.raises(ValidationError):
        validate_password(password, account)


def test_passwords_are_kept_by_argon2(town, real_hasher):
    account, password = accounts.create_account(None, town.units["east"], "new-one", "新人")

    assert account.password.startswith("argon2")
    assert password not in account.password
    assert account.check_password(password)


def test_passwords_made_up_pass_the_rules_and_differ():
    from yanzhen.web.people.passwords import made_up

    made = {made_up() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        validate_password(password)


@pytest.mark.parametrize(
    ("asked", "goes"),
    [("/people/", "/people/"), ("https://evil.example/", "/"), ("//evil.example/", "/"), ("javascript:1", "/")],
)
def test_one_comes_back_to_where_one_was_but_never_to_another_site(town, asked, goes):
    answer = Client().post(f"{SIGN_IN}?next={asked}", {"username": "handler-east", "password": PASSWORD})

    assert answer["Location"] == goes


def test_signing_out_ends_the_session(town, enter):
    client = Client()
    attempt(client, "handler-east")
    client.post(reverse("people:sign-out"))

    assert client.get("/").status_code == 302


def test_a_reset_ends_the_sessions_of_the_account(town):
    client = Client()
    attempt(client, "handler-east")
    accounts.reset_password(town.person("security_admin", "east"), Account.objects.get(username="handler-east"))

    assert client.get("/").status_code == 302


def test_the_city_s_sign_in_finds_accounts_by_the_claim_and_makes_none(town, settings):
    settings.OIDC_OP_TOKEN_ENDPOINT = settings.OIDC_OP_USER_ENDPOINT = "https://sign-in.example/"
    settings.OIDC_OP_JWKS_ENDPOINT = "https://sign-in.example/keys"
    settings.OIDC_RP_CLIENT_ID = settings.OIDC_RP_CLIENT_SECRET = "x"
    settings.OIDC_RP_SIGN_ALGO = "RS256"
    from yanzhen.web.people.oidc import CityBackend

    backend = CityBackend()
    found = backend.filter_users_by_claims({"preferred_username": "Handler-East"})
    assert [account.username for account in found] == ["handler-east"]
    assert not backend.filter_users_by_claims({"preferred_username": "nobody"}).exists()
    assert not backend.filter_users_by_claims({"email": "handler-east"}).exists()
    Account.objects.filter(username="handler-east").update(is_active=False)
    assert not backend.filter_users_by_claims({"preferred_username": "handler-east"}).exists()


def test_a_password_is_only_tried_with_a_request_that_can_be_counted(town):
    request = RequestFactory().post(SIGN_IN)

    assert authenticate(request, username="handler-east", password=PASSWORD) is not None
