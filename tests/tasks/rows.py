"""Tasks for tests: as objects, and as rows of new-api's table."""

from typing import Any

from gql.tasks.model import Task
from gql.tasks.times import TimeUnit


def make_task(unit: TimeUnit = TimeUnit.MILLISECONDS, **values: Any) -> Task:
    """Make a task whose other columns are NULL."""
    return Task.read(values, unit)


def insert(**values: Any) -> str:
    """Give the statement that adds a task; `repr` is how SQLite writes these values too."""
    literals = ", ".join("NULL" if value is None else repr(value) for value in values.values())
    return f"INSERT INTO midjourneys ({', '.join(values)}) VALUES ({literals})"
