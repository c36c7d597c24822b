"""Gives a failed task's quota back: all statements of one refund, in the transaction of the failure."""

from sqlalchemy import column, insert, select, table, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog import get_logger

from gql.checks import INT64_MAX
from gql.identity.ledger.model import ACCOUNTS
from gql.identity.ledger.repository import QUOTA, enter
from gql.storage.catalog import Kind
from gql.storage.database import Database
from gql.tasks.model import Task
from gql.tasks.refunds.model import log_row

log = get_logger(__name__)


class Refunds:
    """Refunds tasks of one database, within transactions of the caller."""

    def __init__(self, database: Database) -> None:
        self._keeps_ledger = database.kind is Kind.STANDALONE
        self._log_columns = database.catalog.columns("logs")

    async def give(self, connection: AsyncConnection, task: Task, refund: int, now_ms: int) -> bool:
        """Raise the user's quota, and write it down where the database has a ledger or new-api's log.

        Where that can't be, the failure stands without a refund and the log tells why: the user is gone,
        the quota would leave 64 bits, or the ledger knows of a refund of this task.

        Returns:
            Whether the quota was raised.
        """
        facts = {"task_id": task.id, "user_id": task.user_id, "quota": refund}
        try:
            async with connection.begin_nested():
                paid = await self._pay(connection, task, refund, now_ms)
        except IntegrityError:
            log.warning("refunded_before", **facts)
            return False
        if not paid:
            log.warning("refund_without_account", **facts)
        return paid

    async def _pay(self, connection: AsyncConnection, task: Task, refund: int, now_ms: int) -> bool:
        account = ACCOUNTS.c.id == task.user_id
        paying = update(ACCOUNTS).where(account, INT64_MAX - refund >= QUOTA).values(quota=QUOTA + refund)
        if (await connection.execute(paying)).rowcount != 1:
            return False
        if self._keeps_ledger:
            await enter(connection, task.user_id, task.id, refund, now_ms)
        if self._log_columns:
            await self._write_log(connection, task, refund, now_ms)
        return True

    async def _write_log(self, connection: AsyncConnection, task: Task, refund: int, now_ms: int) -> None:
        named = select(ACCOUNTS.c.username).where(ACCOUNTS.c.id == task.user_id)
        username = (await connection.execute(named)).scalar_one() or ""
        row = log_row(task, refund, username, now_ms)
        values = {name: value for name, value in row.items() if name in self._log_columns}
        await connection.execute(insert(table("logs", *map(column, values))).values(values))
