"""A simulated upstream: a small application that speaks midjourney-proxy 2.6.3's wire as it was observed.

How it goes wrong, if it is to, is in `faults.py` and `picture_faults.py`.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hmac import compare_digest
from http import HTTPStatus
from itertools import count
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from gql.clock import SystemClock
from gql.demo.faults import PICTURES, Faults, Faulty
from gql.demo.films import FILM_NAME, film
from gql.demo.pictures import PICTURE_NAME, picture
from gql.demo.store import TaskStore, by_submission
from gql.demo.tasks import INSTANCE_ID, LiveTask
from gql.demo.wire import as_text, container_page, error_response, json_response, read_object

Endpoint = Callable[[Request], Awaitable[Response]]

BANNED_WORD: Final = re.compile(r"\b(blood|gore|naked|nude)\b", re.IGNORECASE)
GUARDED: Final = ("/mj/task/", "/mj/submit/", "/mj/account/")
PATH_PARAMETER: Final = re.compile(r";[^/]*")
SLASHES: Final = re.compile(r"/{2,}")


wall_clock_ms = SystemClock().now_ms


def create_upstream(
    store: TaskStore,
    *,
    public_url: str,
    secret: str | None = None,
    clock: Callable[[], int] = wall_clock_ms,
    faults: Faults | None = None,
) -> Starlette:
    """The application.

    Args:
        store: The tasks it knows; a submission adds to it.
        public_url: The address others reach it at, without a slash at the end; image URLs begin with it.
        secret: What `mj-api-secret` must be; None lets everybody in.
        clock: Milliseconds since 1970.
        faults: What goes wrong with polls and pictures; None for an upstream that always does well.
    """
    upstream = Upstream(store, public_url, secret, clock)
    return Starlette(
        routes=upstream.routes(),
        exception_handlers={HTTPException: upstream.refuse},
        middleware=[Middleware(LenientPaths), Middleware(Faulty, faults or Faults())],
    )


@dataclass
class Upstream:
    """The endpoints, over one store of tasks."""

    store: TaskStore
    public_url: str
    secret: str | None
    clock: Callable[[], int]
    _numbers: "count[int]" = field(default_factory=count)

    def routes(self) -> list[Route]:
        """Every address; only the pictures and films are open to all."""
        return [
            Route("/mj/task/list-by-condition", self._guarded(self.list_by_condition), methods=["POST"]),
            Route("/mj/task/list", self._guarded(self.list_all)),
            Route("/mj/task/queue", self._guarded(self.queue)),
            Route("/mj/task/{id}/fetch", self._guarded(self.fetch)),
            Route("/mj/submit/imagine", self._guarded(self.submit_imagine), methods=["POST"]),
            Route(f"{PICTURES}{{name}}", show_picture),
            Route("/videos/{name}", show_film),
        ]

    async def list_by_condition(self, request: Request) -> Response:
        """The known ones of the ids asked for."""
        ids = (await read_object(request)).get("ids") or []
        if not isinstance(ids, list):
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        texts = [text for text in map(as_text, ids) if text]
        now_ms = self.clock()
        return json_response(request, self._seen(self.store.batch(texts, now_ms), now_ms))

    async def list_all(self, request: Request) -> Response:
        """Every task, the latest submission first."""
        return json_response(request, by_submission(self._seen(self.store.all(), self.clock())))

    async def queue(self, request: Request) -> Response:
        """The queued and running tasks, the earliest submission first."""
        now_ms = self.clock()
        return json_response(request, self._seen(self.store.in_memory(now_ms), now_ms))

    async def fetch(self, request: Request) -> Response:
        """One task; an empty answer for an unknown id."""
        task = self.store.get(request.path_params["id"])
        return json_response(request, task.as_seen(self.clock(), self.public_url)) if task else Response()

    async def submit_imagine(self, request: Request) -> Response:
        """Take a prompt, or say why not: always status 200, the answer's code tells."""
        form = await read_object(request)
        prompt = as_text(form.get("prompt")) or ""
        if not prompt.strip():
            return json_response(request, _submission(4, "prompt不能为空"))
        if banned := BANNED_WORD.search(prompt):
            found = {"promptEn": prompt, "bannedWord": banned[0]}
            return json_response(request, _submission(24, "可能包含敏感词", properties=found))
        task = self._new_task(prompt, as_text(form.get("state")), as_text(form.get("notifyHook")))
        self.store.add(task)
        instance = {"discordInstanceId": INSTANCE_ID}
        return json_response(request, _submission(1, "提交成功", task.id, instance))

    async def refuse(self, request: Request, error: Exception) -> Response:
        """The answer for an HTTPException; an unknown address below a guarded one is guarded too."""
        assert isinstance(error, HTTPException)  # noqa: S101 - the only one it is registered for
        status, headers = HTTPStatus(error.status_code), error.headers or {}
        path = request.scope["path"]
        is_options = status is HTTPStatus.METHOD_NOT_ALLOWED and request.method == "OPTIONS"
        is_unknown = status is HTTPStatus.NOT_FOUND and path.startswith(GUARDED)
        if (is_options or is_unknown) and not self._is_let_in(request):
            return Response(status_code=HTTPStatus.UNAUTHORIZED)
        if is_options:
            return Response(headers={"allow": f"{headers['Allow']},OPTIONS"})
        if not path.startswith("/mj/"):
            return container_page(status)
        response = error_response(request, status, self.clock())
        response.headers.update(headers)
        return response

    def _seen(self, tasks: list[Any], now_ms: int) -> list[Any]:
        return [task.as_seen(now_ms, self.public_url) for task in tasks]

    def _new_task(self, prompt: str, state: str | None, hook: str | None) -> LiveTask:
        now_ms = self.clock()
        return LiveTask(f"{now_ms}{next(self._numbers) % 1000:03d}", "IMAGINE", now_ms, prompt, state, hook)

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint behind the secret, asked for after the routing and before the body is read."""

        async def answer(request: Request) -> Response:
            if self._is_let_in(request):
                return await endpoint(request)
            return Response(status_code=HTTPStatus.UNAUTHORIZED)

        return answer

    def _is_let_in(self, request: Request) -> bool:
        # Blanks round a header's value are no part of it (RFC 9110, 5.5); not every parser takes them off.
        given = request.headers.get("mj-api-secret", "").strip()
        return self.secret is None or compare_digest(given.encode(), self.secret.encode())


async def show_picture(request: Request) -> Response:
    """The picture of a task, drawn in a worker thread."""
    name = PICTURE_NAME.fullmatch(request.path_params["name"])
    if not name:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    drawn = await run_in_threadpool(picture, name["id"], name["suffix"])
    return Response(drawn, media_type="image/webp", headers={"cache-control": "public, max-age=86400"})


async def show_film(request: Request) -> Response:
    """One of a task's films; Starlette gives no parts of it, as some upstreams don't."""
    name = FILM_NAME.fullmatch(request.path_params["name"])
    if not name:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    made = await run_in_threadpool(film, name["id"], int(name["number"]))
    return Response(made, media_type="video/webm", headers={"cache-control": "public, max-age=86400"})


class LenientPaths:
    """Reads a path as the real server does: no path parameters, doubled slashes or slash at the end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on under its tidy path, or refuse an encoded slash."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif b"%2f" in scope["raw_path"].lower():
            await container_page(HTTPStatus.BAD_REQUEST)(scope, receive, send)
        else:
            path = SLASHES.sub("/", PATH_PARAMETER.sub("", scope["path"])).rstrip("/")
            await self.app({**scope, "path": path or "/"}, receive, send)


def _submission(
    code: int, description: str, result: str | None = None, properties: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {"code": code, "description": description, "result": result, "properties": properties or {}}
