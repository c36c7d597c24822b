import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import data, invoke, query
from tests.servers.engines import ON_EACH_SITE
from tests.servers.sites import Place, url_of
from tests.storage.statements import outside


def checked(*arguments: str) -> dict[str, tuple[str, str]]:
    report = json.loads(invoke("doctor", "--json", *arguments).stdout)
    return {check["name"]: (check["state"], check["text"]) for check in report["checks"]}


def setting(report: Any, name: str) -> tuple[str, str]:
    return next((one["value"], one["source"]) for one in report["settings"] if one["name"] == name)


def test_a_missing_database_is_an_error_and_is_not_made() -> None:
    result = invoke("doctor")
    assert result.exit_code == 1
    assert "There is no database file" in result.stdout
    assert not Path("mj-gateway.db").exists()


def test_new_apis_database_is_attached_and_counted(newapi_file: Path) -> None:
    found = checked("--database-url", f"sqlite+aiosqlite:///{newapi_file}")
    assert found["database"] == ("ok", f"attached: {newapi_file}")
    assert found["users"][0] == found["tables"][0] == "ok"
    assert "times in milliseconds" in found["tasks"][1]


@ON_EACH_SITE
def test_indexes_that_listings_lack_are_told_with_their_ddl_and_not_made(place: Place, site: str) -> None:
    for _ in range(2):
        found = checked("--database-url", url_of(place))
        assert (found["tables"][0], found["users"][0]) == ("ok", "ok")
        state, text = found["indexes"]
        assert state == ("warning" if site.endswith("attached") else "ok")
        assert ("CREATE INDEX" in text) == site.endswith("attached")


def test_columns_that_an_older_new_api_lacks_are_named(newapi_file: Path) -> None:
    with closing(sqlite3.connect(newapi_file)) as connection, connection:
        connection.execute("ALTER TABLE midjourneys DROP COLUMN video_urls")
        connection.execute("DROP TABLE channels")
    state, text = checked("--database-url", f"sqlite+aiosqlite:///{newapi_file}")["tables"]
    assert state == "warning"
    assert text.endswith("has no midjourneys.video_urls, no the table channels")


def test_nobody_who_sees_everything_is_a_warning_until_an_admin_has_a_token() -> None:
    invoke("migrate")
    assert checked()["users"][0] == "warning"
    invoke("token", "create", "--user", "boss", "--role", "admin")
    assert checked()["users"][0] == "ok"
    query("mj-gateway.db", "UPDATE users SET deleted_at = '2026-01-01 00:00:00'")
    assert checked()["users"][0] == "warning"


def test_sqlite_before_the_wal_reset_fix_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    invoke("migrate")
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.51.2")
    assert checked()["sqlite"][0] == "warning"
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.51.3")
    assert checked()["sqlite"][0] == "ok"


def test_each_setting_has_its_value_and_its_source_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MJ_REDIS_URL", "redis://me:canary@localhost/0?password=canary")
    monkeypatch.setenv("MJ_TRUSTED_PROXIES", "10.0.0.0/8,::1")
    Path(".env").write_text("MJ_IMAGE_SIGNING_KEY=canary-in-the-mine\n")
    invoke("migrate")
    report = data("doctor", "--database-url", "sqlite+aiosqlite:///mj-gateway.db")
    assert setting(report, "MJ_REDIS_URL") == ("redis://me:***@localhost/0?password=***", "environment")
    assert setting(report, "MJ_IMAGE_SIGNING_KEY") == ("***", ".env")
    assert setting(report, "MJ_TRUSTED_PROXIES") == ("10.0.0.0/8, ::1/128", "environment")
    assert setting(report, "MJ_FORWARD_IMAGES") == ("true", "default")
    assert setting(report, "MJ_DATABASE_URL")[1] == "command line"
    assert "canary" not in json.dumps(report) + invoke("doctor").output


def test_a_database_password_is_masked_in_the_report_of_a_failure() -> None:
    result = invoke("doctor", "--json", "--database-url", "postgresql+asyncpg://me:canary@localhost/x")
    assert result.exit_code == 1
    assert "canary" not in result.output


def test_tokens_in_the_clear_are_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    for host, state in (("0.0.0.0", "warning"), ("example.org", "warning"), ("localhost", "ok")):  # noqa: S104
        monkeypatch.setenv("MJ_HOST", host)
        assert checked()["network"][0] == state


SEVERAL = "several gateways need MJ_IMAGE_SIGNING_KEY"


def test_the_key_of_addresses_is_beside_the_database_unless_it_is_set(
    newapi_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite+aiosqlite:///{newapi_file}"
    key = Path(f"{newapi_file}.image-key")
    assert checked("--database-url", url)["signing"] == (
        "ok", f"the first start makes a key in {key}; {SEVERAL}"
    )  # fmt: skip
    assert not key.exists()
    key.write_text("x" * 16)
    key.chmod(0o644)
    assert checked("--database-url", url)["signing"][0] == "warning"
    key.chmod(0o600)
    assert checked("--database-url", url)["signing"] == ("ok", f"by the key in {key}; {SEVERAL}")
    monkeypatch.setenv("MJ_IMAGE_SIGNING_KEY", f"{'a' * 16}, {'b' * 16}")
    assert checked("--database-url", url)["signing"] == ("ok", "keys of MJ_IMAGE_SIGNING_KEY: 2")


def test_a_key_that_can_not_be_kept_is_a_warning(newapi_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    state, text = checked("--database-url", f"sqlite+aiosqlite:///{newapi_file}")["signing"]
    assert (state, text.endswith(f"no key can be kept beside the database; {SEVERAL}")) == ("warning", True)


def test_what_is_forwarded_and_where_addresses_begin_is_told(
    newapi_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite+aiosqlite:///{newapi_file}"
    assert checked("--database-url", url)["forwarding"] == (
        "ok", "addresses of images and videos begin with the address of the request"
    )  # fmt: skip
    outside(newapi_file, "INSERT INTO options VALUES ('ServerAddress', 'https://gw.example.com/')")
    monkeypatch.setenv("MJ_FORWARD_VIDEOS", "false")
    state, text = checked("--database-url", url)["forwarding"]
    assert (state, text.partition(";")[0]) == ("ok", "addresses of images begin with https://gw.example.com")
    assert text.endswith("a proxy there must lead /mj/image/ and /mj/video/ to us, else set MJ_PUBLIC_URL")
    monkeypatch.setenv("MJ_PUBLIC_URL", "https://mj.example.com")
    assert checked("--database-url", url)["forwarding"] == (
        "ok", "addresses of images begin with https://mj.example.com"
    )  # fmt: skip
    outside(newapi_file, "INSERT INTO options VALUES ('MjForwardUrlEnabled', 'false')")
    found = checked("--database-url", url)
    assert found["forwarding"] == ("ok", "off: addresses of images and videos are the upstream's")
    assert "signing" not in found


@pytest.mark.parametrize(
    ("name", "value"), [("MJ_IMAGE_ALLOWED_HOSTS", "a..b"), ("MJ_PUBLIC_URL", "http://127.1:8000")]
)
def test_an_address_that_would_stop_the_start_is_an_error(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    invoke("migrate")
    monkeypatch.setenv(name, value)
    state, text = checked()["forwarding"]
    assert (state, text.startswith(name)) == ("error", True)


def test_pictures_for_everybody_are_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    invoke("migrate")
    monkeypatch.setenv("MJ_IMAGE_PUBLIC", "true")
    state, text = checked()["signing"]
    assert (state, text.startswith("MJ_IMAGE_PUBLIC is on")) == ("warning", True)
