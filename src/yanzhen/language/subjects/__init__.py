"""What packs add to the exact reading: facts of a row, its child rows, tables and history."""

from yanzhen.language.exact import PACK_HANDLERS
from yanzhen.language.subjects import facts, history, rows, tables

for module in (facts, rows, tables, history):
    PACK_HANDLERS.update(module.HANDLERS)
