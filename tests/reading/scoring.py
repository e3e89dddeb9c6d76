"""How well a page was read, against a page annotated by hand.

Matching, one to one, in the order of the text:

targets   numeric ones only (`qualitative` or without value: left out on both sides). The passages overlap, and kind,
          comparator, value and unit agree (persons are counted in 人, 名 or 位 alike). The year is reported beside it.
lists     `enumerated` ones: the passages overlap or the names are equal, and declared count and all items agree in order
          (quotation marks and blanks aside). `label_only`: overlap or name, and the declared count.
articles  titles, equal but for blanks; joins: annotated paragraphs whose whole text stands as one paragraph of the reading.
          order: neighbours among them that are neighbours in the reading.
events    the passages overlap or the names are equal, and the date and the chair agree.
tasks     recall: half of the annotated words lie inside one task that was read, or the other way round.
people    names; organisations: names. anomalies: overlap and type, those of low confidence left out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Score:
    """How many were annotated, read, and agree."""

    gold: int
    read: int
    agree: int

    @property
    def recall(self) -> float:
        """Of what was annotated, how much was read."""
        return self.agree / self.gold if self.gold else 1.0

    @property
    def precision(self) -> float:
        """Of what was read, how much was annotated."""
        return self.agree / self.read if self.read else 1.0

    @property
    def f1(self) -> float:
        """Both in one figure."""
        return 2 * self.agree / (self.gold + self.read) if self.gold + self.read else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(self.gold + other.gold, self.read + other.read, self.agree + other.agree)


def score(gold: dict[str, list[Row]], read: dict[str, list[Row]]) -> dict[str, Score]:
    """The scores of one page by name, in the order above."""
    numeric = [[row for row in side["targets"] if _numeric(row)] for side in (gold, read)]
    enumerated = [[row for row in side["lists"] if row["kind"] == "enumerated"] for side in (gold, read)]
    labels = [[row for row in side["lists"] if row["kind"] == "label_only"] for side in (gold, read)]
    doubtful = [[row for row in side["anomalies"] if row["confidence"] != "low"] for side in (gold, read)]
    return {
        "targets": matched(*numeric, same_target),
        "targets and year": matched(*numeric, lambda one, other: same_target(one, other) and same_year(one, other)),
        "declared lists": matched(*enumerated, same_list),
        "list labels": matched(*labels, same_label),
        "undeclared lists": matched(
            *[[row for row in side["lists"] if row["kind"] == "undeclared"] for side in (gold, read)], same_items
        ),
        "titles": matched(
            gold["articles"], read["articles"], lambda one, other: bare(one["title"]) == bare(other["title"])
        ),
        "joins": joins(gold["articles"], read["articles"]),
        "order": order(gold["articles"], read["articles"]),
        "events": matched(gold["events"], read["events"], same_event),
        "tasks": matched(gold["tasks"], read["tasks"], lambda one, other: covers(one, other) >= 0.5),
        "people": matched(gold["people"], read["people"], lambda one, other: bare(one["name"]) == bare(other["name"])),
        "organisations": matched(
            gold["organisations"], read["organisations"], lambda one, other: bare(one["name"]) == bare(other["name"])
        ),
        "mechanisms": matched(gold["mechanisms"], read["mechanisms"], lambda one, other: covers(one, other) >= 0.5),
        "anomalies": matched(
            *doubtful, lambda one, other: overlap(one, other) > 0 and alike_anomaly(one["type"], other["type"])
        ),
    }


def matched(gold: list[Row], read: list[Row], same: Callable[[Row, Row], bool]) -> Score:
    """One-to-one agreement, nearest first; a row that was read twice counts as read once too often."""
    left = list(read)
    agree = 0
    for row in gold:
        fitting = [other for other in left if same(row, other)]
        if fitting:
            left.remove(max(fitting, key=lambda other: overlap(row, other)))
            agree += 1
    return Score(len(gold), len(read), agree)


def _numeric(row: Row) -> bool:
    return row.get("value") is not None and not row.get("qualitative")


def overlap(one: Row, other: Row) -> int:
    """Characters both passages hold."""
    return max(0, min(one["end"], other["end"]) - max(one["start"], other["start"]))


def covers(one: Row, other: Row) -> float:
    """The common part as a share of the shorter passage."""
    shorter = min(one["end"] - one["start"], other["end"] - other["start"])
    return overlap(one, other) / shorter if shorter else 0.0


def bare(words: str | None) -> str:
    """Words without blanks and quotation marks."""
    return re.sub(r"[\s“”‘’「」『』\"'()]", "", words or "")


def _unit(unit: str) -> str:
    return re.sub(r"[名位]", "人", unit)


def same_target(one: Row, other: Row) -> bool:
    """Whether two targets say the same figure of the same words."""
    return (
        overlap(one, other) > 0
        and one["kind"] == other["kind"]
        and one["comparator"] == other["comparator"]
        and float(one["value"]) == float(other["value"])
        and _unit(one["unit"]) == _unit(other["unit"])
    )


def same_year(one: Row, other: Row) -> bool:
    """Whether two targets are for the same year."""
    return one["by_year"] == other["by_year"]


def same_list(one: Row, other: Row) -> bool:
    """Whether two declared lists are one, with the same items."""
    return (
        (overlap(one, other) > 0 or bare(one["name"]) == bare(other["name"]))
        and one["declared_count"] == other["declared_count"]
        and [bare(item) for item in one["items"]] == [bare(item) for item in other["items"]]
    )


def same_label(one: Row, other: Row) -> bool:
    """Whether two names of lists are one."""
    return (overlap(one, other) > 0 or bare(one["name"]) == bare(other["name"])) and one["declared_count"] == other[
        "declared_count"
    ]


def same_items(one: Row, other: Row) -> bool:
    """Whether two lists without a count hold the same items."""
    return overlap(one, other) > 0 and [bare(item) for item in one["items"]] == [bare(item) for item in other["items"]]


def same_kind_of_list(one: Row, other: Row) -> bool:
    """Whether two lists are of one kind and agree as that kind is scored."""
    same = {"enumerated": same_list, "label_only": same_label, "undeclared": same_items}
    return one["kind"] == other["kind"] and same[one["kind"]](one, other)


def same_event(one: Row, other: Row) -> bool:
    """Whether two events are one, on the same day under the same chair."""
    return (
        (overlap(one, other) > 0 or bare(one["name"]) == bare(other["name"]))
        and one["date"] == other["date"]
        and one["chair"] == other["chair"]
    )


_KIN = (
    {"wrong_char", "wrong_word"},
    {"duplicate_char", "duplicate_word"},
    {"missing_char", "missing_word", "text_loss"},
)


def alike_anomaly(one: str, other: str) -> bool:
    """Whether two kinds of anomaly are the same, or differ only in whether a character or a word is meant."""
    return one == other or any({one, other} <= kin for kin in _KIN)


def paragraphs(articles: list[Row]) -> list[str]:
    """The texts of all paragraphs in reading order."""
    return [bare(block["text"]) for article in articles for block in article["body"]]


def joins(gold: list[Row], read: list[Row]) -> Score:
    """Paragraphs whose whole text was put together."""
    wanted, found = paragraphs(gold), paragraphs(read)
    return Score(len(wanted), len(found), sum(text in found for text in wanted))


def order(gold: list[Row], read: list[Row]) -> Score:
    """Paragraphs that follow each other in both."""
    wanted, found = paragraphs(gold), paragraphs(read)
    pairs = list(itertools.pairwise(wanted))
    there = set(itertools.pairwise(found))
    return Score(len(pairs), max(0, len(found) - 1), sum(pair in there for pair in pairs))


def table(scores: dict[str, Score]) -> str:
    """The scores as lines."""
    lines = [f"{'':<18}{'gold':>6}{'read':>6}{'agree':>7}{'P':>7}{'R':>7}{'F1':>7}"]
    lines += [
        f"{name:<18}{one.gold:>6}{one.read:>6}{one.agree:>7}{one.precision:>7.2f}{one.recall:>7.2f}{one.f1:>7.2f}"
        for name, one in scores.items()
    ]
    return "\n".join(lines)
