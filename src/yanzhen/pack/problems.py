"""Where everything that is wrong with a pack is gathered, so that one reading reports all of it."""

from __future__ import annotations

from yanzhen.errors import Place, Problem


class Problems:
    """Problems found so far; the same one twice counts once.

    `unreadable` is True once a document could not be read at all: then names it would have declared are not known, and
    nothing is said about names.
    """

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}
        self.unreadable = False

    def add(self, id: str, place: Place, sentence: str, hint: str = "", level: str = "E") -> None:
        """The problem is recorded."""
        self._found[Problem(id, level, sentence, place, hint)] = None

    def extend(self, problems: list[Problem]) -> None:
        """All of them are recorded."""
        self._found.update(dict.fromkeys(problems))

    @property
    def refused(self) -> bool:
        """Whether any problem of level E was found."""
        return any(problem.level == "E" for problem in self._found)

    def sorted(self) -> list[Problem]:
        """All problems, by file, line, column."""
        return sorted(self._found, key=lambda problem: (problem.place, problem.id, problem.sentence))
