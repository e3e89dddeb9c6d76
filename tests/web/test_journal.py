"""Promise 3: the journal only grows, is written with the change or not at all, and shows whoever tampers with it."""

from __future__ import annotations

import ast
import random
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import STRANGER
from yanzhen.web.journal import chain, queries
from yanzhen.web.journal.chain import HASHED, append, digest_of, verify
from yanzhen.web.journal.models import Entry, Head

TAMPERINGS = 1_000
ROOT = Path(__file__).parents[2]


def write(count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            append(None, "unit.add", "unit", f"u{number}", f"样{number}", area="/x/", above="样例市")


def test_an_entry_is_chained_to_the_one_before_and_to_the_head(town):
    write(3)
    last, before = Entry.objects.order_by("-number")[:2]
    head = Head.objects.get()

    assert (last.previous, last.number) == (before.digest, before.number + 1)
    assert (head.number, head.digest) == (last.number, last.digest)
    assert verify().faults == ()


def test_a_change_that_fails_leaves_no_entry_and_the_chain_goes_on(town):
    before = Head.objects.get().number
    with pytest.raises(RuntimeError), transaction.atomic():
        append(None, "unit.add", "unit", "u", "u", above="x")
        raise RuntimeError
    write(1)

    assert Head.objects.get().number == before + 1
    assert verify().faults == ()


def test_an_entry_outside_a_transaction_is_refused(town, monkeypatch):
    monkeypatch.setattr(chain, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(SiteError, match="YZ-S11"):
        append(None, "unit.add", "unit", "u")


@pytest.mark.parametrize(
    "change",
    [
        lambda: Entry.objects.update(who="x"),
        lambda: Entry.objects.filter(number=1).delete(),
        lambda: Entry.objects.first().delete(),
        lambda: Entry.objects.first().save(),
        lambda: Entry.objects.bulk_create([]),
        lambda: Entry.objects.create(number=10**6),
    ],
    ids=["update", "delete", "delete one", "save again", "bulk create", "create"],
)
def test_the_program_refuses_to_change_or_drop_entries(town, change):
    with pytest.raises(SiteError, match="YZ-S10"):
        change()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET who = 'x' WHERE number = 1",
        "DELETE FROM journal_entry WHERE number = 1",
        "DELETE FROM journal_head",
    ],
)
def test_the_database_refuses_to_change_or_drop_entries(town, statement):
    with pytest.raises(DatabaseError, match="journal"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert verify().faults == ()


@pytest.fixture
def unguarded(town):
    """The triggers are off, as somebody who owns the database could have them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER ALL")
        else:
            for name in ("journal_no_update", "journal_no_delete"):
                cursor.execute(f"DROP TRIGGER {name}")
    write(40)


def run(statement: str, values: tuple = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def values_of(number: int) -> dict:
    return Entry.objects.filter(number=number).values(*HASHED, "previous", "digest").get()


def change_words(dice: random.Random, last: int) -> None:
    column = dice.choice([name for name in HASHED if name not in ("number", "at")])
    old = values_of(number := dice.randint(1, last))[column]
    run(f"UPDATE journal_entry SET {column} = %s WHERE number = %s", (old + dice.choice("xyz "), number))


def change_time(dice: random.Random, last: int) -> None:
    number = dice.randint(1, last)
    at = values_of(number)["at"] + timedelta(microseconds=dice.choice([1, -1, 10**6]))
    run("UPDATE journal_entry SET at = %s WHERE number = %s", (at, number))


def drop(dice: random.Random, last: int) -> None:
    run("DELETE FROM journal_entry WHERE number = %s", (dice.randint(1, last),))


def cut(dice: random.Random, last: int) -> None:
    """The end is cut off and the head moved back, all but its seal."""
    keep = dice.randint(1, last - 1)
    run("DELETE FROM journal_entry WHERE number > %s", (keep,))
    run("UPDATE journal_head SET number = %s, digest = %s", (keep, values_of(keep)["digest"]))


def exchange(dice: random.Random, last: int) -> None:
    one, other = dice.sample(range(1, last + 1), 2)
    for number, new in ((one, -1), (other, one), (-1, other)):
        run("UPDATE journal_entry SET number = %s WHERE number = %s", (new, number))


def rehash_one(dice: random.Random, last: int) -> None:
    number = dice.randint(1, last)
    told = {**values_of(number), "who": "somebody else"}
    digest = digest_of(told, told["previous"], "sha256")
    run("UPDATE journal_entry SET who = %s, digest = %s WHERE number = %s", (told["who"], digest, number))


def rebuild(dice: random.Random, last: int) -> None:
    """Everything from one entry on is hashed anew, and the head with it; only the seal cannot be made."""
    previous = ""
    number = dice.randint(1, last)
    for at in range(number, last + 1):
        told = values_of(at)
        previous = previous or told["previous"]
        told["title"] = told["title"] + "!" if at == number else told["title"]
        digest = digest_of(told, previous, "sha256")
        run(
            "UPDATE journal_entry SET title = %s, previous = %s, digest = %s WHERE number = %s",
            (told["title"], previous, digest, at),
        )
        previous = digest
    run("UPDATE journal_head SET digest = %s", (previous,))


def slip_in(dice: random.Random, last: int) -> None:
    head = Head.objects.get()
    told = {**values_of(last), "number": last + 1, "at": datetime(2026, 1, 1, tzinfo=UTC), "previous": head.digest}
    told["digest"] = digest_of(told, head.digest, "sha256")
    names = ", ".join(told)
    run(f"INSERT INTO journal_entry ({names}) VALUES ({', '.join(['%s'] * len(told))})", tuple(told.values()))
    if dice.random() < 0.5:
        run("UPDATE journal_head SET number = %s, digest = %s", (last + 1, told["digest"]))


def forge_head(dice: random.Random, last: int) -> None:
    column = dice.choice(["digest", "seal"])
    run(f"UPDATE journal_head SET {column} = %s", ("sha256:" + "0" * 64,))


TRICKS = (change_words, change_time, drop, cut, exchange, rehash_one, rebuild, slip_in, forge_head)


def test_a_thousand_random_tamperings_are_all_found(unguarded):
    last = Head.objects.get().number
    missed = []
    for seed in range(TAMPERINGS):
        dice = random.Random(seed)
        trick = dice.choice(TRICKS)
        save = transaction.savepoint()
        trick(dice, last)
        if not verify().faults:
            missed.append((seed, trick.__name__))
        transaction.savepoint_rollback(save)

    assert missed == []
    assert verify().faults == ()


def test_an_end_noted_elsewhere_must_still_stand(town):
    write(2)
    verdict = verify()
    noted = f"{verdict.entries}:{verdict.digest}"
    write(2)

    assert verify(noted).faults == ()
    assert verify(f"{verdict.entries}:sha256:{'0' * 64}").faults != ()
    assert verify(f"{verdict.entries + 99}:{verdict.digest}").faults != ()


def test_sm3_and_sha256_may_follow_each_other(town, settings):
    settings.OPTIONS = settings.OPTIONS.model_copy(update={"digest": "sm3"})
    write(1)

    assert Entry.objects.order_by("-number").first().digest.startswith("sm3:")
    assert verify().faults == ()


def test_another_key_breaks_the_seal(town, settings):
    settings.JOURNAL_SEAL = "another key that is long enough to be one, so to say, and more"

    assert [fault.what for fault in verify().faults] == ["链头的封印不对：有人绕过本站改过，或密钥文件不是原来那把"]


def test_every_verb_that_is_written_has_a_sentence():
    rooms = list((ROOT / "src" / "yanzhen" / "web").rglob("*.py"))
    actions = [path for path in rooms if "actions" in str(path)]
    texts = (node.value for path in actions for node in ast.walk(ast.parse(path.read_text("utf-8"))) if is_text(node))
    written = {text for text in texts if re.fullmatch(r"[a-z]+[.][a-z]+", text)}
    written |= {verb for path in rooms for verb in appended(ast.parse(path.read_text("utf-8")))}

    assert len(written) > 20
    assert written == set(queries.verbs())


def appended(module: ast.AST) -> set[str]:
    """Verbs that calls of `append` write out in full, wherever they stand."""
    calls = (node for node in ast.walk(module) if isinstance(node, ast.Call) and len(node.args) > 1)
    named = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "append")
    return {call.args[1].value for call in named if is_text(call.args[1])}


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_a_page_reads_as_sentences_filtered_by_who_what_and_when(town, enter):
    client = enter(town.accounts["audit_admin", "city"])
    write(2)
    day = timezone.localdate()

    def main(**asked):
        return client.get(reverse("journal:entries"), asked).content.decode()

    assert "在样例市下设立单位「样1」" in main(thing="u1")
    assert "样1" not in main(thing="u0")
    assert "样1" not in main(thing="u1", last=str(day - timedelta(days=1)))
    assert "样1" in main(thing="u1", first=str(day), last=str(day))
    assert "样1" not in main(thing="u1", who="nobody")


def test_who_may_not_see_the_whole_sees_what_their_unit_did_and_suffered(town):
    east = town.person("handler", "east")
    seen = queries.entries(east)

    assert seen.count() > 0
    assert all(entry.area.startswith(town.units["east"].path) for entry in seen)
    assert queries.entries(STRANGER).filter(unit="").count() == queries.entries(STRANGER).count()


def test_an_export_is_journaled_and_holds_nothing_a_spreadsheet_runs(town, enter):
    with transaction.atomic():
        append(None, "unit.add", "unit", "u", "=HYPERLINK(1)", above="x")
    client = enter(town.accounts["audit_admin", "city"])
    text = b"".join(client.get(reverse("journal:export")).streaming_content).decode()

    assert "'=HYPERLINK(1)" in text and ",=HYPERLINK" not in text
    assert Entry.objects.order_by("-number").first().verb == "journal.export"


def test_a_million_entries_are_verified_in_thirty_seconds_and_so_is_each_share_of_them(town):
    write(3_000)
    begun = time.process_time()
    verdict = chain.verify()

    assert verdict.faults == ()
    assert time.process_time() - begun < 3 * 30 * verdict.entries / 1_000_000 + 0.2
