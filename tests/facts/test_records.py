"""Withdrawals and tombstones: what counts, until when, and what stays of what is gone."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import pytest

from yanzhen.errors import FactsError
from yanzhen.facts import Folder, Memory, build_snapshot, write_batch
from yanzhen.facts.records import erase, tombstones, withdraw, withdrawals
from yanzhen.periods import Period
from yanzhen.registers import Column, Register, Vocabulary
from yanzhen.units import parse_unit

DAY = date(2025, 3, 1)
WORDS = Vocabulary(
    {
        "企业": Register(
            "企业", ("代码",), {"收入": Column("收入", unit=parse_unit("元"), period="year", measure="flow")}
        )
    },
    {},
)


@pytest.fixture
def folder(tmp_path):
    """Two deliveries of one figure: 100 known on 1 January, corrected to 200 on 1 February."""
    memory = Memory(WORDS)
    for amount, known in ((100, date(2025, 1, 1)), (200, date(2025, 2, 1))):
        batch = memory.add("企业", [{"主体": "A", "期间": "2024", "收入": Fraction(amount)}], known=known)
        write_batch(tmp_path / "facts", batch, WORDS.registers["企业"])
    return tmp_path / "facts"


def income(folder, known=None) -> int | None:
    frame = build_snapshot(Folder(folder, WORDS), WORDS, known=known).frame("企业")
    stored = frame.stored("收入", Period.year_of(2024))
    return int(stored.values[0]) // 100 if stored is not None and frame.n else None


def later(folder):
    """The file of the second delivery."""
    batches = list(Folder(folder, WORDS).batches("企业"))
    return folder / batches[-1].file


def test_a_withdrawn_delivery_counts_until_the_day_and_not_from_it(folder):
    assert income(folder) == 200
    withdraw(later(folder), "报错年份", DAY)

    assert income(folder) == 100
    assert income(folder, date(2025, 2, 28)) == 200
    assert income(folder, DAY) == 100
    assert later(folder).exists()


def test_the_record_of_a_withdrawal_says_which_bytes_why_and_when(folder):
    withdraw(later(folder), " 报错年份 ", DAY)
    (found,) = withdrawals(folder).values()

    assert (found.file, found.reason, found.day) == (later(folder).name, "报错年份", DAY)
    assert found.sha256 == Folder(folder, WORDS).digests[f"企业/{found.file}"]


def test_an_erased_delivery_is_gone_and_a_tombstone_says_why(folder):
    file = later(folder)
    digest = Folder(folder, WORDS).digests[f"企业/{file.name}"]
    stone = erase(file, "当事人申请", "某数函〔2025〕3号", DAY)

    assert not file.exists() and income(folder) == 100
    found = tombstones(folder)[digest]
    assert (found.file, found.reason, found.order, found.day) == (file.name, "当事人申请", "某数函〔2025〕3号", DAY)
    assert "200" not in json.loads(stone.read_text("utf-8")).values()


def test_erasing_or_withdrawing_again_changes_nothing(folder):
    file = later(folder)
    assert withdraw(file, "错", DAY) == withdraw(file, "错", DAY)
    assert erase(file, "申请", "1号", DAY) == erase(file, "申请", "1号", DAY)


def test_a_record_is_never_overwritten(folder):
    withdraw(later(folder), "错", DAY)
    with pytest.raises(FactsError, match="YZ-F17"):
        withdraw(later(folder), "又一个原因", DAY)


def test_what_was_erased_and_is_here_again_is_refused(folder):
    file = later(folder)
    held = file.read_bytes()
    erase(file, "申请", "1号", DAY)
    (folder / "企业" / "旧备份.parquet").write_bytes(held)

    with pytest.raises(FactsError, match="YZ-F18"):
        income(folder)


def test_a_crash_between_tombstone_and_removal_is_mended_by_erasing_again(folder):
    file = later(folder)
    held = file.read_bytes()
    erase(file, "申请", "1号", DAY)
    file.write_bytes(held)

    erase(file, "申请", "1号", DAY)
    assert not file.exists() and income(folder) == 100


@pytest.mark.parametrize(("reason", "order"), [("", "1号"), (" ", "1号"), ("申请", ""), ("申请", " ")])
def test_without_reason_and_order_nothing_is_erased(folder, reason, order):
    file = later(folder)
    with pytest.raises(FactsError, match="YZ-F16"):
        erase(file, reason, order, DAY)
    assert file.exists() and not tombstones(folder)


def test_a_file_that_is_no_delivery_is_not_touched(folder):
    other = folder / "企业" / "读我.txt"
    other.write_text("x", "utf-8")
    for act in (lambda: withdraw(other, "错", DAY), lambda: erase(other, "错", "1号", DAY)):
        with pytest.raises(FactsError, match="YZ-F16"):
            act()
    assert other.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 2}', '{"format": 1, "sha256": "a"}'])
def test_a_record_that_cannot_be_read_is_refused_with_its_name(folder, text):
    (folder / "企业" / "x.erased.json").write_text(text, "utf-8")
    with pytest.raises(FactsError, match=r"YZ-F17.*\n?.*x\.erased\.json|x\.erased\.json"):
        income(folder)
