"""The worked examples of docs/pack-format.md, run as they stand on the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[3] / "docs" / "pack-format.md").read_text("utf-8")


def example(clause: str) -> str:
    """The YAML block of the page that declares the clause."""
    return next(block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.S) if f"clause: {clause}\n" in block)


@pytest.mark.parametrize(
    ("important", "fen", "said"), [(False, 18_200_000, "18.2 万元"), (True, 28_600_000, "28.6 万元")]
)
def test_four_points_on_seven_per_cent_of_2600000_yuan(tiny, delivered, important, fen, said):
    pack = tiny(example("加点奖"))

    found = delivered(pack).firm("S1", 投资=2_600_000, 重点=important).decide()

    assert said in PAGE
    assert found["加点奖", "S1"]["net_fen"] == fen
