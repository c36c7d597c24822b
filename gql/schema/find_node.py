"""Nodes by their global ids (GraphQL Global Object Identification, sections 3 and 4)."""

import asyncio
from typing import Annotated, cast

import strawberry

from gql.schema.context import Info
from gql.schema.nodes import Node, database_id

IDS = "Global ids; 100 at most, where nothing else is set."


async def find_node(
    info: Info,
    id: Annotated[strawberry.ID, strawberry.argument(description="A global id.")],  # noqa: A002
) -> Node | None:
    """Find a node; null where there is none that the viewer may see, and for what is no id."""
    viewer = await info.context.viewer()
    match database_id(id):
        case ("Task", number):
            return cast("Node | None", await info.context.tasks.load(number))
        case ("User", number) if viewer.is_admin or number == viewer.id:
            return cast("Node | None", await info.context.users.load(number))
        case ("Channel", number) if viewer.is_admin:
            return cast("Node | None", await info.context.channels.load(number))
        case _:
            return None


async def find_nodes(
    info: Info,
    ids: Annotated[list[strawberry.ID], strawberry.argument(description=IDS)],
) -> list[Node | None]:
    """Find nodes, each as `find_node` does, all of a type in one statement."""
    return await asyncio.gather(*(find_node(info, node_id) for node_id in ids))
