"""A pack's folder and the packs it depends on, as documents: which file is what, and the digest of them all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from yanzhen.errors import Place, did_you_mean
from yanzhen.pack.problems import Problems
from yanzhen.pack.shapes import LATER, check_shape, come_later
from yanzhen.pack.text import Entry, read_documents

FOLDERS_UP = 3
_LATER_FOLDERS = frozenset({"watches", "ledgers"})
_ROOT_FILES = ("pack.yaml", "sample.yaml", "mechanisms.yaml")


@dataclass
class PolicyFolder:
    """policies/<slug>: the policy's own document (None when missing), its clauses, its cases.

    `text` is the source itself, where the pack holds it: every quote must then stand in it.
    """

    slug: str
    place: Place
    policy: Entry | None = None
    clauses: list[Entry] = field(default_factory=list)
    cases: list[list[Entry]] = field(default_factory=list)
    text: str = ""
    relations: list[Entry] = field(default_factory=list)
    pools: list[Entry] = field(default_factory=list)


@dataclass
class PackFolder:
    """One pack's documents, by what they are. `cases` are lists of one file's documents: `like` stays within a file."""

    name: str
    manifest: Entry
    root: Path
    files: list[Path]
    depends: tuple[str, ...] = ()
    codes: list[tuple[Entry, Path]] = field(default_factory=list)
    calendars: list[tuple[Entry, Path]] = field(default_factory=list)
    registers: list[Entry] = field(default_factory=list)
    terms: list[Entry] = field(default_factory=list)
    term_cases: list[list[Entry]] = field(default_factory=list)
    schemes: list[Entry] = field(default_factory=list)
    policies: list[PolicyFolder] = field(default_factory=list)
    plan: list[Entry] = field(default_factory=list)
    mechanisms: list[Entry] = field(default_factory=list)
    sample: list[Entry] = field(default_factory=list)


def read_folders(path: Path, problems: Problems) -> list[PackFolder]:
    """The pack and all it depends on, dependencies first; empty when `path` is no pack."""
    found: dict[Path, PackFolder] = {}
    _visit(Path(path), found, [], problems)
    return list(found.values())


def digest_of(folders: list[PackFolder]) -> str:
    """SHA-256 over (pack/relative path, bytes) of every file, sorted by path."""
    total = hashlib.sha256()
    files = [(f"{pack.name}/{file.relative_to(pack.root).as_posix()}", file) for pack in folders for file in pack.files]
    for name, file in sorted(files):
        content = file.read_bytes()
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def _visit(root: Path, found: dict[Path, PackFolder], trail: list[Path], problems: Problems) -> PackFolder | None:
    real = root.resolve()
    if real in found:
        return found[real]
    manifest_path = root / "pack.yaml"
    shown = os.path.normpath(manifest_path)
    if not manifest_path.is_file():
        problems.unreadable = True
        problems.add("P01", Place(shown), "没有这个文件，所以不是地方包", "地方包是含有 pack.yaml 的文件夹")
        return None
    documents = read_documents(manifest_path, shown, problems)
    if len(documents) != 1 or not check_shape(documents[0], "pack", problems):
        problems.unreadable = True
        if len(documents) > 1:
            problems.add("P01", documents[1].place, "pack.yaml 只能有一份文件", "删去多余的 ---")
        return None
    manifest = documents[0]
    if manifest.map["format"].text != "1":
        problems.add(
            "P01", manifest.map["format"].place, f"格式版本「{manifest.map['format'].text}」读不了", "写 format: 1"
        )
    depends = manifest.map["depends"].items if "depends" in manifest.map else []
    for entry in depends:
        near = _dependency(root, entry.text)
        if near is None:
            problems.unreadable = True
            problems.add(
                "P03", entry.place, f"找不到依赖的包「{entry.text}」", "它须与本包或上级文件夹并列，内有 pack.yaml"
            )
        elif near.resolve() in [*trail, real]:
            names = [one.name for one in [*trail, real]]
            path = " → ".join([*names[names.index(near.resolve().name) :], near.name])
            problems.unreadable = True
            problems.add("P06", entry.place, f"包的依赖绕成圈：{path}", "去掉其中一个 depends")
        else:
            _visit(near, found, [*trail, real], problems)
    pack = PackFolder(
        manifest.map["pack"].text, manifest, root, list(_files(root)), tuple(item.text for item in depends)
    )
    for other in found.values():
        if other.name == pack.name:
            problems.add(
                "P03", manifest.map["pack"].place, f"包名「{pack.name}」已在 {other.manifest.place} 用过", "换一个"
            )
    _sort(pack, problems)
    found[real] = pack
    return pack


def _dependency(root: Path, name: str) -> Path | None:
    """The nearest folder of that name with a pack.yaml, beside the pack or beside a folder above it."""
    if Path(name).name != name or name in ("", ".", ".."):
        return None
    here = root.resolve()
    beside = Path(root)
    for _ in range(FOLDERS_UP):
        beside, here = beside / "..", here.parent
        candidate = beside / name
        if (candidate / "pack.yaml").is_file():
            return Path(os.path.normpath(candidate))
        if here.name == "packs":
            return None
    return None


def _files(root: Path) -> Iterator[Path]:
    """Every regular file of the pack, sorted, without hidden ones and without following links."""
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if not name.startswith((".", "__")))
        for name in sorted(files):
            path = Path(folder) / name
            if not name.startswith(".") and not path.is_symlink():
                yield path


def _sort(pack: PackFolder, problems: Problems) -> None:
    """Every YAML file of the pack is read as what its place says it is."""
    policies: dict[str, PolicyFolder] = {}
    for path in sorted(pack.files):
        parts = path.relative_to(pack.root).parts
        shown = os.path.normpath(path)
        if path.suffix == ".yml":
            problems.add("P01", Place(shown), "文件名要以 .yaml 结尾", "改名")
        match parts:
            case ("policies", slug, "text.md"):
                policy = policies.setdefault(slug, PolicyFolder(slug, Place(os.path.normpath(path.parent))))
                policy.text = _source_text(path, shown, problems)
        if path.suffix != ".yaml" or parts == ("pack.yaml",):
            continue
        if parts[0] in _LATER_FOLDERS:
            come_later(parts[0], Place(shown), problems)
            continue
        documents = _known(read_documents(path, shown, problems), problems)
        match parts:
            case ("sample.yaml",):
                pack.sample = [document for document in documents if check_shape(document, "sample", problems)]
            case ("codes", _):
                pack.codes += [(document, path.parent) for document in documents]
            case ("calendars", _):
                pack.calendars += [(document, path.parent) for document in documents]
            case ("registers", _):
                pack.registers += documents
            case ("terms", _):
                pack.terms += documents
            case ("terms" | "schemes", "cases", _):
                pack.term_cases.append(documents)
            case ("plan", _):
                pack.plan += documents
            case ("mechanisms.yaml",):
                pack.mechanisms += documents
            case ("schemes", _):
                pack.schemes += documents
            case ("policies", slug, *rest):
                policy = policies.setdefault(slug, PolicyFolder(slug, Place(os.path.normpath(path.parent))))
                _sort_policy(policy, rest, documents, Place(shown), problems)
            case _:
                known = [*_ROOT_FILES, "codes", "calendars", "registers", "terms", "policies", "schemes", "plan"]
                hint = did_you_mean(parts[0], known) or f"文件夹只有 {'、'.join(known)}"
                problems.add("P01", Place(shown), "这个文件放在哪里都不算", hint)
    pack.policies = list(policies.values())


def _source_text(path: Path, shown: str, problems: Problems) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add("P01", Place(shown), f"文件不是 UTF-8（第 {error.start + 1} 字节）", "另存为 UTF-8")
        return ""


def _sort_policy(
    policy: PolicyFolder, rest: list[str], documents: list[Entry], place: Place, problems: Problems
) -> None:
    match rest:
        case ["policy.yaml"]:
            policy.policy = documents[0] if documents else None
            for extra in documents[1:]:
                problems.add("P01", extra.place, "policy.yaml 只能有一份文件", "条款写在 clauses 里")
        case ["clauses", _]:
            policy.clauses += documents
        case ["cases", _]:
            policy.cases.append(documents)
        case ["pools.yaml"]:
            policy.pools += documents
        case ["relations.yaml"]:
            policy.relations += documents
        case _:
            files = "只有 policy.yaml、relations.yaml、pools.yaml、clauses/、cases/"
            problems.add("P01", place, "政策文件夹里没有这个位置", files)


def _known(documents: list[Entry], problems: Problems) -> list[Entry]:
    """The documents that the engine decides; elements that come later are refused where they stand."""
    kept = []
    for document in documents:
        first = next(iter(document.map), "")
        if first in LATER:
            come_later(first, document.map[first].key or document.place, problems)
        else:
            kept.append(document)
    return kept
