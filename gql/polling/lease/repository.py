"""The lease as a row of `mj_gateway_lease`, in standalone databases."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import BigInteger, Select, String, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import Field, SQLModel, col, select

from gql.polling.lease.record import LeaseRecord
from gql.storage.database import Database

UPDATER = "updater"


class LeaseTable(SQLModel, table=True):
    """`mj_gateway_lease`; one row, which the first holder makes."""

    __tablename__ = "mj_gateway_lease"

    name: str = Field(primary_key=True, sa_type=String(32))
    holder: str = Field(sa_type=String(255))
    fence: int = Field(sa_type=BigInteger)
    beat: int = Field(sa_type=BigInteger)


RECORD: Any = select(LeaseTable.holder, LeaseTable.fence, LeaseTable.beat).where(
    col(LeaseTable.name) == UPDATER
)


class LeaseRow:
    """Keeps the record in the database that it is about."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self) -> LeaseRecord:
        """Read the row."""
        async with self._database.read() as connection:
            return await _found(connection, RECORD)

    async def swap(self, seen: LeaseRecord, wanted: LeaseRecord) -> bool:
        """Write the row where it is still as it was seen."""

        async def work(connection: AsyncConnection) -> bool:
            if await _found(connection, RECORD.with_for_update()) != seen:
                return False
            values = asdict(wanted)
            here = col(LeaseTable.name) == UPDATER
            if seen == LeaseRecord():
                await connection.execute(insert(LeaseTable).values(name=UPDATER, **values))
            else:
                await connection.execute(update(LeaseTable).where(here).values(**values))
            return True

        try:
            return await self._database.write(work)
        except IntegrityError:  # another one has made the first row meanwhile
            return False

    async def within(self, connection: AsyncConnection) -> LeaseRecord:
        """Read the row in a transaction, which nobody else's write can overtake."""
        return await _found(connection, RECORD.with_for_update(read=True))


async def _found(connection: AsyncConnection, record: Select[Any]) -> LeaseRecord:
    row = (await connection.execute(record)).mappings().one_or_none()
    return LeaseRecord(**row) if row else LeaseRecord()
