"""The lease as a small file beside an attached SQLite database, where no table may be made."""

import os
from pathlib import Path

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.polling.lease.record import LeaseRecord
from gql.storage.database import Database
from gql.storage.faults import told_as_unavailable

SUFFIX = ".mj-gateway.lease"


class LeaseFile:
    """Keeps the record as JSON.

    The file is changed only in write transactions of the database. SQLite's own lock lets one of them run at
    a time, so what one of them reads there stays true until it is committed. A lock of the file's own would
    add nothing, and a stopped process could keep it for ever.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.path = Path(f"{database.engine.file}{SUFFIX}")

    async def read(self) -> LeaseRecord:
        """Read the file."""
        with told_as_unavailable():
            return _read(self.path)

    async def swap(self, seen: LeaseRecord, wanted: LeaseRecord) -> bool:
        """Write the file where it is still as it was seen."""

        async def work(_: AsyncConnection) -> bool:
            if _read(self.path) != seen:
                return False
            _write(self.path, wanted)
            return True

        return await self._database.write(work)

    async def within(self, _: AsyncConnection) -> LeaseRecord:
        """Read the file in a write transaction."""
        return _read(self.path)


def _read(path: Path) -> LeaseRecord:
    """Read a record; one that can't be read is none: whoever held it finds another name there."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=LeaseRecord)
    except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError):
        return LeaseRecord()


def _write(path: Path, record: LeaseRecord) -> None:
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(msgspec.json.encode(record))
    os.replace(new, path)  # noqa: PTH105 - as the name says; nobody reads half of it
