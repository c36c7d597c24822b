from pathlib import Path

import pytest

from tests.cli.commands import data, invoke, query

FILE = "mj-gateway.db"


def test_tasks_of_users_and_channels_that_exist_are_added() -> None:
    assert data("seed", "--tasks", "50", "--users", "7")["tasks"] == 50
    assert query(FILE, "SELECT count(*) FROM midjourneys") == [(50,)]
    assert query(FILE, "SELECT count(*) FROM users") == [(7,)]
    orphans = (
        "SELECT 1 FROM midjourneys WHERE user_id NOT IN (SELECT id FROM users)"
        " OR channel_id NOT IN (SELECT id FROM channels)"
    )
    assert query(FILE, orphans) == []


def test_a_second_run_adds_other_tasks_and_leaves_the_users() -> None:
    invoke("seed", "--tasks", "50")
    query(FILE, "UPDATE users SET quota = 42 WHERE id = 3")
    assert invoke("seed", "--tasks", "50").exit_code == 0
    assert query(FILE, "SELECT count(*), count(DISTINCT id) FROM midjourneys") == [(100, 100)]
    twins = "SELECT mj_id FROM midjourneys WHERE mj_id <> '' GROUP BY mj_id HAVING count(*) > 1"
    assert query(FILE, twins) == []
    assert query(FILE, "SELECT quota FROM users WHERE id = 3") == [(42,)]


def test_a_name_that_is_taken_stays_with_its_user() -> None:
    invoke("token", "create", "--user", "admin")
    assert invoke("seed", "--tasks", "20").exit_code == 0
    assert query(FILE, "SELECT id FROM users WHERE username = 'admin'") == [(1,)]


def test_no_tasks_are_no_error() -> None:
    assert data("seed", "--tasks", "0")["tasks"] == 0


@pytest.mark.parametrize("command", [["seed"], ["migrate"], ["token", "create", "--user", "x"]])
def test_new_apis_database_is_refused(newapi_file: Path, command: list[str]) -> None:
    before = newapi_file.read_bytes()
    result = invoke(*command, "--database-url", f"sqlite+aiosqlite:///{newapi_file}")
    assert (result.exit_code, "The database belongs to new-api" in result.stderr) == (2, True)
    assert newapi_file.read_bytes() == before


def test_migrate_makes_a_database_with_the_newest_schema() -> None:
    for _ in range(2):
        result = invoke("migrate")
        assert result.exit_code == 0
        assert "has the newest schema, version 0" in result.stderr
    assert Path(FILE).exists()
