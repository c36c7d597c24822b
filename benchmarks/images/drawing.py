"""Thumbnails a second, of pictures that the gateway has."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from benchmarks.images.scene import FORMS, USER, addresses, counted, forwarding, furnish
from benchmarks.scene import token_of
from benchmarks.servers import Running

PICTURES, AT_ONCE, WIDTH = 40, 4, 320
TYPES = ("image/avif", "image/webp", "image/jpeg")
WIDTHS = f"{{ myTasks(pageSize: {PICTURES * len(FORMS)}) {{ items {{ imageWidth }} }} }}"
MADE = 'mj_gateway_thumbnails_total{outcome="made"}'


async def drawn(folder: Path, source: Running) -> dict[str, float]:
    """Measure; one worker draws, on any core."""
    pictures = [f"{source.origin}/{number}.{suffix}" for suffix in FORMS for number in range(PICTURES)]
    file = folder / "drawing.db"
    await furnish(file, pictures)
    rates = {}
    with forwarding(file) as gateway:
        async with httpx.AsyncClient(base_url=gateway.origin, timeout=60) as client:
            for place, suffix in enumerate(FORMS):
                ids = range(place * PICTURES + 1, (place + 1) * PICTURES + 1)
                await _asked(client, addresses(ids), "image/*")
                await _left_alone(client, (place + 1) * PICTURES)
                for media_type in TYPES:
                    made = counted(gateway)[MADE]
                    begin = time.perf_counter()
                    await _asked(client, addresses(ids, f"&w={WIDTH}"), media_type)
                    made = counted(gateway)[MADE] - made
                    rates[f"{media_type} of {suffix}"] = made / (time.perf_counter() - begin)
    return rates


async def _left_alone(client: httpx.AsyncClient, loaded: int) -> None:
    """Wait until the worker has measured so many pictures, as it does when it has nothing else to do."""
    headers = {"authorization": token_of(USER)}
    while True:
        answer = await client.post("/graphql", json={"query": WIDTHS}, headers=headers)
        widths = [task["imageWidth"] for task in answer.raise_for_status().json()["data"]["myTasks"]["items"]]
        if sum(width is not None for width in widths) >= loaded:
            return
        await asyncio.sleep(0.1)


async def _asked(client: httpx.AsyncClient, asked: Sequence[str], accept: str) -> None:
    turn = asyncio.Semaphore(AT_ONCE)

    async def ask(address: str) -> None:
        async with turn:
            (await client.get(address, headers={"accept": accept})).raise_for_status()

    await asyncio.gather(*map(ask, asked))
