"""What the day's page shows: tasks by clock, the weeks around today, what happened since yesterday."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yanzhen.language.workdays import WorkingDays
from yanzhen.web.frame.access import Person
from yanzhen.web.frame.rooms import Task
from yanzhen.web.journal import queries as journal

WEEKS = 3
SINCE = 6


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar: whether it is worked, today, and due for something."""

    day: date
    rest: bool
    now: bool
    due: bool


@dataclass(frozen=True, slots=True)
class Groups:
    """Tasks by when they are due: up to today, this week, later or without a clock, waiting for others."""

    today: list[Task]
    week: list[Task]
    later: list[Task]
    waiting: list[Task]


def groups(tasks: Sequence[Task], day: date) -> Groups:
    """The tasks in their groups, each in the order given."""
    sunday = day + timedelta(days=6 - day.weekday())
    told = Groups([], [], [], [])
    for task in tasks:
        if task.stopped:
            told.waiting.append(task)
        elif task.due is None or task.due > sunday:
            told.later.append(task)
        else:
            (told.today if task.due <= day else told.week).append(task)
    return told


def weeks(day: date, calendar: WorkingDays | None, tasks: Sequence[Task]) -> list[list[Day]]:
    """Last week, this week and the next; weekends rest where the calendar does not answer."""
    due = {task.due for task in tasks if not task.stopped}
    monday = day - timedelta(days=day.weekday() + 7)
    days = [monday + timedelta(days=step) for step in range(7 * WEEKS)]
    told = [Day(one, not _worked(one, calendar), one == day, one in due) for one in days]
    return [told[at : at + 7] for at in range(0, len(told), 7)]


def since_yesterday(person: Person, day: date) -> list[journal.Line]:
    """The latest entries since yesterday that the person may see."""
    if not person.may("see_journal"):
        return []
    asked = journal.Asked(first=day - timedelta(days=1))
    return journal.lines(journal.entries(person, asked)[:SINCE])


def _worked(day: date, calendar: WorkingDays | None) -> bool:
    return calendar.works(day) if calendar and calendar.covers(day) else day.weekday() < 5
