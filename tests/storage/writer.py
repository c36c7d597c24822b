"""A second process: `python -m tests.storage.writer FILE COUNT` raises a user's quota COUNT times by one."""

import asyncio
import sys

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from gql.storage.database import open_database


async def raise_quota(connection: AsyncConnection) -> None:
    """Read, wait, write: what gets lost where two transactions read before one of them writes."""
    await connection.execute(text("INSERT OR IGNORE INTO users (id, username) VALUES (1, 'root')"))
    quota = (await connection.execute(text("SELECT quota FROM users WHERE id = 1"))).scalar_one()
    await asyncio.sleep(0)
    await connection.execute(text("UPDATE users SET quota = :quota WHERE id = 1"), {"quota": quota + 1})


async def main(file: str, count: int) -> None:
    database = await open_database(f"sqlite+aiosqlite:///{file}")
    try:
        for _ in range(count):
            await database.write(raise_quota)
    finally:
        await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
