"""Promise 5: a run reads no clock and throws no dice: dates and seeds are arguments."""

from __future__ import annotations

import ast

import pytest

FORBIDDEN = {
    "today": "date.today",
    "now": "datetime.now",
    "utcnow": "datetime.utcnow",
    "fromtimestamp": "datetime.fromtimestamp",
    "time_ns": "time.time_ns",
    "localtime": "time.localtime",
    "gmtime": "time.gmtime",
    "uuid1": "uuid.uuid1",
    "uuid4": "uuid.uuid4",
    "urandom": "os.urandom",
}
ALLOWED = "command/evaluate.py: datetime.now"
"""FEEL's own today() and now(), in `yanzhen evaluate`, which decides nothing."""

CLOCKS = {"date", "datetime", "time", "_time", "uuid", "os", "dt"}
DICE = {"secrets", "uuid"}


def asked(tree: ast.AST) -> list[str]:
    """Calls of a clock or of chance, as written. Measuring how long a step took (perf_counter) is not one."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, of = node.func.attr, node.func.value
            owner = of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""
            if owner in CLOCKS and (name in FORBIDDEN or (owner == "time" and name == "time")):
                found.append(f"{owner}.{name}")
            if name == "default_rng" and not node.args:
                found.append("default_rng()")
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names if name.name in DICE]
        if isinstance(node, ast.ImportFrom) and node.module in ("time", "random", *DICE):
            found += [f"{node.module}.{name.name}" for name in node.names if name.name != "perf_counter"]
    return found


def test_no_room_asks_a_clock_or_chance(sources):
    found = {
        f"{path.parent.name}/{path.name}: {call}"
        for path in sources
        for call in asked(ast.parse(path.read_text("utf-8")))
    }

    assert found == {ALLOWED}


@pytest.mark.parametrize(
    "text",
    [
        "date.today()",
        "datetime.datetime.now()",
        "time.time()",
        "from time import time",
        "import uuid",
        "np.random.default_rng()",
    ],
)
def test_a_call_of_a_clock_would_be_found(text):
    assert asked(ast.parse(text))


@pytest.mark.parametrize("text", ["time.perf_counter()", "np.random.default_rng(7)", "scope.now()", "today(day)"])
def test_measuring_and_seeded_chance_are_allowed(text):
    assert asked(ast.parse(text)) == []
