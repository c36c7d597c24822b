from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import Response

from gql import background
from gql.demo.faults import FAULTS, answering
from gql.storage.database import Database, open_database
from tests.accounts import headers
from tests.clock import FakeClock
from tests.gateway import data, errors
from tests.polling.upstream_server import Server
from tests.refresh.asking import FINISHED, KNOWN, REFRESH, RUNNING, UNKNOWN, client_on, refresh, saying, told
from tests.servers.engines import ATTACHED, ON_EACH_ENGINE
from tests.servers.sites import Place, url_of
from tests.storage.statements import outside
from tests.webhook.hooks import rows, submitted

AWAY = (("SUBMITTED", "0%"), ["UPSTREAM_UNAVAILABLE"])
SILENT = {"hang", "slow"}
NO_ANSWERS = {
    "cut", "torn", "server_error", "huge_body", "success_false", "html", "empty_body", "unauthorized",
    "bad_gateway", "redirect",
}  # fmt: skip


@pytest.mark.parametrize("fault", sorted(NO_ANSWERS))
async def test_an_upstream_without_an_answer_is_told_with_the_task_as_it_is_stored(
    gateway: httpx.AsyncClient, server: Server, place: Place, fault: str
) -> None:
    before = rows(place, [KNOWN])
    server.faults.current = FAULTS[fault]
    assert await refresh(gateway, KNOWN) == AWAY
    assert rows(place, [KNOWN]) == before


@ON_EACH_ENGINE
@pytest.mark.parametrize("fault", sorted(SILENT))
async def test_a_silent_upstream_is_given_up_before_the_operation_is(
    server: Server, database: Database, clock: FakeClock, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "REFRESH_SECONDS", 0.2)
    server.faults.current = FAULTS[fault]
    async with client_on(database, clock) as gateway:
        assert await refresh(gateway, KNOWN) == AWAY


@ON_EACH_ENGINE
async def test_a_task_that_its_upstream_does_not_know_stays_as_it_is(
    gateway: httpx.AsyncClient, server: Server, place: Place
) -> None:
    outside(place, submitted(UNKNOWN, status="SUBMITTED"))
    assert await refresh(gateway, UNKNOWN) == AWAY
    assert len(server.polls) == 1


@ON_EACH_ENGINE
@pytest.mark.parametrize("channel_id", [9, 0])
async def test_a_task_whose_channel_is_gone_can_not_be_asked_for(
    gateway: httpx.AsyncClient, server: Server, place: Place, channel_id: int
) -> None:
    outside(place, f"UPDATE midjourneys SET channel_id = {channel_id} WHERE mj_id = '{KNOWN}'")
    assert await refresh(gateway, KNOWN) == AWAY


@ON_EACH_ENGINE
async def test_without_a_table_of_channels_nobody_can_be_asked(
    server: Server, place: Place, clock: FakeClock
) -> None:
    outside(place, "DROP TABLE channels")
    database = await open_database(url_of(place), write_attached=True)
    try:
        async with client_on(database, clock) as gateway:
            assert await refresh(gateway, KNOWN) == AWAY
    finally:
        await database.close()
    assert server.polls == []


@ATTACHED
async def test_where_the_gateway_only_reads_it_says_that_new_api_follows_the_tasks(
    reader: httpx.AsyncClient, server: Server
) -> None:
    assert await refresh(reader, KNOWN) == (("SUBMITTED", "0%"), ["NOT_FOLLOWED"])
    assert await refresh(reader, FINISHED) == (("FAILURE", "100%"), [])
    assert await refresh(reader, UNKNOWN) == (None, ["NOT_FOUND"])
    assert server.polls == []


SAID = [
    (UNKNOWN, "en-GB", "You have no task {mj_id}"),
    (UNKNOWN, "zh-CN,zh;q=0.9", "没有任务 {mj_id}"),
    (UNKNOWN, "zh-TW", "沒有任務 {mj_id}"),
    (KNOWN, "en", "The upstream of this task says nothing of it at present"),
    (KNOWN, "zh", "上游暂时无法提供该任务的状态"),
    (KNOWN, "zh-Hant", "上游暫時無法提供該任務的狀態"),
]


