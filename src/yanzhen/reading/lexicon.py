"""The names a reader is given beside the text: places, parks, organisations, people, lists, from the code lists of a pack.

The program itself knows no name of any city. Without a lexicon a page is read by its own structure; with one, names are
matched to codes, a slip of one character in a place is noticed, and figures without a subject get the place's own name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yanzhen.registers import CodeList, Vocabulary

PLACE_LISTS = ("县市区", "园区", "街道乡镇", "乡镇街道", "地名", "片区")
ORGANISATION_LISTS = ("机构", "部门", "单位", "企业名称")
PERSON_LISTS = ("人物", "人员", "领导")


@dataclass(frozen=True, slots=True)
class Tenure:
    """In which years a person is in the code lists, ends included; None: without end."""

    name: str
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True)
class Lexicon:
    """Names by kind. `place` is whose page it is (the scope of figures that name none).

    `tenures` says of some people when they held office; a name without one is known at all times.
    """

    place: str | None = None
    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    tenures: tuple[Tenure, ...] = ()

    def in_office(self, name: str, year: int | None) -> bool:
        """Whether nothing in the code lists speaks against this person being in office in that year."""
        held = [tenure for tenure in self.tenures if tenure.name == name]
        if year is None or not held:
            return True
        return any((one.since or year) <= year <= (one.until or year) for one in held)

    @classmethod
    def of(cls, vocabulary: Vocabulary, area: str | None = None) -> Lexicon:
        """The names in a pack's code lists; `area` is the code of the pack's own place, if it has one."""
        lists = vocabulary.codes
        places = _names(lists, PLACE_LISTS)
        own = None
        for name in PLACE_LISTS[:1]:
            codes = lists.get(name)
            if codes is not None and area is not None and (at := codes.id_of(area)) is not None:
                own = codes.codes[at].name
        return cls(own, places, _names(lists, ORGANISATION_LISTS), _names(lists, PERSON_LISTS), tuple(_tenures(lists)))


NO_NAMES = Lexicon()
"""A reader that is told no names."""


def _tenures(lists: dict[str, CodeList]) -> Iterator[Tenure]:
    for name in PERSON_LISTS:
        for code in lists[name].codes if name in lists else ():
            if code.valid_from is not None or code.valid_until is not None:
                since = code.valid_from.year if code.valid_from is not None else None
                yield Tenure(code.name, since, code.valid_until.year if code.valid_until is not None else None)


def _names(lists: dict[str, CodeList], wanted: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.name for name in wanted if name in lists for code in lists[name].codes))
