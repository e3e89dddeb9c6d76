"""From a file to a batch: tried, reported cell by cell, accepted whole or not, withdrawn by a record; who sees which rows."""

from __future__ import annotations

import hashlib
import io
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from tests.web import deliveries
from tests.web.deliveries import AREAS, FIRMS, accepted, csv, firms, hand_in, read, workbook
from yanzhen.errors import SiteError
from yanzhen.facts import Folder, build_snapshot
from yanzhen.facts.workbooks import read_workbook
from yanzhen.periods import Period
from yanzhen.web.frame.place import city
from yanzhen.web.journal.models import Entry
from yanzhen.web.records import catalogue, freshness, jobs, queries, recovery, store
from yanzhen.web.records.actions import batches as batch_actions
from yanzhen.web.records.actions import uploads as actions
from yanzhen.web.records.catalogue import Catalogue, standing
from yanzhen.web.records.models import ACCEPTED, ASIDE, READ, READING, REFUSED, WAITING, Batch, Fault, Upload
from yanzhen.web.records.scope import scope_of

BAD = csv(
    (FIRMS["east"], "样厂东", AREAS["east"], "１２００", "5000"),
    (FIRMS["west"], "样厂西", AREAS["west"], "12;5", "6000"),
    (FIRMS["west"][:-1] + "I", "样厂错", AREAS["west"], "3", "7000"),
)
MENDED = csv((FIRMS["west"], "样厂西", AREAS["west"], "12.5", "6000"))


@pytest.fixture
def clerk(town):
    return town.person("data", "city")


@pytest.fixture
def facts(settings, tmp_path):
    """A site folder of this test alone."""
    settings.OPTIONS = settings.OPTIONS.model_copy(update={"data": tmp_path})
    return tmp_path / "facts"


def files(folder) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_dry_run_changes_nothing_and_tells_each_bad_cell_with_its_place(clerk, facts):
    upload = hand_in(clerk, BAD)
    faults = list(upload.faults.all())

    assert (upload.state, upload.rows, upload.taken, upload.fresh, upload.bad_rows) == (READ, 3, 1, 1, 2)
    assert [fault.place for fault in faults] == ["D3", "A4"]
    assert (faults[0].value, faults[0].heading, faults[0].kind) == ("12;5", "营业收入(万元)", "number")
    assert faults[0].why and faults[0].fix
    assert faults[0].around["rows"][1] == [3, [FIRMS["west"], "样厂西", AREAS["west"], "12;5"]]
    assert any("１２００" in text and "1200 万元" in text for text in upload.understood)
    assert files(facts) == [] and Batch.objects.count() == 0


def test_accepting_makes_one_file_one_row_and_one_entry_and_the_engine_reads_it(clerk, facts):
    batch = accepted(clerk, BAD)

    assert files(facts) == [batch.file] == [f"企业/{batch.digest[:16]}.parquet"]
    assert hashlib.sha256((facts / batch.file).read_bytes()).hexdigest() == batch.digest
    entry = Entry.objects.first()
    assert (entry.verb, entry.thing) == ("records.accept", str(batch.pk))
    vocabulary = city().vocabulary
    snapshots = [build_snapshot(source, vocabulary, known=None) for source in (Catalogue(), Folder(facts, vocabulary))]
    for snapshot in snapshots:
        frame = snapshot.frame("企业")
        assert frame.keys == [FIRMS["east"]]
        assert frame.stored("营业收入", Period.parse("2024")).values.tolist() == [1_200_000_000]
    assert snapshots[0].digests == snapshots[1].digests == (batch.digest,)
    assert Catalogue().digest() == Folder(facts, vocabulary).digest()


def test_refused_rows_come_back_as_a_workbook_that_goes_in_again_once_mended(clerk, facts):
    first = hand_in(clerk, BAD)
    actions.accept(clerk, first, first.version)
    rejects = store.rejects(first.stored)
    rows = read_workbook(rejects.read_bytes(), "x.xlsx").sheets[0].rows
    assert [row[0] for row in rows[1:]] == [FIRMS["west"], FIRMS["west"][:-1] + "I"] and "原因" in rows[0]

    second = hand_in(clerk, MENDED)
    batch, fresh = actions.accept(clerk, second, second.version)
    assert fresh and batch.rows == 1
    assert Catalogue().current("企业").height == 2


