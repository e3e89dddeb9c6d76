"""Random numbers by name: each (register, column, purpose) has a stream of its own, so one more column moves no other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Streams:
    """All streams of one block of subjects; `of` gives the same stream again for the same names."""

    seed: int
    block: int

    def of(self, *names: str) -> np.random.Generator:
        """A fresh PCG64 generator for these names, the seed and the block."""
        text = "\x1f".join((str(self.seed), str(self.block), *names))
        digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
        return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))
