"""Trees are looked up in tables by every reading, so each node reckons its hash once."""

from __future__ import annotations


class Hashed:
    """Room for a hash. It is no field: it is neither compared nor pickled, since texts hash anew in each process."""

    __slots__ = ("hashed",)


def remember_hashes(kind: type[Hashed]) -> None:
    """Every instance of the frozen kind, and of the kinds below it, reckons its hash once."""
    reckon = kind.__hash__

    def once(self: Hashed) -> int:
        try:
            return self.hashed
        except AttributeError:
            found = reckon(self)
            object.__setattr__(self, "hashed", found)
            return found

    kind.__hash__ = once
    for below in kind.__subclasses__():
        remember_hashes(below)
