"""How the simulated upstream goes wrong where it is polled, each way by a name.

`Faults` is a switch: a test, or a demonstration of what the gateway bears, sets what goes wrong from now on.
What is said wrong of single tasks is in `misreports.py`; how pictures go wrong, in `picture_faults.py`.
"""

import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from itertools import repeat
from types import MappingProxyType
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql.demo.misreports import MISREPORTS, Misreport
from gql.demo.wire import to_json

Fault = Callable[[ASGIApp, Scope, Receive, Send], Awaitable[None]]

POLLED: Final = "/mj/task/list-by-condition"
PICTURES: Final = "/pictures/"
PIECE: Final = b" " * 65_536
ERROR_OBJECT: Final = {
    "timestamp": "2026-11-22T19:31:02.971+00:00",
    "status": 200,
    "error": "OK",
    "path": POLLED,
}


@dataclass(slots=True)
class Faults:
    """What goes wrong at the moment, with polls and with pictures; None for nothing."""

    current: Fault | None = None
    pictures: Fault | None = None


class Faulty:
    """Passes requests on, and polls and pictures to the fault that is on."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self.app = app
        self.faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, rightly or wrongly."""
        fault = self._fault(scope["path"]) if scope["type"] == "http" else None
        if fault:
            await fault(self.app, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _fault(self, path: str) -> Fault | None:
        if path == POLLED:
            return self.faults.current
        return self.faults.pictures if path.startswith(PICTURES) else None


async def hang(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
    """Say nothing until the client has gone, as with a store that has stalled."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def slow(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
    """Begin the answer, then say nothing more until the client has gone."""
    await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": []})
    await send({"type": "http.response.body", "body": b"[", "more_body": True})
    while (await receive())["type"] != "http.disconnect":
        pass


async def cut(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Close the connection before the answer's end: the server does where an application just returns."""
    _, body = await overheard(app, scope, receive)
    await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": []})
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})


async def torn(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Tear the list in its last task, the error object behind it: a task changed while it was written."""
    _, right = await overheard(app, scope, receive)
    tasks = json.loads(right)
    if tasks:
        tasks[-1] = {name: tasks[-1][name] for name in ("id", "properties")}
    await Response(to_json(tasks) + to_json(ERROR_OBJECT), media_type="application/json")(
        scope, receive, send
    )


async def server_error(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
    """Fail on everything."""
    error = {**ERROR_OBJECT, "status": 500, "error": "Internal Server Error"}
    headers = {"connection": "close"}
    await Response(to_json(error), 500, headers, media_type="application/json")(scope, receive, send)


async def huge_body(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
    """Answer with 64 MB of blanks."""
    blanks = repeat(PIECE, 1024)
    await StreamingResponse(blanks, media_type="application/json")(scope, receive, send)


def poisoned_record(ids: Collection[str]) -> Fault:
    """Fail on every batch with one of these ids: the store has something of them that can't be read."""
    bad = frozenset(ids)

    async def fault(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        body = await Request(scope, receive).body()
        answer = partial(server_error, app) if bad & set(json.loads(body)["ids"]) else app
        await answer(scope, _saying(body), send)

    return fault


def answering(response: Response) -> Fault:
    """Answer everything with this."""

    async def fault(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
        await response(scope, receive, send)

    return fault


def misreporting(misreport: Misreport) -> Fault:
    """Say something else of the tasks than is true."""

    async def fault(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        status, body = await overheard(app, scope, receive)
        if status == HTTPStatus.OK:
            body = to_json(misreport(json.loads(body)))
        await Response(body, status, media_type="application/json")(scope, receive, send)

    return fault


SUCCESS_FALSE: Final = {"success": False, "code": -1, "message": "boom", "timestamp": 1_795_375_098_000}

FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "hang": hang,
        "slow": slow,
        "cut": cut,
        "torn": torn,
        "server_error": server_error,
        "huge_body": huge_body,
        "success_false": answering(Response(to_json(SUCCESS_FALSE), media_type="application/json")),
        "html": answering(Response("<!doctype html><title>Sign in</title>", media_type="text/html")),
        "empty_body": answering(Response()),
        "unauthorized": answering(Response(status_code=HTTPStatus.UNAUTHORIZED)),
        "bad_gateway": answering(Response("<h1>502</h1>", HTTPStatus.BAD_GATEWAY, media_type="text/html")),
        "redirect": answering(RedirectResponse("/mj/task/list", HTTPStatus.FOUND)),
        **{name: misreporting(misreport) for name, misreport in MISREPORTS.items()},
    }
)


async def overheard(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[int, bytes]:
    """The status and the body that the application would answer with."""
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, send)
    return messages[0]["status"], b"".join(message["body"] for message in messages[1:])


def _saying(body: bytes) -> Receive:
    """A request whose body has been read is read once more."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
