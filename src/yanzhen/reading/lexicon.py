"""The names a reader is given beside the text: places, parks, organisations, people, lists, from the code lists of a pack.

The program itself knows no name of any city. Without a lexicon a page is read by its own structure; with one, names are
matched to codes, a slip of one character in a place is noticed, and figures without a subject get the place's own name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yanzhen.registers import CodeList, Vocabulary

PLACE_LISTS = ("县市区", "园区", "街道乡镇", "乡镇街道", "地名", "片区")
ORGANISATION_LISTS = ("机构", "部门", "单位", "企业名称")
PERSON_LISTS = ("人物", "人员", "领导")


@dataclass(frozen=True)
class Lexicon:
    """Names by kind. `place` is whose page it is (the scope of figures that name none)."""

    place: str | None = None
    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()

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
        return cls(own, places, _names(lists, ORGANISATION_LISTS), _names(lists, PERSON_LISTS))


NO_NAMES = Lexicon()
"""A reader that is told no names."""


def _names(lists: dict[str, CodeList], wanted: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code.name for name in wanted if name in lists for code in lists[name].codes))
