"""What the editor completes: the keys of a file's kind with their sentences and closed words, from the published schema."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from yanzhen.pack.schema import schema_of

KINDS = {
    "clauses": "clause",
    "cases": "case",
    "registers": "register",
    "terms": "terms",
    "codes": "codes",
    "plan": "plan",
}
FILES = {
    "policy.yaml": "policy", "relations.yaml": "relation", "pools.yaml": "pool", "pack.yaml": "pack",
    "sample.yaml": "sample", "mechanisms.yaml": "mechanism",
}  # fmt: skip
PLAIN = "文字"
"""What the schema says of a scalar nobody described."""
Keys = list[dict[str, Any]]


def keys_of_file(path: str) -> Keys:
    """Each key once: its name, its sentence, the closed words it takes; empty for a file of no known kind."""
    parts = path.split("/")
    kind = FILES.get(parts[-1]) or next((KINDS[part] for part in reversed(parts[:-1]) if part in KINDS), "")
    return _keys(kind) if kind else []


@lru_cache(maxsize=16)
def _keys(kind: str) -> Keys:
    found: dict[str, dict[str, Any]] = {}
    stack: list[Any] = [schema_of(kind)]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            for name, told in node.get("properties", {}).items():
                if isinstance(told, dict):
                    words = told.get("enum") or next(
                        (one["enum"] for one in told.get("anyOf", ()) if isinstance(one, dict) and "enum" in one), []
                    )
                    one = found.setdefault(name, {"key": name, "about": "", "words": []})
                    about = str(told.get("description", ""))
                    one["about"] = one["about"] or ("" if about == PLAIN else about)
                    one["words"] = one["words"] or [str(word) for word in words]
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return sorted(found.values(), key=lambda one: one["key"])
