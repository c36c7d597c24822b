from pathlib import Path

from tests.cli.commands import data, invoke, query

SOURCE, TARGET = (f"sqlite+aiosqlite:///{name}.db" for name in ("old", "new"))


def test_a_copy_serves_the_same_users_with_the_same_tokens() -> None:
    invoke("seed", "--tasks", "50", "--users", "3", "--database-url", SOURCE)
    invoke("token", "create", "--user", "boss", "--database-url", SOURCE)
    tables = data("copy", "--from", SOURCE, "--to", TARGET)
    assert {one["table"]: one["rows"] for one in tables}["midjourneys"] == 50
    for table in ("users", "midjourneys"):
        assert query("new.db", f"SELECT * FROM {table}") == query("old.db", f"SELECT * FROM {table}")
    assert invoke("doctor", "--database-url", TARGET).exit_code == 0


def test_a_url_that_is_none_is_named_by_its_option() -> None:
    result = invoke("copy", "--from", SOURCE, "--to", "oracle://here")
    assert (result.exit_code, result.stderr.startswith("Error: --to: must begin with")) == (2, True)


def test_a_source_that_is_not_there_is_told_and_no_target_made() -> None:
    result = invoke("copy", "--from", SOURCE, "--to", TARGET)
    assert result.exit_code == 2
    assert "There is no database file" in result.stderr
    assert not Path("new.db").exists()
