"""What `doctor` looks at: each check gives a state and one sentence."""

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import SecretStr

from gql.cli.databases import opened
from gql.errors import ConfigurationError, GatewayError
from gql.identity.model import UserTable
from gql.identity.repository import UserRepository
from gql.images.guard.rules import Rules
from gql.operations.advice import namesake, pictures_for_everybody, tokens_in_the_clear
from gql.operations.masking import MASK, masked_url
from gql.settings import Settings, names, sources
from gql.storage.catalog import Kind
from gql.storage.database import Database
from gql.storage.engines import sqlite
from gql.storage.facts import about, journal_mode, revision, server_version
from gql.storage.indexes import missing_indexes
from gql.tasks.links.forwarding import unsigned_links
from gql.tasks.links.keys import key_file
from gql.tasks.links.repository import OptionsRepository
from gql.tasks.model import TaskTable
from gql.tasks.repository import TaskRepository

# Before it, two connections that write and checkpoint at once can corrupt a file in WAL mode.
WAL_RESET_FIXED = (3, 51, 3)
# What others than the owner may do with a file.
OTHERS = 0o077


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    state: State
    text: str


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """A setting as it may be shown: secrets are masked."""

    name: str
    value: str
    source: str


async def checks(settings: Settings) -> list[Check]:
    """Look at the surroundings and the database; a database that does not exist is not made."""
    found = list(_surroundings(settings))
    try:
        async with opened(settings, create=False, upgrade=False) as database:
            found += [check async for check in _database(database)]
            found += [check async for check in _images(settings, database)]
    except GatewayError as error:
        found.append(Check("database", State.ERROR, masked_url(str(error))))
    return found


def shown_settings(settings: Settings) -> Iterator[ShownSetting]:
    """Give each setting with its value and where that came from: command line, environment, .env, default."""
    source = sources()
    if "database_url" in settings.model_fields_set and "MJ_DATABASE_URL" not in source:
        source["MJ_DATABASE_URL"] = "command line"
    for name, field in names().items():
        yield ShownSetting(name, _shown(getattr(settings, field)), source.get(name, "default"))


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        secret = value.get_secret_value()
        return masked_url(secret) if "://" in secret else MASK * bool(secret)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value or "")


def _surroundings(settings: Settings) -> Iterator[Check]:
    conflict = namesake()
    yield Check("package", State.ERROR if conflict else State.OK, conflict or "no other package named gql")
    exposure = tokens_in_the_clear(settings)
    text = exposure or f"tokens sent to {settings.host} can't be read along"
    yield Check("network", State.WARNING if exposure else State.OK, text)


async def _database(database: Database) -> AsyncIterator[Check]:
    version = await revision(database)
    text = f"{database.kind}{f', schema version {version}' if version else ''}: {database.place}"
    yield Check("database", State.OK, text)
    yield await _sqlite(database) if database.engine.file else await _server(database)
    yield _columns(database)
    yield await _indexes(database)
    yield await _users(database)
    unit = (await TaskRepository(database).unit()).name.lower()
    text = f"about {await about(database, 'midjourneys'):,}, times in {unit}"
    yield Check("tasks", State.OK, text)


async def _sqlite(database: Database) -> Check:
    version, mode = sqlite.version(), await journal_mode(database)
    text = f"version {version}, journal mode {mode}"
    outdated = tuple(map(int, version.split("."))) < WAL_RESET_FIXED
    if outdated and mode == "wal" and database.kind is Kind.STANDALONE:
        advice = "before 3.51.3 two writing processes can corrupt a WAL file: let one process write at a time"
        return Check("sqlite", State.WARNING, f"{text}; {advice}")
    return Check("sqlite", State.OK, text)


async def _server(database: Database) -> Check:
    return Check("server", State.OK, await server_version(database))


def _columns(database: Database) -> Check:
    tables = {"midjourneys": TaskTable, "users": UserTable}
    missing = [
        f"{table}.{column}"
        for table, model in tables.items()
        for column in sorted(model.model_fields.keys() - database.catalog.columns(table))
    ]
    if "channels" not in database.catalog.tables:
        missing.append("the table channels")
    if missing:
        return Check("tables", State.WARNING, f"this version of new-api has no {', no '.join(missing)}")
    return Check("tables", State.OK, "all tables and columns are there")


async def _indexes(database: Database) -> Check:
    if missing := await missing_indexes(database):
        advice = "listings would be read faster with these, which nobody but you runs"
        return Check("indexes", State.WARNING, "\n".join([f"{advice}:", *missing]))
    return Check("indexes", State.OK, "each listing has an index to read by")


async def _users(database: Database) -> Check:
    text = f"about {await about(database, 'users'):,}"
    if await UserRepository(database).has_admin():
        return Check("users", State.OK, f"{text}, with an enabled admin who has a token")
    return Check("users", State.WARNING, f"{text}; no enabled admin has a token, so nobody sees all tasks")


async def _images(settings: Settings, database: Database) -> AsyncIterator[Check]:
    try:
        Rules.of(settings)
    except ConfigurationError as error:
        yield Check("forwarding", State.ERROR, str(error))
        return
    links = unsigned_links(settings, await OptionsRepository(database).read())
    if not links.media:
        yield Check("forwarding", State.OK, "off: addresses of images and videos are the upstream's")
        return
    begins = links.base or "the address of the request"
    text = f"addresses of {' and '.join(sorted(f'{medium}s' for medium in links.media))} begin with {begins}"
    advice = "; a proxy there must lead /mj/image/ and /mj/video/ to us, else set MJ_PUBLIC_URL"
    yield Check("forwarding", State.OK, f"{text}{advice if links.base and not settings.public_url else ''}")
    yield _signing(settings, key_file(database.engine.file) if database.engine.file else None)


def _signing(settings: Settings, file: Path | None) -> Check:
    if everybody := pictures_for_everybody(settings):
        return Check("signing", State.WARNING, everybody)
    if keys := len(settings.image_keys):
        return Check("signing", State.OK, f"keys of MJ_IMAGE_SIGNING_KEY: {keys}")
    several = "several gateways need MJ_IMAGE_SIGNING_KEY"
    if not file or not file.exists():
        if file and os.access(file.parent, os.W_OK):
            return Check("signing", State.OK, f"the first start makes a key in {file}; {several}")
        lost = "addresses don't open after a restart, as no key can be kept beside the database"
        return Check("signing", State.WARNING, f"{lost}; {several}")
    if file.stat().st_mode & OTHERS:
        return Check(
            "signing", State.WARNING, f"others than its owner may use the key in {file}; chmod 600 it"
        )
    return Check("signing", State.OK, f"by the key in {file}; {several}")
