"""What the resolvers of one request share: who asks, in which language, and the loaders."""

import asyncio
from collections.abc import AsyncGenerator, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import strawberry
from strawberry.dataloader import DataLoader

from gql.channels.model import Channel
from gql.channels.repository import ChannelRepository
from gql.errors import Unavailable
from gql.identity.authenticate import Authenticator
from gql.identity.credentials import Credentials
from gql.identity.model import User, Viewer
from gql.identity.repository import UserRepository
from gql.identity.vigil import Session
from gql.keyset.window import Slice, Window
from gql.language import Language
from gql.live.hub import Delivered, Hub
from gql.live.wanted import Wanted
from gql.polling.refresh import Refresher
from gql.schema.loaders import ByKey, Shared
from gql.tasks.connection import TaskConnection
from gql.tasks.estimates import Estimates
from gql.tasks.links.forwarding import Forwarding
from gql.tasks.links.links import Links
from gql.tasks.model import Task
from gql.tasks.pictures import Facts, Pictures
from gql.tasks.resolvers import TaskResolvers
from gql.tasks.summaries.resolvers import Asked, SummaryResolvers


@dataclass(frozen=True, slots=True)
class Services:
    """What the schema's resolvers call; made once."""

    tasks: TaskResolvers
    summaries: SummaryResolvers
    authenticator: Authenticator
    users: UserRepository
    channels: ChannelRepository
    forwarding: Forwarding
    pictures: Pictures
    estimates: Estimates
    refresher: Refresher
    hub: Hub
    reads_in_loop: bool = False
    """Whether reads of the database that should be quick are made within the event loop."""


class Context:
    """The context of one request, or of one event of a subscription."""

    def __init__(
        self,
        services: Services,
        credentials: Credentials,
        session: Session | None = None,
        last_event_id: str | None = None,
        language: Language = Language.EN,
        *,
        origin: str = "",
    ) -> None:
        """Make the context.

        Args:
            services: what resolvers call.
            credentials: as the request carries them.
            session: of whoever holds a connection open, who was looked up already.
            last_event_id: the cursor after which a broken stream goes on.
            language: in which people are told what is wrong.
            origin: that the request came to, such as `https://mj.example.com`.
        """
        self.services = services
        self.language = language
        self._credentials = credentials
        self._session = session
        self._last_event_id = last_event_id
        self._origin = origin
        self._found: Viewer | Exception | None = None
        self._looking = asyncio.Lock()

    async def viewer(self) -> Viewer:
        """Give the viewer; the credentials are looked up once, when a resolver first needs them.

        Raises:
            Unauthenticated, Forbidden, Unavailable: see `Authenticator.viewer`.
        """
        if self._session:
            return self._session.viewer
        if self._found is None:
            async with self._looking:  # whoever else asks meanwhile waits, and finds it
                if self._found is None:
                    self._found = await self._looked_up()
        if isinstance(self._found, Viewer):
            return self._found
        raise self._found

    def renewed(self) -> "Context":
        """Give a context whose loaders have read nothing yet; who asks is known."""
        context = Context(
            self.services, self._credentials, self._session, language=self.language, origin=self._origin
        )
        context._found = self._found
        return context

    def follow(self, wanted: Wanted, after: str | None) -> AsyncGenerator[Delivered, None]:
        """Tell of updates of tasks, from the last event on that was received.

        Raises:
            GatewayError: see `Hub.follow`.
            Unavailable: nobody follows tasks here.
        """
        if self._session is None:
            raise Unavailable
        return self.services.hub.follow(self._session, wanted, self._last_event_id or after)

    async def _looked_up(self) -> Viewer | Exception:
        try:
            return await self.services.authenticator.viewer(self._credentials, user_required=False)
        except Exception as error:  # noqa: BLE001 - whatever it is, all who ask are told it
            return error

    @cached_property
    def links(self) -> Links | asyncio.Future[Links]:
        """The links of this client; a future where new-api's options must be read first."""
        forwarding = self.services.forwarding
        return forwarding.at_once(self._origin) or asyncio.ensure_future(forwarding.links(self._origin))

    def depends_on(self) -> Hashable | None:
        """Give what answers depend on besides the operation and the database; None where nobody can tell.

        Who holds a connection open was looked up at its beginning, which no row proves.
        """
        return None if self._session else (self._credentials, self.services.forwarding.made_by(self._origin))

    def seen_as(self) -> Hashable:
        """Give what an update's look depends on besides what is asked for."""
        role = self._session.viewer.role if self._session else None
        return role, self.services.forwarding.made_by(self._origin)

    async def settle_links(self) -> None:
        """Wait for the links, so that they are there at once from then on."""
        if not isinstance(self.links, Links):
            self.links = await self.links

    @cached_property
    def facts(self) -> DataLoader[Task, Facts | None]:
        """Load what is known of tasks' pictures, of all tasks of one step at once."""
        return Shared(load_fn=self.services.pictures.facts, cache_key_fn=lambda task: task.id)

    @cached_property
    def users(self) -> ByKey[int, User]:
        """Load users by id, all that one step asks for in one statement."""
        return ByKey(self.services.users.by_ids)

    @cached_property
    def channels(self) -> ByKey[int, Channel]:
        """Load channels by id, all that one step asks for in one statement."""
        return ByKey(self.services.channels.by_ids)

    @cached_property
    def slices(self) -> DataLoader[TaskConnection, Slice[Task]]:
        """Load windows on tasks, those that differ in their owner alone in one statement."""
        return Shared(load_fn=self.services.tasks.slices)

    @cached_property
    def totals(self) -> DataLoader[TaskConnection, int]:
        """Load counts of tasks, those that differ in their owner alone in one statement."""
        return Shared(load_fn=self.services.tasks.totals)

    @cached_property
    def measures(self) -> DataLoader[Asked, Any]:
        """Load measures of tasks, those that differ in their owner alone in one statement."""
        return Shared(load_fn=self.services.summaries.measures)

    @cached_property
    def user_slices(self) -> DataLoader[Window, Slice[User]]:
        """Load windows on users, each once for all fields of its connection."""

        async def load(windows: list[Window]) -> list[Slice[User]]:
            return [await self.services.users.slice(window) for window in windows]

        return Shared(load_fn=load)

    @cached_property
    def tasks(self) -> ByKey[int, Task]:
        """Load tasks by id among those that the viewer may see, all of one step in one statement."""

        async def by_ids(ids: list[int]) -> Mapping[int, Task]:
            return await self.services.tasks.by_ids(await self.viewer(), ids)

        return ByKey(by_ids)


Info = strawberry.Info[Context, None]
