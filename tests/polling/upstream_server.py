"""The simulated upstream on a real socket, with stored tasks and a switch for its faults."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send

from gql.channels.upstreams.model import Upstream
from gql.demo.faults import Faults
from gql.demo.store import TaskStore
from gql.demo.tasks import StoredTask
from gql.demo.upstream import create_upstream
from gql.tasks.progress import Report
from tests.demo.recordings import captures
from tests.serving import serving

SECRET = "canary-upstream-secret"
RECORDED = captures()
TASK = {
    "id": "",
    "properties": {"finalPrompt": "a cat & <friends>", "flags": 0},
    "action": "IMAGINE",
    "status": "SUCCESS",
    "prompt": "猫",
    "promptEn": "a cat",
    "description": "/imagine a cat",
    "state": "order-1",
    "submitTime": 1_795_375_098_488,
    "startTime": 1_795_375_101_013,
    "finishTime": 1_795_375_103_996,
    "imageUrl": "https://cdn.example/cat.png?ex=1&is=2",
    "progress": "100%",
    "failReason": None,
}


@dataclass
class Server:
    """What a test needs of the server."""

    upstream: Upstream
    faults: Faults
    polls: list[Scope] = field(default_factory=list)


def ids(count: int) -> list[str]:
    """Ids of tasks that the upstream may know."""
    return [f"{1_763_999_999_000_000 + number}" for number in range(count)]


def report(mj_id: str) -> Report:
    """What the upstream says of a stored task."""
    return Report(
        mj_id,
        status="SUCCESS",
        progress="100%",
        prompt_en="a cat",
        state="order-1",
        submit_time=1_795_375_098_488,
        start_time=1_795_375_101_013,
        finish_time=1_795_375_103_996,
        image_url="https://cdn.example/cat.png?ex=1&is=2",
        properties=r'{"finalPrompt":"a cat \u0026 \u003cfriends\u003e","finalZhPrompt":""}',
    )


@asynccontextmanager
async def upstream_server(known: Sequence[str] = ()) -> AsyncIterator[Server]:
    """Serve an upstream that knows these tasks."""
    faults, polls = Faults(), list[Scope]()
    store = TaskStore(StoredTask({**TASK, "id": mj_id}) for mj_id in known)
    app = create_upstream(store, public_url="http://upstream", secret=SECRET, faults=faults)
    async with serving(_counting(app, polls)) as port:
        yield Server(Upstream(3, "mj plus", f"http://127.0.0.1:{port}", SECRET), faults, polls)


def _counting(app: ASGIApp, polls: list[Scope]) -> ASGIApp:
    async def counting(scope: Scope, receive: Receive, send: Send) -> None:
        polls.append(scope)
        await app(scope, receive, send)

    return counting
