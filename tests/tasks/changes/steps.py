"""What tests of changes do again and again."""

import sqlite3
from contextlib import closing
from typing import Any

from gql.tasks.changes.repository import Changes
from gql.tasks.model import Task
from gql.tasks.progress import LOST_UPSTREAM, Change, Report, advance, failed
from tests.clock import FakeClock
from tests.servers.sites import Place
from tests.servers.statements import named
from tests.storage.statements import outside

NOW_MS = FakeClock().now_ms()
ALICE = 3


def failure(task: Task) -> Change:
    """The change that ends a task as lost."""
    change = failed(task, LOST_UPSTREAM, NOW_MS)
    assert change
    return change


def step(task: Task, **told: Any) -> Change:
    """The change that a report makes of a task."""
    change = advance(task, Report(task.mj_id, **told), NOW_MS)
    assert change
    return change


async def going(changes: Changes) -> list[Task]:
    """Every unfinished task as it is stored."""
    return await changes.by_ids([task.id for task in await changes.unfinished()])


def quotas(place: Place) -> dict[int, int]:
    """Each user's quota as another program sees it."""
    return dict(outside(place, "SELECT id, quota FROM users"))


def due(changes: list[Change]) -> dict[int, int]:
    """What the users of these changes are to get back."""
    sums: dict[int, int] = {}
    for change in changes:
        sums[change.task.user_id] = sums.get(change.task.user_id, 0) + change.refund
    return sums


def plus(before: dict[int, int], refunds: dict[int, int]) -> dict[int, int]:
    """The quotas after these refunds; whoever is no user gets none."""
    return {user: quota + refunds.get(user, 0) for user, quota in before.items()}


def row(place: Place, statement: str) -> dict[str, Any]:
    """The only row that a query gives."""
    if isinstance(place, str):
        [only] = named(place, statement)
        return only
    with closing(sqlite3.connect(place)) as connection:
        connection.row_factory = sqlite3.Row
        [found] = connection.execute(statement).fetchall()
        return dict(found)
