"""Imports go downwards, as ARCHITECTURE.md draws them; a room that is not in the drawing is found too."""

from __future__ import annotations

import tomllib

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_imports_go_downwards(root, capsys):
    status = lint_imports(config_filename=str(root / "pyproject.toml"), no_cache=True, no_logo=True)

    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_the_contract_is_the_drawing(root):
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in settings["contracts"] if contract["id"] == "layers")
    drawing = (root / "ARCHITECTURE.md").read_text("utf-8")

    drawn = ["yanzhen." + layer.replace(" | ", " | yanzhen.") for layer in layers]
    places = [drawing.index("\n" + line) for line in drawn]
    assert places == sorted(places)
