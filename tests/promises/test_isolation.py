"""Promise 1: every room but the site works where Django is not installed, and the site's commands say what to install."""

from __future__ import annotations

import subprocess
import sys

import pytest

WITHOUT_DJANGO = """
import sys
sys.modules["django"] = None  # any import of it fails
"""

IMPORT_EVERYTHING = (
    WITHOUT_DJANGO
    + """
import importlib, pkgutil
import yanzhen
found = [room for room in pkgutil.iter_modules(yanzhen.__path__, "yanzhen.") if room.name != "yanzhen.web"]
names = [room.name for room in found]
for room in found:
    if room.ispkg:
        package = importlib.import_module(room.name)
        names += [below.name for below in pkgutil.walk_packages(package.__path__, room.name + ".")]
for name in names:
    importlib.import_module(name)
assert "yanzhen.web" not in sys.modules
print(len(names))
"""
)


def python(program: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-W", "error", "-c", program, *words], capture_output=True, text=True)


def test_every_room_but_the_site_is_imported_without_django():
    done = python(IMPORT_EVERYTHING)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 100


@pytest.mark.parametrize("words", [("serve",), ("site", "units"), ("journal", "verify")], ids=" ".join)
def test_a_command_of_the_site_says_what_to_install(words):
    done = python(WITHOUT_DJANGO + "from yanzhen.command import main; main()", *words)

    assert done.returncode == 2
    assert "YZ-C31" in done.stderr and "yanzhen[web]" in done.stderr
