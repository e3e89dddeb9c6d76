"""A draft tried before anybody decides it: on one firm, explained; on the whole city, what it costs and who gains."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.utils.translation import gettext as _

from yanzhen.engine.compare import compare
from yanzhen.engine.compare.findings import OWED_LINE
from yanzhen.engine.compare.tallies import difference, side
from yanzhen.engine.explain import explain
from yanzhen.errors import SiteError, YanzhenError
from yanzhen.facts.folder import Folder
from yanzhen.pack.loading import read_pack
from yanzhen.periods import Period
from yanzhen.web.frame.access import Person
from yanzhen.web.people.models import Unit
from yanzhen.web.people.queries import firms
from yanzhen.web.rulebook.editions import current, folder, laid_over, newest
from yanzhen.web.rulebook.models import Trial

MOST_SHOWN = 20
STEPS = {"bind": 5, "load": 20, "decide": 90}


@dataclass(frozen=True, slots=True)
class Told:
    """One clause of the draft about one firm: its outcome and the explanation as lines."""

    title: str
    outcome: str
    text: str


def facts() -> Path | None:
    """The folder of the site's facts; None while nothing was delivered."""
    place = Path(settings.OPTIONS.data) / "facts"
    return place if place.is_dir() and any(place.iterdir()) else None


def sees_city(person: Person) -> bool:
    """Whether the facts of the whole city are for this person to see."""
    top = Unit.objects.filter(parent=None).values_list("path", flat=True).first()
    return top is not None and person.reaches(top)


def on_firm(person: Person, texts: Mapping[str, str], subject: str, year: int, on: date) -> list[Told]:
    """What the clauses in the draft's files say of the firm, each with its reasons. A SiteError for a firm not theirs to see."""
    place = _needed()
    if not sees_city(person) and not firms(person).filter(code=subject).exists():
        raise SiteError(_("没有这户企业，或不在您的单位能看的范围里"), code="YZ-S81", hint=_("核对统一社会信用代码"))
    with laid_over(newest(), texts) as root:
        pack = read_pack(root)
        mine = [one for one in pack.clauses if _inside(root, one.place.file) in texts]
        batches = Folder(place, pack.vocabulary)
        found = []
        for clause in mine:
            for one in explain(pack, batches, Period.year_of(year), on, None, subject, clause.id):
                lines = one.as_text().rstrip("\n").split("\n")
                found.append(Told(clause.title, _state(one.finding), "\n".join(lines[1:])))
    return found


def run_trial(number: int) -> None:
    """The trial of that number is finished, whatever came out. Done twice it comes out the same: a worker may be killed."""
    trial = Trial.objects.filter(pk=number).first()
    if trial is None or trial.state in ("done", "held", "failed"):
        return
    Trial.objects.filter(pk=number).update(state="running", progress=1)
    try:
        state, result = _compared(trial)
    except YanzhenError as error:
        state, result = "failed", {"why": str(error).splitlines()[0], "hint": error.hint}
    Trial.objects.filter(pk=number).update(state=state, progress=100, result=result)


def _compared(trial: Trial) -> tuple[str, dict[str, Any]]:
    place = _needed()
    before = read_pack(folder(current()))
    with laid_over(newest(), trial.texts) as root:
        after = read_pack(root)
        mine = {one.id for one in after.clauses if _inside(root, one.place.file) in trial.texts}
        period = Period.year_of(int(trial.year))

        def progress(step: str, done: int, total: int) -> None:
            share = 10 + 80 * done // max(total, 1) if step == "decide" else STEPS.get(step, 5)
            Trial.objects.filter(pk=trial.pk, progress__lt=share).update(progress=share)

        compared = compare(before, after, lambda words: Folder(place, words), period, trial.on, progress=progress)
    rows = compared.clauses.filter(pl.col("clause").is_in(sorted(mine)))
    owed = compared.totals.filter(pl.col("nature") == OWED_LINE)
    subjects = compared.subjects.filter(pl.col("nature") == OWED_LINE)
    rises = subjects.filter(pl.col(difference("net")) > 0)
    falls = subjects.filter(pl.col(difference("net")) < 0)
    result = {
        "synthetic": compared.synthetic,
        "total": _money(owed),
        "clauses": [{"clause": row["clause"], "title": row["title"], **_sums(row)} for row in rows.to_dicts()],
        "winners": rises.height,
        "losers": falls.height,
        "gain": [_firm(row, compared.names) for row in rises.head(MOST_SHOWN).to_dicts()],
        "lose": [_firm(row, compared.names) for row in falls.head(MOST_SHOWN).to_dicts()],
        "areas": _areas(compared.groups),
        "breaks": [str(one) for one in compared.breaks],
    }
    return ("held" if compared.breaks else "done"), result


def _money(owed: pl.DataFrame) -> dict[str, int]:
    row = owed.to_dicts()[0] if owed.height else {}
    return {
        f"{name}_{which}": int(row.get(side(name, which), 0) or 0)
        for name in ("low", "expected", "high", "net")
        for which in ("before", "after")
    }


def _sums(row: dict[str, Any]) -> dict[str, int]:
    names = ("met", "low", "expected", "high")
    return {
        **{f"{name}_{which}": int(row[side(name, which)] or 0) for name in names for which in ("before", "after")},
        **{name: int(row[name] or 0) for name in ("gained", "lost", "changed", "winners", "losers")},
    }


def _firm(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    key = row["owner"]
    return {"key": key, "name": names.get(key, ""), "net": int(row[difference("net")])}


def _areas(groups: pl.DataFrame) -> list[dict[str, Any]]:
    """The change by area, where the register has areas; the first grouping there is."""
    if not groups.height:
        return []
    first = groups["grouping"][0]
    rows = groups.filter((pl.col("grouping") == first) & (pl.col("nature") == OWED_LINE))
    return [
        {"label": row["label"], "net": int(row[difference("net")]), "winners": int(row["winners"])}
        for row in rows.sort(difference("net"), descending=True).to_dicts()
        if row[difference("net")]
    ][:MOST_SHOWN]


def _needed() -> Path:
    place = facts()
    if place is None:
        raise SiteError(_("还没有数据，试不了"), code="YZ-S82", hint=_("数据接收以后再试"))
    return place


def _inside(root: Path, file: str) -> str:
    with suppress(ValueError):
        return Path(file).relative_to(root).as_posix()
    return ""


def _state(finding: Any) -> str:
    if finding.outcome == "unknown":
        return "judgement" if finding.pending == "judgement" else "facts"
    if finding.outcome == "not_met" and finding.near:
        return "near"
    return finding.outcome if finding.outcome in ("met", "not_met") else "outside"
