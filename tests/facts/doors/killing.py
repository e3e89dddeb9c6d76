"""Starts TIMES imports and kills each at a random moment: `python killing.py PACK FILE FACTS TIMES SEED`.

The rooms are loaded once; each import is a fork of this process, which has not yet computed anything. Before the kill the
import says on a pipe when it has acknowledged. Prints, for each kill, whether it was acknowledged, and what stood in the
folder after it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from datetime import date
from pathlib import Path

from yanzhen.facts.files import deliver_batch
from yanzhen.facts.intake import intake
from yanzhen.pack.loading import read_pack
from yanzhen.periods import Period


def take_in(vocabulary, file: Path, facts: Path, said: int) -> None:
    """One import, as the command does it; a byte on the pipe acknowledges."""
    register = vocabulary.registers["企业"]
    came = intake(file, register, vocabulary, period=Period.parse("2024"), known=date(2025, 3, 1))
    assert came.batch is not None
    deliver_batch(facts, came.batch, register)
    os.write(said, b"1")


def killed(vocabulary, file: Path, facts: Path, after: float) -> bool:
    """Whether an import that was killed after so many seconds had acknowledged."""
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        status = 1
        try:
            take_in(vocabulary, file, facts, said)
            status = 0
        finally:
            os._exit(status)
    os.close(said)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(heard, "rb") as pipe:
        return pipe.read() == b"1"


def main(pack: str, file: Path, facts: Path, times: int, seed: int) -> list[dict]:
    """What each kill left behind. The folder is emptied when the delivery is in it, so that every kill has work to stop."""
    vocabulary = read_pack(Path(pack)).vocabulary
    killed(vocabulary, file, facts, 0)
    began = time.perf_counter()
    measured = os.fork()
    if measured == 0:
        take_in(vocabulary, file, facts, os.open(os.devnull, os.O_WRONLY))
        os._exit(0)
    os.waitpid(measured, 0)
    longest, dice = (time.perf_counter() - began) * 1.1, random.Random(seed)
    found = []
    for _ in range(times):
        for left in facts.rglob("*.parquet"):
            left.unlink()
        acknowledged = killed(vocabulary, file, facts, dice.uniform(0, longest))
        there = [path for path in facts.rglob("*.parquet") if not path.name.startswith(".")]
        found.append(
            {
                "acknowledged": acknowledged,
                "there": [path.stem for path in there],
                "bytes": [path.stat().st_size for path in there],
            }
        )
    return found


if __name__ == "__main__":
    told = main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
    sys.stdout.write(json.dumps(told))
