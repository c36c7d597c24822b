"""What is noted of every HTTP request when its answer has ended."""

import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog import get_logger

FAILED_BEFORE_ANSWER = 500
WEBHOOK = "/mj/notify/"

log = get_logger(__name__)


class ObserveRequests:
    """Calls `observers` with (scope, status, seconds) at the end of every HTTP request; WebSockets pass.

    The seconds are those to the end of the answer; of a stream of events, which ends whenever its client
    likes, those to its beginning.
    """

    def __init__(self, app: ASGIApp, *observers: Callable[[Scope, int, float], None]) -> None:
        self.app = app
        self.observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and look at what is answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, begin = FAILED_BEFORE_ANSWER, time.perf_counter()
        opened: float | None = None

        async def noted(message: Message) -> None:
            nonlocal status, opened
            if message["type"] == "http.response.start":
                status = message["status"]
                if _is_stream(message):
                    opened = time.perf_counter()
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            seconds = (opened or time.perf_counter()) - begin
            for observe in self.observers:
                observe(scope, status, seconds)


def _is_stream(start: Message) -> bool:
    for name, value in start["headers"]:
        if name == b"content-type":
            return bool(value.startswith(b"text/event-stream"))
    return False


def _open_part(path: str) -> str:
    """Give a path without what only its caller should know: the secret of the webhook is its last part.

    It is left out wherever it stands, as a hook with a slash too many still has the secret.
    """
    before, webhook, secret = path.partition(WEBHOOK)
    return f"{before}{webhook}…" if secret else path


def log_request(scope: Scope, status: int, seconds: float) -> None:
    """Log a request without its query, which may hold a signature or the text of an operation."""
    log.info(
        "request",
        method=scope["method"],
        path=_open_part(scope["path"]),
        status=status,
        milliseconds=round(seconds * 1000, 1),
        client=scope["client"][0] if scope.get("client") else "",
    )
