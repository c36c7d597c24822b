"""Reads from PostgreSQL with asyncpg, whose connections keep the statements prepared."""

from collections.abc import Sequence
from functools import cache
from itertools import count
from typing import Any

import asyncpg


class Reads:
    """A pool of connections; what each request reads leaves nothing to reset."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def open(self) -> None:
        """Connect."""
        self._pool = await asyncpg.create_pool(self._url, reset=_untouched)

    async def rows(self, sql: str, *values: object) -> Sequence[Sequence[Any]]:
        """Read all rows of a statement."""
        found: list[asyncpg.Record] = await self._pool.fetch(numbered(sql), *values)
        return found

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.close()


@cache
def numbered(sql: str) -> str:
    """Number the places of the values, as PostgreSQL wants them."""
    first, *others = sql.split("?")
    numbers = count(1)
    return first + "".join(f"${next(numbers)}{other}" for other in others)


async def _untouched(_: object) -> None:
    pass
