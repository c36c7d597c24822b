"""The whole application on a real socket, with a task whose pictures are where a test wants them."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from PIL import Image
from structlog.testing import capture_logs

from gql.app import create_app
from gql.clock import Clock, SystemClock
from gql.operations.health import Readiness
from gql.settings import load
from gql.storage.database import Database, open_database
from gql.tasks.links.medium import Medium
from gql.tasks.links.signer import Signer
from tests.images.sources import Reply, Server
from tests.images.sources import serving as serving_source
from tests.images.thumbnails.pictures import grid
from tests.serving import serving

KEY = "a key for the tests of the door"
MJ_ID = "1708827604124433"
ROW_ID = 20
# The second at which the task was finished.
FINISHED = "Sun, 25 Feb 2024 02:23:52 GMT"
IMAGE, VIDEO = Medium.IMAGE, Medium.VIDEO


def png(image: Image.Image | None = None) -> bytes:
    """Draw a picture of four colours."""
    buffer = BytesIO()
    (image or grid()).save(buffer, "PNG")
    return buffer.getvalue()


PICTURE = png()


@dataclass
class Gateway:
    """The application, as its clients and its operator see it; `source` has the task's picture."""

    client: httpx.AsyncClient
    file: Path
    cache: Path
    clock: Clock
    log: list[Any] = field(default_factory=list)
    source: str = ""

    def address(
        self,
        medium: Medium = IMAGE,
        number: int = 0,
        *,
        row: int = ROW_ID,
        mj_id: str = MJ_ID,
        key: str = KEY,
    ) -> str:
        """Sign an address as the gateway does."""
        signed = Signer([key], 7, self.clock).sign(medium, row, mj_id, number)
        return f"/mj/{medium}/{quote(mj_id, safe='')}{f'/{number}' if number else ''}?{signed}"

    def store(self, *, row: int = ROW_ID, **values: str | int) -> None:
        """Change a row, or add it, as another program."""
        columns = ", ".join(f"{name} = :{name}" for name in values)
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.execute("INSERT OR IGNORE INTO midjourneys (id) VALUES (?)", (row,))
            connection.execute(f"UPDATE midjourneys SET {columns} WHERE id = :id", {**values, "id": row})

    def execute(self, statement: str, *values: str | int) -> list[Any]:
        """Run a statement, as another program."""
        with closing(sqlite3.connect(self.file)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    def added(self, row: int, **values: str | int) -> str:
        """Add another finished task of the same picture, and give the address of its picture."""
        given = {
            "mj_id": f"{MJ_ID}-{row}",
            "status": "SUCCESS",
            "image_url": f"{self.source}&{row}",
            **values,
        }
        self.store(row=row, **given)
        return self.address(row=row, mj_id=f"{MJ_ID}-{row}")

    async def kept_picture(self) -> httpx.Response:
        """Ask for the task's picture until the cache has it."""
        async with asyncio.timeout(20):
            while "etag" not in (response := await self.get()).headers:
                pass
        return response

    async def get(self, more: str = "", **headers: str) -> httpx.Response:
        """Ask for the task's picture; headers' names may have `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.get(self.address() + more, headers=named)

    def told(self, event: str) -> list[Any]:
        """Give what was logged of an event."""
        return [entry for entry in self.log if entry["event"] == event]

    def kept(self) -> list[Path]:
        """Give the files of the cache, without its index and what is not whole (yet)."""
        passing = ("index-", "filling-")
        return [
            path for path in self.cache.rglob("*") if path.is_file() and not path.name.startswith(passing)
        ]


@asynccontextmanager
async def gateway(file: Path, clock: Clock | None = None, **settings: Any) -> AsyncIterator[Gateway]:
    """Serve the application on a database file."""
    clock = clock or SystemClock()
    cache = settings.setdefault("image_cache", file.parent / "cache")
    chosen = {"image_allow_private": True, "image_signing_key": KEY, **settings}
    database = await open_database(f"sqlite+aiosqlite:///{file}", create=False)
    with capture_logs() as log:
        async with _served(database, chosen, clock) as client:
            yield Gateway(client, file, cache, clock, log)
    await database.close()


@asynccontextmanager
async def _served(
    database: Database, settings: dict[str, Any], clock: Clock
) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(load(**settings), database, Readiness(), clock)
    async with (
        app.router.lifespan_context(app),
        serving(app) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        yield client


def url(server: Server, path: str = "/a.png?hm=canary") -> str:
    """Give an address of a source."""
    return f"http://127.0.0.1:{server.port}{path}"


@asynccontextmanager
async def gateway_with(reply: Reply, file: Path, **settings: Any) -> AsyncIterator[tuple[Gateway, Server]]:
    """Serve the application, and the task's picture by a reply."""
    async with serving_source(reply) as source, gateway(file, **settings) as served:
        served.source = url(source)
        served.store(image_url=served.source)
        yield served, source
