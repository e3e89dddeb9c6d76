"""The table of mechanisms: every row of a pack, what carries it out, filters in the address, a workbook of what is asked."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from yanzhen.web.intake.mechanisms import STATUSES, Asked, table
from yanzhen.web.working.store import pack_at

HENGYANG = Path(__file__).parents[2] / "packs" / "hengyang"


@pytest.fixture
def hengyang(db, settings):
    """The site with the pack that names mechanisms."""
    settings.OPTIONS = settings.OPTIONS.model_copy(update={"pack": HENGYANG})
    return pack_at(HENGYANG).plan.mechanisms


def test_every_row_is_there_and_the_counts_add_up(hengyang):
    found = table(Asked())
    assert [row.mechanism.row for row in found.rows] == [one.row for one in hengyang]
    assert len(found.rows) == found.all == sum(count for _status, _word, count in found.counts) == 104
    assert [status for status, _word, _count in found.counts] == list(STATUSES)


def test_what_carries_a_mechanism_out_is_named_with_its_kind(hengyang):
    rows = [row for row in table(Asked()).rows if row.by]
    assert rows and all(str(element.kind) for row in rows for element in row.by)
    assert {element.id for row in rows for element in row.by} == {id for one in hengyang for id in one.by}


def test_filters_stand_in_the_address(hengyang, town, enter):
    client = enter(town.accounts["supervisor", "city"])
    every = client.get(reverse("intake:mechanisms")).content.decode()
    assert "五制一平台" in every
    group = hengyang[0].group
    asked = table(Asked("planned", group, "平台"))
    assert asked.rows and all(row.mechanism.status == "planned" and row.mechanism.group == group for row in asked.rows)
    page = client.get(reverse("intake:mechanisms"), {"status": "planned", "group": group, "q": "平台"}).content.decode()
    assert [row.mechanism.name for row in asked.rows if row.mechanism.name not in page] == []
    assert "五制一平台" not in client.get(reverse("intake:mechanisms"), {"status": "runs"}).content.decode()
    wrong = client.get(reverse("intake:mechanisms"), {"status": "nowhere"}).content.decode()
    assert "field-wrong" in wrong


def test_the_workbook_holds_the_rows_asked_for_as_text(hengyang, town, enter):
    answer = enter(town.accounts["data", "city"]).get(reverse("intake:mechanisms-workbook"), {"status": "partly"})
    head, *found = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    rows = [one for one in hengyang if one.status == "partly"]
    assert [dict(zip(head, row))["机制"] for row in found] == [one.name for one in rows]
    assert [dict(zip(head, row))["原文"] for row in found] == [one.quote for one in rows]


def test_a_mechanism_is_found_by_the_search(hengyang, town, enter):
    lead = enter(town.accounts["lead", "city"]).get(reverse("frame:search"), {"q": "五制一平台"}).content.decode()
    assert f"{reverse('intake:mechanisms')}?q=" in lead
    firm = enter(town.firm_users["east"]).get(reverse("frame:search"), {"q": "五制一平台"}).content.decode()
    assert reverse("intake:mechanisms") not in firm
