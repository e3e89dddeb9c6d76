"""Changes of the tree of units."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import Person
from yanzhen.web.frame.place import AREAS, ORGANISATIONS, PARKS, City
from yanzhen.web.journal.chain import append
from yanzhen.web.people.actions.checking import allowed
from yanzhen.web.people.models import BELOW, KINDS, Unit

LEVELS = ("city", "county", "township", "village")
"""What the levels of a pack's tree of areas are, from its own place downwards."""

NO_UNIT = ("不在", "公告", "园区管委会")
"""A holder of facts or a code whose name holds one of these is a kind of source, not one unit."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A unit the pack names: code, name, kind, and the code of the one above."""

    code: str
    name: str
    kind: str
    above: str


def planned(city: City) -> list[Planned]:
    """The units a pack names, those above first: its place and areas, parks, then organisations or, without them, departments."""
    areas = city.codes(AREAS)
    at = areas.id_of(city.code) if areas else None
    if at is None:
        raise SiteError(f"地方包的代码表「{AREAS}」里没有 {city.code}", code="YZ-S06", hint="在 codes 里补上本地的行")
    found: list[Planned] = []
    for here in sorted(areas.below(at), key=lambda id_: (len(areas.path(id_)), id_)):
        code, depth = areas.codes[here], areas.path(here).index(at)
        if depth < len(LEVELS):
            found.append(Planned(code.code, code.name, LEVELS[depth], code.parent if depth else ""))
    parks = city.codes(PARKS)
    named = [(code.code, code.name, "park", code.parent) for code in (parks.codes if parks else ())]
    organisations = city.codes(ORGANISATIONS)
    if organisations:
        named += [(code.code, code.name, "department", code.parent) for code in organisations.codes]
    else:
        named += [(name, name, "department", None) for name in city.departments]
    known = {one.code for one in found} | {code for code, *_rest in named}
    for code, name, kind, above in named:
        if not any(word in name for word in NO_UNIT) and code not in {one.code for one in found}:
            found.append(Planned(code, name, kind, above if above in known else city.code))
    return found


def load_units(person: Person | None, city: City) -> int:
    """Units of the pack that are not there yet were added; how many. What was changed here by hand stays."""
    added = 0
    with transaction.atomic():
        known = {unit.code: unit for unit in Unit.objects.all()}
        for one in planned(city):
            if one.code in known:
                continue
            above = known.get(one.above)
            if person is not None:
                allowed(person, "shape_units", above or Unit(path="/"))
            path = f"{above.path if above else '/'}{one.code}/"
            known[one.code] = Unit.objects.create(code=one.code, name=one.name, kind=one.kind, parent=above, path=path)
            added += 1
        if added:
            append(person, "unit.load", "unit", city.code, city.title, area=known[city.code].path, count=added)
    return added


def add_unit(person: Person | None, above: Unit, code: str, name: str, kind: str) -> Unit:
    """The unit stands under the other."""
    allowed(person, "shape_units", above)
    if kind not in BELOW[above.kind]:
        kinds = "、".join(str(KINDS[one]) for one in BELOW[above.kind]) or "—"
        told = _("%(above)s下面不能设%(kind)s") % {"above": above.name, "kind": KINDS.get(kind, kind)}
        raise SiteError(told, code="YZ-S25", hint=_("可以设：%(kinds)s") % {"kinds": kinds})
    if Unit.objects.filter(code=code).exists():
        raise SiteError(_("代码 %(code)s 已经有单位在用") % {"code": code}, code="YZ-S26", hint=_("换一个代码"))
    unit = Unit(code=code, name=name, kind=kind, parent=above, path=f"{above.path}{code}/")
    unit.full_clean()
    with transaction.atomic():
        unit.save()
        append(person, "unit.add", "unit", code, name, area=unit.path, above=above.name)
    return unit


def close_unit(person: Person | None, unit: Unit, closed: bool) -> None:
    """The unit takes no more part (its posts give no rights), or does again."""
    allowed(person, "shape_units", unit)
    if closed and (unit.parent is None or unit.below.filter(closed=False).exists()):
        raise SiteError(_("还有下级单位，不能停用"), code="YZ-S27", hint=_("先停用下级单位；最上一级不能停用"))
    with transaction.atomic():
        unit.closed = closed
        unit.save(update_fields=["closed"])
        append(person, "unit.close" if closed else "unit.open", "unit", unit.code, unit.name, area=unit.path)
