"""What the allowance holds on to while the gateway serves."""

import asyncio
import os
import signal
from pathlib import Path

import httpx
from redis.asyncio import Redis

from gql.cli.serve import gateway_on
from gql.operations.health import Readiness
from gql.operations.server import run
from gql.settings import load
from gql.storage.database import Database
from tests.accounts import headers
from tests.allowance.redis_server import redis_server

DEADLINE_SECONDS = 30
QUERY = {"query": "{ viewer { role } }"}


async def test_the_connections_to_redis_are_closed_once_nothing_is_served_any_more(
    newapi_database: Database, tmp_path: Path
) -> None:
    async with redis_server(tmp_path) as port, asyncio.timeout(DEADLINE_SECONDS):
        url = f"redis://127.0.0.1:{port}/0"
        settings = load(port=0, rate_limit="60", redis_url=url)
        async with Redis.from_url(url) as watching:
            async with gateway_on(newapi_database, settings, Readiness()) as gateway:
                serving = asyncio.create_task(run([gateway], Readiness()))
                await gateway.up.wait()
                async with httpx.AsyncClient(trust_env=False) as client:
                    await client.post(f"{gateway.address}/graphql", json=QUERY, headers=headers("bob"))
                assert len(await watching.client_list()) > 1
                os.kill(os.getpid(), signal.SIGTERM)
                await serving
            while len(await watching.client_list()) > 1:
                pass  # Redis needs a moment to see the end
