"""Code lists as dated trees: areas, industries, certificate names, levels."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date

from yanzhen.units import Unit


@dataclass(frozen=True, slots=True)
class Code:
    """One entry: `code` is what files hold, `name` what people read; `parent` is the code above it, if any.

    `unit` is what a value of this code is measured in, in a register whose unit follows the code.
    """

    code: str
    name: str
    parent: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    unit: Unit | None = None


@dataclass(frozen=True)
class CodeList:
    """A list of codes in file order, which is their id: stable for one version of a pack.

    `ordered` lets `<` and `>=` compare positions (市级 < 省级 < 国家级).
    """

    name: str
    codes: tuple[Code, ...]
    ordered: bool = False
    _ids: dict[str, int] = field(init=False, repr=False, compare=False)
    _folded: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ids = {entry.name: at for at, entry in enumerate(self.codes)}
        ids.update({entry.code: at for at, entry in enumerate(self.codes)})
        folded = {unicodedata.normalize("NFKC", text): at for text, at in ids.items()}
        object.__setattr__(self, "_ids", ids)
        object.__setattr__(self, "_folded", {text: at for text, at in folded.items() if text not in ids})

    def id_of(self, text: str) -> int | None:
        """The id of a code or of its name, also as expressions write it (Ⅴ becomes V there); None if the list has neither."""
        at = self._ids.get(text)
        return self._folded.get(text) if at is None else at

    def path(self, at: int) -> tuple[int, ...]:
        """The id itself and every id above it, nearest first."""
        found = [at]
        while (parent := self.codes[found[-1]].parent) is not None:
            found.append(self._ids[parent])
        return tuple(found)

    def within(self, at: int, node: int) -> bool:
        """Whether `at` is the node or lies anywhere below it."""
        return node in self.path(at)

    def below(self, node: int) -> frozenset[int]:
        """Ids of the node and everything below it."""
        return frozenset(at for at in range(len(self.codes)) if self.within(at, node))

    def names(self) -> tuple[str, ...]:
        """Codes and names, for messages."""
        return tuple(self._ids)
