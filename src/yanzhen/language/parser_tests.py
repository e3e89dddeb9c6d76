"""Numbers with units, ranges, and the tests after `in`: what FEEL calls simple unary tests."""

from __future__ import annotations

from yanzhen.errors import Span
from yanzhen.language import tree
from yanzhen.language.lexer import Token
from yanzhen.language.literals import read_number
from yanzhen.language.parser_parts import KEYWORDS, Parts
from yanzhen.language.tree import Node

TEST_SIGNS = frozenset({"<", "<=", ">", ">=", "=", "!="})
COMPARISON = 3
"""What a test compares with binds tighter than this: a sum, so that `and` and comparisons end it."""


class Tests(Parts):
    """Reads what may stand in a range or a test; `expression` and `postfix` come from the parser built on it."""

    in_tests = False

    def number(self) -> Node:
        """A number with the unit that follows it, one literal."""
        reading = read_number(self.tokens, self.at, self.text, KEYWORDS, full=self.full)
        self.at = reading.next
        return self.make(tree.Number, reading.value, reading.unit, span=reading.span)

    def test_or_expression(self) -> Node:
        """`< 5` as a test, or an expression."""
        token = self.here
        if (self.full or self.in_tests) and self.begins_test():
            self.at += 1
            operand = self.operand_of_test()
            return self.make(tree.UnaryTest, token.text, operand, span=token.span.to(operand.span))
        return self.expression()

    def begins_test(self) -> bool:
        """Whether a comparison sign stands here, before any value."""
        return self.here.kind == "symbol" and self.here.text in TEST_SIGNS

    def operand_of_test(self) -> Node:
        """What a test compares with."""
        return self.expression(COMPARISON)

    def tests_of(self, value: Node) -> Node:
        """`value in …`: tests in brackets, one test, or one value."""
        before, self.in_tests = self.in_tests, True
        if self.is_symbol("("):
            tests = self._tests_in_brackets()
        else:
            tests = (self.test_or_expression() if self.begins_test() else self.operand_of_test(),)
        self.in_tests = before
        return self.make(tree.In, value, tests, span=Span(value.span.start, self.peek(-1).end))

    def _tests_in_brackets(self) -> tuple[Node, ...]:
        opening = self.open_bracket()
        tests: list[Node] = []
        while not self.is_symbol(")"):
            if tests:
                self.comma(opening, ")")
            tests.append(self.test_or_expression())
            if self.is_symbol("..") and len(tests) == 1:
                return (self.range_from(opening, tests[0]),)
            self.count_items(tests, opening)
        self.close_bracket(opening, ")")
        if not tests:
            raise self.error("YZ-L08", "in 后面的括号是空的", opening.span, '写作 x in ("甲", "乙")')
        if len(tests) == 1 and not isinstance(tests[0], tree.UnaryTest):
            return (self.expression(COMPARISON, self.postfix(tests[0])),)
        return tuple(tests)

    def open_range(self) -> Node:
        """`]low..high]`."""
        opening = self.open_bracket()
        low = self.expression()
        if not self.is_symbol(".."):
            raise self.stuck("这里要有 ..", "范围写作 ]低..高]")
        return self.range_from(opening, low)

    def range_from(self, opening: Token, low: Node) -> Node:
        """The range whose low end has been read; the token here is `..`."""
        self.at += 1
        before, self.range_end = self.range_end, len(self.brackets)
        high = self.expression()
        self.range_end = before
        closing = self.here
        if closing.kind != "symbol" or closing.text not in (")", "]", "["):
            raise self.stuck() if closing.kind != "end" else self._unclosed(opening)
        self.brackets.pop()
        self.level -= 1
        self.at += 1
        low_closed = opening.text == "["
        return self.make(tree.Range, low, high, low_closed, closing.text == "]", span=opening.span.to(closing.span))

    def closes_range(self) -> bool:
        """Whether the `[` here ends a range (`[1..3[`) and begins no filter."""
        if self.range_end != len(self.brackets):
            return False
        after = self.peek(1)
        return (
            after.kind == "end"
            or (after.kind == "symbol" and after.text not in ("(", "[", "-", "@", "{"))
            or (after.kind == "name" and after.text in KEYWORDS - {"not", "true", "false", "null", "if"})
        )
