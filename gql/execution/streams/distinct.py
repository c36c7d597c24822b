"""GraphQL over SSE, distinct connections: an answer for each operation."""

from graphql import OperationType
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from gql.execution.errors import formatted, refused
from gql.execution.media_type import MediaType
from gql.execution.operation import Operation
from gql.execution.request import GraphQLRequest
from gql.execution.response import answer
from gql.execution.streams.clients import Clients, Ending
from gql.execution.streams.errors import TooManyClients
from gql.execution.streams.event_stream import Feed, farewell, hold_stream
from gql.execution.streams.operations import REFUSALS, Operations, body, refusal
from gql.execution.streams.server_events import EventOutlet, Write, refusal_events
from gql.identity.credentials import Credentials
from gql.language import Language
from gql.schema.context import Context


class Distinct:
    """Answers a request with the events of its operation."""

    def __init__(self, operations: Operations, clients: Clients) -> None:
        self._operations = operations
        self._clients = clients

    def answer(self, asked: GraphQLRequest, request: Request, language: Language) -> ASGIApp:
        """Make the answer; what is wrong with the operation is told in it, as browsers tell of no status."""

        async def respond(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                operation = await self._operations.prepare(asked, read_only=request.method == "GET")
                if operation.kind is OperationType.SUBSCRIPTION:
                    await self._follow(operation, request, language, send)
                else:
                    context = self._operations.context(request, Credentials.of(request.headers))
                    await _tell(receive, send, self._feed(operation, context, language))
            except TooManyClients as error:
                refusing = answer(formatted(refused(error), language), MediaType.JSON, error.status)
                await refusing(scope, receive, send)
            except REFUSALS as error:
                await _tell(receive, send, _refusing(error, language))

        return respond

    async def _follow(self, operation: Operation, request: Request, language: Language, send: Send) -> None:
        credentials = Credentials.of(request.headers)
        async with self._clients.admit(credentials) as client:
            last_event_id = request.headers.get("last-event-id")
            context = self._operations.context(request, credentials, client.session, last_event_id)
            feed = self._feed(operation, context, language)
            ending = await hold_stream(request.receive, send, feed, client)
            await farewell(send, ending, refusal_events(body(refusal(client.reason), language)))

    def _feed(self, operation: Operation, context: Context, language: Language) -> Feed:
        async def feed(write: Write) -> Ending:
            return await self._operations.tell(operation, context, EventOutlet(write), language)

        return feed


async def _tell(receive: Receive, send: Send, feed: Feed) -> None:
    await farewell(send, await hold_stream(receive, send, feed))


def _refusing(error: Exception, language: Language) -> Feed:
    async def feed(write: Write) -> Ending:
        await write(refusal_events(body(refusal(error), language)))
        return Ending.DONE

    return feed
