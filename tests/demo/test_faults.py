"""The simulated upstream goes wrong as the real one did."""

import json

import httpx
import pytest

from gql.demo.faults import FAULTS, POLLED, Faults, poisoned_record
from gql.demo.store import TaskStore
from gql.demo.tasks import StoredTask
from gql.demo.upstream import create_upstream
from tests.demo.recordings import SECRET, captures, recorded_answer, replayed_answer
from tests.demo.servers import serving

CAPTURES = captures()
TASKS = json.loads(CAPTURES["task list (all)"]["body"])
POISONED = [
    "poison: unknown top-level field (another fork's 'buttons'), with a good id",
    "poison: unknown action VIDEO, with a good id",
    "poison: unknown status MODAL, with a good id",
    "poison: status lower case, with a good id",
    "poison: not JSON, with a good id",
]


@pytest.mark.parametrize("name", POISONED)
def test_a_batch_with_an_unreadable_record_fails_as_recorded(name: str) -> None:
    bad = json.loads(CAPTURES[name]["request_body"])["ids"][-1]
    faults = Faults(poisoned_record({f"{number:016d}" for number in range(3)} | {bad}))
    app = create_upstream(TaskStore(), public_url="http://upstream", secret=SECRET, faults=faults)
    with serving(app) as port:
        assert replayed_answer(port, CAPTURES[name]) == recorded_answer(CAPTURES[name])


def client(faults: Faults) -> httpx.AsyncClient:
    store = TaskStore(StoredTask(task) for task in TASKS)
    app = create_upstream(store, public_url="http://upstream", faults=faults)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://upstream")


async def test_a_torn_list_ends_as_the_recorded_one() -> None:
    recorded = CAPTURES["torn: batch of ten live tasks while they change, 200 torn (1)"]["body"]
    ids = {"ids": [task["id"] for task in TASKS]}
    async with client(Faults(FAULTS["torn"])) as upstream:
        torn = (await upstream.post(POLLED, json=ids)).text
        torn_nothing = (await upstream.post(POLLED, json={"ids": []})).text

    end = recorded[recorded.rindex("]") :]
    assert torn[torn.rindex("]") :].replace(".971", "") == end.replace(".971", "")
    assert [*json.JSONDecoder().raw_decode(torn)[0][-1]] == ["id", "properties"]
    assert torn_nothing.startswith('[]{"timestamp"')


async def test_only_polls_go_wrong_and_a_refusal_is_passed_on() -> None:
    async with client(Faults(FAULTS["left_out"])) as upstream:
        everything = (await upstream.get("/mj/task/list")).json()
        refusal = await upstream.post(POLLED, json={"ids": 5})

    assert len(everything) == len(TASKS)
    assert (refusal.status_code, refusal.json()["error"]) == (400, "Bad Request")
