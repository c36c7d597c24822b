"""`mj-gateway token`: the access tokens of a standalone database's users."""

import asyncio
import secrets
from enum import StrEnum
from typing import Annotated

import typer

from gql.cli.console import MISSING, fail, print_json, say
from gql.cli.databases import AsJson, DatabaseUrl, standalone
from gql.errors import ConfigurationError
from gql.identity.model import ENABLED, Role
from gql.identity.repository import Account, UserRepository
from gql.settings import Settings, load

# As 24 random bytes they are 32 characters, which is what new-api's column holds.
TOKEN_BYTES = 24
USERNAME_LIMIT = 64

app = typer.Typer(no_args_is_help=True, help="Make and take away access tokens (standalone databases).")
UserName = Annotated[str, typer.Option("--user", help="The name to sign in with.")]


class RoleName(StrEnum):
    """A role as it is written on the command line."""

    USER = "user"
    ADMIN = "admin"
    ROOT = "root"


@app.command()
def create(
    user: UserName,
    role: Annotated[
        RoleName | None, typer.Option(help="For a new user, `user` unless said; for others, to raise it.")
    ] = None,
    as_json: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Give a user a new access token and print it, once; the one before ends.

    A user who does not exist is made. The role of one who does is raised where `--role` is higher, and never
    lowered: a lower one is refused (exit code 2).

    For example:

        mj-gateway token create --user alice

        TOKEN=$(mj-gateway token create --user boss --role admin)
    """
    account, token = asyncio.run(_create(load(database_url=database_url), user, role))
    if as_json:
        name = account.user.role.name.lower() if account.user.role else "guest"
        print_json({"user_id": account.user.id, "username": user, "role": name, "token": token})
    else:
        say(f"Token of {user}, whose user id is {account.user.id}; it is shown this once:")
        typer.echo(token)


@app.command()
def revoke(user: UserName, database_url: DatabaseUrl = None) -> None:
    """Take a user's access token away; what the user made stays.

    Requests with the token are refused from then on. An unknown user is exit code 3.

    For example:

        mj-gateway token revoke --user alice
    """
    asyncio.run(_revoke(load(database_url=database_url), user))
    say(f"{user} has no token any more.")


def fresh_token() -> str:
    """Make a token of 32 URL-safe characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


async def _create(settings: Settings, username: str, role: RoleName | None) -> tuple[Account, str]:
    if not (username.isprintable() and 0 < len(username) <= USERNAME_LIMIT):
        raise ConfigurationError(f"--user must have 1 to {USERNAME_LIMIT} printable characters")
    wanted, token = Role[role.name] if role else None, fresh_token()
    async with standalone(settings) as database:
        users = UserRepository(database)
        if found := await users.by_name(username):
            await users.change(found.user.id, role=_raised(found, wanted).value, access_token=token)
        else:
            await users.add(username, wanted or Role.USER, token)
        return _existing(await users.by_name(username), username), token


def _raised(found: Account, wanted: Role | None) -> Role:
    """Give the role that an existing user is to have."""
    name, current = found.user.username, found.user.role
    if found.deleted or found.status != ENABLED or current is None:
        raise ConfigurationError(f"{name} is deleted, disabled or a guest, whose token opens nothing")
    if wanted and wanted.value < current.value:
        raise ConfigurationError(
            f"{name} is {current.name.lower()} already, and a role is never lowered here"
        )
    return wanted or current


async def _revoke(settings: Settings, username: str) -> None:
    async with standalone(settings, create=False) as database:
        users = UserRepository(database)
        found = _existing(await users.by_name(username), username)
        await users.change(found.user.id, access_token=None)


def _existing(account: Account | None, username: str) -> Account:
    return account or fail(f"There is no user {username}", MISSING)
