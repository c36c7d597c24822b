"""The composition root: from settings and an open database to the application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from gql import web
from gql.allowance.allowance import Allowance
from gql.allowance.headers import AllowanceHeaders
from gql.background import Background
from gql.channels.repository import ChannelRepository
from gql.clock import Clock, SystemClock
from gql.execution import routes as graphql
from gql.execution.answers import Answers
from gql.execution.streams.clients import Clients
from gql.execution.ways import OperationMetrics
from gql.identity.authenticate import Authenticator
from gql.identity.repository import UserRepository
from gql.images import routes as forwarded
from gql.images.images import Images
from gql.images.metrics import ImageMetrics
from gql.operations import health, metrics
from gql.operations.compression import Compression
from gql.operations.cross_origin import cross_origin
from gql.operations.departures import Departures
from gql.operations.requests import ObserveRequests, log_request
from gql.polling.metrics import PollMetrics
from gql.rest import export
from gql.rest import routes as rest
from gql.schema.context import Services
from gql.settings import Settings
from gql.storage.database import Database
from gql.tasks.estimates import Estimates
from gql.tasks.links.forwarding import Forwarding
from gql.tasks.pictures import NoPictures, Pictures
from gql.tasks.repository import TaskRepository
from gql.tasks.resolvers import TaskResolvers
from gql.tasks.summaries.repository import SummaryRepository
from gql.tasks.summaries.resolvers import SummaryResolvers
from gql.tasks.totals import Totals
from gql.webhook import routes as webhook


def create_app(
    settings: Settings, database: Database, readiness: health.Readiness, clock: Clock | None = None
) -> Starlette:
    """Make the application on a database that is open, and stays open until the application has ended.

    What it opens itself is closed at the end of its lifespan. The clock is the system's where it is left out.
    """
    measured, clock = metrics.Metrics(), clock or SystemClock()
    background = Background(settings, database, PollMetrics(measured.registry), clock)
    forwarding = Forwarding(settings, database, clock)
    images = Images(settings, database, forwarding, ImageMetrics(measured.registry), clock)
    services = make_services(
        settings, database, background, clock, forwarding=forwarding, pictures=images.pictures
    )
    allowance = Allowance.of(settings)
    observers = (measured.observe, log_request) if settings.logs_requests else (measured.observe,)
    answers = Answers(settings.cache_bytes, database.change_counter)
    clients = Clients(services.authenticator, background.vigil, settings.live_connections)
    readiness.listeners.append(clients.close)
    return Starlette(
        lifespan=lambda _: _lifespan(background, images, services.tasks, allowance),
        routes=[
            *_graphql(services, settings, allowance, clients, measured, answers=answers),
            *export.routes(services.tasks, services.authenticator, services.forwarding, allowance),
            *rest.routes(
                services.tasks, services.authenticator, settings.rest_profile, services.forwarding, allowance
            ),
            *forwarded.routes(images),
            *webhook.routes(settings.notify_secret.get_secret_value(), background.intake),
            *health.routes(readiness, database, background.standing),
            *metrics.routes(measured),
            *web.routes(schema=settings.introspection),
        ],
        middleware=[
            Middleware(Departures),
            Middleware(ObserveRequests, *observers),
            *cross_origin(settings.cors_origins),
            Middleware(Compression),
            Middleware(AllowanceHeaders),
        ],
    )


def _graphql(
    services: Services,
    settings: Settings,
    allowance: Allowance,
    clients: Clients,
    measured: metrics.Metrics,
    *,
    answers: Answers,
) -> list[BaseRoute]:
    return graphql.routes(
        services,
        settings,
        browsers=web.Playground,
        allowance=allowance,
        clients=clients,
        metrics=OperationMetrics(measured.registry),
        answers=answers,
    )


@asynccontextmanager
async def _lifespan(
    background: Background, images: Images, tasks: TaskResolvers, allowance: Allowance
) -> AsyncIterator[None]:
    try:
        async with images.running(), background.running():
            yield
    finally:
        await tasks.close()
        await allowance.close()


def make_services(
    settings: Settings,
    database: Database,
    background: Background | None = None,
    clock: Clock | None = None,
    *,
    forwarding: Forwarding | None = None,
    pictures: Pictures | None = None,
) -> Services:
    """Make what the doors call; in the `background` nothing goes on where it is left out."""
    background = background or Background(settings, database)
    users, tasks = UserRepository(database), TaskRepository(database)
    return Services(
        tasks=TaskResolvers(tasks, Totals(tasks, clock), background.recent),
        summaries=SummaryResolvers(SummaryRepository(database, tasks), background.recent),
        authenticator=Authenticator(users),
        users=users,
        channels=ChannelRepository(database),
        estimates=Estimates(tasks, clock or SystemClock()),
        refresher=background.refresher,
        hub=background.hub,
        forwarding=forwarding or Forwarding(settings, database, clock),
        pictures=pictures or NoPictures(),
        reads_in_loop=database.reads_in_loop,
    )
