import json
from pathlib import Path
from typing import Any

import pytest

from gql.storage.database import Database
from gql.tasks.exports import stream
from tests.cli.commands import invoke
from tests.schema.test_connections import ids_of


def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def export(file: Path, *arguments: str) -> list[int]:
    result = invoke("tasks", "export", "--format", "jsonl", "--database-url", url(file), *arguments)
    assert result.exit_code == 0, result.stderr
    return [json.loads(line).get("id") for line in result.stdout.split("\n")[:-1]]


def test_the_tasks_of_a_user_or_of_everybody_are_written(newapi_file: Path) -> None:
    assert export(newapi_file, "--user", "bob") == ids_of(newapi_file, "user_id = 4")
    assert export(newapi_file, "--all") == ids_of(newapi_file, "1")


def test_the_options_are_filters(newapi_file: Path) -> None:
    options = ("--statuses", "SUCCESS", "--user-ids", "3,4", "--finished", "--submitted-from", "1735689600")
    where = "status = 'SUCCESS' AND user_id IN (3, 4) AND submit_time >= 1735689600000"
    assert export(newapi_file, "--all", *options) == ids_of(newapi_file, where)


def test_a_limit_is_told_in_the_last_record(newapi_file: Path) -> None:
    assert export(newapi_file, "--all", "--limit", "2")[2:] == [None]


def test_a_file_gets_csv_and_the_number_is_said(newapi_file: Path) -> None:
    result = invoke("tasks", "export", "--all", "--output", "tasks.csv", "--database-url", url(newapi_file))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "300 tasks were written." in result.stderr
    assert Path("tasks.csv").read_text("utf-8-sig").startswith("id,mj_id,action,")


REFUSED = [
    ((), 2, "One of --user and --all must be given"),
    (("--all", "--user", "bob"), 2, "One of --user and --all must be given"),
    (("--user", "carol"), 3, "There is no user carol"),
    (("--all", "--statuses", "DONE"), 1, "statuses must be of: NOT_START"),
    (("--all", "--output", "/nowhere/tasks.csv"), 2, "/nowhere/tasks.csv can't be written"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), REFUSED)
def test_what_can_not_be_exported_is_one_sentence(
    newapi_file: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    result = invoke("tasks", "export", "--database-url", url(newapi_file), *arguments)
    assert (result.exit_code, message in result.stderr) == (code, True)


def test_an_error_in_the_middle_is_the_last_record_and_the_exit_code(
    newapi_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "BATCH", 100)
    read, asked = Database.rows, []

    async def rows(self: Database, *arguments: Any, **options: Any) -> Any:
        asked.append(arguments)
        if len(asked) == 3:
            newapi_file.rename(newapi_file.with_suffix(".moved"))
        return await read(self, *arguments, **options)

    monkeypatch.setattr(Database, "rows", rows)
    result = invoke("tasks", "export", "--all", "--database-url", url(newapi_file), "--format", "jsonl")
    assert result.exit_code == 5
    assert json.loads(result.stdout.split("\n")[-2])["incomplete"]["code"] == "UNAVAILABLE"
