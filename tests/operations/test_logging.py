import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from gql.operations.logging import configure
from gql.operations.masking import is_secret, masked, masked_url
from gql.operations.requests import log_request
from tests import logs


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    with logs.put_back():
        yield


def entries(capsys: pytest.CaptureFixture[str]) -> list[Any]:
    captured = capsys.readouterr()
    assert captured.out == ""
    return [json.loads(line) for line in captured.err.splitlines()]


def test_an_entry_is_one_line_of_json_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", "info")
    structlog.get_logger("gql.test").info("said", number=1, path="/tmp")  # noqa: S108
    (entry,) = entries(capsys)
    assert {"event": "said", "number": 1, "level": "info", "logger": "gql.test"}.items() <= entry.items()


def test_away_from_a_terminal_auto_is_json_and_console_has_no_colours(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("auto", "info")
    structlog.get_logger("gql.test").info("said")
    assert entries(capsys)[0]["event"] == "said"
    configure("console", "info")
    structlog.get_logger("gql.test").info("said", number=1)
    text = capsys.readouterr().err
    assert "number=1" in text
    assert "\x1b" not in text


def test_a_traceback_for_people_has_no_values_of_variables(capsys: pytest.CaptureFixture[str]) -> None:
    configure("console", "info")
    value = "canary"
    try:
        int(value[:0])
    except ValueError:
        structlog.get_logger("gql.test").exception("failed")
    text = capsys.readouterr().err
    assert "ValueError: invalid literal" in text
    assert "canary" not in text.replace('value = "canary"', "")


def test_less_than_the_level_is_left_out_and_libraries_say_warnings_at_least(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("json", "info")
    structlog.get_logger("gql.test").debug("too little")
    logging.getLogger("alembic").info("noise")
    logging.getLogger("alembic").warning("important %s", "thing")
    assert [entry["event"] for entry in entries(capsys)] == ["important thing"]


def test_a_secret_is_masked_at_any_depth_and_the_traceback_is_kept(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("json", "info")
    try:
        int("why")
    except ValueError:
        structlog.get_logger("gql.test").exception(
            "failed", headers={"Authorization": "canary"}, tried=[{"access_token": "canary"}]
        )
    (entry,) = entries(capsys)
    assert "canary" not in json.dumps(entry)
    assert "ValueError: invalid literal" in entry["exception"]


def test_a_request_is_logged_without_its_query(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", "info")
    scope = {
        "method": "GET",
        "path": "/mj/image/1",
        "query_string": b"sig=canary",
        "client": ("127.0.0.1", 5),
    }
    log_request(scope, 200, 0.0123)
    log_request({**scope, "client": None}, 404, 0)
    first, second = entries(capsys)
    expected = {"method": "GET", "path": "/mj/image/1", "status": 200, "milliseconds": 12.3}
    assert expected.items() <= first.items()
    assert "canary" not in json.dumps(first)
    assert second["client"] == ""


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/mj/notify/canary", "/mj/notify/…"),
        ("/mj/notify/canary/more", "/mj/notify/…"),
        ("/behind//mj/notify/canary", "/behind//mj/notify/…"),
        ("/mj/notify", "/mj/notify"),
        ("/mj/notify/", "/mj/notify/"),
    ],
)
def test_the_secret_of_a_webhook_is_left_out_of_its_path(
    path: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("json", "info")
    log_request({"method": "POST", "path": path, "client": None}, 200, 0)
    assert entries(capsys)[0]["path"] == shown


@pytest.mark.parametrize(
    "name", ["Authorization", "access_token", "api-key", "MJ_IMAGE_SIGNING_KEY", "cookies"]
)
def test_names_of_secrets_are_known(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize("name", ["monkey", "path", "tokens_max_seen_by", "keyboard"])
def test_names_that_only_look_alike_are_let_pass(name: str) -> None:
    assert is_secret(name) == ("tokens" in name)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("mysql+asyncmy://me:a@b/c@host/db", "mysql+asyncmy://me:***@host/db"),
        ("redis://:pw@host", "redis://:***@host"),
        ("http://host/?a=1&api_key=x&b=2", "http://host/?a=1&api_key=***&b=2"),
        ("sqlite+aiosqlite:///a.db", "sqlite+aiosqlite:///a.db"),
    ],
)
def test_the_secrets_of_an_address_are_masked(url: str, shown: str) -> None:
    assert masked_url(url) == shown
    assert masked({"seen": (url,)}) == {"seen": [shown]}
