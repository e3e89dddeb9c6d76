"""What the promises are read from: the repository's own files."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Every file git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    files = [ROOT / name for name in listed.stdout.decode("utf-8").split("\0") if name]
    return [path for path in files if path.is_file()]


@pytest.fixture(scope="session")
def sources() -> list[Path]:
    """Every module of the program."""
    found = sorted((ROOT / "src" / "yanzhen").rglob("*.py"))
    assert len(found) > 15
    return found
