"""The way into a pack: a folder becomes a `Pack`, or all that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from yanzhen.errors import PackError, Problem
from yanzhen.pack.assembling import assemble
from yanzhen.pack.checks import Coverage, check_assembly, refusals
from yanzhen.pack.model import Pack


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading gave. `pack` is None when it could not be put together; `problems` are sorted by place."""

    pack: Pack | None
    problems: list[Problem]
    coverage: Coverage


def load_pack(path: Path | str) -> Loaded:
    """The pack in a folder, its dependencies followed, with every problem of every check. Raises nothing about content."""
    assembly = assemble(path)
    report = check_assembly(assembly)
    return Loaded(assembly.pack, report.problems, report.coverage)


def read_pack(path: Path | str) -> Pack:
    """The pack in a folder, fit to decide with; a PackError that carries every problem of level E when there is one."""
    assembly = assemble(path)
    refused = refusals(assembly)
    if assembly.pack is None or refused:
        raise PackError(
            f"地方包「{path}」有 {len(refused)} 处错误，不能使用",
            code="YZ-P01",
            problems=refused,
            hint="改正后再运行 yanzhen check",
        )
    return assembly.pack
