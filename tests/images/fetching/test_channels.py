"""The channel of a picture: the database is asked for it once for a whole gallery."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry

from gql.channels.upstreams.model import Upstream
from gql.images.metrics import ImageMetrics
from gql.images.sources.renewals import Renewals
from gql.images.sources.sources import REMEMBERED_SECONDS, Sources
from gql.images.sources.wanted import Wanted
from gql.polling.client import UpstreamClient
from gql.tasks.links.medium import Medium
from tests.clock import FakeClock
from tests.images.fetching.local import local_fetcher
from tests.images.pictures import PNG
from tests.images.sources import answer, serving
from tests.polling.relays import http_proxy
from tests.tasks.rows import make_task


class Channels:
    """Knows no channel until it has a proxy; counts how often it was asked."""

    def __init__(self) -> None:
        self.proxy: str | None = None
        self.asked = 0

    async def by_ids(self, ids: Iterable[int]) -> dict[int, Upstream]:
        self.asked += 1
        return {id_: Upstream(id_, "", "", "", self.proxy) for id_ in ids} if self.proxy else {}


async def test_the_database_is_asked_for_a_channel_once_in_ten_seconds() -> None:
    channels, clock, client = Channels(), FakeClock(), UpstreamClient()
    renewals, metrics = Renewals(client, clock.monotonic), ImageMetrics(CollectorRegistry())
    sources = Sources(local_fetcher(), channels, renewals, metrics, clock.monotonic)
    async with serving(answer(PNG)) as server, http_proxy(f"127.0.0.1:{server.port}") as proxy:
        task = make_task(id=1, mj_id="17", channel_id=1, image_url=f"http://127.0.0.1:{server.port}/")
        wanted = Wanted.of(task, Medium.IMAGE)
        assert wanted
        told = []
        for seconds in (0, REMEMBERED_SECONDS, 1):
            clock.pass_(seconds)
            async with sources.open(wanted):
                told.append((channels.asked, len(proxy.asked)))
            channels.proxy = f"http://{proxy.address}"
    await client.close()
    assert told == [(1, 0), (1, 0), (2, 1)]
