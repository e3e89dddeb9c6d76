"""Deliveries of facts and the snapshots built from them. Knows registers; knows no packs, no clauses, no pages."""

from yanzhen.facts.building import build_snapshot
from yanzhen.facts.files import read_batch, write_batch
from yanzhen.facts.folder import Folder
from yanzhen.facts.memory import Memory
from yanzhen.facts.snapshot import KNOWN, PERIOD, SUBJECT, Batch, Batches, Frame, Snapshot, Stored

__all__ = [
    "KNOWN",
    "PERIOD",
    "SUBJECT",
    "Batch",
    "Batches",
    "Folder",
    "Frame",
    "Memory",
    "Snapshot",
    "Stored",
    "build_snapshot",
    "read_batch",
    "write_batch",
]
