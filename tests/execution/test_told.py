"""What subscribers hear of an update is written once for all who asked the same."""

from typing import Any

import orjson

from gql.app import make_services
from gql.execution.executor import Executor
from gql.execution.limits.limits import Limits
from gql.execution.operation import Operation
from gql.execution.request import GraphQLRequest
from gql.execution.told import Told
from gql.identity.credentials import Credentials
from gql.identity.model import Role, User, Viewer
from gql.identity.vigil import Session
from gql.live.hub import Delivered
from gql.schema import make_schema
from gql.schema.context import Context
from gql.settings import load
from gql.storage.database import Database
from gql.tasks.journal import TaskUpdate, TaskUpdateKind
from tests.tasks.rows import make_task

UPDATE = TaskUpdate(make_task(), "SUBMITTED", TaskUpdateKind.PROGRESSED)


class Telling:
    """Tells of updates, and counts how often it is asked to."""

    def __init__(self, database: Database) -> None:
        self.services = make_services(load(), database)
        self.executor = Executor(make_schema(), Limits.of(load()))
        self.told, self.times = Told(), 0

    async def operation(self, fields: str) -> Operation:
        return await self.executor.prepare(
            GraphQLRequest(f"subscription {{ allTaskUpdates {{ {fields} }} }}")
        )

    def tell(self, operation: Operation, role: Role, happened: Delivered, origin: str = "") -> Any:
        session = Session(Viewer(User(1, "somebody", role), role), "token", 0)
        context = Context(self.services, Credentials(), session, origin=origin)

        def tell(event: Delivered, _: Context) -> dict[str, Any]:
            self.times += 1
            return {"cursor": event.cursor}

        return self.told.data(operation, context, happened, tell)


async def test_an_update_is_written_once_for_all_who_asked_the_same(newapi_database: Database) -> None:
    telling = Telling(newapi_database)
    # Each subscriber gets an event of its own, and each request an operation.
    heard = [
        telling.tell(await telling.operation("cursor"), Role.ADMIN, Delivered(UPDATE, "1")) for _ in range(50)
    ]
    assert telling.times == 1
    assert {orjson.dumps(data) for data in heard} == {b'{"cursor":"1"}'}


async def test_another_selection_role_address_or_update_is_written_anew(newapi_database: Database) -> None:
    telling = Telling(newapi_database)
    operation, another = await telling.operation("cursor"), await telling.operation("kind")
    happened = Delivered(UPDATE, "1")
    copy = TaskUpdate(UPDATE.task, UPDATE.previous_status, UPDATE.kind)
    telling.tell(operation, Role.ADMIN, happened)
    telling.tell(another, Role.ADMIN, happened)
    telling.tell(operation, Role.ROOT, happened)
    telling.tell(operation, Role.ADMIN, happened, origin="https://mj.example.com")
    telling.tell(operation, Role.ADMIN, Delivered(UPDATE, "2"))
    telling.tell(operation, Role.ADMIN, Delivered(copy, "1"))
    assert telling.times == 6


async def test_the_state_at_a_beginning_is_nobody_elses(newapi_database: Database) -> None:
    telling = Telling(newapi_database)
    operation = await telling.operation("cursor")
    for _ in range(2):
        assert telling.tell(operation, Role.ADMIN, Delivered(UPDATE, None)) == {"cursor": None}
    assert telling.times == 2
