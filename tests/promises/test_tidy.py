"""What keeps the house readable: small modules, rooms named for what is in them, nothing of one machine."""

from __future__ import annotations

import re

import pytest

MOST_LINES = 400
DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "core", "base"}
UNFINISHED = re.compile("NotImplemented" + "Error|TO" + "DO|FIX" + r"ME|pytest\.mark\.(?:skip\b|xfa" + "il)")
MACHINE = re.compile(r"(?<![A-Za-z0-9_.])/(?:wor[k]|far[m]|hom[e]|roo[t]|User[s])/")
REGISTRY = re.compile(
    r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|npmmirro[r]|tuna[.]tsinghua|index[-]url", re.IGNORECASE
)


def test_no_module_is_longer_than_a_person_holds(sources):
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in sources}

    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_no_room_is_a_drawer(tracked, root):
    parts = {(path, part) for path in tracked for part in path.relative_to(root).with_suffix("").parts}

    assert {str(path) for path, part in parts if part.lower() in DRAWERS} == set()


@pytest.mark.parametrize(
    ("pattern", "kept"),
    [(MACHINE, "paths of one machine"), (REGISTRY, "hosts of a registry"), (UNFINISHED, "unfinished work")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_tracked_file_holds(tracked, pattern, kept):
    found = []
    for path in tracked:
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.name}: {match.group()}" for match in pattern.finditer(text)]

    assert found == [], kept


def test_lock_files_name_no_address(tracked):
    locks = [path for path in tracked if path.name.endswith((".lock", "-lock.json", ".npmrc"))]

    assert locks
    assert [path.name for path in locks if "://" in path.read_text("utf-8")] == []
