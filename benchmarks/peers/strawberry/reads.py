"""Every query of this peer."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, event, func
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlmodel import col, select

from benchmarks.peers.kept import Kept
from benchmarks.peers.strawberry.tables import Account, Midjourney, Upstream

SQLITE = os.environ["BENCH_DATABASE_KIND"] == "sqlite"
ADDRESS = os.environ["BENCH_DATABASE"]
URL = f"sqlite+aiosqlite:///{ADDRESS}" if SQLITE else ADDRESS.replace("postgresql:", "postgresql+asyncpg:")
ENGINE = create_async_engine(URL)
SESSIONS = async_sessionmaker(ENGINE, class_=AsyncSession)
FIRST_MILLISECONDS = 100_000_000_000


@event.listens_for(ENGINE.sync_engine, "connect")
def _prepare(connection: object, _: object) -> None:
    for pragma in ("busy_timeout = 5000", "query_only = 1") if SQLITE else ():
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Viewer:
    """Who asks."""

    id: int
    role: int


@dataclass(frozen=True)
class Filters:
    """What a listing is narrowed to; None is no filter."""

    user_id: int | None = None
    channel_id: int | None = None
    mj_id: str | None = None
    start_timestamp: int | None = None
    end_timestamp: int | None = None

    def clauses(self) -> list[ColumnElement[bool]]:
        """Give the SQL clauses that hold."""
        clauses: list[ColumnElement[bool]] = []
        if self.user_id is not None:
            clauses.append(col(Midjourney.user_id) == self.user_id)
        if self.channel_id is not None:
            clauses.append(col(Midjourney.channel_id) == self.channel_id)
        if self.mj_id:
            clauses.append(col(Midjourney.mj_id) == self.mj_id)
        if self.start_timestamp is not None:
            clauses.append(col(Midjourney.submit_time) >= milliseconds(self.start_timestamp))
        if self.end_timestamp is not None:
            clauses.append(col(Midjourney.submit_time) <= milliseconds(self.end_timestamp))
        return clauses


VIEWERS: Kept[str, Viewer | None] = Kept()
TOTALS: Kept[Filters, int] = Kept()


def milliseconds(time: int) -> int:
    """Take a time in either unit."""
    return time if time >= FIRST_MILLISECONDS else time * 1000


async def viewer(token: str) -> Viewer | None:
    """Find the user of a token."""
    account = (
        col(Account.access_token) == token,
        col(Account.status) == 1,
        col(Account.deleted_at).is_(None),
    )
    async with SESSIONS() as session:
        found = (await session.execute(select(Account).where(*account))).scalar_one_or_none()
    return Viewer(found.id, found.role) if found else None


async def page(filters: Filters, number: int, size: int) -> Sequence[Midjourney]:
    """Read tasks, newest first."""
    newest = select(Midjourney).where(*filters.clauses()).order_by(col(Midjourney.id).desc())
    async with SESSIONS() as session:
        return (await session.execute(newest.limit(size).offset((number - 1) * size))).scalars().all()


async def before(id_: int | None, limit: int) -> Sequence[Midjourney]:
    """Read the tasks before one, newest first."""
    newest = select(Midjourney).order_by(col(Midjourney.id).desc()).limit(limit)
    if id_ is not None:
        newest = newest.where(col(Midjourney.id) < id_)
    async with SESSIONS() as session:
        return (await session.execute(newest)).scalars().all()


async def count(filters: Filters) -> int:
    """Count the tasks of a listing."""
    async with SESSIONS() as session:
        total = select(func.count()).select_from(Midjourney).where(*filters.clauses())
        return (await session.execute(total)).scalar_one()


async def accounts(ids: Iterable[int]) -> dict[int, Account]:
    """Read users by their ids."""
    async with SESSIONS() as session:
        found = (await session.execute(select(Account).where(col(Account.id).in_(ids)))).scalars()
        return {account.id: account for account in found}


async def upstreams(ids: Iterable[int]) -> dict[int, Upstream]:
    """Read channels by their ids."""
    async with SESSIONS() as session:
        found = (await session.execute(select(Upstream).where(col(Upstream.id).in_(ids)))).scalars()
        return {upstream.id: upstream for upstream in found}
