"""Where the pack stands now, and the one way to change it."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from yanzhen.errors import PackError, SiteError
from yanzhen.pack.checks import check
from yanzhen.pack.folder import read_folders
from yanzhen.pack.loading import read_pack
from yanzhen.pack.model import Pack
from yanzhen.pack.problems import Problems
from yanzhen.web.frame.access import Person
from yanzhen.web.working.models import Version

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
LEFT_BEHIND = 24 * 3600
"""Seconds after which a folder without a row, left by a run that was killed, is swept."""
MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """The pack as it stands: its version (0: as the site was set up, never changed) and its folder, for reading only."""

    number: int
    path: Path


def current() -> Standing:
    """Where the pack is read from now; a SiteError when its folder is gone."""
    last = Version.objects.first()
    source = Path(settings.OPTIONS.pack)
    if last is None:
        return Standing(0, source)
    path = _versions() / last.folder / _name(source)
    if not (path / "pack.yaml").is_file():
        raise SiteError(
            _("工作副本第 %(number)s 版不见了：%(path)s") % {"number": last.number, "path": path},
            code="YZ-S100",
            hint=_("从备份恢复数据文件夹"),
        )
    return Standing(last.number, path)


@lru_cache(maxsize=2)
def pack_at(path: Path) -> Pack:
    """The pack of a version. A version never changes, so it is read once a process."""
    try:
        return read_pack(path)
    except PackError as error:
        raise SiteError(f"{error}", code="YZ-S05", hint=_("先运行 yanzhen check")) from None


def change(person: Person | None, files: Mapping[str, str], seen: int) -> Version:
    """A next version, with these files (path inside the pack → whole text), stands once the transaction does.

    Must be called inside `transaction.atomic()`, with the journal's entry. `seen` is the number the change was made from.

    Raises:
        SiteError: YZ-S101 somebody changed the pack meanwhile; YZ-S102 the pack would be wrong: nothing is written.
    """
    if not connection.in_atomic_block:
        raise SiteError("工作副本要和日志写在同一个事务里", code="YZ-S11", hint="在 transaction.atomic() 里调用")
    standing = current()
    if standing.number != seen:
        raise _stale()
    _sweep()
    home = _versions() / f"{seen + 1:06d}-{get_random_string(8, LETTERS)}"
    path = home / _name(Path(settings.OPTIONS.pack))
    try:
        _copy(standing.path, path)
        for name, text in files.items():
            _write(path, name, text)
        _link_dependencies()
        _refuse_wrong(path)
        _settle(home)
        version = Version(
            number=seen + 1,
            folder=home.name,
            digest=_digest(path),
            who=person.username if person else "",
            at=timezone.now(),
        )
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError:
        shutil.rmtree(home, ignore_errors=True)
        raise _stale() from None
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    return version


def _stale() -> SiteError:
    return SiteError(_("没有写入：别人刚改过地方包"), code="YZ-S101", hint=_("按现在的内容核对后再写"))


def _versions() -> Path:
    return Path(settings.OPTIONS.data).resolve() / "packs"


@lru_cache(maxsize=1)
def _folders(source: Path) -> tuple[tuple[str, Path], ...]:
    """Names and folders of the packs the site's pack depends on, and last its own. Read once a process."""
    return tuple((folder.name, folder.root.resolve()) for folder in read_folders(source, Problems()))


def _name(source: Path) -> str:
    """The pack's own name, which its folder bears."""
    return _folders(source)[-1][0]


def _copy(source: Path, target: Path) -> None:
    """Every file of the pack, without hidden ones and links; as written, whoever may read the source."""

    def left_out(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if name.startswith((".", "__")) or (Path(folder) / name).is_symlink()]

    shutil.copytree(source, target, ignore=left_out, copy_function=shutil.copyfile)


def _write(pack: Path, name: str, text: str) -> None:
    parts = PurePosixPath(name).parts
    if not parts or PurePosixPath(name).is_absolute() or any(part.startswith((".", "__")) for part in parts):
        raise SiteError(f"不是地方包里的文件名：{name}", code="YZ-S103", hint="写相对路径，如 plan/targets.yaml")
    file = pack.joinpath(*parts)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode("utf-8"))


def _link_dependencies() -> None:
    """Beside the versions stand links to the packs the site's pack depends on, where a pack looks for them."""
    for name, target in _folders(Path(settings.OPTIONS.pack))[:-1]:
        link = _versions() / name
        if link.is_symlink() and link.resolve() == target:
            continue
        draft = _versions() / f".{name}.{get_random_string(8, LETTERS)}"
        draft.symlink_to(target, target_is_directory=True)
        draft.replace(link)


def _refuse_wrong(path: Path) -> None:
    wrong = [problem for problem in check(path).problems if problem.level == "E"]
    if not wrong:
        return
    told = "\n".join(str(problem).replace(f"{os.path.normpath(path)}/", "") for problem in wrong[:MOST_TOLD])
    raise SiteError(
        _("没有写入：写进去以后地方包有 %(count)s 处错误") % {"count": len(wrong)} + f"\n{told}",
        code="YZ-S102",
        hint=_("照提示改那几行，再写一次"),
    )


def _settle(home: Path) -> None:
    """Every byte and every name of the version is on the disk."""
    for folder, _names, files in os.walk(home):
        for place in (*(Path(folder) / name for name in files), Path(folder)):
            _sync(place)
    _sync(home.parent)


def _sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(path: Path) -> str:
    total = hashlib.sha256()
    for file in sorted(file for file in path.rglob("*") if file.is_file()):
        content = file.read_bytes()
        total.update(f"{file.relative_to(path).as_posix()}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def _sweep() -> None:
    """Folders that no row names and nobody can be writing any more are gone."""
    home = _versions()
    home.mkdir(parents=True, exist_ok=True)
    kept = set(Version.objects.values_list("folder", flat=True))
    for folder in home.iterdir():
        if folder.is_symlink() or not folder.is_dir() or folder.name in kept or "-" not in folder.name:
            continue
        if timezone.now().timestamp() - folder.stat().st_mtime > LEFT_BEHIND:
            shutil.rmtree(folder, ignore_errors=True)
