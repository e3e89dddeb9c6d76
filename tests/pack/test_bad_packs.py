"""Each folder under bad/ lays one mistake over good/town; the text file beside it holds every message, to the letter.

`YANZHEN_ACCEPT=1 pytest tests/pack/test_bad_packs.py` writes the messages anew: read the difference before committing it.
"""

import os
import shutil
from pathlib import Path

import pytest

from yanzhen.errors import PackError
from yanzhen.pack.checks import BEFORE_PUBLISHING, CHECKS, check
from yanzhen.pack.loading import read_pack

HERE = Path(__file__).parent
BAD = sorted(path for path in (HERE / "bad").iterdir() if path.is_dir())
RIGHT = sorted(path for path in (HERE / "silent").iterdir() if path.is_dir())


def laid_over(mistake: Path, folder: Path) -> Path:
    shutil.copytree(HERE / "good", folder, dirs_exist_ok=True)
    if (mistake / "policies" / "award" / "clauses").is_dir():
        (folder / "town" / "policies" / "award" / "cases" / "more.yaml").unlink()  # cases of clauses that are not there
    shutil.copytree(mistake, folder / "town", dirs_exist_ok=True)
    return folder / "town"


@pytest.mark.parametrize("mistake", BAD, ids=lambda path: path.name)
def test_a_mistake_is_told_with_place_and_remedy(mistake, tmp_path):
    pack = laid_over(mistake, tmp_path)
    report = check(pack)
    said = "".join(f"{problem}\n" for problem in report.problems).replace(f"{tmp_path}/", "")
    expected = mistake.with_suffix(".txt")
    if os.environ.get("YANZHEN_ACCEPT"):
        expected.write_text(said, encoding="utf-8")

    assert said == expected.read_text(encoding="utf-8")
    stopping = [problem for problem in report.problems if problem.level == "E" and problem.id not in BEFORE_PUBLISHING]
    if stopping:
        with pytest.raises(PackError) as error:
            read_pack(pack)
        assert list(error.value.problems) == stopping
    else:
        assert read_pack(pack).own == "town"


@pytest.mark.parametrize("right", RIGHT, ids=lambda path: path.name)
def test_a_check_is_silent_where_nothing_is_wrong(right, tmp_path):
    """Each folder under silent/ is the counterpart of a mistake: the check it is named for says nothing of it."""
    named = right.name.partition("-")[0]
    problems = check(laid_over(right, tmp_path)).problems

    assert [str(problem) for problem in problems if problem.id in (named, "P01", "P02", "P03", "P04", "P07")] == []


def test_every_check_that_looks_at_whole_packs_has_an_example_of_both_kinds():
    looks = {row.id for row in CHECKS if row.find is not None}
    silent = {path.name.partition("-")[0] for path in RIGHT}

    assert looks - silent == {"T01"}  # the good pack itself


def test_every_check_of_the_table_is_shown_by_some_bad_pack():
    said = "\n".join(path.with_suffix(".txt").read_text(encoding="utf-8") for path in BAD)

    assert [row.id for row in CHECKS if f" {row.level} {row.id} " not in said] == []
