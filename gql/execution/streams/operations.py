"""Operations of any kind, one result after the other."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Protocol

from graphql import GraphQLError, OperationType
from starlette.requests import HTTPConnection

from gql.errors import GatewayError
from gql.execution.documents import Documents
from gql.execution.errors import executed, formatted
from gql.execution.executor import Executor
from gql.execution.limits.documents import NotValid
from gql.execution.operation import Event, Operation
from gql.execution.refusals import NotByGet
from gql.execution.request import GraphQLRequest
from gql.execution.streams.clients import Ending
from gql.execution.subscriptions import refused
from gql.identity.credentials import Credentials
from gql.identity.vigil import Session
from gql.language import Language
from gql.operations.origin import origin_of
from gql.schema.context import Context, Services

# Of one connection, at a time.
OPERATIONS_MAX = 100
# Characters of an id that a client gives an operation; it goes with every result.
ID_MAX = 200
# What `prepare` raises where an operation can't run.
REFUSALS = (GatewayError, NotValid)


class Outlet(Protocol):
    """Where the results of one operation go."""

    async def next(self, result: dict[str, Any], cursor: str | None) -> None:
        """Tell a result, and where a broken stream goes on."""

    async def refuse(self, result: dict[str, Any]) -> None:
        """Tell the errors that end the operation; nothing follows."""

    async def complete(self) -> None:
        """Tell that there are no more results."""


class Operations:
    """Runs the operations of connections that stay open."""

    def __init__(self, executor: Executor, services: Services, documents: Documents) -> None:
        self._executor = executor
        self._services = services
        self._documents = documents

    def context(
        self,
        connection: HTTPConnection,
        credentials: Credentials,
        session: Session | None = None,
        last_event_id: str | None = None,
    ) -> Context:
        """Make the context of one operation, which came over a connection."""
        return Context(self._services, credentials, session, last_event_id, origin=origin_of(connection))

    async def prepare(self, asked: GraphQLRequest, *, read_only: bool = False) -> Operation:
        """Find the operation that is meant.

        Raises:
            GatewayError, NotValid: see `Documents.find` and `Executor.prepare`.
            NotByGet: a mutation, with `read_only`.
        """
        found = self._documents.find(asked)
        operation = await self._executor.prepare(found)
        if read_only and operation.kind is OperationType.MUTATION:
            raise NotByGet
        self._documents.keep(found)
        return operation

    async def tell(
        self, operation: Operation, context: Context, outlet: Outlet, language: Language
    ) -> Ending:
        """Run an operation, and tell of its results.

        Returns:
            `DONE`; or `CLOSING` for a subscription that ended as the gateway shuts down, which is not told.
        """
        context.language = language
        async with aclosing(self._events(operation, context)) as events:
            async for event in events:
                if event.refused:
                    await outlet.refuse(body(event, language))
                    return Ending.DONE
                await outlet.next(body(event, language), event.cursor)
                del event  # of thousands who wait for hours, none keeps what it was told
        if operation.kind is OperationType.SUBSCRIPTION and self._services.hub.closed:
            return Ending.CLOSING
        await outlet.complete()
        return Ending.DONE

    async def _events(self, operation: Operation, context: Context) -> AsyncGenerator[Event, None]:
        """Give results; where the operation fails as a whole, the last one is refused."""
        try:
            if operation.kind is not OperationType.SUBSCRIPTION:
                result = await self._executor.run(operation, context)
                yield Event(result, refused=not executed(result))
                return
            async with aclosing(self._executor.subscribe(operation, context)) as happening:
                async for event in happening:
                    yield event
                    del event
        except Exception as error:  # noqa: BLE001 - a defect is masked and logged where it is formatted
            yield refusal(error)


def refusal(error: Exception) -> Event:
    """Give the event that tells why an operation did not run, or ran no further."""
    if isinstance(error, NotValid):
        return refused(*error.errors, before=True)
    return refused(GraphQLError(str(error), original_error=error))


def body(event: Event, language: Language) -> dict[str, Any]:
    """Write what clients get of an event."""
    written = formatted(event.result, language)
    return {"errors": written["errors"]} if event.refused else written
