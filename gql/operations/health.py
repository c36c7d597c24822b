"""Whether the process lives (`/healthz`), and whether it should get requests (`/readyz`)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from gql.errors import Unavailable
from gql.storage.database import Database
from gql.storage.facts import check_answers

UNCACHED = {"Cache-Control": "no-store"}


class Readiness:
    """Whether the process wants requests; once withdrawn it stays so until the process ends."""

    def __init__(self) -> None:
        self._ready = True

    @property
    def ready(self) -> bool:
        """Whether new requests are welcome."""
        return self._ready

    def withdraw(self) -> None:
        """Ask load balancers to send no more requests; those that come are still answered."""
        self._ready = False


def routes(readiness: Readiness, database: Database) -> list[BaseRoute]:
    """Give the two routes: 200 or 503, with a JSON object that says why."""

    def healthz(_: Request) -> Response:
        return JSONResponse({"status": "ok"}, headers=UNCACHED)

    async def readyz(_: Request) -> Response:
        status = await _status(readiness, database)
        return JSONResponse({"status": status}, 200 if status == "ready" else 503, UNCACHED)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


async def _status(readiness: Readiness, database: Database) -> str:
    if not readiness.ready:
        return "shutting down"
    try:
        await check_answers(database)
    except Unavailable:
        return "database away"
    return "ready"
