"""One line that a person may accept into the plan."""

from __future__ import annotations

from dataclasses import dataclass

from yanzhen.reading.page import HIGH, Passage

Document = dict[str, object]
"""A document of a pack as text, lists and maps: what stands between two `---`."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the words were read: title, issuer and date of the article, for the citation. Empty: not printed."""

    title: str = ""
    issuer: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A document proposed for the plan. `kind` is its first key; `passage` is where its words stand in the page.

    `state` is new, same, changed or conflicting; `against` names what stands in the plan already, empty when new.
    """

    kind: str
    document: Document
    passage: Passage
    confidence: str = HIGH
    reason: str = ""
    state: str = ""
    against: str = ""

    @property
    def name(self) -> str:
        """The id of the line inside its pack."""
        return str(self.document[self.kind])
