"""Promise 6: every route × role × unit. A route without a line here fails; so does a role that is let in where the line does not say."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.web.deliveries import record_targets
from tests.web.town import PLACES, STAFF

EVERYBODY = (*STAFF, "firm")
WORKING_ROLES = ("handler", "reviewer", "lead", "data", "finance", "supervisor")
READERS = ("handler", "lead")
SYSTEM, SECURITY, AUDIT = ("system_admin",), ("security_admin",), ("audit_admin",)
DATA = ("data",)


@dataclass(frozen=True)
class Route:
    """`roles` may enter; None: strangers too. `target`: which thing of a unit it is about, empty for none. `told`: success."""

    name: str
    roles: tuple[str, ...] | None
    method: str = "get"
    target: str = ""
    told: tuple[int, ...] = (200,)
    data: dict[str, str] = field(default_factory=dict)


ROUTES = (
    Route("today:day", EVERYBODY),
    Route("frame:language", None, "post", told=(302,)),
    Route("frame:print-size", None, "post", told=(302,)),
    Route("frame:search", EVERYBODY),
    Route("frame:components", SYSTEM),
    Route("frame:alive", None),
    Route("people:sign-in", None, told=(200, 302)),
    Route("people:sign-out", None, "post", told=(302,)),
    Route("people:password", EVERYBODY),
    Route("people:units", STAFF),
    Route("people:unit", STAFF, target="unit"),
    Route("people:add-unit", SYSTEM, target="unit"),
    Route("people:close-unit", SYSTEM, "post", "unit", (302,)),
    Route("people:add-post", SYSTEM, target="unit"),
    Route("people:post", STAFF, target="post"),
    Route("people:post-roles", SYSTEM, "post", "post", (302,)),
    Route("people:post-holder", SECURITY, "post", "post", (302,)),
    Route("people:close-post", SYSTEM, "post", "post", (302,)),
    Route("people:accounts", SECURITY),
    Route("people:add-account", SECURITY),
    Route("people:add-firm", SECURITY),
    Route("people:account", SECURITY, target="account"),
    Route("people:reset-account", SECURITY, "post", "account", (200, 302)),
    Route("people:close-account", SECURITY, "post", "account", (302,)),
    Route("people:unlock-account", SECURITY, "post", "account", (302,)),
    Route("people:away", STAFF),
    Route("people:withdraw", STAFF, "post", "absence", (302,)),
    Route("people:my-firm", ("firm",)),
    Route("intake:sheets", WORKING_ROLES),
    Route("intake:sheet", WORKING_ROLES, target="sheet"),
    Route("intake:answer", READERS, "post", "line", (302,), {"answer": "yes", "seen": "0"}),
    Route("intake:try", READERS, "post", "line", data={"edited": "duty: 样"}),
    Route("intake:close", READERS, "post", "sheet", (302,)),
    Route("intake:compare", READERS, "post", "sheet", (302,)),
    Route("intake:draft", WORKING_ROLES, target="policy"),
    Route("intake:mechanisms", WORKING_ROLES),
    Route("intake:mechanisms-workbook", WORKING_ROLES),
    Route("records:index", WORKING_ROLES),
    Route("records:template", WORKING_ROLES, data={"register": "企业", "period": "2024"}),
    Route("records:rows", WORKING_ROLES, target="register"),
    Route("records:export", WORKING_ROLES, target="register"),
    Route("records:one", WORKING_ROLES, target="row"),
    Route("records:batches", WORKING_ROLES),
    Route("records:batch", WORKING_ROLES, target="batch"),
    Route("records:withdraw", DATA, "post", "batch", (302,)),
    Route("records:restore", DATA, "post", "batch", (302,)),
    Route("records:upload", DATA),
    Route("records:uploads", DATA),
    Route("records:report", DATA, target="upload"),
    Route("records:progress", DATA, target="upload", told=(302,)),
    Route("records:accept", DATA, "post", "upload", (302,)),
    Route("records:set-aside", DATA, "post", "upload", (302,)),
    Route("records:rejects", DATA, target="upload"),
    Route("records:original", DATA, target="upload"),
    Route("journal:entries", STAFF),
    Route("journal:entry", STAFF, target="entry"),
    Route("journal:export", AUDIT),
    Route("journal:verify", AUDIT, "post"),
)

ASKED = ("city", "east", "west", "street")
"""Whose things are asked for."""

BELOW = {
    "city": set(PLACES),
    "east": {"east", "street"},
    "west": {"west"},
    "office": {"office"},
    "street": {"street"},
    "park": {"park"},
}
"""Whose units each place sees."""

REACHED = {**BELOW, "office": set(PLACES)}
"""Whose firms and deliveries each place sees: a department sees what its government governs."""


def names(resolver: URLResolver | None = None, space: str = "") -> set[str]:
    """Every named route there is."""
    found: set[str] = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            found.add(space + str(pattern.name))
        else:
            found |= names(pattern, space + (f"{pattern.namespace}:" if pattern.namespace else ""))
    return found


def views(resolver: URLResolver | None = None):
    """Every view there is."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.callback
        else:
            yield from views(pattern)


def test_every_route_has_its_line():
    assert names() == {route.name for route in ROUTES}


