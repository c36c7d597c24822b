from pathlib import Path

from gql.schema import sdl
from tests.cli.commands import invoke


def test_stdout_is_the_schema_alone() -> None:
    result = invoke("schema")
    assert (result.stdout, result.stderr) == (sdl(), "")


def test_a_written_schema_is_found_in_order() -> None:
    invoke("schema", "--output", "schema.graphql")
    assert invoke("schema", "--check").exit_code == 0


def test_a_stale_or_missing_schema_is_exit_code_1() -> None:
    assert invoke("schema", "--check").exit_code == 1
    Path("schema.graphql").write_text("type Query { old: Int }\n")
    result = invoke("schema", "--check")
    assert (result.exit_code, "schema.graphql is stale" in result.stderr) == (1, True)


def test_a_file_that_cannot_be_written_is_exit_code_2() -> None:
    result = invoke("schema", "--output", "no/folder")
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: no/folder can't be written: no such file or directory.\n",
    )
