"""The scene: a picture of 2 MB, its tasks, and their signed addresses."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from PIL import Image, ImageFilter
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.scene import token_of
from benchmarks.servers import Running, gateway
from gql.clock import SystemClock
from gql.identity.model import ENABLED, UserTable
from gql.storage.database import open_database
from gql.tasks.links.medium import Medium
from gql.tasks.links.signer import Signer
from gql.tasks.model import TaskTable

KEY = "the key of the benchmark"
USER = 1
SIDE = 2048
# By suffix: Pillow's name of the form, and the quality that makes it some 2 MB.
FORMS = {"jpg": ("JPEG", 93), "webp": ("WEBP", 95)}


@dataclass(frozen=True)
class Asked:
    """A path that is read."""

    path: str
    accept: str = "*/*"

    def raw(self) -> bytes:
        """Give the bytes of the request."""
        return f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {self.accept}\r\n\r\n".encode()


def draw(folder: Path, others: int) -> dict[str, int]:
    """Draw a picture as large as a grid of Midjourney, in pixels and in bytes; give the bytes by suffix.

    There are `others` of the same size, too, which the cache must keep one by one.
    """
    noise = [Image.effect_noise((SIDE, SIDE), 90) for _ in "RGB"]
    image = Image.merge("RGB", noise).filter(ImageFilter.GaussianBlur(1))
    for suffix, (form, quality) in FORMS.items():
        image.save(folder / f"picture.{suffix}", form, quality=quality, method=0)
    picture = (folder / "picture.jpg").read_bytes()
    for number in range(others):
        (folder / f"{number}.jpg").write_bytes(picture + bytes([number]))
    return {suffix: (folder / f"picture.{suffix}").stat().st_size for suffix in FORMS}


async def furnish(file: Path, pictures: Sequence[str]) -> None:
    """Make a standalone database in which a user has a finished task for each of these pictures."""
    database = await open_database(f"sqlite+aiosqlite:///{file}")
    now_ms = time.time_ns() // 1_000_000

    async def work(connection: AsyncConnection) -> None:
        person = {"id": USER, "username": "user", "role": 1, "status": ENABLED}
        await connection.execute(insert(UserTable), {**person, "access_token": token_of(USER)})
        tasks = [
            {
                "id": id_,
                "code": 1,
                "user_id": USER,
                "action": "IMAGINE",
                "mj_id": mj_id(id_),
                "prompt": "a cat on the moon, in the style of a linocut --ar 3:2",
                "status": "SUCCESS",
                "progress": "100%",
                "submit_time": now_ms,
                "finish_time": now_ms,
                "image_url": picture,
                "channel_id": 1,
            }
            for id_, picture in enumerate(pictures, 1)
        ]
        await connection.execute(insert(TaskTable), tasks)

    try:
        await database.write(work)
    finally:
        await database.close()


def mj_id(task_id: int) -> str:
    """Give the upstream's id of a task."""
    return f"17088276{task_id:08d}"


def addresses(task_ids: Sequence[int], more: str = "") -> list[str]:
    """Sign the addresses of tasks' pictures."""
    signer = Signer([KEY], 7, SystemClock())
    signed = ((mj_id(id_), signer.sign(Medium.IMAGE, id_, mj_id(id_))) for id_ in task_ids)
    return [f"/mj/image/{name}?{query}{more}" for name, query in signed]


@contextmanager
def forwarding(file: Path, core: int | None = None, **environment: str) -> Iterator[Running]:
    """Run a gateway that forwards the pictures of a database, kept beside it."""
    settings = {
        "MJ_FORWARD_IMAGES": "true",
        "MJ_IMAGE_SIGNING_KEY": KEY,
        "MJ_IMAGE_ALLOW_PRIVATE": "true",
        "MJ_IMAGE_CACHE": str(file.with_suffix("")),
        "MJ_POLL": "false",
    }
    with gateway(f"sqlite+aiosqlite:///{file}", core=core, **settings | environment) as running:
        yield running


def counted(server: Running) -> Counter[str]:
    """Read what the gateway counts, by name and labels."""
    lines = httpx.get(f"{server.origin}/metrics").text.splitlines()
    pairs = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return Counter(
        {name: int(float(value)) for name, _, value in pairs if "image" in name or "thumb" in name}
    )
