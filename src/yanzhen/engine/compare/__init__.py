"""What a change of clauses would cost, whom it would help and whom it would miss: two packs over the same facts."""

from yanzhen.engine.compare.band import BOUNDS, Break
from yanzhen.engine.compare.comparison import Comparison, compare

__all__ = ["BOUNDS", "Break", "Comparison", "compare"]
