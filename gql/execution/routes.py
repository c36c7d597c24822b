"""The routes of the GraphQL door."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from gql.execution.endpoint import GraphQLEndpoint
from gql.schema import make_schema, sdl
from gql.schema.context import Services


def routes(
    services: Services, *, suggestions: bool, browsers: Callable[[ASGIApp], ASGIApp]
) -> list[BaseRoute]:
    """Make `/graphql` and `/schema.graphql`.

    Args:
        services: what the resolvers call.
        suggestions: whether errors suggest names of fields.
        browsers: wraps the endpoint with what a browser gets instead.
    """
    endpoint = browsers(GraphQLEndpoint(make_schema(suggestions=suggestions), services))
    return [Route("/graphql", endpoint), Route("/schema.graphql", _definition(sdl()))]


def _definition(text: str) -> Callable[[Request], Response]:
    def answer(_: Request) -> Response:
        return Response(text, headers={"Cache-Control": "no-cache"}, media_type="text/plain")

    return answer
