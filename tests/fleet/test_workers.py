"""`serve --workers`: processes that share an address, and are replaced without a failed request."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from tests.accounts import headers
from tests.background.served import watching
from tests.cli.processes import Command, ended, started
from tests.fleet.fleet import DEADLINE_SECONDS, LISTENING, WATCH

CLIENTS = 4
SERVICE_RESTART = 1012


@pytest.fixture
async def command(newapi_file: Path) -> AsyncIterator[Command]:
    environment = {"MJ_DATABASE_URL": f"sqlite+aiosqlite:///{newapi_file}", "MJ_LOG_LEVEL": "info"}
    async with started("serve", "--workers", "2", "--port", "0", **environment) as command:
        yield command


def workers(command: Command) -> set[int]:
    """Give the ids of the processes that a supervisor has started."""
    pid = command.process.pid
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


async def until(happened: Callable[[], bool]) -> None:
    """Look again and again."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not happened():  # noqa: ASYNC110 - of other processes there is no event
            await asyncio.sleep(0.05)


async def said(command: Command, event: str) -> None:
    """Wait for a line of the log."""
    assert command.process.stderr
    async with asyncio.timeout(DEADLINE_SECONDS):
        async for line in command.process.stderr:
            if event in line.decode():
                return
    raise AssertionError(event)


class Load:
    """Clients that ask one request after the other over connections that they keep."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answered = 0
        self.failed: list[str] = []
        self.stopping = False

    async def run(self) -> None:
        async with httpx.AsyncClient(base_url=self.address, timeout=DEADLINE_SECONDS) as client:
            while not self.stopping:
                try:
                    response = await client.get("/api/mj/self", headers=headers("alice"))
                    assert response.json()["success"], response.text
                    self.answered += 1
                except (httpx.HTTPError, AssertionError) as error:
                    self.failed.append(repr(error))


async def test_all_workers_are_replaced_under_load_and_no_request_fails(command: Command) -> None:
    address = await command.line(LISTENING)
    before, load = workers(command), Load(address)
    async with asyncio.TaskGroup() as group, watching(address, WATCH) as talk:
        for _ in range(CLIENTS):
            group.create_task(load.run())
        told_to_come_again = group.create_task(talk.closed())
        command.process.send_signal(signal.SIGHUP)
        await said(command, "workers_replaced")
        load.stopping = True

    assert told_to_come_again.result()[0] == SERVICE_RESTART

    assert load.failed == []
    assert load.answered > 20
    assert len(workers(command)) == 2
    assert workers(command).isdisjoint(before)
    async with httpx.AsyncClient(base_url=address) as client:
        told = (await client.get("/metrics")).text
    counted = re.findall(r'mj_gateway_requests_total\{door="rest",method="GET",status="200"\} (\d+)', told)
    assert [int(count) for count in counted] == [load.answered]
    assert (await command.end(signal.SIGTERM))[0] == 0


async def test_a_worker_that_dies_is_replaced_and_none_outlives_its_supervisor(command: Command) -> None:
    address = await command.line(LISTENING)
    dead, left = sorted(workers(command))
    os.kill(dead, signal.SIGKILL)
    await until(lambda: len(workers(command) - {dead}) == 2)
    async with httpx.AsyncClient(base_url=address, timeout=DEADLINE_SECONDS) as client:
        assert (await client.get("/readyz")).status_code == 200
    now = workers(command)
    assert left in now

    command.process.kill()

    await until(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in now))


async def test_a_rate_limit_that_each_worker_would_grant_is_refused() -> None:
    code, told = await ended("serve", "--workers", "2", MJ_RATE_LIMIT="100")

    assert code == 2
    assert "MJ_RATE_LIMIT with several workers needs MJ_REDIS_URL" in told
