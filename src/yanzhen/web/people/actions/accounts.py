"""Changes of accounts: making, closing, passwords, coming in and going out."""

from __future__ import annotations

from axes.utils import reset
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.errors import SiteError
from yanzhen.registers import checks
from yanzhen.web.frame.access import Person, require
from yanzhen.web.journal.chain import append
from yanzhen.web.people.actions.checking import allowed
from yanzhen.web.people.models import Account, Firm, Unit
from yanzhen.web.people.passwords import made_up


def create_account(
    person: Person | None, home: Unit, username: str, name: str, firm: Firm | None = None
) -> tuple[Account, str]:
    """The account is there, with a password that is returned once and must be changed at the first sign-in."""
    allowed(person, "keep_accounts", home)
    if Account.objects.filter(username__iexact=username).exists():
        raise SiteError(_("账号 %(name)s 已经有了") % {"name": username}, code="YZ-S32", hint=_("换一个名字"))
    password = made_up()
    account = Account(username=username, name=name, home=home, firm=firm, password_day=timezone.localdate())
    account.set_password(password)
    account.full_clean()
    with transaction.atomic():
        account.save(force_insert=True)
        append(person, "account.create", "account", username, name, area=home.path, firm=firm.code if firm else "")
    return account, password


def add_firm(person: Person | None, unit: Unit, code: str, name: str) -> Firm:
    """The firm is known by its credit code, which was checked by its standard."""
    allowed(person, "keep_accounts", unit)
    code = checks.normal(code)
    wrong = checks.credit_code(code)
    if wrong and not wrong.warning:
        raise SiteError(wrong.why, code="YZ-S33", hint=wrong.suggestion)
    if Firm.objects.filter(code=code).exists():
        raise SiteError(_("%(code)s 已经登记过") % {"code": code}, code="YZ-S34")
    with transaction.atomic():
        firm = Firm.objects.create(code=code, name=name, unit=unit)
        append(person, "firm.add", "firm", code, name, area=unit.path)
    return firm


def reset_password(person: Person | None, account: Account) -> str:
    """The account has a new password, returned once; its sessions are over and a lock is lifted."""
    allowed(person, "keep_accounts", account.home)
    if person is not None and person.username == account.username:
        raise SiteError(_("自己的密码在「换密码」里改"), code="YZ-S35")
    password = made_up()
    with transaction.atomic():
        account.set_password(password)
        account.must_change, account.password_day = True, timezone.localdate()
        account.save(update_fields=["password", "must_change", "password_day"])
        _end_session(account)
        reset(username=account.username)
        append(person, "account.reset", "account", account.username, account.name, area=account.home.path)
    return password


def close_account(person: Person | None, account: Account, closed: bool) -> None:
    """The account can no longer be used (its posts count as vacant), or can again."""
    allowed(person, "keep_accounts", account.home)
    if person is not None and person.username == account.username:
        raise SiteError(_("不能停用自己的账号"), code="YZ-S36", hint=_("请另一位安全管理员来停用"))
    with transaction.atomic():
        account.is_active = not closed
        account.save(update_fields=["is_active"])
        if closed:
            _end_session(account)
        verb = "account.close" if closed else "account.open"
        append(person, verb, "account", account.username, account.name, area=account.home.path)


def unlock(person: Person | None, account: Account) -> None:
    """Failed attempts are forgotten, so the account can sign in at once."""
    allowed(person, "keep_accounts", account.home)
    with transaction.atomic():
        reset(username=account.username)
        append(person, "account.unlock", "account", account.username, account.name, area=account.home.path)


def change_password(person: Person, account: Account, password: str) -> None:
    """The person's own password, which the form has checked, is set."""
    with transaction.atomic():
        account.set_password(password)
        account.must_change, account.password_day = False, timezone.localdate()
        account.save(update_fields=["password", "must_change", "password_day"])
        append(person, "account.password", "account", account.username, account.name, area=account.home.path)


def came_in(person: Person, account: Account, session: str, address: str) -> None:
    """The journal knows who signed in from where; the account's session is this one."""
    with transaction.atomic():
        keep_session(account, session)
        append(person, "session.in", "account", account.username, account.name, area=account.home.path, address=address)


def keep_session(account: Account, session: str) -> None:
    """The account's session goes on under another key, as after a change of password; nothing to journal."""
    account.session = session
    account.save(update_fields=["session"])


def went_out(person: Person) -> None:
    """The journal knows who signed out."""
    with transaction.atomic():
        append(person, "session.out", "account", person.username, person.name, area=person.unit)


def failed(username: str, address: str, locked: bool) -> None:
    """The journal knows of an attempt to sign in that failed. A name there is no account of is not kept: it may be a password."""
    account = Account.objects.filter(username__iexact=username).select_related("home").first()
    with transaction.atomic():
        append(
            None,
            "session.locked" if locked else "session.failed",
            "account",
            account.username if account else "—",
            account.name if account else "",
            area=account.home.path if account else "",
            address=address,
        )


def own_firm(person: Person) -> str:
    """The credit code of the firm the person acts for."""
    require(person, "see_own_firm")
    return person.firm


def _end_session(account: Account) -> None:
    if account.session:
        Session.objects.filter(session_key=account.session).delete()
        account.session = ""
        account.save(update_fields=["session"])
