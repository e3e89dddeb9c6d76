"""The measurements as a page: who took how long, by what factor, which floors and goals were met."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

NAMES = {
    "yanzhen": "雁阵 Yanzhen：status, near misses with distances, exact amounts",
    "bare": "the bare kernel: bitmaps on plain arrays, no units, periods, registers or intervals",
    "polars": "Polars expressions, 10 clauses a query, same output",
    "duckdb": "DuckDB SQL, 100 clauses a query, same output",
    "openfisca2": "OpenFisca-Core, ordinary two-valued: eligible and amount",
    "openfisca3": "OpenFisca-Core made to give the same three-valued output",
}
FLOORS = {"openfisca2": (3, 6), "openfisca3": (10, 20), "duckdb": (20, 40), "polars": (3, 5)}
LIMIT = (50, 20)
PEERS = (
    "Peers read one wide table with certificates already worked out; the engine reads registers, dated deliveries and code "
    "lists through a pack, and asks each near miss how far it falls short."
)
PACKAGES = ("numpy", "polars", "pyarrow", "duckdb", "OpenFisca-Core")


@dataclass(frozen=True)
class Measured:
    """Everything one run measured; seconds, MB, ms."""

    subjects: int
    clauses: int
    runs: int
    seed: int
    compared: int
    shares: tuple[float, float]
    engines: dict[str, dict]
    limit: tuple[tuple[float, float], tuple[float, float]]
    singles: dict[str, float]


def told(found: Measured) -> tuple[str, list[str]]:
    """The page, and each floor that was missed."""
    pairs = found.subjects * found.clauses
    middle = {name: median(one["wall"]) for name, one in found.engines.items()}
    ours = middle["yanzhen"]
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; every figure is of one run on one machine. All facts and clauses are synthetic.",
        "",
        _work(found),
        "",
        f"Machine: {os.cpu_count()} cores ({_processor()}), {_memory()} GiB, {platform.system()}, Python {platform.python_version()}; "
        + ", ".join(f"{name} {version(name)}" for name in PACKAGES) + f". Load when written: {os.getloadavg()[0]:.1f}.",
        "",
        "| engine | wall s | all runs | CPU s | peak MB | M decisions/s | ours is … times as fast | load s |",
        "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for name, one in found.engines.items():
        runs = " ".join(f"{wall:.2f}" for wall in one["wall"])
        lines.append(
            f"| {NAMES[name]} | {middle[name]:.2f} | {runs} | {median(one['cpu']):.2f} | {one['peak']:,.0f} | "
            f"{pairs / middle[name] / 1e6:,.0f} | {middle[name] / ours:.2f} | {one['load']:.1f} |"
        )
    (read, written), (read_rate, copy_rate) = found.limit
    least = read / read_rate + written / copy_rate
    lines += [
        "",
        PEERS,
        "",
        "## Floors and goals",
        "",
        "| beside | measured | floor | goal |",
        "|---|---|---|---|",
    ]
    missed = []

    def row(what: str, ratio: float, floor: float, goal: float, *, most: bool = False) -> None:
        held, reached = (ratio <= floor, ratio <= goal) if most else (ratio >= floor, ratio >= goal)
        sign = "≤" if most else "≥"
        lines.append(
            f"| {what} | {ratio:.1f} × | {sign} {floor} × {'met' if held else '**missed**'} | {sign} {goal} × "
            f"{'met' if reached else 'missed'} |"
        )
        if not held:
            missed.append(f"{what}: {ratio:.1f} ×, floor {sign} {floor} ×")

    for name, (floor, goal) in FLOORS.items():
        row(NAMES[name], middle[name] / ours, floor, goal)
    row(
        f"memory-bandwidth limit, {least * 1000:.0f} ms ({read / 1e6:,.0f} MB read at {read_rate / 1e9:.1f} GB/s, {written / 1e6:,.0f} MB "
        f"written at {copy_rate / 1e9:.1f} GB/s)", ours / least, *LIMIT, most=True,
    )  # fmt: skip
    one, where = found.singles["clause"], found.singles["where"]
    lines += [
        "",
        f"Units, periods, registers, exact intervals, distances: {ours / middle['bare']:.1f} × the bare kernel.",
        "",
        f"One clause alone over all subjects, conditions cold: {one:.1f} ms; DuckDB's `WHERE` with the amount: {where:.1f} ms.",
        "",
    ]
    return "\n".join(lines), missed


def _work(found: Measured) -> str:
    pairs, (met, unknown) = found.subjects * found.clauses, found.shares
    return (
        f"{found.subjects:,} subjects × {found.clauses:,} clauses ({pairs / 1e6:,.0f} million decisions), seed {found.seed}: 64 columns, a "
        f"third of the cells missing, certificates one to many; {met:.1%} met, {unknown:.1%} unknown. Medians of {found.runs}; facts "
        f"already loaded. {found.compared:,} decisions of all peers were compared first, one by one, and the sums of all of them "
        "after: no difference."
    )


def _processor() -> str:
    named = [line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


def _memory() -> int:
    kib = [int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")]
    return round(kib[0] / 2**20) if kib else 0


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []
