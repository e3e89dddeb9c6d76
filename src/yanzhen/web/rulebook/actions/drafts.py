"""Writing a draft: beginning it, saving its texts, taking files in and out, sending it to review, dropping it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import Person, require
from yanzhen.web.journal.chain import append
from yanzhen.web.people.models import Account, Unit
from yanzhen.web.rulebook.checking import MOST_FILES, bounded, check
from yanzhen.web.rulebook.editions import inside, newest, text_of
from yanzhen.web.rulebook.models import Draft, DraftFile
from yanzhen.web.rulebook.texts import digest, unix


def begin(person: Person, title: str, path: str, text: str = "") -> Draft:
    """A draft of that file is open, with the file's newest published text, or `text` where there is no such file yet."""
    require(person, "write_rules")
    place = inside(path).as_posix()
    standing = text_of(newest(), place)
    with transaction.atomic():
        draft = Draft.objects.create(
            title=title[:120], unit=_unit(person), author=_account(person), writers=[person.username]
        )
        _add(draft, place, standing, text)
        append(person, "rule.begin", "draft", draft.pk, draft.title, area=draft.unit.path, path=place)
    return draft


def add_file(person: Person, draft: Draft, path: str, text: str = "") -> DraftFile:
    """The draft holds that file too."""
    place = inside(path).as_posix()
    standing = text_of(newest(), place)
    with transaction.atomic():
        draft = _open(person, draft)
        if draft.files.count() >= MOST_FILES:
            raise SiteError(_("一份草稿最多 %(n)s 个文件") % {"n": MOST_FILES}, code="YZ-S72", hint=_("分成几份起草"))
        found = draft.files.filter(path=place).first() or _add(draft, place, standing, text)
        append(person, "rule.file", "draft", draft.pk, draft.title, area=draft.unit.path, path=place)
    return found


def save(person: Person, file: DraftFile, version: int, text: str) -> DraftFile:
    """The file has this text. A SiteError when somebody saved it since `version` was shown; nothing is overwritten then.

    Autosaves leave no entry of the journal each: the one of sending to review holds the digests of every text.
    """
    text = unix(text)
    bounded({file.path: text})
    with transaction.atomic():
        draft = _open(person, file.draft)
        file = DraftFile.objects.select_for_update().get(pk=file.pk)
        if file.version != version and file.text != text:
            raise SiteError(
                _("没有保存：别人刚改过这份草稿"), code="YZ-S22", hint=_("您的内容还在页面上；对照最新内容再保存")
            )
        if file.text != text:
            file.text, file.version = text, file.version + 1
            file.save(update_fields=["text", "version"])
            draft.writers = sorted({*draft.writers, person.username})
            draft.save(update_fields=["writers", "saved"])
    return file


def rebase(person: Person, file: DraftFile, version: int, text: str) -> DraftFile:
    """The file stands on the newest published text, with this text of the officer, who has seen both."""
    text = unix(text)
    bounded({file.path: text})
    standing = text_of(newest(), file.path)
    with transaction.atomic():
        draft = _open(person, file.draft)
        file = DraftFile.objects.select_for_update().get(pk=file.pk)
        if file.version != version:
            raise SiteError(_("没有保存：别人刚改过这份草稿"), code="YZ-S22", hint=_("刷新后再对照一次"))
        file.text, file.base_text, file.base, file.version = text, standing, digest(standing), file.version + 1
        file.save()
        draft.writers = sorted({*draft.writers, person.username})
        draft.save(update_fields=["writers", "saved"])
        append(person, "rule.rebase", "draft", draft.pk, draft.title, area=draft.unit.path, path=file.path)
    return file


def send(person: Person, draft: Draft) -> None:
    """The draft waits for a second person. A SiteError with the reason while it does not check clean or its base changed."""
    require(person, "write_rules")
    texts = dict(draft.files.values_list("path", "text"))
    if changed := stale(draft):
        raise SiteError(
            _("已发布的 %(path)s 变了") % {"path": changed[0].path}, code="YZ-S75", hint=_("先对照两版，再送审")
        )
    if not any(one.text != one.base_text for one in draft.files.all()):
        raise SiteError(_("和已发布的一样，没有要审的"), code="YZ-S76", hint=_("改了再送审"))
    why = check(newest(), texts, cases=True).why_not or held(draft, texts)
    if why:
        raise SiteError(why, code="YZ-S74", hint=_("改好再送审"))
    with transaction.atomic():
        draft = _open(person, draft)
        if dict(draft.files.values_list("path", "text")) != texts:
            raise SiteError(_("没有送审：刚才又有改动"), code="YZ-S22", hint=_("核对后再送"))
        draft.state, draft.version, draft.said = "review", draft.version + 1, ""
        draft.writers = sorted({*draft.writers, person.username})
        draft.save()
        told = {path: digest(text) for path, text in texts.items()}
        append(person, "rule.send", "draft", draft.pk, draft.title, area=draft.unit.path, texts=told)


def drop(person: Person, draft: Draft) -> None:
    """The draft is given up; its texts stay readable."""
    with transaction.atomic():
        draft = _open(person, draft)
        draft.state, draft.version = "dropped", draft.version + 1
        draft.save()
        append(person, "rule.drop", "draft", draft.pk, draft.title, area=draft.unit.path)


def stale(draft: Draft) -> list[DraftFile]:
    """The files whose published text is no longer the one the draft was begun on."""
    edition = newest()
    return [one for one in draft.files.all() if digest(text_of(edition, one.path)) != one.base]


def held(draft: Draft, texts: dict[str, str]) -> str:
    """Why the last trial of these very texts holds them; empty when none does."""
    last = next((one for one in draft.trials.filter(state__in=("done", "held")) if one.texts == texts), None)
    if last is None or last.state != "held":
        return ""
    return _("试算超出合理区间：%(what)s") % {"what": "；".join(last.result["breaks"])}


def _open(person: Person, draft: Draft) -> Draft:
    require(person, "write_rules")
    draft = Draft.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draft.pk)
    if not person.owns(draft.unit.path):
        raise SiteError(_("这不是您单位的草稿"), code="YZ-S21", hint=_("请原单位来改"))
    if draft.state != "open":
        raise SiteError(
            _("这份草稿%(state)s，不能改") % {"state": draft.get_state_display()},
            code="YZ-S77",
            hint=_("待复核的请复核人退回；已发布的另起一份"),
        )
    return draft


def _add(draft: Draft, path: str, standing: str, text: str) -> DraftFile:
    return DraftFile.objects.create(
        draft=draft, path=path, text=standing or unix(text), base_text=standing, base=digest(standing)
    )


def _unit(person: Person) -> Unit:
    return Unit.objects.get(path=person.unit)


def _account(person: Person) -> Account:
    return Account.objects.get(username=person.username)
