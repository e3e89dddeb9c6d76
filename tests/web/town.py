"""The invented town of these tests, and coming in as somebody."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.test import Client
from django.utils import timezone

from yanzhen.web.frame.access import Person
from yanzhen.web.frame.place import city
from yanzhen.web.people.actions.accounts import add_firm
from yanzhen.web.people.actions.units import add_unit, load_units
from yanzhen.web.people.models import Account, Firm, Post, Unit
from yanzhen.web.people.person import person_of

STAFF = (
    "handler",
    "reviewer",
    "lead",
    "data",
    "finance",
    "supervisor",
    "system_admin",
    "security_admin",
    "audit_admin",
)
PLACES = ("city", "east", "west", "office", "street", "park")
WORKING = ("city", "east", "west", "office")
"""Places whose posts are held; the others have posts without accounts of their own roles."""
PASSWORD = "Goose-flies-2026"


@dataclass
class Town:
    """An invented town: units by place, accounts and posts by (role, place), one firm in the east."""

    units: dict[str, Unit]
    accounts: dict[tuple[str, str], Account] = field(default_factory=dict)
    posts: dict[tuple[str, str], Post] = field(default_factory=dict)
    firms: dict[str, Firm] = field(default_factory=dict)
    firm_users: dict[str, Account] = field(default_factory=dict)

    def person(self, role: str, place: str) -> Person:
        """The person of that role there, as of today."""
        from django.utils import timezone

        return person_of(Account.objects.get(pk=self.accounts[role, place].pk), timezone.localdate())


def build_town() -> Town:
    """The town: a city with two counties, an office, a park, and a street in the east."""

    load_units(None, city())
    top = Unit.objects.get(parent=None)
    counties = list(Unit.objects.filter(kind="county").order_by("path"))
    town = Town({"city": top, "east": counties[0], "west": counties[1]})
    town.units["office"] = Unit.objects.filter(kind="department").order_by("path").first()
    town.units["street"] = add_unit(None, counties[0], "street-1", "样街道", "township")
    town.units["park"] = add_unit(None, top, "park-1", "样园区", "park")
    for place, unit in town.units.items():
        for role in STAFF if place in WORKING else ("handler", "lead"):
            account = Account(
                username=f"{role}-{place}",
                name=f"{role}@{place}",
                home=unit,
                must_change=False,
                password_day=timezone.localdate(),
            )
            account.set_password(PASSWORD)
            account.save()
            town.accounts[role, place] = account
            town.posts[role, place] = Post.objects.create(unit=unit, title=role, roles=[role], holder=account)
    for place, code in (("east", "91350100M000100Y43"), ("west", "91512081MA62K0260E")):
        town.firms[place] = add_firm(None, town.units[place], code, f"样企业{place}")
        user = Account(
            username=f"firm-{place}",
            name=f"firm@{place}",
            home=town.units[place],
            firm=town.firms[place],
            must_change=False,
            password_day=timezone.localdate(),
        )
        user.set_password(PASSWORD)
        user.save()
        town.firm_users[place] = user
    return town


def come_in(client: Client, account: Account) -> Client:
    """The client is signed in as the account, as its one session."""
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    Account.objects.filter(pk=account.pk).update(session=client.session.session_key)
    return client


def sign_all_in(town: Town) -> dict[str, str]:
    """Account name → the cookie of its session, made once for all tests."""
    everybody = [*town.accounts.values(), *town.firm_users.values()]
    return {account.username: come_in(Client(), account).cookies["yanzhen"].value for account in everybody}
