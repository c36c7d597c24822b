from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from gql.operations.logging import configure
from gql.operations.requests import ObserveRequests, log_request
from gql.webhook import routes as webhook
from tests import logs
from tests.webhook.hooks import HOOK, SECRET, call, recorded
from tests.webhook.test_refusals import Broken

TASK = recorded()[0]
ADDRESSES = [
    HOOK,
    f"/mj/notify/{SECRET}",
    f"{HOOK}/",
    f"http://gateway.test//mj/notify/{SECRET}",
    f"/behind/a/proxy{HOOK}",
    f"/mj/notify?secret={SECRET}",
]


@pytest.fixture(params=["json", "console"], autouse=True)
def real_log(request: pytest.FixtureRequest) -> Iterator[None]:
    with logs.put_back():
        configure(request.param, "debug")
        yield


@pytest.mark.parametrize("address", ADDRESSES)
async def test_the_secret_is_in_no_line_of_the_log(
    gateway: httpx.AsyncClient, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for body in (TASK, b"torn", b"x" * 300_000):
        await call(gateway, body, address)
        await call(gateway, body, "/mj/notify", mj_api_secret=SECRET)
    captured = capsys.readouterr()
    assert captured.err.count("/mj/notify") == 6
    assert not any(part in captured.out + captured.err for part in ("canary", "hook+secret", "%2B"))


async def test_nor_is_it_where_the_gateway_has_a_defect(capsys: pytest.CaptureFixture[str]) -> None:
    broken: Any = Broken()
    app = Starlette(
        routes=webhook.routes(SECRET, broken), middleware=[Middleware(ObserveRequests, log_request)]
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        await call(client, TASK)
        await call(client, TASK, "/mj/notify", mj_api_secret=SECRET)
    log = capsys.readouterr().err
    assert log.count("ZeroDivisionError") >= 2
    assert "canary" not in log
