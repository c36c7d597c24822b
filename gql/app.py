"""The composition root: from settings and an open database to the application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware

from gql import web
from gql.allowance.allowance import Allowance
from gql.allowance.headers import AllowanceHeaders
from gql.channels.repository import ChannelRepository
from gql.execution import routes as graphql
from gql.identity.authenticate import Authenticator
from gql.identity.repository import UserRepository
from gql.operations import health, metrics
from gql.operations.compression import Compression
from gql.operations.cross_origin import cross_origin
from gql.operations.requests import ObserveRequests, log_request
from gql.rest import export
from gql.rest import routes as rest
from gql.schema.context import Services
from gql.settings import Settings
from gql.storage.database import Database
from gql.tasks.links import ImageLinks
from gql.tasks.repository import TaskRepository
from gql.tasks.resolvers import TaskResolvers
from gql.tasks.summaries.repository import SummaryRepository
from gql.tasks.summaries.resolvers import SummaryResolvers


def create_app(settings: Settings, database: Database, readiness: health.Readiness) -> Starlette:
    """Make the application on a database that is open, and stays open until the application has ended.

    What it opens itself is closed at the end of its lifespan.
    """
    measured = metrics.Metrics()
    services = make_services(settings, database)
    allowance = Allowance.of(settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await allowance.close()

    return Starlette(
        lifespan=lifespan,
        routes=[
            *graphql.routes(services, settings, browsers=web.Playground, allowance=allowance),
            *export.routes(services.tasks, services.authenticator, services.links),
            *rest.routes(
                services.tasks, services.authenticator, settings.rest_profile, services.links, allowance
            ),
            *health.routes(readiness, database),
            *metrics.routes(measured),
            *web.routes(),
        ],
        middleware=[
            Middleware(ObserveRequests, observe=log_request),
            Middleware(ObserveRequests, observe=measured.observe),
            *cross_origin(settings.cors_origins),
            Middleware(Compression),
            Middleware(AllowanceHeaders),
        ],
    )


def make_services(settings: Settings, database: Database) -> Services:
    """Make what the doors call."""
    users, tasks = UserRepository(database), TaskRepository(database)
    return Services(
        tasks=TaskResolvers(tasks),
        summaries=SummaryResolvers(SummaryRepository(database, tasks)),
        authenticator=Authenticator(users),
        users=users,
        channels=ChannelRepository(database),
        links=ImageLinks(settings.public_url if settings.forward_images else ""),
    )
