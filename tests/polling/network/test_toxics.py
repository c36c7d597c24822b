"""Channels whose network spoils what passes it, beside others that are well: real sockets, the real clock."""

import asyncio
import time
from collections import Counter
from contextlib import suppress
from random import Random

import structlog

from gql.channels.upstreams.model import Upstream
from gql.clock import SystemClock
from gql.demo.upstream import create_upstream
from gql.polling.breaker import BreakerState
from gql.polling.client import UpstreamClient
from gql.polling.errors import UpstreamError
from gql.polling.judgement import Rules
from gql.polling.lease.lease import Lease
from gql.polling.observer import Nobody
from gql.polling.poller import Poller
from tests.polling.network.questions import Endless, Questions
from tests.polling.network.toxics import names, spoiled
from tests.polling.world import Channels, Database, a_task
from tests.serving import serving

SECRET = "canary-upstream-secret"
RULES = Rules(interval_seconds=1)
PATIENCE_SECONDS, TICK_SECONDS, DEADLINE_SECONDS = 0.4, 0.1, 60
TASKS_A_CHANNEL = 2
FAILURES = 5
WELL = ("well 1", "well 2", "well 3", "well 4", "well 5")


class Away(Nobody):
    """Notes after how many failures a channel is left alone, and tells when so many are."""

    def __init__(self, expected: int) -> None:
        self.failures = Counter[int]()
        self.away: dict[int, int] = {}
        self.all = asyncio.Event()
        self._expected = expected

    def failed(self, channel_id: int, error: UpstreamError, /) -> None:  # noqa: ARG002 - any
        self.failures[channel_id] += 1

    def breaker(self, channel_id: int, state: BreakerState, /) -> None:
        if state is BreakerState.OPEN:
            self.away.setdefault(channel_id, self.failures[channel_id])
        if len(self.away) == self._expected:
            self.all.set()


def furnish(database: Database, questions: Questions, urls: dict[str, str]) -> dict[int, str]:
    """Make a channel with two tasks for each name; give the names by the channels' ids."""
    channels = dict(enumerate(urls, 1))
    born = SystemClock().now_ms() - 600_000
    for number in range(TASKS_A_CHANNEL * len(channels)):
        task = a_task(number, channel_id=number % len(channels) + 1, submit_time=born)
        database.add(task)
        questions.add(Endless(task.mj_id, "IMAGINE", born))
    for id_, name in channels.items():
        database.channels[id_] = Upstream(id_, name, urls[name], SECRET)
    return channels


async def follow(poller: Poller, until: asyncio.Event) -> None:
    """Let an updater work until something has happened; `run` would tick too seldom for such an interval."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not until.is_set():
            await poller.tick()
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_SECONDS):
                    await until.wait()
    poller.stop()
    await poller.run()


async def test_a_bad_network_of_some_channels_holds_up_no_other_and_is_left_alone_after_five_failures() -> (
    None
):
    database, questions, away = Database(), Questions(), Away(len(names(deadly=True)))
    app = create_upstream(questions, public_url="http://upstream", secret=SECRET)
    client = UpstreamClient(connect_seconds=PATIENCE_SECONDS, total_seconds=PATIENCE_SECONDS)
    clock = SystemClock()
    async with serving(app) as port, spoiled(("127.0.0.1", port)) as urls:
        channels = furnish(database, questions, urls | dict.fromkeys(WELL, f"http://127.0.0.1:{port}"))
        lease = Lease(database, clock, "this one")
        rng = Random(1)  # noqa: S311 - no secret
        poller = Poller(
            database, Channels(database), client, lease, clock=clock, rules=RULES, rng=rng, observer=away
        )
        begin = time.monotonic()
        with structlog.testing.capture_logs():
            await follow(poller, away.all)
        end = time.monotonic()
        await client.close()

    assert {channels[id_]: failures for id_, failures in away.away.items()} == dict.fromkeys(
        names(deadly=True), FAILURES
    )
    unharmed = [
        task for task in database.tasks.values() if channels[task.channel_id] not in names(deadly=True)
    ]
    waits = [questions.longest_wait(task.mj_id, begin, end) for task in unharmed]
    assert len(waits) == TASKS_A_CHANNEL * len({*WELL, *names(deadly=False)})
    assert end - begin > FAILURES * RULES.interval_seconds
    assert max(waits) <= 2 * RULES.interval_seconds
