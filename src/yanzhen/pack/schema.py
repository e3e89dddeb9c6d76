"""The shapes as JSON Schema (2020-12), one document a kind of file, for editors that complete and check while one writes.

A schema knows shapes, closed words and which keys must be there. What a name means, units and everything across files is
the business of `yanzhen check`.
"""

from __future__ import annotations

from yanzhen.pack.keys import SHAPE_TITLES, keys_of
from yanzhen.pack.shapes import FORMS, TABLE, UNSTATED

Schema = dict[str, object]

FILES = {
    "pack": "pack",
    "codes": "codes",
    "calendar": "calendar",
    "register": "register",
    "terms": "terms",
    "policy": "policy",
    "clause": "clause",
    "relation": "relation",
    "case": "case",
    "scheme": "scheme",
    "sample": "sample",
    "plan": "target|indicator|list|project|duty",
    "mechanism": "mechanism",
    "pool": "pool",
}
"""Name of the published file → the shape of one document of such a file, or the shapes it may be of."""

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Schema = {"type": ["string", "number"], "description": "文字"}
"""A scalar. An editor reads 2024 and 0.5 as numbers; to the pack every scalar is text."""

_SAID = ("is", "any", "all", "none", "at_least", "judged")
_TABLE_MAP: Schema = {"$ref": "#/$defs/table"}
_VALUE: Schema = {"anyOf": [TEXT, {"type": "array", "items": TEXT}, _TABLE_MAP]}
_CONDITION: Schema = {"anyOf": [TEXT, {"$ref": "#/$defs/condition"}]}
_GIVEN: Schema = {
    "type": "object",
    "additionalProperties": {"anyOf": [TEXT, {"type": "object", "additionalProperties": TEXT}]},
}
_KINDS: dict[str, Schema] = {
    "text": TEXT,
    "hints": {},
    "texts": {"anyOf": [TEXT, {"type": "array", "items": TEXT}]},
    "names": {"type": "object", "additionalProperties": TEXT},
    "yes": {"enum": ["是", "否"]},
    "day": {"type": "string", "pattern": rf"^(\d{{4}}-\d{{2}}-\d{{2}}|{UNSTATED})$"},
    "unit": {"anyOf": [TEXT, {"$ref": "#/$defs/unit_by"}]},
    "conditions": {"type": "array", "items": _CONDITION},
    "condition": _CONDITION,
    "value": _VALUE,
    "rows": {"type": "object", "minProperties": 1, "additionalProperties": _VALUE},
    "pair": {"type": "array", "items": _VALUE, "minItems": 2, "maxItems": 2},
    "amount": {
        "anyOf": [
            _VALUE,
            {"$ref": "#/$defs/between"},
            {"type": "array", "items": {"$ref": "#/$defs/line"}, "minItems": 1},
        ]
    },
    "members": {"anyOf": [TEXT, {"type": "array", "items": TEXT}, {"$ref": "#/$defs/members"}]},
    "asks": {"type": "array", "items": {"type": "object", "additionalProperties": TEXT}},
    "given": _GIVEN,
    "subjects": {"anyOf": [TEXT, {"type": "object", "additionalProperties": _GIVEN}]},
    "among": {"anyOf": [TEXT, {"type": "array", "items": TEXT}, {"$ref": "#/$defs/among"}]},
    "cells": {
        "type": "object",
        "additionalProperties": {"anyOf": [{"const": "未知"}, {"type": "array", "items": _GIVEN}]},
    },
}


def schema_of(file: str) -> Schema:
    """The schema of one document of a kind of file, with every shape it reaches."""
    shapes = FILES[file].split("|")
    wanted, open_ones = set(shapes), list(shapes)
    while open_ones:
        for name in _reached(open_ones.pop()):
            if name not in wanted:
                wanted.add(name)
                open_ones.append(name)
    references: list[Schema] = [{"$ref": f"#/$defs/{shape}"} for shape in shapes]
    return {
        "$schema": DRAFT,
        "$id": f"{file}.json",
        "title": " · ".join(SHAPE_TITLES[shape] for shape in shapes),
        **(references[0] if len(references) == 1 else {"oneOf": references}),
        "$defs": {name: _shape(name) for name in SHAPE_TITLES if name in wanted},
    }


def _reached(shape: str) -> set[str]:
    found: set[str] = set()
    for key in keys_of(shape):
        if key.kind != "later":
            found |= _references(_kind(key.kind))
    return found


def _references(value: object) -> set[str]:
    if isinstance(value, list):
        return {name for item in value for name in _references(item)}
    if not isinstance(value, dict):
        return set()
    here = {str(value["$ref"]).rpartition("/")[2]} if "$ref" in value else set()
    return here | {name for item in value.values() for name in _references(item)}


def _shape(shape: str) -> Schema:
    known = TABLE[shape]
    properties: dict[str, Schema] = {}
    for key in keys_of(shape):
        sentence = key.sentence + (f"（默认 {key.default}）" if key.default else "")
        properties[key.name] = {"description": sentence} | _kind(key.kind)
        if key.kind == "later":
            properties[key.name] |= {"deprecated": True}
    found: Schema = {
        "title": SHAPE_TITLES[shape],
        "type": "object",
        "properties": properties,
        "required": list(known.required),
        "additionalProperties": False,
    }
    if shape == "condition":
        found["oneOf"] = [{"required": [name]} for name in _SAID]
    if shape == "table":
        forms: list[Schema] = [{"required": ["by", form]} for form in FORMS]
        plain: Schema = {"required": ["value"], "not": {"required": ["by"]}}
        found["oneOf"] = [*forms, plain]
    return found


def _kind(kind: str) -> Schema:
    if kind == "later":
        return {}
    if "|" in kind:
        return {"enum": kind.split("|")}
    if kind.endswith("[]"):
        inner: Schema = {"$ref": f"#/$defs/{kind[:-2]}"}
        return {"anyOf": [inner, {"type": "array", "items": inner}]}
    if kind.endswith("{}"):
        return {"type": "object", "additionalProperties": {"$ref": f"#/$defs/{kind[:-2]}"}}
    return dict(_KINDS[kind]) if kind in _KINDS else {"$ref": f"#/$defs/{kind}"}
