import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import data, invoke, query


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
    Path(".env").write_text("MJ_IMAGE_SIGNING_KEY=canary\n")
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
