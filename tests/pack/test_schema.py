"""The published schemas: every file of every pack fits them, mistakes do not, and an editor completes a clause from them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from yanzhen.pack.schema import FILES
from yanzhen.pack.shapes import TABLE

ROOT = Path(__file__).parents[2]
SCHEMAS = {name: json.loads((ROOT / "docs" / "schema" / f"{name}.json").read_text("utf-8")) for name in FILES}
PACKS = sorted([*(ROOT / "packs").rglob("*.yaml"), *(Path(__file__).parent / "good").rglob("*.yaml")])
MADE_OF = {
    "codes": "codes",
    "calendars": "calendar",
    "registers": "register",
    "terms": "terms",
    "clauses": "clause",
    "cases": "case",
    "plan": "plan",
    "schemes": "scheme",
}
ALONE = {"pack.yaml": "pack", "sample.yaml": "sample", "policy.yaml": "policy", "mechanisms.yaml": "mechanism"}
ALONE |= {"relations.yaml": "relation", "pools.yaml": "pool"}


def kind_of(path: Path) -> str:
    return ALONE.get(path.name) or MADE_OF[path.parent.name]


def documents(text: str) -> list[object]:
    """What an editor sees: every document, scalars as text."""
    return [document for document in yaml.load_all(text, Loader=yaml.BaseLoader) if document is not None]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_sound(name):
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("path", PACKS, ids=lambda path: "/".join(path.parts[-4:]))
def test_every_file_of_a_pack_fits_its_schema(path):
    validator = Draft202012Validator(SCHEMAS[kind_of(path)])
    found = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for document in documents(path.read_text("utf-8"))
        for error in validator.iter_errors(document)
    ]

    assert found == []


GOOD_CLAUSE = """
clause: 技改补助
cite: {article: 一, restated: 是}
who: [倍增培育企业]
pays: {by: 投资, steps: {500 万元: 5 万元}}
cap: {most: 50 万元, per: 企业, in: year}
matter: [技改]
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("matter:", "mater:"),
        ("in: year", "in: yearly"),
        ("in: year", "inn: year"),
        ("restated: 是", "restated: yes"),
        ("clause: 技改补助", "title: 技改补助"),
        ("by: 投资, steps:", "steps:"),
        ("by: 投资, steps:", "by: 投资, upto: {1 元: 2 元}, steps:"),
        ("who: [倍增培育企业]", "who: [{judged: 是否, is: 倍增}]"),
        ("who: [倍增培育企业]", "in_force: {from: 2024/1/1}"),
        ("who: [倍增培育企业]", "ticks: [{id: L01}]"),
    ],
)
def test_a_mistake_does_not_fit(right, wrong):
    validator = Draft202012Validator(SCHEMAS["clause"])

    assert right in GOOD_CLAUSE
    assert list(validator.iter_errors(documents(GOOD_CLAUSE)[0])) == []
    assert list(validator.iter_errors(documents(GOOD_CLAUSE.replace(right, wrong))[0]))


def resolved(schema: dict, node: dict) -> list[dict]:
    """The schemas that a place may have, references followed."""
    if "$ref" in node:
        return resolved(schema, schema["$defs"][node["$ref"].rpartition("/")[2]])
    if "anyOf" in node:
        return [one for part in node["anyOf"] for one in resolved(schema, part)]
    return [node]


def candidates(name: str, document: object, *path: str | int) -> dict[str, str]:
    """What an editor offers at a place of a document being written: keys not yet there, or closed words, each with its sentence."""
    schema = SCHEMAS[name]
    places, here = resolved(schema, schema), document
    for step in path:
        found = []
        for place in places:
            inner = (
                place.get("items")
                if isinstance(step, int)
                else place.get("properties", {}).get(step, place.get("additionalProperties"))
            )
            found += resolved(schema, inner) if isinstance(inner, dict) else []
        places = found
        here = here[step] if isinstance(here, list | dict) and (not isinstance(step, str) or step in here) else {}
    offered = {
        key: value.get("description", "")
        for place in places
        for key, value in place.get("properties", {}).items()
        if not isinstance(here, dict) or key not in here
    }
    return offered or {word: place.get("description", "") for place in places for word in place.get("enum", [])}


def test_an_editor_completes_a_clause():
    partial = {"clause": "技改补助", "cap": {"most": "50 万元"}, "who": [{"id": "投资"}], "pays": {"by": "投资"}}

    keys = candidates("clause", partial)
    assert {"cite", "for", "who", "unless", "pays", "cap", "matter", "ticks"} - {"who", "pays", "cap"} <= keys.keys()
    assert "clause" not in keys
    assert keys["matter"] == "同一事项的标签，不得重复享受时按它认；给钱的都要写"
    assert keys["period"].endswith("（默认 year）")
    assert set(candidates("clause", partial, "cap")) == {
        "per",
        "in",
        "when",
        "cite",
        "basis",
        "doubts",
        "note",
        "title",
    }
    assert set(candidates("clause", partial, "cap", "in")) == {"month", "quarter", "year", "policy", "ever"}
    assert set(candidates("clause", partial, "nature")) >= {"award", "interest", "tax_relief", "title"}
    assert {"is", "any", "all", "none", "judged", "when"} <= candidates("clause", partial, "who", 0).keys()
    assert {"steps", "upto", "slices", "match", "every", "else"} <= candidates("clause", partial, "pays").keys()
    assert {"steps", "value", "unit"} <= candidates("clause", partial, "terms", "比例").keys()


def test_every_key_an_editor_offers_says_what_it_is():
    silent = [
        f"{name}/{shape}/{key}"
        for name, schema in SCHEMAS.items()
        for shape, found in schema["$defs"].items()
        for key, value in found["properties"].items()
        if not value.get("description")
    ]

    assert silent == []
    assert {shape for schema in SCHEMAS.values() for shape in schema["$defs"]} == set(TABLE)
