"""Promise 7: whatever exists is documented, and the reference is what the program says of itself."""

from __future__ import annotations

import importlib.util
import re

import pytest


@pytest.fixture(scope="module")
def generate(root):
    """docs/reference/generate.py as a module."""
    found = importlib.util.spec_from_file_location("generate", root / "docs" / "reference" / "generate.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "page", ["checks.md", "commands.md", "errors.md", "functions.md", "pack-keys.md", "settings.md", "units.md"]
)
def test_a_reference_page_is_what_the_program_says(generate, root, page):
    assert (root / "docs" / "reference" / page).read_text("utf-8") == generate.PAGES[page](), "run: make docs"


def test_every_error_code_is_explained_and_every_explained_one_exists(sources, root):
    page = set(re.findall(r"YZ-[A-Z]?\d\d+", (root / "docs" / "reference" / "errors.md").read_text("utf-8")))
    used = {code for path in sources for code in re.findall(r"YZ-[A-Z]?\d\d+", path.read_text("utf-8"))}
    language = [path for path in sources if "language" in path.parts]
    used |= {f"YZ-{code}" for path in language for code in re.findall(r'"(L\d\d)"', path.read_text("utf-8"))}

    assert page == used


def test_every_function_of_packs_is_documented(root):
    from yanzhen.language.functions import PACK_FUNCTIONS

    page = (root / "docs" / "reference" / "functions.md").read_text("utf-8")
    assert len(PACK_FUNCTIONS) > 20
    assert [name for name in PACK_FUNCTIONS if f"| {name}(" not in page] == []


def test_every_published_schema_is_what_the_program_says(generate, root):
    folder = root / "docs" / "schema"
    schemas = generate.schemas()

    assert {path.name for path in folder.glob("*.json")} == set(schemas)
    for name, text in schemas.items():
        assert (folder / name).read_text("utf-8") == text, "run: make docs"


def test_every_unit_is_documented(root):
    from yanzhen.units import TABLE

    page = (root / "docs" / "reference" / "units.md").read_text("utf-8")
    assert len(TABLE) > 50
    assert [name for name in TABLE if f"| {name} |" not in page] == []


def test_every_check_has_a_level_a_sentence_and_what_to_do(root):
    from yanzhen.pack.checks import CHECKS

    page = (root / "docs" / "reference" / "checks.md").read_text("utf-8")
    assert len(CHECKS) >= 38 and CHECKS[0].id == "R01"
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    assert [
        check.id for check in CHECKS if f"| {check.id} | {check.level} | {check.sentence} | {check.hint} |" not in page
    ] == []
    assert [check.id for check in CHECKS if check.level not in "EWI" or not check.sentence or not check.hint] == []


def test_every_check_id_that_is_reported_stands_in_the_table(sources):
    from yanzhen.pack.checks import CHECKS

    reported = {
        name
        for path in sources
        if "pack" in path.parts
        for name in re.findall(r'''(?:Problem\(|\.add\(|come_later\()\s*"([A-Z]\d\d)"''', path.read_text("utf-8"))
    }
    assert len(reported) > 30
    assert reported <= {check.id for check in CHECKS}


def test_every_key_has_a_sentence_and_stands_on_the_page_of_keys(root):
    from yanzhen.pack.keys import EVERY_SHAPE, SENTENCES, SHAPE_TITLES, keys_of
    from yanzhen.pack.shapes import TABLE

    page = (root / "docs" / "reference" / "pack-keys.md").read_text("utf-8")
    assert set(SHAPE_TITLES) == set(TABLE) == set(SENTENCES)
    for shape in TABLE:
        section = page.partition(f"## {SHAPE_TITLES[shape]}\n")[2].partition("\n## ")[0]
        lacking = [key.name for key in keys_of(shape) if f"`{key.name}`" not in section and key.name not in EVERY_SHAPE]
        assert lacking == [], shape
        assert set(SENTENCES[shape]) <= set(TABLE[shape].keys)


def test_every_key_of_a_pack_is_documented(root):
    from yanzhen.pack.shapes import TABLE

    page = (root / "docs" / "pack-format.md").read_text("utf-8")
    missing = {f"{name}: {key}" for name, shape in TABLE.items() for key in shape.keys if f"`{key}" not in page}
    assert len(TABLE) > 15
    assert missing == set()


def test_every_verb_and_option_is_documented(root, generate):
    from typer.main import get_command

    from yanzhen.command import app

    page = (root / "docs" / "reference" / "commands.md").read_text("utf-8")
    verbs = dict(generate.verbs(get_command(app)))
    assert len(verbs) >= 6
    for name, verb in verbs.items():
        assert f"## yanzhen {name}\n" in page
        assert verb.help and verb.epilog and f"yanzhen {name}" in verb.epilog
        for option in verb.params:
            assert option.opts[0] in page


def test_the_files_a_page_links_to_are_there(tracked, root):
    pages = [path for path in tracked if path.suffix == ".md"]
    broken = [
        f"{page.relative_to(root)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]

    assert len(pages) > 5
    assert broken == []


def test_every_place_to_open_is_there(root):
    page = (root / "CONTRIBUTING.md").read_text("utf-8")
    table = page[page.index("## I want to") : page.index("## What goes")]
    places = {
        path
        for row in re.findall(r"^\|.*\|$", table, re.MULTILINE)
        for path in re.findall(r"`(\w[\w./-]*/[\w./-]*)`", row)
    }

    assert len(places) > 15
    assert {path for path in places if not (root / path).exists()} == set()


def test_every_how_to_is_linked_from_the_readmes_and_from_contributing(root):
    pages = {f"docs/how-to/{path.name}" for path in (root / "docs" / "how-to").glob("*.md")}

    assert len(pages) >= 5
    for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md"):
        assert pages <= set(re.findall(r"\]\(([^)#]+)", (root / name).read_text("utf-8"))), name


def test_the_commands_a_page_shows_are_ones_there_are(tracked, generate):
    from typer.main import get_command

    from yanzhen.command import app

    verbs = dict(generate.verbs(get_command(app)))
    for path in tracked:
        if path.suffix == ".md":
            for line in re.findall(r"^(?:\.venv/bin/)?yanzhen (.+)$", path.read_text("utf-8"), re.MULTILINE):
                first, *words = line.split()
                verb = first if first in verbs else f"{first} {words[0]}"
                assert verb in verbs, f"{path.name}: yanzhen {line}"
                options = {option for one in verbs[verb].params for option in one.opts}
                assert {word for word in words if word.startswith("--")} <= options, f"{path.name}: yanzhen {line}"
