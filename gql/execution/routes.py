"""The routes of the GraphQL door."""

from collections.abc import Callable
from functools import cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp

from gql.allowance.allowance import Allowance
from gql.execution.answers import Answers
from gql.execution.documents import Documents
from gql.execution.endpoint import GraphQLEndpoint
from gql.execution.executor import Executor
from gql.execution.limits.limits import Limits
from gql.execution.manifest import read_manifest
from gql.execution.streams.clients import Clients
from gql.execution.streams.origins import Origins
from gql.execution.streams.streams import Streams
from gql.execution.ways import OperationMetrics
from gql.schema import make_schema, sdl
from gql.schema.context import Services
from gql.settings import Settings


def routes(
    services: Services,
    settings: Settings,
    *,
    browsers: Callable[[ASGIApp], ASGIApp],
    clients: Clients,
    allowance: Allowance | None = None,
    metrics: OperationMetrics | None = None,
    answers: Answers | None = None,
) -> list[BaseRoute]:
    """Make `/graphql`, and `/schema.graphql` where introspection is on.

    Args:
        services: what the resolvers call.
        settings: introspection, suggestions, federation, documents by id, batches, limits.
        browsers: wraps the endpoint with what a browser gets instead.
        clients: who holds connections open.
        allowance: what viewers may spend; everything where it is left out.
        metrics: count which way operations go.
        answers: keeps what can be given again; nothing where it is left out.

    Raises:
        ConfigurationError: the manifest of trusted documents can't be used.
    """
    schema = make_schema(suggestions=settings.debug, federation=settings.federation)
    executor = Executor(
        schema,
        Limits.of(settings),
        allowance,
        introspection=settings.introspection,
        cost_in_answers=settings.tells_cost,
        compiles=settings.compile_operations,
        metrics=metrics,
        answers=answers,
    )
    documents, origins = _documents(settings), Origins(settings.cors_origins, settings.public_url)
    streams = Streams(executor, services, documents, clients, origins)
    endpoint = GraphQLEndpoint(
        executor,
        services,
        documents,
        batch_limit=settings.batch_limit,
        streams=streams,
        tells_way=settings.debug,
    )
    definition = [Route("/schema.graphql", _definition(cache(sdl)))] if settings.introspection else []
    return [Route("/graphql", browsers(endpoint)), WebSocketRoute("/graphql", streams.sockets), *definition]


def _documents(settings: Settings) -> Documents:
    file = settings.trusted_documents_file if settings.trusted_documents != "off" else None
    return Documents(
        read_manifest(file) if file else {},
        only_trusted=settings.trusted_documents == "only",
        persisted_limit=settings.persisted_queries,
    )


def _definition(text: Callable[[], str]) -> Callable[[Request], Response]:
    def answer(_: Request) -> Response:
        return Response(text(), headers={"Cache-Control": "no-cache"}, media_type="text/plain")

    return answer
