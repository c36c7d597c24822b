import asyncio

import httpx
import pytest

from tests.clock import FakeClock
from tests.polling.upstream_server import Server
from tests.refresh.asking import FINISHED, KNOWN, RUNNING, UNKNOWN, refresh, saying
from tests.servers.engines import ON_EACH_SITE
from tests.servers.sites import Place
from tests.storage.statements import outside
from tests.webhook.hooks import QUOTA, quota, refunds, rows, submitted

pytestmark = ON_EACH_SITE
DONE: tuple[tuple[str, str], list[str]] = ("SUCCESS", "100%"), []
FAILED = {"status": "FAILURE", "progress": "", "failReason": "构图失败"}
HALFWAY = {"status": "IN_PROGRESS", "progress": "46%"}
A_MINUTE = 30


async def test_a_task_is_given_as_its_upstream_has_it_now_and_stored(
    gateway: httpx.AsyncClient, server: Server, place: Place
) -> None:
    server.faults.current = saying(**HALFWAY)
    assert await refresh(gateway, KNOWN) == (("IN_PROGRESS", "46%"), [])
    server.faults.current = None
    assert await refresh(gateway, KNOWN) == DONE
    assert rows(place, [KNOWN, RUNNING])[0][1:3] == ("SUCCESS", "100%")
    assert rows(place, [KNOWN, RUNNING])[1][1:3] == ("SUBMITTED", "0%")
    assert len(server.polls) == 2


async def test_a_finished_task_is_not_asked_for(
    gateway: httpx.AsyncClient, server: Server, place: Place
) -> None:
    before = rows(place, [FINISHED])
    for _ in range(A_MINUTE + 1):
        assert await refresh(gateway, FINISHED) == (("FAILURE", "100%"), [])
    assert (rows(place, [FINISHED]), server.polls) == (before, [])


async def test_a_failure_that_is_asked_for_by_many_at_once_is_refunded_once(
    gateway: httpx.AsyncClient, server: Server, place: Place
) -> None:
    before, refunded = quota(place), refunds(place)
    server.faults.current = saying(**FAILED)
    asked = [refresh(gateway, KNOWN, username) for username in ("alice", "admin", "root") for _ in range(3)]
    assert await asyncio.gather(*asked) == [(("FAILURE", "100%"), [])] * 9
    assert (quota(place), refunds(place)) == (before + QUOTA, refunded + 1)


async def test_the_task_of_somebody_else_is_as_one_that_does_not_exist(
    gateway: httpx.AsyncClient, server: Server, place: Place
) -> None:
    before = rows(place, [KNOWN])
    for mj_id in (KNOWN, FINISHED, UNKNOWN, "%", "1'; --"):
        assert await refresh(gateway, mj_id, "chen") == (None, ["NOT_FOUND"])
    assert (rows(place, [KNOWN]), server.polls) == (before, [])


async def test_of_several_with_one_id_the_viewer_gets_the_own(
    gateway: httpx.AsyncClient, server: Server, place: Place
) -> None:
    outside(place, submitted(KNOWN, user_id=5, channel_id=2))
    assert await refresh(gateway, KNOWN) == DONE
    assert [row[1] for row in rows(place, [KNOWN])] == ["SUCCESS", ""]
    assert len(server.polls) == 1


@pytest.mark.parametrize("username", ["admin", "root"])
async def test_an_admin_may_ask_for_everybodys_tasks(gateway: httpx.AsyncClient, username: str) -> None:
    assert await refresh(gateway, KNOWN, username) == DONE


async def test_who_asks_too_often_is_told_so_until_some_time_has_passed(
    gateway: httpx.AsyncClient, server: Server, clock: FakeClock
) -> None:
    server.faults.current = saying(**HALFWAY)
    for _ in range(A_MINUTE):
        assert await refresh(gateway, RUNNING) == (("IN_PROGRESS", "46%"), [])
    assert await refresh(gateway, RUNNING) == (("IN_PROGRESS", "46%"), ["RATE_LIMITED"])
    assert await refresh(gateway, RUNNING, "admin") == (("IN_PROGRESS", "46%"), [])
    clock.pass_(2)
    assert await refresh(gateway, RUNNING) == (("IN_PROGRESS", "46%"), [])
    assert await refresh(gateway, RUNNING) == (("IN_PROGRESS", "46%"), ["RATE_LIMITED"])
    clock.pass_(60)
    assert await refresh(gateway, RUNNING) == (("IN_PROGRESS", "46%"), [])
    assert len(server.polls) == A_MINUTE + 3
