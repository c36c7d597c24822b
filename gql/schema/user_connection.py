"""Connections of users, for admins."""

from typing import cast

import strawberry

from gql.identity import model
from gql.keyset import cursors
from gql.keyset.window import Slice, Window
from gql.schema.context import Info
from gql.schema.fields import reads
from gql.schema.page_info import PageInfo
from gql.schema.people import User

ParentWindow = strawberry.Parent[Window]


async def _slice(root: ParentWindow, info: Info) -> Slice[model.User]:
    return await info.context.user_slices.load(root)


async def _edges(root: ParentWindow, info: Info) -> list["UserEdge"]:
    return cast("list[UserEdge]", (await _slice(root, info)).nodes)


async def _nodes(root: ParentWindow, info: Info) -> list[User]:
    return cast("list[User]", (await _slice(root, info)).nodes)


async def _page_info(root: ParentWindow, info: Info) -> PageInfo:
    return cast("PageInfo", await _slice(root, info))


async def _total_count(info: Info) -> int:
    return await info.context.services.users.count()


@strawberry.type(description="A user and their place in a connection.")
class UserEdge:
    """Stands on `gql.identity.model.User`."""

    cursor: str = reads(lambda user: cursors.encode(cursors.USERS, user.id), "The place of the user.")
    node: User = reads(lambda user: user, "The user.")


@strawberry.type(description="Users by cursor, newest first.")
class UserConnection:
    """Stands on `gql.keyset.window.Window`."""

    edges: list[UserEdge] = strawberry.field(resolver=_edges, description="The users with their cursors.")
    nodes: list[User] = strawberry.field(resolver=_nodes, description="The users alone.")
    page_info: PageInfo = strawberry.field(resolver=_page_info, description="Whether there is more.")
    total_count: int = strawberry.field(
        resolver=_total_count, description="How many users there are in all; counted only when asked for."
    )