def test_every_view_says_what_it_needs():
    assert [view for view in views() if not hasattr(view, "needs")] == []


@pytest.fixture
def targets(town):
    """Kind → place → the arguments that name a thing of that place."""
    from django.db import transaction

    from tests.web.pages import add_sheet
    from yanzhen.web.journal.chain import append
    from yanzhen.web.people.models import Absence

    day = timezone.localdate()
    kinds = ("unit", "post", "account", "entry", "absence", "sheet", "line", "policy")
    made: dict[str, dict[str, list[object]]] = {kind: {} for kind in kinds}
    for place, unit in town.units.items():
        with transaction.atomic():
            entry = append(None, "unit.add", "unit", unit.code, unit.name, area=unit.path, above="")
        post = town.posts["handler", place]
        absence = Absence.objects.create(
            post=post, deputy=town.accounts["lead", place], first=day + timedelta(9), last=day + timedelta(9)
        )
        made["unit"][place] = [unit.code]
        made["post"][place] = [post.pk]
        made["account"][place] = [town.accounts["handler", place].username]
        made["entry"][place] = [entry.number]
        made["absence"][place] = [absence.pk]
        sheets = {purpose: add_sheet(unit, purpose) for purpose in ("plan", "policy")}
        made["sheet"][place] = [sheets["plan"].pk]
        made["line"][place] = [sheets["plan"].pk, 1]
        made["policy"][place] = [sheets["policy"].pk]
    return made | record_targets(town)


def expected(route: Route, role: str, place: str, where: str) -> set[int]:
    """The statuses that are right for a role of a place asking about a thing of `where`."""
    if route.roles is None:
        return set(route.told)
    if role not in route.roles:
        return {403}
    if not route.target or role == "firm":
        return set(route.told)
    if route.target == "absence":
        return set(route.told) if place == where and role in ("handler", "lead") else {404}
    if route.target == "register":
        return set(route.told)
    if route.target in ("row", "batch"):
        # No row lies in a street: those of a street are asked for by their county.
        asked = "east" if (route.target, where) == ("row", "street") else where
        return set(route.told) if asked in REACHED[place] else {404}
    if route.target == "entry" and role == "audit_admin":
        return set(route.told)
    return set(route.told) if where in BELOW[place] else {404}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_route_lets_in_whom_its_line_says(route, town, targets, enter):
    from django.db import transaction

    wrong = []
    logging.disable(logging.WARNING)
    people = [(role, place, account) for (role, place), account in town.accounts.items()]
    people += [("firm", place, account) for place, account in town.firm_users.items()]
    for role, place, account in people:
        client = enter(account)
        for where in ASKED if route.target else ("",):
            address = reverse(route.name, args=targets[route.target][where] if where else [])
            save = transaction.savepoint()
            answer = getattr(client, route.method)(address, route.data)
            status = answer.status_code
            answer.close()
            transaction.savepoint_rollback(save)
            if status not in expected(route, role, place, where):
                wrong.append(f"{role}@{place} asks {route.method} {address} of {where or 'nowhere'}: {status}")
    logging.disable(logging.NOTSET)
    assert wrong == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_stranger_is_sent_to_sign_in_and_learns_nothing(route, town, targets):
    for arguments in targets[route.target].values() if route.target else [[]]:
        answer = getattr(Client(), route.method)(reverse(route.name, args=arguments), route.data)
        if route.roles is None:
            assert answer.status_code in route.told
        else:
            assert answer.status_code == 302
            assert answer["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method == "post"], ids=lambda route: route.name)
def test_what_changes_something_is_never_done_by_a_link(route, town, targets, enter):
    arguments = targets[route.target]["city"] if route.target else []
    answer = enter(town.accounts["system_admin", "city"]).get(reverse(route.name, args=arguments))

    assert answer.status_code == 405


def test_guessed_numbers_and_names_tell_nothing(town, enter):
    client = enter(town.accounts["security_admin", "east"])

    for number in (0, 10**9):
        assert client.get(reverse("people:post", args=[number])).status_code == 404
    assert client.get(reverse("people:account", args=["nobody"])).status_code == 404
    assert client.get(reverse("people:unit", args=["nowhere"])).status_code == 404


@pytest.mark.parametrize(("role", "place"), [("lead", "east"), ("handler", "west"), ("security_admin", "west")])
def test_lists_searches_and_drop_downs_hold_only_what_the_unit_may_see(town, enter, role, place):
    client = enter(town.accounts[role, place])
    hidden = [unit.name for where, unit in town.units.items() if where not in BELOW[place] and where != "city"]
    pages = [reverse("people:units"), reverse("journal:entries"), reverse("people:away")]
    pages += [f"{reverse('frame:search')}?q={word}" for word in (*hidden, "handler")]
    if role == "security_admin":
        pages += [reverse("people:accounts"), reverse("people:add-account"), reverse("people:add-firm")]
    for page in pages:
        main = client.get(page).content.decode().partition("<main")[2]
        assert [name for name in hidden if name in main and f"“{name}”" not in main] == [], page


def test_a_firm_sees_itself_and_no_other(town, enter):
    page = enter(town.firm_users["east"]).get(reverse("people:my-firm")).content.decode()

    assert town.firms["east"].code in page
    assert town.firms["west"].code not in page and town.firms["west"].name not in page
