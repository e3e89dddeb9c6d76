"""Invented pages of this folder, and the annotated ones beside the repository where they are."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from yanzhen.reading import Page, read

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"


@pytest.fixture(scope="session")
def plan() -> Page:
    """The invented plan as it is read."""
    return read((HERE / "pages" / "plan.txt").read_text("utf-8"))


@pytest.fixture(scope="session")
def paper() -> Page:
    """The invented newspaper page as it is read."""
    return read((HERE / "pages" / "paper.txt").read_text("utf-8"))


@pytest.fixture(scope="session")
def scoring():
    """scoring.py as a module."""
    found = importlib.util.spec_from_file_location("scoring", HERE / "scoring.py")
    module = importlib.util.module_from_spec(found)
    sys.modules["scoring"] = module
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def scanned() -> list[str]:
    """The scanned pages beside the repository."""
    files = sorted((SHARED / "corpus").glob("*.txt"))
    if not files:
        pytest.skip("the scanned pages are not beside this repository (../shared/corpus)")
    return [file.read_text("utf-8") for file in files]


@pytest.fixture(scope="session")
def annotated() -> list[tuple[dict, str]]:
    """Annotations and the texts they are of."""
    found = []
    for file in sorted((SHARED / "gold").glob("[0-9]*.json")):
        text = next((SHARED / "corpus").glob(f"{file.stem[:3]}*.txt"))
        found.append((json.loads(file.read_text("utf-8")), text.read_text("utf-8")))
    if not found:
        pytest.skip("the annotated pages are not beside this repository (../shared/gold)")
    return found
