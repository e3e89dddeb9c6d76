"""Names a reader is given, from the code lists of a pack."""

from __future__ import annotations

from datetime import date

from yanzhen.reading import Lexicon, Tenure
from yanzhen.registers import Vocabulary
from yanzhen.registers.codes import Code, CodeList


def test_names_and_tenures_come_from_the_code_lists():
    lists = (
        CodeList("县市区", (Code("100000", "甲市"), Code("100001", "乙区", "100000"))),
        CodeList("部门", (Code("fgj", "市发改局"),)),
        CodeList(
            "人物", (Code("1", "李明", valid_from=date(2020, 1, 1), valid_until=date(2022, 6, 1)), Code("2", "张山"))
        ),
    )
    lexicon = Lexicon.of(Vocabulary({}, {one.name: one for one in lists}), "100000")

    assert (lexicon.place, lexicon.places) == ("甲市", ("甲市", "乙区"))
    assert (lexicon.organisations, lexicon.people) == (("市发改局",), ("李明", "张山"))
    assert lexicon.tenures == (Tenure("李明", 2020, 2022),)
    assert lexicon.in_office("张山", 1999) and not lexicon.in_office("李明", 2023)


def test_a_pack_without_such_lists_gives_none():
    assert Lexicon.of(Vocabulary({}, {}), "") == Lexicon()
