"""Whatever facts there are: written, read and built, they are the facts there were."""

import tempfile
from datetime import date
from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yanzhen.facts import Folder, Memory, build_snapshot, write_batch
from yanzhen.registers import Column

KEYS = st.sampled_from(["甲", "乙", "丙", "A1"])
DAYS = st.dates(date(1949, 10, 1), date(2100, 1, 1))
KNOWN = [date(2024, 1, 1), date(2024, 7, 1), date(2025, 1, 1)]


def values(column: Column):
    if column.kind == "number":
        return st.integers(-(2**61), 2**61).map(lambda count: count * Fraction(column.step))
    codes = {"县市区": ["01", "02"], "级别": ["市级", "省级", "国家级"]}
    return {
        "date": DAYS,
        "yesno": st.booleans(),
        "code": st.sampled_from(codes.get(column.code or "", [""])),
    }.get(column.kind, st.text(st.characters(exclude_categories=["Cs"]), max_size=6))


def periods(column: Column):
    return st.sampled_from(
        {"year": ["2022", "2023", "2024"], "month": ["2023-12", "2024-01"], None: [""]}[column.period]
    )


@st.composite
def facts(draw, register):
    """Maps (subject, column, period, known) → value; an empty cell is None."""
    columns = st.sampled_from(sorted(register.columns))
    found = {}
    for _ in range(draw(st.integers(0, 12))):
        column = register.columns[draw(columns)]
        place = (draw(KEYS), column.name, draw(periods(column)), draw(st.sampled_from(KNOWN)))
        found[place] = draw(st.none() | values(column))
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), known=st.sampled_from(KNOWN))
def test_write_read_and_build_is_the_identity(vocabulary, said, data, known):
    register = vocabulary.registers["企业"]
    given_facts = data.draw(facts(register))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for (subject, column, period, day), value in given_facts.items():
            row = {"主体": subject, "期间": period, column: value}
            write_batch(folder, Memory(vocabulary).add("企业", [row], known=day), register)

        snapshot = build_snapshot(Folder(folder, vocabulary), vocabulary, known=known)

    expected = {}
    for (subject, column, period, day), value in sorted(given_facts.items(), key=lambda item: item[0][3]):
        if day <= known and value is not None:
            expected[(subject, column, period)] = value
    places = {place[:3] for place in given_facts}
    assert {place: said(snapshot, "企业", *place) for place in places} == {
        place: expected.get(place) for place in places
    }
    stored = sum(int(one.present.sum()) for one in snapshot.frame("企业").columns.values())
    assert stored == len(expected)