def test_the_same_file_again_is_no_new_upload_and_no_new_batch(clerk, facts):
    batch = accepted(clerk, firms())
    again = actions.hand_in(
        clerk, str(uuid.uuid4()), "另一个名字.csv", [firms()], "企业", "2024", "x", timezone.localdate()
    )

    assert again.upload is None and again.again == batch
    assert Batch.objects.count() == 1 and len(files(store.uploads())) == 2, "the original and its draft"


def test_a_second_press_is_the_same_upload_and_accepting_twice_is_once(clerk, facts):
    key = str(uuid.uuid4())
    told = [
        actions.hand_in(clerk, key, "表.csv", [firms()], "企业", "2024", "", timezone.localdate()).upload
        for _ in range(2)
    ]
    assert told[0] == told[1] and Upload.objects.count() == 1
    upload = read(told[0])
    batch, fresh = actions.accept(clerk, upload, upload.version)
    once_more, new = actions.accept(clerk, upload, upload.version)

    assert (fresh, new) == (True, False) and batch == once_more
    assert Entry.objects.filter(verb="records.accept").count() == 1


def test_two_clerks_on_one_upload_and_a_stale_page_are_told(clerk, facts):
    upload = hand_in(clerk, firms())
    actions.set_aside(clerk, upload, upload.version)

    with pytest.raises(SiteError, match="YZ-S76"):
        actions.accept(clerk, upload, upload.version)
    assert Upload.objects.get().state == ASIDE and Batch.objects.count() == 0 and files(facts) == []


def test_a_refused_acceptance_leaves_neither_file_nor_row_nor_entry_that_counts(clerk, facts, monkeypatch):
    upload = hand_in(clerk, firms())
    monkeypatch.setattr(actions, "append", lambda *_a, **_w: (_ for _ in ()).throw(RuntimeError("cut off")))
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.accept(clerk, upload, upload.version)
    monkeypatch.undo()
    assert Batch.objects.count() == 0 and Upload.objects.get().state == READ
    assert len(files(facts)) == 1, "the file of an acceptance that was cut off"

    assert recovery.settle().orphans == 1
    assert files(facts) == [] and recovery.settle().orphans == 0
    batch, _fresh = actions.accept(clerk, upload, upload.version)
    assert files(facts) == [batch.file]


def test_a_file_that_was_lost_is_put_back_at_start_and_one_nobody_handed_in_is_left_alone(clerk, facts):
    batch = accepted(clerk, firms())
    data = (facts / batch.file).read_bytes()
    (facts / batch.file).unlink()
    (facts / "企业" / "stranger.parquet").write_bytes(b"PAR1")

    assert recovery.settle().restored == 1
    assert (facts / batch.file).read_bytes() == data
    assert (facts / "企业" / "stranger.parquet").is_file()
    assert Catalogue().current("企业").height == 3


def test_a_file_that_was_replaced_is_never_read_as_the_batch(clerk, facts):
    batch = accepted(clerk, firms())
    other = accepted(clerk, firms(), period="2023")
    (facts / batch.file).write_bytes((facts / other.file).read_bytes())
    catalogue._read.cache_clear()  # another process, or this one after a restart

    with pytest.raises(SiteError, match="YZ-S72"):
        list(Catalogue().batches("企业"))


