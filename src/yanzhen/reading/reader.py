"""A text → a page. The order of the work is the order of the calls."""

from __future__ import annotations

from collections.abc import Iterator

from yanzhen.errors import ReadingError
from yanzhen.reading.anomalies import anomalies_of
from yanzhen.reading.articles import articles_of
from yanzhen.reading.dates import year_of
from yanzhen.reading.events import events_of
from yanzhen.reading.letters import is_han, plain
from yanzhen.reading.lexicon import NO_NAMES, Lexicon
from yanzhen.reading.lines import lines_of
from yanzhen.reading.lists import lists_of
from yanzhen.reading.mechanisms import mechanisms_of
from yanzhen.reading.organisations import organisations_of
from yanzhen.reading.page import Page, Task
from yanzhen.reading.people import people_of
from yanzhen.reading.scene import Scene
from yanzhen.reading.strand import Strand
from yanzhen.reading.targets import targets_of
from yanzhen.reading.tasks import tasks_of

MOST_CHARACTERS = 5_000_000


def read(text: str, *, lexicon: Lexicon = NO_NAMES, year: int | None = None) -> Page:
    """The page that the text holds; the same for the same text, names and year.

    Args:
        text: words as printed; line ends are \\n. Offsets count its characters.
        lexicon: names of places, organisations and people, from a pack's code lists.
        year: the year the page was printed in; without it, it is inferred from the words, and `year_basis` says from which.

    Raises:
        ReadingError: YZ-R01 a text longer than `MOST_CHARACTERS`.
    """
    if len(text) > MOST_CHARACTERS:
        raise ReadingError(
            f"文本有 {len(text):,} 字，最多读 {MOST_CHARACTERS:,}", code="YZ-R01", hint="分成几个文件，逐个读入"
        )
    looked = plain(text)
    notes = tuple(_notes(text, looked))
    now = year_of(looked, year)
    told = articles_of(text, lines_of(text), now)
    scenes = [Scene.of(text, one) for one in told]
    bylines = [Strand.of(text, part.segments) for one in told if (part := one.article.byline) is not None]
    people = people_of(scenes, bylines, lexicon, now.year)
    targets = tuple(target for scene in scenes for target in targets_of(scene, now, lexicon))
    reported = {target.passage.end for target in targets if target.kind == "actual"}
    lists = lists_of(scenes)
    return Page(
        text,
        now.year,
        now.basis,
        tuple(one.article for one in told),
        targets,
        tuple(lists),
        tuple(task for scene in scenes for task in tasks_of(scene, now) if not _is_done(task, reported)),
        tuple(events_of(scenes, people, now)),
        tuple(people),
        tuple(organisations_of(scenes, bylines, lexicon)),
        tuple(mechanism for scene in scenes for mechanism in mechanisms_of(scene)),
        tuple(anomalies_of(text, told, scenes, lists, people, lexicon)),
        notes,
    )


def _is_done(task: Task, reported: set[int]) -> bool:
    """Whether a task's words are a report of what was reached (完成投资180亿元 of last year)."""
    return task.passage.end in reported


def _notes(text: str, looked: str) -> Iterator[str]:
    """What a person should know of the whole text."""
    letters = sum(letter.isalpha() for letter in looked)
    han = sum(is_han(letter) for letter in looked)
    if not text.strip():
        yield "文件里没有文字"
    elif han * 5 < letters:
        yield "正文大多不是中文，读不出指标和任务"
    if sum(one != other for one, other in zip(text, looked) if is_han(one)) * 20 > han > 0:
        yield "繁体字按简体理解，引文仍为原文"