@pytest.mark.parametrize(("mj_id", "language", "message"), SAID)
async def test_people_are_told_in_their_language(
    gateway: httpx.AsyncClient, server: Server, mj_id: str, language: str, message: str
) -> None:
    server.faults.current = answering(Response(status_code=502))
    assert await told(gateway, mj_id, "alice", language) == message.format(mj_id=mj_id)


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "Too many refreshes; try again in 2 seconds"),
        ("zh", "刷新过于频繁，请在 2 秒后重试"),
        ("zh-TW", "重新整理過於頻繁，請在 2 秒後重試"),
    ],
)
async def test_who_asks_too_often_is_told_when_to_ask_again(
    gateway: httpx.AsyncClient, server: Server, language: str, message: str
) -> None:
    server.faults.current = saying(status="IN_PROGRESS", progress="1%")
    for _ in range(30):
        await refresh(gateway, RUNNING)
    assert await told(gateway, RUNNING, "alice", language) == message


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "This gateway does not follow tasks; new-api does it by itself"),
        ("zh", "本网关不跟踪任务，由 new-api 自行更新"),
        ("zh-TW", "本閘道不追蹤任務，由 new-api 自行更新"),
    ],
)
async def test_who_follows_the_tasks_is_told_in_their_language(
    reader: httpx.AsyncClient, language: str, message: str
) -> None:
    assert await told(reader, KNOWN, "alice", language) == message


NOBODY = [
    (None, "UNAUTHENTICATED", "Unauthorized, not logged in and no access token provided"),
    ("mallory", "UNAUTHENTICATED", "User has been banned"),
    ("nobody", "FORBIDDEN", "Unauthorized, insufficient privileges"),
]


@pytest.mark.parametrize(("username", "code", "message"), NOBODY)
async def test_who_may_ask_for_nothing_gets_an_error(
    gateway: httpx.AsyncClient, server: Server, username: str | None, code: str, message: str
) -> None:
    assert await errors(gateway, REFRESH, username, mjId=KNOWN) == [("refreshTask", code, message)]
    assert server.polls == []


@pytest.mark.parametrize("mj_id", ["\0", "x" * 100_000])
async def test_an_id_that_no_task_can_have_is_an_error_that_names_it(
    gateway: httpx.AsyncClient, mj_id: str
) -> None:
    ((path, code, message),) = await errors(gateway, REFRESH, "alice", mjId=mj_id)
    assert (path, code) == ("refreshTask", "BAD_USER_INPUT")
    assert message.startswith("mjId ")


async def test_it_is_not_done_by_get(gateway: httpx.AsyncClient, server: Server) -> None:
    query = f'mutation {{ refreshTask(input: {{mjId: "{KNOWN}"}}) {{ task {{ status }} }} }}'
    response = await gateway.get("/graphql", params={"query": query}, headers=headers("alice"))
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert server.polls == []


async def test_without_its_database_it_says_so(gateway: httpx.AsyncClient, newapi_file: Path) -> None:
    newapi_file.rename(newapi_file.with_suffix(".gone"))
    ((path, code, _),) = await errors(gateway, REFRESH, "alice", mjId=KNOWN)
    assert (path, code) == ("refreshTask", "UNAVAILABLE")


@ON_EACH_ENGINE
async def test_several_in_one_operation_are_asked_for_one_after_the_other(
    gateway: httpx.AsyncClient, server: Server
) -> None:
    one, other = (
        f'refreshTask(input: {{mjId: "{mj_id}"}}) {{ task {{ status }} }}' for mj_id in (KNOWN, RUNNING)
    )
    done: Any = await data(gateway, f"mutation {{ one: {one} other: {other} }}", "alice")
    assert [done[name]["task"]["status"] for name in ("one", "other")] == ["SUCCESS", "SUCCESS"]
    assert len(server.polls) == 2
