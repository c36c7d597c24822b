"""Commands run in the test's own process, and a look at what they left."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from gql.cli import app


def invoke(*arguments: str) -> Result:
    """Run a command as a shell would."""
    return CliRunner().invoke(app, arguments, prog_name="mj-gateway")


def data(*arguments: str) -> Any:
    """Run a command that must succeed, and give the JSON of its stdout."""
    result = invoke(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def query(file: Path | str, statement: str) -> list[Any]:
    """Ask a database file that no command has open."""
    with closing(sqlite3.connect(file)) as connection, connection:
        return connection.execute(statement).fetchall()
