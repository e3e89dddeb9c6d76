"""Review and publication: a second person sends back or publishes; the edition is whole on disk before its row counts."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import Person, require
from yanzhen.web.journal.chain import append
from yanzhen.web.people.models import Account
from yanzhen.web.rulebook.actions.drafts import held, stale
from yanzhen.web.rulebook.checking import check
from yanzhen.web.rulebook.editions import keep, newest
from yanzhen.web.rulebook.models import Draft, Edition, Text
from yanzhen.web.rulebook.texts import digest


def send_back(person: Person, draft: Draft, version: int, said: str) -> None:
    """The draft is open again for its writers, with what the reviewer wrote."""
    if not said.strip():
        raise SiteError(_("退回要写原因"), code="YZ-S78", hint=_("写一句起草人要改什么"))
    with transaction.atomic():
        draft = _to_review(person, draft, version)
        draft.state, draft.version, draft.said = "open", draft.version + 1, said.strip()[:2000]
        draft.save()
        append(person, "rule.back", "draft", draft.pk, draft.title, area=draft.unit.path, said=draft.said)


def publish(person: Person, draft: Draft, version: int, start: date, today: date) -> Edition:
    """A new edition holds the draft's texts and is in force from `start`. Journal, edition and draft change together or not.

    Refused: one's own draft, a draft that is not clean, a base that changed, a day before today or before a later edition's.
    """
    require(person, "review_rules")
    why = why_not(person, draft)
    if why:
        raise SiteError(why, code="YZ-S74", hint=_("没有发布"))
    edition = newest()
    if start < today or start < edition.start:
        earliest = max(today, edition.start)
        raise SiteError(_("生效日最早 %(day)s") % {"day": earliest}, code="YZ-S79", hint=_("换一个生效日"))
    texts = {one.path: (one.base_text, one.text) for one in draft.files.all() if one.text != one.base_text}
    kept = keep(edition, {path: after for path, (_before, after) in texts.items()})
    try:
        with transaction.atomic():
            draft = _to_review(person, draft, version)
            if dict(draft.files.filter(path__in=texts).values_list("path", "text")) != {
                path: after for path, (_before, after) in texts.items()
            }:
                raise SiteError(_("没有发布：文本刚刚变了"), code="YZ-S22", hint=_("重新核对"))
            reviewer = Account.objects.get(username=person.username)
            made = Edition.objects.create(
                number=edition.number + 1, digest=kept, start=start, draft=draft, reviewer=reviewer
            )
            Text.objects.bulk_create(
                Text(edition=made, path=path, before=before, after=after) for path, (before, after) in texts.items()
            )
            draft.state, draft.version = "published", draft.version + 1
            draft.save()
            append(
                person, "rule.publish", "draft", draft.pk, draft.title, area=draft.unit.path, number=made.number,
                start=start, digest=kept, texts={path: digest(after) for path, (_before, after) in texts.items()},
            )  # fmt: skip
    except IntegrityError:
        raise SiteError(_("没有发布：别人刚发布了一版"), code="YZ-S75", hint=_("退回，对照两版后再送审")) from None
    return made


def why_not(person: Person, draft: Draft) -> str:
    """Why this person cannot publish this draft now, as the line above the button; empty when they can.

    What the check says is remembered, so that asking again costs nothing.
    """
    if draft.state != "review":
        return _("还没有送审")
    if person.username in draft.writers:
        return _("您起草或改过这份草稿，须由另一人复核")
    if not person.may("review_rules"):
        return _("复核由复核岗或负责人来做")
    changed = stale(draft)
    if changed:
        return _("已发布的 %(path)s 变了，先退回对照两版") % {"path": changed[0].path}
    texts = dict(draft.files.values_list("path", "text"))
    return check(newest(), texts, cases=True).why_not or held(draft, texts)


def _to_review(person: Person, draft: Draft, version: int) -> Draft:
    require(person, "review_rules")
    draft = Draft.objects.select_for_update(of=("self",)).select_related("unit").get(pk=draft.pk)
    if not person.owns(draft.unit.path):
        raise SiteError(_("这不是您单位的草稿"), code="YZ-S21", hint=_("请原单位来复核"))
    if draft.state != "review" or draft.version != version:
        raise SiteError(_("这份草稿已经不在这一步"), code="YZ-S22", hint=_("现在显示的是最新情况"))
    if person.username in draft.writers:
        raise SiteError(_("您起草或改过这份草稿，须由另一人复核"), code="YZ-S80", hint=_("请同单位的另一位复核"))
    return draft
