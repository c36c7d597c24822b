"""Whether the process lives (`/healthz`), and whether it should get requests (`/readyz`)."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from gql.errors import Unavailable
from gql.storage.database import Database
from gql.storage.facts import check_answers

# A round takes a moment, as it waits for no upstream.
STUCK_SECONDS = 30
Standing = Callable[[], dict[str, Any] | None]

UNCACHED = {"Cache-Control": "no-store"}


class Readiness:
    """Whether the process wants requests; once withdrawn it stays so until the process ends.

    Attributes:
        listeners: called when it is withdrawn.
    """

    def __init__(self) -> None:
        self._ready = True
        self.listeners: list[Callable[[], object]] = []

    @property
    def ready(self) -> bool:
        """Whether new requests are welcome."""
        return self._ready

    def withdraw(self) -> None:
        """Ask load balancers to send no more requests; those that come are still answered."""
        self._ready = False
        for listener in self.listeners:
            listener()


def routes(readiness: Readiness, database: Database, standing: Standing) -> list[BaseRoute]:
    """Give the two routes: 200 or 503, with a JSON object that says why.

    Args:
        readiness: whether the process wants requests.
        database: asked each time.
        standing: how the updater stands.
    """

    def healthz(_: Request) -> Response:
        return JSONResponse({"status": "ok"}, headers=UNCACHED)

    async def readyz(_: Request) -> Response:
        updater = standing()
        status = await _status(readiness, database, updater)
        told = {"status": status, **({"updater": updater} if updater else {})}
        return JSONResponse(told, 200 if status == "ready" else 503, UNCACHED)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


async def _status(readiness: Readiness, database: Database, updater: dict[str, Any] | None) -> str:
    if not readiness.ready:
        return "shutting down"
    try:
        await check_answers(database)
    except Unavailable:
        return "database away"
    try:
        await database.check_writable()
    except Unavailable:
        return "database not writable"
    if updater and updater["seconds_since_last_round"] > STUCK_SECONDS:
        return "updater stuck"
    return "ready"
