"""From what a page says to lines of a plan: proposed in the shapes of a pack, compared with the plan, accepted one by one.

Nothing here decides: `propose` lines up what could be accepted, `compare` says what is new or at odds with the plan as it
stands, `accepted` gives the plan's files as they would be.
"""

from yanzhen.reading.proposals.accepting import PLAN_FILES, accepted
from yanzhen.reading.proposals.differences import CHANGED, CONFLICTING, NEW, SAME, compare
from yanzhen.reading.proposals.documents import propose
from yanzhen.reading.proposals.proposal import Origin, Proposal
from yanzhen.reading.proposals.sheet import Sheet, read_sheet, sheet_text

__all__ = [
    "CHANGED",
    "CONFLICTING",
    "NEW",
    "PLAN_FILES",
    "SAME",
    "Origin",
    "Proposal",
    "Sheet",
    "accepted",
    "compare",
    "propose",
    "read_sheet",
    "sheet_text",
]
