"""The REST door as the gateway serves it, over a database."""

from typing import Any

import httpx
from starlette.applications import Starlette

from gql.identity.authenticate import Authenticator
from gql.identity.repository import UserRepository
from gql.rest.routes import routes
from gql.settings import RestProfile, load
from gql.storage.database import Database
from gql.tasks.links.forwarding import Forwarding
from gql.tasks.repository import TaskRepository
from gql.tasks.resolvers import TaskResolvers


def rest_app(database: Database, profile: RestProfile, **settings: Any) -> Starlette:
    """Make an app of the REST routes alone; nothing is forwarded unless settings say so."""
    tasks = TaskResolvers(TaskRepository(database))
    authenticator = Authenticator(UserRepository(database))
    chosen = {"forward_images": False, "forward_videos": False} | settings
    return Starlette(routes=routes(tasks, authenticator, profile, Forwarding(load(**chosen), database)))


def client_of(
    database: Database, profile: RestProfile = RestProfile.DOCUMENTED, **settings: Any
) -> httpx.AsyncClient:
    """Make a client of that app, in this process."""
    transport = httpx.ASGITransport(rest_app(database, profile, **settings))
    return httpx.AsyncClient(transport=transport, base_url="http://gateway")
