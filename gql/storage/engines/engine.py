"""What every engine has to tell and to do; repositories and doors know none of them."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn, Protocol

from sqlalchemy import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gql.storage.catalog import Catalog

# Says in a URL of PostgreSQL that a pooler of connections stands before the server.
POOLER: Final = "pgbouncer"
# Compiled statements, of each pool of connections: they take some ten KB each, and main paths keep their own.
COMPILED_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class Options:
    """What can be set of a database's connections.

    Attributes:
        pool: how many connections read; 0 is the engine's own number.
        statement_seconds: how long a server lets one statement run.
        connect_seconds: how long a server may take to answer a new connection.
    """

    pool: int = 0
    statement_seconds: float = 30
    connect_seconds: float = 10


@dataclass(frozen=True, slots=True)
class SessionLocks:
    """SQL of a lock that belongs to a session, and that the server takes away with it.

    Attributes:
        limit: makes the server end the session where it is not heard of for some seconds.
        session: the session's number.
        take: takes the lock for as long as the session lasts; 1, or 0 where another session has it.
        holder: the number of the session that has it; 0 for none.
        serialize: waits for the other transactions that run this statement; 1 until our own's end.
    """

    limit: str
    session: str
    take: str
    holder: str
    serialize: str


@dataclass(frozen=True, slots=True)
class Positions:
    """SQL that tells how far a replica is behind; both give a number.

    Attributes:
        written: of the primary: where its log ends.
        replayed: of a replica: up to where it has replayed that log; NULL where it is none.
    """

    written: str
    replayed: str


class NotQuick(Exception):
    """A read that has to be made over the pool."""


class QuickReads(Protocol):
    """Reads without SQLAlchemy, which would take longer than most of them.

    Attributes:
        dialect: in which SQLAlchemy writes the statements.
    """

    dialect: Dialect

    async def rows(self, sql: str, values: Sequence[Any], *, quick: bool) -> Sequence[Sequence[Any]]:
        """Read all rows of a statement; one that should be quick may be read within the event loop.

        Raises:
            NotQuick: it takes longer than it may, or can't be answered.
            Unavailable: the database is away.
        """

    def room(self) -> AbstractAsyncContextManager[None]:
        """Wait for room in the readers' pool, whose connections it uses too."""

    def change_counter(self) -> int | None:
        """Give a number that is another after any change; None where it can't be read."""

    async def close(self) -> None:
        """Give back what it holds."""


class Notices(Protocol):
    """Short texts to everybody who listens on a database."""

    async def send(self, connection: AsyncConnection, message: str) -> None:
        """Send a text of at most 8,000 bytes, with the commit of a transaction."""

    async def listen(self, hear: Callable[[str], None], connected: Callable[[], None]) -> NoReturn:
        """Listen until the connection is lost; `connected` is called when nothing is missed any more.

        Raises:
            Unavailable: there is no connection, or none any more.
        """


class Engine(Protocol):
    """A database's address, and how its engine is spoken to.

    Attributes:
        place: where the database is, without user and password, for people.
        options: what is set of its connections.
        writers: how many transactions may write side by side.
        file: the database file; None where a server keeps it.
        locks: locks of sessions; None where the engine has no server, and the file's lock does it.
        positions: by which a replica is followed; None where none can be.
        writable: SQL that gives 1 where the server takes writes; None where that goes without asking.
    """

    place: str
    options: Options
    writers: int
    file: Path | None
    locks: SessionLocks | None
    positions: Positions | None
    writable: str | None

    def is_blank(self) -> bool:
        """Whether there is nothing yet that could be looked at."""

    def create(self) -> None:
        """Make what `is_blank` misses."""

    def keep(self) -> None:
        """Take no other database in this one's place from now on."""

    def quick(self, reader: AsyncEngine) -> QuickReads | None:
        """Make what reads without SQLAlchemy beside or over the readers' pool; None where nothing does."""

    def notices(self) -> Notices | None:
        """Make what tells others of changes; None where the database does not."""

    def reading(self) -> AsyncEngine:
        """Make the engine of the readers; they can't write, and see at each statement what is committed."""

    def writing(self, *, ours: bool = True) -> AsyncEngine:
        """Make the engine of the writers, for our own database or for new-api's."""

    def session(self) -> AsyncEngine:
        """Make the engine of single sessions: that of a migration, or one that keeps a lock."""

    def lend(self, reader: AsyncEngine) -> AbstractAsyncContextManager[AsyncConnection]:
        """Lend a reader's connection until the deadline; who is cancelled leaves nothing running."""

    async def catalog(self, connection: AsyncConnection) -> Catalog:
        """Find out which tables there are."""

    async def lock_schema(self, connection: AsyncConnection) -> None:
        """Keep other gateways from changing the tables until the end of the transaction."""

    def means_away(self, error: Exception) -> bool:
        """Whether an error lies in the database; else it lies in our own statements."""

    def is_undone(self, error: Exception) -> bool:
        """Whether the server has rolled the whole transaction back, which then may be tried again."""
