"""What the resolvers of one request share."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import strawberry
from graphql import GraphQLError
from strawberry.dataloader import DataLoader

from benchmarks.peers.strawberry import reads
from benchmarks.peers.strawberry.tables import Account, Upstream

ADMIN = 10
Row = TypeVar("Row")


def loader(read: Callable[[Iterable[int]], Awaitable[dict[int, Row]]]) -> DataLoader[int, Row | None]:
    """Make a loader of a table's rows by their ids."""

    async def load(ids: list[int]) -> list[Row | None]:
        found = await read(ids)
        return [found.get(id_) for id_ in ids]

    return DataLoader(load)


@dataclass
class Context:
    """Who asks, and the loaders."""

    found: reads.Viewer | None
    accounts: DataLoader[int, Account | None] = field(default_factory=lambda: loader(reads.accounts))
    upstreams: DataLoader[int, Upstream | None] = field(default_factory=lambda: loader(reads.upstreams))

    @property
    def viewer(self) -> reads.Viewer:
        """Give the viewer, whom there must be."""
        if self.found is None:
            raise GraphQLError("Sign in first.", extensions={"code": "UNAUTHENTICATED"})
        return self.found

    def require_admin(self) -> None:
        """Refuse who is no admin."""
        if self.viewer.role < ADMIN:
            raise GraphQLError("This is for admins.", extensions={"code": "FORBIDDEN"})


Info = strawberry.Info[Context, Any]
