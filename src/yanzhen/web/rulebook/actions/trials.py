"""Asking for a trial of a draft on the whole city; the work is done by the worker, once, whoever is killed."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import Person, require
from yanzhen.web.journal.chain import append
from yanzhen.web.people.models import Account
from yanzhen.web.rulebook.checking import check
from yanzhen.web.rulebook.editions import newest
from yanzhen.web.rulebook.models import Draft, Trial
from yanzhen.web.rulebook.trying import facts, sees_city


def ask(person: Person, draft: Draft, year: int, on: date) -> Trial:
    """The trial waits for the worker. Refused without facts, for whom the whole city is not to see, and while the draft has errors."""
    require(person, "try_rules")
    if not sees_city(person):
        raise SiteError(
            _("全市试算要能看全市数据的岗位来做"), code="YZ-S83", hint=_("请市级部门试算；一户企业您可以试")
        )
    if facts() is None:
        raise SiteError(_("还没有数据，试不了"), code="YZ-S82", hint=_("数据接收以后再试"))
    waiting = draft.trials.filter(state__in=("waiting", "running")).first()
    if waiting is not None:
        return waiting
    texts = dict(draft.files.values_list("path", "text"))
    verdict = check(newest(), texts)
    errors = [one for one in verdict.problems if one.level == "E" and one.id != "S01"]
    if errors:
        raise SiteError(
            _("草稿还有错，先改：%(what)s") % {"what": errors[0].sentence}, code="YZ-S74", hint=_("改好再试算")
        )
    with transaction.atomic():
        trial = Trial.objects.create(
            draft=draft, asked_by=Account.objects.get(username=person.username), year=str(year), on=on, texts=texts
        )
        append(person, "rule.try", "draft", draft.pk, draft.title, area=draft.unit.path, year=year, on=on)
        transaction.on_commit(lambda: async_task("yanzhen.web.rulebook.trying.run_trial", trial.pk))
    return trial
