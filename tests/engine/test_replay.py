"""A receipt replayed: byte for byte where everything is as it was, and each kind of difference told as what it is."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from yanzhen.engine import match
from yanzhen.engine import replay as room
from yanzhen.engine.compare import compare
from yanzhen.engine.receipt import PackOf, canonical, findings_digest, read_receipt, receipt_text
from yanzhen.engine.replay import DIFFERS, ERASED, REPRODUCED, replay
from yanzhen.errors import EngineError
from yanzhen.facts import Folder
from yanzhen.facts.records import erase, withdraw
from yanzhen.pack.changing import read_changed
from yanzhen.pack.loading import read_pack
from yanzhen.periods import Period

YEAR, ON = Period.year_of(2024), date(2025, 6, 30)


def write(
    folder: Path, table: pl.DataFrame, packs, result, deliveries: Folder, kind: str = "match", **arguments
) -> Path:
    """An output and its receipt, as the commands write them."""
    output = folder / "findings.parquet"
    table.write_parquet(output)
    named = {digest: name for name, digest in deliveries.digests.items()}
    said = {"year": "2024", "on": ON.isoformat(), "known": None} | arguments
    findings = {"rows": table.height, "digest": findings_digest(table, table.columns)}
    facts = {digest: named[digest] for digest in result.digests}
    slip = folder / "findings.parquet.receipt.json"
    slip.write_text(
        receipt_text(kind=kind, packs=packs, facts=facts, synthetic=True, arguments=said, findings=findings, output=output,
                     name=output.name), "utf-8",
    )  # fmt: skip
    return slip


@pytest.fixture(scope="module")
def kept(packs, city, tmp_path_factory):
    """A pack, a city of 300 and a receipt over both, to be copied."""
    home = tmp_path_factory.mktemp("kept")
    shutil.copytree(packs, home / "packs")
    pack = read_pack(home / "packs" / "hengyang")
    deliveries = city(pack, home / "facts", 300, 5)
    result = match(pack, deliveries, YEAR, ON)
    write(home, result.table, [PackOf(pack.own, pack.version, pack.digest)], result, deliveries, all=False)
    return home


@pytest.fixture
def there(kept, tmp_path):
    """The same, copied elsewhere under other file names."""
    home = tmp_path / "elsewhere"
    shutil.copytree(kept, home)
    return home


def again(home: Path, *packs: Path):
    slip = home / "findings.parquet.receipt.json"
    folders = packs or (home / "packs" / "hengyang",)
    return replay(read_receipt(slip), folders, home / "facts", home / "findings.parquet")


def kinds(found) -> list[str]:
    return [difference.kind for difference in found.differences]


def a_delivery(home: Path, register: str = "企业") -> Path:
    """The delivery of the register with most rows."""
    return max((home / "facts" / register).glob("*.parquet"), key=lambda file: pl.read_parquet(file).height)


def test_a_copy_elsewhere_gives_the_same_bytes(kept, there):
    found = again(there)

    assert (found.outcome, found.differences) == (REPRODUCED, ())
    assert canonical(found.result.table) == canonical(pl.read_parquet(kept / "findings.parquet"))


def test_names_and_order_of_files_do_not_matter(there):
    for at, file in enumerate(sorted((there / "facts" / "企业").glob("*.parquet"), reverse=True)):
        file.rename(file.with_name(f"{at:03}.parquet"))

    assert again(there).outcome == REPRODUCED


def test_a_lost_delivery_is_missing_by_name_and_the_first_finding_that_differs_is_told(there):
    file = a_delivery(there)
    file.unlink()
    found = again(there)

    assert (found.outcome, kinds(found)) == (DIFFERS, ["missing", "findings"])
    assert file.name in found.differences[0].sentence
    old = pl.read_parquet(there / "findings.parquet").sort("clause", "register", "subject", "period")
    now = found.result.table
    whole = old.columns
    first = old.join(now, on=whole, how="anti", nulls_equal=True).vstack(
        now.join(old, on=whole, how="anti", nulls_equal=True)
    )
    clause, subject = first.sort("clause", "register", "subject", "period").select("clause", "subject").row(0)
    assert f"{clause} · {subject}" in found.differences[1].sentence


def test_a_delivery_of_another_content_under_the_same_name_has_changed(there):
    files = sorted((there / "facts" / "企业").glob("*.parquet"))
    shutil.copy(files[0], files[1])
    found = again(there)

    assert found.outcome == DIFFERS
    assert kinds(found)[0] == "changed" and files[1].name in found.differences[0].sentence


def test_one_more_delivery_is_told_even_where_it_changes_no_finding(there):
    from yanzhen.facts import Memory, write_batch

    pack = read_pack(there / "packs" / "hengyang")
    batch = Memory(pack.vocabulary).add("名单", [], covers=[""], parts=["没有用到的名单"], columns=("名单",))
    write_batch(there / "facts", batch, pack.vocabulary.registers["名单"])
    found = again(there)

    assert (found.outcome, kinds(found)) == (DIFFERS, ["added"])


def test_a_changed_pack_is_told_with_both_digests(there):
    path = there / "packs" / "cn" / "NOTE.txt"
    path.write_text("一句话", "utf-8")
    found = again(there)

    assert (found.outcome, kinds(found)) == (DIFFERS, ["pack"])
    assert found.differences[0].sentence.count("…") == 2


def test_another_engine_that_finds_the_same_reproduces_and_says_so(there, monkeypatch):
    monkeypatch.setattr(room, "engine_digest", lambda: "0" * 64)
    found = again(there)

    assert (found.outcome, kinds(found)) == (REPRODUCED, ["engine"])


def test_another_engine_that_finds_something_else_differs(there, monkeypatch):
    monkeypatch.setattr(room, "engine_digest", lambda: "0" * 64)
    slip = there / "findings.parquet.receipt.json"
    told = json.loads(slip.read_text("utf-8"))
    told["findings"]["digest"] = "1" * 64
    slip.write_text(json.dumps(told), "utf-8")
    found = again(there)

    assert (found.outcome, kinds(found)) == (DIFFERS, ["engine", "findings"])


def test_other_arguments_in_the_receipt_give_other_findings(there):
    slip = there / "findings.parquet.receipt.json"
    told = json.loads(slip.read_text("utf-8"))
    told["arguments"]["year"] = "2023"
    slip.write_text(json.dumps(told), "utf-8")
    found = again(there)

    assert (found.outcome, kinds(found)) == (DIFFERS, ["findings"])
    assert "2023" in found.differences[0].sentence


def test_without_the_output_the_difference_is_told_but_not_where(there):
    a_delivery(there).unlink()
    (there / "findings.parquet").unlink()

    assert "说不出是哪一条" in again(there).differences[-1].sentence


def test_what_was_lawfully_erased_is_erased_and_not_different(there):
    erase(a_delivery(there, "资质"), "当事人申请", "某数函〔2025〕3号", date(2025, 7, 1))
    found = again(there)

    assert (found.outcome, kinds(found), found.result) == (ERASED, ["erased"], None)
    assert "某数函〔2025〕3号" in found.differences[0].sentence and "当事人申请" in found.differences[0].sentence


def test_erased_and_otherwise_different_is_different(there):
    erase(a_delivery(there, "资质"), "当事人申请", "1号", date(2025, 7, 1))
    a_delivery(there).unlink()
    found = again(there)

    assert found.outcome == DIFFERS
    assert sorted(kinds(found)) == ["erased", "missing"]


def test_a_withdrawal_is_told_as_one(there):
    withdraw(a_delivery(there), "报错年份", date(2025, 7, 1))
    found = again(there)

    assert found.outcome == DIFFERS
    assert kinds(found)[0] == "withdrawn" and "报错年份" in found.differences[0].sentence


def test_what_was_known_before_a_withdrawal_is_reproduced_after_it(there, tmp_path):
    pack = read_pack(there / "packs" / "hengyang")
    deliveries, seen = Folder(there / "facts", pack.vocabulary), date(2025, 6, 30)
    result = match(pack, deliveries, YEAR, ON, seen)
    write(there, result.table, [PackOf(pack.own, pack.version, pack.digest)], result, deliveries, all=False,
          known=seen.isoformat())  # fmt: skip
    withdraw(a_delivery(there), "报错年份", date(2025, 7, 1))

    assert again(there).outcome == REPRODUCED


def test_facts_that_cannot_be_decided_are_told_and_do_not_raise(there):
    for file in (there / "facts").glob("*/*.parquet"):
        if file.parent.name == "企业":
            file.write_bytes(b"PAR1")
    found = again(there)

    assert found.outcome == DIFFERS
    assert kinds(found)[-1] == "facts"


def test_a_comparison_is_reproduced_with_its_settings(there):
    folder = there / "packs" / "hengyang"
    before, (after, done) = read_pack(folder), read_changed(folder, [("贴息比例", "75%")])
    found = compare(before, after, lambda words: Folder(there / "facts", words), YEAR, ON)
    settings = tuple((setting.named, setting.after) for setting in done)
    packs = [
        PackOf("hengyang", before.version, before.digest),
        PackOf("hengyang", after.version, after.digest, settings),
    ]
    write(there, found.findings, packs, found, Folder(there / "facts", before.vocabulary), "compare")

    assert again(there).outcome == REPRODUCED
    assert again(there, folder, folder).outcome == REPRODUCED
    with pytest.raises(EngineError, match="YZ-E11"):
        again(there, folder, folder, folder)


@pytest.mark.parametrize("spoil", [
    lambda told: told.update(format=3), lambda told: told.pop("pack"), lambda told: told.update(kind="别的"),
    lambda told: told.update(kind="compare"), lambda told: told.update(facts={"a": 1}),
    lambda told: told["arguments"].pop("on"), lambda told: told["arguments"].update(on="昨天"),
])  # fmt: skip
def test_what_is_no_receipt_is_refused(there, spoil):
    slip = there / "findings.parquet.receipt.json"
    told = json.loads(slip.read_text("utf-8"))
    spoil(told)
    slip.write_text(json.dumps(told), "utf-8")

    with pytest.raises(EngineError) as refused:
        again(there)
    assert refused.value.code == "YZ-E10"


def test_receipts_of_the_first_format_are_still_read(there):
    slip = there / "findings.parquet.receipt.json"
    told = json.loads(slip.read_text("utf-8"))
    told |= {"format": 1, "facts": [item["sha256"] for item in told["facts"]]}
    del told["kind"]
    slip.write_text(json.dumps(told), "utf-8")

    assert again(there).outcome == REPRODUCED
