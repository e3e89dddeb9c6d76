"""A synthetic city, seeded, to try rules on: registers and hints become deliveries that say they are invented.

Driven by data only: a vocabulary, the hints of a pack, and the thresholds that its rules turn on. Knows no rules.
"""

from yanzhen.facts.sample.city import LABEL, Summary, write_sample
from yanzhen.facts.sample.scalars import HintError

__all__ = ["LABEL", "HintError", "Summary", "write_sample"]
