"""People for a demonstration: one of each kind of post, with passwords made up on the spot. Only where the site says demo."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from yanzhen.errors import SiteError
from yanzhen.registers.checks import body_check_digit, check_digit
from yanzhen.web.frame.place import city
from yanzhen.web.people.actions import accounts, posts, units
from yanzhen.web.people.models import Account, Post, Unit


@dataclass(frozen=True, slots=True)
class Seeded:
    """One account of the demonstration: its name, what it is for, its password, shown once."""

    username: str
    post: str
    password: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A post to be set up: which unit (by kind and order), title, roles, account."""

    kind: str
    at: int
    title: str
    roles: tuple[str, ...]
    username: str
    name: str


WANTED = (
    Wanted("city", 0, "系统管理岗", ("system_admin",), "system", "示例系统员"),
    Wanted("city", 0, "安全管理岗", ("security_admin",), "security", "示例安全员"),
    Wanted("city", 0, "审计管理岗", ("audit_admin",), "audit", "示例审计员"),
    Wanted("city", 0, "分管负责人", ("lead",), "leader", "示例负责人"),
    Wanted("city", 0, "督查岗", ("supervisor",), "supervisor", "示例督查员"),
    Wanted("department", 0, "经办岗", ("handler",), "handler", "示例经办员"),
    Wanted("department", 0, "复核岗", ("reviewer",), "reviewer", "示例复核员"),
    Wanted("department", 0, "数据岗", ("data",), "data", "示例数据员"),
    Wanted("department", 1, "财政岗", ("finance",), "finance", "示例财政员"),
    Wanted("county", 0, "经办岗", ("handler", "data"), "county", "示例县区员"),
    Wanted("park", 0, "经办岗", ("handler", "data"), "park", "示例园区员"),
)
VACANT = Wanted("county", 1, "督查岗", ("supervisor",), "", "")
FIRM = "示例企业（虚构）"
PREFERRED = ("工信", "财政")
"""Departments the posts go to, where the pack names them."""


def seed() -> list[Seeded]:
    """The posts and accounts are there, each with a password returned once; a SiteError outside demo mode or a second time."""
    if not settings.OPTIONS.demo:
        raise SiteError("不是演示站点，不能放示例账号", code="YZ-S50", hint="演示用的站点设 YANZHEN_DEMO=true")
    if Account.objects.exists():
        raise SiteError("站点里已经有账号，不再放示例", code="YZ-S51", hint="换一个空的数据文件夹")
    with transaction.atomic():
        units.load_units(None, city())
        told = [_post(one) for one in WANTED if _unit(one)]
        vacant = _unit(VACANT)
        if vacant:
            posts.add_post(None, vacant, VACANT.title, VACANT.roles)
        return [*told, _firm()]


def _unit(one: Wanted) -> Unit | None:
    found = list(Unit.objects.filter(kind=one.kind).order_by("path"))
    if one.kind == "department":
        named = [unit for unit in found if PREFERRED[one.at] in unit.name]
        found = sorted(named, key=lambda unit: len(unit.name))[:1] * (one.at + 1) or found
    return found[one.at] if one.at < len(found) else None


def _post(one: Wanted) -> Seeded:
    unit = _unit(one)
    assert unit is not None
    post: Post = posts.add_post(None, unit, one.title, one.roles)
    account, password = accounts.create_account(None, unit, one.username, one.name)
    posts.fill_post(None, post, post.version, account)
    _ready(account)
    return Seeded(one.username, str(post), password)


def _firm() -> Seeded:
    unit = Unit.objects.filter(kind="county").order_by("path").first() or Unit.objects.get(kind="city")
    firm = accounts.add_firm(None, unit, _credit_code(unit.code), FIRM)
    account, password = accounts.create_account(None, unit, "firm", "示例企业用户", firm)
    _ready(account)
    return Seeded("firm", FIRM, password)


def _ready(account: Account) -> None:
    """In a demonstration nobody has to change a password first."""
    account.must_change = False
    account.save(update_fields=["must_change"])


def _credit_code(area: str) -> str:
    """A credit code that passes the standard's checks and that no registry gives: its body is all but zeros."""
    start = f"91{area[:6].zfill(6)}DEM00000"
    start += body_check_digit(start)
    return start + check_digit(start)
