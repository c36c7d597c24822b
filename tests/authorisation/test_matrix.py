"""Who may see what: every field, argument and path by seven viewers, none untested."""

import re
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType
from starlette.applications import Starlette

from gql.app import create_app
from gql.operations.health import Readiness
from gql.settings import load
from gql.storage.database import open_database
from tests.accounts import IDS, TOKENS
from tests.authorisation.events import first_event
from tests.authorisation.matrix import OWN, SCHEMA, Case, cases
from tests.servers.engines import ON_EACH_ENGINE, ONE_EACH
from tests.servers.sites import Place, url_of
from tests.storage.statements import outside
from tests.tasks.rows import insert

REVOKED = "revoked-token-of-bob"
VIEWERS: dict[str, dict[str, str]] = {
    "nobody": {},
    "user": {"Authorization": TOKENS["alice"], "New-Api-User": str(IDS["alice"])},
    "other user": {"Authorization": TOKENS["chen"], "New-Api-User": str(IDS["chen"])},
    "admin": {"Authorization": TOKENS["admin"], "New-Api-User": str(IDS["admin"])},
    "root": {"Authorization": TOKENS["root"], "New-Api-User": str(IDS["root"])},
    "disabled": {"Authorization": TOKENS["mallory"], "New-Api-User": str(IDS["mallory"])},
    "revoked": {"Authorization": TOKENS["bob"], "New-Api-User": str(IDS["bob"])},
}
USERS = {"user", "other user"}
ADMINS = {"admin", "root"}
CASES = cases()
# Most is refused before any row is read; whose rows are whose is for each engine to find out.
LOOKS = [*((ONE_EACH[0], viewer) for viewer in VIEWERS), *((site, "other user") for site in ONE_EACH[1:])]
OF_ONE_TASK = {"Query.task", "Mutation.refreshTask", "Subscription.taskUpdated"}

FOR_ADMINS = re.compile(r"[,;.] for admins[.:;]", re.IGNORECASE)


def admins_only() -> set[str]:
    """Find the places that the schema itself says are for admins."""
    found = set()
    for name, type_ in SCHEMA.type_map.items():
        if isinstance(type_, GraphQLObjectType | GraphQLInputObjectType) and not name.startswith("__"):
            for field, definition in type_.fields.items():
                if FOR_ADMINS.search(definition.description or ""):
                    found.add(f"{name}.{field}")
    return found


ADMINS_ONLY = admins_only()


@pytest.fixture
async def app(place: Place) -> AsyncIterator[Starlette]:
    """The application, bob's token revoked and each viewer with a task that is not finished."""
    begun = {"status": "SUBMITTED", "progress": "0%", "action": "IMAGINE", "prompt": "a", "channel_id": 1}
    outside(
        place,
        f"UPDATE users SET access_token = '{REVOKED}' WHERE id = {IDS['bob']}",
        *(
            insert(user_id=user_id, mj_id=mj_id, submit_time=int(mj_id[:13]), **begun)
            for user_id, mj_id in OWN.items()
        ),
    )
    database = await open_database(url_of(place), create=False)
    yield create_app(load(), database, Readiness())
    await database.close()


@pytest.fixture
async def served(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://gateway.test"
    ) as client:
        yield client


def expected(case: Case, viewer: str) -> tuple[str, str] | None:
    """Say which code comes at which path, or None where the answer has no error."""
    if viewer not in USERS | ADMINS:
        # Who holds a connection open is looked at before the operation.
        return "UNAUTHENTICATED", "" if case.root == "Subscription" else case.steps[0].field
    if is_foreign(case, viewer):
        return beyond(case) or (("NOT_FOUND", "") if case.root == "Subscription" else None)
    if viewer in ADMINS:
        return beyond(case)
    for length, step in enumerate(case.steps, 1):
        argument = re.search(r": (\w+\.\w+)\)$", case.name)
        last = length == len(case.steps)
        if step.place in ADMINS_ONLY or (last and argument and argument[1] in ADMINS_ONLY):
            return "FORBIDDEN", ".".join(part.field for part in case.steps[:length])
    return beyond(case)


def beyond(case: Case) -> tuple[str, str] | None:
    """Say which error comes though the viewer may ask: the cursor of another log tells to begin anew."""
    comes_again = case.root == "Subscription" and case.name.endswith("(after)")
    return ("RESYNC", "") if comes_again else None


def is_foreign(case: Case, viewer: str) -> bool:
    """Whether it asks for the task of somebody else, which is as one that does not exist."""
    return viewer == "other user" and case.steps[0].place in OF_ONE_TASK


@pytest.mark.parametrize(("site", "viewer"), LOOKS, indirect=["site"])
async def test_each_place_is_open_to_those_it_is_for_and_to_nobody_else(
    app: Starlette, served: httpx.AsyncClient, viewer: str
) -> None:
    wrong = []
    for case in CASES:
        if case.root == "Subscription":
            response = await first_event(app, case.query, VIEWERS[viewer])
        else:
            body = {"query": case.query}
            response = (await served.post("/graphql", json=body, headers=VIEWERS[viewer])).json()
        wanted = expected(case, viewer)
        if told(response) != ({wanted} if wanted else set()):
            wrong.append((case.name, wanted, response))
        if is_foreign(case, viewer):
            assert not found(response), case.query
    assert wrong == []


