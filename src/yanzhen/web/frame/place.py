"""The city this site stands for, as its pack says: name, code lists, working days, departments. Read once a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from yanzhen.errors import PackError, SiteError
from yanzhen.language.workdays import WorkingDays
from yanzhen.pack.loading import read_pack
from yanzhen.registers import CodeList, Vocabulary

AREAS, PARKS, ORGANISATIONS = "县市区", "园区", "组织机构"
"""The code lists a pack's units are read from, by the names of PACK-FORMAT."""
OWN_LEVEL = "市"
"""Departments of clauses whose name begins so are the city's; others belong to the nation, the province or a county."""


@dataclass(frozen=True)
class City:
    """What the frame needs of a pack. `code` is the area code of the place as written."""

    title: str
    code: str
    vocabulary: Vocabulary
    departments: tuple[str, ...]
    """Who holds facts or answers for clauses, as the pack names them; shortest names of lines of duty included."""

    @property
    def calendar(self) -> WorkingDays | None:
        """The working days the pack names."""
        return self.vocabulary.calendar

    def codes(self, name: str) -> CodeList | None:
        """A code list, or None when the pack has none of that name."""
        return self.vocabulary.codes.get(name)


@lru_cache(maxsize=1)
def city() -> City:
    """The city of the site's pack; a SiteError that carries the pack's own problems when it cannot be used."""
    try:
        pack = read_pack(settings.OPTIONS.pack)
    except PackError as error:
        raise SiteError(f"站点的地方包不能用：\n{error}", code="YZ-S05", hint="先运行 yanzhen check") from None
    held = {column.held_by for register in pack.vocabulary.registers.values() for column in register.columns.values()}
    answering = {clause.department for clause in pack.clauses if clause.department.startswith(OWN_LEVEL)}
    named = tuple(sorted(name for name in held | answering if name and "、" not in name))
    return City(pack.title, pack.area, pack.vocabulary, named)
