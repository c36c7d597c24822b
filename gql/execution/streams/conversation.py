"""What is said over one WebSocket."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from gql.errors import GatewayError, Unavailable
from gql.execution.limits.errors import LimitExceeded
from gql.execution.request import GraphQLRequest
from gql.execution.response import encode
from gql.execution.streams.clients import Client, Clients, Ending
from gql.execution.streams.errors import TooManyClients
from gql.execution.streams.first import cancelled, first
from gql.execution.streams.messages import Closed, Code, Message, credentials_of, read_message
from gql.execution.streams.operations import OPERATIONS_MAX, REFUSALS, Operations, body, refusal
from gql.execution.streams.pace import Pace
from gql.identity.credentials import Credentials
from gql.language import Language, negotiate
from gql.operations.bodies import LIMIT_BYTES

INITIALISATION_SECONDS = 3
# For the close frame, where the client may no longer read.
CLOSE_SECONDS = 1
# What stands for a code where there is none (RFC 6455, section 7.1.5).
NO_CODE = 1005


class Conversation:
    """One client over one socket, from its first message to its end; messages are taken one at a time."""

    def __init__(self, socket: WebSocket, operations: Operations, clients: Clients) -> None:
        self._socket = socket
        self._operations = operations
        self._clients = clients
        self._language = negotiate(socket.headers.get("accept-language"), Language.EN)
        self._pace = Pace()
        self._running: dict[str, asyncio.Task[None]] = {}

    async def hold(self) -> None:
        """Talk until one of both ends it."""
        try:
            credentials = await self._introduced()
            await self._admitted(credentials)
        except Closed as closed:
            await self._close(closed)
        except WebSocketDisconnect:
            return

    async def _introduced(self) -> Credentials:
        """Wait for the first message that is no ping."""
        try:
            async with asyncio.timeout(INITIALISATION_SECONDS):
                while True:
                    message = await self._receive()
                    match message.kind:
                        case "connection_init":
                            break
                        case "subscribe":
                            raise Closed(Code.UNAUTHORIZED, "Unauthorized")
        except TimeoutError:
            raise Closed(Code.INITIALISATION_TIMEOUT, "Connection initialisation timeout") from None
        return credentials_of(message.payload).or_else(Credentials.of(self._socket.headers))

    async def _admitted(self, credentials: Credentials) -> None:
        try:
            async with self._clients.admit(credentials) as client:
                await self._send({"type": "connection_ack"})
                try:
                    ending = await first(self._listen(client, credentials), client.over)
                finally:
                    await cancelled(*self._running.values())
                raise _closed(ending, client, self._language)
        except TooManyClients as error:
            raise Closed(Code.TOO_MANY, error.message(self._language)) from None
        except Unavailable as error:
            raise Closed(Code.TRY_AGAIN_LATER, error.message(self._language)) from None
        except GatewayError as error:
            raise Closed(Code.FORBIDDEN, error.message(self._language)) from None

    async def _listen(self, client: Client, credentials: Credentials) -> Ending:
        while True:
            message = await self._receive()
            match message.kind:
                case "connection_init":
                    raise Closed(Code.TOO_MANY, "Too many initialisation requests")
                case "subscribe":
                    await self._start(message, client, credentials)
                case "complete":
                    self._stop(message.operation_id)

    async def _receive(self) -> Message:
        """Take a message, other than the pings, which are answered here."""
        while True:
            received = await self._socket.receive()
            if received["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(received.get("code") or NO_CODE)
            text = received.get("text")
            if text is None:
                raise Closed(Code.BAD_REQUEST, "Messages must be text")
            if len(text) > LIMIT_BYTES:
                raise Closed(Code.MESSAGE_TOO_BIG, f"Messages must have at most {LIMIT_BYTES} bytes")
            self._pace.note()
            message = read_message(text)
            if message.kind != "ping":
                return message
            await self._send({"type": "pong", **({"payload": message.payload} if message.payload else {})})

    async def _start(self, message: Message, client: Client, credentials: Credentials) -> None:
        id_ = message.operation_id
        if id_ in self._running:
            raise Closed(Code.SUBSCRIBER_EXISTS, f"Subscriber for {id_} already exists")
        if len(self._running) >= OPERATIONS_MAX:
            error = LimitExceeded("operations", highest=OPERATIONS_MAX, found=OPERATIONS_MAX + 1)
            await SocketOutlet(self._send, id_).refuse(body(refusal(error), self._language))
            return
        self._running[id_] = asyncio.create_task(self._operate(message, client, credentials))
        # What an operation does at once, it does now, before the next message is taken.
        await asyncio.sleep(0)

    async def _operate(self, message: Message, client: Client, credentials: Credentials) -> None:
        outlet = SocketOutlet(self._send, message.operation_id)
        try:
            asked = GraphQLRequest.of(message.payload, "payload")
            operation = await self._operations.prepare(asked)
            context = self._operations.context(self._socket, credentials, client.session)
            await self._operations.tell(operation, context, outlet, self._language)
        except REFUSALS as error:
            await outlet.refuse(body(refusal(error), self._language))
        except WebSocketDisconnect:
            return  # whoever listens hears of it too
        finally:
            if self._running.get(message.operation_id) is asyncio.current_task():
                del self._running[message.operation_id]

    def _stop(self, operation_id: str) -> None:
        if task := self._running.pop(operation_id, None):
            task.cancel()

    async def _send(self, message: dict[str, Any]) -> None:
        await self._socket.send_text(encode(message).decode())

    async def _close(self, closed: Closed) -> None:
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._socket.close(closed.code, closed.reason)
        except (TimeoutError, WebSocketDisconnect):
            return


class SocketOutlet:
    """Tells the results of one operation."""

    def __init__(self, send: Callable[[dict[str, Any]], Awaitable[None]], operation_id: str) -> None:
        self._send = send
        self._id = operation_id

    async def next(self, result: dict[str, Any], cursor: str | None) -> None:  # noqa: ARG002 - see TaskUpdate.cursor
        """Tell a result."""
        await self._send({"id": self._id, "type": "next", "payload": result})

    async def refuse(self, result: dict[str, Any]) -> None:
        """Tell errors, which are the end."""
        await self._send({"id": self._id, "type": "error", "payload": result["errors"]})

    async def complete(self) -> None:
        """Tell the end."""
        await self._send({"id": self._id, "type": "complete"})


def _closed(ending: Ending, client: Client, language: Language) -> Closed:
    if ending is Ending.CLOSING:
        return Closed(Code.SERVICE_RESTART, "Service restart")
    return Closed(Code.FORBIDDEN, client.reason.message(language))
