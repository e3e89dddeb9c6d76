"""What kinds of subject exist and what is known of each: registers, columns and code trees as frozen values.

Nothing here reads a file: `pack` builds a `Vocabulary` from a pack's folders, `facts` and `engine` are handed it.
"""

from yanzhen.registers.codes import Code, CodeList
from yanzhen.registers.vocabulary import Column, Expects, Register, Vocabulary, is_yes, parse_date

__all__ = ["Code", "CodeList", "Column", "Expects", "Register", "Vocabulary", "is_yes", "parse_date"]
