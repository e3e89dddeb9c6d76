"""The shared terms that the program itself reads: their names, their units, and what they bound. A pack may leave any out."""

from __future__ import annotations

from yanzhen.language import tree
from yanzhen.pack.expressions import plain_number
from yanzhen.pack.problems import Problems
from yanzhen.pack.scope import Term
from yanzhen.units import MONEY, SHARE, Dimension, dimension_name

PARAMETERS: dict[str, tuple[Dimension, str]] = {
    "差一步幅度": (SHARE, "差额不超过门槛的这一比例，才算差一步"),
    "试算变动幅度上限": (SHARE, "改后的应享合计与改前相差不超过改前的这一比例，否则试算结果不写出"),
    "试算应享合计上限": (MONEY, "改后的应享合计不超过这个数，否则试算结果不写出"),
    "试算单户变动上限": (MONEY, "任何一户应享的变动不超过这个数，否则试算结果不写出"),
}
"""Name → the unit its value must have, and what it says. None of them comes from a text: they are `basis: assumed`."""


def refuse_misfit(term: Term, body: tree.Node | None, problems: Problems) -> None:
    """A parameter that is no plain number, or one of another unit, is recorded."""
    if term.name not in PARAMETERS or body is None:
        return
    dimension, sentence = PARAMETERS[term.name]
    if plain_number(body) is None:
        problems.add("P04", term.place, f"「{term.name}」要是一个数：{sentence}", "写 value: 一个带单位的数")
    elif body.type.dimension != dimension:
        what = f"「{term.name}」的单位应为{dimension_name(dimension)}，写的是{dimension_name(body.type.dimension)}"
        problems.add("P04", term.place, what, sentence)
