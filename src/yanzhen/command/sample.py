"""`yanzhen sample`: an invented city of firms with histories, gaps and values exactly on thresholds; labelled synthetic."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from yanzhen.command.arguments import PackFolder, existing
from yanzhen.command.progress import shown
from yanzhen.errors import CommandError

EXAMPLES = "例 Example:  yanzhen sample packs/cn --enterprises 20000 --seed 1 --out demo/facts"

YEARS = (2022, 2023, 2024)


def sample(
    pack: PackFolder,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="写到的文件夹 folder to write; replaced if it holds a sample")
    ],
    enterprises: Annotated[
        int, typer.Option("--enterprises", metavar="N", min=1, max=2_000_000, help="户数 how many")
    ] = 1000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", min=0, help="同一种子得同样的数据 same seed, same facts")
    ] = 1,
) -> None:
    """造一座城的合成数据，用来试条款。 Make synthetic facts for a pack: histories, gaps, values exactly on thresholds."""
    from yanzhen.engine.thresholds import thresholds_of
    from yanzhen.facts.sample import LABEL, write_sample
    from yanzhen.pack.loading import read_pack

    if out.exists() and not (out / LABEL).is_file() and not (out.is_dir() and not any(out.iterdir())):
        raise CommandError(f"{out} 已有内容，且不是合成数据", code="YZ-C08", hint="换一个 --out，或自己先移走")
    loaded = read_pack(existing(pack, "地方包"))
    thresholds, growth = thresholds_of(loaded)
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        with shown() as step:
            summary = write_sample(
                loaded.vocabulary,
                loaded.sample,
                thresholds,
                growth,
                subjects=enterprises,
                seed=seed,
                years=YEARS,
                folder=draft,
                places=frozenset({loaded.area}) if loaded.area else None,
                pack=loaded.own,
                progress=step,
            )
        draft.chmod(0o755)
        if out.exists():
            shutil.rmtree(out)
        draft.replace(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    rows = sum(summary.rows.values())
    sys.stdout.write(
        f"已写合成数据 synthetic facts：{enterprises:,} 户，{rows:,} 行，{summary.files:,} 个文件，"
        f"{YEARS[0]}–{YEARS[-1]} 年（种子 seed {seed}）：{out}\n"
    )