def test_batches_and_standings_are_never_changed_by_program_or_database(clerk, facts):
    batch = accepted(clerk, firms())
    batch_actions.withdraw(clerk, batch, "报错了表")
    for table in (batch, batch.standings.get()):
        with pytest.raises(SiteError, match="YZ-S70"):
            table.save()
        with pytest.raises(SiteError, match="YZ-S70"):
            table.delete()
    with pytest.raises(SiteError, match="YZ-S70"):
        Batch.objects.all().delete()
    from django.db import connection

    for statement in ("UPDATE records_batch SET rows = 0", "DELETE FROM records_standing"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_withdrawal_is_a_record_with_a_reason_and_its_undoing_another(clerk, facts):
    batch = accepted(clerk, firms())
    with pytest.raises(SiteError, match="YZ-S80"):
        batch_actions.withdraw(clerk, batch, " 错 ")
    batch_actions.withdraw(clerk, batch, "报错了表")
    assert not standing().exists() and Catalogue().registers == () and (facts / batch.file).is_file()
    with pytest.raises(SiteError, match="YZ-S76"):
        batch_actions.withdraw(clerk, batch, "再撤一次")

    batch_actions.restore(clerk, batch, "原来没错")
    assert standing().get() == batch
    assert [one.withdrawn for one in batch.standings.all()] == [False, True]
    assert list(Entry.objects.values_list("verb", flat=True)[:2]) == ["records.restore", "records.withdraw"]


def test_what_was_withdrawn_is_restored_not_accepted_anew(clerk, facts):
    batch = accepted(clerk, firms())
    batch_actions.withdraw(clerk, batch, "报错了表")
    upload = hand_in(clerk, firms())

    with pytest.raises(SiteError, match="YZ-S79"):
        actions.accept(clerk, upload, upload.version)


def test_two_batches_of_one_day_that_contradict_each_other_do_not_both_stand(clerk, facts):
    old = accepted(clerk, csv((FIRMS["east"], "样厂东", AREAS["east"], 100, 1)))
    upload = hand_in(clerk, csv((FIRMS["east"], "样厂东", AREAS["east"], 101, 1)))
    assert upload.clashes == [old.digest] and upload.changed == 1
    with pytest.raises(SiteError, match="YZ-S78"):
        actions.accept(clerk, upload, upload.version)

    batch_actions.withdraw(clerk, old, "数字填错")
    new, _fresh = actions.accept(clerk, upload, upload.version)
    with pytest.raises(SiteError, match="YZ-S78"):
        batch_actions.restore(clerk, old, "数字没错")
    build_snapshot(Catalogue(), city().vocabulary, known=None)
    assert standing().get() == new


def test_a_later_day_supersedes_and_the_report_shows_before_and_after(clerk, facts):
    day = timezone.localdate()
    old = accepted(clerk, firms(), day=day - timedelta(1))
    upload = hand_in(clerk, csv((FIRMS["east"], "样厂东", AREAS["east"], 250, ""), (FIRMS["west"], "", "", 100, "")))
    assert (upload.fresh, upload.changed, upload.same) == (0, 1, 1)
    assert [FIRMS["east"], "2024", "营业收入", "100", "250"] in upload.changes

    new, _fresh = actions.accept(clerk, upload, upload.version)
    assert queries.later(old) == [new] and not queries.superseded(new, [])
    assert queries.superseded(old, [new])
    table = Catalogue().current("企业")
    assert dict(zip(table["主体"], table["营业收入"]))[FIRMS["east"]] == 250_000_000
    assert dict(zip(table["主体"], table["入库税收"]))[FIRMS["east"]] == 500_000, "an empty cell replaced nothing"


def test_jumps_against_last_year_are_asked_and_do_not_block(clerk, facts):
    accepted(clerk, csv((FIRMS["east"], "样厂东", AREAS["east"], "1.5", 1)), period="2023")
    upload = hand_in(clerk, csv((FIRMS["east"], "样厂东", AREAS["east"], "15000", 1)))
    fault = upload.faults.get()

    assert (upload.asked, upload.bad_cells, upload.taken, fault.level) == (1, 0, 1, "asked")
    assert "2023" in fault.why


HOSTILE = {
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "YZ-F11"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "YZ-F11"),
    "a web page named xlsx": (b"<html><table><tr><td>1</td></tr></table></html>", "YZ-F11"),
    "half an archive": (b"PK\x03\x04" + b"0" * 99, "YZ-F11"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_table_is_refused_with_its_own_name_and_nothing_else_happens(clerk, facts, what):
    data, found = HOSTILE[what]
    upload = hand_in(clerk, data, "报表.xlsx")

    assert upload.state == REFUSED and found in upload.error
    assert upload.stored not in upload.error
    assert files(facts) == []


def test_a_bomb_is_refused_before_it_is_read(clerk, facts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("xl/workbook.xml", " " * 50_000_000)
    assert hand_in(clerk, data.getvalue(), "炸弹.xlsx").state == REFUSED


def test_a_file_of_another_register_says_which_columns_it_lacks(clerk, facts):
    upload = hand_in(clerk, csv(("甲", 1), heads=("河段", "水质")), register="企业")

    assert upload.state == READ and not upload.draft and upload.faults.count() >= 1
    with pytest.raises(SiteError, match="YZ-S77"):
        actions.accept(clerk, upload, upload.version)


def test_an_empty_file_and_an_unknown_register_are_refused_at_the_door(clerk, facts):
    for data, register, wrong in ((b"", "企业", "YZ-S71"), (b"x", "没有的台账", "YZ-S75")):
        with pytest.raises(SiteError, match=wrong):
            actions.hand_in(clerk, str(uuid.uuid4()), "x.csv", [data], register, "", "", timezone.localdate())
    assert Upload.objects.count() == 0 and files(store.uploads()) == []


def test_a_workbook_is_read_in_a_child_and_keeps_its_sheet_and_cells(clerk, facts, tmp_path):
    data = workbook(tmp_path / "a.xlsx", (FIRMS["east"], "样厂东", AREAS["east"], "很多", 1)).read_bytes()
    fault = hand_in(clerk, data, "a.xlsx").faults.get()

    assert fault.place == "报表!D2" and fault.value == "很多"


def test_a_killed_reading_is_taken_up_again_and_leaves_no_double(clerk, facts, monkeypatch):
    upload = actions.hand_in(clerk, str(uuid.uuid4()), "表.csv", [BAD], "企业", "2024", "", timezone.localdate()).upload
    assert jobs.claimed(upload.pk) and not jobs.claimed(upload.pk), "only one reads it while it is alive"
    assert jobs.resume() == 0

    Upload.objects.update(beat=timezone.now() - jobs.LOST - timedelta(seconds=1))
    assert jobs.resume() == 1
    assert Upload.objects.get().state == WAITING
    upload = read(upload)
    assert (upload.state, upload.tries, upload.faults.count()) == (READ, 2, 2)
    jobs.read(upload.pk)
    assert Fault.objects.count() == 2


def test_a_worker_that_comes_back_late_does_not_write_over_the_one_that_took_over(clerk, facts):
    upload = actions.hand_in(clerk, str(uuid.uuid4()), "表.csv", [BAD], "企业", "2024", "", timezone.localdate()).upload
    late = jobs.claimed(upload.pk)
    Upload.objects.update(beat=timezone.now() - jobs.LOST - timedelta(seconds=1))
    first = read(upload)
    with pytest.raises(Upload.DoesNotExist):
        jobs.read_claimed(upload.pk, late)
    assert Upload.objects.get().version == first.version


def test_a_file_that_kills_its_reader_each_time_is_given_up_with_a_code(clerk, facts):
    upload = actions.hand_in(clerk, str(uuid.uuid4()), "表.csv", [BAD], "企业", "2024", "", timezone.localdate()).upload
    for _ in range(jobs.MOST_TRIES + 1):
        jobs.claimed(upload.pk)
        Upload.objects.filter(state=READING).update(beat=timezone.now() - jobs.LOST * 2)

    upload = Upload.objects.get()
    assert upload.state == REFUSED and "YZ-S73" in upload.error and store.original(upload.stored).is_file()


def test_an_error_of_ours_while_reading_is_told_with_a_number_and_nothing_is_lost(clerk, facts, monkeypatch, caplog):
    monkeypatch.setattr(jobs, "try_out", lambda *_a: 1 / 0)
    upload = hand_in(clerk, BAD)

    assert upload.state == REFUSED and f"YZ-S74-{upload.pk}" in upload.error
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("role", "place", "seen"), [("data", "city", 3), ("lead", "office", 3), ("data", "east", 1), ("lead", "street", 0)]
)
def test_rows_are_those_of_firms_the_unit_may_see(town, clerk, facts, role, place, seen):
    accepted(clerk, firms())
    person = town.person("handler" if place == "street" else role, place)
    if place == "street":
        found = scope_of(person).rows(
            Catalogue().current("企业"), city().vocabulary.registers["企业"], Catalogue(), city().vocabulary
        )
        assert found.height == seen
        return
    rows = queries.rows(person, city().vocabulary.registers["企业"], queries.Asked())
    assert len(rows) == seen


def test_a_county_delivers_only_its_own_firms_and_learns_nothing_of_others(town, clerk, facts):
    accepted(clerk, firms(), day=timezone.localdate() - timedelta(1))
    accepted(clerk, csv((FIRMS["west"], "样厂西", AREAS["west"], "1.5", 1)), period="2023")
    east = town.person("data", "east")
    upload = hand_in(
        east, csv((FIRMS["east"], "新名字", AREAS["east"], 1, 1), (FIRMS["west"], "样厂西", "", 15_000, 1))
    )

    assert (upload.taken, upload.bad_rows, upload.asked) == (1, 1, 0)
    assert [fault.row for fault in upload.faults.all()] == [3]
    batch, _fresh = actions.accept(east, upload, upload.version)
    assert batch.area == town.units["east"].path
    assert not queries.batches(town.person("data", "west")).filter(pk=batch.pk).exists()


def test_tax_values_are_dots_until_a_reason_is_given_and_the_journal_has_it(town, clerk, facts, enter):
    accepted(clerk, firms())
    client = enter(town.accounts["handler", "city"])
    address = reverse("records:one", args=["企业", FIRMS["east"]])
    for page in (address, reverse("records:rows", args=["企业"])):
        text = client.get(page).content.decode()
        assert "•••" in text and "5,000" not in text
    refused = client.post(address, {"reason": "看"})
    assert "YZ-S80" in refused.content.decode() and "5,000" not in refused.content.decode()

    shown = client.post(address, {"reason": "核对申报材料"}).content.decode()
    assert "5,000" in shown
    entry = Entry.objects.first()
    assert (entry.verb, entry.thing) == ("records.reveal", FIRMS["east"]) and "核对申报材料" in entry.details
    lead = enter(town.accounts["lead", "city"]).post(address, {"reason": "核对申报材料"}).content.decode()
    assert "5,000" not in lead


def test_an_export_leaves_hidden_columns_out_and_goes_back_in(town, clerk, facts, enter):
    accepted(clerk, firms(), day=timezone.localdate() - timedelta(1))
    answer = enter(town.accounts["handler", "city"]).get(reverse("records:export", args=["企业"]) + "?period=2024")
    data = b"".join(answer.streaming_content)
    heads = read_workbook(data, "x.xlsx").sheets[0].rows[0]

    assert "营业收入(万元)" in heads and not any("入库税收" in head for head in heads)
    upload = hand_in(clerk, data, "x.xlsx", period="")
    assert (upload.bad_cells, upload.fresh, upload.changed, upload.same) == (0, 0, 0, 3)
    assert Entry.objects.filter(verb="records.export").exists()


def test_freshness_says_what_came_and_who_owes_what(clerk, facts):
    accepted(clerk, csv((FIRMS["east"], 100), heads=("统一社会信用代码", "营业收入(万元)")))
    found = {(one.register.name, one.department, one.kind): one for one in freshness.freshness(2024)}
    came = found["企业", "统计", "year"]

    assert came.state == "watch" and came.came == 1 and "营业收入" not in came.owed and "从业人员" in came.owed
    assert found["企业", "税务", "year"].state == "no_data"
    assert {one.state for one in freshness.freshness(2023) if one.kind} == {"no_data"}
    held = city().vocabulary.registers["企业"].columns
    assert all(held[name].held_by == "统计" for name in came.columns)


def test_a_template_of_one_department_holds_its_columns_only(town, facts, enter):
    client = enter(town.accounts["data", "office"])
    name = town.units["office"].name
    declared = city().vocabulary.registers["企业"]
    answer = client.get(reverse("records:template"), {"register": "企业", "period": "2024", "mine": "on"})
    held = [one for one in declared.columns.values() if one.held_by == name and one.period == "year"]
    if not held:
        assert answer.status_code == 302
        return
    heads = read_workbook(b"".join(answer.streaming_content), "x.xlsx").sheets[0].rows[0]
    assert {one.name for one in held} <= {head.partition("(")[0] for head in heads}
    assert not any(head.startswith("入库税收") for head in heads) or name == "税务"


def post_file(client, data: bytes, **words):
    told = {"key": uuid.uuid4(), "register": "企业", "period": "2024", "source": "", "known": str(timezone.localdate())}
    return client.post(reverse("records:upload"), told | words | {"file": SimpleUploadedFile("表.csv", data)})


def test_the_pages_take_a_file_from_the_form_to_the_batch(town, facts, enter):
    client = enter(town.accounts["data", "city"])
    answer = post_file(client, BAD)
    upload = Upload.objects.get()
    assert answer["Location"] == reverse("records:report", args=[upload.pk])
    assert "hx-get" in client.get(answer["Location"]).content.decode()
    moving = client.get(reverse("records:progress", args=[upload.pk]), headers={"HX-Request": "true"})
    assert "<progress" in moving.content.decode()

    upload = read(upload)
    moving = client.get(reverse("records:progress", args=[upload.pk]), headers={"HX-Request": "true"})
    assert moving.status_code == 204 and moving["HX-Refresh"] == "true"
    page = client.get(answer["Location"]).content.decode()
    assert "12;5" in page and "接收 1 行" in page and "第 3 行『营业收入(万元)』填了“12;5”" in page
    done = client.post(reverse("records:accept", args=[upload.pk]), {"version": upload.version})
    assert done["Location"] == reverse("records:batch", args=[Batch.objects.get().pk])
    assert Upload.objects.get().state == ACCEPTED
    again = post_file(client, BAD)
    assert again["Location"] == done["Location"]
    assert "什么也没有变" in client.get(again["Location"]).content.decode()


def test_a_wrong_form_keeps_what_was_filled_in_and_says_what_is_wrong(town, facts, enter):
    client = enter(town.accounts["data", "city"])
    page = post_file(client, BAD, period="去年", known="2999-01-01").content.decode()

    assert "不是期间" in page and "不能在今天以后" in page and 'value="去年"' in page
    assert Upload.objects.count() == 0


def test_the_original_is_a_download_and_never_shown(town, facts, enter):
    upload = hand_in(town.person("data", "city"), b"<html><script>alert(1)</script></html>", "坏.html")
    answer = enter(town.accounts["data", "city"]).get(reverse("records:original", args=[upload.pk]))

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()


def test_the_first_page_shows_whether_data_has_come_and_what_waits(town, clerk, facts, enter):
    hand_in(clerk, BAD, "等着定.csv")
    accepted(clerk, csv((FIRMS["east"], 100), heads=("统一社会信用代码", "营业收入(万元)")))
    page = enter(town.accounts["data", "city"]).get("/").content.decode()

    assert "数据到没到" in page and "统计 " in page and "等着定.csv" in page
    assert "数据到没到" not in enter(town.accounts["system_admin", "city"]).get("/").content.decode()


def test_names_that_would_leave_their_folder_do_not(clerk, facts):
    upload = actions.hand_in(
        clerk, str(uuid.uuid4()), "..\\..\\x/../etc/passwd", [b"x"], "企业", "", "", timezone.localdate()
    ).upload

    assert upload.name == "passwd" and store.original(upload.stored).parent == store.uploads()
    assert deliveries.read(upload).state in (READ, REFUSED)
