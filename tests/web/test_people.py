"""Units, posts, who answers for what, standing in, and the three administrators apart."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from yanzhen.errors import SiteError
from yanzhen.registers import checks
from yanzhen.web.frame.place import city
from yanzhen.web.journal.models import Entry
from yanzhen.web.people import queries
from yanzhen.web.people.actions import accounts, away, posts, units
from yanzhen.web.people.models import Account, Post, Unit
from yanzhen.web.people.person import person_of
from yanzhen.web.people.roles import roles

DAY = date(2026, 3, 2)
APART = ("system_admin", "security_admin", "audit_admin")


def test_the_units_are_those_the_pack_names(town):
    planned = {one.code: one for one in units.planned(city())}
    areas = city().codes("县市区")
    below = areas.below(areas.id_of(city().code))

    assert {areas.codes[at].code for at in below} <= set(planned)
    assert planned[city().code].kind == "city" and planned[city().code].above == ""
    assert all(planned[areas.codes[at].code].kind == "county" for at in below if areas.codes[at].code != city().code)
    assert {one.kind for one in planned.values()} == {"city", "county", "department"}


def test_loading_again_adds_nothing_and_keeps_what_was_changed_by_hand(town):
    Unit.objects.filter(pk=town.units["east"].pk).update(name="改了名的区")

    assert units.load_units(None, city()) == 0
    assert Unit.objects.get(pk=town.units["east"].pk).name == "改了名的区"


@pytest.mark.parametrize(
    ("above", "kind", "code", "why"),
    [
        ("east", "village", "v1", "YZ-S25"),
        ("east", "city", "c1", "YZ-S25"),
        ("city", "county", "street-1", "YZ-S26"),
    ],
)
def test_a_unit_stands_only_where_its_kind_may(town, above, kind, code, why):
    with pytest.raises(SiteError, match=why):
        units.add_unit(town.person("system_admin", "city"), town.units[above], code, "某单位", kind)


@pytest.mark.parametrize("code", ["a/b", "a b", "../x", ""])
def test_a_code_cannot_break_a_path(town, code):
    with pytest.raises((ValidationError, SiteError)):
        units.add_unit(None, town.units["east"], code, "某单位", "township")


def test_a_unit_with_units_below_is_not_closed(town):
    with pytest.raises(SiteError, match="YZ-S27"):
        units.close_unit(None, town.units["east"], True)


def test_a_closed_unit_gives_no_rights(town):
    units.close_unit(None, Unit.objects.get(code="street-1"), True)

    assert town.person("handler", "street").acts == frozenset()


def test_a_department_reaches_what_its_government_governs_and_owns_only_itself(town):
    office = town.person("handler", "office")

    assert office.reach == (town.units["city"].path,)
    assert office.own == (town.units["office"].path,)
    assert office.reaches(town.units["east"].path) and not office.owns(town.units["east"].path)


def test_a_post_is_answered_for_by_its_holder_then_its_deputy_then_the_level_above(town):
    post = town.posts["handler", "street"]
    assert queries.answerable(post, DAY).how == "held"

    post.absences.create(deputy=town.accounts["lead", "street"], first=DAY, last=DAY)
    answer = queries.answerable(post, DAY)
    assert (answer.how, answer.account) == ("deputy", town.accounts["lead", "street"])
    assert queries.answerable(post, DAY + timedelta(1)).how == "held"

    Post.objects.filter(pk=post.pk).update(holder=None)
    post = Post.objects.get(pk=post.pk)
    answer = queries.answerable(post, DAY + timedelta(1))
    assert (answer.how, answer.account) == ("risen", town.accounts["handler", "east"])


def test_without_a_post_of_its_kind_above_the_lead_answers_and_without_anybody_nobody(town):
    post = posts.add_post(None, town.units["street"], "网格岗", ["supervisor"])
    Post.objects.filter(unit=town.units["east"], title="supervisor").update(holder=None)
    assert queries.answerable(post, DAY).account == town.accounts["lead", "east"]

    Post.objects.filter(unit__in=[town.units["east"], town.units["city"]]).update(holder=None)
    assert queries.answerable(post, DAY).how == "nobody"


def test_a_page_says_that_a_post_is_vacant_and_who_answers(town, enter):
    post = town.posts["handler", "street"]
    Post.objects.filter(pk=post.pk).update(holder=None)
    page = enter(town.accounts["lead", "east"]).get(reverse("people:post", args=[post.pk])).content.decode()

    assert "空缺，已转上级" in page and town.accounts["handler", "east"].name in page


@pytest.mark.parametrize("first", APART)
@pytest.mark.parametrize("second", APART)
def test_nobody_is_two_of_the_three_administrators(town, first, second):
    account = Account.objects.get(pk=town.accounts[first, "city"].pk)
    post = posts.add_post(None, town.units["city"], "又一岗", [second])
    if first == second:
        posts.fill_post(None, post, post.version, account)
        return
    with pytest.raises(SiteError, match="YZ-S24"):
        posts.fill_post(None, post, post.version, account)


def test_not_by_changing_the_roles_of_a_post_somebody_holds_either(town):
    own = town.posts["system_admin", "city"]
    with pytest.raises(SiteError, match="YZ-S24"):
        posts.set_roles(None, own, own.version, ["system_admin", "audit_admin"])


def test_not_by_standing_in_either(town):
    lender = town.person("audit_admin", "city")
    account, post = town.accounts["audit_admin", "city"], town.posts["audit_admin", "city"]
    with pytest.raises(SiteError, match="YZ-S24"):
        away.delegate(lender, account, post, town.accounts["system_admin", "city"], DAY, DAY, DAY)


def test_not_by_a_post_that_opens_again_either(town):
    post = posts.add_post(None, town.units["city"], "旧岗", ["audit_admin"])
    Post.objects.filter(pk=post.pk).update(closed=True, holder=town.accounts["system_admin", "city"])
    with pytest.raises(SiteError, match="YZ-S24"):
        posts.close_post(None, post, post.version, False)


def test_nobody_gives_a_post_to_themselves(town):
    post = posts.add_post(None, town.units["city"], "肥差", ["finance"])
    with pytest.raises(SiteError, match="YZ-S29"):
        posts.fill_post(
            town.person("security_admin", "city"), post, post.version, town.accounts["security_admin", "city"]
        )


def test_a_stale_page_changes_nothing_and_says_so(town, enter):
    post = town.posts["handler", "east"]
    client = enter(town.accounts["system_admin", "city"])
    told = {"roles": ["reviewer"], "version": post.version}
    client.post(reverse("people:post-roles", args=[post.pk]), told)
    answer = client.post(reverse("people:post-roles", args=[post.pk]), {**told, "roles": ["lead"]}, follow=True)

    assert "YZ-S22" in answer.content.decode()
    assert Post.objects.get(pk=post.pk).roles == ["reviewer"]


def test_an_administrator_of_a_county_changes_nothing_elsewhere(town):
    east = town.person("security_admin", "east")
    with pytest.raises(SiteError, match="YZ-S21"):
        accounts.create_account(east, town.units["west"], "someone", "某人")
    with pytest.raises(SiteError, match="YZ-S31"):
        post = town.posts["handler", "east"]
        posts.fill_post(east, post, post.version, town.accounts["lead", "west"])


def test_who_stands_in_has_the_rights_on_those_days_only_and_under_their_own_name(town):
    deputy = town.accounts["handler", "east"]
    lender, post = town.accounts["lead", "east"], town.posts["lead", "east"]
    away.delegate(town.person("lead", "east"), lender, post, deputy, DAY, DAY + timedelta(2), DAY)

    for day, has in ((DAY - timedelta(1), False), (DAY, True), (DAY + timedelta(2), True), (DAY + timedelta(3), False)):
        assert ("lead" in person_of(deputy, day).roles) is has
    assert person_of(deputy, DAY).username == deputy.username
    assert Entry.objects.order_by("-number").first().verb == "away.lend"


@pytest.mark.parametrize(
    ("first", "last", "right"), [(0, 0, True), (0, 89, True), (0, 90, False), (-1, 3, False), (5, 4, False)]
)
def test_an_absence_begins_today_or_later_and_lasts_ninety_days_at_most(town, first, last, right):
    given = (town.accounts["lead", "east"], town.posts["lead", "east"], town.accounts["handler", "east"])
    days = (DAY + timedelta(first), DAY + timedelta(last), DAY)
    if right:
        away.delegate(town.person("lead", "east"), *given, *days)
        return
    with pytest.raises(SiteError, match="YZ-S39"):
        away.delegate(town.person("lead", "east"), *given, *days)


def test_two_absences_of_a_post_do_not_overlap_and_one_taken_back_makes_room(town):
    person, account = town.person("lead", "east"), town.accounts["lead", "east"]
    given = (account, town.posts["lead", "east"], town.accounts["handler", "east"], DAY, DAY + timedelta(3), DAY)
    made = away.delegate(person, *given)
    with pytest.raises(SiteError, match="YZ-S40"):
        away.delegate(person, *given)
    away.withdraw(person, account, made)

    away.delegate(person, *given)


def test_only_the_holder_lends_a_post_and_only_to_somebody_near(town):
    person, account = town.person("lead", "east"), town.accounts["lead", "east"]
    with pytest.raises(SiteError, match="YZ-S37"):
        away.delegate(person, account, town.posts["lead", "west"], town.accounts["handler", "east"], DAY, DAY, DAY)
    with pytest.raises(SiteError, match="YZ-S38"):
        away.delegate(person, account, town.posts["lead", "east"], town.firm_users["east"], DAY, DAY, DAY)


def test_an_account_that_is_closed_is_a_stranger_and_its_posts_rise(town):
    accounts.close_account(town.person("security_admin", "city"), Account.objects.get(username="handler-street"), True)

    assert not town.person("handler", "street").known
    assert queries.answerable(Post.objects.get(pk=town.posts["handler", "street"].pk), DAY).how == "risen"


def test_every_change_leaves_an_entry(town):
    before = Entry.objects.count()
    person = town.person("security_admin", "city")
    account, _password = accounts.create_account(person, town.units["east"], "new-one", "新人")
    accounts.reset_password(person, account)
    accounts.unlock(person, account)
    accounts.close_account(person, account, True)

    written = list(Entry.objects.order_by("number").values_list("verb", "who", "thing")[before:])
    assert written == [
        (verb, "security_admin-city", "new-one")
        for verb in ("account.create", "account.reset", "account.unlock", "account.close")
    ]


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91350100M000100Y4Z", "123"])
def test_a_firm_known_already_or_with_a_wrong_credit_code_is_refused(town, code):
    with pytest.raises(SiteError, match=r"YZ-S3[34]"):
        accounts.add_firm(None, town.units["east"], code, "某企业")


def test_a_credit_code_is_kept_in_its_normal_form(town):
    start = "91990100DEM00000"
    start += checks.body_check_digit(start)
    code = start + checks.check_digit(start)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code.lower())

    assert accounts.add_firm(None, town.units["east"], wide, "某企业").code == code


def test_only_roles_of_the_file_are_given_by_posts_and_the_firms_role_never(town):
    for names in (["nobody"], ["firm"]):
        with pytest.raises(SiteError, match="YZ-S23"):
            posts.add_post(None, town.units["east"], "怪岗", names)


def test_every_act_a_view_or_action_needs_is_given_by_some_role():
    import re
    from pathlib import Path

    import yanzhen.web

    needed = set()
    for path in Path(yanzhen.web.__file__).parent.rglob("*.py"):
        needed |= set(
            re.findall(r'(?:needs\(|require\(person, |allowed\(person, |\.may\()"(\w+)"', path.read_text("utf-8"))
        )
    given = set().union(*(role.acts for role in roles().values()))

    assert needed == given


def test_a_day_list_names_vacant_posts_to_whoever_fills_them(town, enter):
    Post.objects.filter(pk=town.posts["handler", "street"].pk).update(holder=None)
    day = reverse("today:day")

    assert "派人担任" in enter(town.accounts["security_admin", "east"]).get(day).content.decode()
    assert "派人担任" not in enter(town.accounts["handler", "east"]).get(day).content.decode()
    assert timezone.localdate()
