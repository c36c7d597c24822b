"""The REST paths: credentials -> viewer, parameters -> resolver -> envelope, in one profile."""

from collections.abc import Awaitable, Callable
from functools import partial

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gql.allowance.allowance import Allowance
from gql.errors import MethodNotAllowed, NotFound, Unavailable
from gql.identity.authenticate import Authenticator
from gql.identity.credentials import Credentials
from gql.identity.model import Viewer
from gql.operations.origin import origin_of
from gql.rest.documented import Documented
from gql.rest.door import Door
from gql.rest.errors import UsersUnavailable
from gql.rest.newapi import NewApi
from gql.rest.openapi import document
from gql.rest.profile import Body, Profile
from gql.settings import RestProfile
from gql.tasks.filters import TaskFilters
from gql.tasks.links.forwarding import Forwarding
from gql.tasks.resolvers import TaskPage, TaskResolvers
from gql.tasks.scope import require_admin

Resolver = Callable[[Viewer, int, int, TaskFilters], Awaitable[TaskPage]]

PROFILES: dict[RestProfile, Callable[[], Profile]] = {
    RestProfile.DOCUMENTED: Documented,
    RestProfile.NEWAPI: NewApi,
}


def routes(
    tasks: TaskResolvers,
    authenticator: Authenticator,
    profile: RestProfile,
    forwarding: Forwarding,
    allowance: Allowance | None = None,
) -> list[BaseRoute]:
    """Make the routes of both listings and of their OpenAPI document; other paths beside them are 404."""
    served = PROFILES[profile]()
    listings = partial(Listings, served, authenticator, allowance or Allowance(), forwarding)
    own = Door(served, listings(tasks.my_tasks, admin=False).body)
    everybodys = Door(served, listings(tasks.all_tasks, admin=True).body)
    return [
        Route("/api/mj/self", own),
        Route("/api/mj/self/", own),
        Route("/api/mj", everybodys),
        Route("/api/mj/", everybodys),
        Route("/openapi.json", openapi(served)),
        Route(f"{served.domain}/{{rest:path}}", Door(served, nothing)),
    ]


class Listings:
    """One of the two listings: the viewer's own tasks, or everybody's for admins."""

    def __init__(
        self,
        profile: Profile,
        authenticator: Authenticator,
        allowance: Allowance,
        forwarding: Forwarding,
        resolve: Resolver,
        *,
        admin: bool,
    ) -> None:
        self._profile = profile
        self._authenticator = authenticator
        self._allowance = allowance
        self._forwarding = forwarding
        self._resolve = resolve
        self._admin = admin
        self._columns = profile.columns(admin=admin)

    async def body(self, request: Request) -> Body:
        """Make the page that is asked for.

        Raises:
            MethodNotAllowed, Unauthenticated, Forbidden, BadUserInput, RateLimited: checked in this order.
            Unavailable: the database can't be asked; `UsersUnavailable` while the viewer was looked for.
        """
        if request.method not in self._profile.methods:
            raise MethodNotAllowed
        viewer = await self._viewer(request)
        listing = self._profile.parse(request.scope["query_string"], admin=self._admin)
        # As GraphQL's page: a point for the page, and one for each task.
        paid = await self._allowance.reserve(viewer.id, 1 + listing.page_size)
        page = await self._resolve(viewer, listing.page, listing.page_size, listing.filters)
        links = await self._forwarding.links(origin_of(request))
        item = self._profile.item
        items = [item(task, links, admin=self._admin) for task in await page.items(self._columns)]
        await paid.settle(1 + len(items))
        return self._profile.success(listing, items, await page.total())

    async def _viewer(self, request: Request) -> Viewer:
        try:
            viewer = await self._authenticator.viewer(Credentials.of(request.headers), user_required=True)
        except Unavailable as error:
            raise UsersUnavailable from error
        if self._admin:
            require_admin(viewer)
        return viewer


async def nothing(_: Request) -> Body:
    """Answer a path that is not there.

    Raises:
        NotFound: always.
    """
    raise NotFound


def openapi(profile: Profile) -> Callable[[Request], Response]:
    """Make the endpoint of the OpenAPI document, which is written once."""
    body = orjson.dumps(document(profile), option=orjson.OPT_INDENT_2)

    def answer(_: Request) -> Response:
        return Response(body, headers={"Cache-Control": "no-cache"}, media_type="application/json")

    return answer
