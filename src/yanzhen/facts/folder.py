"""A facts folder: `REGISTER.parquet` or `REGISTER/*.parquet`, every file one delivery."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from yanzhen.errors import FactsError, did_you_mean
from yanzhen.facts.files import read_batch
from yanzhen.facts.records import Tombstone, Withdrawal, tombstones, withdrawals
from yanzhen.facts.snapshot import Batch
from yanzhen.registers import Vocabulary


class Folder:
    """The deliveries that lie in a folder. Other files and hidden ones are left alone.

    Raises:
        FactsError: YZ-F02 when the folder is not there, or holds a register the vocabulary does not know.
    """

    def __init__(self, path: Path, vocabulary: Vocabulary) -> None:
        self.path = path
        self.vocabulary = vocabulary
        if not path.is_dir():
            hint = "先用 yanzhen sample 生成，或检查路径"
            raise FactsError(f"没有事实数据文件夹 {path}", code="YZ-F02", hint=hint)
        self._files = _files(path)
        unknown = [name for name in self._files if name not in vocabulary.registers]
        if unknown:
            hints = [did_you_mean(name, vocabulary.registers) for name in unknown]
            hint = " ".join(hint for hint in hints if hint) or "先在地方包里登记，或移走这些文件"
            raise FactsError(f"{path} 里有未登记的台账：{'、'.join(unknown)}", code="YZ-F02", hint=hint)

    @property
    def registers(self) -> tuple[str, ...]:
        """Registers of which at least one delivery is here, by name."""
        return tuple(self._files)

    def batches(self, register: str) -> Iterable[Batch]:
        """All deliveries of a register, oldest known first, then by file name.

        Raises FactsError YZ-F18 for one that was lawfully erased and is here again; and as for `read_batch`.
        """
        read = [
            self._recorded(read_batch(file, self.vocabulary, register=register))
            for file in self._files.get(register, ())
        ]
        return sorted(read, key=lambda batch: (batch.known, batch.file))

    def _recorded(self, batch: Batch) -> Batch:
        """The batch with the day it was withdrawn; one that was lawfully erased is refused."""
        stone = self.tombstones.get(batch.digest)
        if stone is not None:
            what = f"{batch.named} 已依 {stone.order} 于 {stone.day} 删除，又出现在数据里"
            raise FactsError(what, code="YZ-F18", hint="再运行一次 yanzhen erase，并查明它从哪里回来")
        withdrawal = self.withdrawals.get(batch.digest)
        return batch if withdrawal is None else replace(batch, withdrawn=withdrawal.day)

    @cached_property
    def tombstones(self) -> dict[str, Tombstone]:
        """What was lawfully erased from this folder, by SHA-256."""
        return tombstones(self.path)

    @cached_property
    def withdrawals(self) -> dict[str, Withdrawal]:
        """What was withdrawn, by SHA-256."""
        return withdrawals(self.path)

    @cached_property
    def digests(self) -> dict[str, str]:
        """SHA-256 of every file, by its name inside the folder, sorted."""
        files = [file for listed in self._files.values() for file in listed]
        names = {file.relative_to(self.path).as_posix(): file for file in files}
        return {name: hashlib.sha256(names[name].read_bytes()).hexdigest() for name in sorted(names)}

    def digest(self) -> str:
        """SHA-256 over (file name, digest) of all files, sorted: equal exactly when the folder holds the same facts."""
        lines = "".join(f"{name}\0{digest}\n" for name, digest in self.digests.items())
        return hashlib.sha256(lines.encode()).hexdigest()


def _files(path: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for entry in sorted(path.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            inside = sorted(file for file in entry.glob("*.parquet") if not file.name.startswith("."))
            if inside:
                found.setdefault(entry.name, []).extend(inside)
        elif entry.suffix == ".parquet":
            found.setdefault(entry.stem, []).append(entry)
    return dict(sorted(found.items()))
