from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gql.channels.repository import ChannelRepository
from gql.identity.authenticate import Authenticator
from gql.identity.credentials import Credentials
from gql.identity.model import Role, User, Viewer
from gql.identity.repository import UserRepository
from gql.storage.catalog import Kind
from gql.storage.database import Database, open_database
from gql.tasks.filters import TaskFilters
from gql.tasks.model import Task
from gql.tasks.repository import TaskRepository
from gql.tasks.resolvers import TaskResolvers
from tests.accounts import IDS, TOKENS
from tests.storage.statements import outside

ROOT = Viewer(User(1, "root", Role.ROOT), Role.ROOT)


@asynccontextmanager
async def attached(path: Path) -> AsyncIterator[Database]:
    database = await open_database(f"sqlite+aiosqlite:///{path}", create=False)
    try:
        assert database.kind is Kind.ATTACHED
        yield database
    finally:
        await database.close()


async def read_everything(database: Database) -> list[Task]:
    """Do every read there is, and give the tasks."""
    resolvers = TaskResolvers(TaskRepository(database))
    pages = [await resolvers.all_tasks(ROOT, number, 100, TaskFilters()) for number in (1, 2, 3, 4)]
    tasks = [task for page in pages for task in await page.items()]
    assert await pages[0].total() == len(tasks)
    await ChannelRepository(database).by_ids(range(20))
    await UserRepository(database).by_ids(range(20))
    viewer = await Authenticator(UserRepository(database)).viewer(
        Credentials(TOKENS["alice"]), user_required=False
    )
    assert viewer.id == IDS["alice"]
    return tasks


@pytest.mark.parametrize("version", [0, 7])
async def test_new_apis_database_is_the_same_byte_for_byte_after_we_have_read_all_of_it(
    newapi_file: Path, version: int
) -> None:
    outside(newapi_file, f"PRAGMA user_version = {version}")
    before = newapi_file.read_bytes()

    async with attached(newapi_file) as database:
        assert len(await read_everything(database)) == 300
        assert list(newapi_file.parent.iterdir()) == [newapi_file]

    assert newapi_file.read_bytes() == before
    assert list(newapi_file.parent.iterdir()) == [newapi_file]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("midjourneys", "video_url"),
        ("midjourneys", "video_urls"),
        ("midjourneys", "buttons"),
        ("midjourneys", "properties"),
        ("midjourneys", "code"),
        ("users", "deleted_at"),
        ("channels", "setting"),
    ],
)
async def test_a_column_that_an_older_new_api_lacks_reads_like_null(
    newapi_file: Path, table: str, column: str
) -> None:
    outside(
        newapi_file,
        f"DROP INDEX IF EXISTS idx_{table}_{column}",
        f"ALTER TABLE {table} DROP COLUMN {column}",
    )

    async with attached(newapi_file) as database:
        tasks = await read_everything(database)

    assert len(tasks) == 300
    if table == "midjourneys":
        assert {getattr(task, column) for task in tasks} <= {"", 0}


async def test_a_database_that_lacks_all_optional_columns_is_read(newapi_file: Path) -> None:
    columns = ("video_url", "video_urls", "buttons", "properties", "code", "quota", "state")
    outside(newapi_file, *(f"ALTER TABLE midjourneys DROP COLUMN {column}" for column in columns))

    async with attached(newapi_file) as database:
        assert len(await read_everything(database)) == 300


@pytest.mark.parametrize("table", ["midjourneys", "users", "channels"])
async def test_columns_and_tables_of_a_newer_new_api_do_no_harm(newapi_file: Path, table: str) -> None:
    outside(
        newapi_file,
        f"ALTER TABLE {table} ADD COLUMN token_id integer DEFAULT 5",
        "CREATE TABLE novelties (id)",
        "CREATE VIEW overview AS SELECT 1",
    )

    async with attached(newapi_file) as database:
        assert len(await read_everything(database)) == 300


async def test_without_a_table_of_channels_there_are_none_and_all_else_is_read(newapi_file: Path) -> None:
    outside(newapi_file, "DROP TABLE channels")

    async with attached(newapi_file) as database:
        assert len(await read_everything(database)) == 300
        assert await ChannelRepository(database).by_ids([1, 2]) == {}


async def test_what_new_api_writes_meanwhile_is_read(newapi_file: Path) -> None:
    async with attached(newapi_file) as database:
        await read_everything(database)
        outside(newapi_file, "INSERT INTO midjourneys (id, user_id, mj_id) VALUES (301, 3, 'fresh')")

        assert (await read_everything(database))[0].mj_id == "fresh"
