"""The doors for connections that stay open, put together."""

from gql.execution.documents import Documents
from gql.execution.executor import Executor
from gql.execution.streams.clients import Clients
from gql.execution.streams.distinct import Distinct
from gql.execution.streams.operations import Operations
from gql.execution.streams.origins import Origins
from gql.execution.streams.single import Single
from gql.execution.streams.socket_door import SocketDoor
from gql.schema.context import Services


class Streams:
    """GraphQL over SSE in both modes, and over WebSocket."""

    def __init__(
        self, executor: Executor, services: Services, documents: Documents, clients: Clients, origins: Origins
    ) -> None:
        operations = Operations(executor, services, documents)
        self.distinct = Distinct(operations, clients)
        self.single = Single(operations, clients)
        self.sockets = SocketDoor(operations, clients, origins)
