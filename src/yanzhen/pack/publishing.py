"""`publish` of a scheme: words for people, the columns made public, the lists handed to others, checked against the register."""

from __future__ import annotations

from typing import TypedDict

from yanzhen.errors import did_you_mean
from yanzhen.pack.evaluation import Handed
from yanzhen.pack.problems import Problems
from yanzhen.pack.text import Entry
from yanzhen.registers import Register

WORDS = ("due", "objection", "silence")


class Publishing(TypedDict):
    """Fields of a scheme."""

    publish: dict[str, str]
    published: tuple[str, ...]
    handed: tuple[Handed, ...]


def read_publishing(scheme: Entry, register: Register, problems: Problems) -> Publishing:
    """What a scheme says of publication; unknown columns and classes, and personal columns handed on, are recorded."""
    keys = scheme.map["publish"].map if "publish" in scheme.map else {}
    columns = keys["columns"].items if "columns" in keys else []
    for column in columns:
        _known(column, register, problems)
    handed = []
    for entry in keys["handed"].items if "handed" in keys else []:
        for column in entry.map["columns"].items:
            if _known(column, register, problems) and register.columns[column.text].personal:
                problems.add("P01", column.place, f"「{column.text}」是个人信息，名单不能附", "删去这一栏")
        labels = scheme.map["cuts"].map if "cuts" in scheme.map else {}
        for label in entry.map["classes"].items:
            if label.text not in labels:
                problems.add(
                    "P03",
                    label.place,
                    f"没有等次「{label.text}」",
                    did_you_mean(label.text, labels) or "写 cuts 里的等次",
                )
        handed.append(
            Handed(
                entry.map["to"].text,
                tuple(one.text for one in entry.map["classes"].items),
                tuple(one.text for one in entry.map["columns"].items),
            )
        )
    return {
        "publish": {key: keys[key].text for key in WORDS if key in keys},
        "published": tuple(one.text for one in columns),
        "handed": tuple(handed),
    }


def _known(entry: Entry, register: Register, problems: Problems) -> bool:
    if entry.text in register.columns:
        return True
    hint = did_you_mean(entry.text, register.columns) or f"写台账「{register.name}」的栏目"
    problems.add("P03", entry.place, f"台账「{register.name}」没有栏目「{entry.text}」", hint)
    return False
