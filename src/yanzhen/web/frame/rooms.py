"""What each application adds to the frame: its room on the rail, tasks and cards of the day, answers of the search.

An application says so on its AppConfig: `room`, `tasks(person, day)`, `cards(person, day)`, `search(person, words)`,
`door` (the public page for firms), `verbs` (its sentences of the journal). The frame only asks those that exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.urls import reverse

from yanzhen.web.frame.access import Person


@dataclass(frozen=True, slots=True)
class Room:
    """One word on the rail. `act` is what one must be allowed to see it at all, empty for everybody signed in."""

    title: Any
    url: str
    glyph: str
    act: str = ""
    order: int = 50
    firms: bool = False
    """Whether it is a room of firms (across the top) instead of officers (on the rail)."""

    @property
    def address(self) -> str:
        """Where it is."""
        return reverse(self.url)


@dataclass(frozen=True, slots=True)
class Task:
    """Something a person has to do: one verb, one address. `due` None: no clock runs; `stopped`: waiting for others since `due`."""

    title: str
    about: str
    verb: str
    address: str
    due: date | None = None
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A card beside the day's list: a template and what it shows."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the search."""

    kind: str
    title: str
    about: str
    address: str


def rooms(person: Person) -> list[Room]:
    """The rooms this person may enter, in order."""
    found = [room for app in apps.get_app_configs() for room in _rooms_of(app)]
    allowed = [room for room in found if room.firms == bool(person.firm) and (not room.act or person.may(room.act))]
    return sorted(allowed, key=lambda room: room.order) if person.known else []


def tasks(person: Person, day: date) -> list[Task]:
    """What waits for the person, by clock; what has none comes last."""
    found = [task for ask in _asked("tasks") for task in ask(person, day)]
    return sorted(found, key=lambda task: (task.stopped, task.due or date.max, task.title))


def cards(person: Person, day: date) -> list[Card]:
    """The cards beside the list."""
    return sorted((card for ask in _asked("cards") for card in ask(person, day)), key=lambda card: card.order)


def hits(person: Person, words: str) -> list[Hit]:
    """What the person may see that answers the words."""
    return [hit for ask in _asked("search") for hit in ask(person, words)]


def door() -> str:
    """The address of the public page for firms; empty while there is none."""
    found = [app.door for app in apps.get_app_configs() if getattr(app, "door", "")]
    return reverse(found[0]) if found else ""


def _rooms_of(app: Any) -> tuple[Room, ...]:
    room = getattr(app, "room", ())
    return (room,) if isinstance(room, Room) else tuple(room)


def _asked(name: str) -> Iterator[Any]:
    for app in apps.get_app_configs():
        if app.name.startswith("yanzhen.web.") and hasattr(app, name):
            yield getattr(app, name)
