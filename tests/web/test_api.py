"""The interface: keys of units, the same rules as the pages, whatever a program sends is answered as the schema says."""

from __future__ import annotations

import json
import warnings

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.town import Town
from yanzhen.errors import SiteError

CLAUSE = "template/yl-2024/实习岗位奖"
FILE = "policies/yl-2024/clauses/三条.yaml"


@pytest.fixture
def key(town: Town) -> dict[str, str]:
    """The header of a key of the office."""
    from yanzhen.web.rulebook.actions.tokens import give

    _token, text = give(town.person("security_admin", "city"), town.units["office"], "对接")
    return {"HTTP_AUTHORIZATION": f"Bearer {text}"}


def test_a_key_reads_the_rules_that_the_pages_show(key):
    client = Client()
    listed = client.get(reverse("api:clauses"), {"words": "实习", "on": "2025-06-30"}, **key).json()
    whole = client.get(reverse("api:clause", args=[CLAUSE]), **key).json()
    policies = client.get(reverse("api:policies"), **key).json()

    assert [one["id"] for one in listed["clauses"]] == [CLAUSE]
    assert whole["cite"]["article"] == "一" and whole["cite"]["restated"] is True
    assert "接收实习人数不低于 5 人" in whole["rule"] and whole["most"] == "10000.00"
    assert {"id": "template/yl-2024"}.items() <= next(one for one in policies if CLAUSE in one["clauses"]).items()
    assert client.get(reverse("api:clause", args=["template/x/y"]), **key).status_code == 404


def test_a_text_is_checked_and_nothing_is_kept(key):
    from yanzhen.web.rulebook.editions import newest, text_of
    from yanzhen.web.rulebook.models import Draft

    text = text_of(newest(), FILE).replace("pays: 1 万元", "pays: 1 亩")
    told = Client().post(reverse("api:check"), {"texts": {FILE: text}}, "application/json", **key).json()
    outside = Client().post(reverse("api:check"), {"texts": {"../x.yaml": ""}}, "application/json", **key)

    assert told["clean"] is False and told["problems"][0]["file"] == FILE
    assert outside.status_code == 400
    assert not Draft.objects.exists()


@pytest.mark.parametrize("header", [{}, {"HTTP_AUTHORIZATION": "Bearer yz_guess"}, {"HTTP_AUTHORIZATION": "Basic x"}])
def test_without_a_key_nothing_is_told(db, header):
    assert Client().get(reverse("api:policies"), **header).status_code == 401


def test_a_session_is_no_key(town, enter):
    assert enter(town.accounts["lead", "city"]).get(reverse("api:policies")).status_code == 401


def test_a_revoked_key_opens_nothing_and_the_journal_knows(town, key):
    from yanzhen.web.journal.models import Entry
    from yanzhen.web.rulebook.actions.tokens import revoke
    from yanzhen.web.rulebook.models import Token

    token = Token.objects.get()
    assert Client().get(reverse("api:policies"), **key).status_code == 200
    with pytest.raises(SiteError):
        revoke(town.person("handler", "city"), token)
    revoke(town.person("security_admin", "city"), token)

    assert Client().get(reverse("api:policies"), **key).status_code == 401
    assert list(Entry.objects.filter(kind="token").order_by("number").values_list("verb", flat=True)) == [
        "token.give", "token.revoke",
    ]  # fmt: skip
    assert key["HTTP_AUTHORIZATION"].removeprefix("Bearer ") not in str(Token.objects.values_list())


def test_a_key_may_do_no_more_than_its_role(town, key):
    from django.utils import timezone

    from yanzhen.web.rulebook.actions.tokens import bearer

    person = bearer(key["HTTP_AUTHORIZATION"].removeprefix("Bearer "), timezone.localdate())

    assert person.acts == {"see_rules", "check_rules"}
    assert person.own == (town.units["office"].path,)


def test_whatever_is_sent_is_answered_as_the_schema_says(key):
    """schemathesis: a few examples of every operation, made from the published schema, bounded and repeatable."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings

    schema = schemathesis.openapi.from_dict(Client().get(reverse("api:openapi-json")).json())
    client, answers = Client(raise_request_exception=False), []
    few = settings(
        max_examples=4, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    for result in schema.get_all_operations():
        operation = result.ok()
        known = {int(code) for code in operation.definition.raw["responses"]}
        few(given(case=operation.as_strategy())(_answered(client, key, known, answers)))()

    assert len(answers) >= 8 and 200 in answers


def _answered(client, key, known, answers):
    """A test of one case: sent with the key, answered with a status its schema lists."""

    def answered(case):
        if case.method == "GET":
            query = {name: value for name, value in (case.query or {}).items() if value is not None}
            told = client.get(case.formatted_path, query, **key)
        else:
            told = client.generic(case.method, case.formatted_path, json.dumps(case.body), "application/json", **key)
        answers.append(told.status_code)
        assert told.status_code in known, (case.method, case.formatted_path, told.status_code, told.content[:200])

    return answered
