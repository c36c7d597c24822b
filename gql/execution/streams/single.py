"""The requests of GraphQL over SSE's single connection mode; see `reservations`."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gql.errors import GatewayError
from gql.execution.envelope import Envelope
from gql.execution.errors import formatted, refused
from gql.execution.limits.documents import NotValid
from gql.execution.media_type import MediaType
from gql.execution.refusals import BatchRefused, NothingAsked, Refused, WrongType
from gql.execution.request import GraphQLRequest, read_request
from gql.execution.response import NOT_KEPT, answer
from gql.execution.streams.clients import Client, Clients, Ending
from gql.execution.streams.errors import StreamUnknown
from gql.execution.streams.event_stream import Feed, farewell, hold_stream
from gql.execution.streams.operations import ID_MAX, Operations, body, refusal
from gql.execution.streams.reservations import Reservation, Reservations
from gql.execution.streams.server_events import SharedEventOutlet, Write, event
from gql.identity.credentials import Credentials
from gql.language import Language

TOKEN_PARAMETER = "token"  # noqa: S105 - a name
ID = "operationId"


def is_single(request: Request, envelope: Envelope) -> bool:
    """Whether a request belongs to this mode; a PUT with a body, or of nobody, does not."""
    if envelope.stream_token is not None:
        return True
    if request.method == "PUT":
        headers = request.headers
        has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
        return envelope.credentials.authorization is not None and not has_body
    return request.method == "GET" and TOKEN_PARAMETER in request.query_params


class Single:
    """Answers the requests by which a stream is reserved, opened and used."""

    def __init__(self, operations: Operations, clients: Clients) -> None:
        self._operations = operations
        self._clients = clients
        self._reservations = Reservations()

    async def answer(self, request: Request, envelope: Envelope) -> ASGIApp:
        """Answer a request, refusals included."""
        language = envelope.language
        try:
            if request.method == "PUT":
                return await self._reserve(envelope.credentials)
            token = envelope.stream_token or request.query_params.get(TOKEN_PARAMETER, "")
            reservation = self._reservations.find(token)
            if request.method == "GET" and "query" not in request.query_params:
                return self._open(reservation, language)
            await self._check_owner(reservation, envelope.credentials)
            if request.method == "DELETE":
                return _stopped(reservation, request)
            return await self._start(reservation, request, envelope)
        except NotValid as error:
            return answer(body(refusal(error), language), MediaType.JSON, 400)
        except GatewayError as error:
            return _refusing(error, language)

    async def _reserve(self, credentials: Credentials) -> Response:
        viewer = await self._clients.viewer(credentials)
        token = self._reservations.reserve(viewer, credentials)
        return PlainTextResponse(token, status_code=201, headers=NOT_KEPT)

    async def _check_owner(self, reservation: Reservation, credentials: Credentials) -> None:
        if (await self._clients.viewer(credentials)).id != reservation.viewer_id:
            raise StreamUnknown

    def _open(self, reservation: Reservation, language: Language) -> ASGIApp:
        reservation.take()

        async def respond(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                async with self._clients.admit(reservation.credentials) as client:
                    ending = await hold_stream(receive, send, _until_over(reservation, client), client)
                    running = reservation.operation_ids
                    await reservation.end()
                    await farewell(send, ending, _revoked(running, client, language))
            except GatewayError as error:
                await _refusing(error, language)(scope, receive, send)
            finally:
                self._reservations.forget(reservation)

        return respond

    async def _start(self, reservation: Reservation, request: Request, envelope: Envelope) -> Response:
        asked = await read_request(request, envelope, batch_limit=0)
        if isinstance(asked, list):  # never, where no batch is taken
            raise BatchRefused(limit=0)
        operation_id = _operation_id(asked)
        operation = await self._operations.prepare(asked, read_only=request.method == "GET")

        async def run(client: Client, write: Write) -> None:
            context = self._operations.context(request, reservation.credentials, client.session)
            outlet = SharedEventOutlet(write, operation_id)
            await self._operations.tell(operation, context, outlet, envelope.language)

        reservation.start(operation_id, run)
        return Response(status_code=202, headers=NOT_KEPT)


def _operation_id(asked: GraphQLRequest) -> str:
    match (asked.extensions or {}).get(ID):
        case str(operation_id) if 0 < len(operation_id) <= ID_MAX:
            return operation_id
        case _:
            raise WrongType(f"extensions.{ID}", wanted=f"string of 1 to {ID_MAX} characters")


def _stopped(reservation: Reservation, request: Request) -> Response:
    if not request.query_params.get(ID):
        raise NothingAsked(ID)
    reservation.stop(request.query_params[ID])
    return Response(headers=NOT_KEPT)


def _until_over(reservation: Reservation, client: Client) -> Feed:
    async def feed(write: Write) -> Ending:
        reservation.open(client, write)
        return await client.over

    return feed


def _revoked(running: list[str], client: Client, language: Language) -> bytes:
    result = body(refusal(client.reason), language)
    events = [
        (event(b"next", {"id": id_, "payload": result}), event(b"complete", {"id": id_})) for id_ in running
    ]
    return b"".join(told + end for told, end in events)


def _refusing(error: GatewayError, language: Language) -> Response:
    headers = error.headers if isinstance(error, Refused) else None
    return answer(formatted(refused(error), language), MediaType.JSON, error.status, headers)
