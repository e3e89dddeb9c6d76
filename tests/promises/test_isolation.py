"""Promise 1: every room works where Django is not installed."""

from __future__ import annotations

import subprocess
import sys

IMPORT_EVERYTHING = """
import importlib, pkgutil, sys
sys.modules["django"] = None  # any import of it fails
import yanzhen
names = [found.name for found in pkgutil.walk_packages(yanzhen.__path__, "yanzhen.")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""


def test_every_room_is_imported_without_django():
    done = subprocess.run([sys.executable, "-W", "error", "-c", IMPORT_EVERYTHING], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 15
