"""Tasks that go their way in the simulated upstream, seen over HTTP."""

import json
from collections.abc import AsyncIterator, MutableMapping
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from gql.demo.store import TaskStore
from gql.demo.tasks import LiveTask
from gql.demo.timeline import LONGEST_MS, PACES
from gql.demo.upstream import create_upstream, wall_clock_ms
from tests.demo.recordings import captures

NOW = 1_795_375_098_000
URL = "http://upstream"
CAPTURES = captures()


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> TaskStore:
    return TaskStore()


@pytest.fixture
async def client(store: TaskStore, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    app = create_upstream(store, public_url=URL, secret="s", clock=clock)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=URL, headers={"mj-api-secret": "s"}) as client:
        yield client


async def imagine(client: httpx.AsyncClient, **form: object) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.post("/mj/submit/imagine", json=form)).json()
    return answer


def successful(action: str, number: int = 0) -> LiveTask:
    """A task that ends well."""
    tasks = (LiveTask(f"{NOW}{tail:03d}", action, NOW, "Cat --ar 16:9", "order-1") for tail in range(1000))
    return [task for task in tasks if task.timeline.end.status == "SUCCESS"][number]


def stages(objects: list[Any]) -> dict[tuple[str, str | None], list[str]]:
    """The keys of `properties`, in their order, by status and progress; percentages are one stage."""
    return {
        (task["status"], "%" if (task["progress"] or "0%")[0] in "123456789" else task["progress"]): [
            key for key in task["properties"] if key != "referencedMessageId"
        ]
        for task in objects
    }


async def test_a_submitted_task_runs_to_its_end(client: httpx.AsyncClient, clock: Clock) -> None:
    answer = await imagine(client, prompt="Cat", state="order-1", notifyHook="http://127.0.0.1/hook")
    assert answer == {
        "code": 1,
        "description": "提交成功",
        "result": f"{NOW}000",
        "properties": {"discordInstanceId": "1118138338562560102"},
    }
    address = f"/mj/task/{answer['result']}/fetch"
    task = (await client.get(address)).json()
    assert (task["status"], task["state"], task["submitTime"]) == ("NOT_START", "order-1", NOW)
    clock.now += LONGEST_MS
    assert (await client.get(address)).json()["status"] in {"SUCCESS", "FAILURE"}


async def test_two_tasks_of_one_moment_have_two_ids(client: httpx.AsyncClient) -> None:
    first, second = await imagine(client, prompt="Cat"), await imagine(client, prompt="Dog")
    assert first["result"] != second["result"]


async def test_a_banned_word_inside_a_word_is_no_banned_word(client: httpx.AsyncClient) -> None:
    assert (await imagine(client, prompt="denuded hills"))["code"] == 1


async def test_running_tasks_come_first_and_final_ones_leave_the_queue(
    client: httpx.AsyncClient, store: TaskStore, clock: Clock
) -> None:
    final, running = successful("IMAGINE"), successful("IMAGINE", 1)
    later = LiveTask(running.id[:-3] + "999", "IMAGINE", NOW + LONGEST_MS, "Dog")
    for task in (later, final):
        store.add(task)
    clock.now += LONGEST_MS
    ids = {"ids": [final.id, later.id]}
    batch = (await client.post("/mj/task/list-by-condition", json=ids)).json()
    assert [task["id"] for task in batch] == [later.id, final.id]
    assert [task["id"] for task in (await client.get("/mj/task/queue")).json()] == [later.id]
    assert [task["id"] for task in (await client.get("/mj/task/list")).json()] == [later.id, final.id]


def test_a_full_store_forgets_its_oldest_task() -> None:
    store = TaskStore(capacity=2)
    tasks = [successful("IMAGINE", number) for number in range(3)]
    for task in tasks:
        store.add(task)
    assert (len(store), store.get(tasks[0].id)) == (2, None)


def test_the_properties_grow_as_those_of_a_real_imagine_did() -> None:
    task = successful("IMAGINE")
    ours = stages([task.as_seen(NOW + moment.at_ms, URL) for moment in task.timeline.moments])
    recorded = [
        seen
        for name, capture in CAPTURES.items()
        if name.startswith("live: ") and capture["path"] == "/mj/task/list-by-condition"
        for seen in json.loads(capture["body"])
        if seen["state"] == "order-1"
    ]
    observed = stages(recorded)
    assert len(observed) == 6
    assert {stage: ours[stage] for stage in observed} == observed
    assert list(task.as_seen(NOW, URL)) == list(recorded[0])


@pytest.mark.parametrize("action", sorted(PACES))
def test_a_picture_is_named_once_the_task_has_one(action: str) -> None:
    task = successful(action)
    at_first, at_last = task.as_seen(NOW, URL), task.as_seen(NOW + LONGEST_MS, URL)
    single = "_u1" if action in {"UPSCALE", "DESCRIBE"} else ""
    assert at_first["imageUrl"] is None
    assert at_last["imageUrl"] == f"{URL}/pictures/{task.id}{single}.webp"
    assert at_first["description"].startswith("/")


@pytest.mark.parametrize(("action", "prompt"), [("DESCRIBE", "1️⃣"), ("BLEND", "<https")])
def test_a_prompt_made_by_the_upstream_comes_later(action: str, prompt: str) -> None:
    task = successful(action)
    assert task.as_seen(NOW, URL)["prompt"] is None
    assert task.as_seen(NOW + LONGEST_MS, URL)["prompt"].startswith(prompt)


async def test_pictures_are_open_to_all(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/pictures/{NOW}000_grid_0.webp", headers={"mj-api-secret": "wrong"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert Image.open(BytesIO(answer.content)).size == (1024, 1024)


@pytest.mark.parametrize("name", ["cat.webp", "1_u5.webp", "1.png", f"{'1' * 21}.webp"])
async def test_other_picture_names_are_unknown(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/pictures/{name}")).status_code == 404


@pytest.mark.parametrize("body", ['{"ids": 5}', '{"ids": [NaN]}', "[" * 100_000])
async def test_unreadable_ids_are_a_bad_request(client: httpx.AsyncClient, body: str) -> None:
    headers = {"content-type": "application/json"}
    answer = await client.post("/mj/task/list-by-condition", content=body, headers=headers)
    assert (answer.status_code, answer.json()["path"]) == (400, "/mj/task/list-by-condition")


async def test_an_error_is_nothing_for_a_client_that_takes_neither_json_nor_html(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/mj/nope", headers={"accept": "image/png"})
    assert (answer.status_code, answer.content) == (404, b"")


async def test_other_protocols_are_left_to_the_framework() -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message["type"])

    scope = {"type": "websocket", "path": "/mj/task/list", "headers": []}
    await create_upstream(TaskStore(), public_url=URL)(scope, receive, send)
    assert sent == ["websocket.close"]


def test_the_wall_clock_counts_milliseconds() -> None:
    assert len(str(wall_clock_ms())) == 13
