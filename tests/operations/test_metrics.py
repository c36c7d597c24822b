import time

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from gql.operations import metrics
from gql.operations.metrics import Metrics, door_of
from gql.operations.requests import ObserveRequests


def hello(_: Request) -> Response:
    return PlainTextResponse("hello")


def fail(_: Request) -> Response:
    raise RuntimeError


def client() -> httpx.AsyncClient:
    measured = Metrics()
    routes = [Route("/graphql", hello, methods=["GET", "POST"]), Route("/api/mj/self", fail)]
    app = Starlette(
        routes=[*routes, *metrics.routes(measured)],
        middleware=[Middleware(ObserveRequests, measured.observe)],
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def samples(gateway: httpx.AsyncClient, name: str) -> dict[tuple[str, ...], float]:
    """Give the values of a metric by its labels, in alphabetical order of their names."""
    text = (await gateway.get("/metrics")).text
    return {
        tuple(sample.labels[label] for label in sorted(sample.labels)): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name
    }


async def test_requests_are_counted_by_door_method_and_status() -> None:
    async with client() as gateway:
        await gateway.get("/graphql")
        await gateway.post("/graphql")
        await gateway.post("/graphql")
        await gateway.get("/api/mj/self")
        await gateway.request("BREW", "/wp-login.php")
        assert await samples(gateway, "mj_gateway_requests_total") == {
            ("graphql", "GET", "200"): 1,
            ("graphql", "POST", "200"): 2,
            ("rest", "GET", "500"): 1,
            ("pages", "other", "404"): 1,
        }


async def test_durations_are_counted_by_door() -> None:
    async with client() as gateway:
        await gateway.get("/graphql")
        assert await samples(gateway, "mj_gateway_request_seconds_count") == {("graphql",): 1}


async def test_a_stream_took_as_long_as_it_took_to_begin() -> None:
    seen: list[float] = []

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"x", b"y"), (b"content-type", b"text/event-stream; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        began.append(time.perf_counter())
        await send({"type": "http.response.body", "body": b":\n\n", "more_body": False})

    began = [time.perf_counter()]
    observed = ObserveRequests(stream, lambda _scope, _status, seconds: seen.append(seconds))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(observed), base_url="http://test") as gateway:
        await gateway.get("/graphql")
    assert 0 < seen[0] <= began[1] - began[0]


async def test_two_applications_in_one_process_count_for_themselves() -> None:
    async with client() as one, client() as other:
        await one.get("/graphql")
        assert await samples(other, "mj_gateway_requests_total") == {}


@pytest.mark.parametrize(
    ("path", "door"),
    [("/", "pages"), ("/mj/image/1", "image"), ("/api/mj/", "rest"), ("/healthz", "operations")],
)
def test_each_path_has_a_door(path: str, door: str) -> None:
    assert door_of(path) == door


async def test_websockets_pass_unobserved() -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, receive: object, send: object) -> None:
        seen.append(scope)

    async def nothing() -> Message:
        return {}

    async def drop(_: Message) -> None:
        pass

    await ObserveRequests(app, lambda *_: seen.clear())({"type": "websocket"}, nothing, drop)
    assert seen == [{"type": "websocket"}]
