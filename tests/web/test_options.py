"""A site's settings: typed, every mistake in one list; keys made once, for their owner only."""

from __future__ import annotations

import stat

import pytest

from yanzhen.errors import SiteError
from yanzhen.web.keys import key
from yanzhen.web.options import read_options


@pytest.fixture
def told(monkeypatch, tmp_path):
    """Sets options in the environment of a new data folder."""
    monkeypatch.setenv("YANZHEN_DATA", str(tmp_path))
    monkeypatch.delenv("YANZHEN_DATABASE_URL", raising=False)

    def tell(**options):
        for name, value in options.items():
            monkeypatch.setenv(f"YANZHEN_{name.upper()}", value)
        return read_options()

    return tell


def test_every_mistake_is_told_at_once(told):
    with pytest.raises(SiteError, match="YZ-S01") as refused:
        told(idle_minutes="soon", failures="1", database_url="mysql://x/y", demo="perhaps")

    for name in ("YANZHEN_IDLE_MINUTES", "YANZHEN_FAILURES", "YANZHEN_DATABASE_URL", "YANZHEN_DEMO"):
        assert name in str(refused.value)


def test_sqlite_in_the_data_folder_is_the_default(told, tmp_path):
    database = told().database()

    assert database["NAME"] == str(tmp_path / "site.sqlite3")
    assert "WAL" in database["OPTIONS"]["init_command"]
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_one_setting_makes_it_postgresql(told):
    database = told(database_url="postgresql://a%40b:p%2Fw@db.example:6543/city").database()

    assert database["ENGINE"].endswith("postgresql")
    given = {name: database[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")}
    assert given == {"USER": "a@b", "PASSWORD": "p/w", "HOST": "db.example", "PORT": "6543", "NAME": "city"}


def test_the_file_of_the_folder_is_read_and_the_environment_goes_before(told, tmp_path):
    (tmp_path / "site.env").write_text("YANZHEN_IDLE_MINUTES=20\nYANZHEN_FAILURES=7\n", "utf-8")
    options = told(failures="9")

    assert (options.idle_minutes, options.failures) == (20, 9)


def test_half_a_city_sign_in_is_refused(told):
    with pytest.raises(SiteError, match="YANZHEN_OIDC_TOKEN"):
        told(oidc_client="x", oidc_secret="y")


def test_a_folder_that_is_no_pack_is_refused(told, tmp_path):
    with pytest.raises(SiteError, match="YZ-S02"):
        told(pack=str(tmp_path))


def test_a_key_is_made_once_for_its_owner_only(tmp_path):
    made = key(tmp_path, "secret")

    assert len(made) == 64 and key(tmp_path, "secret") == made
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert key(tmp_path, "journal") != made


def test_a_key_others_may_read_is_refused(tmp_path):
    key(tmp_path, "secret")
    (tmp_path / "secret.key").chmod(0o640)
    with pytest.raises(SiteError, match="YZ-S03"):
        key(tmp_path, "secret")


def test_a_key_cut_short_is_refused(tmp_path):
    key(tmp_path, "secret")
    (tmp_path / "secret.key").write_text("short", "ascii")
    with pytest.raises(SiteError, match="YZ-S04"):
        key(tmp_path, "secret")
