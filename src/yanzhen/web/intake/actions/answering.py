"""Answers to lines, undoable until the sheet is closed; closing writes what was accepted into the plan, whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.errors import SiteError
from yanzhen.reading.proposals import CHANGED, Proposal, accepted, compare
from yanzhen.web.frame.access import Person, require
from yanzhen.web.intake.editing import document_of
from yanzhen.web.intake.models import NO, OPEN, PLAN, YES, Line, Sheet
from yanzhen.web.intake.standing import held, plan_documents, plan_files, proposal_of
from yanzhen.web.journal.chain import append
from yanzhen.web.people.models import Unit
from yanzhen.web.working.store import change, current

VERBS = {YES: "intake.accept", NO: "intake.reject", OPEN: "intake.undo"}


def answer(person: Person, line: Line, answer: str, seen: int, edited: str | None = None) -> Line:
    """The line has this answer, and the journal says whose. `edited` is the document rewritten; None: as proposed.

    `seen` is the line's version its reader saw. The same answer twice is one.

    Raises:
        SiteError: YZ-S107 the sheet is closed; YZ-S108 somebody else answered meanwhile; YZ-S104 the rewritten line is wrong.
    """
    require(person, "read_into_plan")
    text = (edited or "").replace("\r\n", "\n")
    if edited is not None:
        document_of(text, line.kind, line.sheet.text)
    with transaction.atomic():
        sheet = Sheet.objects.select_for_update().get(pk=line.sheet_id)
        _open(sheet)
        line = Line.objects.select_for_update().get(pk=line.pk)
        if (line.answer, line.edited) == (answer, text) and line.who == person.username:
            return line
        if line.version != seen:
            raise SiteError(
                _("没有保存：%(who)s刚答过这一行") % {"who": line.who_name},
                code="YZ-S108",
                hint=_("现在显示的是最新答复"),
            )
        line.answer, line.edited = answer, text
        line.who, line.who_name, line.at = person.username, person.name, timezone.now()
        line.version += 1
        line.save(update_fields=["answer", "edited", "who", "who_name", "at", "version"])
        verb = "intake.edit" if text else VERBS[answer]
        append(
            person, verb, "line", f"{sheet.pk}/{line.number}", sheet.name,
            area=sheet.unit.path, line=line.number, name=str(line.document.get(line.kind, "")), of=line.kind,
        )  # fmt: skip
    return line


def close(person: Person, sheet: Sheet) -> int | None:
    """The sheet is closed and the lines accepted stand in the plan: the number of the new version, None when there were none.

    Raises:
        SiteError: YZ-S107 closed already; YZ-S109 the plan is not theirs to write; YZ-S101 it changed meanwhile (`recompare`
            then shows it anew); YZ-S102 the pack would be wrong. In each case nothing is written.
    """
    require(person, "read_into_plan")
    top = Unit.objects.get(parent=None)
    if not person.reaches(top.path):
        raise SiteError(
            _("规划是全市的，您的单位不能写"), code="YZ-S109", hint=_("答复都在；请市级的岗位打开这一张来写")
        )
    with transaction.atomic():
        sheet = Sheet.objects.select_for_update(of=("self",)).select_related("unit").get(pk=sheet.pk)
        _open(sheet)
        if sheet.purpose != PLAN:
            raise SiteError(_("条款草稿不写进规划"), code="YZ-S110", hint=_("下载草稿，放进地方包"))
        standing = current()
        if standing.number != sheet.compared:
            raise SiteError(_("没有写入：别人刚改过地方包"), code="YZ-S101", hint=_("按现在的内容核对后再写"))
        lines = list(sheet.lines.filter(answer=YES))
        for line in lines:
            line.sheet = sheet
        taken = [_said(line) for line in lines]
        _refuse_doubles(lines, taken, standing.path)
        files = accepted(taken, plan_files(standing.path))
        number = None
        if files:
            number = change(person, {f"plan/{name}": text for name, text in files.items()}, standing.number).number
        sheet.closed, sheet.closed_by, sheet.written = timezone.now(), person.name, number
        sheet.save(update_fields=["closed", "closed_by", "written"])
        names = [line.name for line in taken]
        told = {"accepted": len(lines), "version": number, "names": names} if number else {"accepted": len(lines)}
        verb = "intake.write" if number else "intake.close"
        append(person, verb, "sheet", sheet.pk, sheet.name, area=sheet.unit.path, **told)
    return number


def recompare(person: Person, sheet: Sheet) -> int:
    """The lines stand beside the plan as it is now; how many have another state than before, whose answers are open again."""
    require(person, "read_into_plan")
    with transaction.atomic():
        sheet = Sheet.objects.select_for_update(of=("self",)).select_related("unit").get(pk=sheet.pk)
        _open(sheet)
        standing = current()
        if standing.number == sheet.compared:
            return 0
        lines = list(sheet.lines.all())
        for line in lines:
            line.sheet = sheet
        bare = [proposal_of(line, line.proposed) for line in lines]
        moved = 0
        for line, now in zip(lines, compare(bare, plan_documents(standing.path)), strict=True):
            if (line.state, line.against, line.document) == (now.state, now.against, now.document):
                continue
            moved += line.answer != OPEN
            line.state, line.against, line.document = now.state, now.against, now.document
            line.answer, line.edited, line.version = OPEN, "", line.version + 1
            line.save(update_fields=["state", "against", "document", "answer", "edited", "version"])
        sheet.compared = standing.number
        sheet.save(update_fields=["compared"])
        append(
            person, "intake.compare", "sheet", sheet.pk, sheet.name,
            area=sheet.unit.path, version=standing.number, reopened=moved,
        )  # fmt: skip
    return moved


def note_draft(person: Person, sheet: Sheet) -> None:
    """The journal says who took the draft of a policy away."""
    with transaction.atomic():
        append(person, "intake.draft", "sheet", sheet.pk, sheet.name, area=sheet.unit.path)


def _open(sheet: Sheet) -> None:
    if sheet.closed:
        raise SiteError(_("这一张已经收起，答复不能再改"), code="YZ-S107", hint=_("要改规划，重新读入文件"))


def _said(line: Line) -> Proposal:
    """The proposal with what a person made of it."""
    if not line.edited:
        return proposal_of(line)
    return replace(proposal_of(line, document_of(line.edited, line.kind, line.sheet.text)), state=CHANGED)


def _refuse_doubles(lines: list[Line], taken: list[Proposal], pack: Path) -> None:
    """Nothing when each line has a place of its own; a SiteError when one would quietly take another's."""
    seen: dict[tuple[str, str], int] = {}
    for line, one in zip(lines, taken, strict=True):
        renamed = one.name != line.document.get(line.kind)
        other = seen.setdefault((one.kind, one.name), line.number)
        if other != line.number:
            told = _("第 %(one)s 行和第 %(two)s 行都叫「%(name)s」") % {
                "one": other,
                "two": line.number,
                "name": one.name,
            }
        elif renamed and held(pack, one.kind, one.name):
            told = _("第 %(one)s 行改名为「%(name)s」，规划里已有") % {"one": line.number, "name": one.name}
        else:
            continue
        raise SiteError(_("没有写入：") + told, code="YZ-S111", hint=_("改一个名称，或少接受一行"))
