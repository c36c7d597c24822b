"""Every query over users."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, insert, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select

from gql.clock import SystemClock
from gql.errors import ConfigurationError
from gql.identity.ledger.repository import open_accounts
from gql.identity.model import ENABLED, Role, User, UserTable
from gql.keyset.window import Slice, Window
from gql.storage.database import Database
from gql.storage.prepared import ByIds, Prepared

# new-api's PostgreSQL column is char(32), which pads a token of 28 characters with blanks.
STORED_TOKEN_LENGTH = 32
# Of rows as they were read: the same give the same account.
ACCOUNTS_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Account:
    """What authentication needs to know of a user."""

    user: User
    access_token: str
    status: int
    deleted: bool


class UserRepository:
    """Reads users of one database, and writes those of a standalone one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._columns = database.catalog.stored(UserTable)
        deletable = any(column.name == "deleted_at" for column in self._columns)
        self._exists: ColumnElement[bool] = col(UserTable.deleted_at).is_(None) if deletable else true()
        self._names = tuple(column.name for column in self._columns)
        # Both by IN: after "=" SQLAlchemy writes a type with which PostgreSQL can't use the index.
        sent: tuple[Any, ...] = (bindparam("token"), bindparam("padded"))
        self._by_token = Prepared(select(*self._columns).where(col(UserTable.access_token).in_(sent[:1])))
        self._by_short_token = Prepared(select(*self._columns).where(col(UserTable.access_token).in_(sent)))
        id_ = col(UserTable.id)
        self._by_ids = ByIds(lambda ids: select(*self._columns).where(id_.in_(ids)))
        named: tuple[Any, ...] = (UserTable.id, UserTable.username, UserTable.role)
        self._named = ByIds(lambda ids: select(*named).where(id_.in_(ids)))

    async def by_token(self, token: str) -> Sequence[Account]:
        """Look a whole token up by the index; a collation without case may find a second user."""
        if len(token) < STORED_TOKEN_LENGTH:
            values = {"token": token, "padded": token.ljust(STORED_TOKEN_LENGTH)}
            rows = await self._database.rows(self._by_short_token, values)
        else:
            rows = await self._database.rows(self._by_token, {"token": token})
        return [_account_again(self._names, tuple(row)) for row in rows]

    async def by_ids(self, ids: Iterable[int]) -> dict[int, User]:
        """Give the users that exist among these, deleted ones included: their tasks still name them."""
        wanted = [*set(ids)]
        rows = await self._database.rows(*self._named.of(wanted)) if wanted else ()
        return {row[0]: _user(*row) for row in rows}

    async def accounts(self, ids: Collection[int]) -> dict[int, Account]:
        """Give the accounts that exist among these, deleted ones included."""
        if not ids:
            return {}
        rows = await self._database.rows(*self._by_ids.of([*ids]))
        accounts = (_account(self._names, row) for row in rows)
        return {account.user.id: account for account in accounts}

    async def slice(self, window: Window) -> Slice[User]:
        """Read a window on all users, the newest first; deleted ones are left out."""
        id_ = col(UserTable.id)
        clauses = [self._exists, *window.bounds(id_)]
        statement = (
            select(*self._columns).where(*clauses).order_by(id_.desc() if window.forward else id_.asc())
        )
        accounts = await self._read(statement.limit(window.limit + 1))
        return window.sliced([account.user for account in accounts])

    async def count(self) -> int:
        """Count the users that are not deleted."""
        async with self._database.read() as connection:
            statement = select(func.count()).select_from(UserTable).where(self._exists)
            return (await connection.execute(statement)).scalar_one()

    async def by_name(self, username: str) -> Account | None:
        """Find a user by the name to sign in with; a deleted one too, whose name stays taken."""
        accounts = await self._accounts(col(UserTable.username) == username)
        return accounts[0] if accounts else None

    async def has_admin(self) -> bool:
        """Tell whether there is an enabled admin with a token, without whom nobody sees everything."""
        may_sign_in = (col(UserTable.status) == ENABLED) & (col(UserTable.access_token) > "")
        admins = await self._accounts(may_sign_in & (col(UserTable.role) >= Role.ADMIN.value))
        return any(not account.deleted for account in admins)

    async def add(self, username: str, role: Role, token: str) -> None:
        """Make an enabled user, whose account the ledger opens.

        Raises:
            ConfigurationError: the name was taken meanwhile.
        """
        values = {"username": username, "role": role.value, "status": ENABLED, "access_token": token}

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(insert(UserTable).values(values))
            await open_accounts(connection, SystemClock().now_ms())

        try:
            await self._database.write(work)
        except IntegrityError:
            raise ConfigurationError(f"There is a user {username} already") from None

    async def change(self, user_id: int, **values: str | int | None) -> None:
        """Set columns of a user, such as `access_token`."""
        statement = update(UserTable).where(col(UserTable.id) == user_id).values(values)
        await self._database.write(lambda connection: connection.execute(statement))

    async def _accounts(self, clause: Any) -> Sequence[Account]:  # noqa: ANN401 - an SQL clause
        return await self._read(select(*self._columns).where(clause))

    async def _read(self, statement: Select[Any]) -> Sequence[Account]:
        async with self._database.read() as connection:
            rows = await connection.execute(statement)
            return [_account(self._names, row) for row in rows]


@lru_cache(maxsize=ACCOUNTS_KEPT)
def _account_again(names: Sequence[str], values: Sequence[Any]) -> Account:
    return _account(names, values)


def _account(names: Sequence[str], values: Sequence[Any]) -> Account:
    row = dict(zip(names, values, strict=True))
    return Account(
        _user(row["id"], row["username"], row["role"]),
        (row["access_token"] or "").rstrip(" "),
        row["status"] or 0,
        row.get("deleted_at") is not None,
    )


def _user(id_: int, username: str | None, role: int | None) -> User:
    return User(id=id_, username=username or "", role=Role.of(role or 0))
