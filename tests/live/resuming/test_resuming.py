"""Clients whose connection is cut, or whose gateway is ended or killed; `RECONNECTS` says how often."""

import asyncio
import os
import signal
from collections import Counter
from itertools import cycle
from random import Random

import pytest

from gql.live.log import KEPT_UPDATES
from tests.kill.databases import fill
from tests.live.resuming.clients import Client, EventClient, SocketClient
from tests.live.resuming.server import Server, serving
from tests.live.resuming.writer import Writer, writing
from tests.servers.sites import Place

RECONNECTS = int(os.environ.get("RECONNECTS", "40"))
WAYS = ("cut", "SIGTERM", "SIGKILL")
CLIENTS = (SocketClient, EventClient) * 2
TASKS = 600
SECONDS_A_RECONNECT, SECONDS_TO_THE_END = 3, 30
# The log of a standalone database is another one on each engine; an attached one has none.
SITES = ("sqlite-standalone", "postgresql-standalone", "mariadb-standalone", "sqlite-attached")


async def told(server: Server, writer: Writer) -> list[Client]:
    """Let clients come and go until there were enough of all ways, and then hear all there is to hear."""
    reconnects, rng = Counter[str](), Random(7)  # noqa: S311 - no secret
    clients: list[Client] = [kind(server, writer, rng, TASKS, reconnects, RECONNECTS) for kind in CLIENTS]
    async with asyncio.timeout(60 + SECONDS_A_RECONNECT * RECONNECTS), asyncio.TaskGroup() as group:
        listening = [group.create_task(client.run()) for client in clients]
        write = group.create_task(writer.run())
        for number in cycle((signal.SIGTERM, signal.SIGKILL)):
            await writer.wrote(rng.randrange(200, 600))
            if are_enough(reconnects) and missed_by(clients) >= 5 * RECONNECTS:
                break
            await server.restart(number)
        writer.stop()
        await write
        async with asyncio.timeout(SECONDS_TO_THE_END):
            await all_know(writer, clients)
            await writer.write()  # what is told twice comes before what is new
            await all_know(writer, clients)
        for task in listening:
            task.cancel()
    return clients


def missed_by(clients: list[Client]) -> int:
    return sum(client.missed for client in clients)


def are_enough(reconnects: Counter[str]) -> bool:
    """Tell whether clients came back often enough, a tenth of it at least after each way of being cut off."""
    return reconnects.total() >= RECONNECTS and all(reconnects[way] >= RECONNECTS / 10 for way in WAYS)


async def all_know(writer: Writer, clients: list[Client]) -> None:
    await asyncio.gather(*(client.knows(writer.last) for client in clients))


def check_standalone(client: Client, writer: Writer) -> None:
    """The log survives: a client hears every update once, in the order of the transactions.

    On a machine with so much else to do that a gateway takes minutes to start, more is missed than is kept.
    """
    assert all(missed >= KEPT_UPDATES for missed in client.resyncs)
    for story in client.stories:
        due = [one for one in enumerate(writer.written, 1) if one[0] > story.state.get(one[1], 0)]
        assert not story.told or len(story.state) == TASKS
        assert story.told == (due if story is client.stories[-1] else due[: len(story.told)])


def check_attached(clients: list[Client], generations: int) -> None:
    """The log dies with the process: who comes back to another one begins anew, and loses nothing of that.

    What there was to hear is what all clients of a process heard together, up to where one left it.
    """
    for generation in range(1, generations + 1):
        stories = [story for client in clients for story in client.stories if story.generation == generation]
        logged = {offset: one for story in stories for offset, one in story.offsets.items()}
        for story in stories:
            heard, end = set(story.told), max(story.offsets, default=0)
            due = {one for offset, one in logged.items() if offset <= end and one[0] > story.state[one[1]]}
            assert len(heard) == len(story.told)
            assert due <= heard


@pytest.mark.alone
@pytest.mark.parametrize("site", SITES, indirect=True)
async def test_clients_that_come_back_miss_nothing_and_hear_nothing_twice_or_are_told_to_begin_anew(
    site: str, place: Place
) -> None:
    fill(place, site.partition("-")[2], TASKS)
    async with serving(place) as server, writing(place) as writer:
        clients = await told(server, writer)

    ways = clients[0].reconnects
    missed, resyncs = missed_by(clients), sum(len(client.resyncs) for client in clients)
    heard = sum(len(story.told) for client in clients for story in client.stories)
    print(f"\n{site}: {dict(ways)}; {len(writer.written)} written, {heard} heard, {missed} while away")  # noqa: T201
    assert are_enough(ways), ways
    assert len(writer.written) >= 5 * RECONNECTS
    assert missed >= 5 * RECONNECTS
    if site.endswith("standalone"):
        for client in clients:
            check_standalone(client, writer)
    else:
        assert resyncs >= server.generation - 1
        check_attached(clients, server.generation)
