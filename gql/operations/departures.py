"""Clients that go away before they are answered: what they asked for is ended, in the database too."""

import asyncio
from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Streams and pictures see to it themselves, as they outlast the beginning of their answer.
PATHS: Final = ("/graphql", "/api/")
TASK: Final = "mj_gateway.task"
GONE: Final = "mj_gateway.gone"


class AttentiveHttp(HttpToolsProtocol):
    """uvicorn's protocol, which cancels what an application does for a client that has gone."""

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel a request whose answer has not begun; a write still runs to its end."""
        super().connection_lost(exc)
        cycle: Any = self.cycle  # None before the first request, which uvicorn's annotation hides
        if cycle is None or cycle.response_started:
            return
        scope = cycle.scope
        if task := scope.get(TASK):
            scope[GONE] = True
            task.cancel()


class Departures:
    """Tells the protocol which task a request has, and lets that end quietly; an ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or not scope["path"].startswith(PATHS):
            await self.app(scope, receive, send)
            return
        task = asyncio.current_task()
        scope[TASK] = task
        try:
            await self.app(scope, receive, send)
        except asyncio.CancelledError:
            if GONE not in scope or task is None:
                raise
            task.uncancel()
