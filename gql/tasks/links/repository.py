"""What new-api's own settings say of forwarding."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import column, select, table

from gql.storage.catalog import Kind
from gql.storage.database import Database
from gql.tasks.model import read_text

OPTIONS: Final = table("options", column("key"), column("value"))
FORWARDS = "MjForwardUrlEnabled"
ADDRESS = "ServerAddress"


@dataclass(frozen=True, slots=True)
class Options:
    """How new-api itself forwards; the defaults are its own for what is not stored.

    Attributes:
        forwards: whether it does at all.
        server_address: the address that its clients see; "" where it is not set.
    """

    forwards: bool = True
    server_address: str = ""


class OptionsRepository:
    """Reads the options of an attached database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        known = {column.name for column in OPTIONS.c} <= database.catalog.columns(OPTIONS.name)
        self.there = database.kind is Kind.ATTACHED and known
        """Whether there are any to read."""

    async def read(self) -> Options:
        """Read them; where there are none, they are as in a new installation.

        Raises:
            Unavailable: the database is away.
        """
        if not self.there:
            return Options()
        statement = select(OPTIONS).where(OPTIONS.c.key.in_((FORWARDS, ADDRESS)))
        async with self._database.read() as connection:
            rows = await connection.execute(statement)
            stored = {key: read_text(value) for key, value in rows}
        # As new-api reads its booleans: what is not "true" is false.
        return Options(stored.get(FORWARDS, "true") == "true", stored.get(ADDRESS, "").strip())
