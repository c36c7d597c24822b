"""Standalone databases with any number of tasks, made within the engine itself: a million in some seconds."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.storage.database import Database, open_database
from gql.storage.engines.choice import engine_of
from gql.storage.engines.engine import Options

TASKS_OF_A_USER = 5_000
CHANNELS = 50
# The first task was submitted then, in milliseconds, and each other one a second later.
BEGIN = 1_700_000_000_000
INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_schema"
    " WHERE tbl_name = 'midjourneys' AND sql LIKE 'CREATE INDEX%'",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes"
    " WHERE tablename = 'midjourneys' AND indexdef LIKE 'CREATE INDEX%'",
}
NUMBERS = {
    "sqlite": "(WITH RECURSIVE series (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {count})"
    " SELECT n FROM series)",
    "postgresql": "(SELECT n FROM generate_series(1, CAST({count} AS bigint)) AS series (n))",
}
SETTLED = {"sqlite": ("ANALYZE",), "postgresql": ("VACUUM (ANALYZE) midjourneys",)}
TASKS = """
INSERT INTO midjourneys (id, code, user_id, action, mj_id, prompt, prompt_en, description, state, submit_time,
 start_time, finish_time, image_url, video_url, video_urls, status, progress, fail_reason, channel_id, quota,
 buttons, properties)
SELECT n, 1, 1 + n * 7919 % {users}, 'IMAGINE', CAST({begin} + n * 1000 AS text),
 'a lighthouse above a stormy sea, number ' || n, 'a lighthouse above a stormy sea', '/imagine', '',
 {begin} + n * 1000, {begin} + n * 1000 + 900, {begin} + n * 1000 + 45000,
 'https://cdn.example.com/attachments/1/' || n || '/picture.png', '', '', 'SUCCESS', '100%', '',
 1 + n % {channels}, 1000, '[]', '{{}}'
FROM {numbers} AS numbered
"""
USERS = "INSERT INTO users (id, username, role) SELECT n, 'user-' || n, 1 FROM {numbers} AS numbered"


def users_of(tasks: int) -> int:
    """Give how many users have so many tasks among them."""
    return max(2, tasks // TASKS_OF_A_USER)


async def filled(url: str, tasks: int) -> Database:
    """Fill an empty database, and give it open; indexes are made last, as that is many times faster."""
    backend = url.partition("+")[0]
    database = await open_database(url)
    session = engine_of(url, Options()).session()

    async def fill(connection: AsyncConnection) -> None:
        indexes = (await connection.execute(text(INDEXES[backend]))).all()
        for name, _ in indexes:
            await connection.execute(text(f"DROP INDEX {name}"))
        count, numbers = users_of(tasks), NUMBERS[backend]
        await connection.execute(text(USERS.format(numbers=numbers.format(count=count))))
        rows = TASKS.format(users=count, begin=BEGIN, channels=CHANNELS, numbers=numbers.format(count=tasks))
        await connection.execute(text(rows))
        for _, definition in indexes:
            await connection.execute(text(definition))

    async with session.begin() as connection:
        await fill(connection)
    async with session.connect() as connection:
        plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in SETTLED[backend]:
            await plain.execute(text(statement))
    await session.dispose()
    return database
