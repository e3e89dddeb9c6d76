"""What is left of awards once they are held against one another: relations, shared limits, the best lawful bundle.

`stack` does it for a whole city by columns, `stack_exactly` for one subject; both hand the same `Standings` to `settle`.
"""

from yanzhen.engine.stacking.stack import BUNDLES, stack

__all__ = ["BUNDLES", "stack"]
