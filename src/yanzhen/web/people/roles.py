"""The roles there are, read from roles.yaml: their words and their acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from django.utils.translation import get_language

FIRM = "firm"


@dataclass(frozen=True, slots=True)
class Role:
    """A role: `apart` roles exclude each other in one person; one not for `posts` is never given by a post."""

    name: str
    title: str
    english: str
    acts: frozenset[str]
    apart: bool = False
    posts: bool = True

    def __str__(self) -> str:
        return self.english if (get_language() or "").startswith("en") else self.title


@lru_cache(maxsize=1)
def roles() -> dict[str, Role]:
    """Every role by its name, in the order of the file."""
    written = yaml.safe_load((Path(__file__).parent / "roles.yaml").read_text("utf-8"))
    return {
        name: Role(
            name,
            told["title"],
            told["english"],
            frozenset(told["acts"]),
            told.get("apart", False),
            told.get("posts", True),
        )
        for name, told in written.items()
    }


def acts_of(names: Iterable[str]) -> frozenset[str]:
    """Everything somebody with these roles may do; a role no longer in the file gives nothing."""
    return frozenset().union(*(roles()[name].acts for name in names if name in roles()))


def apart_in(names: Iterable[str]) -> frozenset[str]:
    """The roles among these of which one person may hold only one."""
    return frozenset(name for name in names if name in roles() and roles()[name].apart)
