"""The updater: follows every unfinished task at its upstream until it ends."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from random import Random

from structlog import get_logger

from gql.channels.upstreams.model import Upstream
from gql.clock import Clock
from gql.errors import Unavailable
from gql.polling.breaker import Breaker
from gql.polling.judgement import Rules
from gql.polling.lease.lease import Lease
from gql.polling.lookout import Lookout
from gql.polling.observer import Nobody, Observer
from gql.polling.schedule import Schedule, Tracked
from gql.polling.visit import Asks, TaskStore, UpstreamStore, Visits
from gql.tasks.changes.errors import LeaseLost
from gql.waiting import happens

log = get_logger(__name__)

# Channels that are visited side by side, and tasks that one request is about.
CHANNELS = 32
BATCH = 500


@dataclass(frozen=True, slots=True)
class Round:
    """How things stood after a tick.

    Attributes:
        at: when, in seconds of the monotonic clock.
        leading: whether this process is the updater; else another one is, or none yet.
        unfinished: the tasks that are followed.
        away: the channels whose upstream is left alone, as it keeps failing.
    """

    at: float
    leading: bool
    unfinished: int
    away: int


class Poller:
    """Asks for tasks when they are due: side by side, but each channel one request at a time."""

    def __init__(
        self,
        tasks: TaskStore,
        upstreams: UpstreamStore,
        client: Asks,
        lease: Lease,
        *,
        clock: Clock,
        rules: Rules,
        rng: Random,
        observer: Observer | None = None,
    ) -> None:
        self.last_round: Round | None = None
        self._upstreams = upstreams
        self._lease = lease
        self._clock = clock
        self._rules = rules
        self._rng = rng
        self._visits = Visits(
            tasks, client, lease.check, clock=clock, rules=rules, observer=observer or Nobody()
        )
        self._lookout = partial(Lookout, tasks, clock, rules)
        self._visiting: dict[int, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()
        self._stopped = False
        self._is_away = False
        self._forget()

    @property
    def visiting(self) -> Collection[int]:
        """The channels that are being visited."""
        return self._visiting.keys()

    async def run(self) -> None:
        """Follow tasks until `stop`; nothing that goes wrong ends it."""
        try:
            while not self._stopped:
                self._woken.clear()
                await self._tick_whatever_happens()
                await happens(self._woken, self._rules.tick_seconds)
        finally:
            await self._end()

    def stop(self) -> None:
        """Let `run` come to its end: requests are called off, what is being stored is stored."""
        self._stopped = True
        self._woken.set()

    async def tick(self) -> None:
        """Look what is due by now, and begin the visits that are; they go on by themselves.

        Raises:
            Unavailable: the database is away.
        """
        leading = await self._lease.hold()
        self._tell_lead(leading)
        if leading:
            await self._look.look(self._schedule)
            await self._begin_visits(self._clock.monotonic())
        else:
            self._forget()
        self._keep_breakers()
        away = sum(not breaker.is_closed for breaker in self._breakers.values())
        self.last_round = Round(self._clock.monotonic(), leading, len(self._schedule), away)

    async def round(self) -> None:
        """Ask for every unfinished task once, and wait for the end of it; for a process that holds the lease.

        Raises:
            Unavailable: the database is away.
        """
        begin = self._clock.monotonic()
        try:
            await self.tick()
            while self._visiting:
                await asyncio.wait(self._visiting.values(), timeout=self._rules.tick_seconds)
                await self._lease.hold()
                await self._begin_visits(begin)
        finally:
            await self._end()

    async def visited(self) -> None:
        """Wait until every visit that has begun has ended."""
        while self._visiting:
            await asyncio.wait(self._visiting.values())

    async def _tick_whatever_happens(self) -> None:
        try:
            await self.tick()
        except Unavailable:
            self._tell_away()
        except Exception:
            log.exception("poll_failed")
        else:
            if self._is_away:
                log.info("polling_again")
            self._is_away = False

    async def _end(self) -> None:
        for visit in self._visiting.values():
            visit.cancel()
        await self.visited()
        with suppress(Unavailable):
            await self._lease.release()

    def _forget(self) -> None:
        """Begin anew with the next lease: meanwhile somebody else goes on."""
        for visit in self._visiting.values():
            visit.cancel()
        self._schedule = Schedule()
        self._breakers: dict[int, Breaker] = {}
        self._look = self._lookout()

    async def _begin_visits(self, now: float) -> None:
        waiting = self._schedule.waiting(now, self._visiting)
        upstreams = await self._upstreams.by_ids(waiting) if waiting else {}
        for channel_id in waiting:
            if len(self._visiting) >= CHANNELS:
                break
            breaker = self._breakers.setdefault(channel_id, Breaker(self._clock, self._rng))
            if taken := self._take(channel_id, breaker, now):
                visit = asyncio.create_task(self._visit(upstreams.get(channel_id), breaker, taken))
                self._visiting[channel_id] = visit
                visit.add_done_callback(partial(self._visit_ended, channel_id, len(taken)))

    def _take(self, channel_id: int, breaker: Breaker, now: float) -> Sequence[Tracked]:
        """Take what is due; of a channel that is left alone, what ends without being asked about."""
        if breaker.is_ready:
            return self._schedule.take(channel_id, now, BATCH)
        ends = partial(self._rules.ends_unasked, now=now)
        return self._schedule.pick(channel_id, ends, BATCH)

    async def _visit(self, upstream: Upstream | None, breaker: Breaker, taken: Sequence[Tracked]) -> None:
        schedule, going_on = self._schedule, taken
        try:
            going_on = await self._visits.make(upstream, breaker, taken)
        except Unavailable:
            self._tell_away()
        except LeaseLost:
            log.warning("lease_lost")
        except Exception:
            log.exception("visit_failed", channel_id=taken[0].channel_id)
        finally:
            now = self._clock.monotonic()
            for tracked in taken:
                schedule.drop(tracked.id)
            for tracked in going_on:
                schedule.put(tracked, self._rules.next_due(tracked, now))

    def _visit_ended(self, channel_id: int, taken: int, _: asyncio.Task[None]) -> None:
        # Others may have waited for their turn; what becomes due later the next tick finds.
        if taken == BATCH or len(self._visiting) == CHANNELS:
            self._woken.set()
        del self._visiting[channel_id]

    def _keep_breakers(self) -> None:
        followed = self._schedule.channels
        self._breakers = {channel: kept for channel, kept in self._breakers.items() if channel in followed}

    def _tell_lead(self, leading: bool) -> None:
        if self.last_round is None or self.last_round.leading is not leading:
            log.info("polling" if leading else "polling_left_to_another", holder=self._lease.rival)

    def _tell_away(self) -> None:
        if not self._is_away:
            log.warning("polling_waits_for_the_database")
        self._is_away = True
