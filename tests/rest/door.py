"""The REST door as the gateway serves it, over a database."""

import httpx
from starlette.applications import Starlette

from gql.identity.authenticate import Authenticator
from gql.identity.repository import UserRepository
from gql.rest.routes import routes
from gql.settings import RestProfile
from gql.storage.database import Database
from gql.tasks.links import ImageLinks
from gql.tasks.repository import TaskRepository
from gql.tasks.resolvers import TaskResolvers


def rest_app(database: Database, profile: RestProfile, base: str = "") -> Starlette:
    """Make an app of the REST routes alone; `base` is the address of forwarded images."""
    tasks = TaskResolvers(TaskRepository(database))
    authenticator = Authenticator(UserRepository(database))
    return Starlette(routes=routes(tasks, authenticator, profile, ImageLinks(base)))


def client_of(
    database: Database, profile: RestProfile = RestProfile.DOCUMENTED, base: str = ""
) -> httpx.AsyncClient:
    """Make a client of that app, in this process."""
    transport = httpx.ASGITransport(rest_app(database, profile, base))
    return httpx.AsyncClient(transport=transport, base_url="http://gateway")
