"""Every query over the ledger."""

from typing import Any

from sqlalchemy import Select, func, insert, literal, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.identity.ledger.model import ACCOUNTS, LEDGER, EntryKind, Mismatch
from gql.storage.database import Database

QUOTA = func.coalesce(ACCOUNTS.c.quota, 0)
TOTALS = (
    select(LEDGER.c.user_id, func.sum(LEDGER.c.amount).label("total"))
    .group_by(LEDGER.c.user_id)
    .subquery("totals")
)


async def open_accounts(connection: AsyncConnection, now_ms: int) -> None:
    """Open an account with the quota as it is for each user who has none yet, in the caller's transaction."""
    opened = select(LEDGER.c.user_id).where(LEDGER.c.kind == EntryKind.OPENING.value)
    entry = select(ACCOUNTS.c.id, literal(EntryKind.OPENING.value), QUOTA, literal(now_ms))
    missing = entry.where(ACCOUNTS.c.id.not_in(opened))
    await connection.execute(insert(LEDGER).from_select(["user_id", "kind", "amount", "at_ms"], missing))


async def enter(connection: AsyncConnection, user_id: int, task_id: int, amount: int, now_ms: int) -> None:
    """Enter a task's refund, in the caller's transaction.

    Raises:
        IntegrityError: the task has been refunded before.
    """
    entry = {"user_id": user_id, "task_id": task_id, "amount": amount, "at_ms": now_ms}
    await connection.execute(insert(LEDGER).values(kind=EntryKind.REFUND.value, **entry))


async def mismatches(database: Database, limit: int = 1_000) -> list[Mismatch]:
    """Compare each user's quota with the sum of the user's entries, and give those that differ.

    Raises:
        Unavailable: the database is away, or has no ledger.
    """
    found: list[Mismatch] = []
    async with database.read() as connection:
        for statement in (_differing(), _ownerless()):
            rows = await connection.execute(statement.limit(limit))
            # MySQL's sums are decimal numbers.
            found += [
                Mismatch(int(user), int(expected), None if quota is None else int(quota))
                for user, expected, quota in rows
            ]
    return found


def _differing() -> Select[Any]:
    expected = func.coalesce(TOTALS.c.total, 0)
    joined = ACCOUNTS.outerjoin(TOTALS, TOTALS.c.user_id == ACCOUNTS.c.id)
    statement = select(ACCOUNTS.c.id, expected, QUOTA).select_from(joined)
    return statement.where(expected != QUOTA).order_by(ACCOUNTS.c.id)


def _ownerless() -> Select[Any]:
    joined = TOTALS.outerjoin(ACCOUNTS, TOTALS.c.user_id == ACCOUNTS.c.id)
    statement = select(TOTALS.c.user_id, TOTALS.c.total, null()).select_from(joined)
    return statement.where(ACCOUNTS.c.id.is_(None)).order_by(TOTALS.c.user_id)