def found(response: Any) -> Any:
    """Give what an answer says of the one task that was asked for."""
    ((field, told),) = (response.get("data") or {"none": None}).items()
    if field == "refreshTask":
        refused = told.pop("userErrors", [])
        assert {error.get("code", "NOT_FOUND") for error in refused} <= {"NOT_FOUND"}
        return told.get("task")
    return told


def told(response: Any) -> set[tuple[str, str]]:
    """Give the code and the path of each error, places in lists left out."""
    return {
        (
            error["extensions"]["code"],
            ".".join(part for part in error.get("path", []) if isinstance(part, str)),
        )
        for error in response.get("errors", [])
    }


def test_the_matrix_leaves_no_field_and_no_argument_out() -> None:
    tested = {case.name for case in CASES}
    for name, type_ in SCHEMA.type_map.items():
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__"):
            for field, definition in type_.fields.items():
                assert f"{name}.{field}" in tested
                for argument in definition.args:
                    assert any(entry.startswith(f"{name}.{field}({argument}") for entry in tested)
    assert len(tested) * len(VIEWERS) >= 700


def test_what_is_for_admins_is_what_the_table_says() -> None:
    known = {
        "Query.allTasks", "Query.tasks", "Query.user", "Query.users", "Query.channels",
        "Subscription.allTaskUpdates", "Task.channel", "Task.sourceImageUrl", "Task.sourceVideoUrls",
        "TaskFilter.channelIds", "TaskFilter.userIds",
    }  # fmt: skip
    assert known <= ADMINS_ONLY


PATHS = ["/api/mj/self", "/api/mj/self/", "/api/mj", "/api/mj/"]
EXPORTS = ["/api/tasks/export?format=jsonl&scope=own", "/api/tasks/export?format=jsonl&scope=all"]


@ON_EACH_ENGINE
@pytest.mark.parametrize("path", PATHS)
async def test_each_rest_path_is_open_to_those_it_is_for_and_to_nobody_else(
    served: httpx.AsyncClient, path: str
) -> None:
    own = path.startswith("/api/mj/self")
    for viewer, headers in VIEWERS.items():
        response = await served.get(path, headers=headers)
        allowed = viewer in ADMINS or (own and viewer in USERS)
        refused = 403 if viewer in USERS else 401
        assert response.status_code == (200 if allowed else refused), (viewer, response.text)
        if own and viewer in USERS | ADMINS:
            assert response.json()["data"]["total"] > 0


@ON_EACH_ENGINE
@pytest.mark.parametrize("path", EXPORTS)
async def test_each_export_is_open_to_those_it_is_for_and_to_nobody_else(
    served: httpx.AsyncClient, path: str
) -> None:
    own = path.endswith("own")
    for viewer, headers in VIEWERS.items():
        response = await served.get(path, headers=headers)
        allowed = viewer in ADMINS or (own and viewer in USERS)
        refused = 403 if viewer in USERS else 401
        assert response.status_code == (200 if allowed else refused), (viewer, response.text)


@pytest.mark.parametrize("path", ["/mj/image/1708827604124433", "/mj/video/1708827604124433"])
async def test_pictures_open_by_their_address_alone_whoever_asks(
    app: Starlette, served: httpx.AsyncClient, path: str
) -> None:
    async with app.router.lifespan_context(app):
        for viewer, headers in VIEWERS.items():
            for query in ("", "?id=20&e=9999999999&s=AAAAAAAAAAAAAAAAAAAAAA"):
                response = await served.get(path + query, headers=headers)
                assert response.status_code == 403, (viewer, response.text)


async def test_ten_thousand_foreign_ids_give_nothing_away(served: httpx.AsyncClient, place: Place) -> None:
    foreign = outside(place, "SELECT mj_id FROM midjourneys WHERE user_id <> 5 AND mj_id <> ''")
    mj_ids = [mj_id for (mj_id,) in foreign]
    own = {number for (number,) in outside(place, "SELECT id FROM midjourneys WHERE user_id = 5")}
    asked = 0
    nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Task { databaseId } } }"
    for start in range(0, 10_000, 100):
        ids = [
            global_id(kind, number)
            for number in range(start, start + 34)
            for kind in ("Task", "User", "Channel")
        ]
        response = await served.post(
            "/graphql", json={"query": nodes, "variables": {"ids": ids[:100]}}, headers=VIEWERS["other user"]
        )
        for node in response.json()["data"]["nodes"]:
            assert node is None or node.get("databaseId") in own or node["id"] == global_id("User", 5)
        asked += 100
    listing = (
        "query ($ids: [String!]!) { viewer { tasks(first: 100, filter: {mjIds: $ids}) { totalCount } } }"
    )
    for start in range(0, len(mj_ids), 100):
        response = await served.post(
            "/graphql",
            json={"query": listing, "variables": {"ids": mj_ids[start : start + 100]}},
            headers=VIEWERS["other user"],
        )
        assert response.json()["data"]["viewer"]["tasks"]["totalCount"] == 0
        asked += 100
    assert asked >= 10_000


def global_id(type_name: str, number: int) -> str:
    return urlsafe_b64encode(f"{type_name}:{number}".encode()).decode()
