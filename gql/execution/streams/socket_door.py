"""The door for WebSockets."""

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from gql.execution.streams.clients import Clients
from gql.execution.streams.conversation import Conversation
from gql.execution.streams.messages import PROTOCOL, Code
from gql.execution.streams.operations import Operations
from gql.execution.streams.origins import Origins

FORBIDDEN = "Pages of this origin may not open WebSockets here; MJ_CORS_ORIGINS allows origins.\n"


class SocketDoor:
    """An ASGI application that speaks `graphql-transport-ws`."""

    def __init__(self, operations: Operations, clients: Clients, origins: Origins) -> None:
        self._operations = operations
        self._clients = clients
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold one conversation."""
        socket = WebSocket(scope, receive, send)
        if not self._origins.let_in(socket.headers):
            await socket.send_denial_response(PlainTextResponse(FORBIDDEN, 403))
        elif PROTOCOL not in scope["subprotocols"]:
            await socket.accept()
            await socket.close(Code.SUBPROTOCOL_NOT_ACCEPTABLE, f"The subprotocol must be {PROTOCOL}")
        else:
            await socket.accept(PROTOCOL)
            await Conversation(socket, self._operations, self._clients).hold()
