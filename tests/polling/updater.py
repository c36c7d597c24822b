"""An updater in a world of its own."""

from random import Random

from gql.polling.judgement import Rules
from gql.polling.lease.lease import Lease
from gql.polling.observer import Observer
from gql.polling.poller import Poller
from tests.polling.world import Channels, Client, Database, World

RULES = Rules(interval_seconds=15, timeout_seconds=600, lost_rounds=3)


class Updater:
    """A poller with all that it works on, and a clock that goes when it is told to."""

    def __init__(
        self, rules: Rules = RULES, observer: Observer | None = None, database: Database | None = None
    ) -> None:
        self.world = World()
        self.database = database or Database()
        self.client = Client(self.world)
        self.lease = Lease(self.database, self.world.clock, "this one")
        self.poller = Poller(
            self.database,
            Channels(self.database),
            self.client,
            self.lease,
            clock=self.world.clock,
            rules=rules,
            rng=Random(1),  # noqa: S311 - no secret
            observer=observer,
        )

    async def go_on(self, seconds: float, step: float = 1.0) -> None:
        """Let time pass, with a tick every second as `run` makes them."""
        end = self.world.clock.seconds + seconds
        while self.world.clock.seconds < end:
            await self.poller.tick()
            await self.world.pass_(min(step, end - self.world.clock.seconds), [self.poller.visiting])

    def statuses(self) -> dict[int, str]:
        """Give the status of each task."""
        return {id_: task.status for id_, task in self.database.tasks.items()}

    def reasons(self) -> dict[int, str]:
        """Give why each task has failed."""
        return {id_: task.fail_reason for id_, task in self.database.tasks.items()}
