"""`yanzhen test`: the cases an officer wrote beside the clauses, decided and compared."""

from __future__ import annotations

import sys

import typer

from yanzhen.command.arguments import PackFolder, existing

EXAMPLES = "例 Example:  yanzhen test packs/cn"


def test(pack: PackFolder) -> None:
    """跑地方包自带的案例。 Decide the pack's own cases; closes with "N passed, M failed"; exit 0 or 1."""
    from yanzhen.engine import run_cases
    from yanzhen.pack.loading import read_pack

    results = run_cases(read_pack(existing(pack, "地方包")))
    for result in results:
        if not result.passed:
            sys.stdout.write(f"{result.case.place}: 未通过 {result.case.of} · {result.case.name}\n")
            sys.stdout.writelines(f"    {difference}\n" for difference in result.differences)
    failed = sum(not result.passed for result in results)
    sys.stdout.write(f"{len(results) - failed} passed, {failed} failed\n")
    raise typer.Exit(1 if failed else 0)
